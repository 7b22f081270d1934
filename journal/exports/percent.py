"""
Percentages of the year in whole numbers only, in three ways of rounding.

Rules: tenths of a percent, half a tenth rounded up; ``PLAIN`` is honest and the default, its
figures may not sum to 100; in the two others one row takes up what rounding leaves over, as printed
catalogues do by hand. Nothing here is a float.
"""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

WHOLE = 10
"""Tenths of one."""


class Mode(StrEnum):
    """
    What becomes of what rounding leaves over.

    ``PLAIN``: nothing. ``FORCED_LAST_UNIQUE``: it goes to the last row whose count no other row
    has, so that equal counts never show different figures. ``FORCED_NAMED``: to the row that the
    table names, and where none is named to that one.
    """

    PLAIN = "plain"
    FORCED_LAST_UNIQUE = "forced_last_unique"
    FORCED_NAMED = "forced_named"


def tenths(count: int, base: int) -> int | None:
    """
    A share in tenths of a percent, half a tenth rounded up.

    Returns:
        None for a share of nobody.
    """
    return None if base == 0 else (2000 * count + base) // (2 * base)


def whole(count: int, base: int) -> int | None:
    """A share in whole percents, half rounded up; None for a share of nobody."""
    return None if base == 0 else (200 * count + base) // (2 * base)


def mean_tenths(total: int, count: int) -> int | None:
    """A mean in tenths, half rounded up; None for the mean of nothing."""
    return None if count == 0 else (20 * total + count) // (2 * count)


def column(
    counts: Sequence[int], base: int, mode: Mode = Mode.PLAIN, named: int | None = None
) -> list[int | None]:
    """
    The percentages of the disjoint rows of a table, in tenths.

    Args:
        counts: of the rows that are printed; their sum may be less than the base.
        named: index of the row that the table names; None for none.
    """
    figures = [tenths(count, base) for count in counts]
    known = [figure for figure in figures if figure is not None]
    total = tenths(sum(counts), base)
    moved = _moved(counts, mode, named)
    if total is not None and moved is not None:
        figures[moved] = max(0, total - sum(known) + known[moved])
    return figures


def _moved(counts: Sequence[int], mode: Mode, named: int | None) -> int | None:
    """Which row takes up what is left over; never one that nobody gave."""
    if mode is Mode.PLAIN:
        return None
    if mode is Mode.FORCED_NAMED and named is not None and counts[named] > 0:
        return named
    times = Counter(counts)
    unique = [at for at, count in enumerate(counts) if count > 0 and times[count] == 1]
    return unique[-1] if unique else None


def number(found: int, language: str) -> str:
    """Tenths as people write them: a comma in Danish, and no ``,0``."""
    units, rest = divmod(abs(found), WHOLE)
    sign = "-" if found < 0 else ""
    if rest == 0:
        return f"{sign}{units}"
    return f"{sign}{units}{',' if language == 'da' else '.'}{rest}"


def in_words(found: int | None, language: str) -> str:
    """Tenths of a percent as people write them, in Danish with a space before %; - for none."""
    if found is None:
        return "-"
    return f"{number(found, language)}{' %' if language == 'da' else '%'}"
