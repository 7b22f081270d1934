"""
What stands above every page of one case: who, where tonight, her children by their initials.

Rules: the room is told only to whoever may see the house board at this instant, and is on record as
a look at it; a child that the reader is kept away from is not even an initial.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from journal.domain.access import Action, Facts
from journal.domain.audit import Item
from journal.domain.cases import CaseState, PersonKind
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, FamilyId, RoomId
from journal.domain.policy import decide
from journal.domain.pseudonyms import initials
from journal.domain.rooms import room_now
from journal.services import labels, places, rooms
from journal.services.labels import Banner
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import rooms as room_store
from journal.store.cases import CaseFileRow
from journal.store.rooms import RoomRow
from journal.vault import duty

BANNER = "banner"
"""Reason of a ``board.read`` that told a room above a page of a case."""


def declare_banner(work: Work, case: CaseFileRow) -> Callable[[], dict[CaseId, Banner]]:
    """
    Declare the banner of one case with room and children.

    Returns:
        A function that opens it after COMMIT, as ``labels.declare_banners`` does.
    """
    case_id = CaseId(case.id)
    open_banners = labels.declare_banners(work, [case])
    family = [
        row
        for row in case_store.of_family(work.session, FamilyId(case.family_id))
        if row.state == CaseState.OPEN.value
    ]
    open_children = _declare_children(work, case, family)
    open_room = _declare_room(work, case, family)
    return lambda: {
        case_id: replace(open_banners()[case_id], room=open_room(), children=open_children())
    }


def declare_banner_of(work: Work, case_id: CaseId) -> Callable[[], dict[CaseId, Banner]]:
    """
    The same for a case that only its id is known of.

    Raises:
        AccessDenied: unknown case.
    """
    case = case_store.get(work.session, case_id)
    if case is None:
        raise AccessDenied(Action.CASE_READ)
    return declare_banner(work, case)


def _declare_children(
    work: Work, case: CaseFileRow, family: Sequence[CaseFileRow]
) -> Callable[[], tuple[str, ...]]:
    if case.person_kind != PersonKind.WOMAN.value:
        return tuple
    house = work.house()
    children = [
        house.pseudonym(row)
        for row in family
        if row.person_kind == PersonKind.CHILD.value and not places.is_hidden(work, row)
    ]
    return lambda: tuple(initials(label.text()) for label in children)


def _declare_room(
    work: Work, case: CaseFileRow, family: Sequence[CaseFileRow]
) -> Callable[[], str]:
    room = _room_tonight(work, case, family)
    role = work.principal.role
    if room is None or role is None:
        return str
    on_shift = duty.of_actor(work.desk, work.vault.keys.standing).is_on
    decision = decide(role, Action.BOARD_READ, Facts(is_on_shift=on_shift))
    if not decision.allowed:
        return str
    event = work.act(
        Action.BOARD_READ,
        basis=decision.basis,
        reason=BANNER,
        items=[Item(case=CaseAlias(case.alias), row=room.id)],
        comp=Compartment.HOUSE,
    )
    open_names = rooms.declare_names(work, [room], event)
    return lambda: open_names()[RoomId(room.id)]


def _room_tonight(work: Work, case: CaseFileRow, family: Sequence[CaseFileRow]) -> RoomRow | None:
    """Her own room; else that of her family, as for a child without one of its own."""
    had = room_store.of_cases(work.session, [CaseId(case.id), *(CaseId(row.id) for row in family)])
    if not had or case.state != CaseState.OPEN.value:
        return None
    local = work.now.astimezone(work.zone)
    own = room_now([row for row in had if row.case_id == case.id], local)
    room_id = own or room_now(had, local)
    return None if room_id is None else room_store.get(work.session, room_id)
