"""
What the sealed register document of one person holds: answers, and how she left.

Rules: the frozen row that these answers became is named here and nowhere else, so the way back to
it ends with the key of the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from journal.domain.discharge import Aftercare, AftercareEnd, Leaving
from journal.domain.errors import Tampered
from journal.domain.ids import FactId


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """
    How somebody left.

    Args:
        day: in the house.
        family: random; the same in the frozen rows of one family.
        fact: the frozen row; None for who is not counted.
        ended: why aftercare ended; None before, and where there was none.
        override: why it was offered though it is not hers by the rule; empty otherwise.
    """

    day: date
    leaving: Leaving
    aftercare: Aftercare
    family: UUID
    fact: FactId | None
    ended: AftercareEnd | None = None
    override: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Answers so far, and how she left, once she has."""

    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    left: Left | None = None


def to_content(kept: Kept) -> dict[str, Any]:
    """The fields of the document that is sealed."""
    left = kept.left
    return {
        "answers": {name: list(codes) for name, codes in kept.answers.items()},
        "left": None
        if left is None
        else {
            "day": left.day.isoformat(),
            "length_days": left.leaving.length_days,
            "is_eligible": left.leaving.is_eligible,
            "arrived_year": left.leaving.arrived_year,
            "aftercare": left.aftercare.value,
            "family": left.family.hex,
            "fact": None if left.fact is None else left.fact.hex,
            "ended": None if left.ended is None else left.ended.value,
            "override": left.override,
        },
    }


def from_content(content: Mapping[str, Any]) -> Kept:
    """
    Read the fields of an opened document.

    Raises:
        Tampered: they are not what this program writes.
    """
    try:
        return Kept(answers=dict(content["answers"]), left=_left(content["left"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Tampered from error


def _left(fields: Mapping[str, Any] | None) -> Left | None:
    if fields is None:
        return None
    return Left(
        day=date.fromisoformat(fields["day"]),
        leaving=Leaving(
            length_days=fields["length_days"],
            is_eligible=fields["is_eligible"],
            arrived_year=fields.get("arrived_year"),  # nobody who left before it was kept has one
        ),
        aftercare=Aftercare(fields["aftercare"]),
        family=UUID(fields["family"]),
        fact=None if fields["fact"] is None else FactId(UUID(fields["fact"])),
        ended=None if fields["ended"] is None else AftercareEnd(fields["ended"]),
        override=str(fields.get("override", "")),  # what was sealed before has none
    )
