"""
Who decides, on record: decisions, proposals, and what was decided on the phone (R-A1 to R-A4).

Rules: only the leader or who holds her live delegation decides, and the row says which; what was
decided on the phone counts at once and waits for whoever decided; being late stops nothing. Each
person signs what she does, and what nobody signed decides nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.decisions import (
    VALID,
    AlreadyDecided,
    DecidesNot,
    DecisionKind,
    DecisionState,
    Move,
    NewDecision,
    confirm_due,
    is_late,
    moved,
    require_reason,
    require_terms,
)
from journal.domain.errors import AccessDenied
from journal.domain.ids import (
    CaseAlias,
    CaseId,
    CertificateId,
    DecisionId,
    DelegationId,
    EnquiryId,
    EventId,
    StaffId,
    VisitationId,
)
from journal.services import decided, delegations, places
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import decisions as decision_store
from journal.store import visitations as visitation_store
from journal.store.cases import CaseFileRow
from journal.store.decisions import DecisionRow
from journal.vault import duty
from journal.vault.decided import Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision that counts, for whoever acts on it; ``case_id`` once there is a case."""

    id: DecisionId
    decided_at: datetime
    case_id: CaseId | None
    visitation_id: VisitationId | None


def may_decide(work: Work, kind: DecisionKind = DecisionKind.ADMISSION) -> bool:
    """Whether the actor may decide this now: as leader, or by a live delegation."""
    own = work.principal.id
    if own is None:
        return False
    return own in delegations.leaders(work) or delegations.held(work, own, kind) is not None


def decide(work: Work, new: NewDecision) -> DecisionId:
    """
    Put a decision on record: the actor's own, or one that another took on the phone.

    Raises:
        AccessDenied: it is the actor's, and she may not decide; or she is not on duty, or kept
            away from the case; or there is no such case.
        NotDecided, DecidedLater, LateReasonMissing, EnteredLate: what is said of it does not do.
        DecidesNot: who decided on the phone could not decide then.
        AlreadyDecided: it is decided.
    """
    work.vault.keys.hold_log(work.desk)
    own, decided_at = work.principal.id, new.decided_at or work.now
    if own is None:
        raise AccessDenied(Action.DECISION_MAKE)
    decider, case = new.decided_by or own, _case(work, new)
    is_phone = decider != own
    held = delegations.held(work, decider, new.kind, decided_at)
    action = Action.DECISION_ENTER if is_phone else Action.DECISION_MAKE
    basis = require(work, action, case, is_delegate=not is_phone and held is not None)
    require_terms(new, decided_at, work.now)
    if is_phone and held is None and decider not in delegations.leaders(work):
        raise DecidesNot
    _make_way(work, new)
    row = _row(work, new, own, DecisionState.BY_PHONE if is_phone else DecisionState.STANDS)
    row.decided_at, row.decided_by = decided_at, decider
    row.late_code = new.late_reason if is_late(new, decided_at, work.now) else None
    if held is not None and decider not in delegations.leaders(work):
        row.delegation_id = DelegationId(held.id)
    if is_phone:
        row.confirm_due = confirm_due(decided_at, work.zone)
    _record(work, row, case, action, basis)
    return DecisionId(row.id)


def propose(work: Work, new: NewDecision) -> DecisionId:
    """
    Say what should be decided, where nobody who may decide is there (R-A4); it decides nothing.

    Raises:
        AccessDenied: not on duty, kept away from the case, or there is no such case.
        NotDecided: no reason of its kind.
        AlreadyDecided: it is decided.
    """
    work.vault.keys.hold_log(work.desk)
    own, case = work.principal.id, _case(work, new)
    basis = require(work, Action.DECISION_PROPOSE, case)
    if own is None:
        raise AccessDenied(Action.DECISION_PROPOSE)
    require_reason(new)
    _make_way(work, new)
    row = _row(work, new, own, DecisionState.PROPOSED)
    _record(work, row, case, Action.DECISION_PROPOSE, basis)
    return DecisionId(row.id)


def _case(work: Work, new: NewDecision) -> CaseFileRow | None:
    if new.case_id is None:
        return None
    row = case_store.get(work.session, new.case_id)
    if row is None:
        raise AccessDenied(Action.DECISION_READ)
    return row


def require(
    work: Work,
    action: Action,
    case: CaseFileRow | None,
    *,
    is_delegate: bool = False,
    is_own: bool = False,
) -> Basis:
    """
    Decide an act that concerns a decision.

    Args:
        case: that the decision is about, if there is one.
        is_delegate: the actor holds a live delegation for it.
        is_own: it is said to be hers.

    Raises:
        AccessDenied: no rule speaks for her, or she is kept away from the case.
    """
    shift = duty.of_actor(work.desk, work.vault.keys.standing)
    facts = Facts(
        is_excluded=case is not None and places.is_hidden(work, case),
        is_on_shift=shift.is_on,
        was_on_shift=shift.was_on,
        is_delegate=is_delegate,
        is_own=is_own,
    )
    alias = None if case is None else CaseAlias(case.alias)
    return work.require(action, facts=facts, case=alias)


def _make_way(work: Work, new: NewDecision) -> None:
    """Refuse a second decision about the same; proposals give way to what comes after them."""
    if new.visitation_id is not None:
        found = decision_store.of_visitations(work.session, [new.visitation_id])
    elif new.case_id is not None:
        leaves, rows = DecisionKind.DISCHARGE, decision_store.of_case(work.session, new.case_id)
        found = [row for row in rows if (row.kind == leaves.value) == (new.kind is leaves)]
    else:
        found = []
    signed = decided.sound(work, found)
    if any(DecisionState(row.state) in VALID for row in signed):
        raise AlreadyDecided
    _replace(signed)


def withdraw(work: Work, case_id: CaseId) -> None:
    """Let the proposals about a case go that nobody has to answer any more: she does not come."""
    _replace(decision_store.of_case(work.session, case_id))


def _replace(rows: Iterable[DecisionRow]) -> None:
    for row in rows:
        if row.state == DecisionState.PROPOSED.value:
            row.state = moved(DecisionState(row.state), Move.REPLACE).value


def _certificate(work: Work, action: Action) -> CertificateId:
    if work.principal.certificate_id is None:
        raise AccessDenied(action)
    return work.principal.certificate_id


def _row(work: Work, new: NewDecision, own: StaffId, state: DecisionState) -> DecisionRow:
    return DecisionRow(
        id=DecisionId(uuid4()),
        kind=new.kind.value,
        state=state.value,
        reason_code=new.reason,
        case_id=new.case_id,
        visitation_id=new.visitation_id,
        entered_at=work.now,
        entered_by=own,
        event_id=EventId(uuid4()),
        due_at=new.due_at,
    )


def _record(
    work: Work, row: DecisionRow, case: CaseFileRow | None, action: Action, basis: Basis
) -> None:
    row.cert_id = _certificate(work, action)
    row.sig = work.vault.keys.sign_decision(work.desk, row)
    decision_store.add(work.session, row)
    alias = None if case is None else CaseAlias(case.alias)
    named: list[UUID | None] = [row.id, row.delegation_id, row.cert_id]
    if action is Action.DECISION_ENTER:
        named.append(row.decided_by)
    items = [Item(case=alias, row=one) for one in named if one is not None]
    work.act(action, id=row.event_id, basis=basis, items=items, reason=row.kind)


def confirm(work: Work, decision_id: DecisionId) -> None:
    """
    Confirm what was entered as decided on the phone.

    Raises:
        AccessDenied: no such decision; the actor is neither who decided nor a leader, or she
            entered it herself.
        MoveUnknown: it waits for nobody.
        Tampered, DecisionUnsigned: nobody has signed it as it stands.
    """
    row = decision_store.get(work.session, decision_id)
    if row is None:
        raise AccessDenied(Action.DECISION_CONFIRM)
    case = None if row.case_id is None else case_store.get(work.session, row.case_id)
    own = work.principal.id
    basis = require(work, Action.DECISION_CONFIRM, case, is_own=row.decided_by == own)
    alias = None if case is None else CaseAlias(case.alias)
    if row.entered_by == own:
        raise AccessDenied(Action.DECISION_CONFIRM, alias)
    decided.require_signed(work, row)
    row.state = moved(DecisionState(row.state), Move.CONFIRM).value
    row.confirmed_at, row.confirmed_event = work.now, EventId(uuid4())
    row.confirmed_cert = _certificate(work, Action.DECISION_CONFIRM)
    row.confirmed_sig = work.vault.keys.sign_confirmed(work.desk, row)
    items = [Item(case=alias, row=row.id)]
    work.act(Action.DECISION_CONFIRM, id=row.confirmed_event, basis=basis, items=items)


def case_of_enquiry(work: Work, enquiry_id: EnquiryId) -> CaseFileRow | None:
    """
    The case that an enquiry has led to: whoever is kept away from it reads no word of hers.

    Raises:
        Tampered: a decision on its talks is not what somebody signed, so nobody knows whom it is
            kept from.
    """
    talks = visitation_store.of_enquiries(work.session, [enquiry_id])
    rows = decision_store.of_visitations(work.session, [VisitationId(talk.id) for talk in talks])
    for row in rows:
        decided.require_true(work, row)
    found = next((row.case_id for row in rows if row.case_id is not None), None)
    return None if found is None else case_store.get(work.session, found)


def kept_from(work: Work, enquiry_ids: Collection[EnquiryId]) -> frozenset[EnquiryId]:
    """
    Those of some enquiries that have led to cases which the actor is kept away from (R-X1).

    Whoever is kept away from anybody is not shown one whose decision was changed either.
    """
    hidden = places.hidden(work)
    if not hidden:
        return frozenset()
    talks = visitation_store.of_enquiries(work.session, enquiry_ids)
    asked = {VisitationId(talk.id): EnquiryId(talk.enquiry_id) for talk in talks}
    rows = decision_store.of_visitations(work.session, list(asked))
    return frozenset(
        asked[VisitationId(row.visitation_id)]
        for row in rows
        if row.visitation_id is not None
        and (row.case_id in hidden or decided.judge(work, row) is Judged.FALSE)
    )


def of_admission(work: Work, decision_id: DecisionId) -> Decided:
    """
    The decision that an admission acts on.

    Raises:
        AccessDenied: there is no such decision, it admits nobody, or it does not count.
        Tampered, DecisionUnsigned: nobody has signed it as it stands.
    """
    row = decision_store.get(work.session, decision_id)
    is_one = row is not None and row.kind == DecisionKind.ADMISSION.value
    if row is None or not is_one or row.decided_at is None:
        raise AccessDenied(Action.DECISION_READ)
    decided.require_signed(work, row)
    if DecisionState(row.state) not in VALID:
        raise AccessDenied(Action.DECISION_READ)
    return Decided(
        id=DecisionId(row.id),
        decided_at=row.decided_at,
        case_id=row.case_id,
        visitation_id=row.visitation_id,
    )


def attach(work: Work, decision_id: DecisionId, case_id: CaseId, event_id: EventId) -> None:
    """
    Sign which case an admission has led to, in the work that opens the case.

    Args:
        event_id: of the admission, which names the decision.

    Raises:
        AccessDenied: no decision that admits.
        AlreadyDecided: somebody has been admitted by it.
    """
    admission = of_admission(work, decision_id)
    row = decision_store.get(work.session, decision_id)
    if row is None or admission.case_id is not None:
        raise AlreadyDecided
    row.case_id, row.admitted_event = case_id, event_id
    row.admitted_cert = _certificate(work, Action.STAY_ADMIT)
    row.admitted_sig = work.vault.keys.sign_admitted(work.desk, row)
