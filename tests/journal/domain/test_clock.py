"""Wall-clock times become instants, also in the two nights when the clock is changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.domain.broken import TimeUnusable
from journal.domain.clock import from_milliseconds, from_wall_time, now_utc, to_milliseconds

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def wall(*when):
    """Return a time as it is typed, without a zone."""
    return datetime(*when)  # noqa: DTZ001 -- typed by a person


def instant(*when):
    """Return an instant in UTC."""
    return datetime(*when, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (wall(2026, 1, 15, 12, 0), instant(2026, 1, 15, 11, 0)),
        (wall(2026, 7, 15, 12, 0), instant(2026, 7, 15, 10, 0)),
        (wall(2026, 3, 29, 1, 59), instant(2026, 3, 29, 0, 59)),
        (wall(2026, 3, 29, 3, 0), instant(2026, 3, 29, 1, 0)),
        (wall(2026, 10, 25, 1, 59), instant(2026, 10, 24, 23, 59)),
        (wall(2026, 10, 25, 3, 0), instant(2026, 10, 25, 2, 0)),
    ],
)
def test_a_wall_time_is_one_instant(typed, expected):
    """Winter, summer and the hours around both changes."""
    assert expected == from_wall_time(typed, COPENHAGEN, LATER)


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_the_hour_that_march_skips_was_never(minute):
    """Nobody can have seen 02.30 on that clock."""
    with pytest.raises(TimeUnusable):
        from_wall_time(wall(2026, 3, 29, 2, minute), COPENHAGEN, LATER)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (instant(2026, 10, 25, 0, 50), instant(2026, 10, 25, 0, 40)),
        (instant(2026, 10, 25, 1, 39), instant(2026, 10, 25, 0, 40)),
        (instant(2026, 10, 25, 1, 40), instant(2026, 10, 25, 1, 40)),
        (LATER, instant(2026, 10, 25, 1, 40)),
    ],
    ids=["first time round", "just before the second", "at the second", "later"],
)
def test_the_hour_that_october_repeats_is_the_later_one_that_has_been(now, expected):
    """A note written at 02.40 the second time is not moved an hour back."""
    assert expected == from_wall_time(wall(2026, 10, 25, 2, 40), COPENHAGEN, now)


@given(st.datetimes(wall(2000, 1, 1), wall(2060, 1, 1), timezones=st.just(UTC)))
def test_what_a_clock_showed_is_read_back(moment):
    """Any instant, seen on the wall and typed, is itself again."""
    shown = moment.astimezone(COPENHAGEN).replace(tzinfo=None)
    read = from_wall_time(shown, COPENHAGEN, moment)
    assert moment == read


@given(st.integers(-(10**13), 10**14))
def test_milliseconds_go_there_and_back(milliseconds):
    """Whole numbers since 1970, before it as well."""
    assert milliseconds == to_milliseconds(from_milliseconds(milliseconds))


def test_a_part_of_a_millisecond_is_cut():
    """Never rounded into the future."""
    moment = instant(2026, 1, 1) + timedelta(microseconds=1_999)
    assert 1 == to_milliseconds(moment) - to_milliseconds(instant(2026, 1, 1))


def test_the_clock_has_a_zone():
    """A naive instant would mean another time on another machine."""
    assert timedelta() == now_utc().utcoffset()
