"""
The composition root: the only module that knows every part of a house and puts them together.

It refuses to open a house that is not whole, and says how to mend it.
"""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import structlog
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from config.logging import configure_logging
from config.settings import Settings, SettingsError, load_settings
from journal import cli
from journal.domain.clock import now_utc
from journal.domain.errors import N_, KeysAway, StartRefused, Tampered
from journal.domain.ids import StaffId
from journal.services.context import Turnstile
from journal.services.house import House
from journal.services.sessions import SessionKeeper, end_sessions_of
from journal.store import append_only, backup, durability, rights, schema
from journal.store import house as house_store
from journal.store.db import is_sqlite, make_engine, make_sessions, reading
from journal.store.sessions import SessionStore
from journal.vault import outside, pins
from journal.vault.founding import Files
from journal.vault.outside import OpenLog
from journal.vault.provider import FileKeyProvider
from journal.vault.session import read_node_secret
from journal.vault.unlock import STANDARD, CostProfile
from journal.vault.vault import Report, Vault, open_vault
from journal.vault.witness import Witness
from journal.web import application, worker

UNREADABLE = N_("The database cannot be read. Check the file, or put it back from a backup.")
NO_OWNER = N_(
    "Nobody gets into the database as its owner. Check owner_database_url, the password and that "
    "PostgreSQL runs."
)
MAY_TOO_MUCH = N_(
    "The service may do more in its database than it should: %(problems)s. Let database_url name "
    "the role that journal init made for it."
)


def files_of(settings: Settings) -> Files:
    """Where the parts of a house lie that are not in its database."""
    return Files(
        kek_root=settings.kek_root_path,
        shares=settings.shares_path,
        log_key=settings.log_key_path,
        last_checkpoint=settings.last_checkpoint_path,
        pins=settings.pins_path,
    )


def open_house(settings: Settings, profile: CostProfile = STANDARD) -> House:
    """
    Open the house of these settings.

    Args:
        settings: of the service.
        profile: cost of new passwords; tests alone pass another.

    Raises:
        StartRefused: key file missing or open to others, database missing, unmigrated, not durable
            or not append-only, a role that may do too much in it, or a pin that does not match.
    """
    return _open(settings, profile, is_copy=False)


def open_copy(settings: Settings, profile: CostProfile = STANDARD) -> House:
    """
    Open a copy of a house that a drill laid out and will throw away.

    Whoever made its tables owns them, so that is not asked; all else is as in ``open_house``.
    """
    return _open(settings, profile, is_copy=True)


def _open(settings: Settings, profile: CostProfile, *, is_copy: bool) -> House:
    known = pins.read(settings.pins_path)
    provider = _provider(settings)
    if not settings.database_url and not settings.sqlite_path.exists():
        raise StartRefused(
            N_("The database is missing. Put it back, or found a house with: journal init")
        )
    engine = make_engine(settings.engine_url)
    sessions = make_sessions(engine)
    try:
        if not is_copy:
            _require_restricted(engine)
        _require_whole(engine, settings.state_dir)
        with reading(sessions) as session:
            files = (settings.log_key_path, settings.last_checkpoint_path)
            vault = open_vault(session, provider, known, files, profile)
    except SQLAlchemyError as error:
        raise StartRefused(UNREADABLE) from error
    finally:
        engine.dispose()  # what serves makes its own connections, in its own process
    files_of(settings).unfinished.unlink(missing_ok=True)  # a house that opens was founded
    turnstile = Turnstile(is_needed=is_sqlite(engine))
    return House(settings=settings, sessions=sessions, vault=vault, turnstile=turnstile)


def _provider(settings: Settings) -> FileKeyProvider:
    try:
        return FileKeyProvider.load(settings.kek_root_path, settings.shares_path)
    except KeysAway as error:
        message = N_("The share store is missing. Put it back from its backup.")
        raise StartRefused(message) from error


def _require_restricted(engine: Engine) -> None:
    """Refuse a role that could change the log, its tables or the roles themselves."""
    with engine.execution_options(reads_only=True).connect() as connection:
        problems = rights.excesses(connection)
    if problems:
        raise StartRefused(MAY_TOO_MUCH, problems="; ".join(problems))


def _require_whole(engine: Engine, state_dir: Path) -> None:
    """Refuse a database of another version, one that forgets, and one whose log can be changed."""
    with engine.execution_options(reads_only=True).connect() as connection:
        if backup.unfinished(connection) not in (None, str(state_dir)):
            raise StartRefused(
                N_("A restore into this database was not finished. Run journal restore again.")
            )
        if not schema.is_migrated(connection):
            raise StartRefused(
                N_("The database is of another version. Mend it with: journal migrate")
            )
        if problems := durability.check(connection):
            raise StartRefused(
                N_("The database would not keep what it acknowledges: %(problems)s."),
                problems="; ".join(problems),
            )
    if holes := append_only.self_test(engine):
        raise StartRefused(
            N_("The log could be changed: %(holes)s. Restore the database from a backup."),
            holes="; ".join(holes),
        )


def new_house(settings: Settings, vault: Vault) -> House:
    """
    A house that is being founded: its schema is there, its first row is not.

    Raises:
        StartRefused: what is written could be lost or changed.
    """
    engine = make_engine(settings.engine_url)
    try:
        with engine.execution_options(reads_only=True).connect() as connection:
            problems = [*rights.excesses(connection), *durability.check(connection)]
        problems += append_only.self_test(engine)
    except SQLAlchemyError as error:
        raise StartRefused(UNREADABLE) from error
    if problems:
        raise StartRefused(
            N_("No house can be founded on this database: %(problems)s."),
            problems="; ".join(problems),
        )
    return House(
        settings=settings,
        sessions=make_sessions(engine),
        vault=vault,
        turnstile=Turnstile(is_needed=is_sqlite(engine)),
    )


def close_house(house: House) -> None:
    """Give the connections of a house back: before a fork, and at the end."""
    engine: Engine = house.sessions.kw["bind"]
    engine.dispose()


def owned(settings: Settings, ask: Callable[[], str]) -> Settings:
    """
    Settings under which the schema can be changed.

    Args:
        settings: of the service.
        ask: gives the password of the owner of the tables; only where the server wants one.

    Raises:
        StartRefused: on PostgreSQL, nobody but the service is named, or nobody gets in.
    """
    if not settings.database_url:
        return settings
    url = settings.owner_database_url
    rights.roles_of(settings.database_url, url)
    try:
        if rights.wants_password(url):
            url = rights.with_password(url, ask())
            rights.wants_password(url)
    except SQLAlchemyError as error:
        raise StartRefused(NO_OWNER) from error
    return replace(settings, owner_database_url=url)


def has_house(settings: Settings) -> bool:
    """
    Whether the database holds a founded house; a database that cannot be asked counts as one.

    Asked as the owner of the tables where there is one: the service's role may not be made yet.
    """
    if not settings.database_url and not settings.sqlite_path.exists():
        return False
    engine = make_engine(settings.schema_url)
    try:
        with reading(make_sessions(engine)) as session:
            if schema.revision(session.connection()) is None:
                return False
            return house_store.get(session) is not None
    except (SQLAlchemyError, sqlite3.Error):
        return True
    finally:
        engine.dispose()


@contextmanager
def open_log(settings: Settings, *, signs: bool = False) -> Iterator[OpenLog]:
    """
    The log of a house, served or not, to be read with its pins and its log key only.

    Args:
        settings: of the service.
        signs: whether the present head is signed first, as far as it can be.

    Raises:
        StartRefused: it cannot be read: pins, log key or database are missing or unreadable.
    """
    known = pins.read(settings.pins_path)
    signer = outside.pinned_signer(known, settings.log_key_path, settings.last_checkpoint_path)
    if not settings.database_url and not settings.sqlite_path.exists():
        raise StartRefused(N_("The database is missing. Put it back from a backup."))
    engine = make_engine(settings.engine_url)
    witness = Witness(signer=signer, elsewhere=settings.witness_dir, evidence=settings.evidence_dir)
    if signs:
        _sign_head(make_sessions(engine), witness)
    # The checkpoints are read first: what was signed before the look began must be seen by it.
    kept = witness.everywhere()
    try:
        with reading(make_sessions(engine)) as session:
            yield OpenLog(session=session, witness=witness, outside=kept)
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StartRefused(UNREADABLE) from error
    finally:
        engine.dispose()


def _sign_head(sessions: sessionmaker[Session], witness: Witness) -> None:
    """Who may only read, and a log that does not follow, go on with the last checkpoint."""
    try:
        witness.sign(sessions, now_utc(), nullcontext())
    except (Tampered, SQLAlchemyError, sqlite3.Error, OSError) as error:
        structlog.get_logger().warning("head not signed", code=type(error).__name__)


def verify_log(settings: Settings, note: str | None = None) -> Report:
    """
    Verify the log of a house; see ``open_log``.

    Args:
        settings: of the service.
        note: a checkpoint kept elsewhere; by default those that the house has.
    """
    with open_log(settings) as log:
        return log.verify(note)


def migrate(settings: Settings) -> bool:
    """
    Bring the database to the newest schema, with the rights of each role; True when it changed.

    Raises:
        StartRefused: the owner of the tables is not fit for it.
    """
    return schema.upgrade(settings.schema_url, roles=rights.of_house(settings))


def end_sessions(settings: Settings, people: Iterable[StaffId]) -> None:
    """End the sessions of some people in a running service."""
    if settings.sessions_path.exists():
        store = SessionStore(settings.sessions_path)
        end_sessions_of(store, people)
        store.close()


def create_app(house: House) -> Flask:
    """The web application of an opened house, with the sessions of this node."""
    settings = house.settings
    node = read_node_secret(settings.node_secret_path)
    keeper = SessionKeeper(
        SessionStore(settings.sessions_path),
        node,
        timedelta(minutes=settings.idle_minutes),
        timedelta(hours=settings.session_hours),
    )
    return application.create_app(house, keeper, node)


def create_app_from_environment() -> Flask:
    """The web application of the house that the environment names, or an end with a sentence."""
    configure_logging()
    try:
        return create_app(open_house(load_settings(os.environ)))
    except (StartRefused, SettingsError) as error:
        sys.exit(cli.words.sentence(error))


def main() -> None:
    """The command ``journal``."""
    cli.main(
        cli.Composition(
            open_house=open_house,
            open_copy=open_copy,
            new_house=new_house,
            close_house=close_house,
            has_house=has_house,
            files_of=files_of,
            migrate=migrate,
            owned=owned,
            verify=verify_log,
            open_log=open_log,
            end_sessions=end_sessions,
            create_app=create_app,
            worker=worker.Worker,
        )
    )
