"""What pages show of stays: the house by family, one person's stay, whose team lacks somebody."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from journal.domain.access import Action
from journal.domain.admission import AlreadyAdmitted
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.decisions import DecisionKind
from journal.domain.ids import CaseAlias, CaseId, FamilyId, StaffId, StayId
from journal.domain.policy import decide
from journal.domain.staff import Profession
from journal.domain.stays import (
    ACTIONS,
    AHEAD,
    NEVER_CAME,
    PRESENT,
    Move,
    StayState,
    open_moves,
)
from journal.services import case_banner, decisions, labels, places, residents, stays, talks
from journal.services.cases import look_at
from journal.services.labels import Banner, Contact
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import stays as stay_store
from journal.store.cases import CaseFileRow
from journal.store.stays import StayRow

ELSEWHERE = frozenset({Move.DECIDE, Move.EXPECT, Move.REFUSE, Move.DISCHARGE, Move.CLOSE})
"""Moves that follow from a decision, made on a page of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """
    Somebody as pages of stays show her; ``anonymity`` and ``arrival`` are codes.

    Args:
        state: None for a file that is older than stays; then the times are None too.
        end_reason: a code of why she never came; empty for everybody else.
    """

    banner: Banner
    anonymity: str
    state: StayState | None = None
    arrival: str = ""
    is_visiting: bool = False
    changed_at: datetime | None = None
    decision_at: datetime | None = None
    move_in_at: datetime | None = None
    discharge_at: datetime | None = None
    end_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionPage:
    """
    What the form of an admission needs.

    Args:
        relative: whose family somebody new belongs to; None for a family of their own.
        team: her contact persons, who may be in the new team.
        colleagues: who may be in a team, by name.
        professions: what each of them is trained as.
        taken: the pseudonyms in use, to draw others; never shown.
        may_decide: the actor decides herself.
    """

    relative: Banner | None
    team: frozenset[StaffId]
    colleagues: Sequence[Contact]
    professions: Mapping[StaffId, Profession]
    taken: frozenset[str]
    may_decide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StayPage:
    """
    One person's stay.

    Args:
        family: the others, those that the actor is kept away from left out.
        moves: what the actor can note about the stay now.
        may_admit: she can let a child come to the family.
        may_rename: she can have other words drawn.
        may_set_level: she can give her another level of anonymity.
        may_set_team: she leads, and completes a team.
        may_decide: somebody of the family is proposed, and she decides herself.
        may_close: she closes the file of somebody who never came.
        may_discharge: the stay can end, and she decides about that.
        answers_until: when the answers of the talk are erased that the actor can put into the
            journal; None where there are none, or she is not in the team.
        has_talk: the journal holds answers, and she is in the team.
    """

    guest: Guest
    family: Sequence[Guest]
    moves: Sequence[Move]
    may_admit: bool
    may_rename: bool
    may_set_level: bool
    may_set_team: bool
    may_decide: bool
    may_close: bool
    may_discharge: bool
    answers_until: datetime | None
    has_talk: bool


def prepare(
    work: Work, relative: CaseId | None, sent: StayId | None = None
) -> Later[AdmissionPage]:
    """
    The form of an admission.

    Args:
        sent: the id of a form that came back.

    Raises:
        AccessDenied: the actor may not admit, or is kept away from the family.
        AlreadyAdmitted: that form was carried out before.
    """
    case = None if relative is None else stays.case_of(work, relative)
    stays.require(work, Action.STAY_ADMIT, case)
    if sent is not None and stay_store.is_known(work.session, sent):
        raise AlreadyAdmitted
    professions = stays.able(work, case)
    open_people = labels.declare_people(work, professions)
    open_banners = labels.declare_banners(work, [] if case is None else [case])
    open_taken = stays.declare_pseudonyms(work)
    may_decide = decisions.may_decide(work)

    def opened() -> AdmissionPage:
        people = sorted(open_people().values(), key=lambda one: one.name.casefold())
        banner = next(iter(open_banners().values()), None)
        return AdmissionPage(
            relative=banner,
            team=frozenset(one.id for one in banner.team if one.id in professions)
            if banner
            else frozenset(),
            colleagues=people,
            professions=professions,
            taken=open_taken(),
            may_decide=may_decide,
        )

    return work.later(opened)


def of_house(work: Work) -> Later[list[list[Guest]]]:
    """
    Who lives in the house, is expected or is proposed, family by family.

    Whoever never came stands here too until her file is closed.

    Raises:
        AccessDenied: the actor has nothing to do with admissions, or is a night guard off shift.
    """
    stays.require(work, Action.STAY_ADMIT, None)
    withheld = places.withheld(work)
    found = stay_store.in_states(work.session, AHEAD | PRESENT | NEVER_CAME)
    rows = {CaseId(row.case_id): row for row in found if row.case_id not in withheld}
    cases = [one for one in case_store.by_ids(work.session, rows) if _is_listed(one, rows)]
    open_guests = _declare(work, cases, rows)
    families: dict[FamilyId, list[CaseId]] = {}
    for case in sorted(cases, key=residents.woman_first):
        families.setdefault(FamilyId(case.family_id), []).append(CaseId(case.id))
    work.act(Action.HOUSE_LABELS, count=len(cases))

    def opened() -> list[list[Guest]]:
        guests = open_guests()
        listed = [[guests[one] for one in family] for family in families.values()]
        return sorted(listed, key=_by_state)

    return work.later(opened)


def _is_listed(case: CaseFileRow, rows: Mapping[CaseId, StayRow]) -> bool:
    """Everybody but whoever never came and has no open file any more."""
    has_come = StayState(rows[CaseId(case.id)].state) not in NEVER_CAME
    return has_come or case.state == CaseState.OPEN.value


def _by_state(family: Sequence[Guest]) -> int:
    """Who waits for somebody stands first."""
    return min(list(StayState).index(one.state) for one in family if one.state is not None)


def of_case(work: Work, case_id: CaseId) -> Later[StayPage]:
    """
    One person's stay and her family.

    Raises:
        AccessDenied: unknown, or neither in the team nor leading.
    """
    case = look_at(work, case_id)
    family = _known_family(work, case)
    rows = stay_store.of_cases(work.session, [CaseId(row.id) for row in family])
    open_guests = _declare(work, family, rows)
    open_banner = case_banner.declare_banner(work, case)
    may = _permits(work, case)
    stay = rows.get(case_id)
    moves = [] if stay is None else open_moves(StayState(stay.state))
    may_decide = _is_proposed(rows) and decisions.may_decide(work)
    may_discharge = _may_discharge(work, stay) and may(Action.REGISTER_READ)
    is_member = stays.facts(work, case).is_member
    answers_until = talks.until(work, case_id) if is_member else None
    has_talk = is_member and talks.are_kept(work, case_id)

    def opened() -> StayPage:
        guests = open_guests()
        return StayPage(
            guest=replace(guests[case_id], banner=open_banner()[case_id]),
            family=[
                guests[CaseId(row.id)]
                for row in sorted(family, key=residents.woman_first)
                if row.id != case_id
            ],
            moves=[move for move in moves if move not in ELSEWHERE and may(ACTIONS[move])],
            may_admit=may(Action.STAY_ADMIT),
            may_rename=may(Action.CASE_RENAME),
            may_set_level=may(Action.ANONYMITY_SET),
            may_set_team=may(Action.TEAM_ADD),
            may_decide=may_decide,
            may_close=_is_in(stay, NEVER_CAME) and may(Action.CASE_CLOSE),
            may_discharge=may_discharge,
            answers_until=answers_until,
            has_talk=has_talk,
        )

    return work.later(opened)


def _known_family(work: Work, case: CaseFileRow) -> list[CaseFileRow]:
    """Everybody of a family whom the actor may know of."""
    family = case_store.of_family(work.session, FamilyId(case.family_id))
    return [row for row in family if not places.is_hidden(work, row)]


def _is_in(stay: StayRow | None, states: Set[StayState]) -> bool:
    return stay is not None and StayState(stay.state) in states


def _is_proposed(rows: Mapping[CaseId, StayRow]) -> bool:
    return any(_is_in(row, {StayState.PROPOSED}) for row in rows.values())


def _may_discharge(work: Work, stay: StayRow | None) -> bool:
    """Whether a stay can end, and the actor decides about that."""
    return _is_in(stay, PRESENT) and decisions.may_decide(work, DecisionKind.DISCHARGE)


def _permits(work: Work, case: CaseFileRow) -> Callable[[Action], bool]:
    """What the policy says of the actor and a case."""
    role, facts = work.principal.role, stays.facts(work, case)
    return lambda action: role is not None and decide(role, action, facts).allowed


def lacking(work: Work) -> Later[list[Guest]]:
    """
    Whose team lacks somebody, for who completes it: the one that is due first at the top (R-T2).

    Raises:
        AccessDenied: the actor does not lead.
    """
    basis = work.require(Action.TEAM_ADD)
    withheld = places.withheld(work)
    cases = [
        row
        for row in case_store.all_cases(work.session)
        if row.id not in withheld and row.state == CaseState.OPEN.value
    ]
    rows = stay_store.of_cases(work.session, [CaseId(row.id) for row in cases])
    ended = {
        case_id for case_id, row in rows.items() if StayState(row.state) not in AHEAD | PRESENT
    }
    cases = [row for row in cases if row.id not in ended]
    open_guests = _declare(work, cases, rows)
    items = [Item(case=CaseAlias(row.alias)) for row in cases]
    work.act(Action.CASE_LIST, basis=basis, items=items)

    def opened() -> list[Guest]:
        found = [one for one in open_guests().values() if one.banner.lacks is not None]
        return sorted(found, key=_by_due)

    return work.later(opened)


def _by_due(guest: Guest) -> tuple[bool, float]:
    due = guest.banner.team_due
    return (due is None, 0.0 if due is None else due.timestamp())


def _declare(
    work: Work, cases: Sequence[CaseFileRow], rows: Mapping[CaseId, StayRow]
) -> Callable[[], dict[CaseId, Guest]]:
    """Declare some people; returns a function that opens their names after COMMIT."""
    open_banners = labels.declare_banners(work, cases)

    def opened() -> dict[CaseId, Guest]:
        banners = open_banners()
        return {
            CaseId(case.id): _guest(banners[CaseId(case.id)], case, rows.get(CaseId(case.id)))
            for case in cases
        }

    return opened


def _guest(banner: Banner, case: CaseFileRow, row: StayRow | None) -> Guest:
    if row is None:
        return Guest(banner=banner, anonymity=case.anonymity)
    return Guest(
        banner=banner,
        anonymity=case.anonymity,
        state=StayState(row.state),
        arrival=row.arrival,
        is_visiting=row.is_visiting,
        changed_at=row.changed_at,
        decision_at=row.decision_at,
        move_in_at=row.move_in_at,
        discharge_at=row.discharge_at,
        end_reason=row.end_reason or "",
    )
