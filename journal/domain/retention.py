"""
How long the log keeps what it says: which events stay whole, and what two people agree to erase.

Rules: only a prefix is erased, and only where also the event behind it is older than the period of
the house; an event that keys, teams, notes, records, timed accesses, published figures and the log
itself are proven by stays whole; the hash of every event stays.
"""

# ruff: noqa: N818 -- the names say what happened, in the words of the house

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from journal.domain.access import WRITES_NOTE, Action, Outcome
from journal.domain.audit import Item, text_of
from journal.domain.errors import N_, JournalError
from journal.domain.statistics import ACTIONS

SHORTEST_MONTHS = 6
"""No house keeps its log for less: what nobody has looked at by then is looked at late enough."""
REMINDER = timedelta(days=90)
"""So long after something could be erased a timer says so: it is done a few times a year."""
OF_STANDING = frozenset(
    {
        Action.STAFF_LEAVE,
        Action.STAFF_SUSPEND,
        Action.STAFF_RESUME,
        Action.CERT_ISSUE,
        Action.CERT_REVOKE,
        Action.CASE_CREATE,
        Action.TEAM_ADD,
        Action.TEAM_REMOVE,
        Action.EXCLUSION_ADD,
        Action.ROSTER_SET,
        Action.KEY_EPOCH,
        Action.KEY_ROTATE,
        Action.CODE_ISSUE,
        Action.CODE_END,
        Action.CODE_SEAL,
        Action.DELEGATION_ISSUE,
        Action.DELEGATION_END,
        Action.DECISION_PROPOSE,
        Action.DECISION_ENTER,
        Action.DECISION_MAKE,
        Action.DECISION_CONFIRM,
        Action.STAY_ADMIT,
    }
)
"""What decides who is given a key: without its end an old row that is put back counts again."""
OF_NOTES = WRITES_NOTE | {Action.KEY_RESEAL, Action.RECORD_ERASE}
"""What a note is proven by, and that a record was erased; of records see ``is_kept``."""
OF_ACCESS = frozenset({Action.BREAK_GLASS_OPEN, Action.PURPOSE_OPEN, Action.BREAK_GLASS_CLOSE})
"""What a timed access is proven by; its review too, see ``is_kept``."""
OF_THE_LOG = frozenset(
    {Action.LOG_START, Action.LOG_RESTORE, Action.RETENTION_CONFIRM, Action.RETENTION_PRUNE}
)
"""What the log itself is proven by."""
OF_FIGURES = frozenset(
    {Action.FIGURES_FREEZE, Action.FIGURES_EARLIER, Action.RELEASE_DRAFT, *ACTIONS.values()}
)
"""What publications of the yearly figures are proven by: what is out is out for ever."""
KEPT = OF_FIGURES | OF_STANDING | OF_NOTES | OF_ACCESS | OF_THE_LOG


def is_kept(said: Mapping[str, Any]) -> bool:
    """
    Whether an event stays whole however old it is.

    Args:
        said: what its bytes say. A refusal proves nothing, so it goes.
    """
    if said["out"] != Outcome.OK:
        return False
    if said["env"] and any(rows for _, rows in said["on"]):
        return True  # it names the envelopes of rows: they are proven by it, whatever the act
    return said["act"] in KEPT or (said["act"] == Action.REVIEW_DONE and said["bg"] is not None)


def cutoff(now: datetime, months: int) -> datetime:
    """The instant so many calendar months before another; the last day where a month is shorter."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """
    What two people agree to, as both of their events say it.

    Args:
        size: of the prefix, in events.
        months: how long the house keeps its log.
        root: of the tree of that size, 32 bytes.
        kept: SHA-256 over place (8 bytes, big-endian) and hash of each event of the prefix that
            stays whole.
    """

    size: int
    months: int
    root: bytes
    kept: bytes

    def items(self) -> list[Item]:
        """The two hashes, as an event holds them."""
        return [Item(case=None, envelope_hash=one) for one in (self.root, self.kept)]

    def are_said_by(self, said: Mapping[str, Any]) -> bool:
        """Whether an event agrees to exactly these terms."""
        hashes = [text_of(self.root), text_of(self.kept)]
        expected = (Outcome.OK.value, self.size, str(self.months), hashes)
        return (said["out"], said["n"], said["why"], said["env"]) == expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """
    What would be erased.

    Args:
        terms: to be agreed to, or None where nothing is old enough.
        total: events of the log.
        erased: how many would go.
        kept: how many of the prefix stay whole.
        words: how many sealed texts would go.
        until: instant of the newest event that would go, in UTC.
        is_held: something that is open, or not reviewed, keeps events that are old enough.
    """

    terms: Terms | None
    total: int
    erased: int = 0
    kept: int = 0
    words: int = 0
    until: datetime | None = None
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """
    The time that the log tells of, for whoever reads it.

    Args:
        since: instant of the oldest event from which on nothing was erased, in UTC; None where it
            cannot be told.
        is_cut: what is older was erased, but for what stays whole.
        gaps: for each time that the house was put back from a copy, the newest event that the copy
            held and the first one after, in UTC; what lies between is lost.
    """

    since: datetime | None
    is_cut: bool = False
    gaps: Sequence[tuple[datetime, datetime]] = ()


class PruneRefused(JournalError):
    """
    A pruning that cannot be done; nothing was erased.

    Args:
        sentence: message id that says what to do.
    """

    code = "prune_refused"

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


NOT_SOUND = N_(
    "The log is not what was signed, so nothing was erased from it. Find out more with: "
    "journal verify"
)
NOT_AS_AGREED = N_(
    "What would be erased is not what was agreed to. Nothing was erased. Find out more with: "
    "journal verify"
)
SAME_PERSON = N_("The second colleague must be somebody else.")
