"""The log as evidence: single entries with their place, read by whoever decides on their ground."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, sessionmaker

from journal.domain.access import Outcome
from journal.domain.audit import bytes_of
from journal.domain.ids import CaseAlias, EventId
from journal.store.audit import AuditCaseRow, AuditEntryRow, AuditLeafRow
from journal.store.columns import Id
from journal.store.db import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """
    An entry at its place.

    Args:
        seq: its place in the log, from 0.
        data: its bytes as stored, or None where it was erased.
        sealed_words: the sealed text kept beside it, or None.
    """

    id: EventId
    seq: int
    data: bytes | None
    sealed_words: bytes | None


_RECORDED = select(
    AuditEntryRow.id, AuditLeafRow.seq, AuditEntryRow.entry, AuditEntryRow.priv_ct
).join(AuditLeafRow, AuditLeafRow.entry_id == AuditEntryRow.id)
_BY_IDS = _RECORDED.where(AuditEntryRow.id.in_(bindparam("ids", type_=Id(), expanding=True)))
_OF_KINDS = _RECORDED.where(
    AuditEntryRow.act.in_(bindparam("acts", expanding=True)),
    AuditLeafRow.seq > bindparam("after"),
).order_by(AuditLeafRow.seq)
# The act is hidden from its index, which would be gone through whole for the few that are new.
_NEW_OF_KINDS = _RECORDED.where(
    func.coalesce(AuditEntryRow.act, "").in_(bindparam("acts", expanding=True)),
    AuditLeafRow.seq > bindparam("after"),
).order_by(AuditLeafRow.seq)
_LAST_PLACE = select(func.coalesce(func.max(AuditLeafRow.seq), -1))
_OF_CASE = (
    _RECORDED.join(AuditCaseRow, AuditCaseRow.entry_id == AuditEntryRow.id)
    .where(
        AuditCaseRow.alias == bindparam("alias", type_=Id()), AuditLeafRow.seq < bindparam("size")
    )
    .order_by(AuditLeafRow.seq)
)
_PLACE = select(AuditLeafRow.seq).where(AuditLeafRow.entry_id == bindparam("event", type_=Id()))
_NEWEST_SINCE = (
    select(func.max(AuditEntryRow.t))
    .join(AuditLeafRow, AuditLeafRow.entry_id == AuditEntryRow.id)
    .where(AuditLeafRow.seq >= _PLACE.scalar_subquery())
)


def by_ids(session: Session, ids: Collection[EventId]) -> dict[EventId, Recorded]:
    """Some entries of the log; one that has no place is left out."""
    rows = session.execute(_BY_IDS, {"ids": list(ids)})
    return {row[0]: _recorded(*row) for row in rows}


def of_reference(session: Session, reference: str) -> Sequence[Recorded]:
    """
    Events whose id begins as a reference does: two at most, as two already say that it is short.

    An erased one still has its place.

    Args:
        reference: 1 to 32 hexadecimal digits.
    """
    first, last = UUID(reference.ljust(32, "0")), UUID(reference.ljust(32, "f"))
    query = (
        select(AuditLeafRow.entry_id, AuditLeafRow.seq, AuditEntryRow.entry, AuditEntryRow.priv_ct)
        .outerjoin(AuditEntryRow, AuditEntryRow.id == AuditLeafRow.entry_id)
        .where(AuditLeafRow.entry_id.between(first, last))
        .limit(2)
    )
    return [_recorded(*row) for row in session.execute(query)]


def of_kinds(session: Session, acts: Collection[str], after: int) -> Sequence[Recorded]:
    """Entries of some kinds behind a place, in order of the log."""
    rows = session.execute(_OF_KINDS, {"acts": list(acts), "after": after})
    return [_recorded(*row) for row in rows]


def new_of_kinds(session: Session, acts: Collection[str], after: int) -> Sequence[Recorded]:
    """The same for somebody who has read nearly all of the log: it costs what is new in it."""
    rows = session.execute(_NEW_OF_KINDS, {"acts": list(acts), "after": after})
    return [_recorded(*row) for row in rows]


def last_place(session: Session) -> int:
    """The place of the newest entry; -1 in an empty log. All before it can be seen too."""
    return session.scalars(_LAST_PLACE).one()


def of_case(session: Session, alias: CaseAlias, size: int) -> Sequence[Recorded]:
    """Entries that name a case, in order of the log, of its first ``size`` events."""
    rows = session.execute(_OF_CASE, {"alias": alias, "size": size})
    return [_recorded(*row) for row in rows]


def naming(session: Session, acts: Collection[str], word: bytes) -> list[EventId]:
    """
    Entries of some kinds in whose bytes a word stands, such as the id of a record.

    Args:
        word: as it is encoded in an event.
    """
    query = select(AuditEntryRow.id, AuditEntryRow.entry).where(AuditEntryRow.act.in_(acts))
    return [row.id for row in session.execute(query) if row.entry and word in row.entry]


def rows_of(entry: Recorded) -> set[UUID]:
    """What an entry names, without its cases; nothing where it was refused."""
    said = json.loads(entry.data or b"{}")
    if said.get("out") != Outcome.OK:
        return set()
    return {UUID(bytes=bytes_of(row)) for _, rows in said["on"] for row in rows}


def total(session: Session, act: str) -> int:
    """How many things the events of a kind say that they did."""
    entries = of_kinds(session, [act], -1)
    said = [json.loads(entry.data or b"{}") for entry in entries]
    return sum(one.get("n", 0) for one in said if one.get("out") == Outcome.OK)


def _recorded(
    entry_id: EventId, seq: int, data: bytes | None, sealed_words: bytes | None
) -> Recorded:
    return Recorded(id=entry_id, seq=seq, data=data, sealed_words=sealed_words)


def newest_since(session: Session, event_id: EventId) -> int:
    """
    The latest instant in the log from an event on, in UTC milliseconds; 0 for an unknown event.

    Later events may say an earlier instant, where the clock was set back between them.
    """
    return session.scalars(_NEWEST_SINCE, {"event": event_id}).one() or 0


def committed(sessions: sessionmaker[Session]) -> Callable[[EventId], bytes | None]:
    """A reader of committed entries on a connection of its own."""

    def read(event_id: EventId) -> bytes | None:
        with reading(sessions) as session:
            found = by_ids(session, [event_id]).get(event_id)
        return None if found is None else found.data

    return read
