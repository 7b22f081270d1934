"""
Counting the year: from frozen rows to tables, exact and on coarser levels.

Rules: a stay is a row, so a woman with two stays in a year is counted twice, each time with the
children she had then; a corrected row is not counted; nobody falls out of a table, whoever did not
answer is "not stated"; a coarser table is counted from people, never added up from cells, for
families in two cells may be the same.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from journal.domain.errors import N_, RuleBroken
from journal.domain.facts import Fact
from journal.domain.ids import FactId
from journal.domain.register import NOT_STATED
from journal.exports.catalogue import EXACT, KINDS, Spec, category
from journal.exports.counts import Cell, Count, Table


class CorrectionsBroken(RuleBroken):
    """Frozen rows that correct each other in a way in which no row was ever written."""

    code = "corrections_broken"
    sentence = N_(
        "Two frozen rows correct the same one, or one stands there twice. Nothing was counted. "
        "Restore the newest backup, or ask whoever runs the program."
    )


class Population(StrEnum):
    """Who is counted; ``RECEIVED`` are those who came in the year."""

    PRESENT = "present"
    DISCHARGED = "discharged"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """
    The rows of a population.

    Args:
        not_known: how many more there may be: rows that do not say in which year somebody came.
    """

    facts: Sequence[Fact]
    not_known: int = 0


def effective(facts: Iterable[Fact]) -> list[Fact]:
    """
    The rows that count: without those that were corrected.

    A correction counts also where the row it replaces is gone.

    Raises:
        CorrectionsBroken: a row stands there twice, is corrected twice, or corrects itself, at once
            or in a ring.
    """
    rows = list(facts)
    by_id = {row.id: row for row in rows}
    replaced = [row.replaces for row in rows if row.replaces is not None]
    if len(by_id) < len(rows) or len(set(replaced)) < len(replaced):
        raise CorrectionsBroken
    gone = set(replaced)
    newest = [row for row in rows if row.id not in gone]
    seen = {one for row in newest for one in _chain(row, by_id)}
    if len(seen) < len(rows):  # of a ring no row is the newest
        raise CorrectionsBroken
    return newest


def _chain(row: Fact, by_id: dict[FactId, Fact]) -> Iterable[FactId]:
    found: Fact | None = row
    while found is not None:
        yield found.id
        found = None if found.replaces is None else by_id.get(found.replaces)


def members(facts: Iterable[Fact], population: Population, year: int) -> Members:
    """
    Who belongs to a population of a year, of the rows that count.

    Only who has left has a row: of ``PRESENT`` and ``RECEIVED`` those who still live in the house
    are missing, and their number must come from the stays.
    """
    rows = [fact for fact in facts if fact.year >= year]
    if population is Population.DISCHARGED:
        return Members(facts=[fact for fact in rows if fact.year == year])
    is_present = population is Population.PRESENT
    found: list[Fact] = []
    not_known = 0
    for fact in rows:
        arrived = fact.leaving.arrived_year
        if is_present and fact.year == year:
            found.append(fact)
        elif arrived is None:
            not_known += 1
        elif arrived == year or (is_present and arrived < year):
            found.append(fact)
    return Members(facts=found, not_known=not_known)


def tabulate(spec: Spec, facts: Iterable[Fact], level: int = EXACT) -> Table:
    """
    Count a table about women or children.

    Args:
        facts: of a population; those of another kind are passed over.
        level: one of ``spec.levels``.

    Returns:
        The table: disjoint cells that sum to the base, unless it is multiple.

    Raises:
        ValueError: the table has no such level.
    """
    kind = KINDS[spec.about]
    cells_of = _coder(spec, level)
    return _counted(
        spec, level, ((fact.family.int, cells_of(fact)) for fact in facts if fact.kind is kind)
    )


def tabulate_outcomes(spec: Spec, outcomes: Iterable[str], level: int = EXACT) -> Table:
    """
    Count the table about enquiries; each is counted as a family of its own.

    Args:
        outcomes: a code of ``enquiry_outcome`` for each enquiry of the year.
        level: one of ``spec.levels``.

    Raises:
        ValueError: the table has no such level.
    """
    _require(spec, level)
    own = {code: row.code for row in spec.rows for code in row.of}
    return _counted(
        spec,
        level,
        (
            (number, {own.get(code, NOT_STATED) if level == EXACT else category(spec, level, code)})
            for number, code in enumerate(outcomes)
        ),
    )


def levels(spec: Spec, facts: Sequence[Fact]) -> list[Table]:
    """A table on each of its levels, finest first."""
    return [tabulate(spec, facts, level) for level in spec.levels]


def _require(spec: Spec, level: int) -> None:
    if level not in spec.levels:
        message = f"{spec.id} has no level {level}"
        raise ValueError(message)


def _coder(spec: Spec, level: int) -> Callable[[Fact], Iterable[str]]:
    """How the cells of a person are found; looked up once for a table, not for each person."""
    _require(spec, level)
    if level != EXACT:
        known = {code: category(spec, level, code) for row in spec.rows for code in row.of}
        rest = category(spec, level, NOT_STATED)
        return lambda fact: {known.get(code, rest) for code in _codes(spec, fact)}
    own = {code: row.code for row in spec.rows if row.where is None for code in row.of}
    parts = [(row, *row.where) for row in spec.rows if row.where is not None]

    def cells_of(fact: Fact) -> Iterable[str]:
        codes = _codes(spec, fact)
        for row, question, answer in parts:
            if codes[0] in row.of and answer in fact.answers.get(question, ()):
                return (row.code,)
        return {own[code] for code in codes if code in own} or (NOT_STATED,)

    return cells_of


def _codes(spec: Spec, fact: Fact) -> Sequence[str]:
    """What is counted of a person: an answer, or what follows from rules."""
    if spec.counts == "duration_band":
        return (fact.leaving.band,)
    if spec.counts == "aftercare":
        return (fact.aftercare.value,)
    return fact.answers.get(spec.counts) or (NOT_STATED,)


def _counted(spec: Spec, level: int, people: Iterable[tuple[Hashable, Iterable[str]]]) -> Table:
    persons: Counter[str] = Counter()
    families: dict[str, set[Hashable]] = {code: set() for code in spec.words(level)}
    everybody: set[Hashable] = set()
    count = 0
    for family, cells in people:
        count += 1
        everybody.add(family)
        for code in cells:
            persons[code] += 1
            families[code].add(family)
    return Table(
        id=spec.id,
        level=level,
        base=Count(persons=count, families=len(everybody)),
        cells=[
            Cell(code=code, count=Count(persons=persons[code], families=len(families[code])))
            for code in families
        ],
        is_multiple=spec.is_multiple,
    )
