"""
Safety events: somebody asks for a woman, pretends, threatens, is seen; never an enquiry (R-E3).

Rules: it is never answered whether somebody is here, so there is no field for whom he asked for;
the few words are sealed for the house and end after a year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.enquiries import SAFETY_WORDS_FOR, NewSafetyEvent
from journal.domain.errors import AccessDenied
from journal.domain.ids import SafetyEventId, StaffId
from journal.domain.likeness import Alike, looks_like_person
from journal.domain.records import RecordKind
from journal.services import labels, words
from journal.services.decisions import require
from journal.services.work import Later, Work
from journal.store import safety_events as event_store
from journal.store.safety_events import SafetyEventRow

SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyEventShown:
    """One event in the list; ``text`` is None where it does not open."""

    id: SafetyEventId
    kind: str
    channel: str
    occurred_at: datetime
    entered_by: str
    text: str | None
    alike: Sequence[Alike]


def record(work: Work, new: NewSafetyEvent) -> SafetyEventId:
    """
    Put a safety event on record; the same form twice is one event.

    Raises:
        AccessDenied: the actor is not on duty, or the id is somebody else's.
    """
    basis, own = require(work, Action.SAFETY_EVENT_WRITE, None), work.principal.id
    known = event_store.get(work.session, new.id)
    if own is None or (known is not None and known.entered_by != own):
        raise AccessDenied(Action.SAFETY_EVENT_WRITE)
    items = [Item(case=None, row=new.id)]
    event = work.act(Action.SAFETY_EVENT_WRITE, basis=basis, items=items, reason=new.kind)
    if known is not None:
        return new.id
    row = SafetyEventRow(
        id=new.id,
        kind=new.kind,
        channel=new.channel,
        occurred_at=new.occurred_at,
        entered_at=work.now,
        entered_by=own,
        event_id=event.id,
    )
    if new.text:
        document, end = {"text": new.text}, work.now + SAFETY_WORDS_FOR
        row.text_id = words.keep(work, RecordKind.SAFETY_EVENT, document, event, end)
    event_store.add(work.session, row)
    return new.id


def lately(work: Work) -> Later[list[SafetyEventShown]]:
    """
    The events of the last thirty days with their words, newest first.

    Raises:
        AccessDenied: the actor is not on duty.
    """
    basis = require(work, Action.SAFETY_EVENT_READ, None)
    rows = event_store.since(work.session, work.now - SHOWN_FOR)
    items = [Item(case=None, row=row.id) for row in rows]
    work.act(Action.SAFETY_EVENT_READ, basis=basis, items=items)
    kind = RecordKind.SAFETY_EVENT
    declared = [(row, words.declare(work, kind, row.text_id)[0]) for row in rows]
    people = labels.declare_people(work, {StaffId(row.entered_by) for row in rows})

    def opened() -> list[SafetyEventShown]:
        names = {staff_id: contact.name for staff_id, contact in people().items()}
        found = []
        for row, unread in declared:
            document = words.opened(unread)
            text = None if document is None else str(document.get("text", ""))
            found.append(
                SafetyEventShown(
                    id=SafetyEventId(row.id),
                    kind=row.kind,
                    channel=row.channel,
                    occurred_at=row.occurred_at,
                    entered_by=names[StaffId(row.entered_by)],
                    text=text,
                    alike=looks_like_person(text or ""),
                )
            )
        return found

    return work.later(opened)
