"""
What becomes of people's accounts: joining, a pause, a forgotten password, a theft, leaving.

Each rule asks the model what must come of it, and then tries it in the house.
"""

import pytest
from houses import COLLEAGUES, PASSWORD
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from rights import ACTIVE, LEFT, SUSPENDED, WAITING, Someone

from journal.domain.broken import (
    AccountElsewhere,
    LastKeyHolder,
    ReplacementMissing,
    TeamWithoutKey,
)
from journal.domain.staff import Person, Profession, Role
from journal.request import accounts
from journal.services import colleagues, joining, leaving, passwords
from journal.services.signin import Attempt

NEW = Person(name="Nora", login="nora", role=Role.PEDAGOGUE, profession=Profession.BOTH)
STAFF = [*(person.login for person in COLLEAGUES if person.login != "lone"), NEW.login]
WHO = st.sampled_from(STAFF)


class Careers(RuleBasedStateMachine):
    """The acts about accounts; house, model, clock and cases are those of ``Weeks``."""

    def invite_somebody_new(self):
        """She has an account and no keys; she comes when she comes."""
        invited = self.attempt("lone", None, joining.invite, NEW, self.house.fresh())
        self.house.ids[NEW.login] = invited.staff_id
        self.rights.people[NEW.login] = Someone(
            profession=NEW.profession.value, role=NEW.role.value, state=WAITING
        )

    @rule(name=WHO)
    def is_suspended_or_let_in(self, name):
        person = self.rights.people[name]
        self.rights.visit("lone", self.clock())
        if person.state == SUSPENDED:
            self.attempt("lone", None, leaving.resume, self.house.ids[name], self.house.fresh())
            person.state = ACTIVE
            self.rights.ask(name)
            return
        expected = AccountElsewhere if person.state != ACTIVE else None
        if expected is None and self.rights.is_last(name):
            expected = LastKeyHolder
        self.attempt("lone", expected, leaving.suspend, self.house.ids[name], self.house.fresh())
        if expected is None:
            person.state = SUSPENDED
            self.rights.strip(name)

    @rule(name=WHO)
    def forgets_her_password(self, name):
        person = self.rights.people[name]
        self.rights.visit("lone", self.clock())
        if person.state != ACTIVE:
            return
        expected = LastKeyHolder if self.rights.is_last(name) else None
        given = self.attempt(
            "lone", expected, passwords.reset, self.house.ids[name], self.house.fresh()
        )
        if expected is None:
            person.state = WAITING
            self.rights.strip(name)
            self.begin_anew(name, given[0].code)

    @precondition(lambda self: self.rights.people[NEW.login].state == WAITING)
    @rule()
    def somebody_new_joins(self):
        """Her code of the first day is over by now, maybe: she is given another one."""
        staff_id = self.house.ids[NEW.login]
        seen = self.attempt("lone", None, colleagues.show, staff_id).code_until
        given = self.attempt("lone", None, joining.invite_again, staff_id, seen, self.house.fresh())
        self.begin_anew(NEW.login, given.code)

    def begin_anew(self, name, code):
        """She activates her account; the leader hears her digits and signs."""
        self.house.passwords[name] = f"{PASSWORD} {len(self.house.keepers.private)}"
        attempt = Attempt(name=name)
        heard = accounts.activate(
            self.house.opened.context("web"), attempt, code, self.house.passwords[name]
        )
        self.rights.visit("lone", self.clock())
        self.house.confirm(name, heard)
        self.rights.people[name].state = ACTIVE
        self.rights.ask(name)
        self.come_by(name)

    @rule(name=WHO)
    def fears_a_theft(self, name):
        if not self.rights.is_active(name):
            return
        self.rights.visit(name, self.clock())
        context = self.house.context(name)
        if self.rights.is_last(name):
            with pytest.raises(LastKeyHolder):
                accounts.renew_keys(context, "fire blå heste", self.house.fresh())
            return
        heard, _ = accounts.renew_keys(context, "fire blå heste", self.house.fresh())
        self.house.passwords[name] = "fire blå heste"
        self.rights.people[name].state = WAITING
        self.rights.strip(name)
        self.rights.visit("lone", self.clock())
        self.house.confirm(name, heard)
        self.rights.people[name].state = ACTIVE
        self.rights.ask(name)
        self.come_by(name)

    @rule(name=WHO, data=st.data())
    def leaves(self, name, data):
        person, now = self.rights.people[name], self.clock()
        if person.state == LEFT:
            return
        self.rights.visit("lone", now)
        replacements, expected = {}, None
        for which, case in self.rights.cases.items():
            if name in case.team:
                joining = data.draw(st.none() | st.sampled_from(STAFF), label=which)
                if joining is not None:
                    replacements[which] = joining
                expected = expected or self.why_not(case, name, joining)
        expected = LastKeyHolder if self.rights.is_last(name) else expected
        ids = {self.case_ids[which]: self.house.ids[new] for which, new in replacements.items()}
        self.attempt("lone", expected, leaving.leave, self.house.ids[name], ids, self.house.fresh())
        if expected is not None:
            return
        for which, case in self.rights.cases.items():
            if name in case.team:
                joining = {replacements[which]} - case.team if which in replacements else set()
                self.leave_case(case, name)
                case.waiting |= joining
                case.team = case.team - {name} | joining
        self.rights.strip(name)
        person.state = LEFT

    def why_not(self, case, name, joining):
        """Why her place in a team cannot end like this, or nothing."""
        team = case.team - {name} | ({joining} if joining else set())
        is_fit = joining is None or (
            self.rights.is_active(joining) and joining not in case.excluded | {name}
        )
        if not is_fit and joining not in case.team - {name}:
            return ReplacementMissing
        staying = {one for one in team if self.rights.people[one].state != LEFT}
        if not self.rights.is_complete(staying):
            return ReplacementMissing
        return None if case.holders & (case.team - {name}) else TeamWithoutKey
