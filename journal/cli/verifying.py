"""``journal verify``: is the log what was signed? The exit code says it to programs."""

from pathlib import Path

import click

from config.settings import SettingsError
from journal.cli.acting import composition, settings
from journal.cli.reports import say_report
from journal.cli.speaking import Command, option
from journal.cli.words import _, sentence
from journal.domain.clock import now_utc
from journal.domain.errors import N_, JournalError
from journal.services import condition
from journal.vault.verifier import Verdict

COULD_NOT_CHECK = 5
EXIT_CODES = {
    Verdict.SOUND: 0,
    Verdict.TAMPERED: 3,
    Verdict.UNWITNESSED: 4,
    Verdict.UNCHECKED: COULD_NOT_CHECK,
}


@click.command(
    cls=Command,
    help=N_(
        "Check that the log is whole: every event, every checkpoint, every note. Of the house it "
        "only reads, and may run while the service does; the outcome is noted beside it."
    ),
    epilog=N_(
        "Exit codes: 0 sound; 3 tampered, and the first bad index is named; 4 no checkpoint from "
        "outside, or too old a one; 5 could not check; 2 the command was typed wrongly."
    ),
)
@option(
    "--checkpoint",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_(
        "A checkpoint kept elsewhere, or a file of several. Without it those are used that the "
        "house itself keeps outside its database."
    ),
)
@click.pass_context
def verify(context: click.Context, checkpoint: Path | None) -> None:
    """Verify the log and answer by exit code."""
    try:
        note = None if checkpoint is None else checkpoint.read_text(encoding="utf-8")
        report = composition().verify(settings(), note)
    except (JournalError, SettingsError) as error:
        click.echo(" ".join((_("The log could not be checked."), sentence(error))), err=True)
        context.exit(COULD_NOT_CHECK)
    except (OSError, UnicodeDecodeError):
        click.echo(_("The log could not be checked."), err=True)
        context.exit(COULD_NOT_CHECK)
    if note is None or report.verdict is not Verdict.UNWITNESSED:
        condition.note_report(settings(), report, now_utc())
    say_report(report)
    context.exit(EXIT_CODES[report.verdict])
