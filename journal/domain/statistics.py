"""
Publishing the yearly figures: its states, who takes which step, and what makes a step impossible.

Rules: there is no step but those of ``MOVES``; who proposes and who approves are two people in two
roles, whatever role either had before or has since; a file is fetched once, by who approved, within
72 hours; exact figures are one canonical document, so that their hash says whether they changed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from journal.domain.access import Action
from journal.domain.errors import N_, RuleBroken, Tampered
from journal.domain.ids import StaffId
from journal.domain.policy_statistics import APPROVERS, PROPOSERS
from journal.domain.staff import Role

FETCHED_WITHIN = timedelta(hours=72)
"""From the release until the one download is over."""
SHORTEST_REASON, LONGEST_REASON = 15, 1_000
"""Characters of what the second person types when she approves."""


class State(StrEnum):
    """Where a publication is."""

    DRAFT = "draft"
    CHECKED = "checked"
    PROPOSED = "proposed"
    APPROVED = "approved"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What somebody does with a publication."""

    CHECK = "check"
    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"
    RELEASE = "release"
    WITHDRAW = "withdraw"
    DOWNLOAD = "download"


MOVES: Mapping[tuple[State, Step], State] = MappingProxyType(
    {
        (State.DRAFT, Step.CHECK): State.CHECKED,
        (State.CHECKED, Step.PROPOSE): State.PROPOSED,
        (State.PROPOSED, Step.REFUSE): State.DRAFT,
        (State.PROPOSED, Step.APPROVE): State.APPROVED,
        (State.APPROVED, Step.RELEASE): State.RELEASED,
        (State.RELEASED, Step.DOWNLOAD): State.RELEASED,
        (State.RELEASED, Step.WITHDRAW): State.WITHDRAWN,
    }
)
"""Every step there is; what was released has been seen, so it is in the ledger for ever."""

ROLES: Mapping[Step, frozenset[Role]] = MappingProxyType(
    {
        Step.CHECK: PROPOSERS,
        Step.PROPOSE: PROPOSERS,
        Step.WITHDRAW: PROPOSERS,
        Step.APPROVE: APPROVERS,
        Step.REFUSE: APPROVERS,
        Step.RELEASE: APPROVERS,
        Step.DOWNLOAD: APPROVERS,
    }
)
"""Who takes each step."""

ACTIONS: Mapping[Step, Action] = MappingProxyType(
    {
        Step.CHECK: Action.RELEASE_CHECK,
        Step.PROPOSE: Action.RELEASE_PROPOSE,
        Step.APPROVE: Action.RELEASE_APPROVE,
        Step.REFUSE: Action.RELEASE_REFUSE,
        Step.RELEASE: Action.RELEASE_RELEASE,
        Step.WITHDRAW: Action.RELEASE_WITHDRAW,
        Step.DOWNLOAD: Action.RELEASE_DOWNLOAD,
    }
)
"""What each step is in the log."""

OUT = frozenset({State.APPROVED, State.RELEASED, State.WITHDRAWN})
"""Publications that others are measured against: they are out, or about to be."""


class FiguresRefused(RuleBroken):
    """A step that cannot be taken; the attempt is put on record."""

    code = "figures_refused"
    action = Action.RELEASE_GATE


class StepRefused(FiguresRefused):
    """A step that does not lead on from where the publication is."""

    code = "step_refused"
    sentence = N_(
        "This cannot be done with the publication as it is now. Nothing was changed. Read the page "
        "once more: somebody else may have been here before you."
    )

    def __init__(self, action: Action) -> None:
        super().__init__()
        self.action = action


class SamePerson(FiguresRefused):
    """Who proposed wants to approve, or somebody in the same role does."""

    code = "same_person"
    action = Action.RELEASE_APPROVE
    sentence = N_(
        "Whoever proposed these figures cannot approve them, in no other role either. Ask somebody "
        "else: the deputy leader, or who reviews the log."
    )


class FiguresChanged(FiguresRefused):
    """The year was frozen anew, or something else was published, since these were drafted."""

    code = "figures_changed"
    action = Action.RELEASE_APPROVE
    sentence = N_(
        "The figures have changed since they were proposed. What you see is no longer what would "
        "go out. Send it back: the leader makes a new draft."
    )


class ReasonTooShort(FiguresRefused):
    """An approval without a reason in her own words."""

    code = "reason_too_short"
    field = "reason"
    action = Action.RELEASE_APPROVE
    sentence = N_("Write in at least 15 characters why these figures may go out.")


class ReasonTooLong(FiguresRefused):
    """More than can be kept beside the approval."""

    code = "reason_too_long"
    field = "reason"
    action = Action.RELEASE_APPROVE
    sentence = N_("Write at most 1,000 characters.")


class DownloadOver(FiguresRefused):
    """The file was fetched before, or more than 72 hours ago it should have been."""

    code = "download_over"
    action = Action.RELEASE_DOWNLOAD
    sentence = N_(
        "The file is fetched once, by whoever approved it, within 72 hours of the release. That is "
        "over. The figures themselves stand on this page."
    )


class NotFrozen(FiguresRefused):
    """A year whose exact figures are not frozen."""

    code = "not_frozen"
    sentence = N_("The figures of this year are not frozen yet. Freeze them first.")


class YearNotOver(FiguresRefused):
    """A year that is still running cannot be frozen."""

    code = "year_not_over"
    action = Action.FIGURES_FREEZE
    sentence = N_(
        "Figures are frozen for a whole year, when it is over: never for a month, and never for a "
        "year that is still running."
    )


class FactsMissing(FiguresRefused):
    """A frozen row is gone, does not open, or was frozen by nobody."""

    code = "facts_missing"
    action = Action.FIGURES_FREEZE
    sentence = N_(
        "Not every frozen row could be counted, so the figures are not those of the year. Nothing "
        "was frozen. Have the log checked, and restore the newest backup."
    )


class NothingChanged(FiguresRefused):
    """The year is frozen with these very figures."""

    code = "nothing_changed"
    action = Action.FIGURES_FREEZE
    sentence = N_("The year is frozen already, and no figure has changed since.")


class EarlierUnusable(FiguresRefused):
    """What was entered as an earlier publication cannot be read, or there is one already."""

    code = "earlier_unusable"
    field = "file"
    action = Action.FIGURES_EARLIER
    sentence = N_(
        "This file cannot be read as earlier tables, or that year has been entered already. "
        "Nothing was changed."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """
    Somebody who took a step.

    Args:
        role: that she was certified for when she took it.
        at: in UTC.
    """

    step: Step
    staff: StaffId
    role: Role
    at: datetime


def walk(hands: Sequence[Hand]) -> State:
    """
    Where the steps lead that were taken, in their order.

    Raises:
        Tampered: there is no such way, somebody took a step that is not hers, or one person, or
            one role, stands on both sides of an approval.
    """
    state = State.DRAFT
    for place, hand in enumerate(hands):
        moved = MOVES.get((state, hand.step))
        if moved is None or hand.role not in ROLES[hand.step]:
            raise Tampered
        if hand.step is Step.APPROVE and not are_two(last_of(hands[:place], Step.PROPOSE), hand):
            raise Tampered
        state = moved
    return state


def last_of(hands: Sequence[Hand], step: Step) -> Hand | None:
    """Who took a step last."""
    return next((hand for hand in reversed(hands) if hand.step is step), None)


def are_two(proposed: Hand | None, approving: Hand) -> bool:
    """Whether two people in two roles stand on the two sides of an approval."""
    return (
        proposed is not None
        and proposed.staff != approving.staff
        and proposed.role != approving.role
    )


def after(state: State, step: Step) -> State:
    """
    Where a step leads.

    Raises:
        StepRefused: there is no such step from here.
    """
    moved = MOVES.get((state, step))
    if moved is None:
        raise StepRefused(ACTIONS[step])
    return moved


def require_reason(reason: str) -> str:
    """
    The reason of an approval without the spaces around it.

    Raises:
        ReasonTooShort, ReasonTooLong: it is none, or too much.
    """
    said = reason.strip()
    if len(said) < SHORTEST_REASON:
        raise ReasonTooShort
    if len(said) > LONGEST_REASON:
        raise ReasonTooLong
    return said


def require_fetchable(hands: Sequence[Hand], staff: StaffId, now: datetime) -> None:
    """
    Insist that somebody may fetch the file now.

    Raises:
        DownloadOver: she did not approve, it was fetched, or the time is over.
    """
    approved, released = last_of(hands, Step.APPROVE), last_of(hands, Step.RELEASE)
    if approved is None or released is None or approved.staff != staff:
        raise DownloadOver
    if last_of(hands, Step.DOWNLOAD) is not None:
        raise DownloadOver
    if not timedelta() <= now - released.at <= FETCHED_WITHIN:
        raise DownloadOver


def canonical(document: Mapping[str, Any]) -> bytes:
    """
    A document as the one sequence of bytes that is hashed and signed: sorted, no spaces, UTF-8.

    Args:
        document: strings, whole numbers, truth values, None, lists and mappings of them; no floats.
    """
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def read(document: bytes, digest: bytes) -> dict[str, Any]:
    """
    The fields of a canonical document.

    Raises:
        Tampered: it is another one than its hash says.
    """
    if hashlib.sha256(document).digest() != digest:
        raise Tampered
    try:
        return dict(json.loads(document))
    except (ValueError, TypeError) as error:
        raise Tampered from error


def named(digest: bytes) -> UUID:
    """A hash as it stands in an event: the first half of it, in the place of a row."""
    return UUID(bytes=digest[:16])
