"""
Leaving the house: how long she stayed, whether aftercare is hers, and when a file may be closed.

Rules: R-D1 days by the calendar of the house and at least one; R-AC1 who is offered aftercare,
and that the leader may offer it to others, with a reason;
R-AC3 how long it runs at the least; R-AC4 when it may end before; R-AC5 what follows from the rule,
what was offered and what she answered are kept apart.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from journal.domain.codes import code_list
from journal.domain.errors import N_, RuleBroken

LEAST_DAYS_FOR_AFTERCARE = 15
MONTHS_OF_AFTERCARE = 3
MONTHS = 12
WHY_ALL_THE_SAME = "aftercare_override"
"""The code list of the reasons for aftercare that does not follow from the rule."""
BANDS = ((29, "1-29"), (89, "30-89"), (179, "90-179"), (269, "180-269"), (366, "270-366"))
"""The last day of each band of the yearly table, and its code."""
LONGEST_BAND = "367+"


class LeavesBeforeComing(RuleBroken):
    """A discharge before the day of admission."""

    code = "leaves_before_coming"
    field = "day"
    sentence = N_("The day lies before the day on which the stay began. Choose a later one.")


class LeavesLater(RuleBroken):
    """A discharge on a day to come."""

    code = "leaves_later"
    field = "day"
    sentence = N_("The day has not come yet. Discharge on the day itself, or afterwards.")


class AftercareRuns(RuleBroken):
    """Aftercare called completed before its three months are over."""

    code = "aftercare_runs"
    field = "how"
    sentence = N_(
        "The three months are not over. Before that, aftercare ends only at her own wish or when "
        "she cannot be reached."
    )


class AftercareUnanswered(RuleBroken):
    """Aftercare is hers by the rule, and nobody says how the offer was answered."""

    code = "aftercare_unanswered"
    field = "aftercare"
    sentence = N_("Choose how the offer of aftercare was answered.")


class OverrideMissing(RuleBroken):
    """Aftercare is answered that is not hers by the rule, and nobody says why it is offered."""

    code = "override_missing"
    field = "override"
    sentence = N_("Choose why aftercare is offered all the same, or leave both fields empty.")


class HasLeft(RuleBroken):
    """A second discharge."""

    code = "has_left"
    sentence = N_("The discharge is on record already. Nothing was changed.")


class HasNotLeft(RuleBroken):
    """A file that shall be closed before the discharge."""

    code = "has_not_left"
    sentence = N_("A file is closed after the discharge. Discharge first.")


class Destination(StrEnum):
    """Where somebody moves, woman or child; the words of each are in two code lists."""

    OWN_NEW = "own_new"
    OWN_OLD = "own_old"
    OTHER_SHELTER = "other_shelter"
    OTHER_SOCIAL_INSTITUTION = "other_social_institution"
    FAMILY = "family"
    NETWORK = "network"
    BOARDING = "boarding"
    BACK_TO_PERPETRATOR = "back_to_perpetrator"
    DECEASED = "deceased"
    OTHER = "other"
    UNKNOWN = "unknown"


WITHOUT_AFTERCARE = frozenset(
    {
        Destination.OTHER_SHELTER,
        Destination.OTHER_SOCIAL_INSTITUTION,
        Destination.BACK_TO_PERPETRATOR,
        Destination.DECEASED,
    }
)


class Aftercare(StrEnum):
    """How the offer was answered; ``NOT_ELIGIBLE`` follows from the rule and is never chosen."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_OFFERED = "not_offered"
    NOT_ELIGIBLE = "not_eligible"


class AftercareEnd(StrEnum):
    """Why aftercare ended."""

    COMPLETED = "completed"
    HER_WISH = "her_wish"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDischarge:
    """
    A discharge as it is typed.

    Args:
        day: on which she left, in the house.
        reason: a code of ``decision_reason``.
        answers: to the questions of the discharge, by question.
    """

    day: date
    reason: str
    answers: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """
    What follows from the day somebody leaves and where she goes.

    Args:
        length_days: R-D1.
        is_eligible: R-AC1.
        why_not: message id of why aftercare is not offered; empty when it is.
        arrived_year: of the day on which she moved in; None where nobody wrote it down.
    """

    length_days: int
    is_eligible: bool
    why_not: str = ""
    arrived_year: int | None = None

    @property
    def band(self) -> str:
        """The code of how long she stayed, for the yearly table."""
        return next((code for last, code in BANDS if self.length_days <= last), LONGEST_BAND)


def length_days(came_at: datetime, left_on: date, zone: ZoneInfo) -> int:
    """
    How many days somebody stayed: days of the calendar in the house, at least one (R-D1).

    Args:
        came_at: when she moved in, with a time zone.
        left_on: the day on which she left, in the house.

    Raises:
        LeavesBeforeComing: the day lies before the one on which she moved in.
    """
    days = (left_on - came_at.astimezone(zone).date()).days
    if days < 0:
        raise LeavesBeforeComing
    return max(1, days)


def leaving(
    came_at: datetime, left_on: date, now: datetime, zone: ZoneInfo, destination: Destination
) -> Leaving:
    """
    What follows when somebody leaves on a day to a place (R-D1, R-AC1).

    Raises:
        LeavesBeforeComing: the day lies before the one on which she moved in.
        LeavesLater: the day has not come yet.
    """
    if left_on > now.astimezone(zone).date():
        raise LeavesLater
    days = length_days(came_at, left_on, zone)
    why = ""
    if days < LEAST_DAYS_FOR_AFTERCARE:
        why = N_("The stay lasted 14 days or less.")
    elif destination in WITHOUT_AFTERCARE:
        why = N_("Aftercare is not offered where she moves to.")
    return Leaving(
        length_days=days,
        is_eligible=not why,
        why_not=why,
        arrived_year=came_at.astimezone(zone).year,
    )


def aftercare_until(left_on: date) -> date:
    """
    The first day on which aftercare may be completed: the same date three months later (R-AC3).

    The last day of the month where it has no such date.
    """
    years, month = divmod(left_on.month - 1 + MONTHS_OF_AFTERCARE, MONTHS)
    year, month = left_on.year + years, month + 1
    return date(year, month, min(left_on.day, monthrange(year, month)[1]))


def aftercare_of(found: Leaving, answered: Aftercare | None, override: str = "") -> Aftercare:
    """
    How aftercare stands on the day she leaves (R-AC5).

    Args:
        found: what follows from the rule; where it is not hers, no answer is asked for.
        answered: how the offer was answered.
        override: why it is offered where it is not hers; a code of ``WHY_ALL_THE_SAME``.

    Raises:
        AftercareUnanswered: it is offered, and nothing was answered.
        OverrideMissing: it is not hers, and is answered without a reason of the list.
    """
    if not found.is_eligible and not override and answered is None:
        return Aftercare.NOT_ELIGIBLE
    if not found.is_eligible and override not in code_list(WHY_ALL_THE_SAME):
        raise OverrideMissing
    if not found.is_eligible and answered is Aftercare.NOT_OFFERED:
        raise AftercareUnanswered
    if answered is None or answered is Aftercare.NOT_ELIGIBLE:
        raise AftercareUnanswered
    return answered


def require_may_end(left_on: date, today: date, how: AftercareEnd) -> None:
    """
    Aftercare ends early only because she wishes it or cannot be reached (R-AC4).

    Raises:
        AftercareRuns: it is called completed before three months are over.
    """
    if how is AftercareEnd.COMPLETED and today < aftercare_until(left_on):
        raise AftercareRuns
