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
from journal.domain.ids import CaseAlias, CaseId, KeyId, StaffId
from journal.domain.staff import Profession
from journal.domain.teams import TeamMember
from journal.services import labels
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import house as house_store
from journal.store import keys as key_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.keys import KeyWrapRow, WrapKind

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
    who: set[StaffId] = set()
    for comp in comps:
        epochs = key_store.of_scope(work.session, case.id, comp)
        if epochs:
            who |= set(_staff_of(key_store.wraps(work.session, KeyId(epochs[-1].key_id))))
    return sorted(who & living.keys())


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
