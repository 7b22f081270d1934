"""
The store of sessions: a file of its own in memory, which dies with the node and is in no backup.

Rules: a row is found by the hash of a cookie and holds keys only as a sealed blob; no name, no key
in clear. Every method is one statement, so each is its own transaction, across threads and
processes.
"""

import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import URL, CursorResult
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.dml import Delete

from journal.domain.ids import StaffId
from journal.store.columns import Id, Utc

ID_BYTES = 32

# Memory has no disk to wait for, so nothing is synchronised; what is deleted is wiped all the same.
_PRAGMAS = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=OFF", "secure_delete=ON")

_METADATA = MetaData()
_SESSION = Table(
    "session",
    _METADATA,
    Column("id", LargeBinary(ID_BYTES), primary_key=True),
    Column("staff_id", Id(), nullable=False),
    Column("started_at", Utc(), nullable=False),
    Column("seen_at", Utc(), nullable=False),
    Column("expires_at", Utc(), nullable=False),
    Column("card", LargeBinary(), nullable=False),
    Column("sealed", LargeBinary(), nullable=True),
    Index("ix_session_staff_id", "staff_id", "started_at"),
    Index("ix_session_expires_at", "expires_at"),
)


_GET = select(_SESSION).where(_SESSION.c.id == bindparam("row_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """
    One session as stored.

    Args:
        id: 32 bytes, the hash of the cookie.
        staff_id: whose it is.
        started_at: sign-in, with a time zone.
        seen_at: last request, with a time zone.
        expires_at: end at the latest, with a time zone.
        card: her name under cookie and node secret.
        sealed: her private keys under the same; None while the screen is covered.
    """

    id: bytes
    staff_id: StaffId
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    card: bytes
    sealed: bytes | None

    def __repr__(self) -> str:
        """Show nothing that finds or opens a session."""
        return f"SessionRow(staff_id={self.staff_id})"


class SessionStore:
    """
    The sessions of all processes of the service.

    Args:
        path: of the file, which is made readable by its owner alone.
    """

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        os.fchmod(descriptor, 0o600)
        os.close(descriptor)
        self._engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
        event.listen(self._engine, "connect", _settle)
        with self._engine.connect() as connection:
            connection.execute(CreateTable(_SESSION, if_not_exists=True))
            for index in _SESSION.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))

    def add(self, row: SessionRow) -> None:
        """Store a new session."""
        with self._engine.connect() as connection:
            connection.execute(insert(_SESSION), asdict(row))

    def get(self, row_id: bytes) -> SessionRow | None:
        """Find a session by the hash of its cookie."""
        with self._engine.connect() as connection:
            found = connection.execute(_GET, {"row_id": row_id})
            row = found.mappings().one_or_none()
        return None if row is None else SessionRow(**row)

    def touch(self, row_id: bytes, seen_at: datetime) -> None:
        """Note a request; an instant before the last one changes nothing."""
        with self._engine.connect() as connection:
            connection.execute(
                update(_SESSION)
                .where(_SESSION.c.id == row_id, _SESSION.c.seen_at < seen_at)
                .values(seen_at=seen_at)
            )

    def cover(self, row_id: bytes) -> None:
        """Let the keys of a session go; what is left says only whose it is."""
        with self._engine.connect() as connection:
            connection.execute(update(_SESSION).where(_SESSION.c.id == row_id).values(sealed=None))

    def cover_idle(self, seen_before: datetime) -> int:
        """Let the keys of every session go that nobody has used since, and count them."""
        query = (
            update(_SESSION)
            .where(_SESSION.c.seen_at <= seen_before, _SESSION.c.sealed.is_not(None))
            .values(sealed=None)
        )
        with self._engine.connect() as connection:
            result: CursorResult[Any] = connection.execute(query)
            return result.rowcount

    def of_staff(self, staff_id: StaffId) -> list[SessionRow]:
        """The sessions of a person, newest first."""
        query = (
            select(_SESSION)
            .where(_SESSION.c.staff_id == staff_id)
            .order_by(_SESSION.c.started_at.desc(), _SESSION.c.id)
        )
        with self._engine.connect() as connection:
            return [SessionRow(**row) for row in connection.execute(query).mappings()]

    def delete_others(self, staff_id: StaffId, keep: bytes) -> int:
        """End all sessions of a person but one, and count them."""
        mine = (_SESSION.c.staff_id == staff_id) & (_SESSION.c.id != keep)
        return self._delete(delete(_SESSION).where(mine))

    def delete_one(self, staff_id: StaffId, row_id: bytes) -> int:
        """End one session of a person; another person's stays."""
        mine = (_SESSION.c.staff_id == staff_id) & (_SESSION.c.id == row_id)
        return self._delete(delete(_SESSION).where(mine))

    def delete(self, row_id: bytes) -> None:
        """End a session; one that has ended stays ended."""
        self._delete(delete(_SESSION).where(_SESSION.c.id == row_id))

    def delete_of_staff(self, staff_id: StaffId) -> int:
        """End all sessions of a person and count them."""
        return self._delete(delete(_SESSION).where(_SESSION.c.staff_id == staff_id))

    def delete_expired(self, now: datetime) -> int:
        """End sessions that are past their end, and count them."""
        return self._delete(delete(_SESSION).where(_SESSION.c.expires_at <= now))

    def trim(self, staff_id: StaffId, keep: int) -> int:
        """
        End a person's oldest sessions and count them.

        Args:
            staff_id: whose.
            keep: how many of the newest stay.
        """
        newest = (
            select(_SESSION.c.id)
            .where(_SESSION.c.staff_id == staff_id)
            .order_by(_SESSION.c.started_at.desc(), _SESSION.c.id)
            .limit(keep)
        )
        query = delete(_SESSION).where(
            _SESSION.c.staff_id == staff_id, _SESSION.c.id.not_in(newest)
        )
        return self._delete(query)

    def close(self) -> None:
        """Close the connections of this process; the file stays for the others."""
        self._engine.dispose()

    def _delete(self, query: Delete) -> int:
        with self._engine.connect() as connection:
            result: CursorResult[Any] = connection.execute(query)
            return result.rowcount


def _settle(connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # every statement commits by itself
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
