"""
The calls of an earlier year, each closed with what it led to.

Rules: a call that led to a stay comes before the day she moved in, and speaks of her; every other
one is closed on its own day; all of it lies in one year of the house.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from journal.cli.demo.past.children import drawn_id
from journal.cli.demo.past.people import Person
from journal.cli.demo.past.printed import Printed
from journal.domain.enquiries import ADMITTED, ClosedEnquiry
from journal.domain.ids import EnquiryId
from journal.domain.rooms import ONE_DAY

T = TypeVar("T")

REGIONS = ("hovedstaden", "sjaelland", "syddanmark", "midtjylland", "nordjylland", "unknown")
HOW_MANY_FROM = (60, 15, 8, 8, 4, 5)
IN_CITY = 0.3
"""How many of those of the capital region are from the city."""
CHANNELS, HOW_MANY_BY = ("phone", "email", "in_person"), (85, 10, 5)
CALLERS = ("self", "caseworker", "network", "other_shelter", "hotline", "other_authority")
HOW_MANY_CALL = (35, 25, 12, 12, 10, 6)
CHILDREN, HOW_MANY_BRING = (0, 1, 2, 3, 4), (50, 25, 16, 6, 3)
FIRST_HOUR, LAST_HOUR = 7, 21
MOST_DAYS_AHEAD = 4
"""Days between a call and moving in."""


def of_year(
    rng: Random, told: Printed, women: Sequence[Person], zone: ZoneInfo
) -> list[ClosedEnquiry]:
    """
    The calls of a year, in order.

    Args:
        women: whoever lived in the house; those who came in the year may have called.
        zone: of the house.
    """
    counts = dict(told.tables["H01"])
    came = [woman for woman in women if woman.stay.came.year == told.year]
    admitted = rng.sample(came, counts.pop(ADMITTED))
    calls = [_of_woman(rng, woman, zone) for woman in admitted]
    for outcome, count in counts.items():
        calls += [_other(rng, told.year, outcome, zone) for _ in range(count)]
    return sorted(calls, key=lambda call: call.received_at)


def _of_woman(rng: Random, woman: Person, zone: ZoneInfo) -> ClosedEnquiry:
    came = woman.stay.came
    earliest = max(came - rng.randint(0, MOST_DAYS_AHEAD) * ONE_DAY, date(came.year, 1, 1))
    received_at = _moment(rng, earliest, FIRST_HOUR, LAST_HOUR - 6, zone)
    moved_in_at = _moment(rng, came, LAST_HOUR - 4, LAST_HOUR, zone)
    return ClosedEnquiry(
        id=EnquiryId(drawn_id(rng)),
        received_at=received_at,
        channel=_one(rng, CHANNELS, HOW_MANY_BY),
        by=_one(rng, CALLERS, HOW_MANY_CALL),
        region=woman.answers["home_region"][0],
        is_copenhagen=woman.said("copenhagen", "yes"),
        children=len(woman.children),
        outcome=ADMITTED,
        closed_at=moved_in_at,
        moved_in_at=moved_in_at,
    )


def _other(rng: Random, year: int, outcome: str, zone: ZoneInfo) -> ClosedEnquiry:
    new_year = date(year, 1, 1)
    day = new_year + rng.randrange((date(year + 1, 1, 1) - new_year).days) * ONE_DAY
    received_at = _moment(rng, day, FIRST_HOUR, LAST_HOUR, zone)
    region = _one(rng, REGIONS, HOW_MANY_FROM)
    return ClosedEnquiry(
        id=EnquiryId(drawn_id(rng)),
        received_at=received_at,
        channel=_one(rng, CHANNELS, HOW_MANY_BY),
        by=_one(rng, CALLERS, HOW_MANY_CALL),
        region=region,
        is_copenhagen=region == "hovedstaden" and rng.random() < IN_CITY,
        children=_one(rng, CHILDREN, HOW_MANY_BRING),
        outcome=outcome,
        closed_at=received_at + timedelta(minutes=rng.randint(5, 100)),
    )


def _moment(rng: Random, day: date, first: int, last: int, zone: ZoneInfo) -> datetime:
    """Some time between two hours of a day."""
    clock = time(rng.randint(first, last), rng.randrange(60))
    return datetime.combine(day, clock, tzinfo=zone)


def _one(rng: Random, codes: Sequence[T], weights: Sequence[int]) -> T:
    return rng.choices(codes, weights)[0]
