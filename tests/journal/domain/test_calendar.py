"""
Working days against tables made by hand.

The dates of Easter are those of the almanac, copied out; the holidays of a year are written out in
full for 2026 and 2027, whose Easters lie far apart.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.kinds import DAYS_OFF
from journal.domain import calendar
from journal.domain.calendar import DayOff

ZONE = ZoneInfo("Europe/Copenhagen")
EASTER = {
    2024: date(2024, 3, 31),
    2025: date(2025, 4, 20),
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
    2028: date(2028, 4, 16),
    2029: date(2029, 4, 1),
    2030: date(2030, 4, 21),
    2031: date(2031, 4, 13),
    2032: date(2032, 3, 28),
}
HOLIDAYS = {
    2026: [
        "01-01",
        "04-02",
        "04-03",
        "04-05",
        "04-06",
        "05-14",
        "05-24",
        "05-25",
        "12-25",
        "12-26",
    ],
    2027: [
        "01-01",
        "03-25",
        "03-26",
        "03-28",
        "03-29",
        "05-06",
        "05-16",
        "05-17",
        "12-25",
        "12-26",
    ],
}


def days_of(year):
    """Return every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", EASTER)
def test_easter_is_that_of_the_almanac(year):
    """And it is a Sunday."""
    assert EASTER[year] == calendar.easter(year)
    assert 6 == calendar.easter(year).weekday()


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_holidays_of_a_year_are_these_and_no_others(year):
    """No store bededag, no 5 June, no 24 or 31 December."""
    listed = {date.fromisoformat(f"{year}-{day}") for day in HOLIDAYS[year]}

    assert listed == calendar.holidays(year)


@pytest.mark.parametrize("year", EASTER)
def test_every_day_of_a_year_is_judged_from_the_table(year):
    """Seven days hang on Easter, three have their date; Saturdays and Sundays are free."""
    easter = EASTER[year]
    free = {easter + timedelta(days=n) for n in (-3, -2, 0, 1, 39, 49, 50)}
    free |= {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}
    expected = [day for day in days_of(year) if day.isoweekday() < 6 and day not in free]

    assert expected == [day for day in days_of(year) if calendar.is_working_day(day)]


@pytest.mark.parametrize(
    ("off", "day"),
    [
        (DayOff.CONSTITUTION_DAY, date(2026, 6, 5)),
        (DayOff.CHRISTMAS_EVE, date(2026, 12, 24)),
        (DayOff.NEW_YEARS_EVE, date(2026, 12, 31)),
    ],
)
def test_a_doubtful_day_counts_unless_the_house_takes_it_off(off, day):
    """Each by itself, and a limit across it ends a working day later."""
    before = day - timedelta(days=1)
    later = calendar.after_working_days(before, 1, {off})

    assert calendar.is_working_day(day)
    assert calendar.is_working_day(day, set(DayOff) - {off})
    assert not calendar.is_working_day(day, {off})
    assert day == calendar.after_working_days(before, 1)
    assert day < later
    assert calendar.is_working_day(later)


def test_the_setting_knows_the_days_of_the_calendar():
    """The settings stand below the calendar and cannot ask it."""
    assert set(DAYS_OFF) == set(DayOff) == set(calendar.DATES)


def test_a_calendar_has_a_name_that_tells_what_it_takes_off():
    """Stored beside a limit, so that it can be reckoned again years later."""
    assert "dk-2024" == calendar.version()
    assert "dk-2024+christmas_eve+new_years_eve" == calendar.version(
        {DayOff.NEW_YEARS_EVE, DayOff.CHRISTMAS_EVE}
    )


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2028-01-30", 1, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-03-15", 0, "2026-03-15"),
        ("2026-12-15", 12, "2027-12-15"),
    ],
)
def test_a_month_that_lacks_the_day_ends_with_its_last(start, months, end):
    """31 January and a month is the last day of February (R-AC3)."""
    assert date.fromisoformat(end) == calendar.after_months(date.fromisoformat(start), months)


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 15, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 7, 15), datetime(2026, 7, 15, 21, 59, 59, tzinfo=UTC)),
        (date(2026, 3, 28), datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_in_the_house_and_not_in_utc(day, instant):
    """Also on the two Sundays on which the clocks change."""
    assert instant == calendar.end_of_day(day, ZONE)
