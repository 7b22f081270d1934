"""
The duty roster: shifts in local wall time, duty weeks, and reading a plan from a table.

Rules: a shift has a length of real hours, so the night in March has seven and the one in October
nine; nobody is planned for longer than sixteen; a week of duty begins on Monday at midnight in the
house.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal.domain.broken import PlanTooLong, PlanUnusable, ShiftUnusable
from journal.domain.errors import N_
from journal.domain.ids import StaffId

LONGEST_SHIFT = timedelta(hours=16)
WRITING_UP = timedelta(hours=2)
"""How long after a shift its notes may still be sent."""
ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)
HEADER = ("bruger", "dato", "fra", "til")
"""The columns of a plan as a spreadsheet saves it; the first line may name them."""
MOST_LINES = 2_000
LONGEST_LINE = 200
"""Code points of a line; no user name is so long that its shift would not fit."""
MIDNIGHT = "24:00"
"""How a plan may call the end of a day; it is 00:00 of the next."""
BYTE_ORDER_MARK = "\ufeff"
"""What a spreadsheet puts before the first line of a file."""
YEARS = range(2000, 3000)
NO_SHIFT = (ValueError, OverflowError, csv.Error)
"""What a line raises that is none: of too few cells, of a year past all years, of no table."""
WRONG = N_(
    "No shift in line %(lines)s. A line has user name, day, beginning and an end at most "
    "16 hours later, for example: maja;2026-03-28;23:00;07:00"
)
UNKNOWN = N_("Nobody who works here signs in with the user name in line %(lines)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A shift to be: who, and from when to when in UTC."""

    staff_id: StaffId
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a plan: the user name as typed, and the shift in UTC."""

    number: int
    login: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan as it was read: its shifts, and the numbers of the lines that are none."""

    lines: Sequence[Line]
    wrong: Sequence[int]


def wall_shift(day: date, begins: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """
    A shift as people say it: a day, and two times on the clock of the house.

    Args:
        ends: at or before ``begins`` it is a time of the next day.

    Returns:
        Beginning and end in UTC.

    Raises:
        ShiftUnusable: a time that the clock skips, longer than sixteen hours, or a year that
            nobody works in.
    """
    if day.year not in YEARS:
        raise ShiftUnusable
    starts_at = _instant(datetime.combine(day, begins), zone, fold=0)
    last_day = day if ends > begins else day + ONE_DAY
    # Of the hour that comes twice the later one: whoever is on duty stays until it is over.
    ends_at = _instant(datetime.combine(last_day, ends), zone, fold=1)
    if not timedelta() < ends_at - starts_at <= LONGEST_SHIFT:
        raise ShiftUnusable
    return starts_at, ends_at


def _instant(typed: datetime, zone: ZoneInfo, fold: int) -> datetime:
    instant = typed.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != typed:
        raise ShiftUnusable
    return instant


def week_of(instant: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Beginning and end, in UTC, of the duty week that an instant lies in."""
    local = instant.astimezone(zone).date()
    monday = local - timedelta(days=local.weekday())
    return _midnight(monday, zone), _midnight(monday + ONE_WEEK, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def read_plan(text: str, zone: ZoneInfo) -> Plan:
    """
    Read a plan: a line a shift with user name, day, beginning and end.

    Args:
        text: divided by semicolons, commas or tabs; the day as 2026-03-28 or 28-03-2026, times as
            23:00 or 23.00.

    Returns:
        The shifts, and which lines are none.

    Raises:
        PlanTooLong: more lines than are planned at once.
    """
    lines = text.removeprefix(BYTE_ORDER_MARK).splitlines()
    if len(lines) > MOST_LINES:
        raise PlanTooLong(lines=len(lines), most=MOST_LINES)
    found: list[Line] = []
    wrong: list[int] = []
    for number, line in enumerate(lines, start=1):
        try:
            cells = _cells(line)
            if any(cells) and tuple(cell.casefold() for cell in cells) != HEADER:
                found.append(_line(number, cells, zone))
        except (ShiftUnusable, *NO_SHIFT):
            wrong.append(number)
    return Plan(lines=found, wrong=wrong)


def _line(number: int, cells: Sequence[str], zone: ZoneInfo) -> Line:
    login, day, begins, ends = cells
    if not login:
        raise ShiftUnusable
    end = _time("00:00" if _colons(ends) == MIDNIGHT else ends)
    starts_at, ends_at = wall_shift(_day(day), _time(begins), end, zone)
    return Line(number=number, login=login, starts_at=starts_at, ends_at=ends_at)


def _cells(line: str) -> list[str]:
    if len(line) > LONGEST_LINE:
        raise ShiftUnusable
    divider = next((sign for sign in ";\t," if sign in line), ";")
    return [cell.strip() for row in csv.reader([line], delimiter=divider) for cell in row]


def _day(text: str) -> date:
    first, second, third = text.replace("/", "-").replace(".", "-").split("-")
    year, day = (first, third) if len(first) == len("2026") else (third, first)
    return date(int(year), int(second), int(day))


def _time(text: str) -> time:
    typed = time.fromisoformat(_colons(text).zfill(len("23:00")))
    if typed.tzinfo is not None:  # the clock of the house and no other
        raise ShiftUnusable
    return typed


def _colons(text: str) -> str:
    return text.replace(".", ":")


def faults(unusable: PlanUnusable) -> list[tuple[str, dict[str, str]]]:
    """A message id with its values for each kind of fault in a plan; every wrong line is named."""
    said = ((WRONG, unusable.wrong), (UNKNOWN, unusable.unknown))
    return [
        (sentence, {"lines": ", ".join(map(str, sorted(lines)))})
        for sentence, lines in said
        if lines
    ]
