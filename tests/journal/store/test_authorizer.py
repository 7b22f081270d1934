"""What the service cannot ask of SQLite, and what it can."""

import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from journal.store import schema
from journal.store.db import make_engine


@pytest.fixture
def connection(sqlite_url):
    """Return a guarded connection to a SQLite house."""
    schema.upgrade(sqlite_url)
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER ae_del",
        "DROP TABLE audit_entry",
        "DROP INDEX ix_audit_entry_t",
        "ALTER TABLE audit_entry RENAME TO old_entry",
        "ALTER TABLE audit_entry ADD COLUMN more TEXT",
        "ALTER TABLE audit_entry DROP COLUMN basis",
        "CREATE TABLE more (id INTEGER)",
        "CREATE TEMP TABLE audit_entry (id INTEGER)",
        "CREATE TRIGGER more AFTER INSERT ON note BEGIN DELETE FROM note; END",
        "CREATE TEMP TRIGGER more AFTER INSERT ON note BEGIN DELETE FROM note; END",
        "CREATE VIEW more AS SELECT 1",
        "CREATE VIRTUAL TABLE more USING fts5(body)",
        "ATTACH DATABASE ':memory:' AS other",
        "DETACH DATABASE main",
        "PRAGMA writable_schema = ON",
        "PRAGMA WRITABLE_SCHEMA = ON",
        "PRAGMA synchronous = OFF",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA secure_delete = OFF",
        "PRAGMA trusted_schema = ON",
        "SELECT load_extension('more')",
        "REINDEX",
        "ANALYZE",
    ],
)
def test_the_service_cannot_change_the_schema_or_its_settings(connection, statement):
    """Somebody who speaks with the service's own connection still meets the guard."""
    with pytest.raises(DatabaseError, match=r"not authorized"):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "VACUUM INTO '/copy'",
        "DELETE FROM sqlite_master",
        "UPDATE sqlite_schema SET sql = ''",
        "SAVEPOINT one; DROP TRIGGER ae_del",
    ],
)
def test_the_service_cannot_copy_or_rewrite_the_schema(connection, statement):
    """The guard or SQLite itself refuses, outside of any transaction too."""
    connection.rollback()
    with pytest.raises(
        (sqlite3.DatabaseError, sqlite3.ProgrammingError),
        match=r"not authorized|authorization denied|may not be modified|one statement",
    ):
        connection.connection.driver_connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM note",
        "PRAGMA synchronous",
        "PRAGMA journal_mode",
        "SAVEPOINT one",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3) SELECT * FROM n",
    ],
)
def test_the_service_can_do_its_work(connection, statement):
    """The guard stops no honest statement."""
    connection.execute(text(statement))


def test_the_log_of_changes_can_be_written_back(sqlite_url, connection):
    """After a destruction nothing may linger in the side file."""
    connection.rollback()
    driver = connection.connection.driver_connection
    assert 0 == driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
