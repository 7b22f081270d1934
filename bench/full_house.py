"""
A full house: 200 open cases in eight teams, 50,000 notes in four weeks, and what goes with them.

Rules: what people cause is caused by the use cases; only notes and the marks of who has read them
are written many at once, signed, sealed and on record as each would be by itself.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import insert

from bench import filling, living
from bench.house import PEOPLE, Founded, draft, hire, sign_in_as
from bench.living import Household
from journal.domain.access import Action, Basis
from journal.domain.audit import Item
from journal.domain.enquiries import Contact, NewEnquiry
from journal.domain.handover import NewLine
from journal.domain.ids import CaseId, EnquiryId, NoteId, RecordId, StaffId
from journal.domain.roster import Planned
from journal.domain.staff import Person, Profession, Role
from journal.services import enquiries, handover_lines, notes, roster
from journal.services.work import Work, perform
from journal.store.handover import NoteSeenRow
from journal.vault.desk import Principal

TEAMS = 8
FAMILIES = 80
"""Women with one and two children by turns: 200 people, each with an open case of her own."""
HERE = 60
"""Families that have come; the others are expected."""
NOTES = 50_000
DAYS = 28
EVERY = 4
"""Each person is written about on one day in so many."""
UNREAD_DAYS = 2
"""Of so many days nobody has marked what the other one of her team wrote."""
CALLS, OPEN_CALLS, LINES = 300, 30, 20
WEEKS_TICKED = 3
A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
SHIFT = 8 * AN_HOUR
NIGHT = Person(
    name="Hanne Hald", login="hanne", role=Role.NIGHT_GUARD, profession=Profession.PEDAGOGUE
)
OFFICER = Person(
    name="Rikke Ravn", login="rikke", role=Role.LOG_REVIEWER, profession=Profession.OTHER
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Two contact persons and their families; the first case of each family is the woman's."""

    keys: tuple[Principal, Principal]
    families: list[list[CaseId]]

    @property
    def members(self) -> frozenset[StaffId]:
        """Who they are."""
        return frozenset(one.id for one in self.keys if one.id is not None)

    @property
    def cases(self) -> list[CaseId]:
        """All their cases."""
        return [case for family in self.families for case in family]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullHouse:
    """
    The house and what addresses lead to.

    Args:
        team: the one that Anna is in.
        note, draft: Anna's, about its first woman.
        enquiry: one that is open.
    """

    founded: Founded
    team: Team
    note: NoteId
    draft: NoteId
    enquiry: EnquiryId


def fill(founded: Founded, chance: random.Random, note_count: int = NOTES) -> FullHouse:
    """Let four weeks pass in a house that was founded just now."""
    night = hire(founded.house, founded.clock, NIGHT)
    hire(founded.house, founded.clock, OFFICER)
    leader = sign_in_as(founded.house, PEOPLE[0].login)
    teams = [_team(founded, number) for number in range(TEAMS)]
    _admit(founded, leader, teams)
    pool = filling.texts(chance)
    people = sum(len(team.cases) for team in teams)
    each = -(-note_count * EVERY // (DAYS * people * len(teams[0].keys)))
    first = _household(founded, leader, teams[0])
    everybody = [one for team in teams for one in team.members]
    for day in range(DAYS):
        founded.clock.tick(A_DAY.total_seconds())
        _plan(first, everybody)
        for team in teams:
            some = chance.choices(pool, k=each)
            turn = team.cases[day % EVERY :: EVERY]
            _live(founded, team, turn, some, chance, is_read=day < DAYS - UNREAD_DAYS)
    founded.clock.tick(A_DAY.total_seconds())
    _plan(first, [*everybody, night])
    households = [_household(founded, leader, team) for team in teams]
    calls = _take_calls(households[0])
    for household, team in zip(households, teams, strict=True):
        _write_beside(household, team)
    woman = teams[0].families[0][0]
    living.write_notes(households[0], woman, living.MARKED_ONE_IN, chance)
    return FullHouse(
        founded=founded,
        team=teams[0],
        note=households[0].works(notes.write_note, draft(woman, founded.clock, chance)),
        draft=living.begin_draft(households[0], woman, chance),
        enquiry=calls[-1],
    )


def _team(founded: Founded, number: int) -> Team:
    """The pedagogue and the social worker of a new house, and pairs like them."""
    logins = (PEOPLE[1].login, PEOPLE[2].login)
    if number:
        logins = (f"paedagog{number}", f"socialraadgiver{number}")
        roles = (Role.PEDAGOGUE, Role.SOCIAL_WORKER)
        for login, role in zip(logins, roles, strict=True):
            trained = Profession(role.value)
            new = Person(name=f"Kollega {login}", login=login, role=role, profession=trained)
            hire(founded.house, founded.clock, new)
    pedagogue, social_worker = (sign_in_as(founded.house, login) for login in logins)
    return Team(keys=(pedagogue, social_worker), families=[])


def _household(founded: Founded, leader: Principal, team: Team) -> Household:
    return Household(house=founded.house, clock=founded.clock, leader=leader, worker=team.keys[0])


def _admit(founded: Founded, leader: Principal, teams: Sequence[Team]) -> None:
    words = 0
    for number in range(FAMILIES):
        team = teams[number % TEAMS]
        children = 1 + number // TEAMS % 2
        family = living.admit_family(
            _household(founded, leader, team),
            words,
            team.members,
            children=children,
            has_come=number < HERE,
        )
        team.families.append(family)
        words += len(family)


def _live(
    founded: Founded,
    team: Team,
    cases: Sequence[CaseId],
    some: Sequence[str],
    chance: random.Random,
    *,
    is_read: bool,
) -> None:
    """A day: each of a team writes about some people, and marks what the other one wrote."""
    contexts = [founded.house.context("cli", one) for one in team.keys]
    for writer, reader in (contexts, reversed(contexts)):
        for case in cases:
            founded.clock.tick()
            ids = perform(writer, filling.write_many, case, some, chance, EVERY * A_DAY)
            if is_read:
                perform(reader, _mark, ids)


def _mark(work: Work, note_ids: Sequence[NoteId]) -> None:
    event = work.act(
        Action.NOTE_SEEN, basis=Basis.TEAM, items=[Item(case=None, row=one) for one in note_ids]
    )
    rows = [
        {"note_id": one, "staff_id": work.principal.id, "seen_at": work.now, "event_id": event.id}
        for one in note_ids
    ]
    work.session.execute(insert(NoteSeenRow), rows)


def _plan(lone: Household, people: Sequence[StaffId]) -> None:
    """Let everybody be on shift today, so that what they do needs no explanation."""
    begins = lone.clock.now - AN_HOUR
    shifts = [Planned(staff_id=one, starts_at=begins, ends_at=begins + SHIFT) for one in people]
    lone.leads(roster.plan_shifts, shifts)


def _take_calls(household: Household) -> list[EnquiryId]:
    """Calls of four weeks, the last ones still open; and lines for the next shift."""
    calls = [
        NewEnquiry(
            id=EnquiryId(uuid4()),
            contact=Contact(at=household.clock.now, channel="phone", by="self"),
            region="unknown",
            is_copenhagen=False,
            children=0,
            text="Ringer igen i aften.",
            outcome="advice" if number < CALLS - OPEN_CALLS else "",
        )
        for number in range(CALLS)
    ]
    for number in range(LINES):
        line = NewLine(id=RecordId(uuid4()), text=f"Linje {number} til næste vagt.")
        household.works(handover_lines.write, line)
    return [household.works(enquiries.record, call) for call in calls]


def _write_beside(household: Household, team: Team) -> None:
    """What stands about each woman beside her notes."""
    for woman, *_ in team.families[: HERE // TEAMS]:
        living.tick_weeks(household, woman, WEEKS_TICKED)
        living.write_on_board(household, woman)
