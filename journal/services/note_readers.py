"""A timeline and a note with what is new to the reader, what all must read, and who has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from journal.domain.access import Action
from journal.domain.ids import CaseId, NoteId, StaffId
from journal.domain.staff import LEADING_ROLES
from journal.domain.timeline import EVERYTHING, Wanted
from journal.services import labels, notes
from journal.services.labels import Banner
from journal.services.notes import Timeline
from journal.services.notes_shown import NoteView
from journal.services.work import Later, Work
from journal.store import handover as handover_store
from journal.store import teams as team_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """
    A page of a timeline.

    Args:
        new: which of its notes, and of what hangs on them, are new to the reader.
        asked: which of them the whole team must read.
    """

    timeline: Timeline
    new: frozenset[NoteId]
    asked: frozenset[NoteId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody of the team, and when she marked a note as read; None when she has not."""

    name: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedNote:
    """
    One note.

    Args:
        new: the note, and what hangs on it, as far as it is new to the reader.
        is_asked: the whole team must read it.
        readers: who has read it and who has not; empty for who neither wrote it nor leads.
        may_ask: the reader wrote it, and can ask the team to read it, or ask no longer.
    """

    banner: Banner
    note: NoteView
    new: frozenset[NoteId]
    is_asked: bool
    readers: Sequence[Reader]
    may_ask: bool


def read_timeline(
    work: Work, case_id: CaseId, page: int, wanted: Wanted = EVERYTHING
) -> Later[Marked]:
    """
    Declare a page of a case's notes, as ``notes.read_timeline`` does, with their marks.

    Raises:
        AccessDenied: unknown case, or not in its team.
    """
    inner, own = notes.read_timeline(work, case_id, page, wanted), work.own(Action.NOTE_READ)
    new = handover_store.new_to(work.session, own, [case_id])
    asked = {one.row.note_id for one in handover_store.asked(work.session, [case_id])}

    def opened() -> Marked:
        timeline = inner.run()
        shown = {note.id for note in timeline.notes}
        return Marked(
            timeline=timeline,
            new=frozenset(one.id for one in new if one.note_id in shown),
            asked=frozenset(asked & shown),
        )

    return work.later(opened)


def read_note(work: Work, case_id: CaseId, note_id: NoteId) -> Later[MarkedNote]:
    """
    Declare one note of a case, as ``notes.read_note`` does, with who has read it.

    Raises:
        AccessDenied: unknown note, note of another case, or not in the team.
    """
    inner, own = notes.read_note(work, case_id, note_id), work.own(Action.NOTE_READ)
    author = handover_store.of_case(work.session, case_id, [note_id]).get(note_id)
    asked = {one.row.note_id for one in handover_store.asked(work.session, [case_id])}
    is_asked = note_id in asked
    marks = {one.staff_id: one.seen_at for one in handover_store.seen(work.session, [note_id])}
    team = [
        StaffId(member.staff_id) for member in team_store.present(work.session, [case_id])[case_id]
    ]
    may_see = author == own or work.principal.role in LEADING_ROLES
    listed = [one for one in team if one != author] if is_asked and may_see else []
    listed += [one for one in marks if listed and one not in listed]
    open_people = labels.declare_people(work, listed)
    new = handover_store.new_to(work.session, own, [case_id])

    def opened() -> MarkedNote:
        banner, note = inner.run()
        people = open_people()
        return MarkedNote(
            banner=banner,
            note=note,
            new=frozenset(one.id for one in new if one.note_id == note_id),
            is_asked=is_asked,
            readers=[Reader(name=people[one].name, seen_at=marks.get(one)) for one in listed],
            may_ask=author == own and own in team,
        )

    return work.later(opened)
