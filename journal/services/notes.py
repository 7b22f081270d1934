"""Journal notes: writing one, reading one, reading a case's timeline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from journal.domain.access import Action
from journal.domain.broken import NoteSaved
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseId, NoteId, StaffId
from journal.domain.notes import (
    NoteDraft,
    NoteState,
    is_late,
    require_past,
)
from journal.services import deadline_list, labels, timed_access
from journal.services.deadline_list import DeadlineShown
from journal.services.labels import Banner, Contact
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import notes as note_store
from journal.store.notes import NoteRow, SignedNote
from journal.vault.opened import OpenCase, Unread

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """
    An opened note.

    Args:
        author_function: a code of the list ``profession``.
        text: what was written, or None when it does not open.
        is_late: entered more than 24 hours after the event.
    """

    id: NoteId
    type: str
    occurred_at: datetime
    signed_at: datetime
    author: str
    author_function: str
    text: str | None
    is_late: bool
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One page of a case's notes, newest event first, and the deadlines of the case."""

    banner: Banner
    notes: Sequence[NoteView]
    page: int
    pages: int
    total: int
    deadlines: Sequence[DeadlineShown] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """What a form for a note needs: whom it is about and the id the note will have."""

    banner: Banner
    id: NoteId


def write_note(work: Work, draft: NoteDraft) -> NoteId:
    """
    Sign and store a note that a contact person has written.

    Args:
        work: the open transaction and the actor, who must hold the journal key of the case.
        draft: the note; ``id`` came with the form, ``occurred_at`` carries a time zone.

    Raises:
        AccessDenied: the actor is not in the team of the case; ``perform`` logs the attempt.
        NoteSaved: this form was stored before.
        TimeUnusable: the event lies ahead.
    """
    require_past(draft.occurred_at, work.now)
    case = work.open_case(draft.case_id, Action.NOTE_WRITE)
    if work.principal.id is None or work.principal.certificate_id is None:
        raise AccessDenied(Action.NOTE_WRITE, case.alias)
    stored = note_store.get(work.session, draft.id)
    if stored is not None:
        is_hers = stored.note.case_id == case.case_id and stored.note.author_id == work.principal.id
        raise NoteSaved if is_hers else AccessDenied(Action.NOTE_WRITE, case.alias)
    row = NoteRow(
        id=draft.id,
        case_id=case.case_id,
        type=draft.type,
        state=NoteState.SIGNED.value,
        author_id=work.principal.id,
        cert_id=work.principal.certificate_id,
        event_id=case.event_id,
        revision=1,
        occurred_at=draft.occurred_at,
        signed_at=work.now,
    )
    row.body_sealed = case.seal(row, draft.text)
    note_store.add(work.session, row)
    return draft.id


def prepare_note(work: Work, case_id: CaseId) -> Later[NewNote]:
    """
    Draw the id of a note to be and say whom it is about; nothing of the journal is opened.

    Raises:
        AccessDenied: unknown case, or not in its team: who reads for a time sends her notes in.
    """
    case = work.open_case(case_id, Action.CASE_READ)
    if case.timed is not None:
        raise AccessDenied(Action.NOTE_WRITE, case.alias)
    open_banner = _declare_banner(work, case)
    return work.later(lambda: NewNote(banner=open_banner(), id=NoteId(uuid4())))


def read_timeline(work: Work, case_id: CaseId, page: int) -> Later[Timeline]:
    """
    Declare a page of a case's notes; their texts open after COMMIT, when the reading is on record.

    Args:
        page: from 1; beyond the last it is the last.

    Raises:
        AccessDenied: unknown case, or not in its team.
    """
    case = work.open_case(case_id, Action.NOTE_READ)
    total = note_store.count(work.session, case_id)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    found = note_store.timeline(work.session, case_id, (page - 1) * PAGE, PAGE)
    open_notes = _declare_notes(work, case, found)
    open_banner = _declare_banner(work, case)
    deadlines = deadline_list.of_case(work, case_id)
    return work.later(
        lambda: Timeline(
            banner=open_banner(),
            notes=open_notes(),
            page=page,
            pages=pages,
            total=total,
            deadlines=deadlines,
        )
    )


def read_note(work: Work, case_id: CaseId, note_id: NoteId) -> Later[tuple[Banner, NoteView]]:
    """
    Declare one note of a case.

    Raises:
        AccessDenied: unknown note, note of another case, or not in the team.
    """
    case = work.open_case(case_id, Action.NOTE_READ)
    found = note_store.get(work.session, note_id)
    if found is None:
        raise AccessDenied(Action.NOTE_READ, case.alias)
    open_notes = _declare_notes(work, case, [found])
    open_banner = _declare_banner(work, case)
    return work.later(lambda: (open_banner(), open_notes()[0]))


def _declare_banner(work: Work, case: OpenCase) -> Callable[[], Banner]:
    row = case_store.get(work.session, case.case_id)
    if row is None:
        raise AccessDenied(Action.CASE_READ)
    open_banners = labels.declare_banners(work, [row])
    open_relatives = timed_access.declare_relatives(work, row, case.timed)
    return lambda: replace(
        open_banners()[case.case_id], timed=case.timed, relatives=open_relatives()
    )


def _declare_notes(
    work: Work, case: OpenCase, found: Sequence[SignedNote]
) -> Callable[[], list[NoteView]]:
    declared = [(signed, case.unread(signed)) for signed in found]
    open_people = labels.declare_people(work, {StaffId(one.note.author_id) for one in found})
    own = work.principal.id

    def open_all() -> list[NoteView]:
        people = open_people()
        return [
            _view(one, unread, people[StaffId(one.note.author_id)], own) for one, unread in declared
        ]

    return open_all


def _view(signed: SignedNote, unread: Unread, author: Contact, own: StaffId | None) -> NoteView:
    note = signed.note
    try:
        text = unread.text()
    except Tampered:
        text = None  # this note alone; the damage is reported, the others open
    return NoteView(
        id=NoteId(note.id),
        type=note.type,
        occurred_at=note.occurred_at,
        signed_at=note.signed_at,
        author=author.name,
        author_function=author.profession,
        text=text,
        is_late=is_late(note.occurred_at, note.signed_at),
        is_mine=note.author_id == own,
    )
