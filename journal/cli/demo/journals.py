"""
How the journals of the invented house are written and handed over, as ``journals.toml`` tells it.

Rules upheld here: every act is that of a colleague, through the services.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

from journal.cli.demo.fortnight import Happening, Lived, Told
from journal.cli.demo.story import moment, table
from journal.domain.course import Course
from journal.domain.drafts import Writing
from journal.domain.handover import NewLine
from journal.domain.ids import CaseId, NoteId, RecordId
from journal.domain.note_form import TEXT
from journal.domain.notes import NoteDraft, NoteKind
from journal.domain.weekly_talks import Talk
from journal.services import course, drafts, handover, handover_lines, joint_notes, notes
from journal.services.note_marks import Hanging, hang

FILE = "journals.toml"
USUALLY_BEFORE = timedelta(minutes=30)
"""How long before its writing something happened, where nothing else is said."""


@dataclass(slots=True)
class Journals:
    """The journals while they are written: which notes have a name in the story."""

    life: Lived
    today: date
    zone: ZoneInfo
    notes: dict[str, NoteId] = field(default_factory=dict)

    def happenings(self) -> Iterator[Happening]:
        """Every act of the story, in the order in which it tells them."""
        for told in table(FILE)["act"]:
            yield self._at(told["at"]), told["who"], partial(ACTS[told["do"]], self, told)

    def write(self, told: Told) -> None:
        """Write a note."""
        draft = self._draft(told, "case", "text")
        self.notes[told.get("key", "")] = self.life.act(told["who"], notes.write_note, draft)

    def write_both(self, told: Told) -> None:
        """Write about one event in two files of a family."""
        both = self._draft(told, "case", "text"), self._draft(told, "other", "other_text")
        self.life.act(told["who"], joint_notes.write_joint, *both)

    def hang(self, told: Told) -> None:
        """Add to a note, or strike it."""
        hanging = Hanging(
            id=NoteId(uuid4()),
            case_id=self._case(told["case"]),
            note_id=self.notes[told["about"]],
            kind=NoteKind(told["kind"]),
            text=told["text"],
        )
        self.life.act(told["who"], hang, hanging)

    def begin(self, told: Told) -> None:
        """Begin a note and leave it."""
        writing = Writing(
            id=NoteId(uuid4()),
            case_id=self._case(told["case"]),
            type=told["type"],
            occurred_at=self._at(told["at"]).strftime("%Y-%m-%dT%H:%M"),
            fields={TEXT: told["text"]},
            revision=0,
            page=uuid4(),
        )
        self.life.act(told["who"], drafts.save, writing)

    def catch_up(self, told: Told) -> None:
        """Mark as read all that is new to her."""
        page = self.life.act(told["who"], handover.show)
        for case in page.cases:
            new = [note.id for note in case.notes]
            self.life.act(told["who"], handover.mark, case.case_id, new)

    def mark(self, told: Told) -> None:
        """Mark one note as read."""
        given = self._case(told["case"]), [self.notes[told["about"]]]
        self.life.act(told["who"], handover.mark, *given)

    def leave_line(self, told: Told) -> None:
        """Leave a line for the next shift."""
        line = NewLine(id=RecordId(uuid4()), text=told["text"])
        self.life.act(told["who"], handover_lines.write, line)

    def tick(self, told: Told) -> None:
        """Tick what became of the weekly talks, and what is cleared up, for the first time."""
        ticked = Course(
            talks={int(number): Talk(talk) for number, talk in told["talks"].items()},
            topics=told["topics"],
            tasks=frozenset(told["tasks"]),
        )
        self.life.act(told["who"], course.save, self._case(told["case"]), ticked, 0)

    def _draft(self, told: Told, case: str, text: str) -> NoteDraft:
        at = self._at(told["at"])
        occurred_at = self._at(told["occurred"]) if "occurred" in told else at - USUALLY_BEFORE
        return NoteDraft(
            id=NoteId(uuid4()),
            case_id=self._case(told[case]),
            type=told["type"],
            occurred_at=occurred_at.astimezone(UTC),
            text=told[text],
            must_read=told.get("must_read", False),
        )

    def _case(self, number: int) -> CaseId:
        return self.life.cases[number - 1]

    def _at(self, said: str) -> datetime:
        return moment(said, self.today, self.zone)


ACTS: Mapping[str, Callable[[Journals, Told], None]] = {
    "write": Journals.write,
    "write_both": Journals.write_both,
    "hang": Journals.hang,
    "draft": Journals.begin,
    "catch_up": Journals.catch_up,
    "mark": Journals.mark,
    "line": Journals.leave_line,
    "course": Journals.tick,
}
"""What the story can say that somebody does."""
