"""``journal staff``: taking a colleague in, and who is here."""

import click

from journal.cli.acting import acting_options, opened_house, read_password, sign_in_as
from journal.cli.speaking import Group, confirm, option
from journal.cli.words import _, named
from journal.domain.errors import N_
from journal.domain.staff import Person, Profession, Role
from journal.services import colleagues
from journal.services import staff as staff_service
from journal.services.context import Context
from journal.services.staff import NewColleague
from journal.services.work import perform

staff = Group(name="staff", help=N_("Colleagues: take one in, list them."))


@staff.command(
    help=N_(
        "Take a colleague in, both of you present: the leader signs in, the new colleague types "
        "her own password twice and reads her fingerprint aloud, the leader confirms it."
    ),
)
@option("--name", help=N_("The name of the new colleague, as the others see it."))
@option("--login", "new_login", help=N_("The user name that she signs in with."))
@option(
    "--role",
    type=click.Choice([each.value for each in Role]),
    help=N_("What she may do in the house."),
)
@option(
    "--profession",
    type=click.Choice([each.value for each in Profession]),
    help=N_("What she is trained as; decides her place in a team."),
)
@option(
    "--new-password-fd",
    type=click.IntRange(min=0),
    metavar="N",
    help=N_("Read the new colleague's password as one line from file descriptor N."),
)
@acting_options
def add(
    login: str | None,
    password_fd: int | None,
    new_password_fd: int | None,
    **given: str | None,
) -> None:
    """Enrol and certify a colleague in one sitting."""
    with opened_house() as house:
        context = sign_in_as(house, login, password_fd)
        person = _ask_person(given)
        password = read_password(
            _("Password of the new colleague, typed by herself"), new_password_fd, twice=True
        )
        new = staff_service.draw_colleague(house.vault.unlocker, person, password)
        _confirm_fingerprint(new)
        admit(context, new)
    click.echo(_("%(name)s can sign in now.") % {"name": person.name})


def admit(context: Context, new: NewColleague) -> None:
    """Certify a colleague whose fingerprint was heard, and give her the keys of her role."""
    signed = perform(context, staff_service.certify, new)
    perform(context, staff_service.add, new, signed)


def _ask_person(given: dict[str, str | None]) -> Person:
    roles = click.Choice([each.value for each in Role])
    professions = click.Choice([each.value for each in Profession])
    return Person(
        name=given["name"] or click.prompt(_("Name of the new colleague")),
        login=given["new_login"] or click.prompt(_("Her user name")),
        role=Role(given["role"] or click.prompt(_("Her role"), type=roles)),
        profession=Profession(
            given["profession"] or click.prompt(_("Her training"), type=professions)
        ),
    )


def _confirm_fingerprint(new: NewColleague) -> None:
    """The leader hears and sees the same digits, or nothing is signed."""
    click.echo(_("Fingerprint of the new colleague: %(digits)s") % {"digits": new.fingerprint})
    if not confirm(_("Leader: did she read these digits aloud, and do you sign them?")):
        raise click.Abort


@staff.command(name="list", help=N_("List the colleagues of the house with role and training."))
@acting_options
def list_staff(login: str | None, password_fd: int | None) -> None:
    """List all colleagues."""
    with opened_house() as house:
        context = sign_in_as(house, login, password_fd)
        for each in perform(context, colleagues.colleagues):
            role, profession = named("role", each.role), named("profession", each.profession)
            click.echo(f"{each.name}  {role}, {profession}")
