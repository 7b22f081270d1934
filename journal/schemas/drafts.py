"""What stands in a form for a note while it is being written: nothing of it need be complete."""

from typing import Any
from uuid import uuid4

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load, validate

from journal.domain.drafts import Writing
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId, NoteId
from journal.domain.note_types import note_types, other_names
from journal.domain.notes import storable
from journal.schemas import rules

HIGHEST = 2**31 - 2
"""The one after it is still a number that both databases hold."""

LONGEST_TIME = 40
OTHERS = "others"
_NUMBER: rules.Messages = dict.fromkeys(("null", "invalid", "too_large"), rules.NOT_AN_ID)


class Counted(fields.Integer):
    """A number that the page itself has counted; 0 where there is none."""

    def __init__(self) -> None:
        super().__init__(
            load_default=0,
            validate=validate.Range(0, HIGHEST, error=rules.NOT_AN_ID),
            error_messages=_NUMBER,
        )


class DraftText(fields.String):
    """0 to 20,000 code points; CRLF becomes LF and nothing else changes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            return storable(text)
        except RuleBroken as error:
            raise rules.broken(error) from error


class SeenSchema(Schema):
    """Which revision of a draft somebody has before her; the form around it holds more."""

    class Meta:
        """What else stands in the form is of no use here."""

        unknown = EXCLUDE

    error_messages = rules.SCHEMA

    revision = Counted()


class WritingSchema(Schema):
    """
    A form for a note as a ``Writing``; a field that no kind of note has is refused.

    Args:
        case_id: out of the address, never out of the form.
    """

    error_messages = rules.SCHEMA

    id = fields.UUID(required=True, error_messages=rules.ID)
    revision = Counted()
    page = fields.UUID(load_default=uuid4, error_messages=rules.ID)
    turn = Counted()
    former = fields.UUID(load_default=None, error_messages=rules.ID)
    former_revision = Counted()
    refers_to = fields.UUID(load_default=None, error_messages=rules.ID)
    type = fields.String(
        required=True,
        validate=validate.OneOf(note_types(), error=rules.NOT_A_CHOICE),
        error_messages=rules.TEXT,
    )
    occurred_at = DraftText(
        load_default="",
        validate=validate.Length(max=LONGEST_TIME, error=rules.NOT_A_TIME),
        error_messages=rules.TIME,
    )
    text = DraftText(load_default="", error_messages=rules.TEXT)
    must_read = fields.Boolean(load_default=False, error_messages=rules.CHOICE)
    others = fields.Dict(keys=fields.String(), values=DraftText(error_messages=rules.TEXT))

    def __init__(self, case_id: CaseId) -> None:
        super().__init__()
        self.case_id = case_id

    @pre_load
    def gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Put the fields that only some kinds of note have together."""
        if OTHERS in data:
            raise ValidationError({OTHERS: [rules.UNKNOWN]})
        known = other_names()
        kept = {name: value for name, value in data.items() if name not in known}
        return kept | {OTHERS: {name: data[name] for name in known if name in data}}

    @post_load
    def to_writing(self, data: dict[str, Any], **_: Any) -> Writing:
        """Make the value that the use case takes."""
        return Writing(
            id=NoteId(data["id"]),
            case_id=self.case_id,
            type=data["type"],
            occurred_at=data["occurred_at"],
            fields={**data[OTHERS], "text": data["text"]},
            revision=data["revision"],
            page=data["page"],
            turn=data["turn"],
            former=None if data["former"] is None else NoteId(data["former"]),
            former_revision=data["former_revision"],
            must_read=data["must_read"],
            refers_to=data["refers_to"] and NoteId(data["refers_to"]),
        )
