"""A role that may do too much is told, whichever way it came by it; so is an owner who is unfit."""

import pytest
from databases import OWNER, SERVICE, address, as_role, create_database, drop_database, members
from sqlalchemy import make_url

from journal.domain.errors import StartRefused
from journal.store import rights, schema
from journal.store.db import make_engine


@pytest.fixture
def engine_name():
    """SQLite has no roles: everything here is about PostgreSQL."""
    return "postgresql"


@pytest.fixture
def member(migrated_url):
    """Return a function that makes a person's own log-in, a member of some roles."""
    with members(migrated_url) as make:
        yield make


def test_the_role_of_the_service_is_fit_to_serve(engine):
    """As it is made by this program, nothing is too much."""
    with engine.connect() as connection:
        assert [] == rights.excesses(connection)


@pytest.mark.parametrize(
    ("roles", "option", "problem"),
    [
        ([], "SUPERUSER", "is a superuser"),
        ([], "BYPASSRLS", "has BYPASSRLS"),
        ([], "CREATEROLE", "has CREATEROLE"),
        ([], "REPLICATION", "has REPLICATION"),
        (["house_owner"], "", "house_owner owns the tables"),
        (["house_owner"], "NOINHERIT", "house_owner owns the tables"),
        (["house_owner"], "", "house_owner owns the database"),
        (["house_retention"], "NOINHERIT", "house_retention may change audit_entry"),
        (["house_retention"], "", "may change audit_head"),
        (["pg_write_all_data"], "", "may change audit_leaf"),
        (["pg_execute_server_program"], "", "is a role of the server itself"),
    ],
)
def test_a_role_that_may_do_too_much_is_told(roles, option, problem, member, migrated_url):
    """By itself, by a role that it belongs to, or by one that it could turn into."""
    service = member("too_much", SERVICE, *roles, option=option)
    engine = make_engine(as_role(migrated_url, service))
    with engine.connect() as connection:
        found = rights.excesses(connection)
    engine.dispose()

    assert problem in "; ".join(found)


def test_the_owner_is_not_fit_to_serve(owner_engine):
    """A house that is served as in earlier versions is refused."""
    with owner_engine.connect() as connection:
        found = rights.excesses(connection)
    assert "house_owner owns the tables" in found
    assert "house_owner may make tables" in found


@pytest.mark.parametrize("role", ["postgres", "small_owner"])
def test_an_owner_that_is_not_fit_is_refused(role, postgres_url, member):
    """A superuser, or somebody who may not make what is missing and does not own the place."""
    if role != "postgres":
        member(role)
    url = as_role(postgres_url, role)
    with pytest.raises(StartRefused) as refused:
        schema.upgrade(url, roles=rights.roles_of(as_role(url, "new_house"), url))
    problems = refused.value.values["problems"]

    if role == "postgres":
        assert "postgres is a superuser" == problems
    else:
        assert "does not own the database" in problems
        assert "lacks CREATEROLE to make new_house, new_house_retention" in problems


def test_a_name_that_the_server_would_cut_off_is_refused(postgres_url):
    """Two houses could else get the same role for their auditors."""
    long = "h" * 60
    with pytest.raises(StartRefused) as refused:
        schema.upgrade(
            postgres_url, roles=rights.roles_of(as_role(postgres_url, long), postgres_url)
        )
    assert f"{long}_auditor is too long" in refused.value.values["problems"]


@pytest.mark.parametrize(
    ("service", "owner"),
    [
        ("postgresql+psycopg:///d", "postgresql+psycopg://o@/d"),
        ("postgresql+psycopg://s@/d", "postgresql+psycopg:///d"),
        ("postgresql+psycopg://s@/d", ""),
        ("postgresql+psycopg://s@/d", "postgresql+psycopg://s@/d"),
    ],
)
def test_service_and_owner_are_two_named_roles(service, owner):
    """Else nobody could say whose the tables are."""
    with pytest.raises(StartRefused):
        rights.roles_of(service, owner)


@pytest.fixture
def second_url(postgres_server):
    """Return the address of one more empty database for its owner."""
    name = create_database(postgres_server)
    yield address(postgres_server, name, OWNER)
    drop_database(postgres_server, name)


def test_a_house_from_before_is_handed_over(member, second_url):
    """As docs/operations.md says: its service owned everything, and afterwards nothing."""
    service = member("old_house")
    old, database = as_role(second_url, service), make_url(second_url).database
    superuser = make_engine(as_role(second_url, "postgres"), guarded=False)
    with superuser.begin() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {database} OWNER TO {service}")
    schema.upgrade(old)
    with superuser.begin() as connection:
        connection.exec_driver_sql(f"REASSIGN OWNED BY {service} TO {OWNER}")
    superuser.dispose()
    schema.upgrade(second_url, roles=rights.roles_of(old, second_url))

    engine = make_engine(old)
    with engine.connect() as connection:
        assert [] == rights.excesses(connection)
        assert 0 == connection.exec_driver_sql("SELECT count(*) FROM note").scalar_one()
    engine.dispose()
