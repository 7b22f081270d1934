"""
A note that is being written: what its draft holds, and when it has lain too long.

Rules: one draft for each person, case and kind of note; nothing is overwritten unseen, and two
texts can always be kept side by side; a draft older than a day is her own concern, older than three
the leader's, by its id alone; when a file closes, what was half written about it is readable to its
author for thirty days more.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from journal.domain.errors import N_, RuleBroken, Tampered
from journal.domain.ids import CaseId, NoteId
from journal.domain.note_form import TEXT

WARNED_AFTER = timedelta(hours=24)
"""A draft this old is pointed out to its author."""

TOLD_AFTER = timedelta(hours=72)
"""A draft this old stands on the leader's list, by its id alone."""

READABLE_AFTER_CLOSING = timedelta(days=30)
"""How long an author may read what she had begun about a file that is closed."""

DOCUMENT_VERSION = 1


class DraftChanged(RuleBroken):
    """The draft was saved by another window or machine since this form was filled."""

    code = "draft_changed"
    sentence = N_(
        "This draft has also been changed in another window or on another computer. Nothing was "
        "overwritten: look at both texts, and keep one or both."
    )

    def __init__(self, draft_id: NoteId) -> None:
        super().__init__()
        self.draft_id = draft_id


class DraftSigned(RuleBroken):
    """The draft has become a note meanwhile."""

    code = "draft_signed"
    sentence = N_(
        "This note is signed already. What you have written since is not saved: sign it as a new "
        "note."
    )


class DraftOfAnother(RuleBroken):
    """The form was opened by somebody else than who is signed in now."""

    code = "draft_of_another"
    sentence = N_(
        "Somebody else has signed in here since. The text is not saved; it belongs to whoever "
        "wrote it."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """
    What stands in a form for a note when its draft is saved.

    Args:
        id: of the note to be.
        type: a code of the list ``note_type``.
        occurred_at: as it was typed, complete or not.
        fields: by the id of the field; the main text is ``text`` and may be empty.
        revision: of the draft that the form was filled from; 0 for none.
        page: drawn with each page, so that a page whose answer was lost finds its own text again.
        turn: counts the savings of one page, so that an earlier one never replaces a later one.
        former: another draft of hers whose words have gone into this one, as when its kind became
            that of a draft she had; it goes when this is saved, if ``former_revision`` is its own.
        must_read: the whole team shall read it once it is signed.
        refers_to: an earlier note, which is looked for in the same file when this is signed.
    """

    id: NoteId
    case_id: CaseId
    type: str
    occurred_at: str
    fields: Mapping[str, str] = field(repr=False)
    revision: int
    page: UUID
    turn: int = 0
    former: NoteId | None = None
    former_revision: int = 0
    must_read: bool = False
    refers_to: NoteId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a draft holds once it is opened; the same names as in ``Writing``."""

    occurred_at: str
    fields: Mapping[str, str] = field(repr=False)
    page: UUID
    turn: int
    must_read: bool = False
    refers_to: NoteId | None = None

    def is_of(self, writing: Writing) -> bool:
        """Whether the page that saves now has saved this itself, or would save the same."""
        is_same = (self.occurred_at, dict(self.fields), self.must_read, self.refers_to) == (
            writing.occurred_at,
            dict(writing.fields),
            writing.must_read,
            writing.refers_to,
        )
        return is_same or self.page == writing.page

    def is_later(self, writing: Writing) -> bool:
        """Whether it is a later saving of the very page that saves now."""
        return self.page == writing.page and self.turn > writing.turn


def to_document(writing: Writing) -> str:
    """The versioned document that is sealed: JSON with sorted keys."""
    document: dict[str, Any] = {
        "v": DOCUMENT_VERSION,
        "type": writing.type,
        "occurred": writing.occurred_at,
        "fields": dict(writing.fields),
        "page": writing.page.hex,
        "turn": writing.turn,
        "must_read": writing.must_read,
    }
    if writing.refers_to is not None:
        document["refers"] = writing.refers_to.hex
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def from_document(document: str, kind: str) -> Written:
    """
    Read an opened draft, if it belongs to the row it was found in.

    Args:
        kind: code of the note as the row says.

    Raises:
        Tampered: a version this program does not know, or a row that says something else.
    """
    try:
        said = json.loads(document)
        if (said["v"], said["type"]) != (DOCUMENT_VERSION, kind):
            raise Tampered
        fields = {str(name): str(value) for name, value in said["fields"].items()}
        refers = said.get("refers")
        return Written(
            occurred_at=str(said["occurred"]),
            fields=fields,
            page=UUID(said["page"]),
            turn=int(said["turn"]),
            must_read=bool(said.get("must_read", False)),  # what was saved before has none
            refers_to=refers and NoteId(UUID(refers)),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Tampered from error


def to_copy(fields: Mapping[str, str]) -> str:
    """The document of a copy that somebody keeps of what she has sent: JSON with sorted keys."""
    document = {"v": DOCUMENT_VERSION, "sent": dict(fields)}
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def from_copy(document: str) -> dict[str, str]:
    """What somebody has sent, by field; a copy of before held the main text alone."""
    try:
        said = json.loads(document)
        if said.keys() == {"v", "sent"} and said["v"] == DOCUMENT_VERSION:
            return {str(name): str(value) for name, value in said["sent"].items()}
    except (ValueError, AttributeError, RecursionError):
        pass  # these are her words themselves
    return {TEXT: document}


def is_old(started_at: datetime, now: datetime) -> bool:
    """Whether a draft is pointed out to its author."""
    return now - started_at > WARNED_AFTER
