"""``journal team``: who the contact persons of a case are."""

import click

from journal.cli.acting import (
    acting_options,
    composition,
    find_case,
    find_colleague,
    opened_house,
    sign_in_as,
)
from journal.cli.cases import of_waiting
from journal.cli.speaking import Group, lines, option
from journal.cli.words import _
from journal.domain.errors import N_
from journal.services import cases, teams
from journal.services.work import perform

team = Group(name="team", help=N_("Contact teams: who reads and writes the notes of a case."))


@team.command(
    name="set",
    help=N_(
        "Set the whole contact team of a case, as it shall be. Who is not named leaves: her keys "
        "and her sessions end at once. CASE is its id, or its pseudonym in quotation marks."
    ),
)
@click.argument("named_case", metavar="CASE")
@option(
    "--member",
    "members",
    required=True,
    multiple=True,
    metavar="LOGIN",
    help=N_("The user name of a contact person; repeat it for each."),
)
@acting_options
def set_team(
    named_case: str, members: tuple[str, ...], login: str | None, password_fd: int | None
) -> None:
    """Set the team of a case."""
    with opened_house() as house:
        context = sign_in_as(house, login, password_fd)
        case_id = find_case(context, named_case)
        wanted = frozenset(find_colleague(context, each) for each in members)
        change = perform(context, teams.set_team, case_id, wanted)
        composition().end_sessions(house.settings, change.leaving)
        standing = perform(context, cases.show_case, case_id)
    counted = {"joined": len(change.joining), "left": len(change.leaving)}
    lines(_("The team is set: %(joined)s joined, %(left)s left.") % counted, *of_waiting(standing))
    if change.leaving:
        lines(
            _("Who left is signed out and opens nothing of this case any more, old or new."),
            _(
                "She still knows what she remembers, wrote down or printed. "
                "What is written from now on she cannot read."
            ),
        )
