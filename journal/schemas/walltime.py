"""Times that are typed on the clock of the house, as instants in UTC."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields

from journal.domain.clock import from_wall_time
from journal.domain.errors import RuleBroken
from journal.domain.notes import require_past
from journal.schemas import rules

AS_TYPED = "%Y-%m-%dT%H:%M"
"""Day and time as a browser sends them."""


class HouseSchema(Schema):
    """
    A form in which times are typed; unknown fields are refused.

    Args:
        zone: of the house.
        now: the present instant.
    """

    error_messages = rules.SCHEMA

    def __init__(self, zone: ZoneInfo, now: datetime) -> None:
        super().__init__()
        self.zone = zone
        self.now = now


class WallTime(fields.NaiveDateTime):
    """
    A local time of the house that has been, as an instant in UTC.

    It stands in a ``HouseSchema``.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        typed = super()._deserialize(value, attr, data, **kwargs)
        schema = self.root
        if not isinstance(schema, HouseSchema):
            raise TypeError
        try:
            instant = from_wall_time(typed, schema.zone, schema.now)
            require_past(instant, schema.now)
        except RuleBroken as error:
            raise rules.broken(error) from error
        return instant
