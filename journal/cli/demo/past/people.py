"""
An invented person of an earlier year: when she came and left, and what was answered.

Rule: what follows from her days follows by the rules of the house (R-D1, R-AC1, R-AC5), and every
answer stands on its list.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from journal.domain import discharge, register
from journal.domain.cases import PersonKind
from journal.domain.discharge import Aftercare, Destination, Leaving
from journal.domain.facts import Fact
from journal.domain.ids import FactId

UTC = ZoneInfo("UTC")
NOON = time(12, tzinfo=UTC)
"""Days are days of the house here; at noon no zone can move one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Days in a room, by the calendar of the house: she leaves on ``left`` and sleeps elsewhere."""

    room: int
    came: date
    left: date

    @property
    def days(self) -> int:
        """How long it was (R-D1)."""
        return discharge.length_days(datetime.combine(self.came, NOON), self.left, UTC)


@dataclass(slots=True, kw_only=True, eq=False)
class Person:
    """
    A woman or a child who left in an earlier year.

    Args:
        id: of the row she becomes.
        family: the same for a mother and her children.
        children: who came with her; empty for a child.
    """

    id: FactId
    kind: PersonKind
    family: UUID
    stay: Stay
    answers: dict[str, list[str]] = field(default_factory=dict)
    aftercare: Aftercare = Aftercare.NOT_ELIGIBLE
    children: list["Person"] = field(default_factory=list)

    def said(self, question: str, *codes: str) -> bool:
        """Whether one of these codes was answered."""
        return not set(codes).isdisjoint(self.answers.get(question, ()))

    @property
    def is_short(self) -> bool:
        """Whether the stay was too short for what the house offers."""
        return self.stay.days < discharge.LEAST_DAYS_FOR_AFTERCARE

    @property
    def leaving(self) -> Leaving:
        """What follows from her days and from where she went."""
        (code,) = self.answers["destination"]
        left = datetime.combine(self.stay.left, NOON)
        came = datetime.combine(self.stay.came, NOON)
        return discharge.leaving(came, self.stay.left, left, UTC, Destination(code))

    def fact(self) -> Fact:
        """
        Her row as it is frozen.

        Raises:
            ValueError: an answer is missing: she is made wrongly.
        """
        answers = register.checked(self.kind, self.answers)
        if missing := register.missing(self.kind, answers):
            raise ValueError(missing)
        return Fact(
            id=self.id,
            year=self.stay.left.year,
            kind=self.kind,
            family=self.family,
            answers=answers,
            leaving=self.leaving,
            aftercare=self.aftercare,
        )
