"""Dates of birth: ages on the day, leap days, mother and child, the day of coming of age."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from journal.domain.births import (
    NOT_KNOWN,
    Born,
    Talk,
    Turning,
    age_on,
    birthday,
    from_content,
    is_close,
    require_child,
    require_possible,
    to_content,
    turning,
)
from journal.domain.broken_sheets import BornLater, BornLongAgo, NotYounger, OfAgeWhenAdmitted
from journal.domain.errors import Tampered

TODAY = date(2026, 3, 2)


def day(text):
    """Return a date."""
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2008-03-02", "2026-03-01", 17),
        ("2008-03-02", "2026-03-02", 18),
        ("2008-03-02", "2008-03-02", 0),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
        ("1896-02-29", "1900-02-28", 3),  # 1900 had no such day
        ("1896-02-29", "1900-03-01", 4),
        ("2007-12-31", "2025-12-30", 17),
        ("2007-12-31", "2025-12-31", 18),
    ],
)
def test_an_age_is_full_years_and_a_leap_day_counts_from_the_first_of_march(born, on, age):
    """Where a year has no 29 February, she is a year older when the 28th is over."""
    assert age == age_on(day(born), day(on))


def test_every_day_of_four_years_comes_of_age_once():
    """The age rises from 17 to 18 between two days and on no other, also across leap days."""
    born = date(2007, 1, 1)
    while born < date(2011, 1, 1):
        eighteenth = birthday(born, 18)
        assert (eighteenth.year, eighteenth >= date(born.year + 18, born.month, 1)) == (
            born.year + 18,
            True,
        )
        assert [17, 18] == [age_on(born, eighteenth - timedelta(days=1)), age_on(born, eighteenth)]
        born += timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-01-29", Turning.FAR),
        ("2026-01-30", Turning.SOON),
        ("2026-02-28", Turning.SOON),
        ("2026-03-01", Turning.TODAY),
        ("2026-03-02", Turning.OF_AGE),
        ("2031-03-02", Turning.OF_AGE),
    ],
)
def test_the_house_is_told_thirty_days_before_and_on_the_day(today, expected):
    """DL27; of somebody born on a leap day it is the first of March."""
    assert expected is turning(day("2008-02-29"), day(today))


@pytest.mark.parametrize(
    ("born", "wrong"),
    [
        ("2026-03-02", None),
        ("2026-03-03", BornLater),
        ("1906-03-02", None),  # 120 today
        ("1905-03-03", None),
        ("1905-03-02", BornLongAgo),
        ("0001-01-01", BornLongAgo),
        ("9999-12-31", BornLater),
    ],
)
def test_what_can_be_nobodys_date_of_birth_is_refused(born, wrong):
    """A day to come, and what nobody living has; with the field named."""
    if wrong is None:
        require_possible(day(born), TODAY)
    else:
        with pytest.raises(wrong) as refused:
            require_possible(day(born), TODAY)
        assert "birth_date" == refused.value.field


def test_who_is_eighteen_on_the_day_of_the_admission_is_no_child():
    """A day younger is; so is who turns 18 the day after she came."""
    require_child(day("2008-03-03"), TODAY)
    require_child(day("2026-03-02"), TODAY)
    for born in ("2008-03-02", "1990-01-01"):
        with pytest.raises(OfAgeWhenAdmitted) as refused:
            require_child(day(born), TODAY)
        assert "birth_date" == refused.value.field


@pytest.mark.parametrize(
    ("child", "women", "expected"),
    [
        ("2016-05-05", ["1990-01-31"], False),
        ("1990-01-31", ["1990-01-31"], NotYounger),
        ("1990-01-30", ["1990-01-31"], NotYounger),
        ("1990-02-01", ["1990-01-31"], True),
        ("2012-02-28", ["2000-02-29"], True),
        ("2012-02-29", ["2000-02-29"], False),
        ("2011-03-01", ["1999-03-02"], True),
        ("2011-03-02", ["1999-03-02"], False),
        ("1990-01-30", [], False),
        ("1990-01-30", [None], False),
        ("1995-01-01", ["1999-01-01", None], False),  # the other one could be the mother
        ("1995-01-01", ["1999-01-01", "1970-01-01"], False),
        ("1970-01-01", ["1999-01-01", "1970-01-01"], NotYounger),
    ],
)
def test_a_mother_is_older_than_her_child(child, women, expected):
    """The same day is refused too; less than twelve years is said and stops nobody."""
    born = [None if each is None else day(each) for each in women]
    if expected is NotYounger:
        with pytest.raises(NotYounger):
            is_close(day(child), born)
    else:
        assert expected is is_close(day(child), born)


def test_what_is_kept_reads_as_it_was_written():
    """And whatever else is found in its place is no date of birth."""
    at = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)
    talk = Talk(how="in_person", held_at=at, entered_at=at, entered_by=uuid4())
    for born in (NOT_KNOWN, Born(on=TODAY), Born(on=TODAY, talk=talk)):
        assert born == from_content(to_content(born))
    for content in ({}, {"on": "yesterday", "talk": None}, {"on": 5, "talk": None}):
        with pytest.raises(Tampered):
            from_content(content)
