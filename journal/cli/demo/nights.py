"""
The shifts of the invented house, and its emergencies.

Rules upheld here: whenever it is served, somebody to try it with is on shift; every shift is
planned by the leader and every emergency opened and reviewed as in a real house.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from journal.cli.demo.story import Emergency, Told
from journal.domain.access import Face
from journal.domain.ids import CaseId, GrantId, NoteId, StaffId
from journal.domain.notes import NoteDraft
from journal.domain.roster import LONGEST_SHIFT, ONE_DAY, Planned, wall_shift
from journal.domain.timed_access import Ask, Judgement
from journal.request.opening import open_access
from journal.services import intake, notes, reviews, roster, staff
from journal.services.context import Context
from journal.services.work import perform
from journal.vault.desk import Fresh

ALWAYS = ("hanne", "ulla")
"""Who is on shift whenever somebody tries the house: round the clock, as nobody is."""
ROUND_THE_CLOCK = ((time(7), time(15)), (time(15), time(23)), (time(23), time(7)))
BY_DAY = {
    "maja": (time(7, 30), time(15)),
    "amina": (time(8), time(16)),
    "kirsten": (time(9), time(17)),
    "line": (time(14), time(22)),
    "nadia": (time(14, 30), time(22, 30)),
    "petra": (time(8), time(16)),
}
"""Who comes on working days, and from when to when."""
SATURDAY = 5
WAKING, AROUND = (time(6), time(23)), timedelta(minutes=30)
BACK, AHEAD = timedelta(days=21), timedelta(days=28)
RENEW_BEFORE = timedelta(days=7)
PLANNED_UNTIL = "planned-until"
"""A file beside the log-ins: the last day of the roster."""


def shifts(
    people: Mapping[str, StaffId], first: date, last: date, zone: ZoneInfo
) -> Iterator[Planned]:
    """Everybody's shifts from one day to another, both included."""
    for offset in range((last - first).days + 1):
        day = first + offset * ONE_DAY
        for login in ALWAYS:
            for begins, ends in ROUND_THE_CLOCK:
                yield _shift(people[login], day, begins, ends, zone)
        if day.weekday() < SATURDAY:
            for login, (begins, ends) in BY_DAY.items():
                yield _shift(people[login], day, begins, ends, zone)


def _shift(staff_id: StaffId, day: date, begins: time, ends: time, zone: ZoneInfo) -> Planned:
    starts_at, ends_at = wall_shift(day, begins, ends, zone)
    return Planned(staff_id=staff_id, starts_at=starts_at, ends_at=ends_at)


def plan(leader: Context, people: Mapping[str, StaffId], first: date, last: date) -> None:
    """Let the leader put everybody's shifts on the roster; what is there already stays."""
    perform(leader, roster.plan_shifts, list(shifts(people, first, last, leader.zone)))


def plan_around(
    leader: Context, people: Mapping[str, StaffId], acts: Iterable[tuple[datetime, str]]
) -> None:
    """
    Let the leader plan a shift wherever somebody's day in the story lies outside her usual hours.

    What is done at night by who works by day stays unplanned: the week's review shows it.
    """
    days: dict[tuple[str, date], list[datetime]] = {}
    for at, login in acts:
        local = at.astimezone(leader.zone)
        begins, ends = BY_DAY.get(login, (None, None))
        if begins is None or ends is None or not WAKING[0] <= local.time() < WAKING[1]:
            continue
        is_usual = local.weekday() < SATURDAY and begins <= local.time() <= ends
        if not is_usual:
            days.setdefault((login, local.date()), []).append(at)
    shifts = [
        Planned(staff_id=people[login], starts_at=min(found) - AROUND, ends_at=max(found) + AROUND)
        for (login, _), found in days.items()
    ]
    perform(leader, roster.plan_shifts, [one for one in shifts if _is_possible(one)])


def _is_possible(shift: Planned) -> bool:
    return shift.ends_at - shift.starts_at <= LONGEST_SHIFT


def is_stale(folder: Path, today: date) -> bool:
    """Whether the roster of a house in a folder ends within a week."""
    file = folder / PLANNED_UNTIL
    if not file.exists():
        return True
    return today > date.fromisoformat(file.read_text(encoding="utf-8").strip()) - RENEW_BEFORE


def note_planned(folder: Path, last: date) -> None:
    """Note the last day of the roster."""
    (folder / PLANNED_UNTIL).write_text(last.isoformat(), encoding="utf-8")


def renew(leader: Context, folder: Path, today: date) -> None:
    """Plan on, in a house that was built a while ago."""
    found = {login: perform(leader, staff.by_login, login) for login in (*ALWAYS, *BY_DAY)}
    people = {login: staff_id for login, staff_id in found.items() if staff_id is not None}
    plan(leader, people, today - ONE_DAY, today + AHEAD)
    note_planned(folder, today + AHEAD)


def open_in_emergency(context: Context, case_id: CaseId, told: Emergency) -> GrantId:
    """Open a journal in an emergency and read it."""
    ask = Ask(case_id=case_id, face=Face.BREAK_GLASS, reason=told.reason, words=told.words)
    fresh = Fresh(session_tag=context.principal.session_tag, at=context.clock())
    opened = open_access(context, ask, fresh)
    perform(context, notes.read_timeline, case_id, 1)
    return opened.id


def review(leader: Context, grant_id: GrantId, told: Emergency) -> None:
    """Let the leader look at an emergency."""
    perform(leader, reviews.waiting)
    perform(leader, reviews.judge, Judgement(subject=grant_id, outcome=told.outcome))


def send(context: Context, case_id: CaseId, told: Told) -> None:
    """Send a quick note."""
    draft = NoteDraft(
        id=NoteId(uuid4()),
        case_id=case_id,
        type=told.type,
        occurred_at=told.occurred_at,
        text=told.text,
    )
    perform(context, intake.send_note, draft)
