"""Tables to protect and people to attack, invented but for the counts of the printed year."""

from journal.exports.counts import Cell, Count, Table
from journal.exports.protect import Published
from journal.exports.publication import Scheme


def count(persons, families=None):
    """Return heads; each a family of her own unless it is said."""
    return Count(persons=persons, families=persons if families is None else families)


def table(name, cells, *, level=1, base=None, is_multiple=False):
    """
    Return a table.

    Args:
        cells: persons, or persons and families, by code.
        base: by default the sum of the cells.
    """
    counts = {
        code: n if isinstance(n, Count) else count(*n) if isinstance(n, tuple) else count(n)
        for code, n in cells.items()
    }
    persons = sum(each.persons for each in counts.values())
    families = sum(each.families for each in counts.values())
    return Table(
        id=name,
        level=level,
        base=base or count(persons, families),
        cells=[Cell(code=code, count=each) for code, each in counts.items()],
        is_multiple=is_multiple,
    )


def put_together(fine, step):
    """Return a table at its next level."""
    sums = {}
    for cell in fine.cells:
        before = sums.get(step[cell.code], count(0))
        sums[step[cell.code]] = count(
            before.persons + cell.count.persons, before.families + cell.count.families
        )
    return table(fine.id, sums, level=fine.level + 1, base=fine.base)


def scheme(name, cells, *steps, base=None, **more):
    """Return a table with its coarser levels."""
    levels = [table(name, cells, base=base)]
    for step in steps:
        levels.append(put_together(levels[-1], step))
    return Scheme(levels=levels, steps=steps, **more)


def printed(figure):
    """Return the figures that a reader sees, by code."""
    assert isinstance(figure, Published), figure
    return {cell.code: cell.persons for cell in figure.cells}


WOMEN, CHILDREN = count(37), count(24, 19)
WITH = {"1": "with", "2+": "with", "0": "without"}
AGES = {"20-30": "18-30", "31-40": "31+", "41+": "31+"}
INCOMES = {"salary": "work", "su": "work", "benefit": "other", "none": "other"}
STAYS = {"1": "1", "2": "other", "3+": "other"}
HOMES = {"own_new": "own_new", "shelter": "other", "family": "other", "other": "other"}
DAYS = {"1-29": "1-29", "30-89": "30+", "90-179": "30+", "180+": "30+"}
CHILD_AGES = {"0-2": "0-5", "3-5": "0-5", "6+": "6+"}
VIOLENCE = {"physical": 30, "psychological": 36, "sexual": 13, "material": 17, "economic": 13}


def yes_no(name, yes, no, base=WOMEN):
    """Return a table of two answers."""
    return scheme(name, {"yes": yes, "no": no}, base=base)


def of_children(name, cells, *steps):
    """Return a table of children in which two in five have a brother or sister beside them."""
    families = {code: (n, n - n // 3) for code, n in cells.items()}
    return scheme(name, families, *steps, base=CHILDREN)


PRINTED_YEAR = [
    scheme("R01", {"capital": 31, "other": 6}),
    scheme("R02", {"20-30": 14, "31-40": 14, "41+": 9}, AGES),
    scheme("R03", {"danish": 19, "other": 18}),
    yes_no("R04", 9, 28),
    scheme("R05", {"with": 19, "without": 18}),
    scheme("R06", {"0": 18, "1": 14, "2+": 5}, WITH),
    scheme("R07", {"salary": 10, "su": 7, "benefit": 12, "none": 8}, INCOMES),
    Scheme(levels=[table("R08", VIOLENCE, base=WOMEN, is_multiple=True)]),
    scheme("R09", {"partner_cohab": 21, "other": 16}),
    scheme("R10", {"yes": 22, "no": 15}),
    yes_no("R11", 6, 31),
    yes_no("R12", 10, 27),
    yes_no("R13", 21, 16),
    scheme("R14", {"1": 23, "2": 5, "3+": 9}, STAYS),
    scheme("R15", {"own_new": 18, "shelter": 6, "family": 6, "other": 7}, HOMES),
    scheme("R16", {"1-29": 13, "30-89": 9, "90-179": 7, "180+": 8}, DAYS),
    yes_no("R17", 15, 22),
    scheme(
        "H01",
        {"no_room": 74, "other": 69, "advice": 17, "admitted": 34, "target": 29, "after": 14},
    ),
    of_children("C01", {"boy": 13, "girl": 11}),
    of_children("C02", {"0-2": 9, "3-5": 8, "6+": 7}, CHILD_AGES),
    of_children("C03", {"danish": 12, "other": 12}),
    of_children("C04", {"yes": 12, "no": 12}),
    of_children("C05", {"yes": 10, "no": 14}),
    of_children("C06", {"yes": 16, "no": 8}),
    of_children("C07", {"yes": 8, "no": 16}),
    of_children("C08", {"yes": 23, "no": 1}),
    of_children("C09", {"yes": 9, "no": 15}),
    of_children("C10", {"own_new": 18, "other": 6}),
    of_children("C11", {"1": 20, "2+": 4}),
]
"""The counts of the printed year at the levels of the fixed lists; the families are invented."""
