"""
Hiding cells instead of putting answers together: the named alternative, off by default.

Rules: a small cell is never hidden alone, and what is hidden with it is chosen by a key, never by
size, for the choice of the smallest can be undone by whoever knows the rule. All hidden cells bear
the same mark. Zeros are shown.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from journal.exports.audits import Audit, Counts, audit
from journal.exports.counts import Count, Table
from journal.exports.protect import (
    THRESHOLD,
    Published,
    Shown,
    Withheld,
    base_reasons,
    is_nearly_all,
    is_small,
    less,
    percent,
)
from journal.exports.reasons import Reason, Why

Order = Callable[[str], bytes]
"""
A keyed function, HMAC with a secret of the house bound to release and table by the caller: the same
words give the same bytes, and nobody without the key can tell which.
"""


def suppress(table: Table, order: Order, *, threshold: int = THRESHOLD) -> Published | Withheld:
    """
    Return a table with some cells hidden (``persons`` None), or none.

    Args:
        table: at one level, one answer for each person.
        order: decides which further cells are hidden.

    Errors: ValueError for a table of several answers, or one whose rows are not all persons.
    """
    rows = [cell.count for cell in table.cells]
    if table.is_multiple or sum(count.persons for count in rows) != table.base.persons:
        raise ValueError("suppression needs one answer of each person")
    if few := base_reasons(table):
        return Withheld(id=table.id, total=None, reasons=few)
    hidden = _hidden(table, order, threshold)
    counts = tuple(count.persons for count in rows)
    kept = [count for place, count in enumerate(rows) if place not in hidden and count.persons]
    total = table.base.persons
    small = Reason(why=Why.FEW_PERSONS, least=threshold)
    if len(kept) + bool(hidden) < 2 or any(is_nearly_all(n, total) for n in counts):
        return Withheld(id=table.id, total=total, reasons=[small])
    if not audit_suppression(counts, hidden, threshold=threshold).passed:
        return Withheld(id=table.id, total=total, reasons=[small, Reason(why=Why.AUDIT)])
    return Published(
        id=table.id,
        level=table.level,
        base=total,
        cells=[
            Shown(code=cell.code, persons=None, percent=None)
            if place in hidden
            else Shown(
                code=cell.code,
                persons=cell.count.persons,
                percent=percent(cell.count.persons, total),
            )
            for place, cell in enumerate(table.cells)
        ],
        reasons=[small] if hidden else [],
        smallest=min(kept, key=lambda count: (count.families, count.persons), default=None),
    )


def audit_suppression(
    counts: Counts, hidden: AbstractSet[int], *, threshold: int = THRESHOLD
) -> Audit:
    """Audit a choice of hidden cells against somebody who knows everything but the key."""

    def gives(other: Counts) -> bool:
        is_same = all(other[n] == count for n, count in enumerate(counts) if n not in hidden)
        return is_same and could_hide(other, hidden, threshold)

    return audit(counts, gives)


def could_hide(counts: Counts, hidden: AbstractSet[int], threshold: int = THRESHOLD) -> bool:
    """Tell whether there is a key under which exactly these cells are hidden."""
    small = {place for place, count in enumerate(counts) if is_small(count, threshold)}
    if not small:
        return not hidden
    if not small <= hidden or not all(counts[place] for place in hidden):
        return False
    if not _is_enough([counts[place] for place in hidden], threshold):
        return False
    further = hidden - small
    return not further or any(
        not _is_enough([counts[n] for n in hidden if n != last], threshold) for last in further
    )


def _hidden(table: Table, order: Order, threshold: int) -> AbstractSet[int]:
    """Hide small cells, then others by the key, until none of them can be worked out."""
    rows = [cell.count for cell in table.cells]
    hidden = {n for n, count in enumerate(rows) if _is_primary(count, threshold)}
    further = [n for n, count in enumerate(rows) if count.persons and n not in hidden]
    further.sort(key=lambda n: order(f"{table.id}:{table.cells[n].code}"))
    while hidden and further and not _is_safe(table, hidden, threshold):
        hidden.add(further.pop(0))
    return hidden


def _is_primary(count: Count, threshold: int) -> bool:
    return is_small(count.persons, threshold) or 0 < count.families < threshold


def _is_safe(table: Table, hidden: AbstractSet[int], threshold: int) -> bool:
    rows = [cell.count for cell in table.cells]
    remainder = less(table.base, [count for n, count in enumerate(rows) if n not in hidden])
    is_enough = _is_enough([rows[place].persons for place in hidden], threshold)
    return is_enough and remainder.families >= threshold


def _is_enough(hidden: Sequence[int], threshold: int) -> bool:
    """Two cells at least, of which the largest possible one reaches the threshold."""
    return len(hidden) >= 2 and sum(hidden) - (len(hidden) - 1) >= threshold
