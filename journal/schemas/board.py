"""What is written on the house board about one resident, as it comes from a form."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from journal.domain.board import KEPT_HOURS, BoardEntry
from journal.domain.codes import code_list
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.schemas import rules


class BoardEntrySchema(Schema):
    """
    An entry of the board; unknown fields are refused.

    Args:
        case_id: out of the address, never out of the form.
    """

    error_messages = rules.SCHEMA

    language = fields.String(
        load_default="",
        validate=validate.OneOf(["", *code_list("spoken_language")], error=rules.NOT_A_CHOICE),
    )
    alerts = fields.List(
        fields.String(
            validate=validate.OneOf(list(code_list("board_alert")), error=rules.NOT_A_CHOICE)
        ),
        load_default=list,
    )
    text = fields.String(load_default="", error_messages=rules.TEXT)
    hours = fields.Integer(
        load_default=KEPT_HOURS[0],
        validate=validate.OneOf(KEPT_HOURS, error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )

    def __init__(self, case_id: CaseId) -> None:
        super().__init__()
        self.case_id = case_id

    @post_load
    def to_entry(self, data: dict[str, Any], **_: Any) -> BoardEntry:
        """Make the value that the use case takes; what is too long is refused with its length."""
        data["text"] = " ".join(data["text"].split())
        try:
            return BoardEntry(case_id=self.case_id, **data)
        except RuleBroken as error:
            raise ValidationError({error.field: [error]}) from error
