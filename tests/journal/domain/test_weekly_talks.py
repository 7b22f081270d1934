"""R-W1: which weeks of a stay lack a talk, on the calendar of the house."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.domain.course import (
    NOTHING_TICKED,
    Course,
    from_content,
    open_topics,
    phase_of,
    to_content,
)
from journal.domain.errors import Tampered
from journal.domain.silence import is_silent
from journal.domain.weekly_talks import Talk, day_of, last_period, period_of, periods

ZONE = ZoneInfo("Europe/Copenhagen")
MONDAY = date(2026, 3, 2)


def after(days):
    """Return the day so many days after admission."""
    return MONDAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "number"), [(-1, 0), (0, 1), (6, 1), (7, 2), (13, 2), (14, 3), (27, 4), (28, 5)]
)
def test_r_w1_a_period_is_seven_days_from_admission(days, number):
    """The day of admission is the first of the first."""
    assert number == period_of(after(days), MONDAY)


@pytest.mark.parametrize(
    ("instant", "number"),
    [
        # Admitted on 25 March; the clock goes forward in the night to the 29th.
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), 1),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), 2),
        # And back in the night to 25 October: midnight is an hour later in UTC.
        (datetime(2026, 10, 27, 22, 59, tzinfo=UTC), 31),
        (datetime(2026, 10, 27, 23, 0, tzinfo=UTC), 32),
    ],
)
def test_r_w1_midnight_is_that_of_the_house_when_the_clock_changes(instant, number):
    """A talk at half past eleven at night belongs to the day on the wall."""
    assert number == period_of(day_of(instant, ZONE), date(2026, 3, 25))


@pytest.mark.parametrize(
    ("left", "today", "number"),
    [(None, 0, 1), (None, 6, 1), (None, 7, 2), (8, 30, 2), (30, 8, 2), (0, 30, 1), (None, -3, 0)],
)
def test_r_w1_only_weeks_that_have_begun_while_she_was_here(left, today, number):
    """Neither the future nor the time after she left asks for a talk."""
    gone = None if left is None else after(left)
    assert number == last_period(MONDAY, gone, after(today))


@pytest.mark.parametrize(
    ("tick", "noted", "is_lacking"),
    [
        (None, [], True),
        (Talk.HELD, [], False),
        (Talk.DECLINED, [], False),
        (Talk.CANCELLED, [], True),
        (Talk.CANCELLED, [3], False),
        (None, [0], False),
        (None, [6], False),
        (None, [7], True),
        (None, [-1], True),
    ],
)
def test_r_w1_declined_counts_and_called_off_by_the_house_does_not(tick, noted, is_lacking):
    """A note of a contact person counts in the week it tells of."""
    ticks = {} if tick is None else {1: tick}
    found = periods(MONDAY, None, after(7), ticks, [after(days) for days in noted])
    assert [2, 1] == [one.number for one in found]
    assert is_lacking == found[1].is_lacking
    assert not found[0].is_lacking  # it is not over


@pytest.mark.parametrize(
    ("hours", "silent"), [(0, False), (13 * 24, False), (14 * 24, True), (14 * 24 - 9, True)]
)
def test_fourteen_days_of_silence_are_days_of_the_calendar(hours, silent):
    """Written at nine in the morning of the first: silent from midnight before the fifteenth."""
    last = datetime(2026, 3, 20, 8, tzinfo=UTC)  # the clock changes in between
    assert silent == is_silent(last, last + timedelta(hours=hours), ZONE)


@pytest.mark.parametrize(
    ("days", "phase"), [(0, "week1"), (6, "week1"), (7, "month1"), (29, "month1"), (30, "later")]
)
def test_a_stay_has_phases(days, phase):
    """Moving out is one whenever it begins."""
    assert phase == phase_of(MONDAY, after(days), is_moving_out=False)
    assert "moving_out" == phase_of(MONDAY, after(days), is_moving_out=True)


def test_what_is_ticked_comes_back_and_nothing_else_is_read():
    """There are eighteen topics, open until somebody says otherwise."""
    course = Course(
        talks={3: Talk.DECLINED},
        topics={"housing": "settled", "school": "not_hers", "economy": "begun"},
        tasks=frozenset({"week1.safety_plan"}),
    )
    assert course == from_content(to_content(course))
    assert (18, 16) == (open_topics(NOTHING_TICKED), open_topics(course))
    for broken in ({}, {"talks": [], "topics": {}, "tasks": []}, {"talks": {"1": "maybe"}}):
        with pytest.raises(Tampered):
            from_content(broken)
