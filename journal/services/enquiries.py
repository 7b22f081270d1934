"""
Taking a call: enquiries, later contacts, and closing one with its outcome (R-E1 to R-E4).

Rules: nothing names her; each closed enquiry has one outcome, and ``admitted`` only by moving in;
its few words are sealed for the house and gone by the end of the day after it was closed.
"""

from uuid import uuid4

from journal.domain.access import Action
from journal.domain.audit import Event, Item
from journal.domain.decisions import DecisionKind
from journal.domain.enquiries import (
    ADMITTED,
    FORGOTTEN_AFTER,
    LIVE,
    Contact,
    EnquiryState,
    Move,
    MoveRefused,
    NewEnquiry,
    erase_at,
    moved,
    require_outcome,
    require_same_day,
)
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, EnquiryId
from journal.domain.records import RecordKind
from journal.services import decided, delegations, words
from journal.services.decisions import case_of_enquiry, require
from journal.services.delegations import WhoDecides
from journal.services.work import Later, Work
from journal.store import decisions as decision_store
from journal.store import enquiries as enquiry_store
from journal.store import visitations as visitation_store
from journal.store.enquiries import ContactRow, EnquiryRow


def prepare(work: Work) -> Later[WhoDecides]:
    """
    What stands beside the form of an enquiry or of a safety event: who may decide now.

    Raises:
        AccessDenied: the actor takes no calls now.
    """
    require(work, Action.ENQUIRY_WRITE, None)
    return delegations.who_decides(work)


def record(work: Work, new: NewEnquiry) -> EnquiryId:
    """
    Put an enquiry on record, open or with its outcome; the same form twice is one enquiry.

    Raises:
        AccessDenied: the actor takes no calls now, or the id is somebody else's.
        OutcomeMissing, NotMovedIn: an outcome that cannot be.
    """
    basis, own = require(work, Action.ENQUIRY_WRITE, None), work.principal.id
    known = enquiry_store.get(work.session, new.id)
    if own is None or (known is not None and known.entered_by != own):
        raise AccessDenied(Action.ENQUIRY_WRITE)
    if new.outcome:
        require_outcome(new.outcome, has_moved_in=False)
    event = work.act(
        Action.ENQUIRY_WRITE, basis=basis, items=[Item(case=None, row=new.id)], reason="recorded"
    )
    if known is not None:
        return new.id
    row = EnquiryRow(
        id=new.id,
        received_at=new.contact.at,
        channel=new.contact.channel,
        by=new.contact.by,
        region=new.region,
        is_copenhagen=int(new.is_copenhagen),
        children=new.children,
        state=EnquiryState.OPEN.value,
        entered_by=own,
        event_id=event.id,
    )
    if new.text:
        document = {"text": new.text}
        end = work.now + FORGOTTEN_AFTER
        row.text_id = words.keep(work, RecordKind.ENQUIRY_TEXT, document, event, end)
    enquiry_store.add(work.session, row)
    if new.outcome:
        _close(work, row, new.outcome)
    return new.id


def attach(
    work: Work, enquiry_id: EnquiryId, contact: Contact | None, text: str, seen: int
) -> None:
    """
    Attach a later contact to an enquiry, or put its words right.

    Args:
        contact: None where only the words change.
        seen: the revision of the words that the form was filled in from.

    Raises:
        AccessDenied: unknown, or the actor takes no calls now.
        MoveRefused: it is closed.
        ChangedMeanwhile: somebody has written other words since.
    """
    row, event = begin(work, enquiry_id, "attached")
    if EnquiryState(row.state) not in LIVE:
        raise MoveRefused
    if contact is not None and work.principal.id is not None:
        later = ContactRow(
            id=uuid4(),
            enquiry_id=enquiry_id,
            at=contact.at,
            channel=contact.channel,
            by=contact.by,
            entered_by=work.principal.id,
            event_id=event.id,
        )
        enquiry_store.add(work.session, later)
    if text or row.text_id is not None:
        row.text_id = words.keep(
            work,
            RecordKind.ENQUIRY_TEXT,
            {"text": text},
            event,
            work.now + FORGOTTEN_AFTER,
            known=row.text_id,
            seen=seen,
        )


def begin(work: Work, enquiry_id: EnquiryId, reason: str) -> tuple[EnquiryRow, Event]:
    """
    The row of an enquiry that is about to change, with the event of that.

    Raises:
        AccessDenied: unknown, or the actor takes no calls now, or is kept away from whom it has led
            to.
    """
    work.vault.keys.hold_log(work.desk)
    basis = require(work, Action.ENQUIRY_WRITE, case_of_enquiry(work, enquiry_id))
    row = enquiry_store.get(work.session, enquiry_id)
    if row is None:
        raise AccessDenied(Action.ENQUIRY_WRITE)
    items = [Item(case=None, row=row.id)]
    return row, work.act(Action.ENQUIRY_WRITE, basis=basis, items=items, reason=reason)


def close(work: Work, enquiry_id: EnquiryId, outcome: str) -> None:
    """
    Close an enquiry with what it led to; its words and answers are gone by the end of tomorrow.

    Raises:
        AccessDenied: unknown, or the actor takes no calls now.
        MoveRefused: it is closed, or a talk is not decided.
        OutcomeMissing, NotMovedIn: an outcome that cannot be.
    """
    row, _ = begin(work, enquiry_id, "closed")
    require_outcome(outcome, has_moved_in=row.moved_in_at is not None)
    _close(work, row, outcome)


def _close(work: Work, row: EnquiryRow, outcome: str) -> None:
    row.state = moved(EnquiryState(row.state), Move.CLOSE).value
    row.outcome, row.closed_at = outcome, work.now
    talks = visitation_store.of_enquiries(work.session, [EnquiryId(row.id)])
    answers = [talk.answers_id for talk in talks] if outcome != ADMITTED else []
    words.end_at(work, erase_at(work.now, work.zone), row.text_id, *answers)


def refuse(work: Work, row: EnquiryRow, outcome: str) -> None:
    """Close an enquiry whose talk has been decided, in the work that decides."""
    _close(work, row, outcome)


def reopen(work: Work, enquiry_id: EnquiryId) -> None:
    """
    Reopen an enquiry on the day on which it was closed.

    Raises:
        AccessDenied: unknown, or the actor takes no calls now.
        MoveRefused: it is open, or she has moved in.
        ReopenedTooLate: it was closed on another day.
    """
    row, _ = begin(work, enquiry_id, "reopened")
    state = moved(EnquiryState(row.state), Move.REOPEN)
    if row.closed_at is None or row.moved_in_at is not None:
        raise MoveRefused
    require_same_day(row.closed_at, work.now, work.zone)
    row.state, row.outcome, row.closed_at = state.value, None, None
    words.end_at(work, work.now + FORGOTTEN_AFTER, row.text_id)


def moved_in(work: Work, case_id: CaseId) -> None:
    """
    Close the enquiry that has led to a stay as ``admitted``, in the work in which she moves in.

    A case that came by no enquiry closes none. Whoever calls has decided that she may move in.
    """
    found = decision_store.of_case(work.session, case_id)
    true = decided.true(work, found)  # one from before they were signed closes its enquiry too
    for decision in (row for row in found if row.id in true):
        is_admission = decision.kind == DecisionKind.ADMISSION.value
        if not is_admission or decision.visitation_id is None:
            continue
        talk = visitation_store.get(work.session, decision.visitation_id)
        row = None if talk is None else enquiry_store.get(work.session, talk.enquiry_id)
        if row is not None and row.state == EnquiryState.DECIDED.value:
            row.moved_in_at = work.now
            _close(work, row, ADMITTED)
