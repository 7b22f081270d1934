"""
A note that was written in the wrong file goes to the right one (R-N3).

Rules: its text, and what hangs on it, is sealed to the right file and taken out of the wrong one in
one transaction; there a tombstone stays that says when and by whom, and nothing of the text nor of
where it went; its author's signature goes along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from journal.domain.access import Action
from journal.domain.broken import NoteSaved
from journal.domain.cases import CaseState
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, NoteId
from journal.domain.note_documents import content_of
from journal.domain.note_form import TEXT
from journal.domain.notes import NoteKind, NoteState, hung
from journal.services import notes, notes_shown, places
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import drafts as draft_store
from journal.store import notes as note_store
from journal.store.notes import NoteRow, SignedNote
from journal.vault.opened import OpenCase
from journal.vault.sent import SealOnly


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """
    A note on its way to another file.

    Args:
        id: of the note in the right file, drawn by the server when the form was made.
        target: the right file.
    """

    id: NoteId
    case_id: CaseId
    note_id: NoteId
    target: CaseId


def move_note(work: Work, moving: Moving) -> NoteId:
    """
    Move a note with what hangs on it; somebody of the team of the wrong file does.

    She needs not be in the team of the right one: its public key takes the note in.

    Raises:
        AccessDenied: unknown note or file, or no rule speaks for her in either.
        NoteSaved: this form was carried out before.
        NoteNotSo: it is restricted, or was moved by somebody else.
    """
    # Whoever adds to the note meanwhile waits for this, or this for her: nothing is left behind.
    work.vault.keys.hold_log(work.desk)
    source = work.open_case(moving.case_id, Action.NOTE_MOVE)
    found = note_store.one_of(work.session, moving.case_id, moving.note_id)
    if found is None:
        raise AccessDenied(Action.NOTE_MOVE, source.alias)
    if moving.target == moving.case_id:
        raise AccessDenied(Action.NOTE_SEND, source.alias)
    target = work.write_case(moving.target, Action.NOTE_SEND)
    hanging = note_store.hanging(work.session, [moving.note_id])[moving.note_id]
    state = notes_shown.state_by(hanging)
    if state is NoteState.MISFILED and note_store.get(work.session, moving.id) is not None:
        raise NoteSaved
    hung(state, NoteKind.MISFILE)
    carried = [found, *(one for one in hanging if one.note.body_sealed is not None)]
    _carry(work, source, target, carried, notes.require_new(work, target, moving.id))
    _bury(work, source, found.note, [NoteId(one.note.id) for one in carried])
    return moving.id


def _carry(
    work: Work,
    source: OpenCase,
    target: SealOnly,
    carried: Sequence[SignedNote],
    note_id: NoteId,
) -> None:
    for number, one in enumerate(carried):
        old = one.note
        is_note = old.kind == NoteKind.NOTE.value
        row = notes.new_row(
            work,
            target,
            id=note_id if is_note else NoteId(uuid4()),
            kind=old.kind,
            parent_id=None if is_note else note_id,
            type=old.type,
            occurred_at=old.occurred_at,
            original_author_id=notes_shown.author_of(old),
            original_cert_id=old.original_cert_id or old.cert_id,
            after=number,
        )
        row.body_sealed = source.carry(one, row, target)
        note_store.add(work.session, row)


def _bury(work: Work, source: OpenCase, note: NoteRow, gone: Sequence[NoteId]) -> None:
    mark = notes.new_row(
        work,
        source,
        id=NoteId(uuid4()),
        kind=NoteKind.MISFILE.value,
        parent_id=NoteId(note.id),
        type=note.type,
        occurred_at=work.now,
    )
    mark.body_sealed = source.seal(mark, content_of({TEXT: ""}))
    note_store.add(work.session, mark)
    note_store.purge(work.session, gone)
    draft_store.delete_of(work.session, gone)  # a copy that its author may read for a day


def targets(work: Work, case_id: CaseId) -> Later[list[tuple[CaseId, str]]]:
    """
    The files into which a note of this one could be moved, by pseudonym; none is opened.

    Raises:
        AccessDenied: unknown case, or not in its team.
    """
    case = work.open_case(case_id, Action.CASE_READ)
    if case.timed is not None:
        raise AccessDenied(Action.NOTE_MOVE, case.alias)
    away, house = places.withheld(work), work.house()
    rows = [
        row
        for row in case_store.all_cases(work.session)
        if row.state != CaseState.CLOSED.value and row.id != case_id and row.id not in away
    ]
    house.prefetch(rows)
    declared = [(CaseId(row.id), house.pseudonym(row)) for row in rows]
    return work.later(
        lambda: sorted(((one, label.text()) for one, label in declared), key=lambda one: one[1])
    )
