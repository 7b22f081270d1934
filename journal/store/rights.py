"""
What each role may do in a PostgreSQL database, and whether the service may do too much.

Rules: four roles. The owner owns the tables and changes the schema, and nobody serves as it. The
service reads and writes rows; of the log it adds and never changes what stands there. Retention may
erase what is too old, as far as the triggers let go, the auditor read the log, and neither
anything else. Rights are given anew with every change of the schema, table by table: a table that
is not named here is for its owner alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import OperationalError

from config.settings import Settings
from journal.domain.errors import N_, StartRefused
from journal.store.db import make_engine

LONGEST_NAME = 63
"""Bytes of a role's name; PostgreSQL cuts off the rest."""

NOT_NAMED = N_(
    "database_url must name the role that serves, and owner_database_url another that owns the "
    "tables: a service that owns its log could change it."
)
UNFIT_OWNER = N_(
    "The schema cannot be changed by the role of owner_database_url: %(problems)s. "
    "Mend that on the server first; nothing was changed."
)

_READ = ("SELECT",)
_ADD = (*_READ, "INSERT")
_KEEP = (*_ADD, "UPDATE")
_PASS_ON = (*_ADD, "DELETE")
_ALL = (*_KEEP, "DELETE")

SERVICE: Mapping[str, tuple[str, ...]] = {
    "activation": _ALL,
    "alembic_version": _READ,
    "appointment": _ADD,
    "audit_case": _ADD,
    "audit_checkpoint": _ADD,
    "audit_entry": _ADD,
    "audit_head": (*_ADD, "UPDATE (size, frontier)"),
    "audit_leaf": _ADD,
    "case_file": _KEEP,
    "certificate": _KEEP,
    "decision": _KEEP,
    "delegation": _KEEP,
    "deadline": _KEEP,
    "draft": _ALL,
    "enquiry": _KEEP,
    "enquiry_contact": _ADD,
    "enrolment": _ALL,
    "exclusion": _ADD,
    "fact": _ALL,
    "figures": _KEEP,
    "house": _KEEP,
    "key_epoch": _PASS_ON,
    "key_wrap": _PASS_ON,
    "must_read": _PASS_ON,
    "note": _KEEP,
    "note_seen": _ADD,
    "org_root": _KEEP,
    "pending_grant": _ALL,
    "record": _ALL,
    "publication": _KEEP,
    "publication_step": _ADD,
    "recovery_key": _ADD,
    "resident_key": _ALL,
    "review_count": _ADD,
    "review_item": _KEEP,
    "review_week": _ADD,
    "safety_event": _KEEP,
    "room": _KEEP,
    "room_assignment": _KEEP,
    "room_night": _KEEP,
    "room_out": _KEEP,
    "shift": _PASS_ON,
    "signin_throttle": _ALL,
    "staff": _KEEP,
    "staff_secret": _ALL,
    "stay": _KEEP,
    "team_member": _KEEP,
    "timed_access": _KEEP,
    "unfinished_restore": _READ,
    "visitation": _KEEP,
}
_LOG = ("audit_case", "audit_checkpoint", "audit_entry", "audit_head", "audit_leaf")
AUDITOR: Mapping[str, tuple[str, ...]] = dict.fromkeys(_LOG, _READ)
RETENTION: Mapping[str, tuple[str, ...]] = {
    **AUDITOR,
    "audit_case": (*_READ, "DELETE"),
    "audit_entry": (*_READ, "DELETE", "UPDATE (priv_ct)"),
    "audit_head": (*_READ, "UPDATE (pruned)"),
    "review_count": (*_READ, "DELETE"),
    "review_item": (*_READ, "DELETE"),
    "review_week": _READ,
}

_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
    " AND relkind IN ('r', 'p') ORDER BY relname"
)
_OWNER = (
    "SELECT current_user AS name, r.rolsuper, r.rolcreaterole,"
    " pg_has_role(d.datdba, 'USAGE') AS owns"
    " FROM pg_roles r, pg_database d"
    " WHERE r.rolname = current_user AND d.datname = current_database()"
)
_KNOWN = "SELECT rolname FROM pg_roles WHERE rolname = ANY(:names)"
# Where the log lies, whatever the path says on which this role looks for tables.
_HOME = "(SELECT relnamespace FROM pg_class WHERE relname = 'audit_entry' AND relkind = 'r')"
# Every role that the one that logged in is, or may turn into, with what it may.
_MAY_BECOME = (
    "SELECT r.oid, r.rolname AS name, r.rolsuper AS super, r.rolbypassrls AS bypasses,"  # noqa: S608
    " r.rolcreaterole AS makes_roles, r.rolreplication AS copies,"
    " r.rolname LIKE 'pg\\_%' AS is_of_server,"
    f" EXISTS (SELECT FROM pg_namespace n WHERE n.oid IN {_HOME}"
    " AND has_schema_privilege(r.oid, n.oid, 'CREATE'))"
    " OR has_database_privilege(r.oid, current_database(), 'CREATE') AS makes_tables,"
    " EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p')"
    f" AND c.relnamespace IN {_HOME}) AS owns,"
    " EXISTS (SELECT FROM pg_database d WHERE d.datdba = r.oid"
    " AND d.datname = current_database()) AS owns_database"
    " FROM pg_roles r WHERE r.rolname = session_user"
    " OR NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user)"
    " AND pg_has_role(session_user, r.oid, 'MEMBER') ORDER BY r.rolname <> session_user, r.rolname"
)
_MAY_CHANGE = (
    "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(:names)"  # noqa: S608 -- our own words
    f" AND c.relnamespace IN {_HOME} AND ("
    " has_table_privilege(CAST(:role AS oid), c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')"
    " OR c.relname <> 'audit_head'"
    " AND has_any_column_privilege(CAST(:role AS oid), c.oid, 'UPDATE')"
    " OR c.relname = 'audit_head'"
    " AND has_column_privilege(CAST(:role AS oid), c.oid, 'pruned', 'UPDATE'))"
    " ORDER BY c.relname"
)
_EXCESSES = {
    "super": "{} is a superuser",
    "bypasses": "{} has BYPASSRLS",
    "makes_roles": "{} has CREATEROLE",
    "copies": "{} has REPLICATION",
    "is_of_server": "{} is a role of the server itself",
    "owns_database": "{} owns the database",
    "owns": "{} owns the tables",
    "makes_tables": "{} may make tables",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The names of the roles of one house; the owner is whoever changes the schema."""

    service: str
    retention: str
    auditor: str

    def rights(self) -> list[tuple[str, Mapping[str, tuple[str, ...]]]]:
        """What each of them may do, by table."""
        return [(self.service, SERVICE), (self.retention, RETENTION), (self.auditor, AUDITOR)]

    @property
    def names(self) -> list[str]:
        """All three."""
        return [name for name, _ in self.rights()]


def roles_of(service_url: str, owner_url: str) -> Roles:
    """
    The roles of a house; their names follow that of the service, so houses can share a server.

    Args:
        service_url: address under which the service reaches its database.
        owner_url: address under which its schema is changed.

    Raises:
        StartRefused: an address names no role, or both name the same one.
    """
    service, owner = (make_url(url).username if url else None for url in (service_url, owner_url))
    if not service or not owner or service == owner:
        raise StartRefused(NOT_NAMED)
    return Roles(service=service, retention=f"{service}_retention", auditor=f"{service}_auditor")


def of_house(settings: Settings) -> Roles | None:
    """The roles of a house; None where the schema is changed by whoever reads and writes rows."""
    if not settings.owner_database_url:
        return None
    return roles_of(settings.database_url, settings.owner_database_url)


def make(connection: Connection, roles: Roles) -> None:
    """
    Make the roles that are missing; those that are there stay as they are.

    The service may log in, by whatever way the server's own rules allow it. Retention and auditor
    are given to people; the owner may act as retention.

    Raises:
        StartRefused: the owner may not do that, or more than an owner should.
    """
    known = set(connection.scalars(text(_KNOWN), {"names": roles.names}))
    missing = [name for name in roles.names if name not in known]
    _require_fit(connection, roles, missing)
    for name in missing:
        may_log_in = " LOGIN" if name == roles.service else ""
        connection.exec_driver_sql(f"CREATE ROLE {_quoted(connection, name)}{may_log_in}")
    if roles.retention in missing:
        retention = _quoted(connection, roles.retention)
        connection.exec_driver_sql(f"GRANT {retention} TO CURRENT_USER")


def _require_fit(connection: Connection, roles: Roles, missing: list[str]) -> None:
    owner = connection.execute(text(_OWNER)).one()
    problems = []
    if owner.rolsuper:
        problems.append(f"{owner.name} is a superuser")
    if not owner.owns:
        problems.append(f"{owner.name} does not own the database")
    if missing and not owner.rolcreaterole:
        problems.append(f"{owner.name} lacks CREATEROLE to make {', '.join(missing)}")
    problems += [
        f"the name {name} is too long" for name in roles.names if len(name.encode()) > LONGEST_NAME
    ]
    if problems:
        raise StartRefused(UNFIT_OWNER, problems="; ".join(problems))


def grant(connection: Connection, roles: Roles) -> None:
    """Give each role its rights on what the database holds now, and take all others away."""
    tables = list(connection.scalars(text(_TABLES)))
    for statement in _statements(connection, roles, tables):
        connection.exec_driver_sql(statement)


def _statements(connection: Connection, roles: Roles, tables: list[str]) -> Iterator[str]:
    place = connection.execute(text("SELECT current_database(), current_schema()")).one()
    database, schema = (_quoted(connection, name) for name in place)
    everybody = ", ".join(_quoted(connection, name) for name in roles.names)
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {everybody}"
    yield f"GRANT CONNECT ON DATABASE {database} TO {everybody}"
    yield f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {everybody}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {everybody}"
    for table in tables:
        name = _quoted(connection, table)
        yield f"REVOKE ALL ON TABLE {name} FROM PUBLIC, {everybody}"
        for role, rights in roles.rights():
            if table in rights:
                what = ", ".join(rights[table])
                yield f"GRANT {what} ON TABLE {name} TO {_quoted(connection, role)}"


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)


def excesses(connection: Connection) -> list[str]:
    """
    What the role of a connection may do that no service should be able to.

    Returns:
        A line for each excess, with the role that has it: the one that logged in, or one that it
        may turn into. Empty on SQLite, which has no roles.
    """
    if connection.dialect.name != "postgresql":
        return []
    found = []
    for role in connection.execute(text(_MAY_BECOME)).all():
        found += [what.format(role.name) for key, what in _EXCESSES.items() if role._mapping[key]]
        if not role.super:
            found += [f"{role.name} may change {table}" for table in _may_change(connection, role)]
    return found


def _may_change(connection: Connection, role: Row[Any]) -> list[str]:
    asked = {"role": role.oid, "names": list(_LOG)}
    return list(connection.scalars(text(_MAY_CHANGE), asked))


def wants_password(url: str) -> bool:
    """
    Whether the server lets nobody in under an address without a password.

    Raises:
        OperationalError: it lets nobody in for another reason.
    """
    engine = make_engine(url, guarded=False)
    try:
        with engine.connect():
            return False
    except OperationalError as error:
        finished: Any = getattr(error.orig, "pgconn", None)
        if finished is not None and finished.needs_password:
            return True
        raise
    finally:
        engine.dispose()


def retention_url(settings: Settings) -> str:
    """
    Where old events are erased: as the owner in the role of retention, which may do nothing else.

    Args:
        settings: with the owner's password, where the server wants one.
    """
    roles = of_house(settings)
    if roles is None:
        return settings.engine_url
    acting = {"options": f"-c role={roles.retention}"}
    made = make_url(settings.owner_database_url).update_query_dict(acting)
    return made.render_as_string(hide_password=False)


def with_password(url: str, password: str) -> str:
    """An address with the password of its role, to be kept in memory only."""
    return make_url(url).set(password=password).render_as_string(hide_password=False)
