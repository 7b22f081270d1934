"""
What every command shares: the settings, the opened house, and the person who acts.

Rules upheld here: no command holds a key of its own: it asks for the password of the person who
acts and acts as her; a password comes by prompt or by file descriptor, never by argument or
environment.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import click

from config.settings import Settings, load_settings
from journal.cli.composition import Composition
from journal.cli.speaking import Function, option
from journal.cli.words import _, sentence
from journal.domain.entry import PasswordWeak
from journal.domain.errors import N_, AccessDenied
from journal.domain.ids import CaseId, StaffId
from journal.domain.passwords import require_strong
from journal.request import sign_in
from journal.services import cases, staff
from journal.services.context import Context
from journal.services.house import House
from journal.services.signin import Attempt
from journal.services.work import perform

LONGEST_LINE = 1024


def composition() -> Composition:
    """What the composition root gave to this run."""
    given = click.get_current_context().find_object(Composition)
    if given is None:
        message = "the command was started without its composition"
        raise RuntimeError(message)
    return given


def settings() -> Settings:
    """The settings of this run."""
    return load_settings(os.environ)


@contextmanager
def opened_house() -> Iterator[House]:
    """Open the house of this run and give its connections back afterwards."""
    house = composition().open_house(settings())
    try:
        yield house
    finally:
        composition().close_house(house)


def acting_options(function: Function) -> Function:
    """Give a command ``--as`` and ``--password-fd``."""
    as_whom = option(
        "--as", "login", metavar="LOGIN", help=N_("The user name of the person who acts.")
    )
    return as_whom(password_option(function))


def password_option(function: Function) -> Function:
    """Give a command ``--password-fd``."""
    by_descriptor = option(
        "--password-fd",
        type=click.IntRange(min=0),
        metavar="N",
        help=N_("Read the password as one line from file descriptor N instead of asking for it."),
    )
    return by_descriptor(function)


def owner_option(function: Function) -> Function:
    """Give a command that changes the schema ``--owner-password-fd``."""
    by_descriptor = option(
        "--owner-password-fd",
        type=click.IntRange(min=0),
        metavar="N",
        help=N_(
            "On PostgreSQL: read the password of the owner of the tables from file descriptor N."
        ),
    )
    return by_descriptor(function)


def owned(chosen: Settings, descriptor: int | None) -> Settings:
    """
    Settings under which the schema can be changed.

    Raises:
        StartRefused: on PostgreSQL, there is no owner beside the service, or nobody gets in.
    """
    question = _("Password of the owner of the database")
    return composition().owned(chosen, lambda: read_password(question, descriptor))


def read_password(question: str, descriptor: int | None, *, twice: bool = False) -> str:
    """
    Take a password from the person at the terminal, or from a file descriptor.

    Args:
        question: what is asked for, already translated.
        descriptor: an open file descriptor, or None to ask.
        twice: whether it is a new password: it is typed a second time, and asked for again while it
            is weak.
    """
    if descriptor is not None:
        return _line_of(descriptor)
    while True:
        typed: str = click.prompt(question, hide_input=True, confirmation_prompt=twice)
        if not twice or _is_strong(typed):
            return typed


def _is_strong(password: str) -> bool:
    try:
        require_strong(password)
    except PasswordWeak as weak:
        click.echo(sentence(weak), err=True)
        return False
    return True


def _line_of(descriptor: int) -> str:
    """One line, byte by byte: the next reader of the descriptor finds the next line."""
    line = bytearray()
    try:
        while len(line) < LONGEST_LINE and (byte := os.read(descriptor, 1)) not in (b"", b"\n"):
            line += byte
        return line.decode().removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(
            _("File descriptor %(number)s holds no readable line.") % {"number": descriptor}
        ) from error


def sign_in_as(house: House, login: str | None, descriptor: int | None) -> Context:
    """
    Let the person who acts sign in.

    Returns:
        What her units of work are handed; it lives as long as the command.

    Raises:
        SigninFailed: unknown name or wrong password.
        SigninBlocked: too many wrong tries.
    """
    name = login or click.prompt(_("User name"))
    password = read_password(_("Password of %(name)s") % {"name": name}, descriptor)
    return house.context("cli", sign_in(house.context("cli"), Attempt(name=name), password))


def find_case(context: Context, named: str) -> CaseId:
    """
    The case that a command names, by id or by pseudonym.

    Raises:
        AccessDenied: nobody may tell whether there is none or it is not for her.
    """
    try:
        return CaseId(UUID(named))
    except ValueError:
        known = perform(context, cases.pseudonyms)
    wanted = " ".join(named.split()).casefold()
    for case_id, pseudonym in known.items():
        if pseudonym.casefold() == wanted:
            return case_id
    raise AccessDenied


def find_colleague(context: Context, login: str) -> StaffId:
    """The colleague who signs in with a name; a name nobody has is a usage error."""
    found = perform(context, staff.by_login, login)
    if found is None:
        raise click.UsageError(_("Nobody signs in as %(name)s.") % {"name": login})
    return found
