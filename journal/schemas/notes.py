"""A new note as it comes from a form."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import fields, post_load, validate

from journal.domain.codes import code_list
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId, NoteId
from journal.domain.notes import NoteDraft, storable_text
from journal.schemas import rules
from journal.schemas.walltime import HouseSchema, WallTime


class NoteText(fields.String):
    """1 to 20,000 code points; CRLF becomes LF and nothing else changes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            return storable_text(text)
        except RuleBroken as error:
            raise rules.broken(error) from error


class NoteDraftSchema(HouseSchema):
    """
    A new note, from a form, as a NoteDraft; unknown fields are refused.

    Args:
        case_id: out of the address, never out of the form.
        zone: of the house.
        now: the present instant.
    """

    id = fields.UUID(required=True, error_messages=rules.ID)
    text = NoteText(required=True, error_messages=rules.TEXT)
    type = fields.String(
        required=True,
        validate=validate.OneOf(code_list("note_type"), error=rules.NOT_A_CHOICE),
        error_messages=rules.TEXT,
    )
    occurred_at = WallTime("%Y-%m-%dT%H:%M", required=True, error_messages=rules.TIME)

    def __init__(self, case_id: CaseId, zone: ZoneInfo, now: datetime) -> None:
        super().__init__(zone, now)
        self.case_id = case_id

    @post_load
    def to_draft(self, data: dict[str, Any], **_: Any) -> NoteDraft:
        """Make the value that the use case takes."""
        return NoteDraft(
            id=NoteId(data["id"]),
            case_id=self.case_id,
            type=data["type"],
            occurred_at=data["occurred_at"],
            text=data["text"],
        )
