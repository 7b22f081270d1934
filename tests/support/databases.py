"""PostgreSQL databases for one test each, on a server that lives as long as the run."""

import uuid

import psycopg


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
