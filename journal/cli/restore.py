"""
``journal restore``: a house put back from a backup, in the place of one that is gone.

Rules upheld here: everything is read, checked and made ready apart before the first file of the
house appears; the log is verified before anybody signs in; a leader and a second colleague confirm,
each with her password; what the backup does not hold is said in plain words.
"""

import secrets
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import click

from config.settings import Settings
from journal.cli.acting import (
    acting_options,
    composition,
    owned,
    owner_option,
    settings,
    sign_in_as,
)
from journal.cli.backup import shares_option
from journal.cli.founding import make_folders
from journal.cli.holding import held
from journal.cli.speaking import Command, lines, listed, option
from journal.cli.words import _
from journal.domain.backup import NO_SHARES, NOT_SOUND, BackupRefused
from journal.domain.errors import N_
from journal.domain.ids import LogId, StaffId
from journal.request import restore as requests
from journal.services import restore as services
from journal.services.backup import plainly
from journal.services.house import House
from journal.services.restore import Kept, Restored
from journal.services.work import perform
from journal.vault import restore as laying
from journal.vault.restore import Found, Named
from journal.vault.verifier import Verdict

_FILE = click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path)


@click.command(
    cls=Command,
    help=N_(
        "Put the house back from BACKUP, the folder of one backup. Stop the service, and move "
        "away what is left of the old house; root key and log key must lie in their places. "
        "A restore that was broken off begins anew."
    ),
)
@click.argument(
    "backup", type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path)
)
@shares_option
@option("--replay", type=_FILE, help=N_("A replay log that is newer than that of the backup."))
@option("--checkpoint", type=_FILE, help=N_("A newer checkpoint that was kept elsewhere."))
@option(
    "--without-later-removals",
    "accepts_gap",
    is_flag=True,
    help=N_("The newer replay log is lost: restore without the removals that it names."),
)
@option("--second", metavar="LOGIN", help=N_("The user name of the colleague who confirms too."))
@acting_options
@owner_option
def restore(  # noqa: PLR0913 -- one for each option
    *,
    backup: Path,
    shares: Path | None,
    replay: Path | None,
    checkpoint: Path | None,
    accepts_gap: bool,
    second: str | None,
    login: str | None,
    password_fd: int | None,
    owner_password_fd: int | None,
) -> None:
    """Put a house back and say what is missing."""
    chosen = owned(settings(), owner_password_fd)
    copies = shares or chosen.share_copy_dir
    if copies is None:
        raise BackupRefused(NO_SHARES, name=backup.name)
    named = Named(
        backup=backup,
        shares=copies,
        replay=replay,
        checkpoint=checkpoint,
        accepts_gap=accepts_gap,
    )
    folder = chosen.state_dir / "restoring"
    make_folders(chosen)
    with held(chosen), plainly():
        laying.require_vacant(chosen, folder)
        found = laying.find(chosen, named)
        _restore(chosen, found, folder, [(login, password_fd), (second, password_fd)])


def _restore(
    chosen: Settings, found: Found, folder: Path, people: list[tuple[str | None, int | None]]
) -> None:
    laying.clear(folder)
    laid = laying.lay_out(chosen, found, folder, chosen.database_url, chosen.owner_database_url)
    kept = verified(laid, found)
    origin = f"kc-audit.example/{secrets.token_hex(8)}"
    composition().migrate(laid)
    former = services.begin_log(laid.engine_url, LogId(uuid4()), origin)
    laying.begin_pins(laid, kept.size, origin)
    house = composition().open_house(laid)
    try:
        told = requests.catch_up(house, kept, former, found.seen, found.acts)
        _say_missing(found, kept, told, house.zone)
        _confirm(house, people)
    finally:
        composition().close_house(house)
    laying.publish(chosen, laid, found.last)
    laying.clear(folder)
    lines(
        "",
        _("The house is restored. Everybody signs in anew, with the password of that time."),
        _("Next: journal verify, then journal serve, then take a backup."),
    )


def verified(laid: Settings, found: Found) -> Kept:
    """
    Check the log of a backup that was laid out.

    Raises:
        BackupRefused: it is not what was signed.
    """
    report = composition().verify(laid, None)
    if report.verdict is Verdict.TAMPERED:
        raise BackupRefused(NOT_SOUND, name=found.database.contents.name)
    kept = services.look(laid.engine_url, found.acts)
    if kept.size != found.database.contents.log_size:
        raise BackupRefused(NOT_SOUND, name=found.database.contents.name)
    return kept


def _say_missing(found: Found, kept: Kept, told: Restored, zone: ZoneInfo) -> None:
    """What the backup does not hold, and what was done about it."""
    moment = kept.last_at.astimezone(zone).strftime("%d-%m-%Y %H:%M")
    lost = found.seen - kept.size
    owed = told.owed
    lines(
        _("The log in %(name)s is whole: %(size)s events.")
        % {"name": found.database.contents.name, "size": kept.size},
        _("Everything written after %(moment)s is missing. Ask all who worked since then.")
        % {"moment": moment},
        _("Events of the log that are known to be missing: %(lost)s.") % {"lost": lost},
        _("Removals since then that were done again: %(count)s.") % {"count": owed.count()},
        _("Timed accesses ended: %(accesses)s. Unused codes that are void: %(codes)s.")
        % {"accesses": told.accesses, "codes": told.codes},
    )
    if owed.given:
        lines(
            _("Places in teams given since then, to be given again: %(count)s.")
            % {"count": owed.given}
        )
    if told.passwords:
        lines(
            _("These colleagues have their old password or recovery code again: %(who)s.")
            % {"who": listed(told.passwords)}
        )


def _confirm(house: House, people: list[tuple[str | None, int | None]]) -> None:
    """Let a leader and a second colleague stand by it, each with her password."""
    lines("", _("A leader confirms first, then a second colleague."))
    confirmed: set[StaffId | None] = set()
    while len(confirmed) < 2:
        login, descriptor = people[len(confirmed)]
        context = sign_in_as(house, login, descriptor)
        if context.principal.id in confirmed:
            raise click.UsageError(_("The second colleague must be somebody else."))
        perform(context, services.confirm, not confirmed)
        confirmed.add(context.principal.id)
