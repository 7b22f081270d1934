"""What a verification of the log found, in words."""

import click

from journal.cli.words import _
from journal.domain.errors import N_
from journal.vault.verifier import Check, Report, Verdict

CHECKS = {
    Check.PLACE: N_("an event stands in the wrong place, or one before it is missing"),
    Check.MISSING: N_("an event is missing"),
    Check.BYTES: N_("the bytes of an event were changed"),
    Check.COLUMNS: N_("what is searched for an event is not what it says"),
    Check.CASES: N_("the cases listed for an event are not those it names"),
    Check.HEAD: N_("the head does not follow from the events"),
    Check.EXTRA: N_("there are events that the log does not count"),
    Check.CHECKPOINT: N_("the log is not what a checkpoint in the database signed"),
    Check.CUT: N_("the log ends before a signed checkpoint: it was cut, or is an older copy"),
    Check.WITNESS: N_("the log is not what the checkpoint outside the database signed"),
    Check.NOTE: N_("a note is not the one that its newest event names"),
    Check.RECORD: N_("a sealed document is not the one that its newest event names"),
    Check.PRUNED: N_("something else was erased than two people agreed to"),
}
"""Each check that can fail, as a person reads it."""


def say_report(report: Report) -> None:
    """Print the outcome of a verification."""
    for line in of_report(report):
        click.echo(line)


def of_report(report: Report) -> list[str]:
    """The outcome of a verification, a sentence a line."""
    said = [_outcome(report)]
    if report.erased:
        said.append(
            _("Of these, %(count)s were erased when their time was over; their hashes count.")
            % {"count": report.erased}
        )
    if report.clock_falls:
        said.append(
            _("The clock fell back %(count)s times while it was written.")
            % {"count": report.clock_falls}
        )
    return said


def _outcome(report: Report) -> str:
    if report.verdict is Verdict.TAMPERED and report.check is not None:
        return _("TAMPERED: first bad index %(index)s: %(check)s.") % {
            "index": report.first_bad,
            "check": _(CHECKS[report.check]),
        }
    if report.verdict is Verdict.SOUND:
        return _("Sound: %(size)s events, confirmed by a checkpoint outside at %(witnessed)s.") % {
            "size": report.size,
            "witnessed": report.witnessed,
        }
    if report.verdict is Verdict.UNCHECKED:
        return _("The log could not be checked.")
    return _(
        "%(size)s events fit together, but no checkpoint from outside, or none of the last day, "
        "confirms them."
    ) % {"size": report.size}
