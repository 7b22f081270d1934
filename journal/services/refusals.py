"""
A family that was proposed may not come: one decision, as at the talk (R-A1).

Rules: whoever may admit may refuse; a proposal gives way to its answer, whichever that is; nothing
was begun, so nothing but a kept room ends.
"""

from journal.domain.access import Action
from journal.domain.decisions import DecisionKind, NewDecision
from journal.domain.ids import CaseId
from journal.domain.stays import Move, moved
from journal.services import decisions, rooms, stays
from journal.services.work import Work
from journal.store import rooms as room_store


def refuse(work: Work, case_id: CaseId, reason: str) -> None:
    """
    Decide that whoever of a family is proposed may not come; a kept room is free again.

    Args:
        reason: a code of the list of reasons, for a refusal.

    Raises:
        AccessDenied, MoveRefused, RuleBroken: as ``stays.decide``.
    """
    case = stays.case_of(work, case_id)
    basis = stays.require(work, Action.STAY_ADMIT, case)
    proposed = stays.proposed_of(work, case)
    for about in stays.answered_by(work, proposed):
        new = NewDecision(kind=DecisionKind.REFUSAL, reason=reason, case_id=about)
        decisions.decide(work, new)
    for row in proposed:
        row.take(moved(row.told(), Move.REFUSE, work.now, work.now))
        row.end_reason = reason
        if room_store.of_cases(work.session, [CaseId(row.case_id)]):
            rooms.release(work, CaseId(row.case_id), rooms.today_of(work))
    work.act(Action.STAY_DECIDE, basis=basis, items=stays.items_of(work, proposed))
