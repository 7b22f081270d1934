"""
Words that look like a person: civil registration and phone numbers, addresses, streets, names.

Rule: it only warns. A false alarm costs a second look; a wrong "no" would cost the sentence that a
colleague needed, so nothing here ever stops anybody. Nothing found is kept or logged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources

_CPR = re.compile(
    r"(?<!\d)(?:0[1-9]|[12]\d|3[01])[ ./-]?(?:0[1-9]|1[0-2])[ ./-]?\d{2}[ -]?\d{4}(?!\d)"
)
_PHONE = re.compile(
    r"(?<![\d+])(?!(?:19|20)\d{2}-\d{2}-\d{2}\b)"
    r"(?:(?:\+|00)\d{2}[ ]?)?\d{2}(?:[ .-]?\d{2}){3}(?!\d)"
)
_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
_STREET = re.compile(
    r"[^\W\d_]{2,}(?:vej|gade|gaden|vejen|allé|alle|stræde|plads|torv|vænge|vænget|parken|gården|"
    r"boulevard|kollegiet|haven|bakken|toften|engen|lunden|krogen|stien)",
    re.IGNORECASE,
)
_HOUSE_NUMBER = re.compile(r"[ ,]+\d{1,3}(?:[ ]?[a-z])?\b", re.IGNORECASE)
_ORDINARY = frozenset({"undervej", "hovedgade", "omvej", "genvej", "udvej", "arbejdsplads"})
"""What ends like a street and is none; with a house number after it, it is."""


class Likeness(StrEnum):
    """What words look like."""

    CPR = "cpr"
    PHONE = "phone"
    MAIL = "mail"
    STREET = "street"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Words of a text, and what they look like."""

    kind: Likeness
    words: str = field(repr=False)


@cache
def given_names() -> frozenset[str]:
    """Given names in lower case that are common in Denmark, whatever language they come from."""
    source = resources.files("journal.domain") / "words" / "given_names.txt"
    lines = source.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))


def looks_like_person(text: str) -> Sequence[Alike]:
    """
    Which words of a text look like a person, in the order of the text's kinds.

    Args:
        text: as typed, in any case.
    """
    numbers = [Alike(kind=Likeness.CPR, words=each) for each in _CPR.findall(text)]
    rest = _CPR.sub(" ", text)
    numbers += [Alike(kind=Likeness.PHONE, words=each) for each in _PHONE.findall(rest)]
    mails = [Alike(kind=Likeness.MAIL, words=each) for each in _MAIL.findall(text)]
    rest = _MAIL.sub(" ", rest)
    return [*numbers, *mails, *_streets(rest), *_names(rest)]


def _streets(text: str) -> list[Alike]:
    found = []
    for word in _WORD.finditer(text):
        number = _HOUSE_NUMBER.match(text, word.end())
        is_street = _STREET.fullmatch(word.group()) is not None
        if is_street and (number or word.group().casefold() not in _ORDINARY):
            found.append(word.group() + (number.group() if number else ""))
    return [Alike(kind=Likeness.STREET, words=each) for each in found]


def _names(text: str) -> list[Alike]:
    known = given_names()
    words = (word.group() for word in _WORD.finditer(text))
    found = [
        word
        for word in words
        if any(part.removesuffix("s") in known or part in known for part in _parts(word))
    ]
    return [Alike(kind=Likeness.NAME, words=word) for word in dict.fromkeys(found)]


def _parts(word: str) -> list[str]:
    """A double name also counts by its halves."""
    return [word.casefold(), *word.casefold().split("-")]
