"""
How deadlines are reckoned, and how somebody ends one.

Rules: the day of the start is not counted; a limit in days or months ends at 23:59:59 in the house
and is kept in UTC; a month that lacks the day ends with its last one; hours are hours that pass,
whatever the clocks do. The statute (``due``) and the goal of the house (``target``) are two clocks
that are never merged; the alarm goes by the earlier one. Being overdue is seen, not stored.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from journal.domain.calendar import (
    NO_DAYS_OFF,
    ONE_DAY,
    DayOff,
    after_months,
    after_working_days,
    end_of_day,
)
from journal.domain.codes import code_list
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import DeadlineId

HOW = "deadline_how"
"""The code list of the ways in which a deadline is met."""
WHY_CANCELLED = "deadline_cancel"
"""The code list of the reasons for which one is called off."""
IN_THE_JOURNAL = "in_journal"
"""The way of what is met by an act of the journal itself."""
ONE_MINUTE = timedelta(minutes=1)


class HowMissing(RuleBroken):
    """A deadline that is ticked off without a way of the list."""

    code = "how_missing"
    field = "how"
    sentence = N_("Choose how it was done.")


class WhyMissing(RuleBroken):
    """A deadline that is called off without a reason of the list."""

    code = "why_missing"
    field = "reason"
    sentence = N_("Choose why the deadline no longer counts.")


class DeadlineTooEarly(RuleBroken):
    """A deadline that was met before it began."""

    code = "deadline_too_early"
    field = "occurred_at"
    sentence = N_("The deadline had not begun then. Choose the time when it was done.")


class DeadlineOver(RuleBroken):
    """A deadline that somebody else has ended meanwhile."""

    code = "deadline_over"
    sentence = N_("This deadline has been ended already. Nothing was changed.")


class DeadlineRuns(RuleBroken):
    """One that is begun again, from another instant, while it runs."""

    code = "deadline_runs"
    sentence = N_("This deadline runs already, from another time. Call that one off first.")


class Unit(StrEnum):
    """What a limit is a number of."""

    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"


class Reckoning(StrEnum):
    """Which of them count: every date of the house, working days only, or time that passes."""

    LOCAL = "local"
    WORKING = "working"
    CLOCK = "clock"


class State(StrEnum):
    """How a deadline stands; one that is over stays visible."""

    OPEN = "open"
    MET = "met"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What can happen to a deadline."""

    MEET = "meet"
    CANCEL = "cancel"


MOVES: Mapping[tuple[State, Move], State] = {
    (State.OPEN, Move.MEET): State.MET,
    (State.OPEN, Move.CANCEL): State.CANCELLED,
}
"""Every move there is: nothing leads on from a deadline that is over."""


class Standing(StrEnum):
    """How pressing an open deadline is."""

    LATER = "later"
    TODAY = "today"
    TARGET_MISSED = "target_missed"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number, its unit, and which of them count."""

    number: int
    unit: Unit
    calendar: Reckoning

    def __post_init__(self) -> None:
        """Refuse what cannot be reckoned."""
        if self.number < 0 or self.calendar not in RECKONED[self.unit]:
            message = f"{self.number} {self.unit} cannot be reckoned by {self.calendar}"
            raise ValueError(message)


RECKONED = {
    Unit.HOURS: (Reckoning.CLOCK,),
    Unit.DAYS: (Reckoning.LOCAL, Reckoning.WORKING),
    Unit.MONTHS: (Reckoning.LOCAL,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The two clocks of a deadline, in UTC."""

    due_at: datetime
    target_at: datetime | None

    @property
    def alarm_at(self) -> datetime:
        """The earlier of the two."""
        return self.due_at if self.target_at is None else min(self.due_at, self.target_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """
    How somebody ends a deadline.

    Args:
        deadline_id: which.
        code: how it was met, or why it is called off: a code of ``HOW`` or ``WHY_CANCELLED``.
        at: when it was met, with a time zone; None for the present instant.
    """

    deadline_id: DeadlineId
    code: str
    at: datetime | None = None


def clocks(
    due: Limit,
    target: Limit | None,
    started_at: datetime,
    zone: ZoneInfo,
    days_off: Collection[DayOff] = NO_DAYS_OFF,
) -> Clocks:
    """
    Reckon both clocks of a deadline.

    Args:
        due: the statute.
        target: the goal of the house, if it has one.
        started_at: with a time zone.
        zone: of the house.
        days_off: what the house takes off beside the public holidays.
    """
    return Clocks(
        due_at=ends(due, started_at, zone, days_off),
        target_at=None if target is None else ends(target, started_at, zone, days_off),
    )


def ends(
    limit: Limit,
    started_at: datetime,
    zone: ZoneInfo,
    days_off: Collection[DayOff] = NO_DAYS_OFF,
) -> datetime:
    """When a limit ends, in UTC; the args are those of ``clocks``."""
    if limit.unit is Unit.HOURS:
        return started_at.astimezone(UTC) + timedelta(hours=limit.number)
    first = started_at.astimezone(zone).date()
    if limit.unit is Unit.MONTHS:
        last = after_months(first, limit.number)
    elif limit.calendar is Reckoning.WORKING:
        last = after_working_days(first, limit.number, days_off)
    else:
        last = first + limit.number * ONE_DAY
    return end_of_day(last, zone)


def moved(state: State, move: Move) -> State:
    """
    Where a move leads.

    Raises:
        DeadlineOver: nowhere: it was met or called off before.
    """
    found = MOVES.get((state, move))
    if found is None:
        raise DeadlineOver
    return found


def standing(limits: Clocks, now: datetime, zone: ZoneInfo) -> Standing:
    """How pressing an open deadline is: the statute first, then the goal, then the day."""
    if now > limits.due_at:
        return Standing.OVERDUE
    if now > limits.alarm_at:
        return Standing.TARGET_MISSED
    is_today = limits.alarm_at.astimezone(zone).date() == now.astimezone(zone).date()
    return Standing.TODAY if is_today else Standing.LATER


def require_how(ending: Ending) -> None:
    """
    Refuse a tick that says nothing.

    Raises:
        HowMissing: no code of the list.
    """
    if ending.code not in code_list(HOW):
        raise HowMissing


def require_why(ending: Ending) -> None:
    """
    Refuse to call a deadline off without a reason.

    Raises:
        WhyMissing: no code of the list.
    """
    if ending.code not in code_list(WHY_CANCELLED):
        raise WhyMissing


def require_after_start(met_at: datetime, started_at: datetime) -> None:
    """
    Refuse a deadline that was met before it began; a form knows whole minutes only.

    Raises:
        DeadlineTooEarly: so it would be.
    """
    if met_at + ONE_MINUTE <= started_at:
        raise DeadlineTooEarly
