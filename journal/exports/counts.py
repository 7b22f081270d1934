"""
A counted table: how many persons, of how many families, gave each answer.

Rule: a count carries the number of families behind it everywhere, for five siblings are one family
and whoever knows one of them knows all.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """
    Heads behind one figure.

    Args:
        persons: women, children or enquiries; never negative.
        families: distinct families among them; never more than ``persons``.
    """

    persons: int
    families: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """
    One row of a table.

    Args:
        code: of the table's code list at ``Table.level``.
    """

    code: str
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    A counted table.

    Args:
        id: of the catalogue: R01 to R17 for women, C01 to C11 for children, H01 for enquiries.
        level: 0 for the codes as they are asked, 1 for the fixed public level, 2 for a coarser one.
        base: of whom it is a table.
        cells: in the order of the list; also those that nobody gave.
        is_multiple: one person may stand in several cells, so the cells do not sum to the base.
    """

    id: str
    level: int
    base: Count
    cells: Sequence[Cell]
    is_multiple: bool = False
