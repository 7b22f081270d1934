"""
Enquiries: what is asked in sixty seconds, how far one is, and when its words go (R-E1 to R-E4).

Rules: a closed enquiry has exactly one outcome; nothing here can hold who she is; ``admitted`` may
only stand once she has moved in; of one that led to no stay nothing remains but codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from journal.domain.calendar import ONE_DAY, end_of_day
from journal.domain.codes import code_list
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import EnquiryId, SafetyEventId

MOST_CHARACTERS = 200
MOST_CHILDREN = 15
"""More is a slip of the finger."""
ADMITTED = "admitted"
"""The outcome that nobody chooses: it stands once a stay has begun (R-E4)."""
FORGOTTEN_AFTER = timedelta(days=7)
"""How long the words of an enquiry that nobody closes are kept after the last contact."""
SAFETY_WORDS_FOR = timedelta(days=365)
"""How long what was said of a safety event is kept; its codes stay."""


class EnquiryState(StrEnum):
    """How far an enquiry is."""

    OPEN = "open"
    VISITATION = "visitation"
    DECIDED = "decided"
    CLOSED = "closed"
    REOPENED = "reopened"


class Move(StrEnum):
    """What can happen to an enquiry."""

    BEGIN_TALK = "begin_talk"
    DECIDE = "decide"
    CLOSE = "close"
    REOPEN = "reopen"


MOVES: Mapping[tuple[EnquiryState, Move], EnquiryState] = {
    (EnquiryState.OPEN, Move.BEGIN_TALK): EnquiryState.VISITATION,
    (EnquiryState.OPEN, Move.CLOSE): EnquiryState.CLOSED,
    (EnquiryState.VISITATION, Move.DECIDE): EnquiryState.DECIDED,
    (EnquiryState.DECIDED, Move.CLOSE): EnquiryState.CLOSED,
    (EnquiryState.CLOSED, Move.REOPEN): EnquiryState.REOPENED,
    (EnquiryState.REOPENED, Move.BEGIN_TALK): EnquiryState.VISITATION,
    (EnquiryState.REOPENED, Move.CLOSE): EnquiryState.CLOSED,
}
"""Every move there is; whatever is not here is refused."""
LIVE = frozenset(EnquiryState) - {EnquiryState.CLOSED}


class MoveRefused(RuleBroken):
    """An enquiry that is not where this act needs it, as somebody was faster."""

    code = "enquiry_elsewhere"
    sentence = N_("The enquiry is no longer as this page shows it. Load the page again.")


class OutcomeMissing(RuleBroken):
    """An enquiry that is closed without saying what it led to (R-E1)."""

    code = "outcome_missing"
    field = "outcome"
    sentence = N_("Choose what it led to. One outcome, the one that fits best.")


class NotMovedIn(RuleBroken):
    """``admitted`` where nobody has moved in (R-E4)."""

    code = "not_moved_in"
    field = "outcome"
    sentence = N_(
        "Admitted is set by itself when she moves in. If she does not come, choose what it led to "
        "instead."
    )


class ReopenedTooLate(RuleBroken):
    """An enquiry that was closed on another day."""

    code = "reopened_too_late"
    sentence = N_("It can be reopened only on the day it was closed. Record a new enquiry.")


class WordsTooMany(RuleBroken):
    """More than the few words that an enquiry may have."""

    code = "words_too_many"
    field = "text"
    sentence = N_(
        "The text is %(length)s characters long; at most %(limit)s are kept here. What belongs to "
        "a stay is written when there is one."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """
    One contact: when, how, and by whom.

    Args:
        at: with a time zone.
        channel: a code of ``enquiry_channel``.
        by: a code of ``enquiry_by``.
    """

    at: datetime
    channel: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnquiry:
    """
    An enquiry as it comes from the form; there is no field for who she is (R-E2).

    Args:
        id: drawn with the form, so that the same form twice is one enquiry.
        region: a code of ``home_region``.
        is_copenhagen: she is from the city itself.
        children: how many would come with her.
        text: at most 200 characters; may be empty.
        outcome: a code of ``enquiry_outcome``; empty while it is open.
    """

    id: EnquiryId
    contact: Contact
    region: str
    is_copenhagen: bool
    children: int
    text: str = field(default="", repr=False)
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedEnquiry:
    """
    An enquiry of a year before the journal, as it was closed then; it has no words.

    Args:
        received_at, closed_at: with a time zone.
        outcome: a code of ``enquiry_outcome``.
        moved_in_at: None where it led to no stay.
    """

    id: EnquiryId
    received_at: datetime
    channel: str
    by: str
    region: str
    is_copenhagen: bool
    children: int
    outcome: str
    closed_at: datetime
    moved_in_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSafetyEvent:
    """
    What somebody notes down.

    Args:
        id: drawn with the form, so that the same form twice is one event.
        kind: a code of ``safety_event_kind``.
        channel: a code of ``enquiry_channel``.
        occurred_at: with a time zone.
        text: at most 200 characters; may be empty.
    """

    id: SafetyEventId
    kind: str
    channel: str
    occurred_at: datetime
    text: str = field(default="", repr=False)


REFUSED_AS: Mapping[str, str] = {
    "no_room": "no_room",
    "other_solution": "other_solution",
    "not_target": "not_target",
    "excluded": "not_target",
    "safety_here": "other_solution",
    "own_wish": "other_solution",
}
"""The outcome of an enquiry that was refused, by the reason of the decision."""


def moved(state: EnquiryState, move: Move) -> EnquiryState:
    """
    Where a move leads.

    Raises:
        MoveRefused: nowhere, from this state.
    """
    found = MOVES.get((state, move))
    if found is None:
        raise MoveRefused
    return found


def require_outcome(outcome: str, *, has_moved_in: bool) -> None:
    """
    Refuse to close an enquiry with no outcome, or with one that is not true.

    Raises:
        OutcomeMissing: no code of the list.
        NotMovedIn: she was admitted, and has not come.
    """
    if outcome not in code_list("enquiry_outcome"):
        raise OutcomeMissing
    if outcome == ADMITTED and not has_moved_in:
        raise NotMovedIn


def require_same_day(closed_at: datetime, now: datetime, zone: ZoneInfo) -> None:
    """
    Refuse to reopen what was closed on another day of the house.

    Raises:
        ReopenedTooLate: it was.
    """
    if closed_at.astimezone(zone).date() != now.astimezone(zone).date():
        raise ReopenedTooLate


def short_text(typed: str) -> str:
    """
    The few words of an enquiry as they are kept: without white space around, CRLF as LF.

    Raises:
        WordsTooMany: more than 200 characters.
    """
    text = typed.replace("\r\n", "\n").strip()
    if len(text) > MOST_CHARACTERS:
        raise WordsTooMany(length=len(text), limit=MOST_CHARACTERS)
    return text


def erase_at(closed_at: datetime, zone: ZoneInfo) -> datetime:
    """When the words of an enquiry that led to no stay go: the end of the next day, in UTC."""
    return end_of_day(closed_at.astimezone(zone).date() + ONE_DAY, zone)
