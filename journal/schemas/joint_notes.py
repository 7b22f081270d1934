"""Two notes about one event as they come from one form."""

from dataclasses import replace
from typing import Any

from marshmallow import fields, post_load

from journal.domain.ids import CaseId, NoteId
from journal.domain.notes import NoteDraft
from journal.schemas import rules
from journal.schemas.notes import NoteDraftSchema, NoteText


class JointSchema(NoteDraftSchema):
    """A note, the other file, and the words that stand there; as two drafts."""

    other = fields.UUID(required=True, error_messages=dict.fromkeys(rules.ID, rules.NOT_A_CHOICE))
    other_id = fields.UUID(required=True, error_messages=rules.ID)
    other_text = NoteText(required=True, error_messages=rules.TEXT)

    @post_load
    def to_draft(self, data: dict[str, Any], **_: Any) -> tuple[NoteDraft, NoteDraft]:
        """Make the two values that the use case takes."""
        first = super().to_draft(data)
        second = replace(
            first,
            id=NoteId(data["other_id"]),
            case_id=CaseId(data["other"]),
            text=data["other_text"],
        )
        return first, second
