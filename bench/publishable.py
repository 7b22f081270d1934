"""
The figures that may go out: what protecting, auditing and the release gate cost.

Rules: random answers, so that many tables must be put together; the gate is asked beside thirty
years and their blocks, all of the same women.
"""

import random
import time
from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from journal.domain.codes import code_list
from journal.exports.catalogue import EXACT, About, Spec, category, specs
from journal.exports.counts import Cell, Count, Table
from journal.exports.gate import gate
from journal.exports.ledger import Cohort, Kind, Member, Release
from journal.exports.publication import Scheme, publish

YEARS = 30
WOMEN = 37
SIZES = (WOMEN, 3 * WOMEN, 10 * WOMEN)
LATER = 2100


def measure(seed: int, rounds: int, sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """
    Publish tables of some people, and ask the gate for a block.

    Returns:
        For each size the median milliseconds for all tables with their audits, how many of them go
        out; and the milliseconds of the gate.
    """
    chance = random.Random(seed)  # noqa: S311 -- invented answers
    told = []
    for size in sizes:
        times, out = [], 0
        for _ in range(rounds):
            schemes = [_scheme(spec, _answers(spec, size, chance)) for spec in specs()]
            began = time.perf_counter()
            figures = publish(schemes)
            times.append((time.perf_counter() - began) * 1_000)
            out = len(Release(id="", cohorts={}, figures=figures).levels)
        told.append({"size": size, "publish_ms": median(times), "tables": out})
    return {"sizes": told, "gate_ms": _gate(chance)}


def _answers(spec: Spec, size: int, chance: random.Random) -> list[str]:
    """One answer of each; some codes are given often and some by few."""
    codes = [code for row in spec.rows if row.where is None for code in row.of]
    weights = [chance.random() ** 2 for _ in codes]
    return chance.choices(codes, weights, k=size)


def _scheme(spec: Spec, answers: Sequence[str]) -> Scheme:
    public = [level for level in spec.levels if level != EXACT] or [EXACT]
    return Scheme(
        levels=[_table(spec, level, answers) for level in public],
        steps=[
            {
                category(spec, level, code): category(spec, level + 1, code)
                for code in code_list(spec.codes)
            }
            for level in public[:-1]
        ],
    )


def _table(spec: Spec, level: int, answers: Sequence[str]) -> Table:
    own = {code: row.code for row in spec.rows if row.where is None for code in row.of}
    heads = Counter(
        own[code] if level == EXACT else category(spec, level, code) for code in answers
    )
    return Table(
        id=spec.id,
        level=level,
        base=Count(persons=len(answers), families=len(answers)),
        cells=[Cell(code=code, count=_each(heads[code])) for code in spec.words(level)],
        is_multiple=spec.is_multiple,
    )


def _each(persons: int) -> Count:
    return Count(persons=persons, families=persons)


def _gate(chance: random.Random) -> float:
    """Ask for the last block beside all years and the blocks before it."""
    women = [spec for spec in specs() if spec.about is About.WOMEN and not spec.is_multiple]
    members = [Member(str(n), str(n)) for n in range(YEARS * WOMEN)]
    answers = {
        spec.id: dict(zip(members, _answers(spec, len(members), chance), strict=True))
        for spec in women
    }
    by_id = {spec.id: spec for spec in women}

    def count(some: frozenset[Member], table_id: str, level: int) -> Table:
        return _table(by_id[table_id], level, [answers[table_id][one] for one in some])

    def release(first: int, years: int) -> Release:
        counted = members[first * WOMEN : (first + years) * WOMEN]
        cohort = Cohort(
            kind=Kind.DISCHARGED,
            years=(first, first + years - 1),
            members=frozenset(counted),
        )
        schemes = [_scheme(each, [answers[each.id][one] for one in counted]) for each in women]
        return Release(id=f"{first}+{years}", cohorts={"R": cohort}, figures=publish(schemes))

    earlier = [release(year, 1) for year in range(YEARS)]
    earlier += [release(year, 3) for year in range(0, YEARS - 3, 3)]
    new = release(YEARS - 3, 3)
    began = time.perf_counter()
    gate(new, earlier, count, this_year=LATER)
    return (time.perf_counter() - began) * 1_000
