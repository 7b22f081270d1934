"""Lines for the next shift and marks on notes as they come from forms."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from journal.domain.handover import NewLine, line_text
from journal.domain.ids import NoteId, RecordId
from journal.schemas import rules
from journal.schemas.enquiries import FewWords
from journal.schemas.timeline import YES

MOST_AT_ONCE = 500
"""Notes on a page, and what hangs on them."""


class LineSchema(Schema):
    """A line, as a NewLine."""

    error_messages = rules.SCHEMA

    id = fields.UUID(required=True, error_messages=rules.ID)
    text = FewWords(line_text)

    @post_load
    def to_line(self, data: dict[str, Any], **_: Any) -> NewLine:
        """Make the value that the use case takes."""
        return NewLine(id=RecordId(data["id"]), text=data["text"])


class SeenSchema(Schema):
    """The notes of a page that somebody has read, as a list of NoteId; and where she came from."""

    error_messages = rules.SCHEMA

    notes = fields.String(required=True, error_messages=rules.ID)
    onward = fields.String(load_default="", validate=validate.OneOf(["", YES]))

    @post_load
    def to_notes(self, data: dict[str, Any], **_: Any) -> tuple[list[NoteId], bool]:
        """Make the values that the use case and the answer take."""
        one = fields.UUID(error_messages=rules.ID)
        typed = data["notes"].split()[:MOST_AT_ONCE]
        return [NoteId(one.deserialize(each)) for each in typed], data["onward"] == YES
