"""
Which keys need somebody: cases that too few can open, wraps that are missing, exchanges that wait.

The same look serves the leader's page, with names, and the nightly job, which holds no key and
names references only.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from journal.domain import teams
from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.compartments import OF_A_CASE, SHARED_BY_THE_HOUSE, Compartment
from journal.domain.ids import CaseAlias, CaseId, StaffId
from journal.domain.staff import Profession
from journal.domain.teams import TeamMember
from journal.services import labels, places
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import grants as grant_store
from journal.store import house as house_store
from journal.store import keys as key_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.keys import Holding, WrapKind
from journal.store.teams import TeamMemberRow

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
    MEMBER_WAITS = "member_waits"
    HOUSE_WAITS = "house_waits"


_GATED = {WrapKind.DUTY: Concern.NO_DUTY, WrapKind.PURPOSE: Concern.NO_PURPOSE}


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
    cases = [one for one in case_store.all_cases(work.session) if one.state == CaseState.OPEN.value]
    ids = [CaseId(case.id) for case in cases]
    wraps, present = key_store.holdings(work.session, ids), team_store.present(work.session, ids)
    asked = grant_store.asked(work.session)
    found = []
    for case in cases:
        keys = {comp: wraps.get((case.id, int(comp)), ()) for comp in OF_A_CASE}
        standing = work.vault.keys.standing
        looked = _Looked(
            case=case,
            keys=keys,
            living=living.keys(),
            due=standing.waiting(work.desk, case),
            is_sealed=standing.is_sealed(work.desk, case),
        )
        found += _of_keys(looked)
        found += _of_waiting(looked, asked[CaseId(case.id)])
        found += _of_team(case, present[CaseId(case.id)], living)
    pending = house_store.pending(work.session)
    waiting = [comp for comp in SHARED_BY_THE_HOUSE if pending & comp.bit]
    if waiting:
        found.append(Found(concern=Concern.HOUSE_WAITS, case=None, comps=waiting, who=()))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """
    The keys of one case by compartment, and who is in service.

    Args:
        due: what waits to be exchanged.
        is_sealed: who she is is left to her own code: there is no recovery of it, by her choice.
    """

    case: CaseFileRow
    keys: Mapping[Compartment, Sequence[Holding]]
    living: Collection[StaffId]
    due: Sequence[Compartment]
    is_sealed: bool

    def holders(self, comps: Collection[Compartment]) -> list[StaffId]:
        """Colleagues in service who hold one of these keys."""
        held = {
            StaffId(UUID(bytes=wrap.recipient_id))
            for comp in comps
            for wrap in self.keys[comp]
            if wrap.kind == WrapKind.STAFF.value
        }
        return sorted(held.intersection(self.living))

    def concern(self, concern: Concern, comps: Sequence[Compartment]) -> Found:
        return Found(concern=concern, case=self.case, comps=comps, who=self.holders(comps))


def _of_keys(looked: _Looked) -> list[Found]:
    """What is missing of who and what must be able to open the keys of a case."""
    journal, found = [Compartment.JOURNAL], []
    holders = looked.holders(journal)
    if len(holders) < FEWEST_HOLDERS:
        found.append(looked.concern(Concern.ONE_HOLDER if holders else Concern.NO_HOLDER, journal))
    kinds = {comp: {wrap.kind for wrap in wraps} for comp, wraps in looked.keys.items()}
    unrecovered = [
        comp
        for comp in OF_A_CASE
        if WrapKind.RECOVERY.value not in kinds[comp]
        and not (comp is Compartment.IDENTITY and looked.is_sealed)
    ]
    if unrecovered:
        found.append(looked.concern(Concern.NO_RECOVERY, unrecovered))
    for kind, concern in _GATED.items():
        if kind.value not in kinds[Compartment.JOURNAL]:
            found.append(looked.concern(concern, journal))
    return found


def _of_waiting(looked: _Looked, asked: Collection[Compartment]) -> list[Found]:
    """Keys that wait for a colleague who holds them: to be exchanged, or to be passed on."""
    handed = [comp for comp in OF_A_CASE if comp in asked and comp not in looked.due]
    waiting = {Concern.EXCHANGE_WAITS: looked.due, Concern.MEMBER_WAITS: handed}
    return [looked.concern(concern, comps) for concern, comps in waiting.items() if comps]


def _of_team(
    case: CaseFileRow, places: Sequence[TeamMemberRow], living: Mapping[StaffId, Profession]
) -> list[Found]:
    team = [
        TeamMember(staff_id=StaffId(row.staff_id), profession=Profession(row.profession))
        for row in places
        if row.staff_id in living
    ]
    if teams.is_complete(team):
        return []
    return [Found(concern=Concern.TEAM_INCOMPLETE, case=case, comps=[Compartment.JOURNAL], who=())]


def overview(work: Work) -> Later[list[Shown]]:
    """
    Every concern with names, for who leads; that she looked is in the log.

    A case that she is kept away from is left to whoever else leads.

    Raises:
        AccessDenied: the actor does not lead.
    """
    basis = work.require(Action.KEY_READ)
    hidden = places.hidden(work)
    found = [one for one in find(work) if one.case is None or one.case.id not in hidden]
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
