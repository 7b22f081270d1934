"""
The log's tables: what happened, its place in the tree, the head and the signed checkpoints.

Append only. ``entry`` is the exact bytes that were hashed; the columns beside it are copies for
queries, and the verifier compares them. No foreign key leads into the log, so that no cascade can
reach it.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Index,
    Table,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import CaseAlias, EventId, HouseId, RequestId, StaffAlias
from journal.store.columns import Count, Raw
from journal.store.db import Base


class AuditEntryRow(Base):
    """What happened: durable when its transaction commits."""

    __tablename__ = "audit_entry"

    id: Mapped[EventId] = mapped_column(primary_key=True)
    t: Mapped[int] = mapped_column(Count(is_long=True))
    act: Mapped[str]
    actor: Mapped[StaffAlias | None]
    out: Mapped[str]
    basis: Mapped[str | None]
    rid: Mapped[RequestId]
    entry: Mapped[bytes | None]
    hash: Mapped[bytes] = mapped_column(Raw(32))
    priv_ct: Mapped[bytes | None]

    __table_args__ = (Index(None, "actor", "t"), Index(None, "act", "t"), Index(None, "t"))


class AuditCaseRow(Base):
    """Which case an entry speaks of, for the filter of the log page."""

    __tablename__ = "audit_case"

    alias: Mapped[CaseAlias] = mapped_column(primary_key=True)
    entry_id: Mapped[EventId] = mapped_column(primary_key=True)

    __table_args__ = (Index(None, "entry_id"),)


class AuditLeafRow(Base):
    """The place of an entry in the tree."""

    __tablename__ = "audit_leaf"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[EventId] = mapped_column(unique=True)
    hash: Mapped[bytes] = mapped_column(Raw(32))


class AuditHeadRow(Base):
    """The one row with the size of the tree and a hash for each set bit, largest subtree first."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(Count(is_long=True))
    frontier: Mapped[bytes]
    pruned: Mapped[int] = mapped_column(Count(is_long=True))


class AuditCheckpointRow(Base):
    """A signed statement of size and root."""

    __tablename__ = "audit_checkpoint"

    size: Mapped[int] = mapped_column(Count(is_long=True), primary_key=True, autoincrement=False)
    note: Mapped[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Size and frontier of the tree as stored."""

    size: int
    frontier: bytes
    pruned: int


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as stored: bytes and hash, the copies beside it, the sealed words kept with it."""

    entry: bytes | None
    hash: bytes
    words: bytes | None
    copies: Mapping[str, Any]
    """The query columns, which must equal what the entry itself says."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry at its place; None where the entry is missing."""

    seq: int
    leaf_hash: bytes
    entry_id: EventId
    entry: Stored | None


_ENTRY = cast("Table", AuditEntryRow.__table__)
_CASE = cast("Table", AuditCaseRow.__table__)
_LEAF = cast("Table", AuditLeafRow.__table__)
_HEAD = cast("Table", AuditHeadRow.__table__)
_CHECKPOINT = cast("Table", AuditCheckpointRow.__table__)

COPIES = ("id", "t", "act", "actor", "out", "basis", "rid")
_LEAVES = (
    select(
        *(_LEAF.c.seq, _LEAF.c.hash.label("leaf_hash"), _LEAF.c.entry_id),
        *(_ENTRY.c.entry, _ENTRY.c.hash, _ENTRY.c.priv_ct),
        *(_ENTRY.c[name] for name in COPIES),
    )
    .outerjoin(_ENTRY, _ENTRY.c.id == _LEAF.c.entry_id)
    .order_by(_LEAF.c.seq)
)
# Built once: building them for each append cost more than running them.
_MANY = {"yield_per": 5_000}
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_READ_HEAD = select(_HEAD.c.size, _HEAD.c.frontier, _HEAD.c.pruned)
_ADD_ENTRY = insert(_ENTRY)
_ADD_CASE = insert(_CASE)
_ADD_LEAF = insert(_LEAF)
_MOVE_HEAD = update(_HEAD).where(_HEAD.c.id == 1)
_ADD_CHECKPOINT = insert(_CHECKPOINT)
_LAST_CHECKPOINT = select(_CHECKPOINT.c.note).order_by(_CHECKPOINT.c.size.desc()).limit(1)


def lock(session: Session, house: HouseId) -> None:
    """
    Take the log of this house for the rest of the transaction.

    SQLite already has, by beginning as a writer.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK, {"key": int.from_bytes(house.bytes[:8], signed=True)})


def head(session: Session) -> Head | None:
    """The head as stored, or None before the log exists; read it after the lock, on its own."""
    row = session.connection().execute(_READ_HEAD).one_or_none()
    return None if row is None else Head(size=row.size, frontier=row.frontier, pruned=row.pruned)


def start(session: Session) -> None:
    """Make the empty head of a new log."""
    session.execute(insert(_HEAD), {"id": 1, "size": 0, "frontier": b"", "pruned": 0})


def add_entries(
    session: Session, entries: list[dict[str, Any]], cases: list[dict[str, Any]]
) -> None:
    """
    Write entries and their cases; they count once they have a place.

    Args:
        session: of the request.
        entries: columns of ``audit_entry`` in log order.
        cases: columns of ``audit_case``.
    """
    connection = session.connection()  # past the session, which costs as much as the statement
    connection.execute(_ADD_ENTRY, entries)
    if cases:
        connection.execute(_ADD_CASE, cases)


def add_leaves(session: Session, entries: Sequence[tuple[EventId, bytes]], first_seq: int) -> None:
    """
    Write the places of entries in the tree.

    Args:
        session: of the request; it holds the log.
        entries: ids and hashes in log order.
        first_seq: place of the first.
    """
    leaves = [
        {"seq": seq, "entry_id": entry_id, "hash": digest}
        for seq, (entry_id, digest) in enumerate(entries, start=first_seq)
    ]
    session.connection().execute(_ADD_LEAF, leaves)


def append(
    session: Session, entries: list[dict[str, Any]], cases: list[dict[str, Any]], first_seq: int
) -> None:
    """Write entries and their places, both at once; see ``add_entries`` and ``add_leaves``."""
    add_entries(session, entries, cases)
    add_leaves(session, [(entry["id"], entry["hash"]) for entry in entries], first_seq)


def move_head(session: Session, size: int, frontier: bytes) -> None:
    """Record the new size and frontier."""
    session.connection().execute(_MOVE_HEAD, {"size": size, "frontier": frontier})


def add_checkpoint(session: Session, size: int, note: str) -> None:
    """Store a signed checkpoint."""
    session.execute(_ADD_CHECKPOINT, {"size": size, "note": note})


def last_checkpoint(session: Session) -> str | None:
    """The newest stored checkpoint."""
    return session.scalars(_LAST_CHECKPOINT).one_or_none()


def checkpoints(session: Session) -> Sequence[str]:
    """All stored checkpoints, smallest first."""
    return session.scalars(select(_CHECKPOINT.c.note).order_by(_CHECKPOINT.c.size)).all()


def leaf_hashes(
    session: Session, first: int, last: int
) -> Generator[tuple[int, bytes], None, None]:
    """Places and hashes of the leaves ``first`` (included) to ``last`` (excluded)."""
    query = (
        select(_LEAF.c.seq, _LEAF.c.hash)
        .where(_LEAF.c.seq >= first, _LEAF.c.seq < last)
        .order_by(_LEAF.c.seq)
    )
    with session.connection().execute(query, execution_options=_MANY) as rows:
        yield from rows


def stored_bytes(
    session: Session, last: int
) -> Generator[tuple[int, bytes, bytes | None], None, None]:
    """
    Place, hash and bytes of the leaves up to ``last`` (excluded), as they are stored.

    The bytes are None where they were erased, or where the entry is gone.
    """
    query = (
        select(_LEAF.c.seq, _LEAF.c.hash, _ENTRY.c.entry)
        .outerjoin(_ENTRY, _ENTRY.c.id == _LEAF.c.entry_id)
        .where(_LEAF.c.seq < last)
        .order_by(_LEAF.c.seq)
    )
    with session.connection().execute(query, execution_options=_MANY) as rows:
        yield from rows


def leaves(session: Session, first: int, batch: int = 500) -> Generator[Leaf, None, None]:
    """Every leaf from ``first`` on with its entry, in log order, some at a time."""
    query = _LEAVES.where(_LEAF.c.seq >= first)
    with session.execute(query.execution_options(yield_per=batch)) as rows:
        for seq, leaf_hash, entry_id, data, digest, words, *copies in rows:
            stored = None
            if copies[0] is not None:
                stored = Stored(data, digest, words, dict(zip(COPIES, copies, strict=True)))
            yield Leaf(seq, leaf_hash, entry_id, stored)


def count_entries(session: Session) -> int:
    """How many entries there are, with or without a place."""
    return session.scalars(select(func.count()).select_from(AuditEntryRow)).one()


def cases_of(session: Session, entry_ids: Sequence[EventId]) -> set[tuple[UUID, UUID]]:
    """``(entry, alias)`` pairs stored for some entries."""
    query = select(AuditCaseRow.entry_id, AuditCaseRow.alias).where(
        AuditCaseRow.entry_id.in_(entry_ids)
    )
    return {(entry_id, alias) for entry_id, alias in session.execute(query)}


def newest_instant(session: Session) -> int:
    """The latest instant in the log in UTC milliseconds; 0 for an empty one."""
    return session.scalars(select(func.max(AuditEntryRow.t))).one() or 0
