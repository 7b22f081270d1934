"""``journal health``: the state of the house in lines, and in the exit code for a monitor."""

import click

from journal.cli.acting import composition, opened_house, settings
from journal.cli.speaking import REFUSED, Command, lines, option
from journal.cli.words import TONGUE, _, sentence
from journal.domain.broken import ReserveMissing
from journal.domain.clock import now_utc
from journal.domain.condition import TITLES, Finding
from journal.domain.condition_rules import of_database
from journal.domain.errors import N_, JournalError
from journal.services import condition as services
from journal.services.context import LogWatch
from journal.vault import condition as measures


@click.command(
    cls=Command,
    name="health",
    help=N_(
        "Say how the house stands: log, checkpoints, clock, reviews, backups and disks, each green "
        "or red, with what to do. It only reads, and needs no password; a folder that does not "
        "answer is waited for."
    ),
    epilog=N_("Exit codes: 0 everything is green; 1 something is red; 2 typed wrongly."),
)
@option(
    "--release-reserve",
    is_flag=True,
    help=N_(
        "Delete the reserve file, so that a full disk has room again. It is put on record; "
        "journal run-due makes the file anew once there is room."
    ),
)
@click.pass_context
def health(context: click.Context, *, release_reserve: bool) -> None:
    """Print every finding, or give the reserve away."""
    if release_reserve:
        _release(context)
        return
    found = _look()
    lines(*(_line(one) for one in found))
    if any(not one.is_green for one in found):
        context.exit(REFUSED)


def _look() -> list[Finding]:
    """Every finding; of a database that does not answer, what can be said without it."""
    chosen = settings()
    try:
        with composition().open_log(chosen) as log:
            now = now_utc()
            measured = measures.measure(chosen, log.witness, now)
            seen = services.see(chosen, log.witness, LogWatch(), measured)
            return services.of_log(log.session, seen, now)
    except JournalError as refused:
        click.echo(sentence(refused), err=True)
        return [*services.beside_database(chosen, now_utc()), of_database()]


def _line(one: Finding) -> str:
    state = _("Green") if one.is_green else _("RED")
    said = [*(fact.words(TONGUE) for fact in one.facts), *([_(one.to_do)] if one.to_do else [])]
    return f"{state}  {_(TITLES[one.check])}: {' '.join(said)}"


def _release(context: click.Context) -> None:
    """Room first: until there is some nothing can be put on record."""
    chosen = settings()
    try:
        is_released = services.release_reserve(chosen)
    except OSError as error:
        message = _("The reserve file cannot be deleted: %(failure)s.")
        click.echo(message % {"failure": error.strerror}, err=True)
        context.exit(REFUSED)
    if not is_released:
        click.echo(sentence(ReserveMissing()), err=True)
        context.exit(REFUSED)
    lines(_("The reserve file is gone; its room is free. Make more room now: it is all there is."))
    try:
        with opened_house() as house:
            services.record_release(house)
    except JournalError as error:
        click.echo(_("It could not be put on record yet. Write it down."), err=True)
        click.echo(sentence(error), err=True)
        context.exit(REFUSED)
