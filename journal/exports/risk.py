"""
What can still be found out from a publication: for the two people who approve it.

Rule: the page tells both what is protected and what is not, as a picture with its table and in
plain words; what it tells is for inside, for it names the smallest groups.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from journal.domain.errors import N_
from journal.exports.counts import Count
from journal.exports.protect import Published, Withheld
from journal.exports.reasons import Reason

NEIGHBOUR = N_(
    "A neighbour who knows one thing about a woman who was here finds at least %(persons)s in the "
    "figures who could be her, from %(families)s families. The tables do not cross two answers, so "
    "a second thing she knows does not lead to a third."
)
NEIGHBOUR_NOTHING = N_("No table is printed, so a neighbour learns how many there were, no more.")
GUESS = N_(
    "Whoever guesses the commonest answer is right for %(percent)s of 100 at most. The figures do "
    "not make anybody's guess better than that."
)
BANDS = (
    (5, 9, N_("5 to 9 persons")),
    (10, 19, N_("10 to 19 persons")),
    (20, None, N_("20 persons or more")),
)
"""First and last size of a figure, and its words, as the picture shows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """
    One bar of the picture, and one row of its table.

    Args:
        label: English message id.
        figures: how many printed figures are of this size.
    """

    label: str
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Smallest:
    """The smallest group behind a printed figure, and in which table."""

    table: str
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """
    The risks of one publication.

    Args:
        smallest: None if nothing is printed.
        bars: of all figures that are printed and not zero, by size.
        exact: ids of the tables that are printed at their finest public level.
        together: ids of the tables whose answers are put together further, with their reasons.
        withheld: ids of the tables that are not printed, with their reasons.
        hidden: how many rows are printed without a figure.
        guess: the largest percentage that is printed; 0 if none is.
    """

    smallest: Smallest | None
    bars: Sequence[Bar]
    exact: Sequence[str]
    together: Mapping[str, Sequence[Reason]]
    withheld: Mapping[str, Sequence[Reason]]
    hidden: int
    guess: int

    @property
    def neighbour(self) -> tuple[str, Mapping[str, int]]:
        """Return the sentence about a neighbour, as English message id, and its gaps."""
        if self.smallest is None:
            return NEIGHBOUR_NOTHING, {}
        count = self.smallest.count
        return NEIGHBOUR, {"persons": count.persons, "families": count.families}


def assess(figures: Mapping[str, Published | Withheld]) -> Risk:
    """Return the risks of what ``publication.publish`` returned."""
    printed = [figure for figure in figures.values() if isinstance(figure, Published)]
    cells = [cell for figure in printed for cell in figure.cells]
    return Risk(
        smallest=_smallest(printed),
        bars=[_bar(printed, *band) for band in BANDS],
        exact=[figure.id for figure in printed if not figure.reasons],
        together={figure.id: figure.reasons for figure in printed if figure.reasons},
        withheld={
            figure.id: figure.reasons for figure in figures.values() if isinstance(figure, Withheld)
        },
        hidden=sum(cell.persons is None for cell in cells),
        guess=max((cell.percent or 0 for cell in cells), default=0),
    )


def _smallest(printed: Sequence[Published]) -> Smallest | None:
    found = [
        Smallest(table=figure.id, count=figure.smallest)
        for figure in printed
        if figure.smallest is not None
    ]
    return min(found, key=lambda each: (each.count.families, each.count.persons), default=None)


def _bar(printed: Sequence[Published], first: int, last: int | None, label: str) -> Bar:
    persons = [cell.persons for figure in printed for cell in figure.cells if cell.persons]
    is_in = (first <= n and (last is None or n <= last) for n in persons)
    return Bar(label=label, figures=sum(is_in))
