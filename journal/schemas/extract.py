"""What an extract of the log is made of, as it is asked for."""

from typing import Any

from marshmallow import Schema, fields, post_load, pre_load, validate

from journal.domain.codes import code_list
from journal.domain.extract import NAMES, Asked
from journal.domain.ids import EventId
from journal.schemas import rules
from journal.schemas.signin import LONGEST_PASSWORD
from journal.schemas.uses import A_DAY

LANGUAGES = ("da", "en")
LARGEST_LOG = 2**53
"""More events than any log has; what a form may say of its size."""


class ExtractSchema(Schema):
    """Days, names, size and language, all optional; as an Asked with the language."""

    error_messages = rules.SCHEMA

    language = fields.String(
        load_default=None,
        validate=validate.OneOf(LANGUAGES, error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )
    day_from = fields.Date(load_default=None, validate=A_DAY, error_messages=rules.DAY)
    day_to = fields.Date(load_default=None, validate=A_DAY, error_messages=rules.DAY)
    decision = fields.UUID(load_default=None, error_messages=rules.ID)
    size = fields.Integer(
        load_default=None,
        validate=validate.Range(0, LARGEST_LOG, error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )

    @pre_load
    def without_empty(self, data: dict[str, str], **_: Any) -> dict[str, str]:
        """An empty field of the form is no limit."""
        return {name: value for name, value in data.items() if value}

    @post_load
    def to_asked(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Make the value that the use case takes, beside the language."""
        decision, language = data.pop("decision"), data.pop("language")
        asked = Asked(decision=None if decision is None else EventId(decision), **data)
        return {"asked": asked, "language": language}


class NamesSchema(ExtractSchema):
    """The decision that one extract has names: a reason and the password, beside its days."""

    reason = fields.String(
        required=True,
        validate=validate.OneOf(tuple(code_list(NAMES)), error=rules.NOT_A_CHOICE),
        error_messages={"required": rules.NOT_A_CHOICE, "invalid": rules.NOT_A_CHOICE},
    )
    password = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_PASSWORD, error=rules.MISSING),
        error_messages=rules.TEXT,
    )

    @post_load
    def to_asked(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Make the value that the use case takes, beside reason and password."""
        given = {name: data.pop(name) for name in ("reason", "password")}
        asked: dict[str, Any] = super().to_asked(data)
        return asked | given
