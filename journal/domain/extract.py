"""
Her own extract: what the log tells the woman, or the child, whose file it is.

Rules: each use of the file is a line of its own, and so is every attempt that was refused; whatever
else names the case is counted, so that lines and numbers together are the whole log; names of
colleagues are left out unless somebody has decided otherwise for this one extract (R-L3).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from journal.domain.access import Action, Basis, Face
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseAlias, EventId, GrantId, StaffAlias
from journal.domain.oversight import OF_A_CASE, Use
from journal.domain.timed_access import REASONS

MOST_LINES = 2_000
"""A page and a paper of more than this nobody reads; she asks for a shorter time."""
DECISION_LASTS = timedelta(hours=1)
NAMES = "extract_names"
"""The code list that gives the reasons for names."""
OPENINGS = {
    Action.BREAK_GLASS_OPEN.value: Face.BREAK_GLASS,
    Action.PURPOSE_OPEN.value: Face.PURPOSE,
}
BY_FACE = {Basis.BREAK_GLASS.value: Face.BREAK_GLASS, Basis.PURPOSE.value: Face.PURPOSE}
LINES = OF_A_CASE | frozenset(OPENINGS) | {Action.BREAK_GLASS_CLOSE.value}
"""Acts that are a line of the extract."""
REFUSED, CLOSED = "refused", "closed"
"""Why a line stands there, where no right explains it."""


class Form(StrEnum):
    """In which form an extract was given out."""

    FUNCTIONS = "functions"
    NAMES = "names"
    PROOFS = "proofs"


class TooManyLines(RuleBroken):
    """More than anybody reads."""

    code = "too_many_lines"
    field = "day_from"
    sentence = N_(
        "That is more than %(most)s lines. Choose fewer days, and make one extract for each time."
    )


class DaysTurned(RuleBroken):
    """The last day lies before the first."""

    code = "days_turned"
    field = "day_to"
    sentence = N_("The last day lies before the first.")


class NamesUndecided(RuleBroken):
    """No decision, one of somebody else or of another case, an old one, or one that was used."""

    code = "names_undecided"
    sentence = N_(
        "The decision about names has been used, or is older than an hour. Decide again if this "
        "extract shall have names."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    What an extract shall hold.

    Args:
        day_from, day_to: days of the house, both included; None for no limit.
        decision: the event that turned names on for this extract.
        size: how many events of the log it may speak of, so that paper and page are the same; None
            for all.
    """

    day_from: date | None = None
    day_to: date | None = None
    decision: EventId | None = None
    size: int | None = None

    def holds(self, instant: datetime, zone: ZoneInfo) -> bool:
        """Whether an instant lies in these days of the house."""
        day = instant.astimezone(zone).date()
        return (self.day_from is None or self.day_from <= day) and (
            self.day_to is None or day <= self.day_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    One use of the file, or one attempt; ``act`` is a code of the log.

    Args:
        actor: alias of who did it; None for the service, also where it did so on her request.
        comp: number of the compartment, or None where nothing of it was opened.
        why: the right, or ``refused`` or ``closed``; None where the log says nothing.
        reason: the list and the code of what she gave as her reason, for access for a time.
    """

    entry: EventId
    at: datetime
    actor: StaffAlias | None
    act: str
    comp: int | None
    why: str | None
    reason: tuple[str, str] | None
    is_refused: bool
    is_emergency: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """
    What the log says of a case in some days.

    Args:
        lines: in order of the log.
        others: how often each other act named the case: lists, keys, looks at the log.
    """

    lines: Sequence[Line]
    others: Mapping[str, int]


def tell(uses: Iterable[Use], nobody: StaffAlias, asked: Asked, zone: ZoneInfo) -> Told:
    """
    Sort what the log says of a case into lines and numbers.

    Args:
        uses: every event that names the case, in order of the log.
        nobody: the alias that stands for the service.
        zone: of the house.
    """
    reasons: dict[GrantId, tuple[Face, str | None]] = {}
    lines: list[Line] = []
    others: Counter[str] = Counter()
    for use in uses:
        if use.act in OPENINGS and use.grant is not None and not use.is_refused:
            reasons[use.grant] = (OPENINGS[use.act], use.reason)
        if not asked.holds(use.at, zone) or use.part != 1:
            continue
        if use.act in LINES or use.is_refused:
            lines.append(_line(use, reasons, nobody))
        else:
            others[use.act] += 1
    return Told(lines=lines, others=others)


def _line(use: Use, reasons: Mapping[GrantId, tuple[Face, str | None]], nobody: StaffAlias) -> Line:
    face = OPENINGS.get(use.act) or BY_FACE.get(use.basis or "")
    given = reasons.get(use.grant) if use.grant is not None else None
    if given is not None:
        face = given[0]
    is_open = not use.is_refused and use.act != Action.BREAK_GLASS_CLOSE
    code = given[1] if given is not None and is_open else None
    return Line(
        entry=use.id,
        at=use.at,
        actor=None if use.actor == nobody or use.basis == Basis.JOB else use.actor,
        act=use.act,
        comp=use.comp,
        why=_why(use),
        reason=None if code is None or face is None else (REASONS[face], code),
        is_refused=use.is_refused,
        is_emergency=face is Face.BREAK_GLASS,
    )


def _why(use: Use) -> str | None:
    if use.is_refused:
        return REFUSED
    return CLOSED if use.act == Action.BREAK_GLASS_CLOSE else use.basis


def require_days(asked: Asked) -> None:
    """
    Refuse days that do not follow each other.

    Raises:
        DaysTurned: the last lies before the first.
    """
    if asked.day_from and asked.day_to and asked.day_to < asked.day_from:
        raise DaysTurned


def require_few(lines: Sequence[Line]) -> None:
    """
    Refuse more than anybody reads.

    Raises:
        TooManyLines: the time is too long.
    """
    if len(lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)


def require_decision(
    decision: Use | None, uses: Iterable[Use], actor: StaffAlias, case: CaseAlias, now: datetime
) -> None:
    """
    Refuse names that nobody has decided on for this one extract.

    Args:
        decision: the event that is said to be the decision.
        uses: every event that names the case.
        now: the present instant, with a time zone.

    Raises:
        NamesUndecided: it is none of hers about this case, is too old, or was used.
    """
    if (
        decision is None
        or (decision.act, decision.outcome) != (Action.EXTRACT_NAMES.value, "ok")
        or (decision.actor, decision.case) != (actor, case)
        or not decision.at <= now < decision.at + DECISION_LASTS
    ):
        raise NamesUndecided
    given = Action.EXTRACT_DONE.value
    if any(use.act == given and use.ref == decision.id and not use.is_refused for use in uses):
        raise NamesUndecided
