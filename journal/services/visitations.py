"""
The talk before a decision: its answers, its end, and what is decided on it (R-A1 to R-A4).

Rules: the answers are sealed; of a refused woman they are erased by the end of the next day, of one
who moves in they go into her own file; the clock is that of the day on which the talk ended.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from journal.domain.access import Action
from journal.domain.audit import Event, Item
from journal.domain.decisions import DecisionKind, NewDecision, decision_due
from journal.domain.enquiries import (
    FORGOTTEN_AFTER,
    REFUSED_AS,
    EnquiryState,
    Move,
    MoveRefused,
    moved,
)
from journal.domain.errors import AccessDenied
from journal.domain.ids import (
    DecisionId,
    EnquiryId,
    EventId,
    RecordId,
    StaffId,
    VisitationId,
)
from journal.domain.likeness import Alike, looks_like_person
from journal.domain.records import RecordKind
from journal.domain.visitations import (
    Answers,
    Pressing,
    TalkNotOver,
    TalkOver,
    Verdict,
    from_document,
    pressing,
    require_answers,
    require_end,
)
from journal.services import deadlines, decisions, delegations, enquiries, labels, words
from journal.services.decisions import case_of_enquiry, require
from journal.services.delegations import WhoDecides
from journal.services.work import Later, Work
from journal.store import enquiries as enquiry_store
from journal.store import records as record_store
from journal.store import visitations as visitation_store
from journal.store.enquiries import EnquiryRow
from journal.store.visitations import VisitationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitationShown:
    """
    A talk as its page shows it.

    Args:
        answers: None where they do not open.
        seen: their revision, for the form that changes them.
        alike: words in them that look like a person.
        may_decide: the actor decides on it herself.
        can_change: nothing is decided yet.
    """

    enquiry_id: EnquiryId
    started_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    pressing: Pressing
    held_by: str
    children: int
    answers: Answers | None
    seen: int
    alike: list[Alike]
    may_decide: bool
    can_change: bool
    who: WhoDecides
    actor: StaffId


def begin(work: Work, enquiry_id: EnquiryId) -> VisitationId:
    """
    Begin the talk of an enquiry; nothing that was typed is typed again.

    Raises:
        AccessDenied: unknown, or the actor holds no talks now.
        MoveRefused: it is closed, or the talk has begun.
    """
    led_to, own = case_of_enquiry(work, enquiry_id), work.principal.id
    basis = require(work, Action.VISITATION_WRITE, led_to)
    if own is None:
        raise AccessDenied(Action.VISITATION_WRITE)
    row, _ = enquiries.begin(work, enquiry_id, "talk")
    row.state = moved(EnquiryState(row.state), Move.BEGIN_TALK).value
    words.end_at(work, work.now + FORGOTTEN_AFTER, row.text_id)
    visitation_id, event_id = VisitationId(uuid4()), EventId(uuid4())
    talk = VisitationRow(
        id=visitation_id,
        enquiry_id=enquiry_id,
        started_at=work.now,
        held_by=own,
        event_id=event_id,
    )
    visitation_store.add(work.session, talk)
    items = [Item(case=None, row=visitation_id)]
    work.act(Action.VISITATION_WRITE, id=event_id, basis=basis, items=items, reason="begun")
    return visitation_id


def keep(
    work: Work,
    enquiry_id: EnquiryId,
    answers: Answers,
    seen: int,
    ended_at: datetime | None = None,
) -> None:
    """
    Keep the answers so far, as often as it likes; and say when the talk ended, once.

    From the end on the clock of the decision runs to the end of that day (R-A2).

    Args:
        seen: the revision that the form was filled in from.
        ended_at: with a time zone; None while the talk goes on.

    Raises:
        AccessDenied: unknown, no talk, or the actor holds no talks now.
        TalkOver: it is decided, or its end is known already.
        TalkEndUnusable: an end before its beginning, or later than now.
        ChangedMeanwhile: somebody has written other answers since.
    """
    require_answers(answers)
    row, talk, event = _open(work, enquiry_id, "kept" if ended_at is None else "ended")
    if row.state != EnquiryState.VISITATION.value:
        raise TalkOver
    if ended_at is not None:
        _end(work, talk, ended_at)
    talk.answers_id = words.keep(
        work,
        RecordKind.VISITATION_ANSWERS,
        answers.document(),
        event,
        work.now + FORGOTTEN_AFTER,
        known=talk.answers_id,
        seen=seen,
    )


def _end(work: Work, talk: VisitationRow, ended_at: datetime) -> None:
    if talk.talk_ended_at is not None:
        raise TalkOver
    require_end(talk.started_at, ended_at, work.now)
    talk.talk_ended_at = ended_at
    talk.due_at = decision_due(ended_at, work.zone)
    deadlines.on_talk_ended(work, talk.enquiry_id, ended_at)


def _open(
    work: Work, enquiry_id: EnquiryId, reason: str
) -> tuple[EnquiryRow, VisitationRow, Event]:
    """The newest talk of an enquiry, about to change, with the event of that."""
    work.vault.keys.hold_log(work.desk)
    basis = require(work, Action.VISITATION_WRITE, case_of_enquiry(work, enquiry_id))
    row, talk = _find(work, enquiry_id, Action.VISITATION_WRITE)
    items = [Item(case=None, row=talk.id)]
    event = work.act(Action.VISITATION_WRITE, basis=basis, items=items, reason=reason)
    return row, talk, event


def _find(work: Work, enquiry_id: EnquiryId, action: Action) -> tuple[EnquiryRow, VisitationRow]:
    row = enquiry_store.get(work.session, enquiry_id)
    talks = visitation_store.of_enquiries(work.session, [enquiry_id])
    if row is None or not talks:
        raise AccessDenied(action)
    return row, talks[-1]


def decide(work: Work, enquiry_id: EnquiryId, verdict: Verdict) -> DecisionId:
    """
    Put on record what was decided, or is proposed, on a talk that is over.

    Raises:
        AccessDenied: unknown, no talk, or the actor may not.
        TalkNotOver: nobody has said when the talk ended.
        MoveRefused: it is decided.
        RuleBroken: what is said of the decision does not do; see ``services.decisions.decide``.
    """
    work.vault.keys.hold_log(work.desk)  # whoever keeps answers meanwhile is seen, or is refused
    row, talk = _find(work, enquiry_id, Action.DECISION_MAKE)
    if row.state != EnquiryState.VISITATION.value:
        require(work, Action.DECISION_PROPOSE, case_of_enquiry(work, enquiry_id))
        raise MoveRefused
    new = NewDecision(
        kind=verdict.kind,
        reason=verdict.reason,
        decided_at=verdict.decided_at,
        decided_by=verdict.decided_by,
        visitation_id=VisitationId(talk.id),
        since=talk.talk_ended_at,
        due_at=talk.due_at,
        late_reason=verdict.late_reason,
    )
    decide_or_propose = decisions.propose if verdict.is_proposal else decisions.decide
    decision_id = decide_or_propose(work, new)
    if talk.talk_ended_at is None:
        raise TalkNotOver
    if verdict.is_proposal:
        return decision_id
    row.state = moved(EnquiryState(row.state), Move.DECIDE).value
    deadlines.on_decided(work, enquiry_id, verdict.decided_at or work.now)
    if verdict.kind is DecisionKind.REFUSAL:
        enquiries.refuse(work, row, REFUSED_AS[verdict.reason])
    return decision_id


def read(work: Work, enquiry_id: EnquiryId) -> Later[VisitationShown]:
    """
    The newest talk of an enquiry with its answers.

    Raises:
        AccessDenied: unknown, no talk, or the actor holds no talks now.
    """
    led_to, own = case_of_enquiry(work, enquiry_id), work.principal.id
    basis = require(work, Action.VISITATION_READ, led_to)
    row, talk = _find(work, enquiry_id, Action.VISITATION_READ)
    if own is None:
        raise AccessDenied(Action.VISITATION_READ)
    work.act(Action.VISITATION_READ, basis=basis, items=[Item(case=None, row=talk.id)])
    answers_row = _of_house(work, talk.answers_id)
    unread, seen = words.declare(work, RecordKind.VISITATION_ANSWERS, answers_row)
    author = StaffId(talk.held_by)
    people, who = labels.declare_people(work, {author}), delegations.who_decides(work)
    may_decide, now = decisions.may_decide(work), work.now

    def opened() -> VisitationShown:
        document = words.opened(unread)
        answers = None if document is None else from_document(document)
        return VisitationShown(
            enquiry_id=enquiry_id,
            started_at=talk.started_at,
            ended_at=talk.talk_ended_at,
            due_at=talk.due_at,
            pressing=pressing(talk.due_at, now),
            held_by=people()[author].name,
            children=row.children,
            answers=answers,
            seen=seen,
            alike=list(looks_like_person("" if answers is None else answers.text)),
            may_decide=may_decide,
            can_change=row.state == EnquiryState.VISITATION.value,
            who=who.run(),
            actor=own,
        )

    return work.later(opened)


def _of_house(work: Work, answers_id: RecordId | None) -> RecordId | None:
    """Answers that went into a case file are read there, by its team."""
    found = None if answers_id is None else record_store.get(work.session, answers_id)
    return None if found is None or found.case_id is not None else answers_id
