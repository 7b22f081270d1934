"""
Every screen in a full house: who works with residents, who leads, a night guard, the data officer.

Rules: the addresses are those of the live application, none is left out by a list here; each person
is asked for all that is hers; one that answers otherwise than at first stops the run.
"""

import gc
import random
import re
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from bench import full_house
from bench.browser import Answer, Browser, form_field
from bench.full_house import NIGHT, OFFICER, FullHouse
from bench.house import PEOPLE, application, closed, found, settings_in
from bench.rounds import MILLISECONDS, percentile
from bench.twins import real
from journal.domain.cases import CaseState
from journal.store.cases import CaseFileRow
from journal.store.db import reading
from journal.store.deadlines import DeadlineRow
from journal.store.decisions import DecisionRow
from journal.store.notes import NoteRow
from journal.store.rooms import RoomRow
from journal.vault.verifier import verify

MOST_MS = 300.0
VISITORS = {
    "contact person": PEOPLE[1].login,
    "leader": PEOPLE[0].login,
    "night guard": NIGHT.login,
    "data officer": OFFICER.login,
}
SEARCHED = "roligt"
YEAR = 2026
_COUNT = select(func.count())
_OPEN = select(CaseFileRow.id).where(CaseFileRow.state == CaseState.OPEN.value).subquery()
_GAP = re.compile(r"<[^>]+>")
Screen = tuple[str, str]
"""Whose it is, and its address with its gaps; a search has its word for verb before it."""


def measure(
    folder: Path,
    seed: int,
    rounds: int,
    database_url: str = "",
    note_count: int = full_house.NOTES,
) -> dict[str, Any]:
    """
    Fill a house and ask for every screen of each visitor.

    Returns:
        For each screen its percentiles in milliseconds, by the wall and of the processor.
    """
    founded = found(settings_in(folder, database_url), real)
    chance = random.Random(seed)  # noqa: S311 -- invented words, and the order of the requests
    full = full_house.fill(founded, chance, note_count)
    _check(full)
    with founded.house.sessions() as session:
        notes, cases = (session.scalars(_COUNT.select_from(one)).one() for one in (NoteRow, _OPEN))
    print(f"filled with {notes:,} notes", flush=True)
    app = application(founded.house)
    browsers = {who: Browser(app, founded.clock) for who in VISITORS}
    for who, login in VISITORS.items():
        browsers[who].sign_in(login)
    gaps = _gaps(full)
    gc.collect()
    gc.freeze()  # as a worker of the server does when it has loaded
    screens = [(who, address) for who in VISITORS for address in _hers(app, browsers[who], gaps)]
    took: dict[Screen, list[Answer]] = {screen: [] for screen in screens}
    for turn in range(rounds + 1):
        chance.shuffle(screens)
        for screen in screens:
            answer = _asked(browsers[screen[0]], screen[1], gaps)
            if turn:
                took[screen].append(answer)
    gc.unfreeze()
    closed(founded)
    told = [_told(screen, answers) for screen, answers in took.items()]
    told.sort(key=lambda one: one["p95_ms"], reverse=True)
    return {"notes": notes, "cases": cases, "most_ms": MOST_MS, "screens": told}


def _check(full: FullHouse) -> None:
    """Verify the log once, as the service does at its start; the condition page shows it."""
    house = full.founded.house
    with reading(house.sessions) as session:
        house.watch.note(
            verify(session, house.vault.signer.signed, house.witness.near()), house.clock()
        )


def _gaps(full: FullHouse) -> dict[str, str]:
    """What stands in the gaps of addresses; one that leads to nothing here is not found."""
    woman = full.team.families[0][0]
    person = min(one for one in full.team.members)

    def first(column: InstrumentedAttribute[Any], *terms: Any) -> str:
        with full.founded.house.sessions() as session:
            return str(session.scalars(select(column).where(*terms).limit(1)).first())

    return {
        "<uuid:case>": str(woman),
        "<uuid:note>": str(full.note),
        "<uuid:draft>": str(full.draft),
        "<uuid:person>": str(person),
        "<uuid:enquiry>": str(full.enquiry),
        "<uuid:room>": first(RoomRow.id),
        "<uuid:deadline>": first(DeadlineRow.id, DeadlineRow.case_id == woman),
        "<uuid:decision>": first(DecisionRow.id),
        "<week>": f"{full.founded.clock.now:%G-W%V}",
        "<int(min=2000, max=2999):year>": str(YEAR),
    }


def _hers(app: Flask, browser: Browser, gaps: Mapping[str, str]) -> list[str]:
    """The addresses that show somebody a page."""
    asked = sorted(
        {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    )
    known = [one for one in asked if set(_GAP.findall(one)) <= set(gaps)]
    found = [one for one in known if browser.get(_path(one, gaps)).status == OK]
    return [*found, *(f"{FIND}{one}" for one in found if one.endswith("/find"))]


OK = 200
FIND = "POST "


def _path(address: str, gaps: Mapping[str, str]) -> str:
    return _GAP.sub(lambda gap: gaps[gap[0]], address)


def _asked(browser: Browser, address: str, gaps: Mapping[str, str]) -> Answer:
    path = _path(address.removeprefix(FIND), gaps)
    if not address.startswith(FIND):
        return browser.expect(browser.get(path), OK)
    form = {"csrf_token": form_field(browser.get(path), "csrf_token"), "words": SEARCHED}
    return browser.expect(browser.post(path, form), OK)


def _told(screen: Screen, answers: list[Answer]) -> dict[str, Any]:
    wall = [answer.wall * MILLISECONDS for answer in answers]
    return {
        "who": screen[0],
        "address": screen[1],
        "p50_ms": round(percentile(wall, 0.5), 1),
        "p95_ms": round(percentile(wall, 0.95), 1),
        "cpu_ms": round(median(answer.cpu for answer in answers) * MILLISECONDS, 1),
        "kilobytes": round(len(answers[-1].body) / 1_000),
    }
