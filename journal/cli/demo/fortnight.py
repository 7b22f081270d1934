"""
Two weeks at the door of the invented house, as ``fortnight.toml`` tells them.

Rules upheld here: each act is carried out by whoever does it in a real house, through the services;
what one act leads to is found by the next one on the pages where a person would find it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

from journal.cli.demo.story import moment, table
from journal.domain import pseudonyms
from journal.domain.admission import Decided, NewAdmission, NewPerson
from journal.domain.board import BoardEntry
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.deadlines import Ending
from journal.domain.decisions import DecisionKind, Scope
from journal.domain.discharge import Aftercare, NewDischarge
from journal.domain.enquiries import Contact, NewEnquiry, NewSafetyEvent
from journal.domain.ids import (
    CaseId,
    DecisionId,
    EnquiryId,
    NoteId,
    RoomId,
    SafetyEventId,
    StaffId,
    StayId,
)
from journal.domain.notes import NoteDraft
from journal.domain.sheets import Sheet
from journal.domain.stays import Arrival, Move
from journal.domain.visitations import Answers, Verdict
from journal.request import admitting, births, registering
from journal.services import (
    board_entries,
    cases,
    deadline_list,
    decisions,
    delegations,
    enquiries,
    enquiries_shown,
    notes,
    rooms,
    safety_events,
    stays,
    teams,
    visitations,
)
from journal.services.context import Context
from journal.services.house import House
from journal.vault.desk import Fresh

FILE = "fortnight.toml"
LAST_MONDAY = {"fri": 3, "sat": 2, "sun": 1, "mon": 0}
"""By how many days each lies before the last Monday that is over."""
DAYS_OF_A_WEEK = 7

Told = Mapping[str, Any]
"""One act as the story tells it."""
Happening = tuple[datetime, str, Callable[[], Any]]
"""When, who, and what she does."""


class Lived(Protocol):
    """What is needed of the house while it is lived in; see ``building.Life``."""

    house: House
    cases: dict[int, CaseId]
    ids: dict[str, StaffId]
    rooms: list[RoomId]

    def act(self, login: str, use_case: Callable[..., Any], *given: Any) -> Any:
        """Let somebody carry out a use case."""

    def context(self, login: str) -> Context:
        """What somebody acts in."""


def weekday_said(said: str, today: date) -> str:
    """A time as ``moment`` reads it: ``"fri 22:10"`` becomes so many days ago at 22.10."""
    day, clock = said.split()
    if day not in LAST_MONDAY:
        return said
    since_monday = today.weekday() or DAYS_OF_A_WEEK
    return f"{since_monday + LAST_MONDAY[day]} {clock}"


@dataclass(slots=True)
class Fortnight:
    """The two weeks while they are lived: what has a name in the story, and what it became."""

    life: Lived
    today: date
    zone: ZoneInfo
    enquiries: dict[str, EnquiryId] = field(default_factory=dict)
    decided: dict[str, DecisionId] = field(default_factory=dict)
    people: dict[str, CaseId] = field(default_factory=dict)

    def happenings(self) -> Iterator[Happening]:
        """Every act of the story, in the order in which it tells them."""
        for told in table(FILE)["act"]:
            yield self._at(told["at"]), told["who"], partial(ACTS[told["do"]], self, told)

    def tonight(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        """Who writes on the board at the end, and her writing."""
        for told in table(FILE)["board"]:
            yield told["who"], partial(self._write_on_board, told)

    def _at(self, said: str) -> datetime:
        return moment(weekday_said(said, self.today), self.today, self.zone)

    def _now(self) -> datetime:
        return self.life.house.clock()

    def _case(self, key: str | int) -> CaseId:
        return self.people[key] if isinstance(key, str) else self.life.cases[key - 1]

    def _team(self, logins: list[str]) -> frozenset[StaffId]:
        return frozenset(self.life.ids[login] for login in logins)

    def _contact(self, told: Told) -> Contact:
        return Contact(at=self._now(), channel=told.get("channel", "phone"), by=told["by"])

    def enquire(self, told: Told) -> None:
        """Note a call down."""
        new = NewEnquiry(
            id=EnquiryId(uuid4()),
            contact=self._contact(told),
            region=told.get("region", "unknown"),
            is_copenhagen=told.get("copenhagen", False),
            children=told.get("children", 0),
            text=told.get("text", ""),
            outcome=told.get("outcome", ""),
        )
        self.enquiries[told["key"]] = self.life.act(told["who"], enquiries.record, new)

    def call_again(self, told: Told) -> None:
        """Attach a later contact, on the page of the enquiry."""
        about = self.enquiries[told["about"]]
        seen = self.life.act(told["who"], enquiries_shown.show, about).seen
        given = (about, self._contact(told), told["text"], seen)
        self.life.act(told["who"], enquiries.attach, *given)

    def close(self, told: Told) -> None:
        """Close an enquiry with what it led to."""
        about = self.enquiries[told["about"]]
        self.life.act(told["who"], enquiries.close, about, told["outcome"])

    def reopen(self, told: Told) -> None:
        """Open an enquiry again."""
        self.life.act(told["who"], enquiries.reopen, self.enquiries[told["about"]])

    def note_safety(self, told: Told) -> None:
        """Note a safety event down."""
        new = NewSafetyEvent(
            id=SafetyEventId(uuid4()),
            kind=told["kind"],
            channel="phone",
            occurred_at=self._now(),
            text=told["text"],
        )
        self.life.act(told["who"], safety_events.record, new)

    def begin_talk(self, told: Told) -> None:
        """Begin the talk of an enquiry."""
        self.life.act(told["who"], visitations.begin, self.enquiries[told["about"]])

    def end_talk(self, told: Told) -> None:
        """Keep the answers and say that the talk is over."""
        about = self.enquiries[told["about"]]
        chosen = {one: code for code in ("yes", "no") for one in told.get(code, ())}
        answers = Answers(chosen=chosen, text=told.get("text", ""))
        seen = self.life.act(told["who"], visitations.read, about).seen
        self.life.act(told["who"], visitations.keep, about, answers, seen, self._now())

    def decide(self, told: Told) -> None:
        """Decide on a talk, enter what was decided on the phone, or propose."""
        phoned = told.get("phoned")
        verdict = Verdict(
            kind=DecisionKind(told["kind"]),
            reason=told["reason"],
            is_proposal=told.get("is_proposal", False),
            decided_by=None if phoned is None else self.life.ids[phoned],
            late_reason=told.get("late", ""),
        )
        about = self.enquiries[told["about"]]
        made = self.life.act(told["who"], visitations.decide, about, verdict)
        self.decided[told["about"]] = made

    def confirm(self, told: Told) -> None:
        """Confirm what was decided on the phone."""
        self.life.act(told["who"], decisions.confirm, self.decided[told["about"]])

    def delegate(self, told: Told) -> None:
        """Let somebody decide for a time."""
        terms = (self.life.ids[told["to"]], Scope(told["scope"]), self._now())
        self.life.act(told["who"], delegations.issue, *terms, self._at(told["until"]))

    def admit(self, told: Told) -> None:
        """Admit some people, after a talk, by a decision of its own, or for a visit."""
        context = self.life.context(told["who"])
        taken = set(self.life.act(told["who"], cases.pseudonyms).values())
        people = []
        for one in told["people"]:
            people.append(self._person(one, pseudonyms.draw(taken)))
            taken.add(people[-1].pseudonym)
        came = self._at(told["came"]) if "came" in told else self._now()
        admission = NewAdmission(
            id=StayId(uuid4()),
            people=people,
            decision=self.decided[told["about"]] if "about" in told else None,
            decided=self._decided(told) if "reason" in told else None,
            move_in_at=None if told.get("is_expected") else came,
            is_pending=told.get("is_pending", False),
            relative=self._case(told["relative"]) if "relative" in told else None,
            arrival=Arrival(told.get("arrival", "admission")),
        )
        made = admitting.admit(self.life.house, context, admission)
        keys = (one["key"] for one in told["people"])
        self.people.update(zip(keys, made, strict=True))

    def _person(self, told: Told, pseudonym: str) -> NewPerson:
        return NewPerson(
            kind=PersonKind(told["kind"]),
            pseudonym=pseudonym,
            anonymity=Anonymity(told.get("anonymity", Anonymity.WITHHELD_OUTSIDE)),
            team=self._team(told["team"]),
            is_visiting=told.get("is_visiting", False),
        )

    def _decided(self, told: Told) -> Decided:
        phoned = told.get("phoned")
        if phoned is None:
            return Decided(reason=told["reason"])
        at = self._at(told["decided"])
        return Decided(reason=told["reason"], by=self.life.ids[phoned], at=at)

    def move(self, told: Told) -> None:
        """Note what has happened to a stay."""
        given = (self._case(told["case"]), Move(told["step"]), self._now())
        self.life.act(told["who"], stays.move, *given, None, told.get("why", ""))

    def give_room(self, told: Told) -> None:
        """Give somebody a room from tonight on."""
        tonight = self._now().astimezone(self.zone).date()
        room = self.life.rooms[told["room"] - 1]
        self.life.act(told["who"], rooms.assign, self._case(told["case"]), room, tonight)

    def set_team(self, told: Told) -> None:
        """Complete the teams of a family."""
        for key in told["cases"]:
            team = self._team(told["team"])
            self.life.act(told["who"], teams.set_team, self._case(key), team)

    def write(self, told: Told) -> None:
        """Write a note about what was just seen."""
        draft = NoteDraft(
            id=NoteId(uuid4()),
            case_id=self._case(told["case"]),
            type=told["type"],
            occurred_at=self._now() - timedelta(minutes=30),
            text=told["text"],
        )
        self.life.act(told["who"], notes.write_note, draft)

    def tick(self, told: Told) -> None:
        """Tick deadlines off, from the page that lists them."""
        wanted = {self._case(key) for key in told["cases"]}
        for line in self.life.act(told["who"], deadline_list.of_house):
            is_one = line.case is not None and line.case.id in wanted
            if is_one and line.rule_id == told["rule"]:
                ending = Ending(deadline_id=line.id, code=told["how"], at=self._now())
                self.life.act(told["who"], deadline_list.tick_off, ending)

    def answer(self, told: Told) -> None:
        """Keep what is known for the tables of the year."""
        context = self.life.context(told["who"])
        registering.save(context, self._case(told["case"]), told["answers"], 0)

    def fill_in(self, told: Told) -> None:
        """Write a sheet of a case for the first time."""
        case_id, sheet = self._case(told["case"]), Sheet(told["sheet"])
        births.save_sheet(self.life.context(told["who"]), case_id, sheet, told["fields"], 0)

    def leave(self, told: Told) -> None:
        """Discharge somebody."""
        context = self.life.context(told["who"])
        fresh = Fresh(session_tag=context.principal.session_tag, at=self._now())
        today = self._now().astimezone(self.zone).date()
        new = NewDischarge(day=today, reason=told["reason"], answers=told["answers"])
        answered = Aftercare(told["aftercare"]) if "aftercare" in told else None
        registering.leave(context, self._case(told["case"]), new, answered, fresh)

    def _write_on_board(self, told: Told) -> None:
        entry = BoardEntry(
            case_id=self._case(told["case"]),
            language=told["language"],
            alerts=tuple(told.get("alerts", ())),
            text=told.get("text", ""),
            hours=told["hours"],
        )
        self.life.act(told["who"], board_entries.write, entry)


ACTS: Mapping[str, Callable[[Fortnight, Told], None]] = {
    "enquiry": Fortnight.enquire,
    "again": Fortnight.call_again,
    "close": Fortnight.close,
    "reopen": Fortnight.reopen,
    "safety": Fortnight.note_safety,
    "talk": Fortnight.begin_talk,
    "talked": Fortnight.end_talk,
    "decide": Fortnight.decide,
    "confirm": Fortnight.confirm,
    "delegate": Fortnight.delegate,
    "admit": Fortnight.admit,
    "move": Fortnight.move,
    "room": Fortnight.give_room,
    "team": Fortnight.set_team,
    "note": Fortnight.write,
    "tick": Fortnight.tick,
    "answers": Fortnight.answer,
    "sheet": Fortnight.fill_in,
    "leave": Fortnight.leave,
}
"""What the story can say that somebody does."""
