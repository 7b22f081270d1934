"""
An invented house of fifteen in one year: what its log says, what was so in it, and what was wrong.

Seeded, so that every run sees the same year. Of nearly everything there is an explanation; the
misuse that was planted stands in ``planted``, by the rule that must show it.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import misuse

from journal.domain.oversight import OPENING, WEEKS_BEFORE, Colleague, Duty, Facts, Span, Use, Week

ZONE = ZoneInfo("Europe/Copenhagen")
FIRST = datetime(2026, 4, 6, 12, tzinfo=UTC)
WEEKS = 52
ROLES = (
    ["leder", "souschef", "log_reviewer"]
    + ["paedagog"] * 4
    + ["socialraadgiver"] * 3
    + ["nattevagt"] * 3
    + ["vikar"] * 2
)
DAY_SHIFTS = ((7, 8), (8, 8), (14, 8))
NIGHT = (23, 8)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class File:
    """One case file: from when to when, and who was in its team."""

    alias: UUID
    opened: datetime
    closed: datetime | None
    places: list = field(default_factory=list)
    notes: list = field(default_factory=list)


class Year:
    """
    A year of a house.

    Args:
        events: about how many events its log gets.
        seed: of its chances.
    """

    def __init__(self, events=20_000, seed=2026):
        self._chance = random.Random(seed)
        self.first = Week.at(FIRST, ZONE)
        self.weeks = [self.first.moved(number, ZONE) for number in range(WEEKS)]
        self.people = {self.draw(): role for role in ROLES}
        self.duties = {alias: [] for alias in self.people}
        self.written, self.kept_away = {}, {}
        self.uses, self.planted, self.wordless = [], {}, set()
        self._share = events / 20_000
        self.files = self._open_files()
        for week in self.weeks:
            self._plan(week)
        for week in self.weeks:
            self._live(week)
        misuse.plant(self)
        self.uses.sort(key=lambda use: use.at)

    def draw(self):
        """Return an id of this year's chance."""
        return UUID(int=self._chance.getrandbits(128))

    def of(self, *roles):
        """Return the colleagues of some roles."""
        return [alias for alias, role in self.people.items() if role in roles]

    def _open_files(self):
        """Twenty files at a time; each is open for three months to a year."""
        files, begin = [], self.first.begins - 120 * DAY
        for place in range(20):
            opened = begin + place * 5 * DAY
            while opened < self.weeks[-1].ends:
                closed = opened + self._chance.randint(90, 330) * DAY
                one = File(alias=self.draw(), opened=opened, closed=closed)
                team = [
                    self._chance.choice(self.of(role)) for role in ("paedagog", "socialraadgiver")
                ]
                one.places = [(alias, Span(since=opened)) for alias in team]
                files.append(one)
                opened = closed + self._chance.randint(1, 10) * DAY
        return files

    def _plan(self, week):
        """Put everybody on the roster, four weeks before."""
        monday = week.begins.astimezone(ZONE)
        planned = week.begins - 28 * DAY
        for alias, role in self.people.items():
            for number in range(7):
                if not self._works(role):
                    continue
                hour, length = NIGHT if role == "nattevagt" else self._chance.choice(DAY_SHIFTS)
                begins = (monday + number * DAY).replace(hour=hour).astimezone(UTC)
                duty = Duty(planned_at=planned, begins=begins, ends=begins + length * HOUR)
                self.duties[alias].append(duty)

    def _works(self, role):
        often = {"nattevagt": 0.4, "vikar": 0.25, "paedagog": 0.65, "socialraadgiver": 0.65}
        return self._chance.random() < often.get(role, 0)

    def _live(self, week):
        """Everything that happens in one week and has its explanation, and a few odd things."""
        for alias, role in self.people.items():
            for duty in self.duties[alias]:
                if week.holds(duty.begins):
                    self._shift(alias, role, duty)
        self._lead(week)
        self._odd(week)

    def _shift(self, alias, role, duty):
        session = str(self.draw())
        night = role in ("nattevagt", "vikar")
        own = [one for one in self.files if not night and self.is_in(one, alias, duty.begins)]
        self.note(alias, duty.begins, "login.ok", session=session)
        self.note(alias, duty.begins + HOUR / 30, "shift.read" if night else "case.list")
        there = [one for one in self.files if one.opened <= duty.begins < one.closed]
        for _ in range(max(1, round(self._chance.uniform(2, 12) * self._share))):
            at = duty.begins + self._chance.uniform(-0.3, 8.6) * HOUR
            if night:
                one = self._chance.choice(there)
                self.note(alias, at, "note.send", basis="intake", case=one, session=session)
            elif own:
                self._work(alias, at, self._chance.choice(own), session)

    def _work(self, alias, at, one, session):
        act = self._chance.choices(["note.read", "note.write", "case.read"], [6, 3, 1])[0]
        rows = ()
        if act == "note.write":
            rows = (self.draw(),)
            one.notes.append(rows[0])
            self.written[rows[0]] = at
        elif act == "note.read":
            rows = tuple(one.notes[-5:])
        self.note(alias, at, act, basis="team", case=one, rows=rows, session=session)

    def is_in(self, one, alias, at):
        """Tell whether somebody is in the team of a case that is open."""
        return one.opened <= at < one.closed and any(
            alias == who and span.holds(at) for who, span in one.places
        )

    def _lead(self, week):
        """The leader and her deputy look at teams and at the log, by day."""
        for alias in self.of("leder", "souschef"):
            for number in range(5):
                at = week.begins + number * DAY + self._chance.uniform(9, 15) * HOUR
                one = self._chance.choice(self.files)
                if one.opened <= at < one.closed:
                    self.note(alias, at, "case.read", basis="leader", case=one)
                for _ in range(round(4 * self._share)):
                    self.note(alias, at + HOUR * self._chance.random(), "case.list")
        if self._chance.random() < 0.3:
            (alias,) = self.of("souschef")
            self.open(alias, week.begins + 2 * DAY + 10 * HOUR, "purpose")

    def _odd(self, week):
        """Once in a while: an emergency, a long evening, a mistyped address, a swapped shift."""
        chance = self._chance
        for alias in self.of("nattevagt"):
            duties = [duty for duty in self.duties[alias] if week.holds(duty.begins)]
            if duties and chance.random() < 0.25:
                self.open(alias, chance.choice(duties).begins + 3 * HOUR, "breakglass")
        for alias in self.of("paedagog", "socialraadgiver"):
            duties = [duty for duty in self.duties[alias] if week.holds(duty.begins)]
            if duties and chance.random() < 0.1:
                at = chance.choice(duties).ends + chance.uniform(1.1, 3) * HOUR
                own = [one for one in self.files if self.is_in(one, alias, at)]
                if own and week.holds(at) and not self.is_on(alias, at):
                    self._work(alias, at, chance.choice(own), str(self.draw()))
            if duties and chance.random() < 0.3:
                at = chance.choice(duties).begins + HOUR
                self.note(alias, at, "case.read", outcome="denied", case=self.foreign(alias, at))

    def is_on(self, alias, at):
        """Tell whether somebody is on shift, or within an hour of one."""
        return any(duty.begins - HOUR <= at < duty.ends + HOUR for duty in self.duties[alias])

    def foreign(self, alias, at):
        """Return a case of others."""
        others = [one for one in self.files if alias not in [who for who, _ in one.places]]
        return self._chance.choice([one for one in others if one.opened <= at < one.closed])

    def open(self, alias, at, basis, one=None):
        """Open a journal for a time, and read in it."""
        one, grant = one or self.foreign(alias, at), self.draw()
        act = "bg.open" if basis == "breakglass" else "purpose.open"
        opening = self.note(alias, at, act, basis="duty", case=one, grant=grant)
        for minutes in (1, 4):
            self.note(
                alias, at + timedelta(minutes=minutes), "note.read", basis=basis, case=one,
                rows=tuple(one.notes[-3:]),
            )  # fmt: skip
        return opening

    def note(self, alias, at, act, *, case=None, **more):
        """Put one event on record."""
        cases = () if case is None else (case.alias,)
        use = Use(id=self.draw(), at=at, actor=alias, act=act, cases=cases, **more)
        if self.first.begins <= at < self.weeks[-1].ends:
            self.uses.append(use)
        return use

    def facts(self, week):
        """Return what was so around a week."""
        places = {}
        for one in self.files:
            for who, span in one.places:
                places.setdefault((who, one.alias), []).append(span)
        since = self.first.begins - 400 * DAY
        return Facts(
            people={
                alias: Colleague(role=role, since=since) for alias, role in self.people.items()
            },
            places=places,
            duties=self.duties,
            kept_away=self.kept_away,
            closed={one.alias: one.closed for one in self.files if one.closed < week.ends},
            written=self.written,
            usual=self.usual(week),
            wordless=frozenset(self.wordless),
        )

    def usual(self, week):
        """Return how many cases each opened in each of the weeks before in which she worked."""
        counted = {}
        for before in range(1, WEEKS_BEFORE + 1):
            then = week.moved(-before, ZONE)
            opened = {}
            for use in self.within(then.begins, then.ends):
                if use.act in OPENING and use.outcome == "ok":
                    opened.setdefault(use.actor, set()).update(use.cases)
            for actor, cases in opened.items():
                counted.setdefault(actor, []).append(len(cases))
        return counted

    def within(self, since, until):
        """Return what happened between two instants."""
        return [use for use in self.uses if since <= use.at < until]
