"""
Pseudonyms: two neutral Danish words such as "Stille Birk", drawn by chance.

The pseudonym is derived from nothing about her, is no secret and proves nothing; it only lets
colleagues speak of a case without a name.
"""

import secrets
from collections.abc import Collection
from functools import cache
from importlib import resources


@cache
def words(name: str) -> tuple[str, ...]:
    """
    Read a word list, one word a line.

    Args:
        name: ``first`` (how) or ``second`` (what).
    """
    source = resources.files("journal.domain") / "words" / f"{name}.txt"
    return tuple(source.read_text(encoding="utf-8").split())


def draw(taken: Collection[str]) -> str:
    """
    Draw a pseudonym that no readable file of the house has.

    Args:
        taken: pseudonyms in use, as shown.

    Returns:
        Two capitalised words with one space between them.
    """
    in_use = {pseudonym.casefold() for pseudonym in taken}
    while True:
        pseudonym = f"{secrets.choice(words('first'))} {secrets.choice(words('second'))}".title()
        if pseudonym.casefold() not in in_use:
            return pseudonym


def initials(pseudonym: str) -> str:
    """The first letters of its two words, as a child stands above her mother's pages."""
    return "".join(word[0].upper() for word in pseudonym.split()[:2])


def is_drawn(pseudonym: str) -> bool:
    """Whether a pseudonym that came back with a form is one that ``draw`` could have given."""
    first, _, second = pseudonym.partition(" ")
    return (
        first.casefold() in words("first")
        and second.casefold() in words("second")
        and pseudonym == pseudonym.title()
    )
