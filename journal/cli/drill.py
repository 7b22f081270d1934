"""``journal drill``: is the newest backup one that a house can be restored from?"""

from pathlib import Path

import click

from config.settings import Settings
from journal.cli.acting import acting_options, composition, opened_house, settings, sign_in_as
from journal.cli.backup import folder_argument, shares_option
from journal.cli.restore import verified
from journal.cli.speaking import REFUSED, Command, lines, listed
from journal.cli.words import _, sentence
from journal.domain.backup import NO_BACKUP, NO_DRILL_DATABASE, BackupRefused
from journal.domain.errors import N_, JournalError
from journal.services import backup as backups
from journal.services import drill as services
from journal.services.drill import Tried
from journal.services.due import reference
from journal.services.work import perform
from journal.vault import backup as folders
from journal.vault import restore as laying
from journal.vault.backup import Place
from journal.vault.restore import Named


@click.command(
    cls=Command,
    help=N_(
        "Try the newest backup in FOLDER: restore it apart, verify its log, try every case, throw "
        "the copy away and put the outcome on record. Without --as no password is asked for, and "
        "of each case its shares and its keys are tried; with --as one thing of each case is "
        "opened, its pseudonym."
    ),
)
@folder_argument
@shares_option
@acting_options
@click.pass_context
def drill(
    click_context: click.Context,
    folder: Path | None,
    shares: Path | None,
    login: str | None,
    password_fd: int | None,
) -> None:
    """Try the newest backup and say how it stood."""
    chosen = settings()
    with opened_house() as house:
        place, context = backups.place_of(house, folder, shares), house.context("job")
        try:
            with backups.plainly():
                name, tried = _try(chosen, place, login, password_fd)
        except JournalError as error:
            services.note(context, None)
            click.echo(sentence(error), err=True)
            click_context.exit(REFUSED)
        services.note(context, tried)
    _say(name, tried)
    if not tried.is_proven:
        click_context.exit(REFUSED)


def _try(
    chosen: Settings, place: Place, login: str | None, descriptor: int | None
) -> tuple[str, Tried]:
    """Lay the newest backup out, try it, and throw it away, whatever came out."""
    newest = folders.names(place.databases)[-1:]
    if not newest:
        raise BackupRefused(NO_BACKUP, folder=place.databases)
    if chosen.database_url and not chosen.drill_database_url:
        raise BackupRefused(NO_DRILL_DATABASE)
    url = chosen.drill_database_url if chosen.database_url else ""
    # The house goes on: what it has removed meanwhile is no reason to refuse its last backup.
    named = Named(backup=newest[0], shares=place.shares, accepts_gap=True)
    found = laying.find(chosen, named)
    with folders.unfinished(chosen.state_dir, "drill") as folder:
        try:
            laid = laying.lay_out(chosen, found, folder / "house", url)
            verified(laid, found)
            composition().migrate(laid)
            return newest[0].name, _try_keys(laid, login, descriptor)
        finally:
            laying.empty(url)


def _try_keys(laid: Settings, login: str | None, descriptor: int | None) -> Tried:
    house = composition().open_copy(laid)
    try:
        tried = perform(house.context("job"), services.try_keys)
        if login is None or not tried.is_proven:
            return tried
        return perform(sign_in_as(house, login, descriptor), services.open_each)
    finally:
        composition().close_house(house)


def _say(name: str, tried: Tried) -> None:
    if tried.is_proven:
        lines(
            _("%(name)s can be restored: its log is whole, and %(cases)s cases were tried.")
            % {"name": name, "cases": tried.cases}
        )
        return
    lines(_("%(name)s is not good enough. Take a backup now and try it.") % {"name": name})
    if not tried.is_house_sound:
        lines(_("A share of the house itself is missing or does not open."))
    if tried.failed:
        which = listed([reference(alias) for alias in tried.failed])
        lines(_("Cases of which something does not open: %(which)s.") % {"which": which})
