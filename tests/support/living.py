"""A house in which people act by their sign-in names, and keep every key they ever held."""

from dataclasses import replace

from houses import PASSWORD
from keepers import Keepers

from journal.domain.accounts import Heard
from journal.domain.staff import Profession, Role
from journal.request import accounts
from journal.request import sign_in as sign_in_to
from journal.services import joining
from journal.services.signin import Attempt
from journal.services.work import perform
from journal.vault.desk import Fresh


class House:
    """A house in which people act by their sign-in names, each act as its own sign-in."""

    def __init__(self, opened, people):
        self.opened = opened
        self.ids = dict(people)
        self.passwords = dict.fromkeys(people, PASSWORD)
        self.keepers = Keepers(opened)

    def context(self, name):
        """Sign somebody in; what waited for her keys is done on the way."""
        attempt = Attempt(name=name)
        principal = sign_in_to(self.opened.context("web"), attempt, self.passwords[name])
        principal = replace(principal, session_tag=b"sessions")
        self.keepers.remember(self.ids[name], principal.keys)
        return self.opened.context("web", principal)

    def act(self, name, use_case, *args):
        """Do something as somebody, a second later."""
        self.opened.clock.advance(seconds=1)
        return perform(self.context(name), use_case, *args)

    def confirm(self, name, digits):
        """The leader signs what stands on her page."""
        leader = self.context("lone")
        shown, _ = perform(leader, joining.prepare_confirm, self.ids[name])
        heard = Heard(digits=digits, role=Role(shown.role), profession=Profession(shown.profession))
        accounts.confirm(leader, self.ids[name], heard, self.fresh())

    def fresh(self):
        """A password typed just now, in the session that all acts here have."""
        return Fresh(session_tag=b"sessions", at=self.opened.clock())
