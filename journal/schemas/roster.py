"""The roster as it comes from forms: a week to look at, one shift, a table, a shift to take off."""

from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validate

from journal.domain.errors import RuleBroken
from journal.domain.ids import ShiftId, StaffId
from journal.domain.roster import Plan, Planned, read_plan, wall_shift
from journal.schemas import rules
from journal.schemas.audit import A_DAY

A_TIME: rules.Messages = dict.fromkeys(("required", "null", "invalid"), rules.NOT_A_CLOCK)
"""What is said of a time of day that is none."""


class WeekSchema(Schema):
    """Which week is looked at: any day of it, or none for this one."""

    error_messages = rules.SCHEMA

    day = fields.Date(load_default=None, validate=A_DAY, error_messages=rules.DAY)
    saved = fields.String(load_default="")

    @pre_load
    def without_empty(self, data: dict[str, str], **_: Any) -> dict[str, str]:
        """An empty field is no day."""
        return {name: value for name, value in data.items() if value}


class ShiftSchema(Schema):
    """
    One shift: who, the day it begins on, and two times on the clock of the house.

    Args:
        zone: of the house.
    """

    error_messages = rules.SCHEMA

    person = fields.UUID(required=True, error_messages=rules.PERSON)
    day = fields.Date(
        required=True,
        validate=A_DAY,
        error_messages=rules.DAY | {"required": rules.MISSING},
    )
    begins = fields.Time("%H:%M", required=True, error_messages=A_TIME)
    ends = fields.Time("%H:%M", required=True, error_messages=A_TIME)

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self.zone = zone

    @post_load
    def to_shift(self, data: dict[str, Any], **_: Any) -> Planned:
        """Make the value that the use case takes."""
        try:
            starts_at, ends_at = wall_shift(data["day"], data["begins"], data["ends"], self.zone)
        except RuleBroken as error:
            raise ValidationError({error.field: [error]}) from error
        return Planned(staff_id=StaffId(data["person"]), starts_at=starts_at, ends_at=ends_at)


class PlanSchema(Schema):
    """
    A table of shifts, pasted as a spreadsheet gives it.

    Args:
        zone: of the house.
    """

    error_messages = rules.SCHEMA

    plan = fields.String(
        required=True,
        validate=validate.Length(1, error=rules.MISSING),
        error_messages=rules.TEXT,
    )

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self.zone = zone

    @post_load
    def to_plan(self, data: dict[str, Any], **_: Any) -> Plan:
        """Make the value that the use case takes; a line that is no shift is told with others."""
        try:
            return read_plan(data["plan"], self.zone)
        except RuleBroken as error:
            raise ValidationError({error.field: [error]}) from error


class RemovalSchema(Schema):
    """A shift that is taken off, and the week that is shown afterwards."""

    error_messages = rules.SCHEMA

    shift = fields.UUID(required=True, error_messages=rules.ID)
    day = fields.Date(load_default=None, validate=A_DAY, error_messages=rules.DAY)

    @post_load
    def to_id(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Make the value that the use case takes."""
        return data | {"shift": ShiftId(data["shift"])}
