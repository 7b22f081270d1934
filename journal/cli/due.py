"""``journal run-due``: what a timer does, and what it says that somebody must do."""

import click

from journal.cli.acting import opened_house
from journal.cli.reports import say_report
from journal.cli.speaking import Command, listed
from journal.cli.words import COMPARTMENTS, _, named
from journal.domain.errors import N_
from journal.request import due
from journal.request.due import Done
from journal.services import condition
from journal.services.due import Due
from journal.services.keycare import Concern
from journal.vault.verifier import Report, Verdict

CONCERNS = {
    Concern.NO_HOLDER: N_("nobody in service can open the journal; recovery is needed"),
    Concern.ONE_HOLDER: N_("only one colleague can open the journal"),
    Concern.NO_RECOVERY: N_("the journal cannot be opened with the recovery slips"),
    Concern.NO_DUTY: N_("the journal cannot be opened in an emergency"),
    Concern.NO_PURPOSE: N_("the journal cannot be opened for a purpose"),
    Concern.TEAM_INCOMPLETE: N_("the contact team lacks a pedagogue or a social worker"),
    Concern.EXCHANGE_WAITS: N_("a key waits to be exchanged: %(keys)s"),
    Concern.MEMBER_WAITS: N_("a member of the team waits for a key: %(keys)s"),
    Concern.HOUSE_WAITS: N_("a key of the house waits to be exchanged: %(keys)s"),
}
"""Each concern, as a person reads it."""
WHO = {
    Concern.NO_HOLDER: N_("A leader must act."),
    Concern.ONE_HOLDER: N_("A leader adds a colleague to the team; then %(who)s opens the case."),
    Concern.TEAM_INCOMPLETE: N_("A leader must act."),
    Concern.HOUSE_WAITS: N_("It is done when a leader next signs in."),
}
"""Who must act; of every other concern, one of those who hold the key."""
NEXT = N_("It is done when one of these next signs in: %(who)s.")


@click.command(
    cls=Command,
    name="run-due",
    help=N_(
        "End timed access whose time is over, delete copies that are out of date, look through "
        "each week of the log that is over, count the rooms of each night that is over, check the "
        "whole log once a day, measure the disks, "
        "keep the reserve file, and list every case whose keys need somebody. For cron or "
        "systemd, every few minutes; it holds no key, asks for no password and names no one: "
        "cases and colleagues stand there by the reference that they have in the log."
    ),
)
def run_due() -> None:
    """Do what is due and say what remains."""
    with opened_house() as house:
        done = due.run(house.context("job"))
        say_done(done)
        say_watch(condition.keep_watch(house))


def say_done(done: Done) -> None:
    """Print what was done, and every concern with whom it waits for."""
    for line in of_done(done):
        click.echo(line)


def say_watch(report: Report | None) -> None:
    """Say it where a check of the whole log, made on the way, did not find it sound."""
    if report is not None and report.verdict is not Verdict.SOUND:
        say_report(report)


def of_done(done: Done) -> list[str]:
    """What a run did and found, a sentence a line."""
    counted = {"ended": done.ended, "dropped": done.dropped}
    said = [_("Timed accesses ended: %(ended)s. Copies deleted: %(dropped)s.") % counted]
    if done.weeks:
        said.append(_("Weeks of the log looked through: %(weeks)s.") % {"weeks": done.weeks})
    if done.nights:
        said.append(_("Nights whose rooms were counted: %(nights)s.") % {"nights": done.nights})
    if not done.is_witnessed:
        said.append(_("The checkpoint could not be kept elsewhere: is the folder there?"))
    if done.is_prune_due:
        said.append(_("The log says things older than it shall be kept: journal prune"))
    if not done.concerns:
        return [*said, _("No key needs anybody.")]
    return [*said, *(_of_concern(one) for one in done.concerns)]


def _of_concern(one: Due) -> str:
    keys = listed([_(COMPARTMENTS[comp]) for comp in one.comps])
    what = _(CONCERNS[one.concern]) % {"keys": keys}
    subject = _("House") if one.case is None else _("Case %(reference)s") % {"reference": one.case}
    who = listed([f"{named('role', role).lower()} {reference}" for role, reference in one.who])
    act = WHO.get(one.concern, NEXT) if who or one.concern in WHO else WHO[Concern.NO_HOLDER]
    return f"{subject}: {what}. {_(act) % {'who': who}}"
