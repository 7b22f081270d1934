"""
Curves: the cases of one contact person in a house that grows around them to a million notes.

Rules: every note is signed, sealed and on record by itself, as in a house that has lived so long;
the files around hers are a colleague's, 500 notes each, so that what she is shown stays the same.
"""

import os
import random
import statistics
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from bench import filling
from bench.house import PEOPLE, Founded, open_case, sign_in_as
from bench.rounds import MILLISECONDS
from bench.tasks import Subject
from journal.services.work import perform
from journal.store.notes import NoteRow

LARGEST = int(os.environ.get("BENCH_LARGEST_NOTES", "1000000"))
"""Notes of the largest house that is measured; a million take a quarter of an hour to write."""
SIZES = tuple(
    size for size in (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000) if size <= LARGEST
)
"""Notes in the database; a fresh house holds somewhat over 400."""

STAYING = 200
"""After so many batches she asks for a page, or her session ends: the clock goes on with each."""

TASKS = ("timeline", "case", "find", "handover", "sign")
_COUNT = select(func.count()).select_from(NoteRow)


def grow(subject: Subject, size: int, chance: random.Random) -> None:
    """Let a colleague open files and write in them until the house holds ``size`` notes."""
    measured = subject.measured
    with measured.house.sessions() as session:
        missing = size - session.scalars(_COUNT).one()
    colleague = sign_in_as(measured.house, PEOPLE[2].login)
    team = frozenset({colleague.id}) if colleague.id is not None else frozenset()
    founded = Founded(house=measured.house, clock=measured.clock, team=team)
    pool = filling.texts(chance)
    context = measured.house.context("cli", colleague)
    for batch in range(-(-missing // filling.BATCH)):
        if batch % STAYING == 0:
            subject.ask("list")
        case = open_case(founded, size + missing, team, colleague)
        some = chance.choices(pool, k=min(filling.BATCH, missing))
        perform(context, filling.write_many, case, some, chance)
        missing -= len(some)


def measure(
    subjects: Mapping[str, Subject], rounds: int, burst: int, chance: random.Random
) -> list[dict[str, Any]]:
    """
    Measure each task at each size.

    Returns:
        For each size and task the median milliseconds a request of each variant, by the wall, and
        under ``cpu`` those of the processor.
    """
    points: list[dict[str, Any]] = []
    for size in SIZES:
        for subject in subjects.values():
            grow(subject, size, chance)
            subject.ask("sign")  # signs the checkpoint that the new events have made due
        points += [
            {"notes": size, "task": task} | _point(subjects, task, rounds, burst, chance)
            for task in TASKS
        ]
        print(f"{size:,} notes done", flush=True)
    return points


def _point(
    subjects: Mapping[str, Subject], task: str, rounds: int, burst: int, chance: random.Random
) -> dict[str, Any]:
    wall: dict[str, list[float]] = {name: [] for name in subjects}
    cpu: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        names = list(subjects)
        chance.shuffle(names)
        for name in names:
            answers = [subjects[name].ask(task) for _ in range(burst)]
            wall[name] += [answer.wall for answer in answers]
            cpu[name] += [answer.cpu for answer in answers]
    return {**_medians(wall), "cpu": _medians(cpu)}


def _medians(took: Mapping[str, list[float]]) -> dict[str, float]:
    return {name: round(statistics.median(found) * MILLISECONDS, 2) for name, found in took.items()}
