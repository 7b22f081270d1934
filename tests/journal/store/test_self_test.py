"""The self-test at start finds each missing trigger and leaves nothing behind."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from journal.store import append_only, audit
from journal.store.db import is_sqlite

TRIGGERS = {
    "ae_upd": ["UPDATE audit_entry"],
    "ae_del": ["DELETE audit_entry"],
    "al_upd": ["UPDATE audit_leaf"],
    "al_del": ["DELETE audit_leaf"],
    "ah_upd": ["UPDATE audit_head"],
    "ah_del": ["DELETE audit_head"],
    "ac_upd": ["UPDATE audit_case"],
    "ac_del": ["DELETE audit_case"],
    "acp_upd": ["UPDATE audit_checkpoint"],
    "acp_del": ["DELETE audit_checkpoint"],
}


PARTS = {
    "function": "CREATE OR REPLACE FUNCTION ae_del() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN RETURN OLD; END'",
    "drop": "DROP TRIGGER ae_del ON audit_entry",
    "before": "ae_del BEFORE",
    "on": "ON audit_entry FOR EACH ROW",
    "runs": "EXECUTE FUNCTION ae_del()",
    "wakes": "ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER ae_del",
}


def drop(engine, trigger):
    """Remove a trigger as its owner can."""
    table = next(name for name, prefix in PREFIXES.items() if trigger.startswith(f"{prefix}_"))
    where = "" if is_sqlite(engine) else f" ON {table}"
    with engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {trigger}{where}"))


PREFIXES = {
    "audit_entry": "ae",
    "audit_leaf": "al",
    "audit_head": "ah",
    "audit_case": "ac",
    "audit_checkpoint": "acp",
}


def rows(session):
    """Count the rows of each table of the log."""
    return [session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in PREFIXES]


def test_a_sound_log_stops_every_attack(engine, session, append):
    """Empty or full, and as often as it is run; nothing is left behind."""
    assert [] == append_only.self_test(engine)
    assert [0] * 5 == rows(session)
    append(session, 3)
    session.commit()
    before = rows(session)
    session.commit()
    assert [] == append_only.self_test(engine)
    assert before == rows(session)
    assert 3 == audit.head(session).size


@pytest.fixture
def mighty(engine, owner_engine):
    """Return an engine that no missing right holds back; the guard of SQLite is on."""
    return engine if is_sqlite(engine) else owner_engine


@pytest.mark.parametrize(("trigger", "attacks"), TRIGGERS.items())
def test_a_dropped_trigger_is_found(trigger, attacks, engine, mighty, owner_engine):
    """Whoever may attack learns which attack works, and the log is as it was."""
    drop(owner_engine, trigger)
    found = append_only.self_test(mighty)
    worked = {name for name in found if not name.startswith("trigger ")}
    assert set(attacks) <= set(found)
    assert all(name.split()[-1] in attacks[0] for name in worked if name != "DROP TRIGGER")
    with engine.connect() as connection:
        assert 0 == connection.execute(text("SELECT count(*) FROM audit_entry")).scalar_one()


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("how", ["DISABLE TRIGGER {}", "ENABLE TRIGGER {}"])
def test_a_sleeping_trigger_is_found_where_rights_stop_the_attack(
    trigger, how, engine, owner_engine
):
    """One fence does not hide the hole in the other, also one that is open to replicas only."""
    if is_sqlite(engine):
        pytest.skip("on SQLite every role is the same")
    table = next(name for name, prefix in PREFIXES.items() if trigger.startswith(f"{prefix}_"))
    with owner_engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} {how.format(trigger)}"))
    found = append_only.self_test(engine)
    # The head must move, so its triggers alone keep it from going back.
    assert [f"trigger {trigger}"] == [name for name in found if name != "UPDATE audit_head"]


@pytest.mark.parametrize(
    "change",
    [
        "{function}",
        "{drop}; CREATE TRIGGER {before} DELETE {on} WHEN (false) {runs}; {wakes}",
        "{drop}; CREATE TRIGGER {before} UPDATE {on} {runs}; {wakes}",
    ],
    ids=["another body", "never", "at another moment"],
)
def test_a_trigger_that_only_bears_the_name_is_found(change, engine, owner_engine):
    """It must say what it was made to say, when it was made to say it."""
    if is_sqlite(engine):
        pytest.skip("on SQLite the attacks find it")
    with owner_engine.begin() as connection:
        connection.exec_driver_sql(change.format(**PARTS))
    assert ["trigger ae_del"] == append_only.self_test(engine)


@pytest.mark.parametrize("table", PREFIXES)
def test_a_missing_trigger_on_insert_is_found(table, mighty, owner_engine):
    """Overwriting is an insert, so it needs the insert's trigger, or the one it leads to."""
    for event in ("ins", "upd", "del"):
        drop(owner_engine, f"{PREFIXES[table]}_{event}")
    assert f"UPSERT {table}" in append_only.self_test(mighty)


@pytest.mark.parametrize("table", PREFIXES)
def test_a_missing_trigger_on_truncate_is_found(table, engine, owner_engine):
    """Also a trigger that is there and asleep."""
    if is_sqlite(engine):
        pytest.skip("SQLite has no TRUNCATE")
    with owner_engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER {PREFIXES[table]}_tru"))
    trigger = f"trigger {PREFIXES[table]}_tru"
    assert [trigger] == append_only.self_test(engine)
    assert [trigger, f"TRUNCATE {table}"] == append_only.self_test(owner_engine)


def test_an_engine_without_its_guard_is_found(owner_engine):
    """On SQLite the schema needs a guard of its own."""
    if not is_sqlite(owner_engine):
        pytest.skip("PostgreSQL guards its schema by ownership")
    assert ["DROP TRIGGER", "ALTER", "ATTACH", "PRAGMA writable_schema"] == append_only.self_test(
        owner_engine
    )


def test_a_failure_that_proves_nothing_is_no_success(engine, owner_engine):
    """An attack that fails because a table is missing did not show that the log is sound."""
    with owner_engine.begin() as connection:
        connection.execute(text("DROP TABLE audit_checkpoint"))
    with pytest.raises(DBAPIError, match="audit_checkpoint"):
        append_only.self_test(engine)
