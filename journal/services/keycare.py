"""
Which keys need somebody: cases that too few can open, wraps that are missing, exchanges that wait.

The same look serves the leader's page, with names, and the nightly job, which holds no key and
names references only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from journal.domain import teams
from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.compartments import OF_A_CASE, SHARED_BY_THE_HOUSE, Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, KeyId, StaffId
from journal.domain.staff import Profession
from journal.domain.teams import TeamMember
from journal.services import labels, places
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import house as house_store
from journal.store import keys as key_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.keys import KeyWrapRow, WrapKind
from journal.vault.house_rotation import OVERLAPPING
from journal.vault.welcome import Waiting

FEWEST_HOLDERS = 2


class Concern(StrEnum):
    """What is wrong with the keys of a case, or of the house."""

    NO_HOLDER = "no_holder"
    ONE_HOLDER = "one_holder"
    NO_RECOVERY = "no_recovery"
    NO_DUTY = "no_duty"
    NO_PURPOSE = "no_purpose"
    TEAM_INCOMPLETE = "team_incomplete"
    EXCHANGE_WAITS = "exchange_waits"
    HOUSE_WAITS = "house_waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    One concern.

    Args:
        case: None for a key of the house.
        comps: the compartments it is about.
        who: colleagues of whom one must act; empty where a leader must.
    """

    concern: Concern
    case: CaseFileRow | None
    comps: Sequence[Compartment]
    who: Sequence[StaffId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A concern as a page shows it: the pseudonym, and the names of who must act."""

    concern: Concern
    case_id: CaseId | None
    pseudonym: str
    comps: Sequence[Compartment]
    who: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """
    Keys that wait to be exchanged, as a report names them.

    Args:
        case_id: None for keys of the house.
        pseudonym: empty for keys of the house, and for a case that the reader is kept away from.
        who: names of the colleagues one of whom must sign in.
    """

    case_id: CaseId | None
    pseudonym: str
    comps: Sequence[Compartment]
    who: Sequence[str]


def find(work: Work) -> list[Found]:
    """Look at every open case and at the house; needs no key and leaves no event."""
    sound, _ = work.vault.keys.standing.people(work.desk)
    living = {StaffId(person.staff.id): Profession(person.staff.profession) for person in sound}
    found = [
        one
        for case in case_store.all_cases(work.session)
        if case.state == CaseState.OPEN.value
        for one in _of_case(work, case, living)
    ]
    pending = house_store.pending(work.session)
    waiting = [comp for comp in SHARED_BY_THE_HOUSE if pending & comp.bit]
    if waiting:
        found.append(Found(concern=Concern.HOUSE_WAITS, case=None, comps=waiting, who=()))
    return found


def _of_case(work: Work, case: CaseFileRow, living: dict[StaffId, Profession]) -> list[Found]:
    journal = key_store.of_scope(work.session, case.id, Compartment.JOURNAL)
    wraps = key_store.wraps(work.session, KeyId(journal[-1].key_id)) if journal else []
    holders = [one for one in _staff_of(wraps) if one in living]
    kinds = {row.kind for row in wraps}
    found = []
    if len(holders) < FEWEST_HOLDERS:
        found.append(Concern.ONE_HOLDER if holders else Concern.NO_HOLDER)
    missing = {
        WrapKind.RECOVERY: Concern.NO_RECOVERY,
        WrapKind.DUTY: Concern.NO_DUTY,
        WrapKind.PURPOSE: Concern.NO_PURPOSE,
    }
    found += [concern for kind, concern in missing.items() if kind.value not in kinds]
    members = team_store.present(work.session, [CaseId(case.id)])[CaseId(case.id)]
    team = [
        TeamMember(staff_id=StaffId(row.staff_id), profession=Profession(row.profession))
        for row in members
        if row.staff_id in living
    ]
    if not teams.is_complete(team):
        found.append(Concern.TEAM_INCOMPLETE)
    concerns = [
        Found(
            concern=concern,
            case=case,
            comps=[Compartment.JOURNAL],
            who=[] if concern is Concern.TEAM_INCOMPLETE else holders,
        )
        for concern in found
    ]
    waiting = [comp for comp in OF_A_CASE if case.rotate_pending & comp.bit]
    if waiting:
        who = _who_can(work, case, waiting, living)
        concerns.append(Found(concern=Concern.EXCHANGE_WAITS, case=case, comps=waiting, who=who))
    return concerns


def _staff_of(wraps: Sequence[KeyWrapRow]) -> list[StaffId]:
    return [
        StaffId(UUID(bytes=row.recipient_id)) for row in wraps if row.kind == WrapKind.STAFF.value
    ]


def _who_can(
    work: Work,
    case: CaseFileRow,
    comps: Sequence[Compartment],
    living: dict[StaffId, Profession],
) -> list[StaffId]:
    """Who holds what waits to be exchanged."""
    who = {one for comp in comps for one in _holders(work, case.id, comp)}
    return sorted(who & living.keys())


def _holders(work: Work, scope: UUID, comp: Compartment) -> list[StaffId]:
    """Who holds the key of a scope that is exchanged: of a case the one its texts lie under."""
    epochs = key_store.of_scope(work.session, scope, comp)
    if not epochs:
        return []
    live = epochs[0] if comp in OVERLAPPING else epochs[-1]
    return _staff_of(key_store.wraps(work.session, KeyId(live.key_id)))


def awaited(work: Work, waiting: Sequence[Waiting]) -> Later[list[Awaited]]:
    """
    Say of keys that wait whose sign-in they wait for, to who leads; that she looked is in the log.

    Raises:
        AccessDenied: the actor does not lead.
    """
    basis = work.require(Action.KEY_READ)
    work.act(Action.KEY_READ, basis=basis, count=len(waiting))
    return _declare_awaited(work, waiting, frozenset())


def own(work: Work) -> Later[list[Awaited]]:
    """
    The keys that the actor holds, and who else holds each: for whom they would wait without her.

    Raises:
        AccessDenied: the actor has no part in the house's names.
    """
    staff_id = work.principal.id
    if staff_id is None:
        raise AccessDenied(Action.HOUSE_LABELS)
    basis = work.require(Action.HOUSE_LABELS)
    cases = {case.id for case in case_store.all_cases(work.session)}
    held = [
        Waiting(
            case_id=CaseId(row.scope_id) if row.scope_id in cases else None,
            comp=Compartment(row.comp),
        )
        for row in key_store.held_by(work.session, staff_id)
        if row.comp != int(Compartment.PERSONAL)
    ]
    work.act(Action.HOUSE_LABELS, basis=basis, count=len(held))
    return _declare_awaited(work, held, frozenset({staff_id}))


def _declare_awaited(
    work: Work, waiting: Sequence[Waiting], without: frozenset[StaffId]
) -> Later[list[Awaited]]:
    sound, _ = work.vault.keys.standing.people(work.desk)
    living = {StaffId(person.staff.id) for person in sound} - without
    grouped: dict[tuple[CaseId | None, tuple[StaffId, ...]], list[Compartment]] = {}
    hidden = places.hidden(work)
    for one in sorted(set(waiting), key=lambda each: each.comp):
        scope = work.vault.house if one.case_id is None else one.case_id
        who = [] if one.case_id in hidden else _holders(work, scope, one.comp)
        key = (one.case_id, tuple(sorted(living.intersection(who))))
        grouped.setdefault(key, []).append(one.comp)
    found = [case_store.get(work.session, one) for one, _ in grouped if one and one not in hidden]
    cases = [case for case in found if case is not None]
    open_people = labels.declare_people(work, {one for _, who in grouped for one in who})
    house = work.house()
    house.prefetch(cases)
    pseudonyms = {CaseId(case.id): house.pseudonym(case) for case in cases}

    def opened() -> list[Awaited]:
        names = open_people()
        which = {case_id: label.text() for case_id, label in pseudonyms.items()}
        said = [
            Awaited(
                case_id=case_id,
                pseudonym="" if case_id is None else which.get(case_id, ""),
                comps=comps,
                who=sorted(names[one].name for one in who),
            )
            for (case_id, who), comps in grouped.items()
        ]
        return sorted(said, key=lambda one: (one.case_id is None, one.pseudonym, one.comps))

    return work.later(opened)


def overview(work: Work) -> Later[list[Shown]]:
    """
    Every concern with names, for who leads; that she looked is in the log.

    Raises:
        AccessDenied: the actor does not lead.
    """
    basis = work.require(Action.KEY_READ)
    found = find(work)
    cases = {CaseId(one.case.id): one.case for one in found if one.case is not None}
    items = [Item(case=CaseAlias(case.alias)) for case in cases.values()]
    work.act(Action.KEY_READ, basis=basis, items=items)
    people = {staff_id for one in found for staff_id in one.who}
    open_people = labels.declare_people(work, people)
    house = work.house()
    house.prefetch(list(cases.values()))
    pseudonyms = {case_id: house.pseudonym(case) for case_id, case in cases.items()}

    def shown() -> list[Shown]:
        names = open_people()
        which = {case_id: label.text() for case_id, label in pseudonyms.items()}
        return [
            Shown(
                concern=one.concern,
                case_id=None if one.case is None else CaseId(one.case.id),
                pseudonym="" if one.case is None else which[CaseId(one.case.id)],
                comps=one.comps,
                who=sorted(names[staff_id].name for staff_id in one.who),
            )
            for one in found
        ]

    return work.later(shown)
