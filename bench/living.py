"""
Families for measuring: admitted, with rooms, children, deadlines, ticked weeks and marks on notes.

Rules: everything is done by the use cases that people cause, so that it is decided, sealed and
logged; words follow from a number and a seed, so that houses of one seed show the same pages.
"""

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from bench.house import NOTE_SIZE, Clock, draft, invented_text
from journal.domain import pseudonyms
from journal.domain.admission import Decided, NewAdmission, NewPerson
from journal.domain.board import BoardEntry
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.course import Course
from journal.domain.drafts import Writing
from journal.domain.ids import CaseId, NoteId, StaffId, StayId
from journal.domain.notes import NoteKind
from journal.domain.rooms import NewRoom, RoomType
from journal.domain.weekly_talks import Talk
from journal.services import (
    board_entries,
    cases,
    course,
    drafts,
    must_read,
    note_marks,
    notes,
    room_upkeep,
    rooms,
    stays,
)
from journal.services.house import House
from journal.services.note_marks import Hanging
from journal.services.work import perform
from journal.vault.desk import Principal

WEEKS = 6
"""How long a family has lived here when its pages are asked for."""
A_DAY = timedelta(days=1)
MARKED_ONE_IN = 5
"""Of so many notes one carries an addendum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A house with the people who act in it: its leader, and who is a contact person."""

    house: House
    clock: Clock
    leader: Principal
    worker: Principal

    def leads(self, use_case: Callable[..., Any], *args: Any) -> Any:
        """Let the leader do something."""
        return self._act(self.leader, use_case, *args)

    def works(self, use_case: Callable[..., Any], *args: Any) -> Any:
        """Let the contact person do something."""
        return self._act(self.worker, use_case, *args)

    def _act(self, who: Principal, use_case: Callable[..., Any], *args: Any) -> Any:
        done = perform(self.house.context("cli", who), use_case, *args)
        self.clock.tick()
        return done


def pseudonym(number: int) -> str:
    """Two words of the lists; each number has its own."""
    first, second = pseudonyms.words("first"), pseudonyms.words("second")
    return f"{first[number % len(first)]} {second[number // len(first)]}".title()


def _drawn(chance: random.Random) -> UUID:
    return UUID(bytes=chance.randbytes(16), version=4)


def admit_family(
    household: Household,
    number: int,
    team: frozenset[StaffId],
    *,
    children: int = 2,
    has_come: bool = True,
) -> list[CaseId]:
    """
    Admit a woman with her children, in a room of their own; the woman first.

    Args:
        number: of her pseudonym; the next ones are her children's.
        has_come: else they are expected, and have no room yet.
    """
    chance = random.Random(number)  # noqa: S311 -- ids, the same in every house of a seed
    kinds = [PersonKind.WOMAN, *[PersonKind.CHILD] * children]
    people = [
        NewPerson(
            kind=kind,
            pseudonym=pseudonym(number + turn),
            anonymity=Anonymity.WITHHELD_OUTSIDE,
            team=team,
            id=cases.reserve(household.house.vault, CaseId(_drawn(chance))),
        )
        for turn, kind in enumerate(kinds)
    ]
    admission = NewAdmission(
        id=StayId(_drawn(chance)),
        people=people,
        decided=Decided(reason="in_target"),
        move_in_at=household.clock.now if has_come else None,
    )
    made: list[CaseId] = household.leads(stays.admit, admission)
    if has_come:
        today = household.clock.now.date()
        single = NewRoom(name=f"Værelse {number}", type=RoomType.SINGLE, since=today)
        room = household.leads(room_upkeep.add_room, single)
        household.leads(rooms.assign, made[0], room, today)
    return made


def tick_weeks(household: Household, case_id: CaseId, weeks: int) -> None:
    """Tick what a contact person ticks of a stay: the talks of some weeks, tasks and topics."""
    talks = {number: Talk.HELD if number % 3 else Talk.DECLINED for number in range(1, weeks + 1)}
    household.works(course.save, case_id, Course(talks=talks), 0)


def write_on_board(household: Household, case_id: CaseId) -> None:
    """Let something stand on the board about her for a day."""
    entry = BoardEntry(case_id=case_id, language="ar", text="Sover længe.")
    household.works(board_entries.write, entry)


def write_notes(
    household: Household, case_id: CaseId, count: int, chance: random.Random
) -> list[NoteId]:
    """Sign notes, each fifth with an addendum; the whole team must read the last one."""
    written: list[NoteId] = []
    for turn in range(count):
        new = draft(case_id, household.clock, chance)
        written.append(household.works(notes.write_note, new))
        if not turn % MARKED_ONE_IN:
            more = Hanging(
                id=NoteId(_drawn(chance)),
                case_id=case_id,
                note_id=written[-1],
                kind=NoteKind.ADDENDUM,
                text=invented_text(chance, NOTE_SIZE // MARKED_ONE_IN),
            )
            household.works(note_marks.hang, more)
    household.works(must_read.ask, case_id, written[-1])
    return written


def begin_draft(household: Household, case_id: CaseId, chance: random.Random) -> NoteId:
    """Begin a note that is not signed."""
    writing = Writing(
        id=NoteId(_drawn(chance)),
        case_id=case_id,
        type="meeting",
        occurred_at="2026-03-02T12:00",
        fields={"text": invented_text(chance, NOTE_SIZE)},
        revision=0,
        page=_drawn(chance),
    )
    household.works(drafts.save, writing)
    return writing.id


def lived_in(
    household: Household, team: Collection[StaffId], count: int, chance: random.Random
) -> list[CaseId]:
    """A family that has lived here for six weeks, with so many notes about the woman."""
    family = admit_family(household, 0, frozenset(team))
    household.clock.tick(WEEKS * 7 * A_DAY.total_seconds())
    write_notes(household, family[0], count, chance)
    tick_weeks(household, family[0], WEEKS - 1)
    begin_draft(household, family[0], chance)
    write_on_board(household, family[0])
    return family
