"""What somebody asks of her own sessions."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from journal.schemas import rules

HANDLE = r"^[0-9a-f]{64}$"


class EndSessionsSchema(Schema):
    """One session by its handle, or all the others."""

    error_messages = rules.SCHEMA

    handle = fields.String(
        load_default="",
        validate=validate.Regexp(HANDLE, error=rules.NOT_AN_ID),
        error_messages=rules.ID,
    )
    others = fields.String(
        load_default="",
        validate=validate.Equal("yes", error=rules.NOT_AN_ID),
        error_messages=rules.ID,
    )

    @validates_schema
    def is_one_thing(self, data: dict[str, Any], **_: Any) -> None:
        """A form that ends nothing, or two things, is none of ours."""
        if bool(data["handle"]) == bool(data["others"]):
            raise ValidationError(rules.NOT_AN_ID)
