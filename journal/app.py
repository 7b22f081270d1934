"""
The composition root: the only module that knows every part of a house and puts them together.

It refuses to open a house that is not whole, and says how to mend it.
"""

import os
import sys

from flask import Flask

from config.logging import configure_logging
from config.settings import Settings, SettingsError, load_settings
from journal import cli, web
from journal.domain.errors import N_, KeysAway, StartRefused
from journal.services.context import Turnstile
from journal.services.house import House
from journal.store import append_only, durability, schema
from journal.store.db import is_sqlite, make_engine, make_sessions, reading
from journal.vault import pins
from journal.vault.founding import Files
from journal.vault.provider import FileKeyProvider
from journal.vault.unlock import STANDARD, CostProfile
from journal.vault.vault import open_vault


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
            or not append-only, or a pin that does not match.
    """
    known = pins.read(settings.pins_path)
    try:
        provider = FileKeyProvider.load(settings.kek_root_path, settings.shares_path)
    except KeysAway as error:
        message = N_(
            "The share store is missing. Put it back from its own backup; nothing opens without it."
        )
        raise StartRefused(message) from error
    if not settings.database_url and not settings.sqlite_path.exists():
        raise StartRefused(
            N_(
                "The database is missing. Put it back from a backup, or found a house with: journal init"
            )
        )
    engine = make_engine(settings.engine_url)
    with engine.execution_options(reads_only=True).connect() as connection:
        if not schema.is_migrated(connection):
            raise StartRefused(
                N_(
                    "The database is of another version than this program. Mend it with: journal migrate"
                )
            )
        problems = durability.check(connection)
    if problems:
        raise StartRefused(
            N_(
                "The database would not keep what it acknowledges: %(problems)s. Change that setting of the database."
            ),
            problems="; ".join(problems),
        )
    if holes := append_only.self_test(engine):
        raise StartRefused(
            N_("The log could be changed: %(holes)s. Restore the database or run: journal migrate"),
            holes="; ".join(holes),
        )
    sessions = make_sessions(engine)
    with reading(sessions) as session:
        files = (settings.log_key_path, settings.last_checkpoint_path)
        vault = open_vault(session, provider, known, files, profile)
    return House(
        settings=settings,
        sessions=sessions,
        vault=vault,
        turnstile=Turnstile(is_needed=is_sqlite(engine)),
    )


def create_app(house: House) -> Flask:
    """The web application of an opened house."""
    return web.create_app(house)


def create_app_from_environment() -> Flask:
    """The web application of the house that the environment names; a start that is refused ends the process."""
    configure_logging()
    try:
        return create_app(open_house(load_settings(os.environ)))
    except (StartRefused, SettingsError) as error:
        sys.exit(cli.words.sentence(error))


def main() -> None:
    """The command ``journal``."""
    cli.main(obj=cli.Composition(open_house=open_house, files_of=files_of, create_app=create_app))
