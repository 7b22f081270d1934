"""
The share store: 32 bytes for each case (or the house) and compartment.

They lie in a file of their own, sealed by the key provider.

Without its share a key opens nothing, so destroying a share ends a case in every backup of the
database. The file is never part of a database backup; it writes through and wipes what it deletes.
"""

import os
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    create_engine,
    delete,
    event,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from journal.domain.errors import KeysAway

_METADATA = MetaData()
_SHARE = Table(
    "share",
    _METADATA,
    Column("about", LargeBinary(16), primary_key=True),
    Column("comp", Integer, primary_key=True),
    Column("made_at", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
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
        row = {
            "about": about,
            "comp": comp,
            "made_at": int(datetime.now(UTC).timestamp()),
            "sealed": sealed,
        }
        self._require_file()
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_SHARE), row)
        except SQLAlchemyError as error:
            raise KeysAway from error

    def get(self, abouts: Collection[bytes], comp: int) -> dict[bytes, bytes]:
        """The sealed shares of some cases in one compartment; missing ones are left out."""
        self._require_file()
        try:
            with self._engine.connect() as connection:
                found = connection.execute(_GET, {"abouts": list(abouts), "comp": comp})
                return {row.about: row.sealed for row in found}
        except SQLAlchemyError as error:
            raise KeysAway from error

    def destroy(self, about: bytes, comp: int) -> None:
        """Destroy a share for good."""
        self._require_file()
        try:
            with self._engine.begin() as connection:
                connection.execute(
                    delete(_SHARE).where(_SHARE.c.about == about, _SHARE.c.comp == comp)
                )
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


def _on_connect(connection: Any, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
