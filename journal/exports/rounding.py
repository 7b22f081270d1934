"""
Rounding to fives that still adds up: the alternative for a request beside the yearly tables.

Rules: multiples of five stay, all else goes to one of its two neighbours, and rows add up to the
printed total. A key decides which way, bound to table and population by the caller, so asking again
gives the same figures and cannot be averaged away.
"""

from collections.abc import Sequence
from itertools import permutations

from journal.exports.audits import Audit, Counts, audit
from journal.exports.counts import Table
from journal.exports.protect import Published, Shown, Withheld, base_reasons, is_nearly_all, percent
from journal.exports.reasons import Reason, Why
from journal.exports.suppression import Order

STEP = 5
MOST_CELLS = 7
"""With more cells all orders are too many to try, and the audit fails."""


def round_table(table: Table, order: Order) -> Published | Withheld:
    """
    Return a table in fives; its base is rounded too.

    Args:
        table: one answer for each person.
        order: a keyed function, see ``suppression.Order``.

    Errors: ValueError for a table of several answers, or one whose rows are not all persons.
    """
    counts = tuple(cell.count.persons for cell in table.cells)
    if table.is_multiple or sum(counts) != table.base.persons:
        raise ValueError("rounding that adds up needs one answer of each person")
    if few := base_reasons(table):
        return Withheld(id=table.id, total=None, reasons=few)
    is_one = sum(count > 0 for count in counts) < 2
    if is_one or any(is_nearly_all(count, table.base.persons) for count in counts):
        why = Why.ONE_ANSWER if is_one else Why.NEARLY_ALL
        return Withheld(id=table.id, total=None, reasons=[Reason(why=why)])
    places = sorted(range(len(counts)), key=lambda n: order(f"{table.id}:{table.cells[n].code}"))
    start = int.from_bytes(order(f"{table.id}:start")) % STEP
    rounded = rounded_by(counts, places, start)
    if not audit_rounding(counts, rounded).passed:
        return Withheld(id=table.id, total=sum(rounded), reasons=[Reason(why=Why.AUDIT)])
    return Published(
        id=table.id,
        level=table.level,
        base=sum(rounded),
        cells=[
            Shown(code=cell.code, persons=persons, percent=percent(persons, sum(rounded)))
            for cell, persons in zip(table.cells, rounded, strict=True)
        ],
    )


def rounded_by(counts: Counts, places: Sequence[int], start: int) -> Counts:
    """
    Round by walking along the remainders: whoever steps over a five is rounded up.

    Args:
        places: in which order the cells are walked.
        start: 0 to 4.

    A cell is rounded up in as many of the five starts as its remainder says, so that nothing is
    too large or too small on average.
    """
    rounded = list(counts)
    walked = start
    for place in places:
        remainder = counts[place] % STEP
        is_up = (walked % STEP) + remainder >= STEP
        walked += remainder
        rounded[place] = counts[place] - remainder + STEP * is_up
    return tuple(rounded)


def audit_rounding(counts: Counts, rounded: Counts) -> Audit:
    """Audit rounded figures against somebody who knows the exact base and all but the key."""

    def gives(other: Counts) -> bool:
        near = all(abs(a - b) < STEP for a, b in zip(other, rounded, strict=True))
        return near and could_round(other, rounded)

    return audit(counts, gives)


def could_round(counts: Counts, rounded: Counts) -> bool:
    """Tell whether there is a key under which these counts are rounded so."""
    moving = [place for place, count in enumerate(counts) if count % STEP]
    if any(counts[n] != rounded[n] for n in range(len(counts)) if n not in moving):
        return False
    if len(moving) > MOST_CELLS:
        return False
    return any(
        rounded_by(counts, places, start) == rounded
        for places in permutations(moving)
        for start in range(STEP)
    )
