"""
What the running database must promise: what was answered "saved" survives a power cut.

Source: https://www.sqlite.org/pragma.html#pragma_synchronous and
https://www.postgresql.org/docs/current/runtime-config-wal.html
"""

from sqlalchemy.engine import Connection

from journal.store.db import is_sqlite

_SQLITE = {
    "synchronous": ("2", "3"),  # FULL, EXTRA; below it a power cut loses committed notes
    "journal_mode": ("wal",),
    "foreign_keys": ("1",),
    "secure_delete": ("1",),
    "recursive_triggers": ("1",),
}
_POSTGRESQL = {
    "synchronous_commit": ("on", "remote_write", "remote_apply"),
    "fsync": ("on",),
    "full_page_writes": ("on",),
}


def check(connection: Connection) -> list[str]:
    """
    Compare the settings in force with what the service needs.

    Args:
        connection: one of the running service, with its settings made.

    Returns:
        A line for each setting that falls short, naming its value and those that would do.
    """
    command, needed = ("PRAGMA", _SQLITE) if is_sqlite(connection) else ("SHOW", _POSTGRESQL)
    problems = []
    for name, good in needed.items():
        value = str(connection.exec_driver_sql(f"{command} {name}").scalar_one())
        if value not in good:
            problems.append(f"{name} is {value}, must be {' or '.join(good)}")
    return problems
