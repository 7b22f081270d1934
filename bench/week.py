"""
The leader's Monday: the page of a week with many events, and those that filter the log.

Rules: events are appended by the ledger, with people and files that the house has; the pages are
asked for as a browser asks, and one that is not there stops the run; the first look after the end
of the week, which finds what is to be reviewed, is told by itself.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from bench.browser import Browser
from bench.house import PEOPLE, Founded, Measured, closed, found, furnished, settings_in
from bench.rounds import percentile
from bench.twins import real
from journal.domain.access import Action, Basis, Outcome
from journal.domain.audit import Event, Item, Origin
from journal.domain.clock import to_milliseconds
from journal.domain.ids import CaseAlias, EventId, RequestId, StaffAlias
from journal.domain.staff import Role
from journal.services.record import sign_checkpoint
from journal.store.cases import CaseFileRow
from journal.store.db import reading
from journal.store.staff import StaffRow
from journal.vault.desk import NOBODY, Desk
from journal.vault.verifier import verify

EVENTS = 10_000
BATCH = 250
DAYS = 5
SHOWN = 24
"""Refused attempts, which the rules show, among readings that explain themselves."""
MOST_MS = 150.0


def measure(
    folder: Path, seed: int, rounds: int, database_url: str = "", events: int = EVENTS
) -> dict[str, Any]:
    """
    Fill a week, let it pass, and ask for the pages by which it is reviewed.

    Returns:
        For each page the milliseconds of each round, on the wall and of the processor; and those of
        the first look.
    """
    founded = found(settings_in(folder / "week", database_url), real)
    chance = random.Random(seed)  # noqa: S311 -- whose turn it is to have read what
    measured = furnished(founded, seed, count=10)
    week = f"{founded.clock.now:%G-W%V}"
    _live(founded, chance, events)
    founded.clock.tick(timedelta(days=7 - DAYS).total_seconds())
    _check(founded)
    browser = Browser(measured.app, founded.clock)
    browser.sign_in(PEOPLE[0].login)
    pages = _pages(measured, week)
    first = browser.expect(browser.get(pages["week"]), 200)
    told = {name: _asked(browser, path, rounds) for name, path in pages.items()}
    closed(founded)
    return {"events": events, "first_ms": first.wall * 1_000, "pages": told}


def _check(founded: Founded) -> None:
    """Verify the log once, as the service does at its start; the log page shows the outcome."""
    house = founded.house
    with reading(house.sessions) as session:
        report = verify(session, house.vault.signer.signed, house.witness.near())
    house.watch.note(report, founded.clock.now)


def _pages(measured: Measured, week: str) -> dict[str, str]:
    return {
        "week": f"/gennemgang/uge/{week}",
        "heat": f"/hvem-har-laest/uge/{week}",
        "log": "/hvem-har-laest/",
        "log of a case": f"/hvem-har-laest/?case={measured.cases[0]}",
    }


def _asked(browser: Browser, path: str, rounds: int) -> dict[str, Any]:
    answers = [browser.expect(browser.get(path), 200) for _ in range(rounds)]
    wall = sorted(answer.wall * 1_000 for answer in answers)
    cpu = [answer.cpu * 1_000 for answer in answers]
    return {
        "p50_ms": percentile(wall, 0.5),
        "p95_ms": percentile(wall, 0.95),
        "cpu_ms": median(cpu),
        "wall": wall,
    }


def _live(founded: Founded, chance: random.Random, events: int) -> None:
    """Let colleagues read the files of their cases for some days, and some do what is shown."""
    house, clock = founded.house, founded.clock
    with house.sessions() as session:
        people = {row.role: StaffAlias(row.alias) for row in session.scalars(select(StaffRow))}
        cases = [CaseAlias(row.alias) for row in session.scalars(select(CaseFileRow))]
    acts = _acts(people, cases, chance, events)
    step = timedelta(days=DAYS) / (events // BATCH)
    for _ in range(events // BATCH):
        clock.tick(step.total_seconds())
        with house.sessions() as session:
            for _ in range(BATCH):
                _append(founded, session, *next(acts))
            session.commit()
        sign_checkpoint(house.context("job"))


def _acts(
    people: dict[str, StaffAlias], cases: list[CaseAlias], chance: random.Random, events: int
) -> Iterator[tuple[StaffAlias, Event]]:
    for number in range(events):
        is_refused = number % (events // SHOWN) == 0
        who = Role.SOCIAL_WORKER if is_refused else Role.PEDAGOGUE
        event = Event(
            id=EventId(uuid4()),
            action=Action.NOTE_READ,
            outcome=Outcome.DENIED if is_refused else Outcome.OK,
            basis=None if is_refused else Basis.TEAM,
            items=[Item(case=chance.choice(cases), row=uuid4())],
        )
        yield people[who.value], event


def _append(founded: Founded, session: Any, who: StaffAlias, event: Event) -> None:
    house, now = founded.house, founded.clock.now
    ledger = house.vault.ledger
    origin = Origin(
        house=ledger.house,
        log=ledger.log,
        actor=who,
        auth="pw",
        session_tag=bytes(8),
        source="web",
        request=RequestId(uuid4()),
    )
    desk = Desk(session=session, principal=NOBODY, now=now, events=[event])
    ledger.append(desk, origin, to_milliseconds(now))
