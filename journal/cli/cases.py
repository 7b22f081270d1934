"""``journal case``: opening a case file, showing how one stands, listing them by pseudonym."""

import click

from journal.cli.acting import (
    acting_options,
    find_case,
    find_colleague,
    opened_house,
    sign_in_as,
)
from journal.cli.speaking import Group, field, lines, listed, option
from journal.cli.words import COMPARTMENTS, _, named
from journal.domain import pseudonyms
from journal.domain.cases import PersonKind
from journal.domain.errors import N_
from journal.services import cases
from journal.services.backup import secure_shares
from journal.services.cases import NewCase, Standing
from journal.services.labels import Banner
from journal.services.work import perform

case = Group(name="case", help=N_("Case files: open one, show how one stands, list them."))


@case.command(
    help=N_(
        "Open a case file for one person, woman or child. Her pseudonym is drawn by chance "
        "from two lists of words."
    )
)
@option(
    "--kind",
    required=True,
    type=click.Choice([each.value for each in PersonKind]),
    help=N_("Whose file it is."),
)
@option(
    "--team",
    "team",
    required=True,
    multiple=True,
    metavar="LOGIN",
    help=N_("The user name of a contact person; repeat it for each."),
)
@option(
    "--family",
    metavar="PSEUDONYM",
    help=N_("The pseudonym of a case of the same family, in quotation marks."),
)
@acting_options
def add(
    kind: str,
    team: tuple[str, ...],
    family: str | None,
    login: str | None,
    password_fd: int | None,
) -> None:
    """Open a case file."""
    with opened_house() as house:
        context = sign_in_as(house, login, password_fd)
        members = frozenset(find_colleague(context, each) for each in team)
        relative = None if family is None else find_case(context, family)
        taken = perform(context, cases.pseudonyms).values()
        new = NewCase(
            id=cases.reserve(house.vault),
            kind=PersonKind(kind),
            pseudonym=pseudonyms.draw(set(taken)),
            team=members,
            relative=relative,
        )
        secure_shares(house)
        perform(context, cases.create_case, new)
        banner = perform(context, cases.show_case, new.id).banner
    lines(field(_("Pseudonym"), new.pseudonym), field(_("Case"), new.id), *of_team(banner))


@case.command(
    help=N_(
        "Show how a case stands: team, keys, and whose next sign-in a new key waits for. "
        "CASE is its id, or its pseudonym in quotation marks. No note is opened."
    )
)
@click.argument("named_case", metavar="CASE")
@acting_options
def show(named_case: str, login: str | None, password_fd: int | None) -> None:
    """Show how a case stands."""
    with opened_house() as house:
        context = sign_in_as(house, login, password_fd)
        standing = perform(context, cases.show_case, find_case(context, named_case))
    lines(*of_standing(standing))


def of_standing(standing: Standing) -> list[str]:
    """How a case stands, in words."""
    banner = standing.banner
    epochs = listed([f"{_(COMPARTMENTS[comp])} {n}" for comp, n in standing.epochs.items()])
    return [
        field(_("Pseudonym"), banner.pseudonym),
        field(_("Case"), banner.id),
        field(
            _("Kind"),
            listed([named("person_kind", banner.kind), named("case_state", banner.state)]),
        ),
        field(_("Team"), _team(banner)),
        *of_team(banner),
        field(_("Number of the present key"), epochs),
        *of_waiting(standing),
    ]


def of_team(banner: Banner) -> list[str]:
    """That the team lacks somebody, in words; nothing when it is complete."""
    if banner.is_complete:
        return []
    return [_("The team lacks a pedagogue or a social worker. Complete it with: journal team set")]


def of_waiting(standing: Standing) -> list[str]:
    """Whom the keys of a case wait for, in words; says so when they wait for nobody."""
    waiting = [_(COMPARTMENTS[comp]) for comp in standing.pending]
    if standing.banner.waits_for:
        names = listed(standing.banner.waits_for)
        return [
            _("The new journal key is complete when one of these next opens the case: %(names)s.")
            % {"names": names}
        ]
    if waiting:
        return [_("These keys still wait to be exchanged: %(keys)s.") % {"keys": listed(waiting)}]
    return [_("No key waits for anybody.")]


def _team(banner: Banner) -> str:
    return listed([f"{each.name} ({named('profession', each.profession)})" for each in banner.team])


@case.command(
    name="list",
    help=N_("List cases by pseudonym: those of your teams, or all of them for who leads."),
)
@acting_options
def list_cases(login: str | None, password_fd: int | None) -> None:
    """List cases."""
    with opened_house() as house:
        context = sign_in_as(house, login, password_fd)
        for card in perform(context, cases.list_cases):
            click.echo(f"{card.banner.pseudonym}  {_team(card.banner)}  {card.banner.id}")
