"""
Handing over: a line for everybody in the house, and who has not read what all must read.

Rules: a line is about the house and not about a person, so words that look like one are pointed
out; it is gone after 72 hours; what is new is what somebody else wrote since she joined the team
and she has not marked as read.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from journal.domain.enquiries import WordsTooMany
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import RecordId, StaffId

KEPT_FOR = timedelta(hours=72)
MOST_CHARACTERS = 300
NOTE_TYPE = "handover"
"""The kind of note that is written for the next shift, in the file it is about."""


class LineMissing(RuleBroken):
    """A line without words."""

    code = "line_missing"
    field = "text"
    sentence = N_("Write what the next shift must know.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line for the next shift; ``id`` came with the form: the same form twice is one line."""

    id: RecordId
    text: str = field(repr=False)


def line_text(typed: str) -> str:
    """
    A line as it is kept: without white space around, CRLF as LF.

    Raises:
        LineMissing: nothing but white space.
        WordsTooMany: more than 300 characters.
    """
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        raise LineMissing
    if len(text) > MOST_CHARACTERS:
        raise WordsTooMany(length=len(text), limit=MOST_CHARACTERS)
    return text


def not_yet(team: Sequence[StaffId], author: StaffId, seen: Collection[StaffId]) -> list[StaffId]:
    """Who of a team has not read what all must read; who wrote it needs not."""
    return [one for one in team if one != author and one not in seen]
