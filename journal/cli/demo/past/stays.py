"""
Who had which of eleven rooms for what nights, in the printed year and in the one before it.

Rules: two never have one room in one night; the stays that end in the printed year are as long as
its bands and its mean say; 24 of its room-nights are empty and 8 out of service, which makes the
occupancy that was printed.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from journal.cli.demo.past.people import Stay
from journal.cli.demo.past.printed import Printed
from journal.domain.occupancy import Counted
from journal.domain.rooms import ONE_DAY

ROOMS = 11
EMPTY, OUT = 24, 8
"""Room-nights of the printed year that stood empty, and those that nobody could have."""
ENDS_EMPTY = 2
"""Rooms that nobody has on the last night of the printed year."""
BOUNDS: Mapping[str, Sequence[tuple[int, int]]] = {
    "1-29": ((1, 14), (15, 29)),
    "30-89": ((30, 89),),
    "90-179": ((90, 179),),
    "180-269": ((180, 269),),
    "270-366": ((270, 366),),
    "367+": ((367, 480),),
}
"""Least and most days of a band, in turn; of the shortest stays every other one is too short for
what the house offers."""
LEAST, MOST_LATER = 5, 300
"""Nights of the printed year of whoever still lives there when it ends."""
AFTERWARDS = (15, 120)
"""Days after the end of the printed year on which they leave, at the least and at the most."""
BEFORE = (10, 150)
"""Days by which a stay began before the first of the two years."""
SHORTEST_PIECE = 4

Nightly = Mapping[date, Counted]
"""Nights and how full each was."""


@dataclass(slots=True, kw_only=True)
class Room:
    """
    A room in the printed year, while it is filled.

    Args:
        first: days of the stay that began before the year.
        later: days of the stays that began in the year and ended in it.
        gaps: nights between two stays, in order.
        repair: nights out of service after the first stay.
        tail: nights without anybody at the end of the year; None where somebody stays on.
    """

    first: int
    later: list[int] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    repair: int = 0
    tail: int | None = None

    @property
    def changes(self) -> int:
        """How often somebody moves in during the year."""
        return len(self.later) + (self.tail is None)


@dataclass(slots=True, kw_only=True)
class Filled:
    """
    The printed year, room by room.

    Args:
        ended: the stays that ended in it.
        going_on: those that began in it and ended in the next.
        broken: the nights in which a room was out of service.
    """

    year: int
    ended: list[Stay] = field(default_factory=list)
    going_on: list[Stay] = field(default_factory=list)
    broken: set[date] = field(default_factory=set)


def of_printed_year(rng: Random, told: Printed) -> Filled:
    """
    Fill the rooms of the printed year.

    Args:
        told: with the mean stay and its bands.
    """
    days = sorted(_lengths(rng, told), reverse=True)
    rooms = [Room(first=one) for one in days[:ROOMS]]
    for room in rooms[:ENDS_EMPTY]:
        room.tail = rng.randint(1, 4)
    for length in days[ROOMS:]:
        min(rooms, key=lambda room: sum(room.later)).later.append(length)
    _spread_gaps(rng, rooms)
    filled = Filled(year=told.year)
    numbers = rng.sample(range(1, ROOMS + 1), ROOMS)
    for number, room in zip(numbers, rooms, strict=True):
        rng.shuffle(room.later)
        _fill(rng, filled, number, room)
    return filled


def _lengths(rng: Random, told: Printed) -> list[int]:
    """How long each stayed: by the bands, together as long as the mean says."""
    bounds = [
        BOUNDS[band][turn % len(BOUNDS[band])]
        for band, count in told.tables["R16"].items()
        for turn in range(count)
    ]
    days = [rng.randint(least, most) for least, most in bounds]
    missing = (told.mean_stay_days or 0) * len(days) - sum(days)
    step = 1 if missing > 0 else -1
    order = rng.sample(range(len(days)), len(days))
    while missing:
        for index in order:
            least, most = bounds[index]
            if missing and least <= days[index] + step <= most:
                days[index] += step
                missing -= step
    return days


def _spread_gaps(rng: Random, rooms: Sequence[Room]) -> None:
    """Some rooms are let on the day after, some stand empty for a night; one is repaired."""
    changes = sum(room.changes for room in rooms)
    nights = EMPTY - sum(room.tail or 0 for room in rooms)
    empty = [1] * nights + [0] * (changes - nights)
    rng.shuffle(empty)
    for room in rooms:
        room.gaps = [empty.pop() for _ in range(room.changes)]
    rooms[-1].repair = OUT


def _fill(rng: Random, filled: Filled, number: int, room: Room) -> None:
    new_year, end = date(filled.year, 1, 1), date(filled.year + 1, 1, 1)
    free = (end - new_year).days - sum(room.later) - sum(room.gaps) - room.repair
    if room.tail is None:
        nights = rng.randint(max(LEAST, free - MOST_LATER), min(room.first - 1, free - LEAST))
    else:
        nights = free - room.tail
    day = new_year + nights * ONE_DAY
    filled.ended.append(Stay(room=number, came=day - room.first * ONE_DAY, left=day))
    filled.broken |= {day + offset * ONE_DAY for offset in range(room.repair)}
    day += room.repair * ONE_DAY
    for gap, length in zip(room.gaps, room.later, strict=False):
        came = day + gap * ONE_DAY
        day = came + length * ONE_DAY
        filled.ended.append(Stay(room=number, came=came, left=day))
    if room.tail is None:
        came = day + room.gaps[-1] * ONE_DAY
        left = end + rng.randint(*AFTERWARDS) * ONE_DAY
        filled.going_on.append(Stay(room=number, came=came, left=left))


def of_year_before(rng: Random, told: Printed, later: Sequence[Stay]) -> list[Stay]:
    """
    The stays that end in the year before, in what the later ones leave of the rooms.

    Args:
        told: how many women left.
        later: the stays of the year that follows.
    """
    new_year = date(told.year, 1, 1)
    first_of = {
        number: min(stay.came for stay in later if stay.room == number)
        for number in range(1, ROOMS + 1)
    }
    free = {number: (came - new_year).days for number, came in first_of.items()}
    pieces = dict.fromkeys(free, 0)
    for _ in range(told.women):
        longest = max(free, key=lambda number: free[number] / (pieces[number] + 1))
        pieces[longest] += 1
    return [
        stay
        for number, count in pieces.items()
        if count
        for stay in _cut(rng, number, (new_year, first_of[number]), count)
    ]


def _cut(rng: Random, number: int, span: tuple[date, date], count: int) -> Iterable[Stay]:
    """Some stays one after the other until the next one begins; the first began the year before."""
    since, until = span
    room = (until - since).days // SHORTEST_PIECE
    cuts = sorted(rng.sample(range(1, room), count - 1))
    came = since - rng.randint(*BEFORE) * ONE_DAY
    for end in [*(since + cut * SHORTEST_PIECE * ONE_DAY for cut in cuts), until]:
        yield Stay(room=number, came=came, left=end - rng.randint(0, 1) * ONE_DAY)
        came = end


def nights(year: int, stays: Iterable[Stay], broken: Collection[date] = ()) -> Nightly:
    """
    How many rooms somebody had, night by night.

    Args:
        broken: the nights in which one room is out of service.
    """
    taken = Counter(
        stay.came + offset * ONE_DAY
        for stay in stays
        for offset in range((stay.left - stay.came).days)
    )
    first, end = date(year, 1, 1), date(year + 1, 1, 1)
    return {
        night: Counted(rooms=ROOMS, out_of_service=int(night in broken), occupied=taken[night])
        for night in (first + offset * ONE_DAY for offset in range((end - first).days))
    }
