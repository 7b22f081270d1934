"""What is hung on a note, or where it is moved, as it comes from a form."""

from typing import Any

from marshmallow import Schema, fields

from journal.domain.errors import RuleBroken
from journal.domain.notes import storable_reason
from journal.schemas import rules
from journal.schemas.notes import NoteText


class Reason(fields.String):
    """A few words, without white space around them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            return storable_reason(text)
        except RuleBroken as error:
            raise rules.broken(error) from error


class AddendumSchema(Schema):
    """An addendum: its id, drawn when the form was made, and its text."""

    error_messages = rules.SCHEMA

    id = fields.UUID(required=True, error_messages=rules.ID)
    text = NoteText(required=True, error_messages=rules.TEXT)


class MarkSchema(Schema):
    """A mark: its id, drawn when the form was made, and the reason."""

    error_messages = rules.SCHEMA

    id = fields.UUID(required=True, error_messages=rules.ID)
    text = Reason(required=True, error_messages=rules.TEXT)


class MovingSchema(Schema):
    """Where a misfiled note belongs, and the id it has there."""

    error_messages = rules.SCHEMA

    id = fields.UUID(required=True, error_messages=rules.ID)
    target = fields.UUID(required=True, error_messages=dict.fromkeys(rules.ID, rules.NOT_A_CHOICE))
