"""Spans of nights, who may have a room, moving, leaving, and where somebody is at night."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.domain.rooms import (
    EARLIEST,
    LATEST,
    DatesInWrongOrder,
    DayTooFar,
    Held,
    MovedLater,
    Nights,
    OutTwice,
    RoomInUse,
    RoomOut,
    RoomTaken,
    RoomUnchanged,
    freed,
    moved,
    night_of,
    require_empty,
    require_free,
    require_usable,
    room_now,
)

MONDAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)
ZONE = ZoneInfo("Europe/Copenhagen")
A, B = UUID(int=1), UUID(int=2)
DAYS = st.integers(0, 12).map(lambda count: MONDAY + count * ONE_DAY)


@st.composite
def spans(draw):
    """Draw a span of nights within a fortnight, open at its end or not."""
    first, second = sorted((draw(DAYS), draw(DAYS)))
    return Nights(from_date=first, until=draw(st.sampled_from([second, None])))


@dataclass(frozen=True)
class Had:
    """A room that somebody has had."""

    room_id: UUID
    nights: Nights
    case_id: UUID = A


def nights(first, last=None):
    """Return a span by days after Monday."""
    until = None if last is None else MONDAY + last * ONE_DAY
    return Nights(from_date=MONDAY + first * ONE_DAY, until=until)


@given(spans(), spans())
def test_two_spans_overlap_when_a_night_is_in_both(one, other):
    """By the definition, night for night, and the same whichever is asked first."""
    fortnight = [MONDAY + count * ONE_DAY for count in range(15)]
    in_both = any(one.covers(night) and other.covers(night) for night in fortnight)

    assert (in_both, in_both) == (one.overlaps(other), other.overlaps(one))


@given(st.lists(st.tuples(spans(), st.sampled_from([A, B]))))
def test_no_two_families_ever_have_a_room_in_the_same_night(wishes):
    """Whatever is asked for in whatever order; a family shares with itself."""
    held = []
    for span, family in wishes:
        try:
            require_free(span, family, held, [])
        except RoomTaken:
            assert any(one.family_id != family and one.nights.overlaps(span) for one in held)
            continue
        held.append(Held(family_id=family, nights=span))

    for night in (MONDAY + count * ONE_DAY for count in range(15)):
        assert len({one.family_id for one in held if one.nights.covers(night)}) <= 1


def test_who_leaves_in_the_morning_makes_room_for_the_evening():
    """The last day of one is the first of another: the span is half-open."""
    held = [Held(family_id=A, nights=nights(0, 3))]
    require_free(nights(3), B, held, [])
    with pytest.raises(RoomTaken) as caught:
        require_free(nights(2), B, held, [])
    assert "room" == caught.value.field


def test_a_room_out_of_service_is_given_to_nobody():
    """And a room that somebody has is not taken out of service; the form says at which field."""
    with pytest.raises(RoomOut):
        require_free(nights(1), A, [], [nights(3, 5)])
    require_free(nights(0, 3), A, [], [nights(3, 5)])
    with pytest.raises(RoomInUse) as caught:
        require_empty(nights(3, 5), [nights(0)], [])
    assert "from_date" == caught.value.field
    with pytest.raises(OutTwice):
        require_empty(nights(3, 5), [], [nights(4)])
    require_empty(nights(3, 5), [nights(0, 3)], [nights(5)])


def test_days_in_the_wrong_order_name_their_field():
    """A span, and a day of moving out before the day of moving in."""
    with pytest.raises(DatesInWrongOrder) as caught:
        nights(3, 2)
    assert "until" == caught.value.field
    with pytest.raises(DatesInWrongOrder) as caught:
        freed(nights(3), MONDAY, MONDAY + 4 * ONE_DAY)
    assert "on_date" == caught.value.field


def test_a_move_ends_one_room_and_begins_another_on_the_same_day():
    """Moving in and on in one day leaves no night in the first room."""
    own = [Had(A, nights(0))]
    assert own[0] is moved(own, B, MONDAY)
    assert own[0] is moved(own, B, MONDAY + ONE_DAY)
    assert freed(own[0].nights, MONDAY, MONDAY).is_empty
    assert moved([Had(A, nights(0, 0)), Had(B, nights(0, 2))], A, MONDAY + 2 * ONE_DAY) is None


def test_a_move_to_the_same_room_or_into_the_past_is_refused():
    """Nothing is changed, and she who typed it hears why."""
    own = [Had(A, nights(2))]
    with pytest.raises(RoomUnchanged):
        moved(own, A, MONDAY + 3 * ONE_DAY)
    with pytest.raises(MovedLater) as caught:
        moved(own, B, MONDAY + ONE_DAY)
    assert "from_date" == caught.value.field


def test_a_room_that_was_only_kept_is_given_up_whole():
    """She never came: no night was hers."""
    kept = freed(nights(5), MONDAY + ONE_DAY, MONDAY + ONE_DAY)
    assert (True, nights(5).from_date) == (kept.is_empty, kept.from_date)


@pytest.mark.parametrize("day", [MONDAY - EARLIEST - ONE_DAY, MONDAY + LATEST + ONE_DAY, date.max])
def test_a_day_too_far_away_is_refused(day):
    """A slip of the finger in the year is no stay."""
    with pytest.raises(DayTooFar) as caught:
        require_usable(day, MONDAY, "until")
    assert "until" == caught.value.field
    require_usable(MONDAY - EARLIEST, MONDAY, "until")
    require_usable(MONDAY + LATEST, MONDAY, "until")


def test_the_night_lasts_until_six():
    """Three at night belongs to the evening before."""
    tuesday = MONDAY + ONE_DAY
    assert MONDAY == night_of(datetime(2026, 3, 3, 5, 59, tzinfo=ZONE))
    assert tuesday == night_of(datetime(2026, 3, 3, 6, tzinfo=ZONE))


@pytest.mark.parametrize(
    ("own", "hour", "room"),
    [
        ([Had(A, nights(0))], 3, A),
        ([Had(A, nights(0, 1)), Had(B, nights(1))], 3, A),
        ([Had(A, nights(0, 1)), Had(B, nights(1))], 6, B),
        ([Had(A, nights(0, 1))], 3, A),
        ([Had(A, nights(0, 1))], 9, A),
        ([Had(B, nights(1))], 1, B),
        ([Had(B, nights(2))], 1, None),
        ([Had(A, nights(0, 0)), Had(B, nights(0))], 3, B),
        ([], 3, None),
    ],
    ids=[
        "sleeps",
        "moves in the morning",
        "has moved",
        "leaves in the morning",
        "leaves and is still there",
        "came after midnight",
        "comes tomorrow",
        "moved on one day",
        "none",
    ],
)
def test_a_fire_list_says_where_somebody_is_now(own, hour, room):
    """On Tuesday, at an hour of the clock of the house."""
    assert room == room_now(own, datetime(2026, 3, 3, hour, tzinfo=ZONE))


@given(st.lists(spans()), st.integers(0, 23))
def test_nobody_is_in_a_room_that_was_never_hers(own, hour):
    """Neither last night nor tonight."""
    had = [Had(uuid4(), span) for span in own]
    found = room_now(had, datetime(2026, 3, 6, hour, tzinfo=ZONE))
    ever = {
        one.room_id
        for one in had
        if one.nights.covers(date(2026, 3, 5)) or one.nights.covers(date(2026, 3, 6))
    }
    assert (found is None) == (not ever)
    assert found is None or found in ever
