"""
What the service may ask of SQLite: read and write rows.

Nothing changes the schema, its triggers or its settings. An attacker with the file is stopped by
the log's hashes instead.

Source: https://www.sqlite.org/c3ref/set_authorizer.html
"""

import sqlite3

_ALLOWED = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
        sqlite3.SQLITE_RECURSIVE,
    }
)

_READABLE_PRAGMAS = frozenset(
    {"synchronous", "journal_mode", "foreign_keys", "secure_delete", "recursive_triggers"}
)
_MAINTENANCE_PRAGMAS = frozenset({"wal_checkpoint"})


_CHANGES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})


def _is_allowed(act: int, first: str, second: str | None) -> bool:
    if act == sqlite3.SQLITE_PRAGMA:
        return (first in _READABLE_PRAGMAS and second is None) or first in _MAINTENANCE_PRAGMAS
    if act == sqlite3.SQLITE_FUNCTION:
        return second != "load_extension"
    if act in _CHANGES:
        return not first.startswith("sqlite_")
    return act in _ALLOWED


def _authorize(
    act: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None
) -> int:
    return sqlite3.SQLITE_OK if _is_allowed(act, first or "", second) else sqlite3.SQLITE_DENY


def guard_connection(connection: sqlite3.Connection) -> None:
    """Install the guard on one connection, after its settings are made."""
    connection.set_authorizer(_authorize)
