"""
Who has which room: giving one, moving, and freeing it.

Rules: the row of the room is held while it is decided who has it, so that of many who want the last
one a single one gets it; a room is freed by moving and by the end of the stay only; nights that are
counted already are counted again when something about them is entered late.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from journal.domain.access import Action
from journal.domain.audit import Event, Item
from journal.domain.cases import CaseState
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import (
    AssignmentId,
    CaseAlias,
    CaseId,
    EventId,
    FamilyId,
    RecordId,
    RoomId,
)
from journal.domain.records import RecordKind
from journal.domain.rooms import (
    Nights,
    RoomNotYet,
    as_counted,
    freed,
    moved,
    night_of,
    require_free,
    require_usable,
)
from journal.domain.stays import MoveRefused
from journal.services import labels, occupancy, residents
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import records as record_store
from journal.store import rooms as room_store
from journal.store.rooms import RoomAssignmentRow, RoomRow
from journal.vault.records import UnreadRecord

FREED = "freed"
CHOOSING = "choosing"
UNREADABLE = "\N{EN DASH}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A room that could be chosen; ``type`` is a code."""

    id: RoomId
    name: str
    type: str
    is_taken: bool
    is_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """
    Whom a room is for, and which there are.

    Args:
        now: the room that she has tonight.
        night: the day that the night of now belongs to.
    """

    banner: Banner
    now: RoomId | None
    night: date
    rooms: Sequence[Choice]


def assign(work: Work, case_id: CaseId, room_id: RoomId, from_date: date) -> None:
    """
    Give somebody a room from a day on; a room that she has ends on that day.

    Her family may share it. Nobody else may have it in any of the nights.

    Args:
        from_date: the day before the first night, on the calendar of the house.

    Raises:
        AccessDenied: unknown or closed case, unknown room, kept away, or no rule speaks for her.
        MoveRefused: her stay is over, so that nothing would ever free the room again.
        RoomTaken, RoomOut, RoomNotYet, RoomUnchanged, MovedLater, DayTooFar: each names its field.
    """
    case, basis = residents.require(work, case_id, Action.ROOM_ASSIGN)
    if case.state != CaseState.OPEN.value:
        raise AccessDenied(Action.ROOM_ASSIGN, CaseAlias(case.alias))
    if not residents.may_have_room(work, case_id):
        raise MoveRefused
    require_usable(from_date, today_of(work), "from_date")
    room = locked(work, room_id, Action.ROOM_ASSIGN)
    left = moved(room_store.of_cases(work.session, [case_id]), room_id, from_date)
    if room.since > from_date:
        raise RoomNotYet
    wanted = Nights(from_date=from_date)
    outs = [out.nights for out in room_store.outs_of(work.session, room_id)]
    require_free(wanted, case.family_id, room_store.held(work.session, room_id), outs)
    event = work.act(
        Action.ROOM_ASSIGN, basis=basis, items=[Item(case=CaseAlias(case.alias), row=room_id)]
    )
    if isinstance(left, RoomAssignmentRow):
        left.until, left.event_id = from_date, EventId(event.id)
    row = RoomAssignmentRow(
        id=AssignmentId(uuid4()),
        room_id=room_id,
        case_id=case_id,
        from_date=from_date,
        event_id=EventId(event.id),
    )
    room_store.add(work.session, row)
    occupancy.recount(work, from_date)


def release(work: Work, case_id: CaseId, on_date: date) -> None:
    """
    Free the room of somebody who leaves or does not come; who has none leaves it so.

    Args:
        on_date: the day after her last night.

    Raises:
        AccessDenied: unknown case, kept away, or no rule speaks for the actor.
        DatesInWrongOrder: before the day she moved in; names the field ``on_date``.
        DayTooFar: a day that nobody enters any more.
    """
    case, basis = residents.require(work, case_id, Action.ROOM_ASSIGN)
    today, alias = today_of(work), CaseAlias(case.alias)
    require_usable(on_date, today, "on_date")
    event = work.act(Action.ROOM_ASSIGN, basis=basis, reason=FREED, case=alias)
    for row in room_store.of_cases(work.session, [case_id]):
        if row.until is None or row.until > on_date:
            row.until = freed(row.nights, on_date, today).until
            row.event_id = EventId(event.id)
            event.items.append(Item(case=alias, row=row.room_id))
    work.session.flush()
    occupancy.recount(work, on_date)


def choose(work: Work, case_id: CaseId) -> Later[Choosing]:
    """
    What somebody sees before she gives a room: all rooms, and which of them could be given today.

    Raises:
        AccessDenied: unknown case, kept away, or no rule speaks for the actor.
    """
    case, basis = residents.require(work, case_id, Action.ROOM_ASSIGN)
    night = night_of(work.now.astimezone(work.zone))
    rows = room_store.all_rooms(work.session)
    held = room_store.of_cases(work.session, [case_id])
    now = next((RoomId(one.room_id) for one in held if one.nights.covers(night)), None)
    taken, out = _closed(work, FamilyId(case.family_id), night)
    alias = CaseAlias(case.alias)
    event = work.act(
        Action.BOARD_READ,
        basis=basis,
        reason=CHOOSING,
        items=[Item(case=alias)],
        comp=Compartment.HOUSE,
    )
    open_names = declare_names(work, rows, event)
    open_banner = labels.declare_banners(work, [case])
    types = {RoomId(row.id): row.type for row in rows}

    def opened() -> Choosing:
        rooms = [
            Choice(
                id=room_id,
                name=name,
                type=types[room_id],
                is_taken=room_id in taken,
                is_out=room_id in out,
            )
            for room_id, name in open_names().items()
        ]
        return Choosing(banner=open_banner()[case_id], now=now, night=night, rooms=rooms)

    return work.later(opened)


def _closed(work: Work, family_id: FamilyId, night: date) -> tuple[set[RoomId], set[RoomId]]:
    """Which rooms another family has in a night, and which are out of service."""
    taken = room_store.taken(work.session, night, family_id)
    outs = room_store.outs(work.session, night)
    return taken, {RoomId(row.room_id) for row in outs if row.nights.covers(night)}


def declare_names(
    work: Work, rows: Sequence[RoomRow], event: Event | None = None
) -> Callable[[], dict[RoomId, str]]:
    """
    Declare the names of rooms.

    Args:
        event: on which they ride; one of their own by default.

    Returns:
        A function that opens them after COMMIT, sorted as people count: Room 2 before Room 10.
    """
    records = record_store.by_ids(work.session, [RecordId(row.id) for row in rows])
    declared = {
        RoomId(row_id): work.house().record(row, event)
        for row_id, row in records.items()
        if row.kind == RecordKind.ROOM_NAME.value
    }

    def opened() -> dict[RoomId, str]:
        names = {RoomId(row.id): _opened(declared.get(RoomId(row.id))) for row in rows}
        return dict(sorted(names.items(), key=lambda one: (as_counted(one[1]), one[0].bytes)))

    return opened


def _opened(unread: UnreadRecord | None) -> str:
    """A room's name; a dash where it does not open, so that one hides no other."""
    try:
        return UNREADABLE if unread is None else str(unread.document()["name"])
    except Tampered:
        return UNREADABLE


def today_of(work: Work) -> date:
    """The day on the calendar of the house."""
    return work.now.astimezone(work.zone).date()


def locked(work: Work, room_id: RoomId, action: Action) -> RoomRow:
    """One room, held until COMMIT; ``AccessDenied`` where there is none."""
    row = room_store.lock(work.session, room_id)
    if row is None:
        raise AccessDenied(action)
    return row
