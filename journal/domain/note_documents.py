"""
The document of a note: what its author signs, with everything that its row shows in clear.

Rules: a document belongs to one row, and a row that says something else is tampered with; one of
the first version, a text alone, opens for good; a note that was moved carries what its first author
signed, so that who moved it cannot change a word.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from journal.domain.errors import Tampered
from journal.domain.ids import CaseId, CertificateId, EventId, NoteId, StaffId
from journal.domain.note_form import TEXT
from journal.domain.note_types import note_type
from journal.domain.notes import NoteKind
from journal.domain.sources import Passage, Source, find_sources, passages

VERSION = 2
SIGNATURE = 64
"""Bytes of a signature, which stand before what was signed."""

APART = "\nǁ\n"
"""Between the fields of a note for a search: a letter, so that no phrase goes on over it."""

FIRST = 1
"""The version that held a text and nothing else."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """
    What the row of a note shows in clear.

    Args:
        kind: a note, an addendum to one, or a mark on one.
        type: a code of the list ``note_type``.
        occurred_at: when it happened, with a time zone.
        signed_at: when it was signed, with a time zone.
        parent_id: the note that an addendum or a mark belongs to.
        author_id: who wrote a note that somebody else has moved here, with her certificate.
    """

    type: str
    occurred_at: datetime
    signed_at: datetime
    kind: NoteKind = NoteKind.NOTE
    parent_id: NoteId | None = None
    author_id: StaffId | None = None
    certificate_id: CertificateId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A note in another file about the same event (R-N4)."""

    case_id: CaseId
    note_id: NoteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An earlier note of the same file that this one refers to: where, and never what it says."""

    note_id: NoteId
    occurred_at: datetime
    author_id: StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """
    A note as it stood in the file it was moved from.

    Args:
        signed: 64 bytes of its author's signature, then its document.
    """

    case_id: CaseId
    note_id: NoteId
    event_id: EventId
    revision: int
    signed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """
    What a note says.

    Args:
        fields: by the ids of its kind; ``text`` is the main text.
        sources: its statements that say where they come from.
        link: the note of another file about the same event; never in the file of a child.
        is_joint: there is such a note, and this file does not say where.
        reference: the earlier note of this file that it refers to.
        original: of a note that was moved; it has no fields of its own.
        written_at: when a note was signed that was moved here since.
    """

    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    sources: tuple[Source, ...] = ()
    link: Link | None = None
    is_joint: bool = False
    reference: Reference | None = None
    original: Original | None = None
    written_at: datetime | None = None

    @property
    def text(self) -> str:
        """The main text."""
        return self.fields.get(TEXT, "")

    def passages(self) -> list[Passage]:
        """The main text in pieces, each under its source."""
        return passages(self.text, self.sources)


def content_of(fields: Mapping[str, str], **more: Any) -> Content:
    """What somebody has written, empty fields left out, its sources found in the main text."""
    said = {name: value for name, value in fields.items() if value or name == TEXT}
    return Content(fields=said, sources=find_sources(said.get(TEXT, "")), **more)


def to_document(shown: Shown, content: Content) -> bytes:
    """Turn a note into the versioned document that is signed and sealed: JSON with sorted keys."""
    said: dict[str, Any] = {
        "v": VERSION,
        "kind": shown.kind.value,
        "type": shown.type,
        "occurred": _number(shown.occurred_at),
        "signed": _number(shown.signed_at),
        "parent": _hex(shown.parent_id),
        "author": _hex(shown.author_id),
        "certificate": _hex(shown.certificate_id),
        "fields": dict(content.fields),
        "sources": [[one.start, one.words, one.end, one.code] for one in content.sources],
        "link": content.link and [_hex(content.link.case_id), _hex(content.link.note_id)],
        "joint": content.is_joint,
        "refers": content.reference and _reference(content.reference),
        "original": content.original and _original(content.original),
    }
    return _json({name: value for name, value in said.items() if value or name == "fields"})


def first_document(shown: Shown, text: str) -> bytes:
    """The document of a note as the first version made it."""
    facts = {"occurred": _number(shown.occurred_at), "signed": _number(shown.signed_at)}
    return _json({**facts, "type": shown.type, "text": text, "v": FIRST})


def from_document(document: bytes, shown: Shown) -> Content:
    """
    Read an opened document, if it belongs to the row it was found in.

    Args:
        document: what the author signed.
        shown: as the row says.

    Raises:
        Tampered: a version this program does not know, or a row that says something else than what
            was signed.
    """
    try:
        said = json.loads(document)
        content = _content(said)
        if document != _expected(shown, content, said["v"]) or not _is_within(content):
            raise Tampered
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Tampered from error
    return content


def _expected(shown: Shown, content: Content, version: int) -> bytes | None:
    """What such a row with such a content was signed as; None when nobody can have signed it."""
    if version != FIRST:
        return to_document(shown, content)
    plain = Shown(type=shown.type, occurred_at=shown.occurred_at, signed_at=shown.signed_at)
    return first_document(shown, content.text) if shown == plain else None


def words_within(document: bytes, language: str) -> str:
    """
    The words of an opened document for a search, whatever its row says of it.

    Args:
        language: of who searches: what she chose from a list is found by the words she reads.

    Raises:
        Tampered: there are none.
    """
    try:
        said = json.loads(document.decode())
        if said["v"] == FIRST:
            return str(said["text"])
        if original := said.get("original"):
            return words_within(b64decode(original["signed"])[SIGNATURE:], language)
        return APART.join(words_of(str(said["type"]), said["fields"], language).values())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Tampered from error


def words_of(kind: str, fields: Mapping[str, str], language: str) -> dict[str, str]:
    """
    What a note says field by field, the main text first, as a page shows it.

    Args:
        kind: a code of the kinds of note.
        language: of the words for what was chosen from a list.
    """
    said = {TEXT: str(fields.get(TEXT, ""))}
    if fields.keys() <= {TEXT}:
        return said
    shape = note_type(kind)
    for name, value in fields.items():
        field = shape.field(name)
        code = None if field is None else field.codes.get(value)
        if name != TEXT:
            said[name] = str(value) if code is None else code.label(language)
    return said


def from_original(document: bytes) -> tuple[Shown, Content]:
    """
    Read the document of a note that was moved; its row is gone, so it says itself what it showed.

    Raises:
        Tampered: a version this program does not know, or a note that was moved before.
    """
    try:
        said = json.loads(document)
        parent = said.get("parent")
        shown = Shown(
            type=said["type"],
            occurred_at=EPOCH + said["occurred"] * MICROSECOND,
            signed_at=EPOCH + said["signed"] * MICROSECOND,
            kind=NoteKind(said.get("kind", NoteKind.NOTE.value)),
            parent_id=None if parent is None else NoteId(UUID(hex=parent)),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Tampered from error
    return shown, from_document(document, shown)


def _content(said: dict[str, Any]) -> Content:
    if said["v"] == FIRST:
        return Content(fields={TEXT: str(said["text"])})
    link, original, refers = said.get("link"), said.get("original"), said.get("refers")
    return Content(
        fields={str(name): str(value) for name, value in said["fields"].items()},
        sources=tuple(
            Source(start=int(start), words=int(words), end=int(end), code=str(code))
            for start, words, end, code in said.get("sources", ())
        ),
        link=link and Link(case_id=CaseId(UUID(link[0])), note_id=NoteId(UUID(link[1]))),
        is_joint=bool(said.get("joint")),
        reference=refers and _read_reference(*refers),
        original=original and _read_original(original),
    )


def _is_within(content: Content) -> bool:
    """Whether the statements lie in the text, one behind the other."""
    at = 0
    for one in content.sources:
        if not at <= one.start <= one.words <= one.end <= len(content.text):
            return False
        at = one.end
    return True


def _reference(one: Reference) -> list[Any]:
    return [_hex(one.note_id), _number(one.occurred_at), _hex(one.author_id)]


def _read_reference(note: str, occurred: int, author: str) -> Reference:
    return Reference(
        note_id=NoteId(UUID(note)),
        occurred_at=EPOCH + occurred * MICROSECOND,
        author_id=StaffId(UUID(author)),
    )


def _original(original: Original) -> dict[str, Any]:
    return {
        "case": _hex(original.case_id),
        "note": _hex(original.note_id),
        "event": _hex(original.event_id),
        "revision": original.revision,
        "signed": b64encode(original.signed).decode(),
    }


def _read_original(said: Mapping[str, Any]) -> Original:
    return Original(
        case_id=CaseId(UUID(said["case"])),
        note_id=NoteId(UUID(said["note"])),
        event_id=EventId(UUID(said["event"])),
        revision=int(said["revision"]),
        signed=b64decode(said["signed"]),
    )


def _number(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - EPOCH) // MICROSECOND


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
