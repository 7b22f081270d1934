"""
Discharge: decided, asked once more, frozen for the yearly tables, and the file closed or kept open.

Rules: whoever decides is on record (R-A1); no answer may be missing; what follows from the rule,
what was offered and what she answered stand apart (R-AC5), and aftercare beyond the rule is an act
of the leader of its own (R-AC1); without aftercare the team's access ends
in this very act (R-T5). Woman and child leave each for themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from journal.domain import discharge as rules
from journal.domain import register as questions
from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.broken import ChangedMeanwhile
from journal.domain.calendar import end_of_day
from journal.domain.cases import CaseState, PersonKind
from journal.domain.compartments import Compartment
from journal.domain.decisions import DecisionKind, NewDecision
from journal.domain.discharge import Aftercare, Destination, HasLeft, Leaving, NewDischarge
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, FamilyId
from journal.domain.kept import Kept, Left, from_content
from journal.domain.register import AnswersMissing, Question
from journal.domain.staff import Role
from journal.domain.stays import Move
from journal.services import closing, decisions, places, register, rooms, stays
from journal.services.labels import Banner
from journal.services.register import RegisterPage
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import stays as stay_store
from journal.store.cases import CaseFileRow
from journal.vault.desk import Fresh
from journal.vault.records import UnreadRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    A discharge that breaks no rule, before it is done.

    Args:
        kept: all answers, with those of the discharge.
        missing: what has still to be asked.
        may_override: the actor may offer aftercare though it is not hers by the rule.
        family: random, the same as in the rows of relatives who have left.
        relatives: the relatives who have left.
    """

    banner: Banner
    new: NewDischarge
    kept: Kept
    revision: int
    leaving: Leaving
    missing: Sequence[Question]
    may_override: bool
    family: UUID
    relatives: frozenset[CaseId]


def prepare(work: Work, case_id: CaseId) -> Later[RegisterPage]:
    """
    What is known about somebody who leaves, for whoever decides.

    Raises:
        AccessDenied: unknown case, or the actor may not decide or does not hold the register.
    """
    _require(work, case_id)
    return register.show(work, case_id)


def propose(work: Work, case_id: CaseId, new: NewDischarge) -> Later[Proposal]:
    """
    Say what a discharge would do; nothing is changed.

    Raises:
        AccessDenied: as ``prepare``.
        LeavesBeforeComing, LeavesLater: the day cannot be.
        AnswerUnusable: an answer that is not on its list.
        HasLeft: she has been discharged.
    """
    row = _require(work, case_id)
    kind = PersonKind(row.person_kind)
    destination = Destination(new.answers["destination"][0])
    came_at = _came_at(work, row)
    leaving = rules.leaving(came_at, new.day, work.now, work.zone, destination)
    shown = register.show(work, case_id)
    relatives = _relatives_left(work, row)
    unread = [one for one in (_declared(work, case) for case in relatives) if one is not None]
    is_counted = _is_counted(work, row)
    can_get = not leaving.is_eligible and destination is not Destination.DECEASED
    may_override = can_get and work.principal.role is Role.LEADER

    def proposed() -> Proposal:
        page = shown.run()
        if page.kept.left is not None:
            raise HasLeft
        answers = questions.checked(kind, {**page.kept.answers, **new.answers})
        families = [from_content(one.document()).left for one in unread]
        known = [left.family for left in families if left is not None]
        return Proposal(
            banner=page.banner,
            new=new,
            kept=Kept(answers=answers),
            revision=page.revision,
            leaving=leaving,
            missing=questions.missing(kind, answers) if is_counted else [],
            may_override=may_override,
            family=known[0] if known else uuid4(),
            relatives=frozenset(CaseId(case.id) for case in relatives),
        )

    return work.later(proposed)


def discharge(
    work: Work,
    case_id: CaseId,
    proposal: Proposal,
    answered: Aftercare | None,
    fresh: Fresh,
    override: str = "",
) -> Aftercare:
    """
    Put a discharge on record, freeze its row, and close the file unless aftercare follows.

    Args:
        proposal: as ``propose`` gave it just now.
        answered: how the offer of aftercare was answered; None where there is none.
        fresh: the actor's password, typed for this act.
        override: why the leader offers aftercare all the same; a code of ``aftercare_override``.

    Returns:
        How aftercare stands: the file stays open to the team where it is ``ACCEPTED``.

    Raises:
        AccessDenied: as ``prepare``.
        AnswersMissing: something was not asked.
        AftercareUnanswered, OverrideMissing: as ``rules.aftercare_of`` says.
        AlreadyDecided, ChangedMeanwhile: somebody else was faster.
        MoveRefused: the stay is not where somebody can be discharged from.
    """
    if proposal.missing:
        raise AnswersMissing([one.id for one in proposal.missing])
    aftercare = rules.aftercare_of(proposal.leaving, answered, override)
    row = _require(work, case_id)
    fresh.spend(work.principal, work.now)
    if aftercare is not Aftercare.NOT_ELIGIBLE and not proposal.leaving.is_eligible:
        _grant(work, row, proposal, override)
    reason = proposal.new.reason
    new = NewDecision(kind=DecisionKind.DISCHARGE, reason=reason, case_id=case_id)
    decision = decisions.decide(work, new)
    case = register.open_to_write(work, case_id, proposal.revision)
    if {CaseId(one.id) for one in _relatives_left(work, row)} != proposal.relatives:
        raise ChangedMeanwhile
    if stay_store.of_case(work.session, case_id) is not None:
        at = min(work.now, end_of_day(proposal.new.day, work.zone))
        stays.move(work, case_id, Move.DISCHARGE, at, decision)
        rooms.release(work, case_id, proposal.new.day)
    left = _left(proposal, aftercare, override)
    register.keep(work, case, _frozen(work, row, proposal, left))
    if aftercare is not Aftercare.ACCEPTED:
        closing.shut(work, row, _basis(work), decision)
    return aftercare


def _grant(work: Work, row: CaseFileRow, proposal: Proposal, override: str) -> None:
    """Put on record that the leader offers aftercare beyond the rule; nobody else may (R-AC1)."""
    alias = CaseAlias(row.alias)
    facts = Facts(state=CaseState(row.state), is_excluded=places.is_hidden(work, row))
    basis = work.require(Action.AFTERCARE_GRANT, facts=facts, case=alias)
    if not proposal.may_override:
        raise AccessDenied(Action.AFTERCARE_GRANT, alias)
    work.act(Action.AFTERCARE_GRANT, basis=basis, items=[Item(case=alias)], reason=override)


def _left(proposal: Proposal, aftercare: Aftercare, override: str) -> Left:
    return Left(
        day=proposal.new.day,
        leaving=proposal.leaving,
        aftercare=aftercare,
        family=proposal.family,
        fact=None,
        override="" if proposal.leaving.is_eligible else override,
    )


def _frozen(work: Work, row: CaseFileRow, proposal: Proposal, left: Left) -> Kept:
    """What is kept from now on, with the row that was frozen for whoever is counted."""
    kept = Kept(answers=proposal.kept.answers, left=left)
    return register.frozen(work, row, kept) if _is_counted(work, row) else kept


def _require(work: Work, case_id: CaseId) -> CaseFileRow:
    row = register.case_of(work, case_id)
    is_able = decisions.may_decide(work, DecisionKind.DISCHARGE)
    if not is_able or places.is_hidden(work, row):
        raise AccessDenied(Action.DECISION_MAKE, CaseAlias(row.alias))
    return row


def _basis(work: Work) -> Basis:
    return Basis.LEADER if work.principal.role is Role.LEADER else Basis.TEAM


def _came_at(work: Work, row: CaseFileRow) -> datetime:
    """When she moved in; a file from before stays were kept began with her."""
    stay = stay_store.of_case(work.session, CaseId(row.id))
    return row.opened_at if stay is None or stay.move_in_at is None else stay.move_in_at


def _is_counted(work: Work, row: CaseFileRow) -> bool:
    """Children who only visit are in no table (R-U5)."""
    stay = stay_store.of_case(work.session, CaseId(row.id))
    return stay is None or not stay.is_visiting


def _relatives_left(work: Work, row: CaseFileRow) -> list[CaseFileRow]:
    """The relatives who have left and whose register the actor may open."""
    family = case_store.of_family(work.session, FamilyId(row.family_id))
    others = [one for one in family if one.id != row.id and not places.is_hidden(work, one)]
    gone = stay_store.of_cases(work.session, [CaseId(one.id) for one in others])
    is_leader = work.principal.role is Role.LEADER
    return [
        one
        for one in others
        if CaseId(one.id) in gone
        and gone[CaseId(one.id)].discharge_at is not None
        and (is_leader or CaseId(one.id) in _own(work))
    ]


def _own(work: Work) -> set[CaseId]:
    return set() if work.principal.id is None else set(places.of(work, work.principal.id))


def _declared(work: Work, row: CaseFileRow) -> UnreadRecord | None:
    record = register.newest(work, CaseId(row.id))
    if record is None:
        return None
    case = work.open_case(CaseId(row.id), Action.REGISTER_READ, Compartment.REGISTER)
    return case.record(record)
