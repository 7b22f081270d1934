"""
Finding words in notes: folding, what was asked, and whether a text has it.

Rules: capitals, accents and the two ways to write æ, ø and å make no difference; a word is found as
a part of a longer one, what stands in quotation marks only as whole words in that order; every step
is linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from journal.domain.broken_search import NothingAsked, SearchTooLong, TooManyWords, WordTooShort
from journal.domain.ids import NoteId, StaffId

MAX_CHARACTERS = 200
"""Longest search, in code points."""

MAX_TERMS = 10
AT_ONCE = 2_000
"""How many notes one request scans within 300 ms; whoever asks for more sees how far it is."""

MOST_HITS = 500

_LETTERS = tuple(
    zip("æøåÆØÅäöÄÖ", ("ae", "oe", "aa", "ae", "oe", "aa", "ae", "oe", "ae", "oe"), strict=True)
)
"""How the letters that Danish and its neighbours add to the alphabet are typed without them."""

_MARKS = frozenset({"Mn", "Me", "Cf"})
"""Categories of what changes or hides a letter and is no letter: accents, direction, width none."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_QUOTES = re.compile('["“”„«»]')
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """
    A text as it is compared: without capitals, accents and the Danish letters, otherwise as it is.

    Returns:
        For each character nothing, one or some; ``excerpts`` finds the way back.
    """
    plain = _without_letters(text)
    if not plain.isascii():
        composed = unicodedata.normalize("NFC", text)
        plain = _BEYOND_ASCII.sub(_plain, _without_letters(composed))
    return plain.lower()


def _without_letters(text: str) -> str:
    # Ten passes in C take a tenth of what one look-up for each character does.
    for letter, plain in _LETTERS:
        text = text.replace(letter, plain)
    return text


def _plain(run: re.Match[str]) -> str:
    return "".join(_plain_character(character) for character in run[0])


@lru_cache(1_024)
def _plain_character(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    letters = "".join(one for one in parts if unicodedata.category(one) not in _MARKS)
    return _without_letters(letters).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """
    One thing that a text must have.

    Args:
        words: folded: one that may stand inside another, or those of a phrase in their order.
        is_phrase: they stand as whole words, with nothing but spaces and signs between them.
    """

    words: tuple[str, ...] = field(repr=False)
    is_phrase: bool = False

    def is_in(self, folded: str) -> bool:
        """Whether a folded text has it."""
        if not all(word in folded for word in self.words):
            return False
        return not self.is_phrase or next(self.places(folded), None) is not None

    def places(self, folded: str) -> Iterator[tuple[int, int]]:
        """Where a folded text has it, from and to, in order and without overlap."""
        if self.is_phrase:
            yield from self._phrases(folded)
            return
        (word,) = self.words
        start = folded.find(word)
        while start >= 0:
            yield start, start + len(word)
            start = folded.find(word, start + len(word))

    def _phrases(self, folded: str) -> Iterator[tuple[int, int]]:
        """
        The words of the text stand in a line with one space between, and the phrase is found there.

        Trying it word by word at each place takes its length times that of the text. No pattern is
        made of what was typed: it would stay.
        """
        found = list(_WORD.finditer(folded))
        numbers: dict[int, int] = {}
        at = 0
        for number, one in enumerate(found):
            numbers[at] = number
            at += len(one[0]) + 1
        line = " ".join(["", *(one[0] for one in found), ""])
        wanted = " ".join(["", *self.words, ""])
        start = line.find(wanted)
        while start >= 0:
            first = numbers[start]
            yield found[first].start(), found[first + len(self.words) - 1].end()
            start = line.find(wanted, start + len(wanted) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    What somebody looks for; a note must fit all of it.

    Args:
        terms: each must be in the text.
        kind: a code of the kinds of note.
        author: who wrote it.
        day_from, day_to: of the event, both included, by the calendar of the house.
        language: of who asks: what was chosen from a list is found by the words she reads.
    """

    terms: tuple[Term, ...] = ()
    kind: str | None = None
    author: StaffId | None = None
    day_from: date | None = None
    day_to: date | None = None
    language: str = "da"

    def is_in(self, text: str) -> bool:
        """Whether a text, as it was written, has every word that was asked for."""
        folded = fold(text)
        return all(term.is_in(folded) for term in self.terms)

    def has_some(self, text: str) -> bool:
        """Whether a text, as it was written, has one of the words that were asked for."""
        folded = fold(text)
        return any(term.is_in(folded) for term in self.terms)

    def require_something(self) -> None:
        """Refuse a search for nothing at all; raises ``NothingAsked``."""
        if not self.terms and (self.kind, self.author, self.day_from, self.day_to) == (None,) * 4:
            raise NothingAsked


class Place(NamedTuple):
    """Where a search has come to: the event of the last note that was looked at, and its id."""

    occurred_at: datetime
    id: NoteId


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """
    How far a search has come, as its page carries it.

    Args:
        hits: notes that were found, newest event first.
        done: how many notes were gone through.
        unread: how many of them did not open.
        after: where it goes on; None at its beginning, and when it is over.
        page: of the hits, from 1; 0 until it is over.
    """

    hits: Sequence[NoteId] = ()
    done: int = 0
    unread: int = 0
    after: Place | None = None
    page: int = 0


def terms_of(typed: str) -> tuple[Term, ...]:
    """
    Understand what was typed: words, and phrases in quotation marks of any kind.

    A quotation mark that is never closed counts to the end.

    Raises:
        SearchTooLong: more than 200 characters.
        TooManyWords: more than ten words and phrases.
        WordTooShort: a single character that may stand inside any word.
    """
    if len(typed) > MAX_CHARACTERS:
        raise SearchTooLong(length=len(typed), limit=MAX_CHARACTERS)
    terms: dict[Term, None] = {}
    for number, stretch in enumerate(_QUOTES.split(typed)):
        found = [_phrase(stretch)] if number % 2 else [_part(word) for word in stretch.split()]
        terms |= dict.fromkeys(term for term in found if term is not None)
    if len(terms) > MAX_TERMS:
        raise TooManyWords(limit=MAX_TERMS)
    return tuple(terms)


def _part(word: str) -> Term | None:
    folded = fold(word)
    if len(folded) == 1:
        raise WordTooShort
    return Term(words=(folded,)) if folded else None


def _phrase(stretch: str) -> Term | None:
    words = tuple(_WORD.findall(fold(stretch)))
    return Term(words=words, is_phrase=True) if words else None
