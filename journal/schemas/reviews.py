"""What a reviewer says of one use of timed access, as it comes from a form."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from journal.domain.errors import RuleBroken
from journal.domain.ids import EventId, GrantId
from journal.domain.timed_access import Judgement, require_outcome
from journal.schemas import rules
from journal.schemas.timed_access import OwnWords


class JudgementSchema(Schema):
    """
    An outcome and a comment, as a Judgement.

    Args:
        subject: out of the address, never out of the form.
    """

    error_messages = rules.SCHEMA

    reason = fields.String(load_default="", error_messages=rules.TEXT)
    words = OwnWords(load_default="", error_messages=rules.TEXT)

    def __init__(self, subject: GrantId | EventId) -> None:
        super().__init__()
        self.subject = subject

    @validates_schema
    def says_something(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a review that says nothing."""
        try:
            require_outcome(self.to_judgement(data))
        except RuleBroken as error:
            raise ValidationError({error.field: [error]}) from error

    @post_load
    def to_judgement(self, data: dict[str, Any], **_: Any) -> Judgement:
        """Make the value that the use case takes."""
        return Judgement(subject=self.subject, outcome=data["reason"], comment=data["words"])
