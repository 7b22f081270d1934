"""The contact team of a case file: a pedagogue and a social worker at least, two people (R-T1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from journal.domain.broken import TeamIncomplete, TeamWithoutKey
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import StaffId
from journal.domain.staff import Profession


class TeamMoved(RuleBroken):
    """The team is no longer the one that the change was shown for."""

    code = "team_moved"
    sentence = N_("The team was changed meanwhile. Read once more what happens now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """One contact person of a case."""

    staff_id: StaffId
    profession: Profession


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChange:
    """Who leaves, who joins and who stays when a team is set anew."""

    leaving: frozenset[StaffId]
    joining: frozenset[StaffId]
    staying: frozenset[StaffId]


def is_complete(members: Iterable[TeamMember]) -> bool:
    """Tell whether a pedagogue and a social worker are there; trained as both counts once."""
    team = tuple(members)
    return any(
        first.profession.is_pedagogue and second.profession.is_social_worker
        for first in team
        for second in team
        if first.staff_id != second.staff_id
    )


class Lacking(StrEnum):
    """What a team lacks."""

    PEDAGOGUE = "pedagogue"
    SOCIAL_WORKER = "social_worker"
    EITHER = "either"
    BOTH = "both"


def lacking(members: Iterable[TeamMember]) -> Lacking | None:
    """What a team lacks: one person trained as both needs somebody more, of either training."""
    team = tuple(members)
    if is_complete(team):
        return None
    has_pedagogue = any(one.profession.is_pedagogue for one in team)
    has_social_worker = any(one.profession.is_social_worker for one in team)
    if has_pedagogue and has_social_worker:
        return Lacking.EITHER
    if has_pedagogue:
        return Lacking.SOCIAL_WORKER
    return Lacking.PEDAGOGUE if has_social_worker else Lacking.BOTH


def require_same(change: TeamChange, before: frozenset[StaffId]) -> None:
    """
    Refuse a change that was shown for another team than there is.

    Args:
        before: the team that whoever confirms has seen.

    Raises:
        TeamMoved: somebody has joined or left since.
    """
    if before != change.leaving | change.staying:
        raise TeamMoved


def require_complete(members: Iterable[TeamMember]) -> None:
    """
    Refuse a team that breaks the minimum.

    Raises:
        TeamIncomplete: no pedagogue, no social worker, or the same person twice.
    """
    if not is_complete(members):
        raise TeamIncomplete


def change(present: Iterable[StaffId], wanted: Iterable[StaffId]) -> TeamChange:
    """Compare the team as it is with the team as it shall be."""
    before, after = frozenset(present), frozenset(wanted)
    return TeamChange(leaving=before - after, joining=after - before, staying=before & after)


def require_key_holder(staying: frozenset[StaffId], holders: frozenset[StaffId]) -> None:
    """
    Refuse a change after which no member could open the journal.

    Args:
        staying: members before and after the change.
        holders: people who hold the journal key now.

    Raises:
        TeamWithoutKey: no one who stays holds it, so nobody could pass it on.
    """
    if not staying & holders:
        raise TeamWithoutKey
