"""
What is hung on a signed note: an addendum, a strike, a restriction (R-N2).

Rules: the note itself never changes; its author or the leader strikes it, and gives a reason that
is sealed; the leader alone restricts, and lifts (GDPR Article 18), without reading it for that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from journal.domain.access import Action
from journal.domain.broken import NoteNotSo
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, NoteId
from journal.domain.note_documents import content_of
from journal.domain.note_form import TEXT
from journal.domain.notes import NoteKind, hung
from journal.domain.staff import Role
from journal.services import notes, notes_shown
from journal.services.work import Work
from journal.store import notes as note_store
from journal.store.notes import NoteRow, SignedNote
from journal.vault.opened import OpenCase
from journal.vault.sent import SealOnly

ACTIONS: Mapping[NoteKind, Action] = {
    NoteKind.ADDENDUM: Action.NOTE_AMEND,
    NoteKind.STRIKE: Action.NOTE_STRIKE,
    NoteKind.RESTRICTION: Action.NOTE_RESTRICT,
    NoteKind.LIFT: Action.NOTE_LIFT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """
    Something to be hung on a note.

    Args:
        id: drawn by the server when the form was made; the same form twice is one.
        text: of an addendum 1 to 20,000 code points; of a mark the reason, at most 500.
    """

    id: NoteId
    case_id: CaseId
    note_id: NoteId
    kind: NoteKind
    text: str = field(repr=False)


def hang(work: Work, new: Hanging) -> NoteId:
    """
    Sign an addendum to a note, or a mark on it.

    Raises:
        AccessDenied: unknown note, note of another case, or no rule speaks for the actor.
        NoteSaved: this form was stored before.
        NoteNotSo: the note does not take it, as a second strike.
    """
    # A note that is being moved is held: nothing is hung on what is left of it in the wrong file.
    work.vault.keys.hold_log(work.desk)
    action = ACTIONS[new.kind]
    note = _note(work, new, action)
    case = _open(work, note, action)
    notes.require_new(work, case, new.id)
    hanging = note_store.hanging(work.session, [new.note_id])[new.note_id]
    changed = hung(notes_shown.state_by(hanging), new.kind)
    if note.body_sealed is None:
        raise NoteNotSo
    row = notes.new_row(
        work,
        case,
        id=new.id,
        kind=new.kind.value,
        parent_id=new.note_id,
        type=note.type,
        occurred_at=work.now,
        after=_after(work, hanging),
    )
    row.body_sealed = case.seal(row, content_of({TEXT: new.text}))
    note_store.add(work.session, row)
    note_store.set_state(work.session, new.note_id, changed)
    return new.id


def _after(work: Work, hanging: Sequence[SignedNote]) -> int:
    """How many microseconds from now keep the order, if the clock stands still or was put back."""
    if not hanging:
        return 0
    return max(0, (hanging[-1].note.signed_at - work.now) // timedelta(microseconds=1) + 1)


def _note(work: Work, new: Hanging, action: Action) -> NoteRow:
    found = note_store.one_of(work.session, new.case_id, new.note_id)
    if found is None:
        raise AccessDenied(action)
    return found.note


def _open(work: Work, note: NoteRow, action: Action) -> OpenCase | SealOnly:
    """Her own case for its team; for the leader a place to seal, of which nothing can be read."""
    case_id = CaseId(note.case_id)
    if action is Action.NOTE_AMEND:
        return work.open_case(case_id, action)
    if work.principal.role is Role.LEADER:
        return work.write_case(case_id, action)
    case = work.open_case(case_id, action)
    if work.principal.id != notes_shown.author_of(note):
        raise AccessDenied(action, case.alias)
    return case
