"""
The weekly talk that everybody is offered (R-W1).

Period k covers the days from admission + 7(k-1) to admission + 7k - 1, on the calendar of the
house; each needs one talk that a contact person offered. A talk that she declined was offered, one
that the house called off was not.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from journal.domain.calendar import ONE_DAY
from journal.domain.errors import N_, RuleBroken

DAYS = 7
NOTE_TYPE = "weekly_talk"
"""The kind of note that counts as a talk."""


class PeriodUnknown(RuleBroken):
    """A tick for a week that has not begun, or that she was not here in."""

    code = "period_unknown"
    field = "week"
    sentence = N_("She was not here in that week, or it has not begun.")


class Talk(StrEnum):
    """What became of the talk of a week, as somebody ticks it."""

    HELD = "held"
    DECLINED = "declined"
    CANCELLED = "cancelled"


OFFERED = frozenset({Talk.HELD, Talk.DECLINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """
    A week of a stay.

    Args:
        number: from 1.
        tick: what somebody ticked; None where nobody did.
        noted: the days of notes about a talk, by a contact person.
        is_over: its last day lies before today.
    """

    number: int
    first: date
    last: date
    tick: Talk | None
    noted: Sequence[date]
    is_over: bool

    @property
    def is_offered(self) -> bool:
        """Whether a talk was offered."""
        return bool(self.noted) or self.tick in OFFERED

    @property
    def is_lacking(self) -> bool:
        """Whether the week is over and nobody offered her a talk."""
        return self.is_over and not self.is_offered


def period_of(day: date, admitted: date) -> int:
    """The number of the period that a day belongs to; 0 or less before admission."""
    return (day - admitted).days // DAYS + 1


def last_period(admitted: date, left: date | None, today: date) -> int:
    """
    The number of the newest period that has begun, while she was here.

    Args:
        left: the day of discharge; None while she lives here.
    """
    until = today if left is None else min(left, today)
    return max(0, period_of(until, admitted))


def periods(
    admitted: date,
    left: date | None,
    today: date,
    ticks: Mapping[int, Talk],
    noted: Collection[date],
) -> list[Period]:
    """
    Every week of a stay that has begun, the newest first.

    Args:
        noted: the days on which contact persons noted a talk.
    """
    found = []
    for number in range(last_period(admitted, left, today), 0, -1):
        first = admitted + DAYS * (number - 1) * ONE_DAY
        last = first + (DAYS - 1) * ONE_DAY
        found.append(
            Period(
                number=number,
                first=first,
                last=last,
                tick=ticks.get(number),
                noted=sorted(day for day in noted if first <= day <= last),
                is_over=last < today,
            )
        )
    return found


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The day of an instant on the calendar of the house."""
    return instant.astimezone(zone).date()
