"""
The schema of a house: made and changed by revisions only, in one transaction, never while serving.

A new SQLite file is readable by its owner alone; its log and index files take over that mode.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import make_url, text
from sqlalchemy.engine import Connection

from journal.store import (
    audit,
    cases,
    deadlines,
    decisions,
    drafts,
    enquiries,
    exclusions,
    facts,
    grants,
    handover,
    house,
    joining,
    keys,
    notes,
    oversight,
    records,
    residents,
    rights,
    rooms,
    roster,
    safety_events,
    signin,
    staff,
    statistics,
    stays,
    teams,
    timed_access,
    visitations,
)
from journal.store.db import Base, make_engine
from journal.store.rights import Roles

MODULES = (
    audit,
    cases,
    decisions,
    deadlines,
    drafts,
    enquiries,
    exclusions,
    facts,
    grants,
    handover,
    house,
    joining,
    keys,
    notes,
    oversight,
    records,
    rooms,
    residents,
    roster,
    safety_events,
    signin,
    staff,
    statistics,
    stays,
    teams,
    timed_access,
    visitations,
)
"""Every module with tables: imported here so that ``METADATA`` is complete."""

METADATA = Base.metadata
"""All tables of a house as the models describe them."""

_SCRIPTS = Path(__file__).parents[2] / "migrations"
_HAS_VERSION = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'",
    "postgresql": "SELECT count(*) FROM pg_class WHERE oid = to_regclass('alembic_version')",
}


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


@cache
def head() -> str:
    """The revision that this program is written for."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def revision(connection: Connection) -> str | None:
    """The revision of a database, or None for an empty one; asks nothing the guard refuses."""
    if not connection.execute(text(_HAS_VERSION[connection.dialect.name])).scalar_one():
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def is_migrated(connection: Connection) -> bool:
    """Whether a database has the schema that this program is written for."""
    return revision(connection) == head()


def _create_file(url: str) -> None:
    """Make the SQLite file before SQLite does, which would ask the umask for its mode."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        os.close(os.open(address.database, os.O_CREAT | os.O_RDWR, 0o600))


@contextmanager
def _owning(url: str) -> Iterator[Connection]:
    """Give a connection that may change the schema, inside one transaction."""
    engine = make_engine(url, guarded=False)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def upgrade(url: str, to: str = "head", roles: Roles | None = None) -> bool:
    """
    Bring a database to the newest schema; killed at any moment it has the old one.

    Args:
        url: SQLAlchemy address of the house, as the owner of its tables.
        to: an older revision, for a copy that was made under it.
        roles: of a house on PostgreSQL; those that are missing are made, and each is given its
            rights, whether the schema changed or not.

    Returns:
        True when the schema was changed.

    Raises:
        StartRefused: the owner may not make the roles, or more than an owner should.
    """
    _create_file(url)
    with _owning(url) as connection:
        if roles is not None:
            rights.make(connection, roles)
        is_behind = not is_migrated(connection)
        if is_behind:
            command.upgrade(_config(connection), to)
        if roles is not None:
            rights.grant(connection, roles)
    return is_behind


def downgrade(url: str, to: str) -> None:
    """
    Take a database back to an older schema; what the newer tables held is lost.

    Args:
        url: SQLAlchemy address of the house.
        to: revision to go back to, or ``base`` for an empty database.
    """
    with _owning(url) as connection:
        command.downgrade(_config(connection), to)
