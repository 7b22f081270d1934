"""
What a password must be: long, and not one that everybody tries.

Source: OWASP ASVS 5.0, 6.2.1, 6.2.4, 6.2.9 and 6.2.12; no composition rules, pasting allowed.
"""

import unicodedata
from functools import cache
from importlib import resources

from journal.domain.entry import PasswordWeak

MIN_CHARACTERS = 12
MIN_WORDS = 3
MIN_WORD_CHARACTERS = 3
MAX_CHARACTERS = 256


@cache
def known_passwords() -> frozenset[str]:
    """The shipped list of known passwords, in lower case."""
    source = resources.files("journal.domain") / "words" / "known_passwords.txt"
    return frozenset(source.read_text(encoding="utf-8").splitlines())


def require_strong(password: str) -> None:
    """
    Refuse a password that is short or known.

    Args:
        password: as typed.

    Raises:
        PasswordWeak: fewer than 12 characters and fewer than three words, more than 256 characters,
            fewer than five different ones, or on the list.
    """
    text = unicodedata.normalize("NFC", password)
    many_words = sum(len(word) >= MIN_WORD_CHARACTERS for word in text.split()) >= MIN_WORDS
    long_enough = len(text) >= MIN_CHARACTERS or many_words
    is_monotonous = len(set(text.casefold())) < 5
    if (
        not long_enough
        or len(text) > MAX_CHARACTERS
        or is_monotonous
        or text.casefold() in known_passwords()
    ):
        raise PasswordWeak
