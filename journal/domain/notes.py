"""
Journal notes: what may be written, and how a text is kept exactly as it was typed.

Rules: one subject per note (R-N4); event time and entry time both stored, more than 24 hours apart
is "entered late" (R-N1); a signed text never changes, and what comes later hangs on it (R-N2).
What is signed is ``note_documents``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from journal.domain.broken import (
    NoteNotSo,
    ReasonUnfit,
    TextMissing,
    TextNotStorable,
    TextTooLong,
    TimeUnusable,
)
from journal.domain.ids import CaseId, NoteId
from journal.domain.note_form import TEXT

MAX_CHARACTERS = 20_000
"""Longest note, in Unicode code points after CRLF has become LF."""

LATE_AFTER = timedelta(hours=24)
CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far ahead a typed time may lie: clocks in a house differ a little."""

MAX_REASON = 500
"""Longest reason for striking or restricting a note, in code points."""


class NoteState(StrEnum):
    """The life of a signed note."""

    SIGNED = "signed"
    STRUCK = "struck"
    MISFILED = "misfiled"
    RESTRICTED = "restricted"
    STRUCK_RESTRICTED = "struck_restricted"


class NoteKind(StrEnum):
    """What a row of the journal is: a note, or something that hangs on one."""

    NOTE = "note"
    ADDENDUM = "addendum"
    STRIKE = "strike"
    RESTRICTION = "restriction"
    LIFT = "lift"
    MISFILE = "misfile"


STRUCK = frozenset({NoteState.STRUCK, NoteState.STRUCK_RESTRICTED})
"""States in which a text is shown struck through."""

HIDDEN = frozenset({NoteState.RESTRICTED, NoteState.STRUCK_RESTRICTED})
"""States in which a text opens only for who leads, and says for what purpose."""


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
        more: the other fields of its kind, by id.
        revision: of the draft that its form was filled from; 0 for none.
        must_read: who writes asks the whole team to read it.
        former: another draft of hers whose words have gone into this, and its revision then.
        refers_to: an earlier note of the same file.
    """

    id: NoteId
    case_id: CaseId
    type: str
    occurred_at: datetime
    text: str = field(repr=False)
    more: Mapping[str, str] = field(default_factory=dict, repr=False)
    revision: int = 0
    must_read: bool = False
    former: NoteId | None = None
    former_revision: int = 0
    refers_to: NoteId | None = None

    @property
    def fields(self) -> dict[str, str]:
        """Everything that was written, by field id."""
        return {**self.more, TEXT: self.text}


MOVES: Mapping[tuple[NoteState, NoteKind], NoteState] = MappingProxyType(
    {
        (NoteState.SIGNED, NoteKind.ADDENDUM): NoteState.SIGNED,
        (NoteState.STRUCK, NoteKind.ADDENDUM): NoteState.STRUCK,
        (NoteState.SIGNED, NoteKind.STRIKE): NoteState.STRUCK,
        (NoteState.SIGNED, NoteKind.RESTRICTION): NoteState.RESTRICTED,
        (NoteState.RESTRICTED, NoteKind.LIFT): NoteState.SIGNED,
        (NoteState.STRUCK, NoteKind.RESTRICTION): NoteState.STRUCK_RESTRICTED,
        (NoteState.STRUCK_RESTRICTED, NoteKind.LIFT): NoteState.STRUCK,
        (NoteState.SIGNED, NoteKind.MISFILE): NoteState.MISFILED,
        (NoteState.STRUCK, NoteKind.MISFILE): NoteState.MISFILED,
    }
)
"""What may be hung on a signed note, and what it is then."""


def hung(state: NoteState, kind: NoteKind) -> NoteState:
    """
    The state of a note after something was hung on it.

    Raises:
        NoteNotSo: the note is not in a state that takes it.
    """
    found = MOVES.get((state, kind))
    if found is None:
        raise NoteNotSo
    return found


def may_hang(state: NoteState, *, is_leader: bool, is_mine: bool, is_timed: bool) -> set[NoteKind]:
    """
    What a page offers its reader to hang on a note as it is; the policy decides again.

    Args:
        is_mine: she wrote it.
        is_timed: she reads the file for a time, and is not in its team.
    """
    wanted = {
        NoteKind.ADDENDUM: not is_timed,
        NoteKind.STRIKE: is_leader or (is_mine and not is_timed),
        NoteKind.RESTRICTION: is_leader,
        NoteKind.LIFT: is_leader,
        NoteKind.MISFILE: not is_timed,
    }
    return {kind for kind, is_so in wanted.items() if is_so and (state, kind) in MOVES}


def state_of(kinds: Iterable[NoteKind]) -> NoteState:
    """
    The state of a note by what hangs on it, in the order in which it was signed.

    What does not fit, as when two strike it at once, changes nothing; the state that its row
    names is not asked, for whoever writes to the database could change it.
    """
    state = NoteState.SIGNED
    for kind in kinds:
        state = MOVES.get((state, kind), state)
    return state


def storable(typed: str) -> str:
    """
    Bring a typed text into the form that is stored: CRLF becomes LF, nothing else changes.

    It may be empty, as a field of a draft may.

    Raises:
        TextNotStorable: NUL or a lone surrogate.
        TextTooLong: more than ``MAX_CHARACTERS`` code points.
    """
    text = typed.replace("\r\n", "\n")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise TextNotStorable
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(length=len(text), limit=MAX_CHARACTERS)
    return text


def storable_text(typed: str) -> str:
    """
    The text of a note as it is stored, see ``storable``.

    Raises:
        TextMissing: nothing but white space.
        TextNotStorable, TextTooLong: as ``storable`` does.
    """
    if not typed.strip():
        raise TextMissing
    return storable(typed)


def storable_reason(typed: str) -> str:
    """
    A reason as it is stored, without white space around it.

    Raises:
        TextNotStorable: NUL or a lone surrogate.
        ReasonUnfit: nothing, or more than ``MAX_REASON`` code points.
    """
    try:
        reason = storable_text(typed).strip()
    except (TextMissing, TextTooLong) as error:
        raise ReasonUnfit(limit=MAX_REASON) from error
    if len(reason) > MAX_REASON:
        raise ReasonUnfit(limit=MAX_REASON)
    return reason


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
