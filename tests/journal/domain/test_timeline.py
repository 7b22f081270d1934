"""A day of the timeline is the day of the house, also when the clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.domain.timeline import instants
from journal.schemas.timeline import arguments, wanted

ZONE = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    ("day", "first", "hours"),
    [
        (date(2026, 3, 2), datetime(2026, 3, 1, 23, tzinfo=UTC), 24),
        (date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
    ],
)
def test_a_day_begins_and_ends_at_midnight_in_the_house(day, first, hours):
    """Twenty-three hours in March, twenty-five in October."""
    assert (first, first + timedelta(hours=hours)) == instants(day, ZONE)


@pytest.mark.parametrize(
    "sent",
    [
        {"type": "<script>"},
        {"author": "anna"},
        {"author": "Anna Ager", "day": "i går"},
        {"day": "2026-02-30"},
        {"day": "0001-01-01"},
        {"day": "9999-12-31"},
        {"page": "2", "saved": "saved"},
    ],
)
def test_an_address_that_makes_no_sense_asks_for_nothing(sent):
    """A word or a name in an address never comes back in one."""
    assert {} == arguments(wanted(sent))


def test_what_is_wanted_stands_in_an_address_as_codes():
    """There and back; nothing else is taken over."""
    alias = "7b0e4a2e-6d0b-4f7c-9a54-4a9f2a1c0d3e"
    sent = {"type": "phone", "author": alias, "day": "2026-03-02", "next": "//evil"}
    assert {"type": "phone", "author": alias, "day": "2026-03-02"} == arguments(wanted(sent))
