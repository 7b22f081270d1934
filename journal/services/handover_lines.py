"""
Lines for the next shift: about the house and nobody in it, sealed, and gone after 72 hours.

Rules: words that look like a person are pointed out to whoever reads them; who wrote a line and who
leads erase it before its time. The end of a row is not sealed, so the time of its writing counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from journal.domain.access import Action, Facts
from journal.domain.audit import Event
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.handover import KEPT_FOR, NewLine
from journal.domain.ids import EventId, RecordId, StaffId
from journal.domain.likeness import Alike, looks_like_person
from journal.domain.records import RecordKind
from journal.domain.staff import LEADING_ROLES
from journal.services import labels, records, words
from journal.services.work import Later, Work
from journal.store import records as record_store
from journal.store.records import RecordRow
from journal.vault import duty


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """
    A line for the next shift.

    Args:
        text: None where it does not open.
        alike: words in it that look like a person.
        may_take_down: the reader wrote it, or leads.
    """

    id: RecordId
    text: str | None = field(repr=False)
    author: str
    written_at: datetime
    until: datetime
    alike: Sequence[Alike] = field(repr=False)
    may_take_down: bool


def begin(work: Work, action: Action) -> Event:
    """Decide an act about the house, and collect its event."""
    on_shift = duty.of_actor(work.desk, work.vault.keys.standing)
    basis = work.require(action, facts=Facts(was_on_shift=on_shift.was_on))
    return work.act(action, basis=basis, comp=Compartment.HOUSE)


def declare(work: Work, own: StaffId, event: Event) -> Callable[[], list[LineShown]]:
    """Declare the lines that have not run out; the function opens them, the newest first."""
    house, leads = work.house(), work.principal.role in LEADING_ROLES
    rows = [
        row
        for row in record_store.of_kind(work.session, RecordKind.HANDOVER)
        if row.case_id is None and row.written_at + KEPT_FOR > work.now  # its end is not sealed
    ]
    declared = [(row, house.record(row, event)) for row in rows]
    open_people = labels.declare_people(work, {StaffId(row.author_id) for row in rows})

    def opened() -> list[LineShown]:
        people, lines = open_people(), []
        for row, unread in declared:
            document = words.opened(unread)
            text = None if document is None else str(document["text"])
            lines.append(
                LineShown(
                    id=RecordId(row.id),
                    text=text,
                    author=people[StaffId(row.author_id)].name,
                    written_at=row.written_at,
                    until=row.written_at + KEPT_FOR,
                    alike=looks_like_person(text or ""),
                    may_take_down=leads or row.author_id == own,
                )
            )
        return lines[::-1]

    return opened


def write(work: Work, line: NewLine) -> Later[bool]:
    """
    Leave a line for the next shift; the same form twice is one line.

    Returns:
        False when the form was kept before with other words: these are not kept.

    Raises:
        AccessDenied: the actor may not, or the id is somebody else's.
    """
    event = begin(work, Action.HANDOVER_WRITE)
    stored = record_store.get(work.session, line.id)
    if stored is not None:
        _require_line(work, stored)
        unread = work.house().record(stored, event)
        return work.later(lambda: words.opened(unread) == {"text": line.text})
    row = records.new(
        work,
        RecordKind.HANDOVER,
        None,
        EventId(event.id),
        record_id=line.id,
        expires_at=work.now + KEPT_FOR,
    )
    row.body_sealed = work.house().seal_record(row, {"text": line.text})
    record_store.add(work.session, row)
    return work.later(lambda: True)


def take_down(work: Work, line_id: RecordId) -> None:
    """
    Erase a line before its time, as when it names somebody.

    Raises:
        AccessDenied: unknown, or somebody else's and the actor does not lead.
    """
    event = begin(work, Action.HANDOVER_WRITE)
    row = record_store.get(work.session, line_id)
    if row is None:
        raise AccessDenied(Action.HANDOVER_WRITE)
    _require_line(work, row)
    records.erase(work, [row], event.basis)


def _require_line(work: Work, row: RecordRow) -> None:
    """Refuse what is no line, and a line of somebody else to who does not lead."""
    is_line = row.kind == RecordKind.HANDOVER.value and row.case_id is None
    leads = work.principal.role in LEADING_ROLES
    if not is_line or not (leads or row.author_id == work.principal.id):
        raise AccessDenied(Action.HANDOVER_WRITE)
