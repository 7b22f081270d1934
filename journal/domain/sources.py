"""
Where each statement of a note comes from: seen, told, judged or decided (R-N5).

A line that begins with the words of a code and a colon, in either language, opens a statement; it
ends at an empty line, at the next such line or with the text. The text itself is kept as typed;
what was found is signed along with it, so that it stays what it was when words of the list change.
"""

import re
from dataclasses import dataclass, field
from functools import cache

from journal.domain.codes import code_list

CODES = "note_source"
_OPENING = re.compile(r"(?m)^[ \t]*([^\n:]{1,39}):[ \t]*")
_PAUSE = re.compile(r"\n[ \t]*(?=\n)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    One statement of a text with its source, in code points from the beginning of the text.

    Args:
        start: where its opening words begin.
        words: where the statement itself begins, behind the colon.
        end: behind its last character.
        code: of the list ``note_source``.
    """

    start: int
    words: int
    end: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of a text as it is shown; ``source`` is None for what has none."""

    text: str = field(repr=False)
    source: str | None = None


def find_sources(text: str) -> tuple[Source, ...]:
    """The statements of a text that say where they come from, in order."""
    openings = [
        (found.start(), found.end(), code)
        for found in _OPENING.finditer(text)
        if (code := _codes().get(" ".join(found[1].split()).casefold()))
    ]
    ends = [start for start, _, _ in openings[1:]] + [len(text)]
    sources = []
    for (start, words, code), limit in zip(openings, ends, strict=False):
        pause = _PAUSE.search(text, words, limit)
        end = len(text[:limit].rstrip("\n")) if pause is None else pause.start()
        sources.append(Source(start=start, words=words, end=max(words, end), code=code))
    return tuple(sources)


def passages(text: str, sources: tuple[Source, ...]) -> list[Passage]:
    """A text in pieces, in order: each statement under its source, and what stands between."""
    pieces, at = [], 0
    for one in sources:
        pieces.append(Passage(text=text[at : one.start]))
        pieces.append(Passage(text=text[one.words : one.end], source=one.code))
        at = one.end
    pieces.append(Passage(text=text[at:]))
    return [piece for piece in pieces if piece.source or piece.text.strip()]


@cache
def _codes() -> dict[str, str]:
    return {
        words.casefold(): entry.code
        for entry in code_list(CODES).values()
        for words in (entry.da, entry.en)
    }
