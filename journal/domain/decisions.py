"""
Who decides on admission, refusal and discharge, and how a decision comes to stand (R-A1 to R-A4).

Rules: the leader decides, or who holds a live delegation of hers; others propose. What was decided
on the phone is entered by whoever is on duty, counts at once, and is confirmed within one working
day or stands flagged. A late decision needs a reason and is never refused for being late.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from journal.domain.calendar import after_working_days, end_of_day
from journal.domain.codes import code_list
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId, DelegationId, EventId, StaffId, VisitationId
from journal.domain.staff import Role

CONFIRM_WORKING_DAYS = 1
WITHOUT_A_TALK = timedelta(days=7)
"""How old a decision without a talk may be when it is entered and nobody asks why only now."""
OLDEST = timedelta(days=3 * 366)
"""What lies further back is a wrong year, and not a stay that is entered late."""
LONGEST_DELEGATION = timedelta(days=31)
"""A holiday of the leader; whoever decides for longer should be one."""
DELEGABLE = frozenset({Role.DEPUTY, Role.PEDAGOGUE, Role.SOCIAL_WORKER, Role.NIGHT_GUARD})
"""Whom a leader may let decide: nobody who is here for a few shifts."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class DecisionKind(StrEnum):
    """What is decided."""

    ADMISSION = "admission"
    REFUSAL = "refusal"
    DISCHARGE = "discharge"


class DecisionState(StrEnum):
    """How far a decision is."""

    PROPOSED = "proposed"
    BY_PHONE = "by_phone"
    STANDS = "stands"
    REPLACED = "replaced"


class Move(StrEnum):
    """What can happen to a decision."""

    CONFIRM = "confirm"
    REPLACE = "replace"


MOVES: Mapping[tuple[DecisionState, Move], DecisionState] = {
    (DecisionState.BY_PHONE, Move.CONFIRM): DecisionState.STANDS,
    (DecisionState.PROPOSED, Move.REPLACE): DecisionState.REPLACED,
}
"""Every move there is. A proposal decides nothing: what is decided on it is a decision anew."""
VALID = frozenset({DecisionState.BY_PHONE, DecisionState.STANDS})
"""In which a decision counts: one taken on the phone counts at once."""


class Scope(StrEnum):
    """What a delegation lets somebody decide."""

    ADMISSION = "admission"
    DISCHARGE = "discharge"
    BOTH = "both"

    def covers(self, kind: DecisionKind) -> bool:
        """Whether it is about this kind of decision; who may admit may refuse."""
        own = Scope.DISCHARGE if kind is DecisionKind.DISCHARGE else Scope.ADMISSION
        return self in (own, Scope.BOTH)


REASONS: Mapping[DecisionKind, tuple[str, ...]] = {
    DecisionKind.ADMISSION: ("in_target", "acute_danger"),
    DecisionKind.REFUSAL: (
        "no_room",
        "other_solution",
        "not_target",
        "excluded",
        "safety_here",
        "own_wish",
    ),
    DecisionKind.DISCHARGE: ("own_wish", "stay_done", "other_offer", "house_rules", "safety_here"),
}
"""Which codes of the list ``decision_reason`` give the reason of which kind of decision."""


class NotDecided(RuleBroken):
    """A decision of a kind, or with a reason, that there is none of."""

    code = "not_decided"
    field = "reason"
    sentence = N_("Choose the reason of the decision.")


class MoveUnknown(RuleBroken):
    """A decision that is not where this act needs it, as somebody was faster."""

    code = "decision_elsewhere"
    sentence = N_("The decision is no longer as this page shows it. Load the page again.")


class DecisionUnsigned(RuleBroken):
    """A decision from before decisions were signed, on which something would be built."""

    code = "decision_unsigned"
    sentence = N_("Nobody has signed this decision. It is decided anew, by whoever decides now.")


class AlreadyDecided(RuleBroken):
    """A second decision about the same."""

    code = "already_decided"
    sentence = N_("This is decided already. Nothing was changed.")


class LateReasonMissing(RuleBroken):
    """A decision after the end of the day on which the talk ended, without a word why."""

    code = "late_reason_missing"
    field = "late_reason"
    sentence = N_(
        "The decision is later than the day of the talk. Choose why; then it is recorded."
    )


class EnteredLate(RuleBroken):
    """A decision without a talk that is entered days after it was taken, without a word why."""

    code = "entered_late"
    field = "late_reason"
    sentence = N_(
        "It was decided more than %(days)s days ago. Choose why it is entered only now; "
        "then it is recorded."
    )

    def __init__(self) -> None:
        super().__init__(days=WITHOUT_A_TALK.days)


class DecidedLater(RuleBroken):
    """A decision of the future, or one from before the talk was over."""

    code = "decided_later"
    field = "decided_at"
    sentence = N_("Choose when it was decided: after the talk ended, and not later than now.")


class DecidesNot(RuleBroken):
    """A decision on the phone by somebody who could not decide then."""

    code = "decides_not"
    field = "decided_by"
    sentence = N_("Choose somebody who may decide now: she is named on this page.")


class DelegationUnusable(RuleBroken):
    """A delegation to nobody who may hold one, or for no time or too long a time."""

    code = "delegation_unusable"
    field = "until"
    sentence = N_(
        "Choose a colleague who is no temp, and an end at most %(days)s days after the beginning."
    )

    def __init__(self) -> None:
        super().__init__(days=LONGEST_DELEGATION.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """
    A leader's word that somebody may decide for her.

    Args:
        starts_at: with a time zone.
        ends_at: with a time zone; from this instant on it counts no more.
    """

    from_id: StaffId
    to_id: StaffId
    scope: Scope
    starts_at: datetime
    ends_at: datetime

    def id(self, event_id: EventId) -> DelegationId:
        """
        The digest of its terms, so that the event that names it fixes them.

        Args:
            event_id: of its issuing.
        """
        instants = [str(_microseconds(one)) for one in (self.starts_at, self.ends_at)]
        said = [event_id.hex, self.from_id.hex, self.to_id.hex, self.scope.value, *instants]
        digest = hashlib.sha256("|".join(["delegation", *said]).encode()).digest()
        return DelegationId(UUID(bytes=digest[:16]))

    def covers(self, kind: DecisionKind, at: datetime) -> bool:
        """Whether it lets its holder decide this at an instant."""
        return self.scope.covers(kind) and self.starts_at <= at < self.ends_at


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """
    A decision to be put on record; who enters it is the actor.

    Args:
        reason: a code of ``decision_reason`` that belongs to the kind.
        decided_at: with a time zone; None for now.
        decided_by: whoever decided; None for the actor, another one decided on the phone.
        case_id: the case it is about; an admission has none yet.
        visitation_id: the talk it follows from, if there was one.
        since: when that talk ended: nothing was decided before.
        due_at: when it is late; None where nothing is.
        late_reason: a code of ``late_reason``, where it is late.
    """

    kind: DecisionKind
    reason: str
    decided_at: datetime | None = None
    decided_by: StaffId | None = None
    case_id: CaseId | None = None
    visitation_id: VisitationId | None = None
    since: datetime | None = None
    due_at: datetime | None = None
    late_reason: str = ""


def moved(state: DecisionState, move: Move) -> DecisionState:
    """
    Where a move leads.

    Raises:
        MoveUnknown: nowhere, from this state.
    """
    found = MOVES.get((state, move))
    if found is None:
        raise MoveUnknown
    return found


def require_reason(new: NewDecision) -> None:
    """
    Refuse a decision or proposal without a reason of its kind.

    Raises:
        NotDecided: no code that belongs to it.
    """
    if new.reason not in REASONS[new.kind]:
        raise NotDecided


def require_terms(new: NewDecision, decided_at: datetime, now: datetime) -> None:
    """
    Refuse a decision that says too little; being late never stops one.

    A typed time has no seconds, so the minute in which the talk ended will do.

    Args:
        decided_at: with a time zone.

    Raises:
        NotDecided: no reason of its kind.
        DecidedLater: it lies ahead, or before the talk was over, or years back.
        LateReasonMissing, EnteredLate: it is late, and nobody says why.
    """
    require_reason(new)
    since = now - OLDEST if new.since is None else new.since.replace(second=0, microsecond=0)
    if not since <= decided_at <= now:
        raise DecidedLater
    if is_late(new, decided_at, now) and new.late_reason not in code_list("late_reason"):
        raise EnteredLate if new.due_at is None else LateReasonMissing


def is_late(new: NewDecision, decided_at: datetime, now: datetime) -> bool:
    """Whether a decision is later than it is due, or without a talk entered days after it."""
    if new.due_at is not None:
        return decided_at > new.due_at
    return new.since is None and now - decided_at > WITHOUT_A_TALK


def require_delegable(delegation: Delegation, role: Role, now: datetime) -> None:
    """
    Refuse a delegation that nobody should hold.

    Args:
        role: of whoever would hold it.

    Raises:
        DelegationUnusable: of a temp, of no length, over already, or too long.
    """
    span = delegation.ends_at - delegation.starts_at
    is_sound = timedelta() < span <= LONGEST_DELEGATION and now < delegation.ends_at
    if role not in DELEGABLE or not is_sound:
        raise DelegationUnusable


def decision_due(talk_ended_at: datetime, zone: ZoneInfo) -> datetime:
    """The last second of the local day on which the talk ended, in UTC (R-A2)."""
    return end_of_day(talk_ended_at.astimezone(zone).date(), zone)


def confirm_due(decided_at: datetime, zone: ZoneInfo) -> datetime:
    """The last second of the first working day after a decision on the phone, in UTC (R-A4)."""
    day = after_working_days(decided_at.astimezone(zone).date(), CONFIRM_WORKING_DAYS)
    return end_of_day(day, zone)
