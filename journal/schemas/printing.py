"""What is to be printed, as it comes from its form."""

from typing import Any

from marshmallow import Schema, fields, post_load

from journal.domain.printing import Printing
from journal.schemas import rules, timeline


class PrintingSchema(Schema):
    """A purpose, and which notes by the codes of the timeline's address; as a Printing."""

    error_messages = rules.SCHEMA

    purpose = fields.String(load_default="", error_messages=rules.TEXT)
    type = fields.String(load_default="")
    author = fields.String(load_default="")
    day = fields.String(load_default="")
    unread = fields.String(load_default="")

    @post_load
    def to_printing(self, data: dict[str, Any], **_: Any) -> Printing:
        """Make the value that the use case takes."""
        return Printing(purpose=data["purpose"], wanted=timeline.wanted(data))
