"""The service knows when its database would lose what it was given."""

import pytest
from sqlalchemy import text

from journal.store import durability
from journal.store.db import is_sqlite


def test_the_engine_of_the_service_promises_enough(engine):
    """As it is opened by this program, nothing is amiss."""
    with engine.connect() as connection:
        assert [] == durability.check(connection)


@pytest.mark.parametrize(
    ("pragma", "problem"),
    [
        ("synchronous = NORMAL", "synchronous is 1, must be 2 or 3"),
        ("foreign_keys = OFF", "foreign_keys is 0, must be 1"),
        ("secure_delete = OFF", "secure_delete is 0, must be 1"),
        ("recursive_triggers = OFF", "recursive_triggers is 0, must be 1"),
        ("journal_mode = DELETE", "journal_mode is delete, must be wal"),
    ],
)
def test_a_weak_setting_of_sqlite_is_named(owner_engine, pragma, problem):
    """The line says what is set and what must be."""
    if not is_sqlite(owner_engine):
        pytest.skip("settings of SQLite")
    with owner_engine.connect() as connection:
        connection.connection.driver_connection.execute(f"PRAGMA {pragma}")
        assert [problem] == durability.check(connection)


@pytest.mark.parametrize("value", ["off", "local"])
def test_a_weak_setting_of_postgresql_is_named(owner_engine, value):
    """An answer before the disk has it is no answer."""
    if is_sqlite(owner_engine):
        pytest.skip("settings of PostgreSQL")
    with owner_engine.connect() as connection:
        connection.execute(text(f"SET synchronous_commit = {value}"))
        assert [
            f"synchronous_commit is {value}, must be on or remote_write or remote_apply"
        ] == durability.check(connection)
