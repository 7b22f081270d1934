"""What each role of PostgreSQL may do, held against the table of the house and tried in anger."""

import re

import pytest
from databases import SERVICE, as_role, members
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from journal.store import rights, schema
from journal.store.append_only import REFUSAL
from journal.store.db import make_engine
from journal.store.schema import METADATA

DENIED = "permission denied|must be owner"
LOG = ("audit_entry", "audit_leaf", "audit_head", "audit_case", "audit_checkpoint")
GIVEN = (
    "SELECT r.rolname, c.relname, a.privilege_type, '' FROM pg_class c,"
    " aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a"
    " LEFT JOIN pg_roles r ON r.oid = a.grantee"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')"
    " AND a.grantee <> c.relowner"
    " UNION SELECT r.rolname, c.relname, a.privilege_type, t.attname FROM pg_class c"
    " JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a"
    " LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE c.relnamespace = 'public'::regnamespace"
)


@pytest.fixture
def engine_name():
    """SQLite has no roles: everything here is about PostgreSQL."""
    return "postgresql"


@pytest.fixture
def attempt(migrated_url):
    """Return a function that lets a role try a statement, and takes back what it did."""

    def try_as(role, statement):
        engine = make_engine(as_role(migrated_url, role), guarded=False)
        try:
            with engine.connect() as connection:
                return connection.exec_driver_sql(statement)
        finally:
            engine.dispose()

    return try_as


@pytest.fixture
def member(migrated_url):
    """Return a function that makes a person's own log-in, a member of some roles."""
    with members(migrated_url) as make:
        yield make


def documented(root, role):
    """Return the rights of a role as the table of the house tells them."""
    page = (root / "docs" / "operations.md").read_text()
    table = page.split("### What each role may do")[1].split("\n#")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("| `")
    ]
    column = ("service", "retention", "auditor").index(role) + 1
    told = set()
    for cells in rows:
        for name in re.findall(r"`(\w+)`", cells[0]):
            told |= {(name, *each) for each in words(cells[column])}
    return told


def words(cell):
    """Read one cell: what may be done with all columns, or with those in brackets."""
    for what, columns in re.findall(r"(read|add|change|delete)(?: \(([^)]+)\))?", cell):
        right = {"read": "SELECT", "add": "INSERT", "change": "UPDATE", "delete": "DELETE"}[what]
        for column in re.findall(r"`(\w+)`", columns) or [""]:
            yield right, column


@pytest.mark.parametrize("role", ["service", "retention", "auditor"])
def test_each_role_has_the_rights_of_the_table_and_no_other(role, owner_engine, pytestconfig):
    """Every table that is there, whoever made it: one without its line is nobody's."""
    name = SERVICE if role == "service" else f"{SERVICE}_{role}"
    with owner_engine.connect() as connection:
        given = connection.execute(text(GIVEN)).all()

    found = {(table, right, column) for who, table, right, column in given if who == name}
    assert documented(pytestconfig.rootpath, role) - {("unfinished_restore", "SELECT", "")} == found
    assert {SERVICE, f"{SERVICE}_retention", f"{SERVICE}_auditor"} == {who for who, *_ in given}


def test_every_table_is_named(owner_engine):
    """A table that a later migration makes needs a line of its own before the service meets it."""
    assert set(METADATA.tables) | {"alembic_version", "unfinished_restore"} == set(rights.SERVICE)


def test_a_new_table_is_nobodys_until_it_is_named(migrated_url, owner_engine, attempt):
    """Nothing is given by default, not even after the rights are given anew."""
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE unnamed (id integer)")
    schema.upgrade(migrated_url, roles=rights.roles_of(as_role(migrated_url), migrated_url))

    for role in (SERVICE, f"{SERVICE}_retention", f"{SERVICE}_auditor"):
        with pytest.raises(ProgrammingError, match="permission denied for table unnamed"):
            attempt("postgres", f"SET ROLE {role}; SELECT * FROM unnamed")


def test_rights_that_were_added_by_hand_go_with_the_next_change(migrated_url, owner_engine):
    """The table of rights is what holds, not what somebody once needed."""
    with owner_engine.begin() as connection:
        connection.exec_driver_sql(f"GRANT DELETE ON note, audit_leaf TO {SERVICE}, PUBLIC")
        connection.exec_driver_sql(f"GRANT UPDATE (hash) ON audit_leaf TO {SERVICE}")
    schema.upgrade(migrated_url, roles=rights.roles_of(as_role(migrated_url), migrated_url))

    with owner_engine.connect() as connection:
        given = connection.execute(text(GIVEN)).all()
    assert [] == [each for each in given if "DELETE" in each and each[1] in {"note", "audit_leaf"}]
    assert [] == [each for each in given if "hash" in each]


@pytest.mark.parametrize("table", LOG)
@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "DROP TABLE {table}",
        "ALTER TABLE {table} ADD COLUMN planted text",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} OWNER TO house",
        "CREATE TRIGGER planted BEFORE INSERT ON {table} EXECUTE FUNCTION log_truncate()",
        "CREATE RULE planted AS ON INSERT TO {table} DO INSTEAD NOTHING",
        "GRANT DELETE ON {table} TO house; DELETE FROM {table}",  # alone it is but a warning
        "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        "DROP FUNCTION log_truncate() CASCADE",
    ],
)
def test_the_service_cannot_lay_hands_on_the_log(table, attack, attempt):
    """Before any trigger is asked."""
    with pytest.raises(ProgrammingError, match=DENIED):
        attempt(SERVICE, attack.format(table=table))


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit_entry SET act = 'forged'",
        "UPDATE audit_entry SET entry = NULL",
        "UPDATE audit_entry SET priv_ct = NULL",
        "UPDATE audit_leaf SET hash = hash",
        "UPDATE audit_head SET pruned = size",
        "UPDATE audit_head SET id = 2",
        "UPDATE audit_case SET alias = entry_id",
        "UPDATE audit_checkpoint SET note = 'forged'",
        "SELECT * FROM audit_entry FOR UPDATE",
        "CREATE TABLE planted (id integer)",
        "CREATE TEMP TABLE audit_leaf (seq bigint)",
        "CREATE SCHEMA planted",
        "CREATE FUNCTION planted() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE planted",
        "ALTER ROLE house SUPERUSER",
        "SET ROLE house_owner",
        "SET ROLE house_retention",
        "SET SESSION AUTHORIZATION house_owner",
        "SET session_replication_role = replica",
        "DELETE FROM note",
        "DELETE FROM staff",
        "DELETE FROM review_item",
        "UPDATE exclusion SET since = 0",
        "UPDATE alembic_version SET version_num = 'older'",
        "COPY note TO PROGRAM 'cat'",
        "COPY note TO '/tmp/note'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_service_cannot_do_more_than_its_work(attack, attempt):
    """What it never does it may not do either."""
    with pytest.raises(ProgrammingError, match=DENIED):
        attempt(SERVICE, attack)


def test_the_auditor_reads_the_log_and_nothing_else(member, attempt):
    """Not one sealed text, not a name in a table, and nothing to write."""
    auditor = member("board_auditor", f"{SERVICE}_auditor")
    for table in LOG:
        attempt(auditor, f"SELECT count(*) FROM {table}")
        for attack in ("DELETE FROM {}", "INSERT INTO {} DEFAULT VALUES", "TRUNCATE {}"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                attempt(auditor, attack.format(table))
    for table in set(METADATA.tables) - set(LOG):
        with pytest.raises(ProgrammingError, match="permission denied"):
            attempt(auditor, f"SELECT count(*) FROM {table}")


def test_retention_erases_words_and_nothing_else(member, attempt):
    """It erases what the triggers let go; it adds no event, writes no note, forges no copy."""
    janitor = member("janitor", f"{SERVICE}_retention")
    attempt(janitor, "UPDATE audit_head SET pruned = pruned")
    attempt(janitor, "UPDATE audit_entry SET priv_ct = NULL")
    for attack in (
        "INSERT INTO note DEFAULT VALUES",
        "SELECT body_sealed FROM note",
        "INSERT INTO audit_entry DEFAULT VALUES",
        "UPDATE audit_entry SET act = 'forged'",
        "UPDATE audit_head SET size = 0",
        "UPDATE audit_entry SET entry = NULL",
        "DELETE FROM audit_leaf",
        "DELETE FROM audit_checkpoint",
        "DELETE FROM review_week",
        "TRUNCATE audit_leaf",
        "UPDATE audit_checkpoint SET note = 'forged'",
        f"SET ROLE {SERVICE}",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            attempt(janitor, attack)


def test_the_triggers_hold_retention_back_as_well(member, session, append, attempt):
    """Its rights end where the pruned prefix does."""
    append(session, 3)
    session.commit()
    janitor = member("janitor", f"{SERVICE}_retention")
    with pytest.raises(DBAPIError, match=REFUSAL):
        attempt(janitor, "DELETE FROM audit_entry")
    with pytest.raises(DBAPIError, match=REFUSAL):
        attempt(janitor, "UPDATE audit_head SET pruned = 4")


def test_the_owner_acts_as_retention(attempt):
    """So one password, typed by one person, changes the schema and erases what is too old."""
    attempt("house_owner", f"SET ROLE {SERVICE}_retention; UPDATE audit_head SET pruned = pruned")


def test_another_house_on_the_server_is_out_of_reach(migrated_url, member):
    """Sixty houses share a server: no house gets into the database of another."""
    stranger = member("other_house", enters=False)
    engine = make_engine(as_role(migrated_url, stranger))
    with pytest.raises(DBAPIError, match="permission denied for database"):
        engine.connect()
    engine.dispose()
