"""
The few words beside an enquiry, a talk or a safety event: sealed for the house, and with an end.

Rules: what is written stands in a sealed document and nowhere else; each has a time at which
``journal run-due`` erases it for good. A row that is made to lead to a document of another kind
leads to nothing: neither is it read there, nor changed, nor given an end.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from journal.domain.audit import Event
from journal.domain.compartments import Compartment
from journal.domain.errors import Tampered
from journal.domain.ids import EventId, RecordId
from journal.domain.records import RecordKind
from journal.services import records
from journal.services.work import Work
from journal.store import records as record_store
from journal.store.records import RecordRow
from journal.vault.records import UnreadRecord

KINDS = (RecordKind.ENQUIRY_TEXT, RecordKind.VISITATION_ANSWERS, RecordKind.SAFETY_EVENT)


def _found(work: Work, record_id: RecordId | None, *kinds: RecordKind) -> RecordRow | None:
    row = None if record_id is None else record_store.get(work.session, record_id)
    return row if row is not None and row.kind in kinds else None


def keep(
    work: Work,
    kind: RecordKind,
    document: Mapping[str, Any],
    event: Event,
    expires_at: datetime | None,
    *,
    known: RecordId | None = None,
    seen: int = 0,
) -> RecordId:
    """
    Seal words for the house, new or in place of what stood there.

    Args:
        event: of this work, which gets the hash of the envelope.
        expires_at: with a time zone.
        known: where words stand already.
        seen: the revision that the form was filled in from; 0 where there was none.

    Raises:
        ChangedMeanwhile: somebody has written since.
    """
    event_id = EventId(event.id)
    row = _found(work, known, kind)
    if row is None:
        row = records.new(work, kind, None, event_id, comp=Compartment.HOUSE, expires_at=expires_at)
        row.body_sealed = work.house().seal_record(row, document)
        record_store.add(work.session, row)
        return RecordId(row.id)
    records.changed(work, row, event_id, seen)
    row.expires_at = expires_at
    row.body_sealed = work.house().seal_record(row, document)
    work.session.flush()
    return RecordId(row.id)


def end_at(work: Work, expires_at: datetime, *record_ids: RecordId | None) -> None:
    """Say when some words go; those that are gone already stay gone."""
    found = [_found(work, one, *KINDS) for one in record_ids]
    record_store.expire(work.session, [row for row in found if row is not None], expires_at)


def declare(
    work: Work, kind: RecordKind, record_id: RecordId | None
) -> tuple[UnreadRecord | None, int]:
    """Declare words that will be read, with their revision; None and 0 where there are none."""
    row = _found(work, record_id, kind)
    if row is None:
        return None, 0
    return work.house().record(row), row.revision


def opened(unread: UnreadRecord | None) -> dict[str, Any] | None:
    """The fields of declared words after COMMIT; None where they do not open, which is reported."""
    if unread is None:
        return {}
    try:
        return unread.document()
    except Tampered:
        return None
