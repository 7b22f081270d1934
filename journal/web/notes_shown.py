"""
A note as its pages show it: in the reader's language, with what hangs on it.

Rules: a statement stands with its source in words, a field with its label; what a kind of note no
longer has is shown by its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext

from journal.domain.errors import N_
from journal.domain.note_types import Field, note_type
from journal.domain.notes import STRUCK, NoteKind
from journal.domain.sources import CODES, Passage
from journal.services.notes import Earlier
from journal.services.notes_shown import HangingView, NoteView
from journal.web.words import language, word

TITLES = {
    NoteKind.ADDENDUM: N_("Addendum"),
    NoteKind.STRIKE: N_("Struck"),
    NoteKind.RESTRICTION: N_("Restricted"),
    NoteKind.LIFT: N_("The restriction was lifted"),
    NoteKind.MISFILE: N_("It belonged in another file and was moved"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HangingShown:
    """What hangs on a note, as a page shows it; a passage is its source in words, and its text."""

    id: UUID
    kind: str
    title: str
    signed_at: datetime
    author: str
    author_function: str
    text: str | None
    passages: list[tuple[str, str]]
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteShown:
    """A note as a page shows it: passages with their source in words, fields with their labels."""

    id: UUID
    type_label: str
    occurred_at: datetime
    signed_at: datetime
    author: str
    author_function: str
    text: str | None
    is_late: bool
    is_mine: bool
    state: str
    is_struck: bool
    is_hidden: bool
    passages: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    addenda: list[HangingShown]
    marks: list[HangingShown]
    moved_by: str | None
    moved_at: datetime | None
    is_joint: bool
    reference: Earlier | None


def shown(note: NoteView) -> NoteShown:
    """A note in the reader's language, with what hangs on it."""
    hanging = [_hanging(one) for one in note.hanging]
    return NoteShown(
        id=note.id,
        type_label=word("note_type", note.type),
        occurred_at=note.occurred_at,
        signed_at=note.signed_at,
        author=note.author,
        author_function=word("profession", note.author_function),
        text=note.text,
        is_late=note.is_late,
        is_mine=note.is_mine,
        state=note.state.value,
        is_struck=note.state in STRUCK,
        is_hidden=note.is_hidden,
        passages=_passages(note.passages),
        facts=_facts(note),
        addenda=[one for one in hanging if one.kind == NoteKind.ADDENDUM.value],
        marks=[one for one in hanging if one.kind != NoteKind.ADDENDUM.value],
        moved_by=note.moved_by,
        moved_at=note.moved_at,
        is_joint=note.is_joint,
        reference=_reference(note),
    )


def _reference(note: NoteView) -> Earlier | None:
    one = note.reference
    if one is None:
        return None
    return Earlier(id=one.note_id, occurred_at=one.occurred_at, author=note.reference_author)


def _hanging(one: HangingView) -> HangingShown:
    return HangingShown(
        id=one.id,
        kind=one.kind.value,
        title=gettext(TITLES[one.kind]),
        signed_at=one.signed_at,
        author=one.author,
        author_function=word("profession", one.author_function),
        text=one.text,
        passages=_passages(one.passages),
        is_mine=one.is_mine,
    )


def _passages(found: Sequence[Passage]) -> list[tuple[str, str]]:
    """Each piece of a text with the words of its source; a text in one piece is left as it is."""
    ends = "\n" if len(found) > 1 else ""
    return [(word(CODES, one.source) if one.source else "", one.text.strip(ends)) for one in found]


def _facts(note: NoteView) -> list[tuple[str, str]]:
    """The other fields that were filled in, also those that its kind has no longer."""
    kind = note_type(note.type)
    known = [field for field in kind.fields if field.id in note.fields]
    facts = [(field.wording.label(language()), _value(field, note.fields)) for field in known]
    names = {field.id for field in known}
    return facts + [(name, value) for name, value in note.fields.items() if name not in names]


def _value(field: Field, fields: Mapping[str, str]) -> str:
    code = field.codes.get(fields[field.id])
    return fields[field.id] if code is None else code.label(language())
