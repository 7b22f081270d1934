"""Looking after the rooms: adding one, naming it, taking it out of service and into use again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from journal.domain.access import Action, Basis
from journal.domain.audit import Event, Item
from journal.domain.errors import AccessDenied
from journal.domain.ids import EventId, OutId, RecordId, RoomId
from journal.domain.records import RecordKind
from journal.domain.rooms import (
    DatesInWrongOrder,
    NewRoom,
    Nights,
    require_empty,
    require_usable,
)
from journal.services import occupancy, records
from journal.services.rooms import declare_names, locked, today_of
from journal.services.work import Later, Work
from journal.store import records as record_store
from journal.store import rooms as room_store
from journal.store.rooms import RoomOutRow, RoomRow


@dataclass(frozen=True, slots=True, kw_only=True)
class OutShown:
    """Nights in which a room is out of service; ``reason`` is a code."""

    id: OutId
    nights: Nights
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomShown:
    """A room as the list of who leads shows it; ``type`` is a code."""

    id: RoomId
    name: str
    type: str
    since: date
    is_taken: bool
    outs: Sequence[OutShown]


def add_room(work: Work, new: NewRoom) -> RoomId:
    """
    Add a room.

    Raises:
        AccessDenied: the actor does not lead the house.
        DayTooFar: since a day that nobody enters any more.
    """
    basis = work.require(Action.ROOM_SET)
    require_usable(new.since, today_of(work), "since")
    room_id = RoomId(uuid4())
    event = work.act(Action.ROOM_SET, basis=basis, reason="added")
    row = RoomRow(id=room_id, type=new.type.value, since=new.since, event_id=EventId(event.id))
    room_store.add(work.session, row)
    _name(work, room_id, new.name, event)
    occupancy.recount(work, new.since)
    return room_id


def rename(work: Work, room_id: RoomId, name: str) -> None:
    """
    Give a room another name.

    Raises:
        AccessDenied: unknown room, or the actor does not lead the house.
    """
    basis = work.require(Action.ROOM_SET)
    locked(work, room_id, Action.ROOM_SET)
    _name(work, room_id, name, work.act(Action.ROOM_SET, basis=basis, reason="renamed"))


def take_out(work: Work, room_id: RoomId, nights: Nights, reason: str) -> None:
    """
    Take a room out of service for some nights.

    Args:
        nights: the second day is the one on which it can be used again; None while nobody knows.
        reason: a code of ``out_of_service``.

    Raises:
        AccessDenied: unknown room, or the actor does not lead the house.
        RoomInUse, OutTwice, DatesInWrongOrder, DayTooFar: each names its field.
    """
    basis, today = work.require(Action.ROOM_SET), today_of(work)
    require_usable(nights.from_date, today, "from_date")
    if nights.until is not None:
        require_usable(nights.until, today, "until")
    if nights.is_empty:
        raise DatesInWrongOrder
    locked(work, room_id, Action.ROOM_SET)
    held = [one.nights for one in room_store.held(work.session, room_id)]
    outs = [out.nights for out in room_store.outs_of(work.session, room_id)]
    require_empty(nights, held, outs)
    event = work.act(
        Action.ROOM_SET, basis=basis, reason="out", items=[Item(case=None, row=room_id)]
    )
    row = RoomOutRow(
        id=OutId(uuid4()),
        room_id=room_id,
        from_date=nights.from_date,
        until=nights.until,
        reason=reason,
        event_id=EventId(event.id),
    )
    room_store.add(work.session, row)
    occupancy.recount(work, nights.from_date)


def take_in(work: Work, room_id: RoomId, out_id: OutId) -> None:
    """
    Take a room into use again from today, or give up a plan to take it out.

    Raises:
        AccessDenied: there is no such plan, or the actor does not lead the house.
    """
    basis = work.require(Action.ROOM_SET)
    row = room_store.get_out(work.session, out_id)
    if row is None or row.room_id != room_id:
        raise AccessDenied(Action.ROOM_SET)
    locked(work, room_id, Action.ROOM_SET)
    today = today_of(work)
    if row.until is None or row.until > today:
        row.until = max(row.from_date, today)
    event = work.act(
        Action.ROOM_SET, basis=basis, reason="in", items=[Item(case=None, row=row.room_id)]
    )
    row.event_id = EventId(event.id)
    work.session.flush()
    occupancy.recount(work, row.from_date)


def show_rooms(work: Work) -> Later[list[RoomShown]]:
    """
    All rooms by name, for who leads: which are taken tonight, and which are out of service.

    Raises:
        AccessDenied: the actor does not lead the house.
    """
    work.require(Action.ROOM_SET)
    today = today_of(work)
    rows = room_store.all_rooms(work.session)
    taken = {row.room_id for row in room_store.touching(work.session, today)}
    outs = room_store.outs(work.session, today)
    open_names = declare_names(work, rows)
    if not rows:  # the first room of a house begins on this page
        work.act(Action.HOUSE_LABELS, basis=Basis.SELF, count=0)

    def opened() -> list[RoomShown]:
        by_id = open_names()
        return [
            RoomShown(
                id=room_id,
                name=name,
                type=row.type,
                since=row.since,
                is_taken=room_id in taken,
                outs=[
                    OutShown(id=OutId(out.id), nights=out.nights, reason=out.reason)
                    for out in outs
                    if out.room_id == room_id
                ],
            )
            for room_id, name in by_id.items()
            for row in rows
            if row.id == room_id
        ]

    return work.later(opened)


def _name(work: Work, room_id: RoomId, name: str, event: Event) -> None:
    """Seal the name of a room; a new one takes the place of the old, of which nothing stays."""
    stored, event_id = record_store.get(work.session, RecordId(room_id)), EventId(event.id)
    if stored is not None:
        row = records.changed(work, stored, event_id, stored.revision)
        row.body_sealed = work.house().seal_record(row, {"name": name})
        work.session.flush()
        return
    row = records.new(work, RecordKind.ROOM_NAME, None, event_id, record_id=RecordId(room_id))
    row.body_sealed = work.house().seal_record(row, {"name": name})
    record_store.add(work.session, row)
