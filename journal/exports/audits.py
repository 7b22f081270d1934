"""
Calculating backwards, as an attacker would: which exact tables would be printed the same way?

Rules: she knows every rule of this program and the base, but no key. Each count of one to four must
be able to have ``LEAST_VALUES`` values at least; what cannot be shown to be so is not released. A
failed audit blocks, it does not warn. Tables of two answers crossed are refused, not audited: their
audit needs integer programming, for which there is no library here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from journal.exports.counts import Table
from journal.exports.protect import (
    NO_PARTS,
    THRESHOLD,
    Published,
    Withheld,
    is_nearly_all,
    is_printable,
    is_small,
)

LEAST_VALUES = 3
MOST_TABLES = 200_000
"""Tables that are tried one by one before an audit gives up, which is a failure."""

Counts = tuple[int, ...]
Gives = Callable[[Counts], bool]
"""Tells whether exact counts could be printed as what is proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """
    What came of an audit.

    Args:
        narrow: places of the small counts for which too few values were found; empty if it passed.
    """

    narrow: Sequence[int]

    @property
    def passed(self) -> bool:
        """Tell whether it may be released as far as this audit goes."""
        return not self.narrow


def audit(counts: Counts, gives: Gives, *, least: int = LEAST_VALUES) -> Audit:
    """
    Look for other tables with the same base that would be printed the same way.

    Args:
        counts: the exact ones.
        gives: whether a table could be printed as what is proposed; true of ``counts``.
    """
    small = [place for place, count in enumerate(counts) if is_small(count)]
    if small and not gives(counts):
        return Audit(narrow=small)
    narrow = [place for place in small if len(_nearby(counts, place, gives, least)) < least]
    if narrow and how_many(sum(counts), len(counts)) <= MOST_TABLES:
        same = [table for table in tables(sum(counts), len(counts)) if gives(table)]
        narrow = [place for place in narrow if len({table[place] for table in same}) < least]
    return Audit(narrow=narrow)


def audit_recoding(
    levels: Sequence[Table],
    steps: Sequence[Mapping[str, str]],
    result: Published | Withheld,
    *,
    kept_level: int | None = None,
    parts: Mapping[str, str] = NO_PARTS,
    threshold: int = THRESHOLD,
) -> Audit:
    """
    Audit what ``protect`` returned.

    Args:
        levels: as they were given to ``protect``.
        steps: for each level but the last, the code at the next level of each of its codes.
        result: what is proposed.
        kept_level: as it was given to ``protect``.
        parts: as they were given to ``protect``.

    Where a level failed for its families alone, which the attacker cannot see, any table that
    gives the same figures would do.
    """
    first = levels[0]
    if first.is_multiple:
        return _audit_items(first, result, threshold)
    codes = [cell.code for cell in first.cells if cell.code not in parts]
    exact = tuple(cell.count.persons for cell in first.cells if cell.code not in parts)
    if rest := first.base.persons - sum(exact):
        exact = (*exact, rest)
    rows = _rows_of(codes, steps, has_rest=bool(rest))
    printed = None
    failed = []
    for n, table in enumerate(levels):
        if isinstance(result, Published) and table.level == result.level:
            printed = n
            break
        is_asked = kept_level is None or table.level >= kept_level
        if is_asked and not is_printable(rows[n].sums(exact), threshold):
            failed.append(n)

    def gives(counts: Counts) -> bool:
        if any(is_printable(rows[n].sums(counts), threshold) for n in failed):
            return False
        if printed is None:
            return True
        sums, true = rows[printed].sums(counts), rows[printed].sums(exact)
        leads = [is_nearly_all(count, sum(true)) for count in true]
        if any(leads):
            is_same = leads == [is_nearly_all(count, sum(sums)) for count in sums]
            return is_same and is_printable(sums, threshold)
        return sums == true

    return audit(exact, gives)


def tables(total: int, cells: int) -> Iterator[Counts]:
    """Yield every table of so many persons in so many cells."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in tables(total - first, cells - 1):
            yield (first, *rest)


def how_many(total: int, cells: int) -> int:
    """Return how many tables there are of so many persons in so many cells."""
    number = 1
    for place in range(1, cells):
        number = number * (total + place) // place
    return number


@dataclass(frozen=True, slots=True)
class _Rows:
    """In which row of a level each row of the finest one lies."""

    places: Sequence[int]
    size: int

    def sums(self, counts: Counts) -> Counts:
        """Return the counts at this level."""
        sums = [0] * self.size
        for place, count in zip(self.places, counts, strict=True):
            sums[place] += count
        return tuple(sums)


def _rows_of(
    codes: Sequence[str], steps: Sequence[Mapping[str, str]], *, has_rest: bool
) -> Sequence[_Rows]:
    """Return the rows of each level; who did not answer stays in a row without a code."""
    now = [*codes, *([""] if has_rest else [])]
    found = []
    for step in ({code: code for code in codes}, *steps):
        now = [step[code] if code else code for code in now]
        order = list(dict.fromkeys(now))
        found.append(_Rows([order.index(code) for code in now], len(order)))
    return found


def _audit_items(table: Table, result: Published | Withheld, threshold: int) -> Audit:
    """Audit a table of several answers: each is a table of yes and no of its own."""
    cells = result.cells if isinstance(result, Published) else ()
    shown = {cell.code for cell in cells if cell.persons is not None}
    narrow = []
    for place, cell in enumerate(table.cells):
        counts = (cell.count.persons, table.base.persons - cell.count.persons)
        if cell.code not in shown and is_printable(counts, threshold):
            continue
        is_printed = cell.code in shown

        def gives(other: Counts, counts: Counts = counts, *, is_printed: bool = is_printed) -> bool:
            return other == counts if is_printed else not is_printable(other, threshold)

        if not audit(counts, gives).passed:
            narrow.append(place)
    return Audit(narrow=narrow)


def _nearby(counts: Counts, place: int, gives: Gives, least: int) -> set[int]:
    """Return values that a count could have, found by moving a few persons to or from it."""
    found = {counts[place]}
    for other in range(len(counts)):
        for moved in range(-counts[place], 2 * THRESHOLD):
            if other == place or (not 0 <= moved <= counts[other] and moved >= 0):
                continue
            table = list(counts)
            table[place] += moved
            table[other] -= moved
            if gives(tuple(table)):
                found.add(table[place])
            if len(found) >= least:
                return found
    return found
