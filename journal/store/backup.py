"""
A consistent copy of a running database, and the way back from one.

Rules: one moment is copied while others write: SQLite by its online backup, PostgreSQL by COPY
inside one transaction that sees one moment. Never is the file of a running database copied. A copy
goes into an empty database only; one that was not finished carries a mark, and only a marked one is
cleared away.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import sqlalchemy
from sqlalchemy import text
from sqlalchemy.engine import Connection

from journal.domain.broken import HouseExists
from journal.store import schema
from journal.store.db import make_engine
from journal.store.rights import Roles

SQLITE_FILE = "journal.sqlite"
PIECE = 1 << 20
_MARK = "unfinished_restore"
_HAS_MARK = f"SELECT to_regclass('{_MARK}') IS NOT NULL"
_MAKE_MARK = f"CREATE TABLE {_MARK} (folder text NOT NULL)"
_DROP_MARK = f"DROP TABLE {_MARK}"
_EMPTY_MARK = f"TRUNCATE {_MARK}"
_ADD_TO_MARK = f"INSERT INTO {_MARK} VALUES (:folder)"  # noqa: S608 -- our own name
_READ_MARK = f"SELECT folder FROM {_MARK}"  # noqa: S608 -- our own name
_TABLES = (
    "SELECT count(*) FROM pg_class"
    " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
)
_TRIGGERS = (
    "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal"
)
_ENABLED = {"A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "O": "ENABLE"}
Reader = Callable[[str], Iterator[bytes]]
"""Gives the bytes of a file of a backup, in pieces, and fails at the end if they are not whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied: the names of the files, the schema, and the events in the log."""

    engine: str
    files: tuple[str, ...]
    revision: str
    log_size: int


def engine_of(url: str) -> str:
    """The kind of database behind an address: ``sqlite`` or ``postgresql``."""
    return sqlalchemy.make_url(url).get_backend_name()


def copy_to(url: str, folder: Path) -> Copied:
    """
    Copy one moment of a running database into files.

    Args:
        url: SQLAlchemy address.
        folder: an empty folder; the files belong to their owner alone.

    Raises:
        OSError, sqlite3.Error, SQLAlchemyError: it cannot be read, or not be written.
    """
    return _copy_sqlite(url, folder) if engine_of(url) == "sqlite" else _copy_server(url, folder)


def copy_file(source: Path, target: Path) -> None:
    """
    Copy one moment of a SQLite file that others may be writing.

    All pages in one step: copying some at a time would begin anew at each write between.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(source)) as present, closing(sqlite3.connect(target)) as copy:
        present.execute("PRAGMA query_only = ON")
        present.execute("PRAGMA busy_timeout = 5000")
        copy.execute("PRAGMA journal_mode = OFF")  # nobody has seen this file yet
        copy.execute("PRAGMA synchronous = OFF")
        present.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
    sync(target)


def sync(path: Path) -> None:
    """Bring a file, or the list of a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_sqlite(url: str, folder: Path) -> Copied:
    source, target = Path(str(sqlalchemy.make_url(url).database)), folder / SQLITE_FILE
    copy_file(source, target)
    with closing(sqlite3.connect(target)) as copy:
        revision = copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        size = copy.execute("SELECT size FROM audit_head").fetchone()[0]
    return Copied(engine="sqlite", files=(SQLITE_FILE,), revision=revision, log_size=size)


def _copy_server(url: str, folder: Path) -> Copied:
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            connection.execute(text("SET TRANSACTION READ ONLY"))
            revision = str(schema.revision(connection))
            size = int(connection.execute(text("SELECT size FROM audit_head")).scalar_one())
            files = [_copy_table(connection, table, folder) for table in _tables()]
    finally:
        engine.dispose()
    return Copied(engine="postgresql", files=tuple(files), revision=revision, log_size=size)


def _tables() -> list[tuple[str, str]]:
    """Each table with its columns, those first that others point to."""
    return [
        (table.name, ", ".join(f'"{column.name}"' for column in table.columns))
        for table in schema.METADATA.sorted_tables
    ]


def _copy_table(connection: Connection, table: tuple[str, str], folder: Path) -> str:
    name = f"{table[0]}.copy"
    statement = f'COPY "{table[0]}" ({table[1]}) TO STDOUT (FORMAT binary)'
    with _cursor(connection) as cursor, _new_file(folder / name) as file:
        with cursor.copy(statement) as pieces:
            for piece in pieces:
                file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return name


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file


@contextmanager
def _cursor(connection: Connection) -> Iterator[Any]:
    """The driver's own cursor, inside this transaction: only it can COPY."""
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        yield cursor


def load_file(read: Reader, target: Path) -> None:
    """Write the file of a backup anew; it is whole when this returns."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _new_file(target) as file:
        for piece in read(SQLITE_FILE):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def load_server(
    read: Reader, url: str, revision: str, folder: str, roles: Roles | None = None
) -> None:
    """
    Fill an empty PostgreSQL database, in one transaction behind the schema.

    Args:
        read: gives the files.
        url: of the database, as its owner.
        revision: of the schema that was copied.
        folder: where the rest of the house lies meanwhile; only from there does it open before
            ``finish``.
        roles: who gets rights in it; none for a copy that only its owner uses.

    Raises:
        HouseExists: it is not empty.
        StartRefused: the roles cannot be made.
    """
    clear(url, folder)
    schema.upgrade(url, revision, roles)
    engine = make_engine(url, guarded=False)
    try:
        with engine.begin() as connection:
            triggers = connection.execute(text(_TRIGGERS)).all()
            for table, trigger, _ in triggers:
                connection.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER "{trigger}"'))
            for table in _tables():
                _load_table(connection, table, read)
            for table, trigger, enabled in triggers:
                how = _ENABLED[_as_text(enabled)]
                connection.execute(text(f'ALTER TABLE "{table}" {how} TRIGGER "{trigger}"'))
    finally:
        engine.dispose()


def _as_text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _load_table(connection: Connection, table: tuple[str, str], read: Reader) -> None:
    statement = f'COPY "{table[0]}" ({table[1]}) FROM STDIN (FORMAT binary)'
    with _cursor(connection) as cursor, cursor.copy(statement) as pieces:
        for piece in read(f"{table[0]}.copy"):
            pieces.write(piece)


def clear(url: str, folder: str = "") -> None:
    """
    Take away what an unfinished restore left behind, and mark the database as unfinished.

    Args:
        url: of a PostgreSQL database.
        folder: where the rest of the house lies; empty to leave the database empty, unmarked.

    Raises:
        HouseExists: the database holds tables and no mark.
    """
    with _owning(url) as connection:
        is_marked = bool(connection.execute(text(_HAS_MARK)).scalar_one())
        if not is_marked and connection.execute(text(_TABLES)).scalar_one():
            raise HouseExists
        if not is_marked:
            connection.execute(text(_MAKE_MARK))
        has_schema = schema.revision(connection) is not None
    if has_schema:
        schema.downgrade(url, "base")
    with _owning(url) as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        connection.execute(text(_EMPTY_MARK))
        if folder:
            connection.execute(text(_ADD_TO_MARK), {"folder": folder})
        else:
            connection.execute(text(_DROP_MARK))


def finish(url: str) -> None:
    """Take the mark of an unfinished restore away: from now on the database is the house."""
    with _owning(url) as connection:
        connection.execute(text(_DROP_MARK))


def unfinished(connection: Connection) -> str | None:
    """Where the rest of a house lies whose restore was not finished; None for a whole one."""
    if connection.dialect.name == "sqlite":
        return None
    if not connection.execute(text(_HAS_MARK)).scalar_one():
        return None
    found = connection.execute(text(_READ_MARK)).scalar()
    return "" if found is None else str(found)


@contextmanager
def _owning(url: str) -> Iterator[Connection]:
    engine = make_engine(url, guarded=False)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
