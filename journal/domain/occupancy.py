"""
Occupancy: room-nights that were used, of room-nights that could be.

Rules: whole numbers only; a room out of service lowers what could be used; a room is used once a
night, however many sleep in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from journal.domain.ids import RoomId
from journal.domain.rooms import ONE_DAY, Nights

MOST_NIGHTS = 800
"""Nights that one run counts; a house that stood still for longer catches up with the next runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """
    Room-nights of a night, or of many.

    Args:
        rooms: that the house has, those out of service among them.
        out_of_service: of these.
        occupied: that somebody had.
    """

    rooms: int = 0
    out_of_service: int = 0
    occupied: int = 0

    @property
    def available(self) -> int:
        """Room-nights that could be used."""
        return self.rooms - self.out_of_service

    def __add__(self, other: "Counted") -> "Counted":
        """Both together."""
        return Counted(
            rooms=self.rooms + other.rooms,
            out_of_service=self.out_of_service + other.out_of_service,
            occupied=self.occupied + other.occupied,
        )


NOTHING = Counted()


def count_night(
    night: date,
    rooms: Mapping[RoomId, date],
    outs: Iterable[tuple[RoomId, Nights]],
    taken: Iterable[tuple[RoomId, Nights]],
) -> Counted:
    """
    Count one night.

    Args:
        rooms: since what day the house has each.
        outs: when which was out of service.
        taken: when somebody had which.
    """
    here = {room_id for room_id, since in rooms.items() if since <= night}
    out = {room_id for room_id, nights in outs if nights.covers(night)} & here
    used = {room_id for room_id, nights in taken if nights.covers(night)} & here
    return Counted(rooms=len(here), out_of_service=len(out - used), occupied=len(used))


def missing_nights(first: date | None, last: date | None, before: date) -> list[date]:
    """
    The nights that are over and not counted yet, oldest first.

    Args:
        first: the first night on which the house had a room; None for a house without any.
        last: the last night that is counted; None for none.
        before: the first night that is not over.
    """
    if first is None:
        return []
    night = first if last is None else last + ONE_DAY
    count = min((before - night).days, MOST_NIGHTS)
    return [night + offset * ONE_DAY for offset in range(count)]


def months(counted: Mapping[date, Counted]) -> list[tuple[date, Counted]]:
    """What nights come to by month, each by its first day, oldest first."""
    found: dict[date, Counted] = {}
    for night, one in sorted(counted.items()):
        month = night.replace(day=1)
        found[month] = found.get(month, NOTHING) + one
    return list(found.items())


def total(parts: Sequence[tuple[date, Counted]]) -> Counted:
    """All of them together."""
    return sum((one for _, one in parts), NOTHING)


def tenths(counted: Counted) -> int | None:
    """
    How full the house was, in tenths of a percent, half a tenth rounded up.

    Returns:
        None where no room could be used.
    """
    if counted.available == 0:
        return None
    return (2000 * counted.occupied + counted.available) // (2 * counted.available)
