"""
A whole publication: every table protected and audited, and none that gives another away.

Rules: where one table counts a part of what another counts, their difference is a figure too. Of
two such tables the later one goes. How the tables of women and of children are counted back to each
other is known here and tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from journal.exports.audits import audit_recoding
from journal.exports.counts import Table
from journal.exports.protect import (
    THRESHOLD,
    Published,
    Withheld,
    is_small,
    protect,
)
from journal.exports.reasons import Reason, Why

Figures = Mapping[str, Published | Withheld]

NESTED = (("R11", "yes", "R12", "yes"),)
"""Who had gone to the police when she came had done so when she left: table, code, table, code."""

CHILDREN_OF = {
    "R05": {"without": 0, "with": 1},
    "R06": {"0": 0, "1": 1, "2+": 2, "without": 0, "with": 1},
}
"""How many children a woman has with her at least, by the codes of the tables that say so."""
CHILDREN = "C"
LEAST_EXCESS = 3
"""Children above the least that the women's table says, so that several households fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """
    One table with its fixed list.

    Args:
        levels: the table at each public level, finest first.
        steps: for each level but the last, the code at the next level of each of its codes.
        kept_level: at which it was published in the last three years; None: it was not.
        parts: codes of rows that count a part of another row, to that row's code.
    """

    levels: Sequence[Table]
    steps: Sequence[Mapping[str, str]] = ()
    kept_level: int | None = None
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the id of the table."""
        return self.levels[0].id


def publish(schemes: Sequence[Scheme], *, threshold: int = THRESHOLD) -> Figures:
    """
    Return what may be printed of each table, in the given order.

    The release gate comes after it: this looks at one publication alone.
    """
    figures = {scheme.id: _audited(scheme, threshold) for scheme in schemes}
    for scheme in schemes:
        if scheme.id in CHILDREN_OF:
            figures[scheme.id] = _not_counted_back(scheme, figures, schemes, threshold)
    for inner, inner_code, outer, outer_code in NESTED:
        small, large = _figure(figures, inner, inner_code), _figure(figures, outer, outer_code)
        if small is not None and large is not None and is_small(abs(large - small), threshold):
            reason = Reason(why=Why.NESTED, least=threshold, about=inner)
            figures[outer] = _withheld(figures[outer], reason)
    return figures


def _audited(scheme: Scheme, threshold: int, kept_level: int | None = None) -> Published | Withheld:
    kept_level = scheme.kept_level if kept_level is None else kept_level
    result = protect(
        scheme.levels,
        threshold=threshold,
        kept_level=kept_level,
        parts=scheme.parts,
    )
    if isinstance(result, Withheld):
        return result
    found = audit_recoding(
        scheme.levels,
        scheme.steps,
        result,
        kept_level=kept_level,
        parts=scheme.parts,
        threshold=threshold,
    )
    return result if found.passed else _withheld(result, Reason(why=Why.AUDIT))


def _not_counted_back(
    scheme: Scheme, figures: Figures, schemes: Sequence[Scheme], threshold: int
) -> Published | Withheld:
    """Take a coarser level where the number of children would tell who has three or more."""
    result = figures[scheme.id]
    children = {each.levels[0].base.persons for each in schemes if each.id[0] == CHILDREN}
    reason = Reason(why=Why.COUNTED_BACK)
    if not isinstance(result, Published) or not any(_tells(result, n) for n in children):
        return result
    coarser = [table.level for table in scheme.levels if table.level > result.level]
    if not coarser:
        return _withheld(result, reason)
    again = _audited(scheme, threshold, coarser[0])
    if isinstance(again, Published) and any(_tells(again, n) for n in children):
        return _withheld(again, reason)
    return again if isinstance(again, Withheld) else _because(again, reason)


def _tells(figure: Published, children: int) -> bool:
    least = CHILDREN_OF[figure.id]
    if not all(cell.code in least for cell in figure.cells):
        return False
    known = [(cell.persons, least[cell.code]) for cell in figure.cells]
    if any(persons is None for persons, _ in known):
        return False
    return 0 < children - sum((persons or 0) * each for persons, each in known) < LEAST_EXCESS


def _figure(figures: Figures, table_id: str, code: str) -> int | None:
    figure = figures.get(table_id)
    if not isinstance(figure, Published):
        return None
    return next((cell.persons for cell in figure.cells if cell.code == code), None)


def _withheld(figure: Published | Withheld, reason: Reason) -> Withheld:
    total = figure.base if isinstance(figure, Published) else figure.total
    return Withheld(id=figure.id, total=total, reasons=[reason])


def _because(figure: Published, reason: Reason) -> Published:
    return replace(figure, reasons=[reason, *figure.reasons])
