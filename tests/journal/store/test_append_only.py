"""Attacks on the log that only its triggers stop; on PostgreSQL by the mightiest role there is."""

from uuid import uuid4

import pytest
from databases import as_role
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from journal.store import append_only, audit
from journal.store.db import is_sqlite, make_engine
from journal.store.schema import METADATA

TABLES = ("audit_entry", "audit_leaf", "audit_head", "audit_case", "audit_checkpoint")
CHANGES = {
    "audit_entry": "act = 'note.write'",
    "audit_leaf": "seq = audit_leaf.seq + 100",
    "audit_head": "size = audit_head.size - 1",
    "audit_case": "alias = audit_case.entry_id",
    "audit_checkpoint": "note = 'forged'",
}
KEYS = {
    "audit_entry": "id",
    "audit_leaf": "seq",
    "audit_head": "id",
    "audit_case": "alias, entry_id",
    "audit_checkpoint": "size",
}


@pytest.fixture
def engine(migrated_url):
    """Return an engine that no missing right holds back; the guard of SQLite is on."""
    engine = make_engine(as_role(migrated_url, "postgres"))
    yield engine
    engine.dispose()


@pytest.fixture
def log(session, append):
    """Return a session on a log of three entries and a checkpoint, all committed."""
    append(session, 3, case=uuid4())
    audit.add_checkpoint(session, 3, "signed")
    session.commit()
    return session


@pytest.fixture
def contents(log):
    """Return a function that gives every row of the log."""

    def read():
        return {
            table: log.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all() for table in TABLES
        }

    return read


@pytest.fixture
def refused(log, contents):
    """Return a function that runs an attack and finds it refused, the log as it was."""

    def attack(statement, **values):
        before = contents()
        log.commit()
        with pytest.raises(DBAPIError, match=append_only.REFUSAL):
            log.execute(text(statement), values)
        log.rollback()
        assert before == contents()

    return attack


@pytest.mark.parametrize("table", TABLES)
def test_a_row_of_the_log_is_not_edited(table, refused):
    """What was written stands."""
    refused(f"UPDATE {table} SET {CHANGES[table]}")


@pytest.mark.parametrize("table", TABLES)
def test_a_row_of_the_log_is_not_deleted(table, refused):
    """Nobody forgets a reading."""
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_a_row_of_the_log_is_not_overwritten(table, refused):
    """An insert that meets a row does not take its place."""
    refused(
        f"INSERT INTO {table} SELECT * FROM {table} WHERE true "
        f"ON CONFLICT ({KEYS[table]}) DO UPDATE SET {CHANGES[table]}"
    )


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_sqlite_does_not_replace_a_row(table, recursive, owner_engine, append):
    """Also where deletions by REPLACE fire no trigger, as on a connection set up otherwise."""
    if not is_sqlite(owner_engine):
        pytest.skip("PostgreSQL has no REPLACE")
    with owner_engine.connect() as connection:
        connection.connection.driver_connection.execute(f"PRAGMA recursive_triggers = {recursive}")
        append(audit.Session(connection), 2, case=uuid4())
        audit.add_checkpoint(audit.Session(connection), 2, "signed")
        with pytest.raises(DBAPIError, match=append_only.REFUSAL):
            connection.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))


def test_sqlite_does_not_replace_a_row_by_its_hidden_number(log, refused):
    """The row number is a key as well."""
    if not is_sqlite(log.get_bind()):
        pytest.skip("PostgreSQL has no hidden number")
    refused(
        "INSERT OR REPLACE INTO audit_entry (rowid, id, t, act, out, rid, entry, hash) "
        "SELECT rowid, randomblob(16), t, act, out, rid, entry, hash FROM audit_entry LIMIT 1"
    )


@pytest.mark.parametrize("table", TABLES)
def test_postgresql_does_not_empty_a_table(table, log, refused):
    """TRUNCATE asks no row trigger, so it has its own."""
    if is_sqlite(log.get_bind()):
        pytest.skip("SQLite has no TRUNCATE")
    refused(f"TRUNCATE {table}")
    refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("attack", ["DELETE FROM {}", "TRUNCATE {}"])
def test_a_replication_role_is_refused_too(table, attack, log, refused):
    """The role that switches triggers off does not switch these off."""
    if is_sqlite(log.get_bind()):
        pytest.skip("SQLite has no roles")
    log.execute(text("SET session_replication_role = replica"))
    log.commit()
    refused(attack.format(table))


def test_a_temporary_table_does_not_stand_in_for_the_log(log, refused):
    """The triggers look at the log itself, whatever else bears its name."""
    if is_sqlite(log.get_bind()):
        pytest.skip("the guard of SQLite lets nobody make a table")
    log.execute(text("CREATE TEMP TABLE audit_leaf (seq bigint, entry_id uuid, hash bytea)"))
    log.commit()
    refused("UPDATE public.audit_head SET size = 0")


def test_nothing_cascades_into_the_log(owner_engine, log):
    """No foreign key leads in or out, and one made later still meets the trigger."""
    for name in TABLES:
        assert set() == METADATA.tables[name].foreign_keys
    pointed_at = {
        key.column.table.name for table in METADATA.tables.values() for key in table.foreign_keys
    }
    assert set() == pointed_at & set(TABLES)
    if is_sqlite(owner_engine):
        return
    with owner_engine.connect() as connection:
        connection.execute(text("CREATE TABLE parent (id uuid PRIMARY KEY)"))
        connection.execute(text("INSERT INTO parent SELECT entry_id FROM audit_leaf"))
        connection.execute(
            text(
                "ALTER TABLE audit_leaf ADD FOREIGN KEY (entry_id) "
                "REFERENCES parent ON DELETE CASCADE"
            )
        )
        with pytest.raises(DBAPIError, match=append_only.REFUSAL):
            connection.execute(text("DELETE FROM parent"))


@pytest.mark.parametrize("seq", [0, 2, 4, -1])
def test_a_leaf_stands_right_after_the_last(seq, log, entry):
    """No gap, no place twice, no place before the first."""
    row = entry()
    log.execute(audit.AuditEntryRow.__table__.insert(), row)
    with pytest.raises(DBAPIError, match=append_only.REFUSAL):
        log.execute(
            audit.AuditLeafRow.__table__.insert(),
            {"seq": seq, "entry_id": row["id"], "hash": row["hash"]},
        )


def test_a_leaf_needs_its_entry_with_the_same_hash(log, entry):
    """A place in the tree is a place of something that was written."""
    row = entry()
    log.execute(audit.AuditEntryRow.__table__.insert(), row)
    for leaf in (
        {"seq": 3, "entry_id": row["id"], "hash": bytes(32)},
        {"seq": 3, "entry_id": uuid4(), "hash": row["hash"]},
    ):
        with pytest.raises(DBAPIError, match=append_only.REFUSAL), log.begin_nested():
            log.execute(audit.AuditLeafRow.__table__.insert(), leaf)


def test_an_entry_has_one_place(log):
    """The same entry does not come twice into the tree."""
    first, *_ = audit.leaves(log, 0)
    with pytest.raises(DBAPIError, match=append_only.REFUSAL):
        log.execute(
            audit.AuditLeafRow.__table__.insert(),
            {"seq": 3, "entry_id": first.entry_id, "hash": first.leaf_hash},
        )


def test_an_entry_has_its_bytes(log, entry):
    """An entry that says nothing is none."""
    with pytest.raises(DBAPIError, match=append_only.REFUSAL):
        log.execute(audit.AuditEntryRow.__table__.insert(), entry() | {"entry": None})


def test_postgresql_checks_the_hash_of_an_entry(log, entry):
    """A hash of other bytes is refused before it is a leaf; SQLite leaves that to the verifier."""
    if is_sqlite(log.get_bind()):
        pytest.skip("SQLite has no hash function")
    with pytest.raises(DBAPIError, match=append_only.REFUSAL):
        log.execute(audit.AuditEntryRow.__table__.insert(), entry() | {"hash": bytes(32)})


@pytest.mark.parametrize(
    "change", ["size = 2", "size = 4", "pruned = 4", "id = 2", "pruned = -1, size = 3"]
)
def test_the_head_follows_the_leaves(change, refused):
    """It never shrinks, never runs ahead, and never claims to have pruned what is not there."""
    refused(f"UPDATE audit_head SET {change}")


@pytest.mark.parametrize(("head_id", "size"), [(1, 0), (2, 0), (1, 3)])
def test_there_is_one_head(head_id, size, refused):
    """A second one would be a second truth."""
    refused(
        "INSERT INTO audit_head (id, size, frontier, pruned) VALUES (:id, :size, :frontier, 0)",
        id=head_id,
        size=size,
        frontier=b"",
    )


AT = "(SELECT entry_id FROM audit_leaf WHERE seq = {})"


def test_pruning_stays_inside_its_prefix(log, refused):
    """Entries go only below the recorded mark, nothing changes there, and the mark never falls."""
    log.execute(text("UPDATE audit_head SET pruned = 2"))
    log.execute(text(f"DELETE FROM audit_case WHERE entry_id = {AT.format(0)}"))
    log.execute(text(f"DELETE FROM audit_entry WHERE id = {AT.format(0)}"))
    log.commit()
    refused(f"DELETE FROM audit_case WHERE entry_id = {AT.format(2)}")
    refused(f"DELETE FROM audit_entry WHERE id = {AT.format(2)}")
    refused("UPDATE audit_head SET pruned = 1")
    for change in ("entry = :other", "entry = NULL", "act = 'note.write'"):
        values = {"other": b"other"} if ":other" in change else {}
        refused(f"UPDATE audit_entry SET {change} WHERE id = {AT.format(1)}", **values)
    refused("DELETE FROM audit_leaf WHERE seq = 0")
    assert [0] == [leaf.seq for leaf in audit.leaves(log, 0) if leaf.entry is None]


def test_what_was_erased_does_not_come_back(log, entry):
    """Nobody writes something else under the place of an erased event."""
    log.execute(text("UPDATE audit_head SET pruned = 2"))
    log.execute(text(f"DELETE FROM audit_entry WHERE id = {AT.format(0)}"))
    first, *_ = audit.leaves(log, 0)
    with pytest.raises(DBAPIError, match=append_only.REFUSAL):
        log.execute(audit.AuditEntryRow.__table__.insert(), entry() | {"id": first.entry_id})


def test_sealed_words_may_go_but_not_change(log, refused):
    """Own words are erased in time, with the prefix; nobody puts other words into a mouth."""
    refused("UPDATE audit_entry SET priv_ct = :other", other=b"other words")
    refused("UPDATE audit_entry SET priv_ct = NULL")
    log.execute(text("UPDATE audit_head SET pruned = 3"))
    log.execute(text("UPDATE audit_entry SET priv_ct = NULL"))
    log.commit()
    refused("UPDATE audit_entry SET priv_ct = :other", other=b"new words")


def test_an_honest_append_goes_through(log, append):
    """The triggers stop attacks, not the service."""
    append(log, 5)
    audit.add_checkpoint(log, 8, "signed")
    log.commit()
    assert 8 == audit.head(log).size
    assert list(range(8)) == [seq for seq, _ in audit.leaf_hashes(log, 0, 8)]
