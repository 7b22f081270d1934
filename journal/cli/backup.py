"""``journal backup``: a copy of the house that can be restored, taken while people write."""

from pathlib import Path

import click

from journal.cli.acting import opened_house
from journal.cli.speaking import Command, lines, option
from journal.cli.words import _
from journal.domain.errors import N_
from journal.services import backup as services

MEGABYTE = 1_000_000

shares_option = option(
    "--shares",
    type=click.Path(file_okay=False, resolve_path=True, path_type=Path),
    help=N_("The folder of the share copies, on another disk. By default share_copy_dir."),
)
folder_argument = click.argument(
    "folder",
    required=False,
    type=click.Path(file_okay=False, resolve_path=True, path_type=Path),
)


@click.command(
    cls=Command,
    help=N_(
        "Take a backup into FOLDER while people work: first the database, then a copy of the "
        "shares into another folder. Root key, log key and sessions are in neither. By default "
        "FOLDER is backup_dir."
    ),
)
@folder_argument
@shares_option
def backup(folder: Path | None, shares: Path | None) -> None:
    """Take a backup and say where it lies."""
    with opened_house() as house:
        made = services.make(house, services.place_of(house, folder, shares))
    size = f"{made.size / MEGABYTE:.1f}"
    lines(
        _("Backup taken: %(name)s (%(size)s MB).") % {"name": made.database.name, "size": size},
        _("Database: %(path)s") % {"path": made.database},
        _("Shares: %(path)s") % {"path": made.shares},
    )
    if made.pruned:
        lines(_("Share copies that were too old and are gone: %(count)s.") % {"count": made.pruned})
