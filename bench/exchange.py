"""
Acts on keys: what a change of people costs, beside the signing of one note in the same round.

Rules: every act is the one a person causes, through the same door and with its events; what is
exchanged is read back once, so that a key that opens nothing is not called fast.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bench.house import (
    PEOPLE,
    Founded,
    closed,
    draft,
    found,
    hire,
    open_case,
    settings_in,
    sign_in_as,
)
from bench.twins import real
from journal.domain.access import Action, Basis
from journal.domain.compartments import OF_A_CASE, Compartment
from journal.domain.ids import CaseId, NoteId, StaffId
from journal.domain.staff import Person, Profession, Role
from journal.services import leaving, notes, upkeep
from journal.services.work import Work, perform
from journal.store import cases as case_store
from journal.store import notes as note_store
from journal.vault import rotation
from journal.vault.desk import Fresh, Principal

HOLDERS = 9
"""Members of the team whose keys are made anew; with the leader ten people hold each."""
SIZES = (500, 5_000)
MANY = 1_000
NEXT_WEEK = 200
BEFORE = 2 + len(SIZES)
"""Cases that are there when the next week begins: the yardstick and those of the acts before."""
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A house with enough colleagues, and a case to sign notes in."""

    founded: Founded
    people: Sequence[StaffId]
    chance: random.Random
    yardstick: CaseId

    def actor(self, login: str) -> Principal:
        """Somebody with her keys; what waits for them is done on the way, outside any measure."""
        self.founded.clock.tick()
        return sign_in_as(self.founded.house, login)

    def do(self, who: Principal, use_case: Callable[..., Any], *args: Any) -> float:
        """Carry out one act; seconds."""
        self.founded.clock.tick()
        context = self.founded.house.context("cli", who)
        began = time.perf_counter()
        perform(context, use_case, *args)
        return time.perf_counter() - began

    def sign(self, who: Principal, case_id: CaseId, count: int = 1) -> float:
        """Sign notes in a case; seconds for each."""
        took = 0.0
        for _ in range(count):
            took += self.do(who, notes.write_note, draft(case_id, self.founded.clock, self.chance))
        return took / count


def measure(folder: Path, seed: int, rounds: int, database_url: str = "") -> dict[str, Any]:
    """
    Measure the acts.

    Returns:
        By name of the act, for each round the seconds it took and the seconds of one signed note.
    """
    founded = found(settings_in(folder, database_url), real)
    chance = random.Random(seed)  # noqa: S311 -- the same texts every time, and no secret
    people = [hire(founded.house, founded.clock, person) for person in _colleagues()]
    bench = Bench(
        founded=founded,
        people=people,
        chance=chance,
        yardstick=open_case(founded, 0, founded.team),
    )
    told = {
        "epochs": _rounds(bench, rounds, _epochs(bench)),
        **{
            f"reseal {size}": _rounds(bench, rounds, _reseal(bench, number, size))
            for number, size in enumerate(SIZES)
        },
        "next week": _next_week(bench, rounds),
        **_leave_many(bench),
    }
    closed(founded)
    return {name: _summary(found) for name, found in told.items()}


def _colleagues() -> list[Person]:
    return [
        Person(
            name=f"Kollega {number}",
            login=f"kollega{number}",
            role=Role.PEDAGOGUE,
            profession=Profession.PEDAGOGUE,
        )
        for number in range(HOLDERS - len(PEOPLE) + 1)
    ]


Round = Mapping[str, float]


def _rounds(bench: Bench, count: int, act: Callable[[Principal], dict[str, float]]) -> list[Round]:
    anna = bench.actor(PEOPLE[1].login)
    return [{**act(anna), "note": bench.sign(anna, bench.yardstick, 5)} for _ in range(count)]


def _epochs(bench: Bench) -> Callable[[Principal], dict[str, float]]:
    """New keys for the four compartments of a case without notes."""
    case_id = open_case(bench.founded, 1, bench.founded.team | frozenset(bench.people))
    return lambda who: {"act": bench.do(who, _exchange, case_id, OF_A_CASE)}


def _exchange(work: Work, case_id: CaseId, comps: Sequence[Compartment]) -> None:
    work.vault.keys.hold_log(work.desk)
    case = case_store.get(work.session, case_id)
    if case is None:
        raise RuntimeError
    for comp in comps:
        case_store.mark_rotation(case, comp)
        rotation.rotate(work.vault.keys, work.desk, case, comp)


def _reseal(bench: Bench, number: int, size: int) -> Callable[[Principal], dict[str, float]]:
    """A new journal key for a case with many notes, and the same rows written without a key."""
    case_id = open_case(bench.founded, 2 + number, bench.founded.team)
    bench.sign(bench.actor(PEOPLE[1].login), case_id, size)

    def act(who: Principal) -> dict[str, float]:
        took = bench.do(who, _exchange, case_id, [Compartment.JOURNAL])
        rewritten = bench.do(who, _rewrite, case_id)
        bench.do(who, notes.read_timeline, case_id, 1)
        return {"act": took, "rows": rewritten}

    return act


def _rewrite(work: Work, case_id: CaseId) -> None:
    """Write the envelopes of a case as they are; what is left of it without cryptography."""
    rows = [
        (NoteId(signed.note.id), signed.note.revision, signed.note.body_sealed)
        for signed in note_store.of_case(work.session, case_id)
        if signed.note.body_sealed is not None
    ]
    note_store.reseal(work.session, rows)
    work.act(Action.KEY_RESEAL, basis=Basis.JOB, count=len(rows))


def _leave_many(bench: Bench) -> dict[str, list[Round]]:
    """Colleagues who leave 1,000 teams each, and what the next member then does for each case."""
    leavers = bench.people[:3]
    team = bench.founded.team | frozenset(leavers)
    anna = bench.actor(PEOPLE[1].login)
    made = [open_case(bench.founded, 10 + number, team, anna) for number in range(MANY)]
    left: list[Round] = []
    followed: list[Round] = []
    for staff_id in leavers:
        lone = bench.actor(PEOPLE[0].login)
        fresh = Fresh(session_tag=None, at=bench.founded.clock.now + timedelta(seconds=1))
        took = bench.do(lone, leaving.leave, staff_id, {}, fresh)
        left.append({"act": took, "note": bench.sign(anna, bench.yardstick, 5)})
        each = [bench.do(anna, upkeep.of_case, case_id) for case_id in made]
        followed.append({"act": sum(each), "note": bench.sign(anna, bench.yardstick, 5)})
    return {"leave 1000": left, "follow 1000": followed}


def _next_week(bench: Bench, rounds: int) -> list[Round]:
    """All journals of a member wrapped to the key of a new duty week."""
    anna = bench.actor(PEOPLE[1].login)
    for number in range(NEXT_WEEK - BEFORE):
        open_case(bench.founded, MANY + 10 + number, bench.founded.team, anna)
    told: list[Round] = []
    for _ in range(rounds):
        bench.founded.clock.tick(A_WEEK.total_seconds())
        bench.do(anna, upkeep.of_duty)
        took = bench.do(anna, upkeep.follow)
        told.append({"act": took, "note": bench.sign(anna, bench.yardstick, 5)})
    return told


def _summary(told: Sequence[Round]) -> dict[str, Any]:
    """Medians over the rounds, the ratio taken within each round."""
    names = {name for each in told for name in each}
    return {
        "rounds": [{name: round(value, 5) for name, value in each.items()} for each in told],
        "seconds": {name: median(each[name] for each in told) for name in sorted(names)},
        "notes": median(each["act"] / each["note"] for each in told),
        **(
            {"rows": median(each["act"] / each["rows"] for each in told)} if "rows" in names else {}
        ),
    }
