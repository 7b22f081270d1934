"""
A stay in the house: its states, the moves between them, and its dates in their order.

Rules: there is no move but those of ``MOVES``; nobody moves in before the admission is decided
(R-A1), nobody is discharged before she has moved in; a team may lack somebody until the first
working day after she moved in is over (R-T2).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from journal.domain.access import Action
from journal.domain.broken import TimeUnusable
from journal.domain.calendar import after_working_days, end_of_day
from journal.domain.codes import code_list
from journal.domain.errors import N_, RuleBroken


class StayState(StrEnum):
    """Where a stay is."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    EXPECTED = "expected"
    RESIDENT = "resident"
    TEMPORARILY_ABSENT = "temporarily_absent"
    MOVING_OUT = "moving_out"
    DISCHARGED = "discharged"
    CLOSED = "closed"
    REFUSED = "refused"
    NO_SHOW = "no_show"
    ANNULLED = "annulled"


class Move(StrEnum):
    """What brings a stay from one state to the next."""

    DECIDE = "decide"
    REFUSE = "refuse"
    EXPECT = "expect"
    MOVE_IN = "move_in"
    GO_AWAY = "go_away"
    COME_BACK = "come_back"
    BEGIN_MOVING_OUT = "begin_moving_out"
    DISCHARGE = "discharge"
    CLOSE = "close"
    NO_SHOW = "no_show"
    ANNUL = "annul"


class Arrival(StrEnum):
    """How somebody came: with the admission of the family, after it, or born in the house."""

    ADMISSION = "admission"
    LATER = "later"
    BORN = "born"


MOVES: Mapping[tuple[StayState, Move], StayState] = MappingProxyType(
    {
        (StayState.PROPOSED, Move.DECIDE): StayState.DECIDED,
        (StayState.PROPOSED, Move.REFUSE): StayState.REFUSED,
        (StayState.PROPOSED, Move.ANNUL): StayState.ANNULLED,
        (StayState.DECIDED, Move.EXPECT): StayState.EXPECTED,
        (StayState.DECIDED, Move.ANNUL): StayState.ANNULLED,
        (StayState.EXPECTED, Move.MOVE_IN): StayState.RESIDENT,
        (StayState.EXPECTED, Move.NO_SHOW): StayState.NO_SHOW,
        (StayState.EXPECTED, Move.ANNUL): StayState.ANNULLED,
        (StayState.RESIDENT, Move.GO_AWAY): StayState.TEMPORARILY_ABSENT,
        (StayState.TEMPORARILY_ABSENT, Move.COME_BACK): StayState.RESIDENT,
        (StayState.RESIDENT, Move.BEGIN_MOVING_OUT): StayState.MOVING_OUT,
        (StayState.TEMPORARILY_ABSENT, Move.BEGIN_MOVING_OUT): StayState.MOVING_OUT,
        (StayState.RESIDENT, Move.DISCHARGE): StayState.DISCHARGED,
        (StayState.TEMPORARILY_ABSENT, Move.DISCHARGE): StayState.DISCHARGED,
        (StayState.MOVING_OUT, Move.DISCHARGE): StayState.DISCHARGED,
        (StayState.DISCHARGED, Move.CLOSE): StayState.CLOSED,
    }
)
"""Every move there is. Many leave without a time of moving out, and some never come back."""

PRESENT = frozenset({StayState.RESIDENT, StayState.TEMPORARILY_ABSENT, StayState.MOVING_OUT})
"""Who lives in the house, also while she is away for some days."""
AHEAD = frozenset({StayState.PROPOSED, StayState.DECIDED, StayState.EXPECTED})
"""Who has not come yet."""
ENDINGS = frozenset({StayState.CLOSED, StayState.REFUSED, StayState.NO_SHOW, StayState.ANNULLED})
"""From here no move leads on."""

NEVER_CAME = frozenset({StayState.REFUSED, StayState.NO_SHOW, StayState.ANNULLED})
"""A stay that ended before it began: nobody is discharged from it, and it is in no figure."""
WHY_ENDED = "stay_end"
"""The code list of the reasons for which somebody who was expected does not come."""
ASKED_WHY = frozenset({Move.NO_SHOW, Move.ANNUL})
"""Moves that need one of these reasons; a refusal has that of its decision."""

ACTIONS: Mapping[Move, Action] = MappingProxyType(
    {
        Move.MOVE_IN: Action.STAY_ADMIT,
        Move.EXPECT: Action.STAY_ADMIT,
        Move.GO_AWAY: Action.STAY_MOVE,
        Move.COME_BACK: Action.STAY_MOVE,
        Move.BEGIN_MOVING_OUT: Action.STAY_MOVE,
        Move.DECIDE: Action.STAY_DECIDE,
        Move.REFUSE: Action.STAY_DECIDE,
        Move.NO_SHOW: Action.STAY_DECIDE,
        Move.ANNUL: Action.STAY_DECIDE,
        Move.DISCHARGE: Action.STAY_DECIDE,
        Move.CLOSE: Action.STAY_DECIDE,
    }
)
"""What each move is in the log, and so who may make it."""


class MoveRefused(RuleBroken):
    """A move that does not lead on from where the stay is."""

    code = "move_refused"
    field = "move"
    sentence = N_(
        "This cannot be done with the stay as it is now. Nothing was changed. "
        "Read the page once more: a colleague may have been here before you."
    )


class EndReasonMissing(RuleBroken):
    """Somebody does not come, and nobody says why."""

    code = "end_reason_missing"
    field = "why"
    sentence = N_("Choose why she does not come.")


class MoveInTooEarly(RuleBroken):
    """Moved in before anybody had decided that she may."""

    code = "move_in_too_early"
    field = "at"
    sentence = N_(
        "Nobody moves in before the admission is decided. Check both times, "
        "the one of the decision and the one of moving in."
    )


class DischargeTooEarly(RuleBroken):
    """Discharged before she moved in."""

    code = "discharge_too_early"
    field = "at"
    sentence = N_("A discharge comes after moving in. Check the day and the time.")


class OutOfOrder(RuleBroken):
    """Something that would have happened before what is on record already."""

    code = "out_of_order"
    field = "at"
    sentence = N_(
        "That lies before what was last noted about the stay. Check the day and the time."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """
    One person's stay.

    Args:
        state: where it is.
        changed_at: when it came there; UTC, as all times here.
        decision_at: when the admission was decided; None for who is proposed or visits.
        move_in_at: when she moved in, or was born in the house.
        discharge_at: when she left for good.
    """

    state: StayState
    changed_at: datetime
    decision_at: datetime | None = None
    move_in_at: datetime | None = None
    discharge_at: datetime | None = None


def open_moves(state: StayState) -> list[Move]:
    """The moves that lead on from a state, in the order of the table."""
    return [move for begin, move in MOVES if begin is state]


def require_why(move: Move, why: str) -> None:
    """
    Refuse an end before the beginning that says nothing.

    Args:
        why: a code of ``WHY_ENDED``; of no meaning for other moves.

    Raises:
        EndReasonMissing: there is none of the list, and the move needs one.
    """
    if move in ASKED_WHY and why not in code_list(WHY_ENDED):
        raise EndReasonMissing


def moved(stay: Stay, move: Move, at: datetime, now: datetime) -> Stay:
    """
    Make one move.

    Args:
        at: when it happened; it may be noted later.
        now: the present instant.

    Raises:
        MoveRefused: the table has no such move.
        TimeUnusable: it lies ahead.
        MoveInTooEarly, DischargeTooEarly, OutOfOrder: the dates would not follow each other.
    """
    state = MOVES.get((stay.state, move))
    if state is None:
        raise MoveRefused
    if at > now:
        raise TimeUnusable
    _require_order(stay, move, at)
    after = replace(stay, state=state, changed_at=at)
    if move is Move.DECIDE:
        return replace(after, decision_at=at)
    if move is Move.MOVE_IN:
        return replace(after, move_in_at=at)
    return replace(after, discharge_at=at) if move is Move.DISCHARGE else after


def _require_order(stay: Stay, move: Move, at: datetime) -> None:
    """Times are typed to the minute, so they are compared to the minute."""
    if move in (Move.DECIDE, Move.REFUSE):
        return  # decided on the phone, maybe before anybody could note the proposal
    is_first = at < _minute(stay.changed_at)
    if move is Move.MOVE_IN and is_first:
        raise MoveInTooEarly
    if move is Move.DISCHARGE and stay.move_in_at is not None and at <= stay.move_in_at:
        raise DischargeTooEarly
    if is_first:
        raise OutOfOrder


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def team_due(move_in_at: datetime, zone: ZoneInfo) -> datetime:
    """
    When a team must be complete: the end of the first working day after she moved in (R-T2).

    Returns:
        The last second of that day in the house, in UTC.
    """
    moved_in_on = move_in_at.astimezone(zone).date()
    return end_of_day(after_working_days(moved_in_on, 1), zone)
