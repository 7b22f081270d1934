"""
The share store: 32 bytes for each case (or the house) and compartment.

They lie in a file of their own, sealed by the key provider, beside the seed of its MACs and the
receipts it has taken.

Without its share a key opens nothing, so destroying a share ends a case in every backup of the
database. The file is never part of a database backup; it writes through and wipes what it deletes.
"""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from journal.domain.errors import KeysAway
from journal.store.backup import copy_file

A_DAY = 24 * 60 * 60
_METADATA = MetaData()
_SHARE = Table(
    "share",
    _METADATA,
    Column("about", LargeBinary(16), primary_key=True),
    Column("comp", Integer, primary_key=True),
    Column("made_at", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
_SEED = Table(
    "seed",
    _METADATA,
    Column("purpose", String, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
_SPENT = Table(
    "spent",
    _METADATA,
    Column("receipt", LargeBinary(16), primary_key=True),
    Column("about", LargeBinary(16), primary_key=True),
    Column("spent_at", Integer, nullable=False),
)
_GET = select(_SHARE.c.about, _SHARE.c.sealed).where(
    _SHARE.c.about.in_(bindparam("abouts", expanding=True)), _SHARE.c.comp == bindparam("comp")
)
_PRAGMAS = ("journal_mode=DELETE", "synchronous=FULL", "secure_delete=ON", "busy_timeout=5000")


class ShareStore:
    """
    Sealed shares in one SQLite file.

    Args:
        path: the file; it must exist unless ``create`` is set, so that a lost store is never
            mistaken for an empty one.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._path = path
        if create:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        self._engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
        event.listen(self._engine, "connect", _on_connect)
        if create:
            _METADATA.create_all(self._engine)

    def add(self, about: bytes, comp: int, sealed: bytes) -> None:
        """Store a new share, durable when this returns."""
        row = {"about": about, "comp": comp, "made_at": _seconds(), "sealed": sealed}
        with self._at_work() as connection:
            connection.execute(insert(_SHARE), row)

    def get(self, abouts: Collection[bytes], comp: int) -> dict[bytes, bytes]:
        """The sealed shares of some cases in one compartment; missing ones are left out."""
        with self._at_work() as connection:
            found = connection.execute(_GET, {"abouts": list(abouts), "comp": comp})
            return {row.about: row.sealed for row in found}

    def destroy(self, about: bytes, comp: int) -> None:
        """Destroy a share for good."""
        with self._at_work() as connection:
            connection.execute(delete(_SHARE).where(_SHARE.c.about == about, _SHARE.c.comp == comp))

    def add_seed(self, purpose: str, sealed: bytes) -> None:
        """Store a sealed seed that must outlive the root key it was sealed under."""
        with self._at_work() as connection:
            connection.execute(insert(_SEED), {"purpose": purpose, "sealed": sealed})

    def seed(self, purpose: str) -> bytes:
        """A sealed seed; ``KeysAway`` when this store has none."""
        with self._at_work() as connection:
            sealed = connection.scalars(
                select(_SEED.c.sealed).where(_SEED.c.purpose == purpose)
            ).one_or_none()
        if sealed is None:
            raise KeysAway
        return bytes(sealed)

    def spend(self, receipt: bytes, about: bytes) -> bool:
        """
        Use a receipt up for one case.

        Returns:
            False when it was used for that case before, by whichever process.
        """
        row = {"receipt": receipt, "about": about, "spent_at": _seconds()}
        try:
            with self._at_work() as connection:
                connection.execute(delete(_SPENT).where(_SPENT.c.spent_at < _seconds() - A_DAY))
                connection.execute(insert(_SPENT), row)
        except KeysAway as error:
            if isinstance(error.__cause__, IntegrityError):
                return False
            raise
        return True

    def reseal(self, again: Callable[[bytes, bytes], bytes]) -> int:
        """
        Seal everything again in one transaction, and count it.

        Args:
            again: gives the new blob for associated data (of a share, or a seed's purpose) and the
                old blob.
        """
        with self._at_work() as connection:
            shares = connection.execute(select(_SHARE)).all()
            for row in shares:
                aad = share_aad(row.about, row.comp)
                place = (_SHARE.c.about == row.about) & (_SHARE.c.comp == row.comp)
                sealed = again(aad, row.sealed)
                connection.execute(update(_SHARE).where(place).values(sealed=sealed))
            seeds = connection.execute(select(_SEED)).all()
            for row in seeds:
                sealed = again(row.purpose.encode(), row.sealed)
                place = _SEED.c.purpose == row.purpose
                connection.execute(update(_SEED).where(place).values(sealed=sealed))
        return len(shares) + len(seeds)

    def copy_to(self, target: Path) -> None:
        """
        Copy the whole store into a new file, at one moment, while others use it.

        Raises:
            KeysAway: the store is not there.
            OSError, sqlite3.Error: the copy cannot be written.
        """
        self._require_file()
        copy_file(self._path, target)

    @contextmanager
    def _at_work(self) -> Iterator[Connection]:
        """One transaction; whatever keeps it from being done means that the keys are away."""
        self._require_file()
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise KeysAway from error

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _require_file(self) -> None:
        if (
            not self._path.exists()
        ):  # SQLite would make a new, empty one, and a moved file would still be readable
            self._engine.dispose()
            raise KeysAway


def share_aad(about: bytes, comp: int) -> bytes:
    """What a share is bound to, so that it opens for its case and compartment only."""
    return b"SKJ1 share" + about + bytes([comp])


def _seconds() -> int:
    return int(datetime.now(UTC).timestamp())


def _on_connect(connection: Any, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
