"""
Use of sealed documents: making the row of one, changing it, and erasing it for good.

Rules: a form says which revision it was filled in from, so nobody overwrites unseen what somebody
else has written meanwhile; what is erased is named in the log, and gone from the database.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from journal.domain.access import Action, Basis
from journal.domain.audit import Item
from journal.domain.broken import ChangedMeanwhile
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, EventId, RecordId, Sealed
from journal.domain.records import RecordKind, compartment_of
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import records as record_store
from journal.store.records import RecordRow
from journal.vault.opened import OpenCase

EXPIRED = "expired"
"""Reason of a ``record.erase`` of what was out of date."""
_NOT_SEALED = Sealed(b"\x01")
"""What stands in a row between its making and its sealing; it opens nowhere."""


def new(
    work: Work,
    kind: RecordKind,
    case_id: CaseId | None,
    event_id: EventId,
    *,
    comp: Compartment | None = None,
    record_id: RecordId | None = None,
    expires_at: datetime | None = None,
) -> RecordRow:
    """
    The row of a new document, to be sealed by ``seal_record`` and then added.

    Args:
        case_id: whom it is about, or None.
        event_id: of the act that writes it: ``OpenCase.event_id``, or of ``work.act``.
        comp: where it is sealed, if not where its kind belongs (``BEFORE_A_CASE``).
        record_id: drawn with a form, so that the same form twice meets the primary key.
        expires_at: with a time zone; ``journal run-due`` erases it after that.

    Raises:
        AccessDenied: nobody acts.
    """
    if work.principal.id is None:
        raise AccessDenied
    return RecordRow(
        id=record_id or RecordId(uuid4()),
        kind=kind.value,
        comp=int(compartment_of(kind) if comp is None else comp),
        case_id=case_id,
        revision=1,
        event_id=event_id,
        author_id=work.principal.id,
        written_at=work.now,
        expires_at=expires_at,
        body_sealed=_NOT_SEALED,
    )


def changed(work: Work, row: RecordRow, event_id: EventId, seen: int) -> RecordRow:
    """
    Make a row ready for its next revision, to be sealed by ``seal_record``.

    Args:
        event_id: as of ``new``.
        seen: the revision that the form was filled in from.

    Raises:
        ChangedMeanwhile: somebody has written another one since.
        AccessDenied: nobody acts.
    """
    if row.revision != seen:
        raise ChangedMeanwhile
    if work.principal.id is None:
        raise AccessDenied
    row.revision, row.event_id = seen + 1, event_id
    row.author_id, row.written_at = work.principal.id, work.now
    return row


def only_id(case_id: CaseId, kind: RecordKind) -> RecordId:
    """The id of the one document of a kind that a case has: two that are written at once meet."""
    return RecordId(uuid5(case_id, kind.value))


def only(work: Work, case_id: CaseId, kind: RecordKind) -> RecordRow | None:
    """The one document of a kind that a case has."""
    return record_store.get(work.session, only_id(case_id, kind))


def save_only(
    work: Work, case: OpenCase, kind: RecordKind, document: Mapping[str, Any], seen: int
) -> None:
    """
    Write the one document of a kind that a case has, for the first time or anew.

    Args:
        case: opened in the compartment of this kind, by the act that writes.
        seen: the revision that the form was filled in from; 0 where there was none.

    Raises:
        ChangedMeanwhile: somebody has written another one since.
    """
    stored = only(work, case.case_id, kind)
    if stored is None and seen:
        raise ChangedMeanwhile
    if stored is not None:
        row = changed(work, stored, case.event_id, seen)
    else:
        row_id = only_id(case.case_id, kind)
        row = new(work, kind, case.case_id, case.event_id, record_id=row_id)
    row.body_sealed = case.seal_record(row, document)
    if stored is None:
        record_store.add(work.session, row)


def erase(
    work: Work, rows: Sequence[RecordRow], basis: Basis | None, reason: str | None = None
) -> None:
    """
    Erase documents for good, and say so in the log. Whoever calls has decided that it may be.

    Args:
        basis: why it is allowed.
        reason: a code for the log.
    """
    if not rows:
        return
    items = _items(work, rows)
    record_store.erase(work.session, [RecordId(row.id) for row in rows])
    work.act(Action.RECORD_ERASE, basis=basis, items=items, reason=reason)


def erase_expired(work: Work) -> int:
    """Erase every document whose time is over; how many they were."""
    rows = record_store.expired(work.session, work.now)
    erase(work, rows, Basis.JOB, EXPIRED)
    return len(rows)


def _items(work: Work, rows: Iterable[RecordRow]) -> list[Item]:
    aliases: dict[UUID | None, CaseAlias | None] = {None: None}
    for case_id in {row.case_id for row in rows if row.case_id is not None}:
        case = case_store.get(work.session, case_id)
        aliases[case_id] = None if case is None else CaseAlias(case.alias)
    return [Item(case=aliases[row.case_id], row=row.id) for row in rows]
