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
        sqlite3.SQLITE_INSERT,
        sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_DELETE,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
    }
)

_READABLE_PRAGMAS = frozenset(
    {"synchronous", "journal_mode", "foreign_keys", "secure_delete", "recursive_triggers"}
)
_MAINTENANCE_PRAGMAS = frozenset({"wal_checkpoint"})


def _authorize(
    act: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None
) -> int:
    if act == sqlite3.SQLITE_PRAGMA:
        is_reading = first in _READABLE_PRAGMAS and second is None
        return (
            sqlite3.SQLITE_OK
            if is_reading or first in _MAINTENANCE_PRAGMAS
            else sqlite3.SQLITE_DENY
        )
    if act in (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE) and (
        first or ""
    ).startswith("sqlite_"):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if act in _ALLOWED else sqlite3.SQLITE_DENY


def guard_connection(connection: sqlite3.Connection) -> None:
    """Install the guard on one connection, after its settings are made."""
    connection.set_authorizer(_authorize)
