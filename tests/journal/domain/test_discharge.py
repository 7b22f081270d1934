"""R-D1, R-AC1, R-AC3 and R-AC4 over the days of some years, with leap days and changed clocks."""

import datetime
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.domain import discharge
from journal.domain.codes import code_list
from journal.domain.discharge import (
    WITHOUT_AFTERCARE,
    Aftercare,
    AftercareEnd,
    AftercareRuns,
    Destination,
    LeavesBeforeComing,
    LeavesLater,
)

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
DAY = timedelta(days=1)
DAYS = [date(2023, 12, 1) + n * DAY for n in range(800)]  # a leap day and four changes of the clock
HOME = Destination.OWN_NEW


def at(year, month, day, hour=12, minute=0):
    local = datetime.datetime(year, month, day, hour, minute, tzinfo=COPENHAGEN)
    return local.astimezone(UTC)


LATER = at(2030, 1, 1)


def left(came_at, day, destination=HOME, now=LATER):
    return discharge.leaving(came_at, day, now, COPENHAGEN, destination)


@pytest.mark.parametrize("hour", [0, 2, 12, 23])
def test_r_d1_counts_days_of_the_calendar_and_at_least_one(hour):
    """R-D1: whatever the hour, the leap day or the clock, each day further is one day more."""
    for first in DAYS[:120:7]:
        came_at = at(first.year, first.month, first.day, hour, 30)
        stays = [discharge.length_days(came_at, first + n * DAY, COPENHAGEN) for n in range(400)]
        assert [1, *range(1, 400)] == stays


def test_r_d1_over_the_leap_day_and_around_midnight():
    """R-D1: 28 February to 1 March is two days in 2024; who came after midnight came that day."""
    assert 2 == discharge.length_days(at(2024, 2, 28), date(2024, 3, 1), COPENHAGEN)
    assert 1 == discharge.length_days(at(2025, 2, 28), date(2025, 3, 1), COPENHAGEN)
    assert 1 == discharge.length_days(at(2024, 3, 30, 23, 59), date(2024, 3, 31), COPENHAGEN)
    assert 1 == discharge.length_days(at(2024, 3, 31, 0, 1), date(2024, 3, 31), COPENHAGEN)


def test_discharge_before_admission_is_refused():
    """A day before she came is a slip of the pen, and so is one that has not come."""
    came_at = at(2026, 11, 20, 0, 30)
    with pytest.raises(LeavesBeforeComing):
        left(came_at, date(2026, 11, 19))
    with pytest.raises(LeavesLater):
        left(came_at, date(2026, 11, 21), now=at(2026, 11, 20, 23, 59))
    assert 1 == left(came_at, date(2026, 11, 20), now=at(2026, 11, 20, 1)).length_days


def test_the_year_of_arrival_is_that_of_the_house():
    """Half an hour after midnight is the new year here, whatever UTC says."""
    first = date(2026, 1, 1)
    assert 2026 == left(at(2026, 1, 1, 0, 30), first).arrived_year
    assert 2025 == left(at(2025, 12, 31, 23, 30), first).arrived_year
    assert 2024 == left(at(2024, 5, 1), first, Destination.OTHER_SHELTER).arrived_year


def test_r_ac1_needs_fifteen_days_and_a_place_outside():
    """R-AC1: eligible exactly when she stayed 15 days or more and moves to none of those places."""
    for first in DAYS[::11]:
        came_at = at(first.year, first.month, first.day, 2, 30)
        for days in (0, 1, 13, 14, 15, 16, 400):
            for destination in Destination:
                found = left(came_at, first + days * DAY, destination)
                expected = days >= 15 and destination not in WITHOUT_AFTERCARE
                assert expected is found.is_eligible
                assert expected is (not found.why_not)


def test_r_ac1_names_the_places_without_aftercare():
    """R-AC1 as it is written, and nobody offers aftercare to who has died."""
    named = {"other_shelter", "other_social_institution", "back_to_perpetrator", "deceased"}
    assert named == {one.value for one in WITHOUT_AFTERCARE}


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 1, 31), date(2026, 4, 30)),
        (date(2024, 2, 29), date(2024, 5, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
        (date(2026, 7, 15), date(2026, 10, 15)),
    ],
)
def test_r_ac3_ends_on_the_same_date_three_months_later(day, until):
    """R-AC3: the last day of the month where it has no such date."""
    assert until == discharge.aftercare_until(day)


def test_r_ac3_on_every_day():
    """R-AC3: three months on, on no later date of the month; a later day never ends earlier."""
    ends = [discharge.aftercare_until(day) for day in DAYS]
    for day, end in zip(DAYS, ends, strict=True):
        assert 3 == (end.year - day.year) * 12 + end.month - day.month
        assert end.day == day.day or (end.day < day.day and (end + DAY).day == 1)
    assert ends == sorted(ends)


def test_r_ac4_ends_early_only_at_her_wish_or_out_of_reach():
    """R-AC4: completed waits for its day; the other two do not."""
    gone, early, due = date(2026, 11, 30), date(2027, 2, 27), date(2027, 2, 28)
    with pytest.raises(AftercareRuns):
        discharge.require_may_end(gone, early, AftercareEnd.COMPLETED)
    discharge.require_may_end(gone, early, AftercareEnd.HER_WISH)
    discharge.require_may_end(gone, early, AftercareEnd.UNREACHABLE)
    discharge.require_may_end(gone, due, AftercareEnd.COMPLETED)


def test_bands_meet_without_gap_from_the_first_day():
    """Every length has one band, in the order of the list, and 366 days are not over a year."""
    came_at = at(2024, 1, 1)
    bands = [left(came_at, date(2024, 1, 1) + n * DAY).band for n in range(1, 400)]
    assert list(code_list("duration_band")) == list(dict.fromkeys(bands))
    assert bands == sorted(bands, key=list(code_list("duration_band")).index)
    for code in code_list("duration_band"):
        first, _, last = code.rstrip("+").partition("-")
        assert code == bands[int(first) - 1]
        assert not last or code == bands[int(last) - 1]


def test_what_the_rules_know_has_words():
    """Every place, answer and end has words, and no list offers what the rules do not know."""
    lists = [set(code_list(name)) for name in ("destination", "child_destination")]
    assert {one.value for one in Destination} == set.union(*lists)
    assert {one.value for one in Aftercare} == set(code_list("aftercare"))
    assert {one.value for one in AftercareEnd} == set(code_list("aftercare_end"))
