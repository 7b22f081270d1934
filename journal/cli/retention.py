"""
``journal prune``: what the log says of times that are over is erased, when two people agree.

Rules upheld here: what would go is shown before anybody types a password; a log that is not sound
loses nothing, for then it is evidence; what two people agreed to and a machine that died did not
erase is erased by the next run, and nothing else.
"""

import click

from journal.cli.acting import (
    acting_options,
    composition,
    opened_house,
    owned,
    owner_option,
    settings,
    sign_in_as,
)
from journal.cli.reports import say_report
from journal.cli.speaking import Command, lines, option
from journal.cli.words import _
from journal.domain.errors import N_
from journal.domain.retention import NOT_SOUND, PruneRefused, Survey, Terms
from journal.request import retention as requests
from journal.services import retention as services
from journal.services.house import House
from journal.vault.verifier import Verdict


@click.command(
    cls=Command,
    help=N_(
        "Erase what the log says of times that are over: a leader and a second colleague agree, "
        "each with her password. Hashes stay, so every checkpoint and proof holds, and so do the "
        "events by which teams, keys and notes are proven. The service may run meanwhile; choose "
        "a quiet hour."
    ),
)
@option("--look", is_flag=True, help=N_("Only say what would go."))
@option("--second", metavar="LOGIN", help=N_("The user name of the colleague who agrees too."))
@acting_options
@owner_option
def prune(
    *,
    look: bool,
    second: str | None,
    login: str | None,
    password_fd: int | None,
    owner_password_fd: int | None,
) -> None:
    """Say what is old enough, let two agree, and erase it."""
    _require_sound()
    chosen = settings() if look else owned(settings(), owner_password_fd)
    with opened_house() as house:
        found, agreed = services.look(house)
        if agreed is None:
            _say(found, house)
            if look or found.terms is None:
                return
            _agree(house, found.terms, (login, second), password_fd)
            agreed = found.terms
        else:
            lines(_("Two people have agreed before, and nothing was erased yet."))
            if look:
                return
        erased = services.carry_out(house, agreed, chosen)
    lines("", _("Erased for good: %(erased)s events.") % {"erased": erased})
    say_report(composition().verify(settings(), None))
    lines(_("Older backups still hold them: destroy those of that time."))


def _require_sound() -> None:
    if composition().verify(settings(), None).verdict is Verdict.TAMPERED:
        raise PruneRefused(NOT_SOUND)


def _say(found: Survey, house: House) -> None:
    """What would go, until when, and what stays."""
    months = house.settings.log_retention_months
    lines(
        _("The log holds %(total)s events. What it says is kept for %(months)s months.")
        % {"total": found.total, "months": months}
    )
    if found.is_held:
        lines(_("Something is still open or not reviewed. It stays, and all after it."))
    if found.terms is None or found.until is None:
        lines(_("Nothing else is old enough to be erased."))
        return
    day = found.until.astimezone(house.zone).strftime("%d-%m-%Y")
    lines(
        _("These go for good: %(erased)s events until %(day)s, and %(words)s sealed texts.")
        % {"erased": found.erased, "day": day, "words": found.words},
        _(
            "These of the same time stay whole: %(kept)s events, by which teams, keys, notes and "
            "timed access are proven."
        )
        % {"kept": found.kept},
        _("The hash of every event stays, so every old checkpoint and proof holds."),
    )


def _agree(
    house: House, terms: Terms, logins: tuple[str | None, str | None], descriptor: int | None
) -> None:
    """Let a leader and a second colleague agree, each with her password."""
    lines("", _("A leader agrees first, then a second colleague."))
    leader, second = (sign_in_as(house, login, descriptor) for login in logins)
    if leader.principal.id == second.principal.id:
        raise click.UsageError(_("The second colleague must be somebody else."))
    requests.agree(leader, second, terms)
