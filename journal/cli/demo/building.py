"""
Builds the invented house: founds it as a real one and lives through three weeks of it.

Rules upheld here: it uses the services and nothing else, so that all that is in it was decided,
sealed and logged; passwords are drawn for each house.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from config.settings import Settings
from journal.cli import staff as staff_commands
from journal.cli.composition import Composition
from journal.cli.demo import nights, rooms
from journal.cli.demo.fortnight import Fortnight, Happening
from journal.cli.demo.journals import Journals
from journal.cli.demo.past import entering
from journal.cli.demo.story import Chapter, Emergency, Story, Told, moment, read
from journal.cli.founding import make_folders
from journal.domain import pseudonyms
from journal.domain.admission import Decided, NewAdmission, NewPerson
from journal.domain.cases import Anonymity
from journal.domain.entry import SigninFailed
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, GrantId, NoteId, RoomId, StaffId, StayId
from journal.domain.logbook import LogQuery
from journal.domain.notes import NoteDraft
from journal.domain.staff import Person, Role
from journal.request import due, sign_in
from journal.request.admitting import admit
from journal.services import audit, cases, notes
from journal.services import founding as founding_service
from journal.services import staff as colleagues
from journal.services.context import Context
from journal.services.house import House
from journal.services.record import sign_checkpoint
from journal.services.signin import Attempt
from journal.services.work import perform
from journal.vault.desk import Principal
from journal.vault.founding import lay

FOUNDED = "23 08:00"
READ_AFTER = (timedelta(minutes=50), timedelta(hours=3), timedelta(hours=7))
"""How long after a note a colleague of the team reads it, in turn."""
SIGNED_IN_DAYS = 7
"""For how many days back each day's first act begins with a sign-in of its own."""
MISTYPED = (("amina", "6 07:52"), ("maja", "2 14:58"))
REFUSED = (("ulla", "9 19:12"), ("kirsten", "2 13:25"))
LOOKED_AT_LOG = ("8 09:05", "2 15:40", "1 09:10")


class MovableClock:
    """The clock of the invented house while it is built."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def __call__(self) -> datetime:
        """The instant it stands at, in UTC."""
        return self._now

    def move(self, instant: datetime) -> None:
        """Set it forward; it never goes back."""
        self._now = max(self._now, instant.astimezone(UTC))


@dataclass(slots=True)
class Life:
    """The house while it is lived in: who is here, with which password, and its cases."""

    house: House
    clock: MovableClock
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    ids: dict[str, StaffId] = field(default_factory=dict)
    signed_in: dict[str, Principal] = field(default_factory=dict)
    days: set[tuple[str, date]] = field(default_factory=set)
    cases: dict[int, CaseId] = field(default_factory=dict)
    opened: dict[datetime, GrantId] = field(default_factory=dict)
    rooms: list[RoomId] = field(default_factory=list)

    def enter(self, login: str) -> Principal:
        """Sign somebody in as she does in a browser."""
        context = self.house.context("web")
        principal = sign_in(context, Attempt(name=login), self.passwords[login])
        self.signed_in[login] = principal
        return principal

    def context(self, login: str) -> Context:
        """What somebody acts in, as she does in a browser."""
        return self.house.context("web", self.signed_in[login])

    def act(self, login: str, use_case: Callable[..., Any], *given: Any) -> Any:
        """Let somebody carry out a use case."""
        return perform(self.context(login), use_case, *given)


def draw_password() -> str:
    """Three common Danish words: easily typed, and good enough for a house where nobody lives."""
    words = [secrets.choice(pseudonyms.words(name)) for name in ("first", "second", "second")]
    return " ".join(words)


def build(parts: Composition, chosen: Settings, now: datetime) -> dict[str, str]:
    """
    Build the invented house.

    Args:
        parts: how a house is reached.
        chosen: settings of an empty folder.
        now: the present instant, with a time zone; the story ends before it.

    Returns:
        The password of each user name.
    """
    zone = ZoneInfo(chosen.time_zone)
    today = now.astimezone(zone).date()
    story = read(today, zone)
    clock = MovableClock(moment(FOUNDED, today, zone))
    life = _found(parts, chosen, story, clock)
    _hire(life, story)
    life.rooms = rooms.furnish(life.act, clock().astimezone(zone).date())
    fortnight = Fortnight(life, today, zone)
    happenings = [
        *_of_chapters(life, story),
        *fortnight.happenings(),
        *Journals(life, today, zone).happenings(),
        *_of_the_house(life, today, zone),
        *_of_the_nights(life, story),
        *_of_the_years_before(life, today, zone),
    ]
    leader = life.context("ingrid")
    nights.plan(leader, life.ids, today - nights.BACK, today + nights.AHEAD)
    nights.plan_around(leader, life.ids, [(at, login) for at, login, _ in happenings if at < now])
    since = now - timedelta(days=SIGNED_IN_DAYS)
    for at, login, happen in sorted(happenings, key=lambda each: each[0]):
        if at < now:
            clock.move(at)
            if at > since and (login, at.date()) not in life.days:
                life.days.add((login, at.date()))
                life.enter(login)
            happen()
    clock.move(now)
    _end(life, fortnight, today)
    due.run(life.house.context("job"))
    entering.enter_nights(life.act, zone)
    sign_checkpoint(life.house.context("job"))
    parts.close_house(life.house)
    return life.passwords


def _end(life: Life, fortnight: Fortnight, today: date) -> None:
    """What stands on the board, and what is being painted, when somebody looks at the house."""
    said = list(fortnight.tonight())
    for login in {rooms.LEADER, *(login for login, _ in said)}:
        life.enter(login)
    rooms.paint(life.act, life.rooms, today)
    for _, write in said:
        write()


def _found(parts: Composition, chosen: Settings, story: Story, clock: MovableClock) -> Life:
    make_folders(chosen)
    foundation = lay(parts.files_of(chosen))
    parts.migrate(chosen)
    founded = parts.new_house(chosen, foundation.vault(parts.profile))
    life = Life(house=replace(founded, clock=clock), clock=clock)
    person = next(each for each in story.people if each.role is Role.LEADER)
    leader = _draw(life, person)
    context = life.house.context("cli", leader.principal)
    perform(context, founding_service.found, foundation, leader)
    foundation.finish()
    life.enter(person.login)
    return life


def _draw(life: Life, person: Person) -> colleagues.NewColleague:
    password = life.passwords[person.login] = draw_password()
    new = colleagues.draw_colleague(life.house.vault.unlocker, person, password)
    life.ids[person.login] = new.id
    return new


def _hire(life: Life, story: Story) -> None:
    """Everybody is taken in on the first morning, a quarter of an hour each."""
    leader = next(iter(life.signed_in.values()))
    context = life.house.context("cli", leader)
    for person in story.people:
        if person.login in life.ids:
            continue
        life.clock.move(life.clock() + timedelta(minutes=15))
        staff_commands.admit(context, _draw(life, person))
        life.enter(person.login)


def _of_chapters(life: Life, story: Story) -> list[Happening]:
    """Each file opened, each note written, and read by a colleague of the team later on."""
    happenings: list[Happening] = []
    for number, chapter in enumerate(story.chapters):
        happenings.append((chapter.opened_at, "ingrid", partial(_open, life, number, chapter)))
        for turn, told in enumerate(chapter.notes):
            write = partial(_write, life, number, told)
            happenings.append((told.entered_at, told.author, write))
            others = [login for login in chapter.team if login != told.author]
            reader = others[turn % len(others)]
            read_at = told.entered_at + READ_AFTER[turn % len(READ_AFTER)]
            happenings.append((read_at, reader, partial(_read, life, number, reader)))
    return happenings


def _of_the_house(life: Life, today: date, zone: ZoneInfo) -> list[Happening]:
    """A password mistyped, a file refused, the leader's looks at the log."""
    return [
        *((moment(at, today, zone), who, partial(_mistype, life, who)) for who, at in MISTYPED),
        *((moment(at, today, zone), who, partial(_try, life, who)) for who, at in REFUSED),
        *((moment(at, today, zone), "ingrid", partial(_look, life, zone)) for at in LOOKED_AT_LOG),
    ]


def _of_the_nights(life: Life, story: Story) -> list[Happening]:
    """Quick notes of who is in no team; emergencies, and the leader's look at them."""
    happenings: list[Happening] = [
        (told.entered_at, told.author, partial(_send, life, number - 1, told))
        for number, told in story.sent
    ]
    for told in story.emergencies:
        happenings.append((told.at, told.who, partial(_break_glass, life, told)))
        if told.reviewed_at is not None:
            happenings.append((told.reviewed_at, "ingrid", partial(_review, life, told)))
    return happenings


def _of_the_years_before(life: Life, today: date, zone: ZoneInfo) -> list[Happening]:
    """The leader enters who left before the house had its journal."""
    enter = partial(entering.enter, life.act, zone)
    return [(moment(entering.ENTERED, today, zone), entering.LEADER, enter)]


def _open(life: Life, number: int, chapter: Chapter) -> None:
    """The leader decides, and admits whoever has just come."""
    taken = life.act("ingrid", cases.pseudonyms).values()
    person = NewPerson(
        kind=chapter.kind,
        pseudonym=pseudonyms.draw(set(taken)),
        anonymity=Anonymity.WITHHELD_OUTSIDE,
        team=frozenset(life.ids[login] for login in chapter.team),
    )
    admission = NewAdmission(
        id=StayId(uuid4()),
        people=[person],
        decided=Decided(reason="in_target"),
        move_in_at=life.clock(),
        relative=None if chapter.relative is None else life.cases[chapter.relative - 1],
    )
    context = life.context("ingrid")
    (case_id,) = admit(life.house, context, admission)
    life.cases[number] = case_id
    rooms.move_in(life.act, life.rooms, number, case_id, chapter.opened_at.date())


def _write(life: Life, number: int, told: Told) -> None:
    draft = NoteDraft(
        id=NoteId(uuid4()),
        case_id=life.cases[number],
        type=told.type,
        occurred_at=told.occurred_at.astimezone(UTC),
        text=told.text,
    )
    life.act(told.author, notes.write_note, draft)


def _send(life: Life, number: int, told: Told) -> None:
    context = life.context(told.author)
    nights.send(context, life.cases[number], told)


def _break_glass(life: Life, told: Emergency) -> None:
    context = life.context(told.who)
    case_id = life.cases[told.case - 1]
    life.opened[told.at] = nights.open_in_emergency(context, case_id, told)


def _review(life: Life, told: Emergency) -> None:
    leader = life.context("ingrid")
    nights.review(leader, life.opened[told.at], told)


def _read(life: Life, number: int, reader: str) -> None:
    life.act(reader, cases.list_cases)
    life.act(reader, notes.read_timeline, life.cases[number], 1)


def _mistype(life: Life, login: str) -> None:
    try:
        sign_in(life.house.context("web"), Attempt(name=login), draw_password())
    except SigninFailed:
        life.enter(login)


def _try(life: Life, login: str) -> None:
    """Somebody of another team follows an address she was sent."""
    try:
        life.act(login, notes.read_timeline, life.cases[0], 1)
    except AccessDenied:
        life.act(login, cases.list_cases)


def _look(life: Life, zone: ZoneInfo) -> None:
    life.act("ingrid", audit.review, LogQuery(), zone)
