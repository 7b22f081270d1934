"""``journal kek``: the root key that everything on disk is sealed under."""

from pathlib import Path

from journal.cli.acting import opened_house, settings
from journal.cli.holding import held
from journal.cli.speaking import Group, confirm, lines, option
from journal.cli.words import _
from journal.domain.errors import N_, StartRefused
from journal.services import rootkey as services
from journal.services.record import sign_checkpoint
from journal.services.work import perform
from journal.vault import rootkey

kek = Group(name="kek", help=N_("The root key, without which nothing in the house opens."))


@kek.command(
    name="rotate",
    help=N_(
        "Exchange the root key. Stop the service first. Nobody's password is needed. An exchange "
        "that was broken off goes on where it stopped."
    ),
)
@option(
    "--printed",
    is_flag=True,
    help=N_("Say beforehand that the new key will be printed, instead of being asked."),
)
def rotate(*, printed: bool) -> None:
    """Exchange the root key: new key beside the old, everything sealed again, old key gone."""
    chosen = settings()
    path = chosen.kek_root_path
    with held(chosen):
        with opened_house():
            pass  # a key that does not open this house must not be exchanged
        if rootkey.is_under_way(path):
            lines(_("An exchange of the root key was broken off. It goes on now."))
        else:
            _see_printed(rootkey.draw(path), printed=printed)
            rootkey.begin(path)
        with opened_house() as house:
            context = house.context("cli")
            shares = house.vault.keys.provider.reseal_shares()
            accounts = perform(context, services.reseal)
            sign_checkpoint(context)
        rootkey.finish(path)
    counted = {"shares": shares, "accounts": accounts}
    lines(
        _("The root key is exchanged: %(shares)s shares, %(accounts)s accounts.") % counted,
        _(
            "Keep the old printed copies until no backup from before today is left, "
            "then destroy them. Now start the service."
        ),
    )


def _see_printed(new: Path, *, printed: bool) -> None:
    """Nothing is sealed under a key that one broken disk could take away."""
    lines(
        _("A new root key waits in %(file)s.") % {"file": new.name},
        _("Print its line twice and seal each copy in an envelope of its own."),
    )
    if not printed and not confirm(_("Is the new key printed?")):
        raise StartRefused(
            N_("Nothing was changed. When the new key is printed, run the command once more.")
        )
