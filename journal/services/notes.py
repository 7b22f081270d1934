"""Journal notes: writing one, reading one, reading a case's timeline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from journal.domain.access import Action
from journal.domain.broken import NoteSaved
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, NoteId
from journal.domain.note_documents import Content, Reference, content_of
from journal.domain.notes import NoteDraft, NoteState, require_past
from journal.domain.timeline import EVERYTHING, Wanted
from journal.services import (
    case_banner,
    course,
    deadline_list,
    drafts,
    labels,
    must_read,
    notes_shown,
    timed_access,
    timeline,
)
from journal.services.deadline_list import DeadlineShown
from journal.services.drafts import DraftLine
from journal.services.labels import Banner
from journal.services.notes_shown import NoteView
from journal.services.timeline import Writer
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import notes as note_store
from journal.store.notes import NoteRow
from journal.vault.opened import OpenCase
from journal.vault.sent import SealOnly

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """
    One page of a case's notes, newest event first, its deadlines and the reader's drafts.

    Args:
        talks_lacking: in how many weeks of her stay no talk was offered; told on the first page.
    """

    banner: Banner
    notes: Sequence[NoteView]
    page: int
    pages: int
    total: int
    deadlines: Sequence[DeadlineShown] = ()
    writers: Sequence[Writer] = ()
    drafts: Sequence[DraftLine] = ()
    talks_lacking: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier note that a new one may refer to: when and by whom, and no word of it."""

    id: NoteId
    occurred_at: datetime
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """
    What a form for a note needs: whom it is about and the id the note will have.

    Args:
        earlier: the note that it will refer to.
        is_first: nothing has been written in this file yet.
    """

    banner: Banner
    id: NoteId
    earlier: Earlier | None = None
    is_first: bool = False


def write_note(work: Work, draft: NoteDraft) -> NoteId:
    """
    Sign and store a note that a contact person has written.

    Args:
        work: the open transaction and the actor, who must hold the journal key of the case.
        draft: the note; ``id`` came with the form, ``occurred_at`` carries a time zone.

    Raises:
        AccessDenied: the actor is not in the team of the case, or the note refers to one of
            another file; ``perform`` logs the attempt.
        NoteSaved: this form was stored before.
        DraftChanged: another window has saved its draft since.
        TimeUnusable: the event lies ahead.
    """
    require_past(draft.occurred_at, work.now)
    case = work.open_case(draft.case_id, Action.NOTE_WRITE)
    sign(work, case, draft, content_of(draft.fields, reference=_reference(work, case, draft)))
    if draft.must_read:
        must_read.ask(work, draft.case_id, draft.id)
    return draft.id


def _reference(work: Work, case: OpenCase, draft: NoteDraft) -> Reference | None:
    if draft.refers_to is None:
        return None
    earlier = note_store.one_of(work.session, draft.case_id, draft.refers_to)
    if earlier is None:
        raise AccessDenied(Action.NOTE_WRITE, case.alias)
    return Reference(
        note_id=draft.refers_to,
        occurred_at=earlier.note.occurred_at,
        author_id=notes_shown.author_of(earlier.note),
    )


def sign(work: Work, case: OpenCase | SealOnly, draft: NoteDraft, content: Content) -> NoteId:
    """
    Store a note in a file that is open for it, signed by the actor; its draft ends with it.

    Raises:
        NoteSaved: this form was stored before.
        DraftChanged: another window has saved its draft since.
    """
    drafts.end(work, draft, Action.NOTE_WRITE)
    row = new_row(
        work,
        case,
        id=require_new(work, case, draft.id),
        type=draft.type,
        occurred_at=draft.occurred_at,
    )
    row.body_sealed = case.seal(row, content)
    note_store.add(work.session, row)
    return draft.id


def require_new(work: Work, case: OpenCase | SealOnly, note_id: NoteId) -> NoteId:
    """
    The id of a note that is not stored yet.

    Raises:
        NoteSaved: it is, by the same person in the same file: the form was sent twice.
        AccessDenied: it is, by somebody else or elsewhere.
    """
    stored = note_store.get(work.session, note_id)
    if stored is None:
        return note_id
    is_hers = stored.note.case_id == case.case_id and stored.note.author_id == work.principal.id
    raise NoteSaved if is_hers else AccessDenied(Action.NOTE_WRITE, case.alias)


def new_row(work: Work, case: OpenCase | SealOnly, *, after: int = 0, **facts: Any) -> NoteRow:
    """
    A row of this file, of the actor and of this act, still without its envelope.

    Args:
        after: of several rows signed at one instant its number, so that their order stays.
        facts: ``id``, ``type``, ``occurred_at``; ``kind`` and ``parent_id`` of what hangs on a
            note, and the first author of one that is moved.
    """
    if work.principal.id is None or work.principal.certificate_id is None:
        raise AccessDenied(Action.NOTE_WRITE, case.alias)
    return NoteRow(
        case_id=case.case_id,
        state=NoteState.SIGNED.value,
        author_id=work.principal.id,
        cert_id=work.principal.certificate_id,
        event_id=case.event_id,
        revision=1,
        signed_at=work.now + after * timedelta(microseconds=1),
        **facts,
    )


def prepare_note(work: Work, case_id: CaseId, refers_to: NoteId | None = None) -> Later[NewNote]:
    """
    Draw the id of a note to be and say whom it is about; nothing of the journal is opened.

    Args:
        refers_to: an earlier note; one that is not of this file is left out.

    Raises:
        AccessDenied: unknown case, or not in its team: who reads for a time sends her notes in.
    """
    case = work.open_case(case_id, Action.CASE_READ)
    if case.timed is not None:
        raise AccessDenied(Action.NOTE_WRITE, case.alias)
    open_banner = declare_banner(work, case)
    open_earlier = _declare_earlier(work, case_id, refers_to)
    is_first = note_store.count(work.session, case_id) == 0
    return work.later(
        lambda: NewNote(
            banner=open_banner(), id=NoteId(uuid4()), earlier=open_earlier(), is_first=is_first
        )
    )


def _declare_earlier(
    work: Work, case_id: CaseId, note_id: NoteId | None
) -> Callable[[], Earlier | None]:
    found = None if note_id is None else note_store.one_of(work.session, case_id, note_id)
    if found is None:
        return lambda: None
    row = found.note
    author_id = notes_shown.author_of(row)
    open_people = labels.declare_people(work, {author_id})
    return lambda: Earlier(
        id=NoteId(row.id), occurred_at=row.occurred_at, author=open_people()[author_id].name
    )


def read_timeline(
    work: Work, case_id: CaseId, page: int, wanted: Wanted = EVERYTHING
) -> Later[Timeline]:
    """
    Declare a page of a case's notes; their texts open after COMMIT, when the reading is on record.

    Args:
        page: from 1; beyond the last it is the last.
        wanted: which notes; only these are opened and put on record.

    Raises:
        AccessDenied: unknown case, or not in its team.
    """
    case = work.open_case(case_id, Action.NOTE_READ)
    total = timeline.count(work, case_id, wanted)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    found = timeline.find(work, case_id, wanted, (page - 1) * PAGE, PAGE)
    open_notes = notes_shown.declare(work, case, found)
    open_banner = declare_banner(work, case)
    open_writers = timeline.declare_writers(work, case_id)
    deadlines = deadline_list.of_case(work, case_id)
    begun = drafts.of_case(work, case_id)
    is_told = case.timed is None and page == 1 and wanted.is_everything
    open_lacking = course.declare_lacking(work, case) if is_told else int

    def opened() -> Timeline:
        writers = open_writers()
        return Timeline(
            banner=open_banner(),
            notes=timeline.name_references(open_notes(), writers),
            page=page,
            pages=pages,
            total=total,
            deadlines=deadlines,
            writers=writers,
            drafts=begun,
            talks_lacking=open_lacking(),
        )

    return work.later(opened)


def read_note(work: Work, case_id: CaseId, note_id: NoteId) -> Later[tuple[Banner, NoteView]]:
    """
    Declare one note of a case.

    Raises:
        AccessDenied: unknown note, note of another case, or not in the team.
    """
    case = work.open_case(case_id, Action.NOTE_READ)
    found = note_store.one_of(work.session, case_id, note_id)
    if found is None:
        raise AccessDenied(Action.NOTE_READ, case.alias)
    open_notes = notes_shown.declare(work, case, [found])
    open_banner = declare_banner(work, case)
    open_writers = timeline.declare_writers(work, case_id)
    return work.later(
        lambda: (open_banner(), timeline.name_references(open_notes(), open_writers())[0])
    )


def declare_banner(work: Work, case: OpenCase) -> Callable[[], Banner]:
    """Declare the banner of an opened file; the function opens it after COMMIT."""
    row = case_store.get(work.session, case.case_id)
    if row is None:
        raise AccessDenied(Action.CASE_READ)
    open_banners = case_banner.declare_banner(work, row)
    open_relatives = timed_access.declare_relatives(work, row, case.timed)
    return lambda: replace(
        open_banners()[case.case_id], timed=case.timed, relatives=open_relatives()
    )
