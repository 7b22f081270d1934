"""
The year in figures: what unsealing and counting cost, and how they grow with the rows.

Rules: rows are frozen as a discharge does it, with a random answer to every question; they are read
by the leader in one act; what was counted must be as many as were frozen.
"""

import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from bench.house import PEOPLE, Founded, closed, found, settings_in, sign_in_as
from bench.twins import real
from journal.domain.access import Action, Basis
from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.domain.compartments import Compartment
from journal.domain.discharge import Aftercare, Leaving
from journal.domain.facts import Fact
from journal.domain.register import QUESTIONS
from journal.exports.catalogue import About, specs
from journal.exports.counts import Table
from journal.exports.yearly import effective, levels, tabulate, tabulate_outcomes
from journal.services.work import Later, Work, perform
from journal.store import facts as fact_store
from journal.vault import facts

SIZES = (1_000, 3_000, 10_000)
ROWS_A_YEAR = 10
"""Freezing writes all rows of a year anew; here that is not what is measured."""
LONGEST = 500
EVERYBODY = {"R01", "C01"}
"""One table of all women and one of all children."""


def measure(folder: Path, seed: int, rounds: int, sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """
    Freeze rows up to each size, and count all of them as one year.

    Returns:
        For each size the median milliseconds of the processor for unsealing, for the 29 tables and
        for these on every level.
    """
    founded = found(settings_in(folder / "year"), real)
    chance = random.Random(seed)  # noqa: S311 -- invented answers
    told, frozen = [], 0
    for size in sizes:
        rows = [_row(number, chance) for number in range(frozen, size)]
        _perform(founded, _freeze, rows)
        frozen = size
        told.append({"size": size} | _measured(founded, size, rounds, chance))
    closed(founded)
    return {"sizes": told}


def _measured(founded: Founded, size: int, rounds: int, chance: random.Random) -> dict[str, float]:
    outcomes = chance.choices(list(code_list("enquiry_outcome")), k=size)
    times: dict[str, list[float]] = {"unseal_ms": [], "tables_ms": [], "levels_ms": []}
    for _ in range(rounds):
        opened = _timed(times["unseal_ms"], partial(_perform, founded, _open))
        tables = _timed(times["tables_ms"], partial(_tables, opened, outcomes))
        _timed(times["levels_ms"], partial(_levels, opened))
        if size != sum(table.base.persons for table in tables if table.id in EVERYBODY):
            message = "not as many were counted as were frozen"
            raise RuntimeError(message)
    return {name: median(found) for name, found in times.items()}


def _timed(times: list[float], act: Callable[[], Any]) -> Any:
    began = time.process_time()
    result = act()
    times.append((time.process_time() - began) * 1_000)
    return result


def _perform(founded: Founded, act: Callable[..., Any], *args: Any) -> Any:
    leader = sign_in_as(founded.house, PEOPLE[0].login)
    return perform(founded.house.context("cli", leader), act, *args)


def _freeze(work: Work, rows: Sequence[Fact]) -> None:
    for row in rows:
        facts.freeze(work.vault.keys, work.desk, row)
    work.act(Action.FACT_FREEZE, basis=Basis.SELF, count=len(rows))


def _open(work: Work) -> Later[list[Fact]]:
    shop = work.vault.keys
    ring = shop.held(work.desk, shop.house, Compartment.STATISTICS, Action.LOG_READ, None)
    rows = fact_store.everything(work.session)
    work.act(Action.LOG_READ)
    return work.later(lambda: [facts.opened(ring, row) for row in rows])


def _tables(opened: Sequence[Fact], outcomes: Sequence[str]) -> list[Table]:
    rows = effective(opened)
    return [
        tabulate_outcomes(spec, outcomes) if spec.about is About.ENQUIRIES else tabulate(spec, rows)
        for spec in specs()
    ]


def _levels(opened: Sequence[Fact]) -> None:
    for spec in specs():
        if spec.about is not About.ENQUIRIES:
            levels(spec, opened)


def _row(number: int, chance: random.Random) -> Fact:
    kind = chance.choice(list(PersonKind))
    answers = {one.id: [chance.choice(list(code_list(one.codes)))] for one in QUESTIONS[kind]}
    year = 1_000 + number // ROWS_A_YEAR
    return Fact(
        year=year,
        kind=kind,
        family=UUID(int=chance.getrandbits(12)),
        answers=answers,
        leaving=Leaving(
            length_days=chance.randint(1, LONGEST), is_eligible=False, arrived_year=year
        ),
        aftercare=chance.choice(list(Aftercare)),
    )
