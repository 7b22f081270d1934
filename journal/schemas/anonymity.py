"""The form that gives somebody another level of anonymity."""

from typing import Any

from marshmallow import Schema, fields, post_load

from journal.domain.anonymity import LevelReasonMissing, NewLevel
from journal.domain.cases import Anonymity
from journal.domain.ids import CaseId
from journal.schemas import rules


class LevelSchema(Schema):
    """
    The level and why; unknown fields are refused.

    Args:
        case_id: out of the address, never out of the form.
    """

    error_messages = rules.SCHEMA

    level = fields.Enum(
        Anonymity,
        by_value=True,
        required=True,
        error_messages=dict.fromkeys(
            ("required", "null", "invalid", "unknown"), rules.NOT_A_CHOICE
        ),
    )
    reason = fields.String(
        load_default="",
        error_messages=dict.fromkeys(("null", "invalid"), LevelReasonMissing.sentence),
    )

    def __init__(self, case_id: CaseId) -> None:
        super().__init__()
        self.case_id = case_id

    @post_load
    def to_level(self, data: dict[str, Any], **_: Any) -> NewLevel:
        """Make the value that the use case takes."""
        return NewLevel(case_id=self.case_id, **data)
