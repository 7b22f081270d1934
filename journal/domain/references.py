"""
References outside: what a letter calls somebody in place of a name.

Rules: drawn at random, derived from nothing, another one for each recipient, so two letters that
meet outside tell nobody that they are about one person.
"""

import secrets
from collections.abc import Iterable

from journal.domain.broken_sheets import RecipientKnown

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0, 1, I, L, O and U: nothing is mistaken over the telephone."""
_GROUP = 4


def draw() -> str:
    """A new reference: two groups of four signs, nearly 40 random bits."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(2 * _GROUP))
    return f"{signs[:_GROUP]}-{signs[_GROUP:]}"


def require_new(recipient: str, known: Iterable[str]) -> None:
    """
    Refuse a second reference for one recipient; case and white space make no difference.

    Raises:
        RecipientKnown: it has one.
    """
    if _plain(recipient) in {_plain(one) for one in known}:
        raise RecipientKnown


def _plain(recipient: str) -> str:
    return " ".join(recipient.split()).casefold()
