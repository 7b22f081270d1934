"""Room-nights, counted by whole numbers."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from journal.domain.occupancy import (
    MOST_NIGHTS,
    Counted,
    count_night,
    missing_nights,
    months,
    tenths,
    total,
)
from journal.domain.rooms import Nights

ONE_DAY = timedelta(days=1)
FIRST = date(2024, 1, 1)
ROOMS = [UUID(int=number) for number in range(11)]


def test_the_year_of_the_catalogue():
    """Eleven rooms in a leap year; 4,002 nights of 4,026 are 99.4 %."""
    assert 994 == tenths(Counted(rooms=11 * 366, occupied=4002))


def test_half_a_tenth_is_rounded_up_and_nothing_is_no_number():
    """Plainly, as everywhere; a house without a usable room was neither full nor empty."""
    assert (1, 0) == (tenths(Counted(rooms=2000, occupied=1)), tenths(Counted(rooms=2001)))
    assert 0 == tenths(Counted(rooms=2001, occupied=1))
    assert tenths(Counted(rooms=3, out_of_service=3)) is None


def test_a_night_counts_a_shared_room_once_and_leaves_out_what_is_broken():
    """Three sleep in one room, one room is being painted, one is not there yet."""
    rooms = dict.fromkeys(ROOMS[:4], FIRST) | {ROOMS[4]: FIRST + ONE_DAY}
    tonight = Nights(from_date=FIRST)
    taken = [(ROOMS[0], tonight)] * 3 + [(ROOMS[4], tonight)]
    outs = [(ROOMS[1], Nights(from_date=FIRST, until=FIRST + ONE_DAY))]

    found = count_night(FIRST, rooms, outs, taken)
    assert Counted(rooms=4, out_of_service=1, occupied=1) == found
    assert 3 == found.available
    assert Counted(rooms=5, occupied=2) == count_night(FIRST + ONE_DAY, rooms, outs, taken)


SPAN = st.tuples(
    st.sampled_from(ROOMS),
    st.builds(
        lambda first, length: Nights(
            from_date=FIRST + first * ONE_DAY, until=FIRST + (first + length) * ONE_DAY
        ),
        st.integers(0, 6),
        st.integers(0, 6),
    ),
)


@given(st.lists(SPAN), st.lists(SPAN), st.integers(0, 8))
def test_more_than_every_room_is_never_used(outs, taken, night):
    """Also where what is written contradicts itself: no house is fuller than full."""
    found = count_night(FIRST + night * ONE_DAY, dict.fromkeys(ROOMS, FIRST), outs, taken)

    assert 0 <= found.occupied <= found.available <= found.rooms == len(ROOMS)
    assert 0 <= (tenths(found) or 0) <= 1000


def test_nights_that_were_missed_are_filled_and_none_twice():
    """From the first room on, up to the night that is not over, and a bounded number at once."""
    assert [] == missing_nights(None, None, FIRST)
    assert [] == missing_nights(FIRST, None, FIRST)
    assert [FIRST, FIRST + ONE_DAY] == missing_nights(FIRST, None, FIRST + 2 * ONE_DAY)
    assert [FIRST + ONE_DAY] == missing_nights(FIRST, FIRST, FIRST + 2 * ONE_DAY)
    assert [] == missing_nights(FIRST, FIRST + ONE_DAY, FIRST + 2 * ONE_DAY)
    assert MOST_NIGHTS == len(missing_nights(FIRST, None, FIRST + 2000 * ONE_DAY))


def test_months_and_the_year_are_the_sum_of_their_nights():
    """A leap year of eleven rooms has 4,026 room-nights, 319 of them in February."""
    nights = {FIRST + count * ONE_DAY: Counted(rooms=11, occupied=10) for count in range(366)}
    by_month = months(nights)

    assert [date(2024, month, 1) for month in range(1, 13)] == [month for month, _ in by_month]
    assert (319, 290) == (by_month[1][1].rooms, by_month[1][1].occupied)
    assert Counted(rooms=4026, occupied=3660) == total(by_month)
