"""
Stays: admitting people, each with a file and a team of her own, and the moves of each stay.

Rules: a whole admission is one work, all of it or nothing; a move that the table does not know is
refused; each child has her own stay, whatever becomes of her mother's (R-M5).
"""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from journal.domain import pseudonyms
from journal.domain.access import Action, Basis, Facts
from journal.domain.admission import (
    AlreadyAdmitted,
    Decided,
    NewAdmission,
    NewPerson,
    PseudonymTaken,
    require_sound,
)
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.decisions import DecisionKind, NewDecision
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, DecisionId, EventId, FamilyId, StaffId, StayId
from journal.domain.policy_rules import WITH_RESIDENTS
from journal.domain.staff import Profession
from journal.domain.stays import (
    ACTIONS,
    ASKED_WHY,
    Arrival,
    Move,
    MoveRefused,
    Stay,
    StayState,
    moved,
    require_why,
)
from journal.services import cases, deadlines, decisions, enquiries, places, rooms
from journal.services.cases import NewCase
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import decisions as decision_store
from journal.store import stays as stay_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.stays import StayRow
from journal.vault import duty

ENDED_EARLY = {Move.NO_SHOW: "no_show", Move.ANNUL: "annulled"}
"""Moves with which nothing is due any more (R-M4), and why as a code of ``deadline_cancel``."""


def admit(work: Work, admission: NewAdmission) -> list[CaseId]:
    """
    Open a file for each person with her keys, team and stay, and put the decision on record.

    The shares of each exist already (``cases.reserve``); that the pseudonyms are free was checked
    when they were last read.

    Returns:
        The files, in the order of the people.

    Raises:
        AccessDenied: the actor may not admit, or is kept away from the family.
        AlreadyAdmitted: the form was sent twice.
        RuleBroken: as ``require_sound``, ``cases.create_case`` and ``decisions.decide`` say.
    """
    relative = None if admission.relative is None else case_of(work, admission.relative)
    basis = require(work, Action.STAY_ADMIT, relative)
    if stay_store.is_known(work.session, admission.id):
        raise AlreadyAdmitted
    require_sound(admission, able(work, relative), frozenset())
    family = admission.relative
    for person in admission.people:
        family = _open_file(work, person, family)
    event_id = EventId(uuid4())
    decided_at = _decided_at(work, admission, event_id)
    rows = [_required(case_store.get(work.session, one.id)) for one in admission.people]
    for number, (row, person) in enumerate(zip(rows, admission.people, strict=True)):
        stay_id = StayId(uuid4()) if number else admission.id
        stay = _begun(work, None if person.is_visiting else decided_at, admission, person)
        stay_store.add(work.session, _new_row(row, stay_id, stay, admission.arrival, person))
        _begin_deadlines(work, person.id, stay, is_visiting=person.is_visiting)
    items = [Item(case=CaseAlias(row.alias)) for row in rows]
    if admission.decision is not None:
        items.append(Item(case=None, row=admission.decision))
    work.act(Action.STAY_ADMIT, id=event_id, basis=basis, items=items)
    if admission.move_in_at is not None:
        enquiries.moved_in(work, admission.people[0].id)
    return [person.id for person in admission.people]


def _open_file(work: Work, person: NewPerson, relative: CaseId | None) -> CaseId:
    """Open one file; whoever comes next belongs to her family."""
    new = NewCase(
        id=person.id,
        kind=person.kind,
        pseudonym=person.pseudonym,
        team=person.team,
        anonymity=person.anonymity,
        relative=relative,
    )
    opened = cases.create_case(work, new)
    return relative or opened


def _begin_deadlines(work: Work, case_id: CaseId, stay: Stay, *, is_visiting: bool) -> None:
    """What begins with the decision, and with moving in; for a child on a visit nothing does."""
    if stay.decision_at is not None and not is_visiting:
        deadlines.on_admission_decided(work, case_id, stay.decision_at)
    if stay.move_in_at is not None:
        deadlines.on_move_in(work, case_id, stay.move_in_at, is_visiting=is_visiting)


def _new_row(
    case: CaseFileRow, stay_id: StayId, stay: Stay, arrival: Arrival, person: NewPerson
) -> StayRow:
    row = StayRow(
        id=stay_id,
        case_id=CaseId(case.id),
        family_id=FamilyId(case.family_id),
        state=stay.state.value,
        arrival=arrival.value,
        is_visiting=person.is_visiting,
        changed_at=stay.changed_at,
    )
    row.take(stay)
    return row


def _begun(
    work: Work, decided_at: datetime | None, admission: NewAdmission, person: NewPerson
) -> Stay:
    """The stay as the form tells it; a child on a visit is expected without a decision."""
    came_at = admission.move_in_at
    if person.is_visiting:
        stay = Stay(state=StayState.EXPECTED, changed_at=min(came_at or work.now, work.now))
    else:
        stay = Stay(state=StayState.PROPOSED, changed_at=work.now)
    if decided_at is not None:
        stay = moved(stay, Move.DECIDE, decided_at, work.now)
        stay = moved(stay, Move.EXPECT, decided_at, work.now)
    return stay if came_at is None else moved(stay, Move.MOVE_IN, came_at, work.now)


def _decided_at(work: Work, admission: NewAdmission, event_id: EventId) -> datetime | None:
    """Put the decision on record, or take the one that followed from the talk."""
    first = admission.people[0].id
    if admission.decision is not None:
        found = decisions.of_admission(work, admission.decision)
        decisions.attach(work, admission.decision, first, event_id)
        return found.decided_at
    if admission.decided is not None:
        return _decide(work, first, admission.decided)
    if admission.proposal:
        kind = DecisionKind.ADMISSION
        decisions.propose(work, NewDecision(kind=kind, reason=admission.proposal, case_id=first))
    return None


def _decide(work: Work, case_id: CaseId, decided: Decided) -> datetime:
    """Put the decision on record, and say when it was taken."""
    decided_at = decided.at or work.now
    new = NewDecision(
        kind=DecisionKind.ADMISSION,
        reason=decided.reason,
        decided_at=decided_at,
        decided_by=decided.by,
        case_id=case_id,
        late_reason=decided.late_reason,
    )
    decisions.decide(work, new)
    return decided_at


def decide(work: Work, case_id: CaseId, decided: Decided) -> None:
    """
    Decide that whoever of a family is proposed may come; they are expected from then on.

    Raises:
        AccessDenied: unknown, or the actor is kept away.
        MoveRefused: nobody of the family is proposed.
        RuleBroken: as ``decisions.decide`` says.
    """
    case = case_of(work, case_id)
    basis = require(work, Action.STAY_ADMIT, case)
    proposed = proposed_of(work, case)
    decided_at = decided.at or work.now
    for about in answered_by(work, proposed):
        _decide(work, about, decided)
    for row in proposed:
        stay = moved(row.told(), Move.DECIDE, decided_at, work.now)
        row.take(moved(stay, Move.EXPECT, decided_at, work.now))
        deadlines.on_admission_decided(work, CaseId(row.case_id), decided_at)
    work.act(Action.STAY_DECIDE, basis=basis, items=items_of(work, proposed))


def proposed_of(work: Work, case: CaseFileRow) -> list[StayRow]:
    """Whoever of a family is proposed, locked; of two who decide the second finds nobody."""
    family = stay_store.of_family(work.session, FamilyId(case.family_id))
    proposed = [row for row in family if row.state == StayState.PROPOSED.value]
    if not proposed:
        raise MoveRefused
    return proposed


def answered_by(work: Work, proposed: list[StayRow]) -> list[CaseId]:
    """The cases whose proposal is answered; a family that shares one has one."""
    carriers = [one for one in proposed if decision_store.of_case(work.session, one.case_id)]
    return [CaseId(row.case_id) for row in carriers or proposed[:1]]


def items_of(work: Work, rows: list[StayRow]) -> list[Item]:
    """The cases of some stays as an event names them."""
    found = [_required(case_store.get(work.session, CaseId(row.case_id))) for row in rows]
    return [Item(case=CaseAlias(one.alias)) for one in found]


def move_in(work: Work, case_id: CaseId, at: datetime) -> None:
    """Note that somebody who was expected has come; as ``move``."""
    move(work, case_id, Move.MOVE_IN, at)


def move(
    work: Work,
    case_id: CaseId,
    step: Move,
    at: datetime,
    decision: DecisionId | None = None,
    why: str = "",
) -> None:
    """
    Bring a stay from one state to the next: the one way to do so.

    Args:
        at: when it happened, with a time zone.
        decision: the decision that the move follows from, made in this work; then it is settled
            who may.
        why: a code of ``stay_end``, for whoever does not come.

    Raises:
        AccessDenied: no such case, no stay, or the actor may not.
        RuleBroken: as ``domain.stays.moved`` and ``require_why`` say.
    """
    action = ACTIONS[step]
    case = case_of(work, case_id, action)
    row = stay_store.to_move(work.session, case_id)
    if row is None:
        raise AccessDenied(action, CaseAlias(case.alias))
    basis = Basis.LEADER if decision is not None else require(work, action, case)
    require_why(step, why)
    row.take(moved(row.told(), step, at, work.now))
    reason = why if step in ASKED_WHY else None
    row.end_reason = reason or row.end_reason
    if step is Move.MOVE_IN:
        enquiries.moved_in(work, case_id)
        deadlines.on_move_in(work, case_id, at, is_visiting=row.is_visiting)
    if step in ENDED_EARLY:
        deadlines.on_stay_ended_early(work, case_id, ENDED_EARLY[step])
        decisions.withdraw(work, case_id)
        rooms.release(work, case_id, rooms.today_of(work))  # nobody else comes to free it
    work.act(action, basis=basis, items=[Item(case=CaseAlias(case.alias))], reason=reason)


def pseudonyms_of_house(work: Work, case_id: CaseId) -> Later[frozenset[str]]:
    """
    The pseudonyms in use, for who may have other words drawn for a case; never shown.

    Raises:
        AccessDenied: as ``redraw``.
    """
    require(work, Action.CASE_RENAME, case_of(work, case_id, Action.CASE_RENAME))
    return work.later(declare_pseudonyms(work))


def declare_pseudonyms(work: Work) -> Callable[[], frozenset[str]]:
    """Declare every pseudonym; returns a function that opens them after COMMIT."""
    rows, house = case_store.all_cases(work.session), work.house()
    house.prefetch(rows)
    declared = [house.pseudonym(row) for row in rows]
    return lambda: frozenset(label.text() for label in declared)


def redraw(work: Work, case_id: CaseId, pseudonym: str) -> None:
    """
    Give a case two other words, because the first ones hurt.

    Args:
        pseudonym: drawn, and in use by no readable file.

    Raises:
        AccessDenied: no such case, or the actor neither is in the team nor leads.
        PseudonymTaken: words that were never drawn.
    """
    case = case_of(work, case_id, Action.CASE_RENAME)
    basis = require(work, Action.CASE_RENAME, case)
    if not pseudonyms.is_drawn(pseudonym):
        raise PseudonymTaken(0)
    case.event_id, case.revision = EventId(uuid4()), case.revision + 1
    case.pseudonym_sealed = work.house().seal_pseudonym(case, pseudonym)
    item = Item(case=CaseAlias(case.alias))
    work.act(Action.CASE_RENAME, id=EventId(case.event_id), basis=basis, items=[item])


def able(work: Work, relative: CaseFileRow | None) -> dict[StaffId, Profession]:
    """Who may be in the team of somebody new, and what each is trained as."""
    sound, _ = work.vault.keys.standing.people(work.desk, WITH_RESIDENTS)
    found = {StaffId(one.staff.id): Profession(one.staff.profession) for one in sound}
    if relative is None:
        return found
    family = case_store.of_family(work.session, FamilyId(relative.family_id))
    let_in = [work.vault.keys.recipients.let_in(work.desk, case, found) for case in family]
    return {one: trained for one, trained in found.items() if all(one in each for each in let_in)}


def case_of(work: Work, case_id: CaseId, action: Action = Action.STAY_ADMIT) -> CaseFileRow:
    """A case file; one that is unknown is answered as one that is closed to the actor."""
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(action)
    return row


def require(work: Work, action: Action, case: CaseFileRow | None) -> Basis:
    """Decide an act about a case, or about nobody who is known yet."""
    alias = None if case is None else CaseAlias(case.alias)
    return work.require(action, facts=facts(work, case), case=alias)


def facts(work: Work, case: CaseFileRow | None) -> Facts:
    """What is true between the actor and a case."""
    shift = duty.of_actor(work.desk, work.vault.keys.standing)
    if case is None:
        return Facts(is_on_shift=shift.is_on)
    own, case_id = work.principal.id, CaseId(case.id)
    team = team_store.present(work.session, [case_id])[case_id]
    return Facts(
        is_member=any(place.staff_id == own for place in team),
        state=CaseState(case.state),
        is_excluded=own is None or places.is_hidden(work, case),
        is_on_shift=shift.is_on,
    )


def _required(case: CaseFileRow | None) -> CaseFileRow:
    if case is None:
        raise AccessDenied(Action.STAY_ADMIT)
    return case
