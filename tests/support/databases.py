"""Databases of PostgreSQL, one for each test on a server of the run; a log without its guard."""

import uuid

import psycopg
from sqlalchemy import text

LOG_TABLES = ("audit_entry", "audit_case", "audit_leaf", "audit_head", "audit_checkpoint")


def create_database(server, template="template0"):
    """Make a PostgreSQL database; the return value is its name."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


def drop_database(server, name):
    """Drop a PostgreSQL database, whoever is still connected to it."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
