"""
Dates of birth: what cannot be one, what age follows from one, and when a child comes of age.

Rules: an age is full years, by the calendar of the house; who was born on 29 February is a year
older when 28 February is over, so on 1 March of a year without that day; a mother is older than her
child; who is 18 on the day she comes is no child of an admission. Nothing here looks for anybody.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from journal.domain.broken_sheets import BornLater, BornLongAgo, NotYounger, OfAgeWhenAdmitted
from journal.domain.errors import Tampered
from journal.domain.ids import StaffId

OF_AGE = 18
OLDEST = 120
LEAST_BETWEEN = 12
"""Years between a mother and her child below which both dates are worth a second look."""
DAYS_BEFORE = 30
"""How long before the day the house is told that a child comes of age (DL27)."""


class Turning(StrEnum):
    """How near a child is to the day on which it comes of age."""

    FAR = "far"
    SOON = "soon"
    TODAY = "today"
    OF_AGE = "of_age"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """
    The talk with somebody who comes of age: how and when it was, and who entered that when.

    Args:
        how: a code of ``deadline_how``.
        held_at, entered_at: with a time zone.
    """

    how: str
    held_at: datetime
    entered_at: datetime
    entered_by: StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class Born:
    """When somebody was born, if that is known, and the talk about what 18 means, once it was."""

    on: date | None = None
    talk: Talk | None = None


NOT_KNOWN = Born()


def birthday(born: date, age: int) -> date:
    """The day on which somebody is so many years old."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:  # 29 February in a year without it
        return date(born.year + age, 3, 1)


def age_on(born: date, day: date) -> int:
    """How many full years old somebody is on a day."""
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1


def turning(born: date, today: date) -> Turning:
    """How near the day is on which somebody comes of age."""
    days = (birthday(born, OF_AGE) - today).days
    if days > DAYS_BEFORE:
        return Turning.FAR
    if days > 0:
        return Turning.SOON
    return Turning.TODAY if days == 0 else Turning.OF_AGE


def require_possible(born: date, today: date) -> None:
    """
    Refuse what can be nobody's date of birth.

    Raises:
        BornLater: it lies ahead.
        BornLongAgo: more than 120 years ago.
    """
    if born > today:
        raise BornLater
    if age_on(born, today) > OLDEST:
        raise BornLongAgo(years=OLDEST)


def require_child(born: date, came_on: date) -> None:
    """
    Refuse a child who was an adult on the day of the admission.

    Raises:
        OfAgeWhenAdmitted: 18 or more on that day.
    """
    if age_on(born, came_on) >= OF_AGE:
        raise OfAgeWhenAdmitted(years=OF_AGE)


def is_close(child: date, women: Collection[date | None]) -> bool:
    """
    Compare a child with the women of its family, one of whom is its mother.

    Args:
        women: when each was born; one that is not known could be the mother, so nothing is said.

    Returns:
        Whether both dates are worth a second look: fewer than twelve years lie between them.

    Raises:
        NotYounger: none of the women was born before the child.
    """
    known = [one for one in women if one is not None]
    if not known or len(known) < len(women):
        return False
    if child <= min(known):
        raise NotYounger
    return age_on(min(known), child) < LEAST_BETWEEN


def to_content(born: Born) -> dict[str, Any]:
    """The fields of the document that is sealed."""
    talk = born.talk
    return {
        "on": None if born.on is None else born.on.isoformat(),
        "talk": None
        if talk is None
        else {
            "how": talk.how,
            "held": talk.held_at.isoformat(),
            "entered": talk.entered_at.isoformat(),
            "by": talk.entered_by.hex,
        },
    }


def from_content(content: Mapping[str, Any]) -> Born:
    """
    Read the fields of an opened document.

    Raises:
        Tampered: they are not what this program writes.
    """
    try:
        born_on, talk = content["on"], content["talk"]
        return Born(
            on=None if born_on is None else date.fromisoformat(born_on),
            talk=None if talk is None else _talk(talk),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Tampered from error


def _talk(fields: Mapping[str, Any]) -> Talk:
    return Talk(
        how=str(fields["how"]),
        held_at=datetime.fromisoformat(fields["held"]),
        entered_at=datetime.fromisoformat(fields["entered"]),
        entered_by=StaffId(UUID(fields["by"])),
    )
