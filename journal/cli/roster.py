"""``journal roster``: taking a plan of shifts in, and looking at a week."""

from datetime import datetime, time
from pathlib import Path

import click

from journal.cli.acting import acting_options, opened_house, sign_in_as
from journal.cli.speaking import Group, lines, option
from journal.cli.words import _, named
from journal.domain.broken import PlanUnusable
from journal.domain.errors import N_
from journal.domain.roster import faults, read_plan, week_of
from journal.services import roster as roster_service
from journal.services.work import perform

roster = Group(name="roster", help=N_("The duty roster: take a plan in, show a week."))

LARGEST = 1024 * 1024
"""Bytes of a plan; more than the lines that are taken at once need."""


@roster.command(
    name="import",
    help=N_(
        "Put the shifts of a table on the roster, all of them or none. FILE has a line a shift: "
        "user name, day, beginning and end, divided by semicolons, commas or tabs. A shift that is "
        "there already stays one."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@acting_options
def import_plan(file: Path, login: str | None, password_fd: int | None) -> None:
    """Take a plan in."""
    text = _read(file)
    with opened_house() as house:
        plan = read_plan(text, house.zone)
        context = sign_in_as(house, login, password_fd)
        try:
            new = perform(context, roster_service.take_plan, plan)
        except PlanUnusable as unusable:
            for sentence, values in faults(unusable):
                click.echo(_(sentence) % values, err=True)
            raise
    said = {"new": new, "there": len(plan.lines) - new}
    lines(_("%(new)s new shifts are on the roster; %(there)s were there already.") % said)


def _read(file: Path) -> str:
    """The text of a plan; what is none is a usage error."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(_("%(file)s is no text in UTF-8.") % {"file": file.name}) from error
    if len(raw) > LARGEST or "\0" in text:
        raise click.UsageError(_("%(file)s is no plan: too large.") % {"file": file.name})
    return text


@roster.command(help=N_("Show the shifts of a week, by default this one."))
@option(
    "--week-of",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help=N_("Any day of the week, as 2026-03-28."),
)
@acting_options
def show(day: datetime | None, login: str | None, password_fd: int | None) -> None:
    """Show a week of shifts."""
    with opened_house() as house:
        context = sign_in_as(house, login, password_fd)
        today = house.clock().astimezone(house.zone).date()
        asked = today if day is None else day.date()
        noon = datetime.combine(asked, time(12), tzinfo=house.zone)
        since, until = week_of(noon, house.zone)
        found = perform(context, roster_service.between, since, until)
    for shift in found.shifts:
        begins, ends = (at.astimezone(house.zone) for at in (shift.starts_at, shift.ends_at))
        when = f"{begins:%Y-%m-%d %H:%M}-{ends:%H:%M}"
        click.echo(f"{when}  {shift.name}  {named('role', shift.function)}")
    if not found.shifts:
        click.echo(_("No shift is planned in this week."))
