"""
Notes as pages show them, each with what hangs on it.

Rules: what is shown of a note follows from signed marks that opened, never from its row alone; a
restricted text is not even declared but for who leads and has said for what purpose, nor opened
where what lifts it does not open; an addendum is shown with its note, in the order in which it was
signed (R-N2).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from journal.domain.access import Face
from journal.domain.cases import PersonKind
from journal.domain.errors import Tampered
from journal.domain.ids import NoteId, StaffId
from journal.domain.note_documents import Content, Link, Reference
from journal.domain.note_form import TEXT
from journal.domain.notes import HIDDEN, NoteKind, NoteState, is_late, state_of
from journal.domain.sources import Passage
from journal.services import labels
from journal.services.labels import Contact
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import notes as note_store
from journal.store.notes import NoteRow, SignedNote
from journal.vault.opened import OpenCase, Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class HangingView:
    """
    What hangs on a note: an addendum with its words, or a mark with its reason.

    Args:
        author_function: a code of the list ``profession``.
        text: None when it does not open.
    """

    id: NoteId
    kind: NoteKind
    signed_at: datetime
    author: str
    author_function: str
    text: str | None = field(repr=False)
    passages: Sequence[Passage] = ()
    is_mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """
    An opened note.

    Args:
        author_function: a code of the list ``profession``.
        text: what was written, or None when it does not open, or may not.
        passages: the text in pieces, each under its source (R-N5).
        fields: the other fields of its kind that were filled in, by id.
        is_late: entered more than 24 hours after the event.
        is_hidden: restricted, and not for the reader.
        hanging: addenda and marks, in the order in which they were signed.
        moved_by: who moved it here from a file it did not belong in, and when.
        link: the note in a child's file about the same event; None in the file of a child, and
            of a note that was moved: it may stand in the file of another family by now.
        reference: the earlier note of this file that it refers to; what was moved here from
            another file says nothing of where it came from.
        reference_author: who wrote that one, where ``timeline.name_references`` has said it.
    """

    id: NoteId
    type: str
    occurred_at: datetime
    signed_at: datetime
    author: str
    author_function: str
    text: str | None = field(repr=False)
    is_late: bool
    is_mine: bool
    state: NoteState = NoteState.SIGNED
    is_hidden: bool = False
    passages: Sequence[Passage] = ()
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    hanging: Sequence[HangingView] = ()
    moved_by: str | None = None
    moved_at: datetime | None = None
    link: Link | None = None
    is_joint: bool = False
    reference: Reference | None = None
    reference_author: str = ""

    def marks(self, kind: NoteKind) -> list[HangingView]:
        """What hangs on it of one kind."""
        return [one for one in self.hanging if one.kind is kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    """A note on its way: what of it will be opened, and whether a restricted one would be."""

    signed: SignedNote
    unread: Unread | None
    hanging: Sequence[tuple[SignedNote, Unread]]
    is_hidden: bool
    opens_hidden: bool


def kind_of(note: NoteRow) -> NoteKind | None:
    """What a row says it is; None for what this program does not know."""
    return NoteKind(note.kind) if note.kind in set(NoteKind) else None


def author_of(note: NoteRow) -> StaffId:
    """Who wrote a note, also one that somebody else has moved here."""
    return StaffId(note.original_author_id or note.author_id)


def state_by(hanging: Sequence[SignedNote]) -> NoteState:
    """The state of a note by the rows that hang on it, before anything is opened."""
    return state_of(kind for one in hanging if (kind := kind_of(one.note)) is not None)


def declare(
    work: Work, case: OpenCase, found: Sequence[SignedNote]
) -> Callable[[], list[NoteView]]:
    """
    Declare some notes of a case with what hangs on them.

    Returns:
        A function that opens them after COMMIT.
    """
    hanging = note_store.hanging(work.session, [NoteId(one.note.id) for one in found])
    declared = [_declare(case, one, hanging[NoteId(one.note.id)]) for one in found]
    rows = [one.note for one in (*found, *(row for rows in hanging.values() for row in rows))]
    people = {StaffId(row.author_id) for row in rows}
    people |= {StaffId(row.original_author_id) for row in rows if row.original_author_id}
    open_people = labels.declare_people(work, people)
    own, is_child = work.principal.id, _is_child(work, case)

    def open_all() -> list[NoteView]:
        names = open_people()
        return [_view(one, names, own, is_child=is_child) for one in declared]

    return open_all


def may_read_hidden(case: OpenCase) -> bool:
    """Whether a file was opened so that restricted notes open too: for a purpose, by who leads."""
    return case.timed is not None and case.timed.face is Face.PURPOSE


def _is_child(work: Work, case: OpenCase) -> bool:
    row = case_store.get(work.session, case.case_id)
    return row is None or row.person_kind == PersonKind.CHILD.value


def _declare(case: OpenCase, signed: SignedNote, hanging: Sequence[SignedNote]) -> _Declared:
    state, opens_hidden = state_by(hanging), may_read_hidden(case)
    is_hidden = state in HIDDEN and not opens_hidden
    # A tombstone has no text; a note without one that nobody has moved is opened, and is damaged.
    is_gone = signed.note.body_sealed is None and state is NoteState.MISFILED
    return _Declared(
        signed=signed,
        unread=None if is_hidden or is_gone else case.unread(signed),
        hanging=[
            (one, case.unread(one))
            for one in hanging
            if not (is_gone and one.note.body_sealed is None)
            and not (is_hidden and one.note.kind == NoteKind.ADDENDUM.value)
        ],
        is_hidden=is_hidden,
        opens_hidden=opens_hidden,
    )


def _view(
    one: _Declared, people: Mapping[StaffId, Contact], own: StaffId | None, *, is_child: bool
) -> NoteView:
    note = one.signed.note
    hanging = [_hanging(row, unread, people, own) for row, unread in one.hanging]
    state = state_of(mark.kind for mark in hanging if mark.text is not None)
    is_hidden = one.is_hidden or (state in HIDDEN and not one.opens_hidden)
    if is_hidden:
        hanging = [mark for mark in hanging if mark.kind is not NoteKind.ADDENDUM]
    content = None if is_hidden or one.unread is None else _opened(one.unread)
    author_id = author_of(note)
    is_moved = note.original_author_id is not None
    written_at = (content and content.written_at) or note.signed_at
    said = content or Content()
    return NoteView(
        id=NoteId(note.id),
        type=note.type,
        occurred_at=note.occurred_at,
        signed_at=written_at,
        author=people[author_id].name,
        author_function=people[author_id].profession,
        text=None if content is None else content.text,
        passages=said.passages(),
        fields={name: value for name, value in said.fields.items() if name != TEXT},
        is_late=is_late(note.occurred_at, written_at),
        is_mine=author_id == own,
        state=state,
        is_hidden=is_hidden,
        hanging=hanging,
        moved_by=people[StaffId(note.author_id)].name if is_moved else None,
        moved_at=note.signed_at if is_moved else None,
        link=None if is_child or is_moved or state is NoteState.MISFILED else said.link,
        is_joint=said.is_joint or said.link is not None,
        reference=None if is_moved else said.reference,
    )


def _hanging(
    signed: SignedNote, unread: Unread, people: Mapping[StaffId, Contact], own: StaffId | None
) -> HangingView:
    note, content = signed.note, _opened(unread)
    author_id = author_of(note)
    return HangingView(
        id=NoteId(note.id),
        kind=kind_of(note) or NoteKind.ADDENDUM,
        signed_at=(content and content.written_at) or note.signed_at,
        author=people[author_id].name,
        author_function=people[author_id].profession,
        text=None if content is None else content.text,
        passages=() if content is None else content.passages(),
        is_mine=author_id == own,
    )


def _opened(unread: Unread) -> Content | None:
    try:
        return unread.content()
    except Tampered:
        return None  # this one alone; the damage is reported, the others open
