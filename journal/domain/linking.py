"""
Two files of one woman, linked because she wants it.

Rules: nothing is linked without her consent, nor by anybody but a person; only files of women are
linked, and none with itself; what she takes back is gone from the file, and stays in the log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from journal.domain.broken_linking import (
    AlreadyLinked,
    AnotherFile,
    ConsentAhead,
    ConsentMissing,
    NotLinked,
    OnlyWomen,
)
from journal.domain.cases import PersonKind
from journal.domain.errors import Tampered
from journal.domain.ids import CaseId


class Way(StrEnum):
    """How she has agreed: with the code of the earlier file, or by saying so."""

    CODE = "code"
    WORD = "word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """
    What she has agreed to.

    Args:
        is_given: somebody has asked her, and she said yes.
        on: the day on which she did, in the zone of the house.
    """

    is_given: bool
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """
    That she was here before: it is kept in her later file alone.

    Args:
        earlier: the file of then.
        agreed_on: a day in the zone of the house.
    """

    earlier: CaseId
    way: Way
    agreed_on: date


def require_consent(consent: Consent, today: date) -> None:
    """
    Insist that she has agreed, and not in the future.

    Args:
        today: in the zone of the house.

    Raises:
        ConsentMissing: nobody says that she did.
        ConsentAhead: the day has not come.
    """
    if not consent.is_given:
        raise ConsentMissing
    if consent.on > today:
        raise ConsentAhead


def require_two_of_a_woman(
    one: tuple[CaseId, PersonKind], other: tuple[CaseId, PersonKind]
) -> None:
    """
    Insist on two files, each of a woman.

    Raises:
        AnotherFile: it is one file.
        OnlyWomen: one of them is a child's.
    """
    if one[0] == other[0]:
        raise AnotherFile
    if {one[1], other[1]} != {PersonKind.WOMAN}:
        raise OnlyWomen


def joined(links: Iterable[Link], new: Link) -> list[Link]:
    """
    The links with one more.

    Raises:
        AlreadyLinked: that file is among them.
    """
    before = list(links)
    if any(one.earlier == new.earlier for one in before):
        raise AlreadyLinked
    return [*before, new]


def without(links: Iterable[Link], place: int) -> list[Link]:
    """
    The links that are left when she has taken back her consent to one.

    Args:
        place: which it is, counted from 0: who undoes it need not know which file it leads to.

    Raises:
        NotLinked: there are not so many.
    """
    before = list(links)
    if not 0 <= place < len(before):
        raise NotLinked
    return [one for at, one in enumerate(before) if at != place]


def to_document(links: Iterable[Link]) -> dict[str, Any]:
    """The links as they are sealed."""
    return {
        "links": [
            {
                "earlier": one.earlier.hex,
                "way": one.way.value,
                "agreed_on": one.agreed_on.isoformat(),
            }
            for one in links
        ]
    }


def from_document(document: Mapping[str, Any]) -> list[Link]:
    """
    The links of an opened document.

    Raises:
        Tampered: no document of links.
    """
    try:
        return [
            Link(
                earlier=CaseId(UUID(one["earlier"])),
                way=Way(one["way"]),
                agreed_on=date.fromisoformat(one["agreed_on"]),
            )
            for one in document["links"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise Tampered from error


def folded(words: str) -> str:
    """A pseudonym as it is compared: in small letters, one space between its words."""
    return " ".join(words.split()).casefold()
