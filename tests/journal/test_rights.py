"""A house on PostgreSQL from its founding on: made by its owner, served by a role with less."""

import shutil

import psycopg
import pytest
from databases import OWNER, SERVICE, as_role
from houses import PASSWORD
from sqlalchemy import make_url, text
from terminals import Terminal

from journal.app import close_house, open_house
from journal.domain.errors import StartRefused
from journal.store import rights
from journal.store.db import make_engine
from journal.vault.unlock import CHEAPEST

LOCKED = "locked_owner"
ROLES = "SELECT rolname FROM pg_roles WHERE rolname LIKE ANY(ARRAY[%s, %s]) ORDER BY rolname"


@pytest.fixture
def engine_name():
    """SQLite has no roles: everything here is about PostgreSQL."""
    return "postgresql"


@pytest.fixture
def terminal(tmp_path, postgres_url):
    """Return a terminal on an empty database."""
    terminal = Terminal(tmp_path / "house")
    terminal.use(as_role(postgres_url), postgres_url)
    return terminal


@pytest.fixture
def locked(postgres_server, postgres_url, terminal):
    """Let the database belong to somebody whom the server asks for a password."""
    rules = postgres_server.pgdata / "pg_hba.conf"
    before = rules.read_text()
    rules.write_text(f"local all {LOCKED} scram-sha-256\n{before}")
    name = make_url(postgres_url).database
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {LOCKED} LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
        connection.execute(f"ALTER DATABASE {name} OWNER TO {LOCKED}")
        connection.execute("SELECT pg_reload_conf()")
    terminal.use(as_role(postgres_url, "locked_house"), as_role(postgres_url, LOCKED))
    yield
    rules.write_text(before)
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"ALTER DATABASE {name} OWNER TO {OWNER}")
        with psycopg.connect(postgres_server.get_uri(database=name)) as inside:
            roles = [each for (each,) in inside.execute(ROLES, [f"{LOCKED}%", "locked_house%"])]
            for role in roles:
                inside.execute(f"DROP OWNED BY {role}")
        for role in roles:
            connection.execute(f"DROP ROLE {role}")


def refusal(settings):
    """Return the sentence with which a start is refused."""
    with pytest.raises(StartRefused) as refused:
        open_house(settings, CHEAPEST)
    return refused.value.sentence % refused.value.values


def test_a_house_is_founded_by_its_owner_and_opened_by_the_service(
    terminal, monkeypatch, postgres_url
):
    """One command makes roles, tables and rights; what it made stands the test of a start."""
    founded, _ = terminal.init(monkeypatch, PASSWORD)
    listed = terminal.run("staff", "list", "--as", "lone", typed=[PASSWORD])

    assert 0 == founded.exit_code, founded.output
    assert 0 == listed.exit_code, listed.output
    engine = make_engine(postgres_url)
    with engine.connect() as connection:
        owners = connection.scalars(
            text("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        ).all()
    engine.dispose()
    assert [OWNER] == owners
    assert 0 == terminal.run("verify").exit_code


def test_a_founding_never_touches_a_house(terminal, monkeypatch):
    """Nor does it when only the owner can tell that there is one."""
    terminal.init(monkeypatch, PASSWORD)
    shutil.rmtree(terminal.folder)
    again, foundation = terminal.init(monkeypatch, PASSWORD)

    assert 1 == again.exit_code
    assert foundation is None


def test_the_password_of_the_owner_is_asked_for_and_kept_nowhere(terminal, locked, monkeypatch):
    """Typed by a person, into no file and on no screen."""
    secret = "rød blå gul sol"
    founded, _ = terminal.init(monkeypatch, secret, owner=PASSWORD)
    files = [path for path in terminal.folder.rglob("*") if path.is_file()]

    assert 0 == founded.exit_code, founded.output
    assert "Password of the owner of the database" in founded.output
    assert PASSWORD not in founded.output
    assert [] == [path for path in files if PASSWORD.encode() in path.read_bytes()]
    assert 0 == terminal.run("staff", "list", "--as", "lone", typed=[secret]).exit_code


def test_a_wrong_password_of_the_owner_is_refused_in_words(terminal, locked):
    """Before anything is made."""
    result = terminal.run("migrate", typed=["wrong"])

    assert 1 == result.exit_code
    assert "Nobody gets into the database as its owner" in result.output
    assert not terminal.folder.exists()


def test_without_an_owner_nothing_is_founded(terminal, postgres_url):
    """A service that owned its tables could change its log."""
    terminal.use(as_role(postgres_url), "")
    result = terminal.run("init")

    assert 1 == result.exit_code
    assert "owner_database_url" in result.output
    assert not terminal.folder.exists()


def test_a_service_that_may_do_too_much_is_refused(settings, owner):
    """As the owner, as a superuser, as a member of either; in words, with what to do."""
    for role, problem in ((OWNER, f"{OWNER} owns the tables"), ("postgres", "is a superuser")):
        terminal = Terminal(settings.config_dir.parent)
        terminal.use(as_role(settings.database_url, role), settings.owner_database_url)

        said = refusal(terminal.settings())
        assert problem in said
        assert "the role that journal init made" in said
        assert 1 == terminal.run("serve").exit_code
        assert 1 == terminal.run("staff", "list", typed=["lone", PASSWORD]).exit_code

    close_house(open_house(settings, CHEAPEST))


def test_a_server_that_may_forget_is_refused(settings, monkeypatch):
    """Its settings are asked for at each start; here the answer of the server is another."""
    asked = {"fsync": "off", "full_page_writes": "off"}
    real = psycopg.Cursor.execute

    def execute(cursor, query, *args, **kwargs):
        name = str(query).removeprefix("SHOW ")
        return real(cursor, f"SELECT '{asked[name]}'" if name in asked else query, *args, **kwargs)

    monkeypatch.setattr(psycopg.Cursor, "execute", execute)

    said = refusal(settings)
    assert "fsync is off, must be on" in said
    assert "full_page_writes is off, must be on" in said


def test_the_rights_of_a_house_from_before_are_mended_by_migrate(settings, owner):
    """Up to date or not: whatever was given by hand is taken back, whatever is missing given."""
    with owner.begin() as connection:
        connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {SERVICE}")
        connection.exec_driver_sql(f"GRANT TRUNCATE ON audit_leaf TO {SERVICE}")
        connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {SERVICE}")
    terminal = Terminal(settings.config_dir.parent)
    terminal.use(settings.database_url, settings.owner_database_url)
    before = terminal.run("staff", "list", "--as", "lone", typed=[PASSWORD])
    migrated = terminal.run("migrate")

    assert 1 == before.exit_code
    assert f"{SERVICE} may change audit_leaf" in before.output
    assert 0 == migrated.exit_code, migrated.output
    assert 0 == terminal.run("staff", "list", "--as", "lone", typed=[PASSWORD]).exit_code


def test_an_address_that_says_no_password_says_it_nowhere():
    """What is put together in memory is an address again."""
    url = rights.with_password("postgresql+psycopg://o@h/d?sslmode=verify-full", "p@ss/ord")

    assert "p@ss/ord" == make_url(url).password
    assert ("o", "h", "d") == (make_url(url).username, make_url(url).host, make_url(url).database)
