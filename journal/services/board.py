"""
The house board and the fire list: who sleeps where tonight, for everybody on shift.

Rules: one event says all that was shown; of a family with somebody whom the reader is kept away
from she sees room and headcount and nothing else (R-X1), and the event names the room alone.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Event, Item
from journal.domain.compartments import Compartment
from journal.domain.errors import Tampered
from journal.domain.ids import CaseAlias, CaseId, FamilyId, RoomId
from journal.domain.policy import decide
from journal.domain.records import RecordKind
from journal.domain.rooms import night_of, room_now
from journal.services import places, residents, rooms
from journal.services.residents import Resident
from journal.services.work import Later, Work
from journal.store import records as record_store
from journal.store import rooms as room_store
from journal.store.records import RecordRow
from journal.store.rooms import RoomAssignmentRow, RoomRow
from journal.vault import duty
from journal.vault.opened_house import Label
from journal.vault.records import UnreadRecord

FIRE_LIST = "fire_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    What stands on the board about somebody; codes of ``spoken_language`` and ``board_alert``.

    Args:
        until: when alerts and text go.
    """

    language: str = ""
    alerts: Sequence[str] = ()
    text: str = ""
    until: datetime | None = None


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBoard:
    """One resident; ``kind`` is a code."""

    case_id: CaseId
    pseudonym: str
    kind: str
    is_visiting: bool
    said: Said = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """
    Those of one family who are in one room.

    Args:
        people: empty where the reader is kept away from somebody of the family.
    """

    headcount: int
    people: Sequence[OnBoard]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOnBoard:
    """A room tonight; ``type`` is a code, ``name`` None for those who have no room yet."""

    id: RoomId | None
    name: str | None
    type: str
    is_out: bool
    parties: Sequence[Party]

    @property
    def headcount(self) -> int:
        """How many are in it."""
        return sum(party.headcount for party in self.parties)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardShown:
    """
    The house at an instant.

    Args:
        rooms: by name; at the end those without a room, if there are any.
        visiting: how many of the headcount are children on a visit.
        free: rooms in which nobody sleeps and somebody could.
    """

    at: datetime
    rooms: Sequence[RoomOnBoard]
    visiting: int

    @property
    def headcount(self) -> int:
        """How many are in the house."""
        return sum(room.headcount for room in self.rooms)

    @property
    def free(self) -> int:
        """Rooms that could be used tonight."""
        return sum(
            room.id is not None and not room.parties and not room.is_out for room in self.rooms
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OffShift:
    """Somebody who does not see the board now, and when her next shift begins, if she has one."""

    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Residents of one family in one room, before anything is opened."""

    room_id: RoomId | None
    residents: Sequence[Resident]
    is_withheld: bool


def show(work: Work) -> Later[BoardShown | OffShift]:
    """
    The board for who leads and for who is on shift; anybody else hears when her shift begins.

    Raises:
        AccessDenied: the actor has nothing to do with residents.
    """
    work.require(Action.HOUSE_LABELS)
    role, standing = work.principal.role, work.vault.keys.standing
    shift = duty.of_actor(work.desk, standing)
    facts = Facts(is_on_shift=shift.is_on)
    if role is None or not decide(role, Action.BOARD_READ, facts).allowed:
        work.act(Action.HOUSE_LABELS, basis=Basis.SELF, count=0)
        off = OffShift(next_at=duty.next_start(work.desk, standing))
        return work.later(lambda: off)
    return work.later(_shown(work, work.require(Action.BOARD_READ, facts=facts)))


def fire_list(work: Work) -> Later[BoardShown]:
    """
    The same for paper: the event says that it was the fire list.

    Raises:
        AccessDenied: off shift, or nobody who has to do with residents.
    """
    shift = duty.of_actor(work.desk, work.vault.keys.standing)
    facts = Facts(is_on_shift=shift.is_on)
    basis = work.require(Action.BOARD_READ, facts=facts)
    return work.later(_shown(work, basis, FIRE_LIST))


def _shown(work: Work, basis: Basis, why: str | None = None) -> Callable[[], BoardShown]:
    local = work.now.astimezone(work.zone)
    found = residents.present(work)
    rows = room_store.all_rooms(work.session)
    night = night_of(local)
    out = {row.room_id for row in room_store.outs(work.session, night) if row.nights.covers(night)}
    groups = _grouped(found, _rooms_of(work, found, local), places.withheld(work))
    event = work.act(
        Action.BOARD_READ, basis=basis, items=_items(groups, rows), comp=Compartment.HOUSE
    )
    event.reason, event.count = why, len(found)
    open_names = rooms.declare_names(work, rows, event)
    open_people = _declare_people(work, groups, event)
    visiting = sum(one.is_visiting for one in found)

    def opened() -> BoardShown:
        people = open_people()
        types = {row.id: row.type for row in rows}
        shown = [
            _room(groups, people, room_id, name, types[room_id], is_out=room_id in out)
            for room_id, name in open_names().items()
        ]
        homeless = _room(groups, people, None, None, "", is_out=False)
        return BoardShown(
            at=work.now, rooms=[homeless] * bool(homeless.parties) + shown, visiting=visiting
        )

    return opened


def _rooms_of(
    work: Work, found: Sequence[Resident], local: datetime
) -> dict[CaseId, RoomId | None]:
    """
    Where each is now.

    Who has no room of her own, as a child that was just born or visits, is where her family is.
    """
    had: dict[CaseId, list[RoomAssignmentRow]] = {CaseId(one.case.id): [] for one in found}
    for row in room_store.of_cases(work.session, list(had)):
        had[CaseId(row.case_id)].append(row)
    own = {case_id: room_now(rows, local) for case_id, rows in had.items()}
    of_family: dict[FamilyId, RoomId] = {}
    for one in sorted(found, key=_order):
        room_id = own[CaseId(one.case.id)]
        if room_id is not None:
            of_family.setdefault(FamilyId(one.case.family_id), room_id)
    return {
        CaseId(one.case.id): own[CaseId(one.case.id)] or of_family.get(FamilyId(one.case.family_id))
        for one in found
    }


def _order(one: Resident) -> tuple[bool, datetime, UUID]:
    """Women first, then who has been here longest."""
    return residents.woman_first(one.case)


def _grouped(
    found: Sequence[Resident],
    room_of: Mapping[CaseId, RoomId | None],
    withheld: Collection[CaseId],
) -> list[_Group]:
    """Families by room; a party with somebody who is withheld is withheld whole."""
    parties: dict[tuple[RoomId | None, UUID], list[Resident]] = {}
    for one in sorted(found, key=_order):
        place = (room_of[CaseId(one.case.id)], one.case.family_id)
        parties.setdefault(place, []).append(one)
    return [
        _Group(
            room_id=room_id,
            residents=members,
            is_withheld=any(one.case.id in withheld for one in members),
        )
        for (room_id, _), members in parties.items()
    ]


def _items(groups: Sequence[_Group], rows: Sequence[RoomRow]) -> list[Item]:
    """Each person with her room; a room alone where it is empty or its people are withheld."""
    people = [
        Item(case=CaseAlias(one.case.alias), row=group.room_id)
        for group in groups
        if not group.is_withheld
        for one in group.residents
    ]
    with_people = {item.row for item in people}
    return people + [Item(case=None, row=row.id) for row in rows if row.id not in with_people]


def _declare_people(
    work: Work, groups: Sequence[_Group], event: Event
) -> Callable[[], dict[CaseId, OnBoard]]:
    house = work.house()
    shown = [one for group in groups if not group.is_withheld for one in group.residents]
    house.prefetch([one.case for one in shown])
    pseudonyms: dict[CaseId, Label] = {
        CaseId(one.case.id): house.pseudonym(one.case) for one in shown
    }
    open_said = declare_said(work, list(pseudonyms), event)
    return lambda: _people(shown, pseudonyms, open_said())


def _people(
    shown: Sequence[Resident], pseudonyms: Mapping[CaseId, Label], said: Mapping[CaseId, Said]
) -> dict[CaseId, OnBoard]:
    return {
        CaseId(one.case.id): OnBoard(
            case_id=CaseId(one.case.id),
            pseudonym=pseudonyms[CaseId(one.case.id)].text(),
            kind=one.case.person_kind,
            is_visiting=one.is_visiting,
            said=said.get(CaseId(one.case.id), NOTHING_SAID),
        )
        for one in shown
    }


def declare_said(
    work: Work, case_ids: Collection[CaseId], event: Event
) -> Callable[[], dict[CaseId, Said]]:
    """
    Declare what stands on the board about some people and has not run out.

    Args:
        event: on which it rides.
    """
    house = work.house()
    declared = [
        (row, house.record(row, event))
        for row in record_store.of_kind(work.session, RecordKind.BOARD_ENTRY)
        if row.case_id in case_ids and (row.expires_at is None or row.expires_at > work.now)
    ]

    def opened() -> dict[CaseId, Said]:
        said: dict[CaseId, Said] = {}
        for row, unread in declared:
            if row.case_id is not None:
                case_id = CaseId(row.case_id)
                said[case_id] = _added(said.get(case_id, NOTHING_SAID), row, unread)
        return said

    return opened


def _added(said: Said, row: RecordRow, unread: UnreadRecord) -> Said:
    """What is said with one more document; one that does not open is reported and left out."""
    try:
        document = unread.document()
    except Tampered:
        return said
    if "language" in document:  # not by its end: that is not sealed, and a lost one stops no board
        return replace(said, language=str(document["language"]))
    return replace(
        said, alerts=list(document["alerts"]), text=str(document["text"]), until=row.expires_at
    )


def _room(
    groups: Sequence[_Group],
    people: Mapping[CaseId, OnBoard],
    room_id: RoomId | None,
    name: str | None,
    room_type: str,
    *,
    is_out: bool,
) -> RoomOnBoard:
    parties = [
        Party(
            headcount=len(group.residents),
            people=[]
            if group.is_withheld
            else [people[CaseId(one.case.id)] for one in group.residents],
        )
        for group in groups
        if group.room_id == room_id
    ]
    return RoomOnBoard(id=room_id, name=name, type=room_type, is_out=is_out, parties=parties)
