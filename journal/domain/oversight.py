"""
The week's review: what its rules see of the log and of the house.

Rules: everything here runs on aliases, so whoever finds what is to be reviewed needs no key and
learns no name; what a plain fact explains is counted and folded away, the rest is judged by
``oversight_rules``; a shift that was planned after a use explains nothing.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from journal.domain.access import WRITES_NOTE, Action, Basis, Outcome
from journal.domain.audit import bytes_of
from journal.domain.clock import from_milliseconds
from journal.domain.ids import CaseAlias, EventId, GrantId, StaffAlias
from journal.domain.roster import ONE_WEEK, week_of

LOOKS_BACK = timedelta(days=1)
"""How much of the time before a week its rules see: what began on Sunday may go on on Monday."""
WEEKS_BEFORE = 8
"""So many weeks say what is usual for somebody."""
ROSTER_BEFORE = timedelta(weeks=4)
"""Who has no shift in this time is on no roster: her hours cannot be judged by one."""
READING = frozenset({Action.NOTE_READ.value, Action.NOTES_EXPORT.value})
"""Acts that open notes: on a page, or to be printed."""
OPENING = READING | {"identity.read"}
"""Acts that show somebody what a file says. Identity has no page yet."""
NOBODY = UUID(int=0)
OF_A_CASE = OPENING | {
    Action.NOTE_SEARCH.value,
    *(act.value for act in WRITES_NOTE),
    Action.CASE_READ.value,
    Action.DRAFT_READ.value,
    "safety.read",
    "discharge",
}
"""Acts that are a use of a case file; lists of cases are none."""
BY_GRANT = frozenset({Basis.BREAK_GLASS.value, Basis.PURPOSE.value})
"""Rights that were opened for a time: their opening is reviewed, and every use of it with it."""


class Explanation(StrEnum):
    """What a use is explained by, so that nobody has to look at it; or that nothing does."""

    TEAM_SHIFT = "team_shift"
    TEAM_NEAR = "team_near"
    TEAM = "team"
    TIMED = "timed"
    SENT = "sent"
    LEADING = "leading"
    REFUSED = "refused"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """
    One event of the log as rules see it; words are those of the log, of later versions too.

    Args:
        at: when it was appended, in UTC.
        rows: ids of the records it names.
        session, device: whatever stands for them in the log.
        part: which part of a use it is, where its list did not fit into one event.
        ref: an earlier event that it goes back to.
    """

    id: EventId
    at: datetime
    actor: StaffAlias
    act: str
    outcome: str = Outcome.OK.value
    basis: str | None = None
    reason: str | None = None
    cases: tuple[CaseAlias, ...] = ()
    rows: tuple[UUID, ...] = ()
    grant: GrantId | None = None
    comp: int | None = None
    session: str | None = None
    device: str | None = None
    part: int = 1
    ref: EventId | None = None

    @property
    def case(self) -> CaseAlias | None:
        """The case it is about, if it is one."""
        return self.cases[0] if len(self.cases) == 1 else None

    @property
    def is_refused(self) -> bool:
        """Whether it was tried and not done."""
        return self.outcome == Outcome.DENIED.value


def read_use(data: bytes | None, *, is_job: bool = False) -> Use | None:
    """
    A stored event as a use.

    Args:
        is_job: take an event of the service too; it has no actor.

    Returns:
        None for what the service did by itself, and for an entry that is pruned or damaged, which
        the verifier reports by its place.
    """
    try:
        said = json.loads(data or b"")
        if said["actor"] is None and not is_job:
            return None
        return Use(
            id=EventId(_id(said["id"])),
            at=from_milliseconds(said["t"]),
            actor=StaffAlias(_id(said["actor"]) if said["actor"] else NOBODY),
            act=said["act"],
            outcome=said["out"],
            basis=said["basis"],
            reason=said["why"],
            cases=tuple(CaseAlias(_id(alias)) for alias, _ in said["on"] if alias),
            rows=tuple(_id(row) for _, rows in said["on"] for row in rows),
            grant=None if said["bg"] is None else GrantId(_id(said["bg"])),
            comp=said["comp"],
            session=said["sess"],
            device=said["dev"],
            part=said["part"][0],
            ref=None if said["ref"] is None else EventId(_id(said["ref"])),
        )
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError):
        return None


@lru_cache(16_384)
def _id(text: str) -> UUID:
    # The same files and colleagues stand in thousands of events, and an id tells nothing.
    return UUID(bytes=bytes_of(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week of the house, Monday to Sunday; ``name`` is that of ISO 8601, such as 2026-W10."""

    name: str
    begins: datetime
    ends: datetime

    @classmethod
    def at(cls, instant: datetime, zone: ZoneInfo) -> "Week":
        """The week that an instant lies in."""
        begins, ends = week_of(instant, zone)
        return cls(name=_name(begins.astimezone(zone).date()), begins=begins, ends=ends)

    @classmethod
    def named(cls, name: str, zone: ZoneInfo) -> "Week":
        """
        The week of a name.

        Raises:
            ValueError: there is none such.
        """
        year, sign, number = name.partition("-W")
        if (
            not sign
            or len(name) != len("2026-W10")
            or not (year + number).isdecimal()
            or not name.isascii()
        ):
            raise ValueError(name)
        monday = date.fromisocalendar(int(year), int(number), 1)
        if not 2000 <= monday.year < 3000:
            raise ValueError(name)
        return cls.at(datetime(monday.year, monday.month, monday.day, 12, tzinfo=zone), zone)

    def moved(self, weeks: int, zone: ZoneInfo) -> "Week":
        """The week so many weeks later, or earlier."""
        return Week.at(self.begins + weeks * ONE_WEEK + ONE_WEEK / 2, zone)

    def holds(self, instant: datetime) -> bool:
        """Whether an instant lies in it."""
        return self.begins <= instant < self.ends


def _name(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """
    The numbers that a house can set, as its rules use them.

    Args:
        off_shift_minutes: how far outside her own shift somebody may use a file.
        discharge_days: how long after its end a file may be used.
        denials: so many refusals within a day are shown.
        cases_an_hour: more cases than this, outside team and shift, within an hour are shown.
        usual_times: more cases than so many times her own median are shown.
        old_note_days, old_notes: so many notes older than this, opened on one day, are shown.
        sessions: more sessions than this within an hour are shown.
        sample: how many uses are drawn by chance.
    """

    off_shift_minutes: int = 60
    discharge_days: int = 14
    denials: int = 3
    cases_an_hour: int = 3
    usual_times: int = 3
    old_note_days: int = 90
    old_notes: int = 50
    sessions: int = 3
    sample: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when to when; open while ``until`` is None."""

    since: datetime
    until: datetime | None = None

    def holds(self, instant: datetime) -> bool:
        """Whether an instant lies in it."""
        return self.since <= instant and (self.until is None or instant < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One shift, and when it was planned."""

    planned_at: datetime
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody of the house: her role, and since when she has been there."""

    role: str
    since: datetime


@dataclass(slots=True, kw_only=True)
class Facts:
    """
    What was so in the house around a week.

    Args:
        places: who was in the team of which case, and when.
        duties: shifts of each colleague, in order of their beginning.
        kept_away: since when somebody has been kept away from a case.
        closed: when a case ended.
        written: when notes that were opened were signed.
        usual: how many cases somebody opened in each of the weeks before in which she worked.
        wordless: emergency openings for which nobody has said why.
    """

    people: Mapping[StaffAlias, Colleague] = field(default_factory=dict)
    places: Mapping[tuple[StaffAlias, CaseAlias], Sequence[Span]] = field(default_factory=dict)
    duties: Mapping[StaffAlias, Sequence[Duty]] = field(default_factory=dict)
    kept_away: Mapping[tuple[StaffAlias, CaseAlias], datetime] = field(default_factory=dict)
    closed: Mapping[CaseAlias, datetime] = field(default_factory=dict)
    written: Mapping[UUID, datetime] = field(default_factory=dict)
    usual: Mapping[StaffAlias, Sequence[int]] = field(default_factory=dict)
    wordless: frozenset[GrantId] = frozenset()

    def role(self, use: Use) -> str:
        """The role of whoever did it; empty for somebody who is not known."""
        person = self.people.get(use.actor)
        return "" if person is None else person.role

    def is_member(self, use: Use) -> bool:
        """Whether she was in the team of its case."""
        return any(span.holds(use.at) for span in self._spans(use))

    def has_left(self, use: Use) -> bool:
        """Whether she was in that team before, and was no more."""
        ended = any(span.until is not None and span.until <= use.at for span in self._spans(use))
        return ended and not self.is_member(use)

    def _spans(self, use: Use) -> Sequence[Span]:
        return () if use.case is None else self.places.get((use.actor, use.case), ())

    def is_rostered(self, use: Use) -> bool:
        """Whether a roster says anything about her."""
        return bool(self.duties.get(use.actor))

    def is_on_duty(self, use: Use, margin: timedelta = timedelta()) -> bool:
        """Whether she was on a shift that was planned by then, or so near to one."""
        duties = self.duties.get(use.actor, ())
        last = bisect_right(duties, use.at + margin, key=lambda duty: duty.begins)
        return any(
            use.at < duty.ends + margin and duty.planned_at <= use.at
            for duty in duties[max(0, last - 8) : last]
        )


def explain(use: Use, facts: Facts, thresholds: Thresholds) -> Explanation:
    """Say what explains a use of a case file; the first that fits."""
    if not use.is_refused and use.basis not in BY_GRANT and facts.is_member(use):
        return _in_team(use, facts, timedelta(minutes=thresholds.off_shift_minutes))
    fitting = {
        Explanation.REFUSED: use.is_refused,
        Explanation.TIMED: use.basis in BY_GRANT,
        Explanation.SENT: use.act in (Action.NOTE_SEND, Action.DRAFT_READ),
        Explanation.LEADING: use.basis == Basis.LEADER and use.act == Action.CASE_READ,
        Explanation.OTHER: True,
    }
    return next(explanation for explanation, fits in fitting.items() if fits)


def _in_team(use: Use, facts: Facts, near: timedelta) -> Explanation:
    if facts.is_on_duty(use):
        return Explanation.TEAM_SHIFT
    return Explanation.TEAM_NEAR if facts.is_on_duty(use, near) else Explanation.TEAM
