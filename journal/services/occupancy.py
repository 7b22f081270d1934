"""How full the house is: nights counted when they are over, and the figures of a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from journal.domain.access import Action, Basis
from journal.domain.ids import RoomId
from journal.domain.occupancy import Counted, count_night, missing_nights, months, total
from journal.domain.rooms import night_of
from journal.services.work import Work
from journal.store import rooms as room_store
from journal.store.rooms import RoomNightRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupancy:
    """
    A year as far as its nights are counted.

    Args:
        months: each by its first day, oldest first; only those with a counted night.
        years: that have a counted night, newest first.
    """

    year: int
    months: Sequence[tuple[date, Counted]]
    all: Counted
    years: Sequence[int]


def count_nights(work: Work) -> int:
    """
    Count every night that is over and not counted yet; a second run counts none.

    Returns:
        How many nights were counted.
    """
    rooms = {RoomId(row.id): row.since for row in room_store.all_rooms(work.session)}
    before = night_of(work.now.astimezone(work.zone))
    last = room_store.last_night(work.session)
    nights = missing_nights(min(rooms.values(), default=None), last, before)
    for night, counted in _counted(work, nights):
        room_store.add(work.session, _row(night, counted))
    if nights:
        work.act(Action.NIGHT_COUNT, basis=Basis.JOB, count=len(nights))
    return len(nights)


def recount(work: Work, since: date) -> None:
    """Count the nights from a day on again that are counted: something was entered late."""
    rows = room_store.nights(work.session, since)
    fresh = dict(_counted(work, [row.night for row in rows]))
    for row in rows:
        counted = fresh[row.night]
        row.rooms, row.out_of_service = counted.rooms, counted.out_of_service
        row.occupied = counted.occupied


def _counted(work: Work, nights: Sequence[date]) -> list[tuple[date, Counted]]:
    if not nights:
        return []
    rooms = {RoomId(row.id): row.since for row in room_store.all_rooms(work.session)}
    outs = [(RoomId(row.room_id), row.nights) for row in room_store.outs(work.session, nights[0])]
    taken = room_store.touching(work.session, nights[0])
    had = [(RoomId(row.room_id), row.nights) for row in taken]
    return [(night, count_night(night, rooms, outs, had)) for night in nights]


def _row(night: date, counted: Counted) -> RoomNightRow:
    return RoomNightRow(
        night=night,
        rooms=counted.rooms,
        out_of_service=counted.out_of_service,
        occupied=counted.occupied,
    )


def show(work: Work, year: int | None = None) -> Occupancy:
    """
    The occupancy of a year, by default this one.

    Raises:
        AccessDenied: the actor does not lead the house.
    """
    basis = work.require(Action.ROOM_SET)
    today = work.now.astimezone(work.zone).date()
    chosen = today.year if year is None else year
    first, last = room_store.first_night(work.session), room_store.last_night(work.session)
    years = [] if first is None or last is None else range(last.year, first.year - 1, -1)
    rows = room_store.nights(work.session, date(chosen, 1, 1), date(chosen + 1, 1, 1))
    by_month = months({row.night: row.counted for row in rows})
    work.act(Action.HOUSE_LABELS, basis=basis, count=0)
    return Occupancy(year=chosen, months=by_month, all=total(by_month), years=list(years))
