"""
Where a text has what was looked for: stretches of it, as it was written, with the words marked.

Rules: an excerpt is cut out of the text itself, never out of its folded form, and never inside a
letter; every step is linear in the text.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from journal.domain.search import Term, fold

CONTEXT = 70
"""How many characters of an excerpt stand on each side of what was found."""

MOST_EXCERPTS = 3
_ODD = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of an excerpt as it was written; ``is_hit`` when it is what was looked for."""

    text: str = field(repr=False)
    is_hit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A stretch of a text; ``follows`` and ``goes_on`` when there is more before and after it."""

    pieces: tuple[Piece, ...]
    follows: bool
    goes_on: bool


def excerpts(text: str, terms: Sequence[Term]) -> list[Excerpt]:
    """
    Where a text has what was looked for, with the words around it.

    Args:
        text: as it was written.
        terms: none for a search without words: then its beginning.

    Returns:
        At most three, in their order, which do not overlap.
    """
    hits = _hits(text, terms)
    if not hits:
        end = _before(text, 2 * CONTEXT, 0)
        return [Excerpt(pieces=(Piece(text=text[:end]),), follows=False, goes_on=end < len(text))]
    windows: list[tuple[int, int]] = []
    for start, end in hits:
        first = _after(text, start - CONTEXT, start)
        last = _before(text, end + CONTEXT, end)
        if windows and first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(last, windows[-1][1]))
        elif len(windows) < MOST_EXCERPTS:
            windows.append((first, last))
        else:
            break
    return [_excerpt(text, window, hits) for window in windows]


def _excerpt(text: str, window: tuple[int, int], hits: Sequence[tuple[int, int]]) -> Excerpt:
    first, last = window
    inside = [(start, end) for start, end in hits if first <= start and end <= last]
    pieces: list[Piece] = []
    at = first
    for start, end in inside:
        pieces += [Piece(text=text[at:start]), Piece(text=text[start:end], is_hit=True)]
        at = end
    pieces.append(Piece(text=text[at:last]))
    return Excerpt(
        pieces=tuple(piece for piece in pieces if piece.text),
        follows=first > 0,
        goes_on=last < len(text),
    )


def _aligned(text: str) -> tuple[str, list[int], list[int]]:
    """
    A text folded, with where in the text the letter of each folded character begins and ends.

    What is plain ASCII is folded as long as it was, and at once; what is not goes letter by letter,
    and with it the letter before, whose combining marks may begin the stretch.
    """
    parts: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    at = 0
    for odd in (*_ODD.finditer(text), None):
        until = len(text) if odd is None else odd.start()
        parts.append(text[at:until].lower())
        begins.extend(range(at, until))
        ends.extend(range(at + 1, until + 1))
        for start, end in pairwise(_letters(text, odd)) if odd else ():
            plain = _folded(text[start:end])
            parts.append(plain)
            begins.extend([start] * len(plain))
            ends.extend([end] * len(plain))
        at = odd.end() if odd else until
    return "".join(parts), begins, ends


def _letters(text: str, odd: re.Match[str]) -> list[int]:
    """Where each letter of a stretch begins, its combining marks with it; its end last."""
    inside = range(odd.start() + 1, odd.end())
    rest = [at for at in inside if not unicodedata.combining(text[at])]
    return [odd.start(), *rest, odd.end()]


def _hits(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the text has the terms, from and to in the text itself, in order and joined."""
    if not terms:
        return []
    whole, begins, ends = _aligned(text)
    found = sorted(
        (begins[start], ends[end - 1]) for term in terms for start, end in term.places(whole)
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _after(text: str, wanted: int, latest: int) -> int:
    """Where an excerpt begins: after the first space from there on, and never inside a letter."""
    if wanted <= 0:
        return 0
    space = _SPACE.search(text, wanted, latest)
    if space:
        return space.end()
    while wanted < len(text) and unicodedata.combining(text[wanted]):
        wanted += 1
    return wanted


def _before(text: str, wanted: int, earliest: int) -> int:
    """Where an excerpt ends: before the last space up to there, and never inside a letter."""
    if wanted >= len(text):
        return len(text)
    stretch = text[earliest:wanted]
    kept = stretch.rstrip() if text[wanted].isspace() else re.sub(r"\S*\Z", "", stretch).rstrip()
    if kept:
        return earliest + len(kept)
    while wanted > earliest and unicodedata.combining(text[wanted]):
        wanted -= 1
    return wanted


def _folded(letter: str) -> str:
    """One letter with its combining marks as it is compared; a letter alone is looked up."""
    return _folded_alone(letter) if len(letter) == 1 else fold(letter)


_folded_alone = lru_cache(1_024)(fold)
