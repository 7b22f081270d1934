"""
Curves: one case of fifty notes in a house that grows around it, from a hundred to 100,000 notes.

Rules: the notes around the case are copies of a real one under ids of their own, each with its
event in the log; they are never read, so their texts need not open.
"""

import random
import statistics
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, func, insert, select

from bench.house import Measured
from bench.rounds import MILLISECONDS
from bench.tasks import Subject
from journal.domain.access import Action, Basis
from journal.domain.audit import Event, Item, Origin
from journal.domain.clock import to_milliseconds
from journal.domain.ids import CaseId, EventId, RequestId
from journal.store.cases import CaseFileRow
from journal.store.notes import NoteRow
from journal.vault.desk import Desk, Principal

SIZES = (600, 1_000, 3_000, 10_000, 30_000, 100_000)
"""Notes in the database, the case of fifty among them; a fresh house holds somewhat over 500."""

BATCH = 1_000
TASKS = ("timeline", "sign")
_NOTE = cast("Table", NoteRow.__table__)
_COUNT = select(func.count()).select_from(NoteRow)


def grow(measured: Measured, size: int) -> None:
    """Add notes to the last cases of a house until its database holds ``size``."""
    sessions = measured.house.sessions
    with sessions() as session:
        missing = size - session.scalars(_COUNT).one()
        pattern = dict(session.execute(select(_NOTE).limit(1)).mappings().one())
        session.rollback()
    homes = measured.cases[2:]
    while missing > 0:
        count = min(BATCH, missing)
        with sessions() as session:
            _add(measured, session, pattern, [homes[n % len(homes)] for n in range(count)])
            session.commit()
        missing -= count


def _add(measured: Measured, session: Any, pattern: dict[str, Any], homes: list[CaseId]) -> None:
    vault, now = measured.house.vault, measured.clock()
    desk = Desk(session=session, principal=Principal(), now=now)
    aliases = {case: session.get_one(CaseFileRow, case).alias for case in set(homes)}
    rows = [pattern | {"id": uuid4(), "case_id": case, "event_id": uuid4()} for case in homes]
    session.execute(insert(_NOTE), rows)
    desk.events += [_event(row, aliases[row["case_id"]]) for row in rows]
    origin = Origin(
        house=vault.house,
        log=vault.ledger.log,
        actor=None,
        auth="",
        session_tag=None,
        source="job",
        request=RequestId(uuid4()),
    )
    vault.ledger.append(desk, origin, to_milliseconds(now))


def _event(row: Mapping[str, Any], alias: Any) -> Event:
    item = Item(case=alias, row=UUID(bytes=row["id"].bytes), envelope_hash=bytes(32))
    return Event(
        id=EventId(row["event_id"]), action=Action.NOTE_WRITE, basis=Basis.TEAM, items=[item]
    )


def measure(
    subjects: Mapping[str, Subject], rounds: int, burst: int, chance: random.Random
) -> list[dict[str, Any]]:
    """
    Measure the timeline and the signing at each size.

    Returns:
        For each size and task the median milliseconds a request, by the wall, of each variant.
    """
    points: list[dict[str, Any]] = []
    for size in SIZES:
        for subject in subjects.values():
            grow(subject.measured, size)
            subject.ask("sign")  # signs the checkpoint that the new events have made due
        points += [
            {"notes": size, "task": task} | _point(subjects, task, rounds, burst, chance)
            for task in TASKS
        ]
    return points


def _point(
    subjects: Mapping[str, Subject], task: str, rounds: int, burst: int, chance: random.Random
) -> dict[str, float]:
    took: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        names = list(subjects)
        chance.shuffle(names)
        for name in names:
            took[name] += [subjects[name].ask(task).wall for _ in range(burst)]
    return {name: round(statistics.median(took[name]) * MILLISECONDS, 2) for name in subjects}
