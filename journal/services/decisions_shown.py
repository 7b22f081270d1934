"""
Decisions as pages show them: with the names of who decided, who entered and by whose leave.

Rules: names open after the reading is on record; a decision about a case is not shown to whoever is
kept away from the case; one on the phone that nobody confirmed in time is flagged (R-A4).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from journal.domain.access import Action
from journal.domain.admission import MOST_PEOPLE
from journal.domain.audit import Item
from journal.domain.decisions import DecisionState
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, DecisionId, EnquiryId, StaffId, VisitationId
from journal.services import decided, delegations, labels, places
from journal.services.decisions import require
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import decisions as decision_store
from journal.store import enquiries as enquiry_store
from journal.store import visitations as visitation_store
from journal.store.decisions import DecisionRow
from journal.store.enquiries import EnquiryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionShown:
    """
    A decision as a page shows it; kind, state, reason and late reason are codes.

    Args:
        decided_by: her name; empty for a proposal.
        delegated_by: the leader by whose leave she decided; empty for a leader's own.
        is_late: it came after the day of the talk (R-A2).
        is_flagged: it was taken on the phone, and nobody has confirmed it in time (R-A4).
        may_confirm: the actor is who confirms it.
        is_signed: people have signed it; one from before that decides nothing any more.
        children: how many the enquiry said would come along; 0 where no enquiry is behind it.
    """

    id: DecisionId
    kind: str
    state: str
    reason: str
    decided_at: datetime | None
    decided_by: str
    delegated_by: str
    entered_at: datetime
    entered_by: str
    due_at: datetime | None
    is_late: bool
    late_reason: str
    confirm_due: datetime | None
    confirmed_at: datetime | None
    is_flagged: bool
    may_confirm: bool
    is_signed: bool
    case_id: CaseId | None
    visitation_id: VisitationId | None
    enquiry_id: EnquiryId | None
    children: int


def show(work: Work, decision_id: DecisionId) -> Later[DecisionShown]:
    """
    One decision.

    Raises:
        AccessDenied: unknown, not on duty, or kept away from its case.
        Tampered: it is not what somebody signed.
    """
    row = decision_store.get(work.session, decision_id)
    if row is None:
        raise AccessDenied(Action.DECISION_READ)
    case = None if row.case_id is None else case_store.get(work.session, row.case_id)
    basis = require(work, Action.DECISION_READ, case)
    decided.require_true(work, row)
    open_all = declare(work, [row])
    alias = None if case is None else CaseAlias(case.alias)
    work.act(Action.DECISION_READ, basis=basis, items=[Item(case=alias, row=row.id)])
    return work.later(lambda: open_all()[0])


def waiting(work: Work) -> Callable[[], Sequence[DecisionShown]]:
    """
    Declare what waits for somebody: proposals, and decisions on the phone that nobody confirmed.

    Returns:
        A function that opens the names after COMMIT; cases that the actor is kept away from are
        left out.
    """
    states = (DecisionState.BY_PHONE, DecisionState.PROPOSED)
    found = [row for one in states for row in decision_store.in_state(work.session, one.value)]
    hidden = places.hidden(work) if any(row.case_id for row in found) else frozenset()
    return declare(work, [row for row in found if row.case_id not in hidden])


def declare(work: Work, rows: Sequence[DecisionRow]) -> Callable[[], list[DecisionShown]]:
    """
    Declare the names in some decisions; returns a function that opens them after COMMIT.

    One that is not what somebody signed is reported and left out.
    """
    is_signed = decided.true(work, rows)
    rows = [row for row in rows if row.id in is_signed]
    givers = {row.id: _giver(work, row) for row in rows}
    open_names = _declare_names(work, rows, givers.values())
    asked = {row.visitation_id: _enquiry(work, row.visitation_id) for row in rows}
    confirmable = {row.id for row in rows if is_signed[row.id] and _may_confirm(work, row)}
    now = work.now

    def open_all() -> list[DecisionShown]:
        name = open_names()
        return [
            DecisionShown(
                id=DecisionId(row.id),
                kind=row.kind,
                state=row.state,
                reason=row.reason_code,
                decided_at=row.decided_at,
                decided_by=name(row.decided_by),
                delegated_by=name(givers[row.id]),
                entered_at=row.entered_at,
                entered_by=name(row.entered_by),
                due_at=row.due_at,
                is_late=row.late_code is not None,
                late_reason=row.late_code or "",
                confirm_due=row.confirm_due,
                confirmed_at=row.confirmed_at,
                is_flagged=_is_flagged(row, now),
                may_confirm=row.id in confirmable,
                is_signed=is_signed[row.id],
                case_id=row.case_id,
                visitation_id=row.visitation_id,
                enquiry_id=_id_of(asked.get(row.visitation_id)),
                children=_children(asked.get(row.visitation_id)),
            )
            for row in rows
        ]

    return open_all


def _declare_names(
    work: Work, rows: Sequence[DecisionRow], givers: Iterable[StaffId | None]
) -> Callable[[], Callable[[StaffId | None], str]]:
    """Declare some people; a function that opens them and gives one that names each of them."""
    named = {*givers, *(one for row in rows for one in (row.decided_by, row.entered_by))}
    people = labels.declare_people(work, {StaffId(one) for one in named if one is not None})

    def opened() -> Callable[[StaffId | None], str]:
        names = {staff_id: contact.name for staff_id, contact in people().items()}
        return lambda staff_id: "" if staff_id is None else names[StaffId(staff_id)]

    return opened


def _may_confirm(work: Work, row: DecisionRow) -> bool:
    own = work.principal.id
    if row.state != DecisionState.BY_PHONE.value or row.entered_by == own:
        return False
    return row.decided_by == own or own in delegations.leaders(work)


def _enquiry(work: Work, visitation_id: VisitationId | None) -> EnquiryRow | None:
    talk = None if visitation_id is None else visitation_store.get(work.session, visitation_id)
    return None if talk is None else enquiry_store.get(work.session, EnquiryId(talk.enquiry_id))


def _id_of(enquiry: EnquiryRow | None) -> EnquiryId | None:
    return None if enquiry is None else EnquiryId(enquiry.id)


def _children(enquiry: EnquiryRow | None) -> int:
    """As many as one form of an admission has room for."""
    return 0 if enquiry is None else min(enquiry.children, MOST_PEOPLE - 1)


def _giver(work: Work, row: DecisionRow) -> StaffId | None:
    if row.delegation_id is None:
        return None
    found = decision_store.get_delegation(work.session, row.delegation_id)
    return None if found is None else StaffId(found.from_id)


def _is_flagged(row: DecisionRow, now: datetime) -> bool:
    is_open = row.state == DecisionState.BY_PHONE.value
    return is_open and row.confirm_due is not None and now > row.confirm_due
