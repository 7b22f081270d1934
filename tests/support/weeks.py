"""
Some weeks in a house, act by act in any order, beside the model of who may read what.

Each rule asks the model what must come of it, and then tries it in the house.
"""

import uuid
from datetime import timedelta

import pytest
from careers import WHO, Careers
from houses import COLLEAGUES
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from rights import Case, Rights, Someone

from journal.domain.access import Face
from journal.domain.broken import (
    KeyWaits,
    LastKeyHolder,
    TeamIncomplete,
    TeamUnchanged,
    TeamWithoutKey,
)
from journal.domain.cases import PersonKind
from journal.domain.errors import AccessDenied
from journal.domain.ids import NoteId
from journal.domain.notes import NoteDraft
from journal.domain.roster import Planned
from journal.domain.timed_access import Ask
from journal.request import due, opening
from journal.services import cases, exclusions, intake, notes, roster, teams

ROLES = {person.login: (person.profession.value, person.role.value) for person in COLLEAGUES}
WORDS = "Hun svarer ikke, og døren er låst."


class Weeks(Careers):
    """One house over some weeks, beside the model of it; ``make_house`` is given by a test."""

    make_house = None

    @initialize()
    def move_in(self):
        """Everybody has a key of her own, and Anna and Birgit have a case."""
        self.house, self.clock, self.close = type(self).make_house()
        self.rights = Rights(
            {login: Someone(profession=job, role=role) for login, (job, role) in ROLES.items()}
        )
        for name in ROLES:
            self.come_by(name)
        self.invite_somebody_new()
        self.case_ids = {}
        self.open_case("anna", "birgit")

    def teardown(self):
        """Nothing was lost: who may read, reads every word."""
        if not hasattr(self, "house"):
            return
        for case in self.rights.cases:
            for name in sorted(self.rights.cases[case].holders):
                if self.rights.is_active(name):
                    self.read(name, case)
        self.close()

    def open_case(self, *team):
        name = f"case {len(self.case_ids)}"
        new = cases.NewCase(
            id=cases.reserve(self.house.opened.vault),
            kind=PersonKind.WOMAN,
            pseudonym=f"Stille Birk {len(self.case_ids)}",
            team=frozenset(self.house.ids[login] for login in team),
        )
        self.come_by(team[0])
        self.house.act(team[0], cases.create_case, new)
        self.case_ids[name] = new.id
        self.rights.cases[name] = Case(team=set(team), holders=set(team))

    def come_by(self, name):
        """Sign somebody in, in the house and in the model."""
        self.house.context(name)
        self.rights.visit(name, self.clock())

    def some_case(self, data):
        return data.draw(st.sampled_from(sorted(self.case_ids)), label="case")

    def attempt(self, name, expected, use_case, *args):
        """Act as somebody; the outcome must be the expected error, or none."""
        self.rights.visit(name, self.clock())
        if expected is None:
            return self.house.act(name, use_case, *args)
        with pytest.raises(expected):
            self.house.act(name, use_case, *args)
        return None

    # What people do.

    @rule(name=WHO, data=st.data())
    def reads(self, name, data):
        if self.rights.is_active(name):
            self.read(name, self.some_case(data))

    def read(self, name, which):
        self.rights.visit(name, self.clock())
        case = self.rights.cases[which]
        if self.rights.may_read(name, case, self.clock()):
            page = self.house.act(name, notes.read_timeline, self.case_ids[which], 1)
            assert case.notes == {note.id: note.text for note in page.notes}
        else:
            with pytest.raises((AccessDenied, KeyWaits)):
                self.house.act(name, notes.read_timeline, self.case_ids[which], 1)

    @rule(name=WHO, data=st.data())
    def writes(self, name, data):
        which = self.some_case(data)
        case, now = self.rights.cases[which], self.clock()
        if not self.rights.is_active(name):
            return
        self.rights.visit(name, now)
        is_reader = name in case.team and self.rights.may_read(name, case, now)
        is_sender = self.rights.may_send(name, case, now)
        draft = NoteDraft(
            id=NoteId(uuid.uuid4()),
            case_id=self.case_ids[which],
            type="observation",
            occurred_at=now,
            text=f"{name} skrev {len(case.notes)}.",
        )
        use_case = notes.write_note if is_reader else intake.send_note
        self.attempt(name, None if is_reader or is_sender else AccessDenied, use_case, draft)
        if is_reader or is_sender:
            self.rights.write(case, draft.id, draft.text, is_sent=not is_reader)

    @rule(data=st.data(), wanted=st.sets(WHO, min_size=1, max_size=4))
    def sets_team(self, data, wanted):
        which = self.some_case(data)
        case = self.rights.cases[which]
        self.rights.visit("lone", self.clock())
        leaving, joining = case.team - wanted, wanted - case.team
        is_fit = all(map(self.rights.is_active, joining)) and not joining & case.excluded
        expected = None
        if wanted == case.team:
            expected = TeamUnchanged
        elif not is_fit or not self.rights.is_complete(wanted):
            expected = TeamIncomplete
        elif not case.holders & wanted:
            expected = TeamWithoutKey
        ids = frozenset(self.house.ids[name] for name in wanted)
        self.attempt("lone", expected, teams.set_team, self.case_ids[which], ids)
        if expected is None:
            for name in leaving:
                self.leave_case(case, name)
            case.waiting |= joining
            case.team = set(wanted)

    def leave_case(self, case, name):
        case.waiting.discard(name)
        self.rights.lose(case, name)

    @rule(name=WHO, data=st.data(), herself=st.booleans())
    def excludes(self, name, data, herself):
        which = self.some_case(data)
        case, actor = self.rights.cases[which], name if herself else "lone"
        if not self.rights.is_active(actor):
            return
        self.rights.visit(actor, self.clock())
        expected = None
        if actor in case.excluded:
            expected = AccessDenied
        elif name in case.holders and not self.rights.living(case) - {name}:
            expected = LastKeyHolder
        self.attempt(
            actor, expected, exclusions.exclude, self.case_ids[which], self.house.ids[name]
        )
        if expected is None and name not in case.excluded:
            case.excluded.add(name)
            case.waiting.discard(name)
            self.rights.lose(case, name)
            case.team.discard(name)

    @rule(name=WHO, hours=st.integers(1, 12))
    def is_rostered(self, name, hours):
        if not self.rights.is_active(name):
            return
        now = self.clock()
        shift = Planned(
            staff_id=self.house.ids[name],
            starts_at=now - timedelta(minutes=1),
            ends_at=now + timedelta(hours=hours),
        )
        self.attempt("lone", None, roster.plan_shifts, [shift])
        ends = self.rights.people[name].shift_ends
        self.rights.people[name].shift_ends = max(shift.ends_at, ends or shift.ends_at)

    @rule(name=WHO, data=st.data())
    def breaks_the_glass(self, name, data):
        which = self.some_case(data)
        case, now = self.rights.cases[which], self.clock()
        if not self.rights.is_active(name):
            return
        self.rights.visit(name, now)
        ask = Ask(
            case_id=self.case_ids[which], face=Face.BREAK_GLASS, reason="acute_safety", words=WORDS
        )
        context, fresh = self.house.context(name), self.house.fresh()
        if not self.rights.may_break_glass(name, case, now):
            with pytest.raises(AccessDenied):
                opening.open_access(context, ask, fresh)
            return
        opened = opening.open_access(context, ask, fresh)
        case.timed[name] = max(opened.expires_at, case.timed.get(name, opened.expires_at))
        assert opened.expires_at <= now + timedelta(hours=8)

    @rule(hours=st.integers(1, 30))
    def time_goes_by(self, hours):
        self.clock.advance(hours=hours)
        for case in self.rights.cases.values():
            self.rights.run_out(case, self.clock())

    @rule()
    def the_job_runs(self):
        due.run(self.house.opened.context("job"))

    @precondition(lambda self: len(self.case_ids) < 3)
    @rule(one=st.sampled_from(["anna", "dorte"]), other=st.sampled_from(["carla", "eva"]))
    def a_case_is_opened(self, one, other):
        if self.rights.is_active(one) and self.rights.is_active(other):
            self.open_case(one, other)
