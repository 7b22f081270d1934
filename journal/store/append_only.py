"""
The triggers that keep the log append only, and the attacks that prove it at each start.

Rules: an entry is written once and never changes; inside the pruned prefix, and only there, it may
go, or lose the sealed words beside it; leaves are contiguous, match their entry and stay; the head
follows the leaves and never falls; nothing else is deleted.
On PostgreSQL every trigger fires for replication roles too, and the hash is checked as well.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Executable, Table, delete, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from journal.domain.ids import CaseAlias, EventId, HouseId, RequestId
from journal.store import audit
from journal.store.db import is_sqlite

REFUSAL = "append only"
"""What every refusal of a trigger says."""

_PREFIX = {
    "audit_entry": "ae",
    "audit_leaf": "al",
    "audit_head": "ah",
    "audit_case": "ac",
    "audit_checkpoint": "acp",
}

_ENTRY_COPIES = ("id", "t", "act", "actor", "out", "basis", "rid", "entry", "hash")

# When a statement is refused. `{s}` is the schema prefix, `{differs}` the engine's null-safe
# comparison. OR REPLACE deletes the row it meets without asking the delete trigger when recursive
# triggers are off, so inserts refuse every row that is there.
_PRUNED = (
    "SELECT 1 FROM {{s}}audit_leaf l, {{s}}audit_head h"
    " WHERE l.entry_id = {id} AND l.seq < h.pruned"
)
_INSERTS = {
    "audit_entry": (
        "NEW.entry IS NULL OR EXISTS (SELECT 1 FROM {s}audit_entry WHERE id = NEW.id)"
        " OR EXISTS (SELECT 1 FROM {s}audit_leaf WHERE entry_id = NEW.id){hash_differs}"
    ),
    "audit_leaf": (
        "NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM {s}audit_leaf)"
        " OR EXISTS (SELECT 1 FROM {s}audit_leaf WHERE entry_id = NEW.entry_id)"
        " OR NOT EXISTS (SELECT 1 FROM {s}audit_entry"
        " WHERE id = NEW.entry_id AND hash = NEW.hash)"
    ),
    "audit_head": (
        "NEW.id <> 1 OR NEW.size <> 0 OR NEW.pruned <> 0 OR EXISTS (SELECT 1 FROM {s}audit_head)"
    ),
    "audit_case": (
        "EXISTS (SELECT 1 FROM {s}audit_case WHERE alias = NEW.alias AND entry_id = NEW.entry_id)"
    ),
    "audit_checkpoint": "EXISTS (SELECT 1 FROM {s}audit_checkpoint WHERE size = NEW.size)",
}
_UPDATES = {
    "audit_entry": (
        "{copies_differ}"
        " OR (NEW.priv_ct {differs} OLD.priv_ct AND (NEW.priv_ct IS NOT NULL OR NOT EXISTS ("
        + _PRUNED.format(id="OLD.id")
        + ")))"
    ),
    "audit_head": (
        "NEW.id <> OLD.id OR NEW.size < OLD.size OR NEW.pruned < OLD.pruned"
        " OR NEW.pruned > NEW.size"
        " OR NEW.size <> (SELECT coalesce(max(seq) + 1, 0) FROM {s}audit_leaf)"
    ),
}
_DELETES = {
    "audit_entry": "NOT EXISTS (" + _PRUNED.format(id="OLD.id") + ")",
    "audit_case": "NOT EXISTS (" + _PRUNED.format(id="OLD.entry_id") + ")",
}
_ALWAYS = "1 = 1"
_HASH_DIFFERS = " OR NEW.hash <> sha256(decode('00', 'hex') || NEW.entry)"


def _rules(table: str) -> dict[str, str]:
    """Return the refused condition of each row event of a table."""
    return {
        "INSERT": _INSERTS[table],
        "UPDATE": _UPDATES.get(table, _ALWAYS),
        "DELETE": _DELETES.get(table, _ALWAYS),
    }


def _condition(pattern: str, schema: str, differs: str, hash_differs: str) -> str:
    """Fill in what the two engines say differently."""
    copies = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in _ENTRY_COPIES)
    return pattern.format(
        s=schema, differs=differs, hash_differs=hash_differs, copies_differ=copies
    )


def _name(table: str, event: str) -> str:
    return f"{_PREFIX[table]}_{event[:3].lower()}"


def create_triggers(connection: Connection) -> None:
    """Install all triggers of the log; its tables must exist."""
    for statement in _sqlite_ddl() if is_sqlite(connection) else _postgresql_ddl(connection):
        connection.exec_driver_sql(statement)


def drop_triggers(connection: Connection) -> None:
    """Remove all triggers of the log, for a migration only."""
    for table in _PREFIX:
        for event in ("INSERT", "UPDATE", "DELETE"):
            name = _name(table, event)
            if is_sqlite(connection):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            else:
                connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")
    if not is_sqlite(connection):
        connection.exec_driver_sql("DROP FUNCTION log_truncate() CASCADE")


def _sqlite_ddl() -> list[str]:
    return [
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} WHEN "
        + _condition(pattern, "", "IS NOT", "")
        + f" BEGIN SELECT RAISE(ABORT, '{table} is {REFUSAL}'); END"
        for table in _PREFIX
        for event, pattern in _rules(table).items()
    ]


def _postgresql_ddl(connection: Connection) -> list[str]:
    """Name the schema in every query: a temporary table of the same name must not stand in."""
    statements = [_function("log_truncate", _ALWAYS)]
    for table, prefix in _PREFIX.items():
        for event, refused in _refusals(connection, table).items():
            name = _name(table, event)
            statements.append(_function(name, refused))
            statements += _trigger(name, name, f"{event} ON {table} FOR EACH ROW", table)
        name = f"{prefix}_tru"
        statements += _trigger(
            name, "log_truncate", f"TRUNCATE ON {table} FOR EACH STATEMENT", table
        )
    return statements


def _refusals(connection: Connection, table: str) -> dict[str, str]:
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    return {
        event: _condition(pattern, f"{schema}.", "IS DISTINCT FROM", _HASH_DIFFERS)
        for event, pattern in _rules(table).items()
    }


def _function(name: str, refused: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${_body(refused)}$$"


def _body(refused: str) -> str:
    return (
        f" BEGIN IF {refused}"
        f" THEN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is {REFUSAL}'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END "
    )


def _trigger(name: str, function: str, when: str, table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION {function}()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """A planted row of one table and a change that must be refused."""

    table: Table
    row: ColumnElement[bool]
    change: dict[str, Any]


_REFUSALS = (REFUSAL, "not authorized", "permission denied")
_PATIENCE = "SET LOCAL lock_timeout = '5s'"
_HOUSE = text("SELECT id FROM house")
# Of every trigger: its table, when it fires (the bits of pg_trigger), and whether always and for
# whatever is written.
_TRIGGERS = text(
    "SELECT t.tgname AS name, c.relname AS table, CAST(t.tgtype AS integer) AS moment, p.prosrc"
    " AS body FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal"
    " AND t.tgenabled = 'A' AND t.tgqual IS NULL AND cardinality(t.tgattr) = 0"
)
_BEFORE, _EACH_ROW = 2, 1
_MOMENTS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
_SCHEMA_ATTACKS = {
    "DROP TRIGGER": "DROP TRIGGER IF EXISTS ae_del",
    "ALTER": "ALTER TABLE audit_entry ADD COLUMN planted TEXT",
    "ATTACH": "ATTACH DATABASE ':memory:' AS planted",
    "PRAGMA writable_schema": "PRAGMA writable_schema = ON",
}


def self_test(engine: Engine) -> list[str]:
    """
    Attack the log inside a transaction that is rolled back; nothing stays.

    Args:
        engine: of the running service, guarded on SQLite.

    Returns:
        The names of the attacks that worked, and on PostgreSQL, where the rights of the service
        would stop them too, of triggers that are not as they were made; empty when the log is
        sound.

    Raises:
        DBAPIError: an attack failed for a reason that proves nothing, such as a lock held too long.
    """
    with engine.connect() as connection:
        connection.detach()  # an attack that works may change the connection: never use it again
        transaction = connection.begin()
        try:
            missing = [] if is_sqlite(connection) else _missing(connection)
            targets = _plant(connection)
            attacks = _attacks(connection, targets)
            return missing + [name for name, attack in attacks if _works(connection, attack)]
        finally:
            transaction.rollback()


def _missing(connection: Connection) -> list[str]:
    """Name the triggers that are gone, asleep, or do not say what they should."""
    there = {(row.name, row.table, row.moment, row.body) for row in connection.execute(_TRIGGERS)}
    wanted = set()
    for table, prefix in _PREFIX.items():
        for event, refused in _refusals(connection, table).items():
            moment = _BEFORE | _EACH_ROW | _MOMENTS[event]
            wanted.add((_name(table, event), table, moment, _body(refused)))
        moment = _BEFORE | _MOMENTS["TRUNCATE"]
        wanted.add((f"{prefix}_tru", table, moment, _body(_ALWAYS)))
    return sorted(f"trigger {name}" for name, *_ in wanted - there)


def _works(connection: Connection, attack: Executable) -> bool:
    savepoint = connection.begin_nested()
    try:
        connection.execute(attack)
    except DBAPIError as error:
        if any(mark in str(error.orig) for mark in _REFUSALS):
            return False
        raise
    else:
        return True
    finally:
        savepoint.rollback()


def _plant(connection: Connection) -> list[_Target]:
    """Write one row into each table, so that an empty log is tested too."""
    session = Session(connection)
    if not is_sqlite(connection):
        _wait_for_others(session)
    if audit.head(session) is None:
        audit.start(session)
    tables = {table.name: table for table in audit.AuditEntryRow.metadata.sorted_tables}
    leaf, checkpoint = tables["audit_leaf"], tables["audit_checkpoint"]
    place = session.scalars(select(func.coalesce(func.max(leaf.c.seq) + 1, 0))).one()
    size = session.scalars(select(func.coalesce(func.max(checkpoint.c.size) + 1, 0))).one()
    entry_id, case = EventId(uuid4()), CaseAlias(uuid4())
    audit.append(session, [_entry(entry_id)], [{"alias": case, "entry_id": entry_id}], place)
    audit.move_head(session, place + 1, b"")
    audit.add_checkpoint(session, size, "planted")
    rows: dict[str, tuple[str, Any, dict[str, Any]]] = {
        "audit_entry": ("id", entry_id, {"act": "changed"}),
        "audit_leaf": ("entry_id", entry_id, {"hash": bytes(32)}),
        "audit_head": ("id", 1, {"size": place}),
        "audit_case": ("entry_id", entry_id, {"alias": uuid4()}),
        "audit_checkpoint": ("size", size, {"note": "changed"}),
    }
    return [
        _Target(table=tables[name], row=tables[name].c[column] == value, change=change)
        for name, (column, value, change) in rows.items()
    ]


def _wait_for_others(session: Session) -> None:
    """Let nobody append meanwhile, by the lock of those who do; there is none before a house."""
    session.execute(text(_PATIENCE))
    for house in session.scalars(_HOUSE).all():
        audit.lock(session, HouseId(house))


def _entry(entry_id: EventId) -> dict[str, Any]:
    return {
        "id": entry_id,
        "t": 0,
        "act": "planted",
        "actor": None,
        "out": "ok",
        "basis": None,
        "rid": RequestId(uuid4()),
        "entry": b"planted",
        "hash": hashlib.sha256(b"\0planted").digest(),
        "priv_ct": None,
    }


def _attacks(connection: Connection, targets: list[_Target]) -> Iterator[tuple[str, Executable]]:
    """Name each attack with its statement."""
    for target in targets:
        table, names = target.table, [column.name for column in target.table.c]
        copy, keys = select(table).where(target.row), list(table.primary_key.columns)
        yield f"UPDATE {table.name}", update(table).where(target.row).values(target.change)
        yield f"DELETE {table.name}", delete(table).where(target.row)
        if is_sqlite(connection):
            insert = sqlite.insert(table).from_select(names, copy)
            yield f"REPLACE {table.name}", insert.prefix_with("OR REPLACE")
            upsert: Executable = insert.on_conflict_do_update(keys, set_=target.change)
        else:
            yield f"TRUNCATE {table.name}", text(f"TRUNCATE {table.name}")
            upsert = (
                postgresql.insert(table)
                .from_select(names, copy)
                .on_conflict_do_update(index_elements=keys, set_=target.change)
            )
        yield f"UPSERT {table.name}", upsert
    if is_sqlite(connection):
        for name, statement in _SCHEMA_ATTACKS.items():
            yield name, text(statement)
