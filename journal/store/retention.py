"""
The pruned prefix of the log: which events still matter to somebody, and the act of erasing.

Rules: the mark moves first, as the triggers let go only what stands below it; places and hashes
stay; what pointed only to erased events goes with them.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from journal.domain.ids import EventId
from journal.store.audit import AuditCaseRow, AuditEntryRow, AuditHeadRow, AuditLeafRow
from journal.store.columns import Id
from journal.store.db import is_sqlite
from journal.store.oversight import ReviewCountRow, ReviewItemRow, ReviewWeekRow
from journal.store.timed_access import TimedAccessRow

BATCH = 500
_ENTRY = cast("Table", AuditEntryRow.__table__)
_CASE = cast("Table", AuditCaseRow.__table__)
_IDS = bindparam("ids", type_=Id(), expanding=True)
_PLACES = select(AuditLeafRow.entry_id, AuditLeafRow.seq).where(AuditLeafRow.entry_id.in_(_IDS))


def places(session: Session, ids: Collection[EventId]) -> dict[EventId, int]:
    """Where some events stand in the log, erased or not; an unknown one is left out."""
    found: dict[EventId, int] = {}
    for batch in _batches(ids):
        rows = session.execute(_PLACES, {"ids": batch})
        found |= {EventId(row.entry_id): row.seq for row in rows}
    return found


def _batches(ids: Iterable[EventId]) -> list[list[EventId]]:
    listed = list(ids)
    return [listed[first : first + BATCH] for first in range(0, len(listed), BATCH)]


def open_events(session: Session) -> list[EventId]:
    """The first event of each thing that is open: accesses, and what somebody has to review."""
    accesses = select(TimedAccessRow.event_id).where(
        TimedAccessRow.reviewed_event.is_(None) | TimedAccessRow.ended_at.is_(None)
    )
    items = select(ReviewItemRow.id).where(ReviewItemRow.reviewed_event.is_(None))
    return [EventId(one) for one in (*session.scalars(accesses), *session.scalars(items))]


def reviewed_weeks(session: Session) -> Sequence[tuple[EventId, EventId]]:
    """For each thing of a week that was looked through: the event of the look, and its own."""
    query = select(ReviewWeekRow.event_id, ReviewItemRow.id).join(
        ReviewItemRow, ReviewItemRow.week == ReviewWeekRow.week
    )
    return [(EventId(row.event_id), EventId(row.id)) for row in session.execute(query)]


def instant_at(session: Session, place: int) -> int | None:
    """When the event at a place was appended, in UTC milliseconds; None where none stands whole."""
    query = select(AuditEntryRow.t).join(AuditLeafRow, AuditLeafRow.entry_id == AuditEntryRow.id)
    return session.scalars(query.where(AuditLeafRow.seq == place)).one_or_none()


def erase(session: Session, size: int, ids: Collection[EventId]) -> None:
    """
    Erase some events of a prefix, and every sealed text in it.

    Args:
        session: of a transaction that holds the log.
        size: of the prefix.
        ids: of the events that go; the others stay whole.
    """
    session.execute(update(AuditHeadRow).values(pruned=size))
    below = select(AuditLeafRow.entry_id).where(AuditLeafRow.seq < size)
    words = update(_ENTRY).where(_ENTRY.c.priv_ct.is_not(None), _ENTRY.c.id.in_(below))
    session.execute(words.values(priv_ct=None))
    for batch in _batches(ids):
        session.execute(delete(_CASE).where(_CASE.c.entry_id.in_(_IDS)), {"ids": batch})
        session.execute(delete(_ENTRY).where(_ENTRY.c.id.in_(_IDS)), {"ids": batch})
    _drop_reviews(session, size)


def _drop_reviews(session: Session, size: int) -> None:
    """Of a week whose look is erased nothing stays but that it was looked through."""
    below = select(AuditLeafRow.entry_id).where(AuditLeafRow.seq < size)
    weeks = select(ReviewWeekRow.week).where(ReviewWeekRow.event_id.in_(below))
    session.execute(delete(ReviewItemRow).where(ReviewItemRow.week.in_(weeks)))
    session.execute(delete(ReviewCountRow).where(ReviewCountRow.week.in_(weeks)))


def count_words(session: Session, size: int) -> int:
    """How many sealed texts stand beside the events of a prefix."""
    query = (
        select(func.count())
        .select_from(AuditEntryRow)
        .join(AuditLeafRow, AuditLeafRow.entry_id == AuditEntryRow.id)
        .where(AuditLeafRow.seq < size, AuditEntryRow.priv_ct.is_not(None))
    )
    return session.scalars(query).one()


def wipe(connection: Connection) -> None:
    """On SQLite: bring what was erased out of the file that changes are written to first."""
    if is_sqlite(connection):
        driver: Any = connection.connection.driver_connection  # past BEGIN
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
