"""Shifts in wall time and in real hours, and plans as spreadsheets save them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.domain.broken import PlanTooLong, PlanUnusable, ShiftUnusable
from journal.domain.roster import LONGEST_LINE, MOST_LINES, faults, read_plan, wall_shift, week_of

ZONE = ZoneInfo("Europe/Copenhagen")
NIGHT = (time(23), time(7))
PLAIN = "maja;2026-03-02;23:00;07:00"
AT_NIGHT = (datetime(2026, 3, 2, 22, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 3, 27), 8)],
    ids=["spring", "autumn", "any night"],
)
def test_a_night_has_the_hours_that_pass(day, hours):
    """From eleven to seven: seven hours in March, nine in October, eight in any other night."""
    starts_at, ends_at = wall_shift(day, *NIGHT, ZONE)

    assert timedelta(hours=hours) == ends_at - starts_at
    assert (23, 7) == (starts_at.astimezone(ZONE).hour, ends_at.astimezone(ZONE).hour)


def test_an_end_at_or_before_the_beginning_is_the_next_day():
    """Seven to three is a day; eleven to seven is a night."""
    day = date(2026, 3, 2)
    by_day = (datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 2, 14, tzinfo=UTC))

    assert by_day == wall_shift(day, time(7), time(15), ZONE)
    assert AT_NIGHT == wall_shift(day, *NIGHT, ZONE)


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        (date(2026, 3, 29), time(2, 30), time(7)),
        (date(2026, 3, 28), time(23), time(2, 30)),
        (date(2026, 3, 2), time(7), time(7)),
        (date(2026, 3, 2), time(7), time(23, 1)),
        (date(26, 3, 2), time(7), time(15)),
        (date(9999, 12, 31), time(23), time(7)),
    ],
    ids=["skipped", "ends skipped", "a whole day", "seventeen hours", "year 26", "year 9999"],
)
def test_what_cannot_be_worked_is_no_shift(day, begins, ends):
    """A time the clock skips, more than sixteen hours, a year nobody works in."""
    with pytest.raises(ShiftUnusable):
        wall_shift(day, begins, ends, ZONE)


def test_sixteen_hours_are_the_most():
    """The night in October makes seventeen out of what looks like sixteen."""
    wall_shift(date(2026, 3, 2), time(7), time(23), ZONE)
    with pytest.raises(ShiftUnusable):
        wall_shift(date(2026, 10, 24), time(15), time(7), ZONE)


def test_a_week_begins_on_monday_at_midnight_in_the_house():
    """In UTC that is Sunday evening; the week of the spring has an hour less."""
    sunday = datetime(2026, 3, 29, 21, 59, tzinfo=UTC)
    since, until = week_of(sunday, ZONE)

    assert (datetime(2026, 3, 22, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)) == (
        since,
        until,
    )
    assert until == week_of(sunday + timedelta(minutes=1), ZONE)[0]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"\ufeff{PLAIN}\r\n",
        f"\ufeffBruger;Dato;Fra;Til\r\n{PLAIN}\r\n\r\n",
        "maja,2026-03-02,23:00,07:00",
        "maja\t02-03-2026\t23.00\t7.00",
        '"maja";"2/3/2026";"23:00";"07:00"',
        " maja ; 2.3.2026 ; 23:00 ; 07:00 ;".rstrip(" ;"),
    ],
    ids=["plain", "BOM and CRLF", "header", "commas", "tabs and dots", "quoted", "spaces"],
)
def test_a_plan_is_read_as_spreadsheets_save_it(text):
    """Any divider, a mark before the first line, a heading, empty lines, times as people type."""
    (line,) = read_plan(text, ZONE).lines

    assert ("maja", *AT_NIGHT) == (line.login, line.starts_at, line.ends_at)


def test_midnight_may_be_called_twenty_four():
    """As rosters do."""
    (line,) = read_plan("maja;2026-03-02;16:00;24:00", ZONE).lines

    assert datetime(2026, 3, 2, 23, tzinfo=UTC) == line.ends_at


@pytest.mark.parametrize(
    "line",
    [
        "maja;2026-03-02;23:00",
        "maja;2026-03-02;23:00;07:00;ekstra",
        ";2026-03-02;23:00;07:00",
        "maja;i morgen;23:00;07:00",
        "maja;2026-02-30;23:00;07:00",
        "maja;02-03-26;23:00;07:00",
        "maja;2026-03-02;25:00;07:00",
        "maja;2026-03-02;23:00;syv",
        "maja;2026-03-02;07:00;23:01",
        "maja;2026-03-29;02:30;07:00",
        "maja;2026-03-02;23:00+02:00;07:00",
        "maja;2026-03-02;23:00;07:00+02:00",
        "maja",
        "=HYPERLINK()",
        "maja;99999-03-02;23:00;07:00",
        "maja;99999999999999999999-03-28;23:00;07:00",
        "maja;2026-03-28;23:00;" + "x" * 140_000,
        "maja;2026-03-02;23:00;07:00" + " " * LONGEST_LINE,
    ],
    ids=range(18),
)
def test_a_line_that_is_no_shift_is_named_and_the_others_are_read(line):
    """By its number, as a spreadsheet counts; nothing is guessed."""
    plan = read_plan(f"bruger;dato;fra;til\n{PLAIN}\n{line}\n{PLAIN}\n", ZONE)

    assert ([3], [2, 4]) == (list(plan.wrong), [one.number for one in plan.lines])


def test_a_formula_is_only_a_name():
    """Whatever a cell begins with, it is looked up as a user name and never run."""
    (line,) = read_plan("=1+1;2026-03-02;23:00;07:00", ZONE).lines

    assert "=1+1" == line.login


def test_a_plan_has_a_most():
    """Ten thousand lines are refused with the number, before any of them is read."""
    assert MOST_LINES == len(read_plan(f"{PLAIN}\n" * MOST_LINES, ZONE).lines)
    with pytest.raises(PlanTooLong) as caught:
        read_plan(f"{PLAIN}\n" * 10_000, ZONE)
    assert {"lines": 10_000, "most": MOST_LINES} == caught.value.values


def test_every_wrong_line_is_named_in_two_sentences():
    """One for what is no shift, one for whom nobody knows; each only where there is one."""
    both = faults(PlanUnusable([9, 3], [5]))

    assert [{"lines": "3, 9"}, {"lines": "5"}] == [values for _, values in both]
    assert 1 == len(faults(PlanUnusable([3])))
    assert 1 == len(faults(PlanUnusable([], [3])))
