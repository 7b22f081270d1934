"""
From an exact table to one that may leave the house: fixed recoding.

Rules (R-S1): answers are put together by a list that was fixed before anything was counted, never
by hiding the smallest next cell, for that can be undone. Every figure that is printed, and every
one that a reader gets by subtracting within the table, is zero or at least ``THRESHOLD`` persons of
at least as many families. Percentages are whole numbers of the published counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType

from journal.exports.counts import Count, Table
from journal.exports.reasons import NEARLY_ALL, Reason, Why

THRESHOLD = 5
"""Persons, and families, below which a figure is not given."""
KEPT_YEARS = 3
"""For so many years a level stays once it was chosen; the caller gives it as ``kept_level``."""
STAY_STEP = 5
"""Days to which the mean stay is rounded."""
LEAST_STAYS = 20
BASES = MappingProxyType(
    {
        "R": (20, 20, Why.BASE_WOMEN),
        "C": (20, 15, Why.BASE_CHILDREN),
        "H": (20, 20, Why.BASE_ENQUIRIES),
    }
)
"""Least persons and families of a table, by the first letter of its id."""
NO_PARTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """
    One row of a publication.

    Args:
        code: of the code list at the level of the table.
        persons: the figure; None where it is not given.
        percent: of the base, whole; None where the figure is not given.
        text: English message id in place of, or beside, the figure; "" for none.
    """

    code: str
    persons: int | None
    percent: int | None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """
    A table as it may be printed.

    Args:
        base: how many persons it is about; it stands beside the percentages.
        cells: in the order of the list.
        reasons: why it is not the exact table; for inside only.
        smallest: the smallest heads behind a figure that is given and not zero; for inside only.
    """

    id: str
    level: int
    base: int
    cells: Sequence[Shown]
    reasons: Sequence[Reason] = ()
    smallest: Count | None = None
    is_multiple: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """
    A table that is not printed: only ``reasons.NOT_PUBLISHED``.

    Args:
        total: of the persons, if that may be said; it is zero or at least the threshold.
        reasons: for inside only.
    """

    id: str
    total: int | None
    reasons: Sequence[Reason]


def protect(
    levels: Sequence[Table],
    *,
    threshold: int = THRESHOLD,
    kept_level: int | None = None,
    parts: Mapping[str, str] = NO_PARTS,
) -> Published | Withheld:
    """
    Return what may be printed of one table.

    Args:
        levels: the same table at each level of its fixed list, finest public level first.
        threshold: least persons and families of a figure.
        kept_level: at which it was published in the last three years; a finer one is not taken
            even if it would pass. None: it was not published.
        parts: codes of rows that count a part of another row ("of these"), to that row's code.

    Errors: ValueError if the levels are not of one table.
    """
    _check_one_table(levels)
    first = levels[0]
    if too_few := base_reasons(first):
        return Withheld(id=first.id, total=_total(first.base, threshold), reasons=too_few)
    allowed = [table for table in levels if kept_level is None or table.level >= kept_level]
    reasons = [] if len(allowed) == len(levels) else [Reason(why=Why.KEPT)]
    for table in allowed:
        failed = failures(table, threshold=threshold, parts=parts)
        if not failed or (table.is_multiple and _passing(table, threshold)):
            return _published(table, [*reasons, *failed], threshold, first.level)
        reasons += failed
    return Withheld(id=first.id, total=first.base.persons, reasons=_once(reasons))


def base_reasons(table: Table) -> Sequence[Reason]:
    """Return why a table has too few persons or families to be shown; empty if not."""
    persons, families, why = BASES[table.id[0]]
    if table.base.persons < persons or table.base.families < families:
        return [Reason(why=why)]
    return []


def failures(
    table: Table, *, threshold: int = THRESHOLD, parts: Mapping[str, str] = NO_PARTS
) -> Sequence[Reason]:
    """
    Return why a table may not be printed at its level, whatever its base; empty if it may.

    Every figure counts that can be had from the table: rows, what is missing to the base, the
    complement of each answer where several may be given, a row less its part.
    """
    figures = list(derived(table, parts))
    reasons = []
    if any(is_small(count.persons, threshold) for count in figures):
        reasons.append(Reason(why=Why.FEW_PERSONS, least=threshold))
    if any(count.persons and count.families < threshold for count in figures):
        reasons.append(Reason(why=Why.FEW_FAMILIES, least=threshold))
    if _has_one_answer(table, parts):
        reasons.append(Reason(why=Why.ONE_ANSWER))
    return reasons


def is_small(persons: int, threshold: int = THRESHOLD) -> bool:
    """Tell whether so many are too few for a figure; nobody is not too few."""
    return 0 < persons < threshold


def is_nearly_all(persons: int, base: int) -> bool:
    """Tell whether more than nine in ten are meant."""
    return 10 * persons > 9 * base


def is_printable(persons: Sequence[int], threshold: int = THRESHOLD) -> bool:
    """Tell whether single answers of one-person families pass: the rule for persons alone."""
    return not any(0 < n < threshold for n in persons) and sum(n > 0 for n in persons) >= 2


def derived(table: Table, parts: Mapping[str, str] = NO_PARTS) -> Iterator[Count]:
    """Yield every figure that the table gives or that can be subtracted within it."""
    yield from _rows(table, parts)
    by_code = {cell.code: cell.count for cell in table.cells}
    if table.is_multiple:
        yield from (less(table.base, [count]) for count in by_code.values())
    for whole in {parts[code] for code in by_code if code in parts}:
        inside = [by_code[code] for code in by_code if parts.get(code) == whole]
        yield from inside
        yield less(by_code[whole], inside)


def less(whole: Count, inside: Sequence[Count]) -> Count:
    """
    Return what remains of a count without some of its parts.

    Of the families only the fewest possible are known: a family may have members on both sides.
    """
    persons = whole.persons - sum(count.persons for count in inside)
    families = whole.families - sum(count.families for count in inside)
    return Count(persons=persons, families=max(0, min(families, persons)))


def percent(persons: int, base: int) -> int:
    """Return a whole percentage, half up, in integers."""
    return (200 * persons + base) // (2 * base)


def mean_stay(days: int, stays: Count) -> int | None:
    """
    Return the mean stay to the nearest five days.

    Args:
        days: the sum of all stays.
        stays: how many, of how many women.

    The return value is None for fewer than twenty stays or women: one long stay would show.
    """
    if stays.persons < LEAST_STAYS or stays.families < LEAST_STAYS:
        return None
    return (2 * days + STAY_STEP * stays.persons) // (2 * STAY_STEP * stays.persons) * STAY_STEP


def _rows(table: Table, parts: Mapping[str, str]) -> list[Count]:
    rows = [cell.count for cell in table.cells if cell.code not in parts]
    if table.is_multiple:
        return rows
    rest = less(table.base, rows)
    if rest.persons < 0:
        raise ValueError("more answers than persons")
    return [*rows, rest]


def _has_one_answer(table: Table, parts: Mapping[str, str]) -> bool:
    if table.is_multiple:
        return any(cell.count.persons in {0, table.base.persons} for cell in table.cells)
    return sum(count.persons > 0 for count in _rows(table, parts)) < 2


def _passing(table: Table, threshold: int) -> AbstractSet[str]:
    return {
        cell.code
        for cell in table.cells
        if 0 < cell.count.persons < table.base.persons
        and not any(
            is_small(count.persons, threshold) or (count.persons and count.families < threshold)
            for count in (cell.count, less(table.base, [cell.count]))
        )
    }


def _published(table: Table, reasons: Sequence[Reason], threshold: int, first: int) -> Published:
    base = table.base.persons
    nearly = {cell.code for cell in table.cells if is_nearly_all(cell.count.persons, base)}
    given = {cell.code for cell in table.cells}
    if table.is_multiple:
        passing = _passing(table, threshold)
        few = {c.code for c in table.cells if is_nearly_all(base - c.count.persons, base)}
        given, nearly = set(passing) - nearly - few, nearly & passing
    elif nearly:
        given = set()
    if table.level > first:
        reasons = [*reasons, Reason(why=Why.COARSER, least=threshold)]
    texts = dict.fromkeys(nearly, NEARLY_ALL)
    counts = [cell.count for cell in table.cells if cell.code in given]
    if table.is_multiple:
        counts += [less(table.base, [count]) for count in counts]
    return Published(
        id=table.id,
        level=table.level,
        base=base,
        cells=[
            Shown(
                code=cell.code,
                persons=cell.count.persons if cell.code in given else None,
                percent=percent(cell.count.persons, base) if cell.code in given else None,
                text=texts.get(cell.code, ""),
            )
            for cell in table.cells
        ],
        reasons=_once([*reasons, *([Reason(why=Why.NEARLY_ALL)] if nearly else [])]),
        smallest=min(filter(_has_persons, counts), key=_size, default=None),
        is_multiple=table.is_multiple,
    )


def _has_persons(count: Count) -> bool:
    return count.persons > 0


def _size(count: Count) -> tuple[int, int]:
    return count.families, count.persons


def _total(base: Count, threshold: int) -> int | None:
    is_few = is_small(base.persons, threshold) or (base.persons and base.families < threshold)
    return None if is_few else base.persons


def _once(reasons: Sequence[Reason]) -> Sequence[Reason]:
    return list({reason.why: reason for reason in reasons}.values())


def _check_one_table(levels: Sequence[Table]) -> None:
    if not levels:
        raise ValueError("a table has at least one public level")
    same = {(table.id, table.base, table.is_multiple) for table in levels}
    rising = [table.level for table in levels]
    if len(same) != 1 or rising != sorted(set(rising)):
        raise ValueError("not the levels of one table, finest first")
