"""Ending a deadline, as it comes from a form."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields, post_load

from journal.domain.deadlines import Ending
from journal.domain.ids import DeadlineId
from journal.schemas import rules
from journal.schemas.walltime import AS_TYPED, HouseSchema, WallTime


class TickSchema(HouseSchema):
    """
    A deadline that was met: how, and when it was done.

    Args:
        deadline_id: out of the address, never out of the form.
        zone: of the house.
        now: the present instant.
    """

    how = fields.String(load_default="", error_messages=rules.TEXT)
    occurred_at = WallTime(AS_TYPED, required=True, error_messages=rules.TIME)

    def __init__(self, deadline_id: DeadlineId, zone: ZoneInfo, now: datetime) -> None:
        super().__init__(zone, now)
        self.deadline_id = deadline_id

    @post_load
    def to_ending(self, data: dict[str, Any], **_: Any) -> Ending:
        """Make the value that the use case takes."""
        return Ending(deadline_id=self.deadline_id, code=data["how"], at=data["occurred_at"])


class CancelSchema(Schema):
    """
    A deadline that no longer counts, and why.

    Args:
        deadline_id: out of the address, never out of the form.
    """

    error_messages = rules.SCHEMA

    reason = fields.String(load_default="", error_messages=rules.TEXT)

    def __init__(self, deadline_id: DeadlineId) -> None:
        super().__init__()
        self.deadline_id = deadline_id

    @post_load
    def to_ending(self, data: dict[str, Any], **_: Any) -> Ending:
        """Make the value that the use case takes."""
        return Ending(deadline_id=self.deadline_id, code=data["reason"])
