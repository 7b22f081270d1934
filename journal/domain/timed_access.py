"""
Timed access: emergency access of who is on shift (R-B1 to R-B3), purpose access of who leads.

Rules: one person's journal at a time; emergency access ends with the shift and at the latest after
eight hours, purpose access after one; neither is ever extended; reason, scope and time are fixed
when it is opened; somebody else reviews it within three working days.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from journal.domain.access import Face
from journal.domain.broken import ReasonMissing, WordsTooLong, WordsTooShort
from journal.domain.calendar import after_working_days, end_of_day
from journal.domain.codes import code_list
from journal.domain.ids import CaseId, EventId, GrantId

LONGEST = {Face.BREAK_GLASS: timedelta(hours=8), Face.PURPOSE: timedelta(hours=1)}
REASONS = {Face.BREAK_GLASS: "bg_reason", Face.PURPOSE: "access_purpose"}
"""The code list that gives the reasons of each face."""
WORDS_MAY_FOLLOW = "acute_safety"
"""The one reason for which her own words may come later."""
WORDS_WITHIN = timedelta(minutes=30)
FEWEST_CHARACTERS = 15
MOST_CHARACTERS = 1_000
OUTCOMES = "review_outcome"
"""The code list of what a reviewer may find."""
EXPLAINED = "explained"
"""The one outcome that needs no comment."""
REVIEW_WORKING_DAYS = 3
RED_AFTER = timedelta(days=7)
CLOCK_TOLERANCE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """
    What somebody asks for.

    Args:
        reason: a code of the list of this face.
        words: her own, for whoever reviews it; may be empty where ``WORDS_MAY_FOLLOW``.
        along: her running access to somebody of the same family, whose reason and words count here
            too; then she gives none.
    """

    case_id: CaseId
    face: Face
    reason: str = ""
    words: str = field(default="", repr=False)
    along: GrantId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """
    An access as its reader's pages show it.

    Args:
        expires_at: when it ends, with a time zone.
        words_until: until when her own words may still follow; None when they were given.
        is_ended: she, or somebody for her, has ended it before its time.
    """

    id: GrantId
    case_id: CaseId
    face: Face
    expires_at: datetime
    words_until: datetime | None = None
    is_ended: bool = False


def require_reason(ask: Ask) -> None:
    """
    Refuse an access without a reason that a colleague can judge.

    Raises:
        ReasonMissing: no code of the list.
        WordsTooShort: an emergency without own words, unless life is in danger now.
        WordsTooLong: more than a reviewer reads.
    """
    if ask.reason not in code_list(REASONS[ask.face]):
        raise ReasonMissing
    require_words_for(ask)


def require_words_for(ask: Ask) -> None:
    """
    Refuse own words that do not do for this reason.

    Raises:
        WordsTooShort: an emergency without own words, unless life is in danger now.
        WordsTooLong: more than a reviewer reads.
    """
    may_follow = ask.reason == WORDS_MAY_FOLLOW and not ask.words.strip()
    if ask.face is Face.BREAK_GLASS and not may_follow:
        require_words(ask.words)
    require_not_too_long(ask.words)


def require_words(words: str) -> None:
    """
    Refuse words that say nothing.

    Raises:
        WordsTooShort: fewer than fifteen characters.
        WordsTooLong: more than a thousand.
    """
    if len(words.strip()) < FEWEST_CHARACTERS:
        raise WordsTooShort(least=FEWEST_CHARACTERS)
    require_not_too_long(words)


def require_not_too_long(words: str) -> None:
    """
    Refuse more than anybody reviews.

    Raises:
        WordsTooLong: more than a thousand characters.
    """
    if len(words) > MOST_CHARACTERS:
        raise WordsTooLong(most=MOST_CHARACTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """
    What a reviewer says of one use: a code of the outcomes, and a comment for the record.

    Args:
        subject: the timed access, or the first event of an item of a week's review.
    """

    subject: GrantId | EventId
    outcome: str
    comment: str = field(default="", repr=False)


def require_outcome(judgement: Judgement) -> None:
    """
    Refuse a review that says nothing.

    Raises:
        ReasonMissing: no outcome of the list.
        WordsTooShort: a use that was not simply in order, without a word why.
        WordsTooLong: more than anybody reads.
    """
    if judgement.outcome not in code_list(OUTCOMES):
        raise ReasonMissing
    if judgement.outcome != EXPLAINED:
        require_words(judgement.comment)
    require_not_too_long(judgement.comment)


def expiry(face: Face, now: datetime, shift_end: datetime | None) -> datetime:
    """
    When an access that is opened now ends.

    Args:
        shift_end: of the shift she is on, with a time zone; needed for emergency access only.
    """
    latest = now + LONGEST[face]
    if face is Face.PURPOSE:
        return latest
    return latest if shift_end is None else min(latest, shift_end)


def is_live(
    opened_at: datetime, expires_at: datetime, now: datetime, newest_event: datetime
) -> bool:
    """
    Whether an access still counts.

    Args:
        newest_event: the latest instant in the log since it was opened: a clock that was set back
            behind it by more than thirty seconds must not lengthen anything, so it counts no more.
    """
    is_set_back = now < newest_event - CLOCK_TOLERANCE
    return opened_at - CLOCK_TOLERANCE <= now < expires_at and not is_set_back


class Stage(StrEnum):
    """How long a review has waited: in time, past its day, or so long that everybody must see."""

    IN_TIME = "in_time"
    LATE = "late"
    RED = "red"


def stage_of(since: datetime, due: datetime, now: datetime) -> Stage:
    """
    How pressing a review is; being late stops nobody from opening a journal in an emergency.

    Args:
        since: when it came up, with a time zone.
        due: the end of its third working day.
    """
    if now <= due:
        return Stage.IN_TIME
    return Stage.RED if now >= since + RED_AFTER else Stage.LATE


def review_due(opened_at: datetime, zone: ZoneInfo) -> datetime:
    """Until when somebody else reviews it: the end of the third working day."""
    day = after_working_days(opened_at.astimezone(zone).date(), REVIEW_WORKING_DAYS)
    return end_of_day(day, zone)
