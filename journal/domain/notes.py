"""
Journal notes: what may be written, and how a text is kept exactly as it was typed.

Rules: one subject per note (R-N4); event time and entry time both stored, more than 24 hours apart
is "entered late" (R-N1); a signed text never changes (R-N2).
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from journal.domain.broken import TextMissing, TextNotStorable, TextTooLong, TimeUnusable
from journal.domain.errors import Tampered
from journal.domain.ids import CaseId, NoteId

MAX_CHARACTERS = 20_000
"""Longest note, in Unicode code points after CRLF has become LF."""

LATE_AFTER = timedelta(hours=24)
CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far ahead a typed time may lie: clocks in a house differ a little."""

DOCUMENT_VERSION = 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class NoteState(StrEnum):
    """The life of a stored note."""

    SIGNED = "signed"
    STRUCK = "struck"
    MISFILED = "misfiled"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """
    A note as it came in.

    Args:
        id: drawn by the server when the form was made; the same form twice is one note.
        case_id: the one file the note is about.
        type: a code of the list ``note_type``.
        occurred_at: when it happened, with a time zone.
        text: 1 to 20,000 code points.
    """

    id: NoteId
    case_id: CaseId
    type: str
    occurred_at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A note as its author signs it: the text with what its row shows in clear."""

    text: str
    type: str
    occurred_at: datetime
    signed_at: datetime


def storable_text(typed: str) -> str:
    """
    Bring a typed text into the form that is stored: CRLF becomes LF, nothing else changes.

    Raises:
        TextNotStorable: NUL or a lone surrogate.
        TextMissing: nothing but white space.
        TextTooLong: more than ``MAX_CHARACTERS`` code points.
    """
    text = typed.replace("\r\n", "\n")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise TextNotStorable
    if not text.strip():
        raise TextMissing
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(length=len(text), limit=MAX_CHARACTERS)
    return text


def require_past(occurred_at: datetime, now: datetime) -> None:
    """
    Refuse an event that has not happened yet.

    Args:
        occurred_at: typed time, with a time zone.
        now: the clock of the house, with a time zone.

    Raises:
        TimeUnusable: more than five minutes ahead.
    """
    if occurred_at > now + CLOCK_TOLERANCE:
        raise TimeUnusable


def is_late(occurred_at: datetime, signed_at: datetime) -> bool:
    """Tell whether a note was entered more than 24 hours after the event (R-N1)."""
    return signed_at - occurred_at > LATE_AFTER


def to_document(written: Written) -> bytes:
    """Turn a note into the versioned document that is signed and sealed: JSON with sorted keys."""
    fields = {**_facts(written), "text": written.text, "v": DOCUMENT_VERSION}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()


def from_document(document: bytes, kind: str, occurred_at: datetime, signed_at: datetime) -> str:
    """
    Read the text out of an opened document, if it belongs to the row it was found in.

    Args:
        document: what the author signed.
        kind: code of the note as its row says.
        occurred_at: as the row says, with a time zone.
        signed_at: as the row says, with a time zone.

    Raises:
        Tampered: a version this program does not know, or a row that says something else than what
            was signed.
    """
    try:
        fields = json.loads(document)
        text = str(fields["text"])
        row = Written(text=text, type=kind, occurred_at=occurred_at, signed_at=signed_at)
        if document != to_document(row):
            raise Tampered
    except (ValueError, TypeError, KeyError) as error:
        raise Tampered from error
    return text


def _facts(written: Written) -> dict[str, str | int]:
    """What a row shows in clear, as its author signed it; instants in microseconds since 1970."""
    return {
        "type": written.type,
        "occurred": (written.occurred_at - EPOCH) // MICROSECOND,
        "signed": (written.signed_at - EPOCH) // MICROSECOND,
    }
