"""
``journal demo``: an invented house on this machine, built once, served like a real one.

Rules upheld here: a folder that is not a demo house is never emptied; a house that was half built
is built anew; its passwords are for show and lie beside it.
"""

import json
import logging
import os
import shutil
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from config.logging import configure_logging
from config.settings import Settings, load_settings
from journal.cli.acting import composition
from journal.cli.composition import Composition
from journal.cli.demo import building, nights, story
from journal.cli.serving import is_free, run
from journal.cli.speaking import Command, option
from journal.cli.words import _, named
from journal.domain.errors import N_, StartRefused
from journal.request import sign_in
from journal.services.signin import Attempt

MARK = "demo-house"
LOGINS = "logins.toml"
"""Written last: a folder without it is a house that was half built."""
LEADER = "ingrid"
HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS = 100
PRIVATE = 0o700


@click.command(
    cls=Command,
    help=N_(
        "Build an invented house once and serve it on this machine, with log-ins to try. "
        "Never for real people: its passwords are shown."
    ),
)
@option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".demo"),
    show_default=True,
    help=N_("Where the invented house lies."),
)
@option("--build-only", is_flag=True, help=N_("Build it, and do not serve it."))
def demo(folder: Path, build_only: bool) -> None:
    """Build the invented house if it is not there, then serve it."""
    configure_logging(logging.WARNING)
    folder = folder.resolve()
    parts = composition()
    if not (folder / LOGINS).exists():
        click.echo(_("Building an invented house; this takes a moment the first time ..."))
        build(parts, folder)
    if build_only:
        click.echo(_("The invented house is in %(folder)s.") % {"folder": folder})
        return
    chosen = settings_of(folder, free_port())
    keep_on_shift(parts, folder, chosen)
    run(parts, chosen, "warning", greet=lambda: show(folder, chosen))


def build(parts: Composition, folder: Path) -> None:
    """
    Build the invented house in a folder, from nothing.

    Raises:
        StartRefused: the folder holds something else.
    """
    _clear(folder)
    (folder / MARK).touch()
    passwords = building.build(parts, settings_of(folder, FIRST_PORT), datetime.now(UTC))
    nights.note_planned(folder, _today(settings_of(folder, FIRST_PORT)) + nights.AHEAD)
    written = (f"{login} = {json.dumps(word)}\n" for login, word in passwords.items())
    waiting = folder / f"{LOGINS}.new"
    waiting.write_text("".join(written), encoding="utf-8")
    waiting.chmod(0o600)
    waiting.rename(folder / LOGINS)


def _clear(folder: Path) -> None:
    """Empty a half-built demo house, and nothing else."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise StartRefused(
                N_("%(folder)s holds something that is no invented house. Choose another folder."),
                folder=folder,
            )
        shutil.rmtree(folder)
    folder.mkdir(PRIVATE, parents=True, exist_ok=True)


def settings_of(folder: Path, port: int) -> Settings:
    """The settings of the invented house; written down so that the other commands find it too."""
    file = folder / "config" / "vaern.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    places = {
        "config_dir": "config",
        "secret_dir": "secret",
        "state_dir": "state",
        "run_dir": "run",
    }
    lines = [f"{name} = {json.dumps(str(folder / place))}" for name, place in places.items()]
    file.write_text(
        "\n".join([*lines, "reserve_megabytes = 1", "demo = true", ""]), encoding="utf-8"
    )
    environment = {"JOURNAL_CONFIG": str(file), "JOURNAL_BIND_PORT": str(port)}
    if language := os.environ.get("JOURNAL_LANGUAGE"):
        environment["JOURNAL_LANGUAGE"] = language
    return load_settings(environment)


def keep_on_shift(parts: Composition, folder: Path, chosen: Settings) -> None:
    """Plan on where the roster of a house that was built a while ago comes to its end."""
    today = _today(chosen)
    if not nights.is_stale(folder, today):
        return
    house = parts.open_house(chosen)
    passwords = tomllib.loads((folder / LOGINS).read_text(encoding="utf-8"))
    principal = sign_in(house.context("cli"), Attempt(name=LEADER), passwords[LEADER])
    nights.renew(house.context("cli", principal), folder, today)
    parts.close_house(house)


def _today(chosen: Settings) -> date:
    return datetime.now(ZoneInfo(chosen.time_zone)).date()


def free_port() -> int:
    """
    The first free port from 8000 on.

    Raises:
        StartRefused: a hundred ports are taken.
    """
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        if is_free(HOST, port):
            return port
    raise StartRefused(N_("No port from %(port)s on is free."), port=FIRST_PORT)


def show(folder: Path, chosen: Settings) -> None:
    """Print, loudly, that nobody lives here, the address and the log-ins."""
    passwords = tomllib.loads((folder / LOGINS).read_text(encoding="utf-8"))
    told = story.read(datetime.now(UTC).date(), ZoneInfo(chosen.time_zone))
    people = {person.login: person for person in told.people}
    table = Table(
        _("Who"),
        _("User name"),
        _("Password"),
        title=f"http://{HOST}:{chosen.bind_port}/",
        box=None,
    )
    for login in told.shown:
        person = people[login]
        table.add_row(f"{person.name}, {named('role', person.role)}", login, passwords[login])
    table.caption = _(
        "Maja and Amina share a team; Kirsten is of another; Hanne is on shift. Stop with Ctrl-C."
    )
    headline = _("DEMO - everybody here is invented - never for real cases")
    Console().print(Panel(table, title=headline, expand=False), highlight=False)
