"""
Enquiries as pages show them: the list without a word opened, and one with its words.

Rules: names and words open after the reading is on record; words that look like a person are
pointed out to whoever reads them, and nothing is stopped by that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.calendar import ONE_DAY, end_of_day
from journal.domain.enquiries import LIVE, Contact, EnquiryState
from journal.domain.errors import AccessDenied
from journal.domain.ids import EnquiryId, StaffId, VisitationId
from journal.domain.likeness import Alike, looks_like_person
from journal.domain.records import RecordKind
from journal.services import decisions_shown, delegations, labels, words
from journal.services.decisions import case_of_enquiry, kept_from, require
from journal.services.decisions_shown import DecisionShown
from journal.services.delegations import WhoDecides
from journal.services.work import Later, Work
from journal.store import decisions as decision_store
from journal.store import enquiries as enquiry_store
from journal.store import visitations as visitation_store
from journal.store.enquiries import EnquiryRow
from journal.store.visitations import VisitationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One enquiry in a list: codes and instants, its words unopened."""

    id: EnquiryId
    received_at: datetime
    channel: str
    by: str
    region: str
    children: int
    state: str
    outcome: str
    due_at: datetime | None
    is_talking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """
    What the phone needs: what is open, what was closed today, what waits, and who decides.

    Args:
        waiting: proposals, and decisions on the phone that nobody has confirmed.
    """

    open: Sequence[Listed]
    closed: Sequence[Listed]
    waiting: Sequence[DecisionShown]
    who: WhoDecides


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryShown:
    """
    One enquiry with its words.

    Args:
        text: None where it does not open; empty where nothing is kept.
        seen: the revision of the text, for the form that changes it.
        alike: words in it that look like a person.
        talk_id: of the newest talk, if there was one.
        decisions: on its talks, oldest first.
    """

    listed: Listed
    is_copenhagen: bool
    entered_by: str
    contacts: Sequence[Contact]
    text: str | None
    seen: int
    alike: Sequence[Alike]
    closed_at: datetime | None
    talk_id: VisitationId | None
    talk_started_at: datetime | None
    talk_ended_at: datetime | None
    decisions: Sequence[DecisionShown]
    may_reopen: bool


def overview(work: Work) -> Later[Overview]:
    """
    What is open at the phone; no words are opened.

    What has led to a case that the actor is kept away from is left out (R-X1).

    Raises:
        AccessDenied: the actor takes no calls now.
    """
    basis = require(work, Action.ENQUIRY_READ, None)
    states = [state.value for state in LIVE]
    begun = enquiry_store.in_states(work.session, states)
    today = end_of_day(work.now.astimezone(work.zone).date() - ONE_DAY, work.zone)
    since = today + timedelta(seconds=1)
    ended = enquiry_store.closed_since(work.session, EnquiryState.CLOSED.value, since)
    away = kept_from(work, [EnquiryId(row.id) for row in (*begun, *ended)])
    live = [row for row in begun if row.id not in away]
    closed = [row for row in ended if row.id not in away]
    items = [Item(case=None, row=row.id) for row in (*live, *closed)]
    work.act(Action.ENQUIRY_READ, basis=basis, items=items)
    who, waiting = delegations.who_decides(work), decisions_shown.waiting(work)
    shown = _listed(work, [*live, *closed])
    return work.later(
        lambda: Overview(
            open=shown[: len(live)],
            closed=shown[len(live) :],
            waiting=waiting(),
            who=who.run(),
        )
    )


def _listed(work: Work, rows: Sequence[EnquiryRow]) -> list[Listed]:
    talks = {
        talk.enquiry_id: talk
        for talk in visitation_store.of_enquiries(work.session, [EnquiryId(row.id) for row in rows])
    }
    return [_one(row, talks.get(row.id)) for row in rows]


def _one(row: EnquiryRow, talk: VisitationRow | None) -> Listed:
    is_talk = talk is not None and row.state == EnquiryState.VISITATION.value
    return Listed(
        id=EnquiryId(row.id),
        received_at=row.received_at,
        channel=row.channel,
        by=row.by,
        region=row.region,
        children=row.children,
        state=row.state,
        outcome=row.outcome or "",
        due_at=talk.due_at if is_talk and talk is not None else None,
        is_talking=is_talk and talk is not None and talk.talk_ended_at is None,
    )


def show(work: Work, enquiry_id: EnquiryId) -> Later[EnquiryShown]:
    """
    One enquiry with its words, later contacts and decisions.

    Raises:
        AccessDenied: unknown, or the actor takes no calls now, or is kept away from whom it has led
            to.
    """
    basis = require(work, Action.ENQUIRY_READ, case_of_enquiry(work, enquiry_id))
    row = enquiry_store.get(work.session, enquiry_id)
    if row is None:
        raise AccessDenied(Action.ENQUIRY_READ)
    work.act(Action.ENQUIRY_READ, basis=basis, items=[Item(case=None, row=row.id)])
    talks = visitation_store.of_enquiries(work.session, [enquiry_id])
    decided = decision_store.of_visitations(work.session, [VisitationId(one.id) for one in talks])
    return work.later(_shown(work, row, talks[-1] if talks else None, decided))


def _shown(
    work: Work,
    row: EnquiryRow,
    talk: VisitationRow | None,
    decided: Sequence[decision_store.DecisionRow],
) -> Callable[[], EnquiryShown]:
    unread, seen = words.declare(work, RecordKind.ENQUIRY_TEXT, row.text_id)
    author = StaffId(row.entered_by)
    people = labels.declare_people(work, {author})
    open_decisions = decisions_shown.declare(work, decided)
    later = enquiry_store.contacts(work.session, EnquiryId(row.id))
    zone, now = work.zone, work.now

    def opened() -> EnquiryShown:
        document = words.opened(unread)
        text = None if document is None else str(document.get("text", ""))
        closed_at = row.closed_at
        is_today = (
            closed_at is not None
            and closed_at.astimezone(zone).date() == now.astimezone(zone).date()
        )
        return EnquiryShown(
            listed=_one(row, talk),
            is_copenhagen=bool(row.is_copenhagen),
            entered_by=people()[author].name,
            contacts=[Contact(at=one.at, channel=one.channel, by=one.by) for one in later],
            text=text,
            seen=seen,
            alike=looks_like_person(text or ""),
            closed_at=closed_at,
            talk_id=None if talk is None else VisitationId(talk.id),
            talk_started_at=None if talk is None else talk.started_at,
            talk_ended_at=None if talk is None else talk.talk_ended_at,
            decisions=open_decisions(),
            may_reopen=is_today and row.moved_in_at is None,
        )

    return opened
