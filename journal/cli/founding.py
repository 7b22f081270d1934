"""
``journal init`` founds a house; ``journal migrate`` brings its schema up to date.

Rules upheld here: an existing house is never touched; a founding that did not end is begun again
from nothing; the recovery slips are shown once, typed back, and kept nowhere.
"""

from collections.abc import Iterable
from pathlib import Path

import click

from config.settings import Settings
from journal.cli.acting import (
    composition,
    opened_house,
    owned,
    owner_option,
    password_option,
    read_password,
    settings,
)
from journal.cli.speaking import Command, field, lines, option
from journal.cli.words import _, sentence
from journal.domain.broken import HouseExists
from journal.domain.entry import SlipMistyped
from journal.domain.errors import N_
from journal.domain.passwords import require_strong
from journal.domain.staff import Person, Profession, Role
from journal.services import founding as services
from journal.services import staff as colleagues
from journal.services.house import note_migration
from journal.services.record import sign_checkpoint
from journal.services.staff import NewColleague
from journal.services.work import perform
from journal.vault.condition import make_reserve
from journal.vault.founding import Foundation, lay, require_free

PRIVATE = 0o700
PUBLIC = 0o755


@click.command(
    cls=Command,
    help=N_(
        "Found a house: its folders and keys, its database, its first leader, and the three "
        "recovery slips, which you write down and type back. An existing house is never touched; "
        "a founding that was broken off begins anew."
    ),
)
@option("--name", help=N_("The name of the first leader, as colleagues see it."))
@option("--login", help=N_("The user name that she signs in with."))
@option(
    "--profession",
    type=click.Choice([each.value for each in Profession]),
    default=Profession.SOCIAL_WORKER.value,
    show_default=True,
    help=N_("What she is trained as."),
)
@password_option
@owner_option
def init(
    name: str | None,
    login: str | None,
    profession: str,
    password_fd: int | None,
    owner_password_fd: int | None,
) -> None:
    """Found a house with its first leader."""
    chosen = owned(settings(), owner_password_fd)
    require_vacant(chosen)
    person = Person(
        name=name or click.prompt(_("Name of the first leader")),
        login=login or click.prompt(_("Her user name")),
        role=Role.LEADER,
        profession=Profession(profession),
    )
    password = read_password(_("Her password"), password_fd, twice=True)
    require_strong(password)
    make_folders(chosen)
    foundation = lay(composition().files_of(chosen))
    _hand_over_slips(foundation)
    leader = settle(chosen, foundation, person, password)
    make_reserve(chosen)
    _print_sheet(foundation, leader)


def require_vacant(chosen: Settings) -> None:
    """
    Refuse a place where a house stands, or what is left of one.

    Raises:
        HouseExists: the database holds one, or its keys are here.
    """
    if composition().has_house(chosen):
        raise HouseExists
    require_free(composition().files_of(chosen))


def make_folders(chosen: Settings) -> None:
    """Make the folders of a house; those of its secrets and data are for its owner alone."""
    if not chosen.config_dir.exists():
        chosen.config_dir.mkdir(parents=True)
        chosen.config_dir.chmod(PUBLIC)
    private = [
        chosen.secret_dir,
        chosen.state_dir,
        *_parents([chosen.sqlite_path, chosen.shares_path, chosen.log_key_path]),
        chosen.run_dir,
    ]
    for folder in private:
        folder.mkdir(PRIVATE, parents=True, exist_ok=True)
        folder.chmod(PRIVATE)


def _parents(paths: Iterable[Path]) -> list[Path]:
    return [path.parent for path in paths]


def settle(chosen: Settings, foundation: Foundation, leader: Person, password: str) -> NewColleague:
    """
    Write the first rows of a house on its foundation and sign the first checkpoint.

    Returns:
        The first leader.
    """
    made = composition()
    made.migrate(chosen)
    house = made.new_house(chosen, foundation.vault(made.profile))
    try:
        new = colleagues.draw_colleague(house.vault.unlocker, leader, password)
        context = house.context("cli", new.principal)
        perform(context, services.found, foundation, new)
        foundation.finish()
        sign_checkpoint(context)
    finally:
        made.close_house(house)
    return new


def _hand_over_slips(foundation: Foundation) -> None:
    """Show each slip until it is typed back as it stands."""
    lines(
        _(
            "Three recovery slips follow. Any two of them open this house "
            "when all passwords are lost."
        ),
        _(
            "Write each on paper, give them to three people, and type it back. "
            "They are stored nowhere."
        ),
    )
    for number, slip in enumerate(foundation.slips(), start=1):
        lines("", _("Slip %(number)s of 3:") % {"number": number}, "", f"    {slip}", "")
        while not _is_typed_back(foundation, number):
            pass


def _is_typed_back(foundation: Foundation, number: int) -> bool:
    typed = click.prompt(_("Type slip %(number)s back") % {"number": number})
    try:
        foundation.check_slip(number, typed)
    except SlipMistyped as error:
        click.echo(sentence(error), err=True)
        return False
    return True


def _print_sheet(foundation: Foundation, leader: NewColleague) -> None:
    """What the house is known by: to be printed and kept away from the machine."""
    pins = foundation.pins
    lines(
        "",
        _("The house is founded. Print this sheet and keep it apart from the machine:"),
        "",
        field(_("House"), pins.house),
        field(_("Log"), pins.origin),
        field(_("Pin of the certificates"), pins.org_root),
        field(_("Pin of the recovery key"), pins.recovery),
        field(_("Pin of the log key"), pins.log_key),
        field(_("Fingerprint of the leader"), leader.fingerprint),
        "",
        _("Next: journal staff add for two colleagues at least, then journal serve."),
    )


@click.command(
    cls=Command,
    help=N_("Bring the database to the version of this program. Take a backup first."),
)
@owner_option
def migrate(owner_password_fd: int | None) -> None:
    """Change the schema, and put it on record when there is a house."""
    chosen = owned(settings(), owner_password_fd)
    make_folders(chosen)
    if not composition().migrate(chosen):
        click.echo(_("The database is up to date. Nothing was changed."))
        return
    if composition().has_house(chosen):
        with opened_house() as house:
            note_migration(house)
    click.echo(_("The database was brought to the version of this program."))
