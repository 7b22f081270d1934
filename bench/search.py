"""
Searching: 1,000 and 20,000 notes in ten cases, beside the same scan over plain text.

Rules: every note is sealed as it would be and is opened by the scan; the twin T1 goes the same way
through the same rows with the text as it is; "bare" is the matching alone, over texts in memory;
all three must find the same number of notes.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.filling import fill
from bench.house import (
    NOTE_SIZE,
    PEOPLE,
    Founded,
    closed,
    found,
    invented_text,
    open_case,
    settings_in,
    sign_in_as,
)
from bench.rounds import MILLISECONDS, quartiles
from bench.twins import plain, real
from journal.domain.search import Asked, Place, terms_of
from journal.services import search
from journal.services.work import perform
from journal.vault.desk import Principal

CASES = 10
SIZES = (1_000, 20_000)
RARE = "Grævlingehale"
RARE_ONE_IN = 500
QUERIES = {"few hits": "grævling", "many hits": "advokat", "a phrase": f'"{RARE}"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A house with notes that open, and who may read them all."""

    founded: Founded
    worker: Principal
    texts: list[str]

    def scan(self, asked: Asked) -> int:
        """Go through all notes as the service does, and count the hits."""
        after: Place | None = None
        hits = 0
        context = self.founded.house.context
        while True:
            step = perform(context("cli", self.worker), search.scan, None, asked, after)
            hits += len(step.hits)
            after = step.after
            if after is None:
                return hits


def filled(founded: Founded, size: int, seed: int) -> Filled:
    """Open ten cases and let one of their team write ``size`` notes, many in one transaction."""
    worker = sign_in_as(founded.house, PEOPLE[1].login)
    chance = random.Random(seed)  # noqa: S311 -- the same texts every time, and no secret
    cases = [open_case(founded, number, founded.team, worker) for number in range(CASES)]
    texts: list[str] = []

    def text() -> str:
        texts.append(_text(chance))
        return texts[-1]

    fill(founded, worker, cases, size, text, chance)
    return Filled(founded=founded, worker=worker, texts=texts)


def _text(chance: random.Random) -> str:
    text = invented_text(chance, NOTE_SIZE)
    return f"{text} {RARE}." if not chance.randrange(RARE_ONE_IN) else text


def measure(folder: Path, seed: int, rounds: int, database: Callable[[], str]) -> dict[str, Any]:
    """
    Measure each search at each size.

    Args:
        database: gives the address of an empty database; "" for a file.
    """
    told: dict[str, Any] = {}
    for size in SIZES:
        houses = {
            name: filled(
                found(settings_in(folder / f"{name}-{size}", database()), make), size, seed
            )
            for name, make in {"real": real, "T1": plain}.items()
        }
        for title, typed in QUERIES.items():
            told[f"{size} {title}"] = _compared(houses, typed, rounds, seed)
            print(size, title, "done", flush=True)
        for house in houses.values():
            closed(house.founded)
    return told


def _compared(houses: Mapping[str, Filled], typed: str, rounds: int, seed: int) -> dict[str, Any]:
    asked = Asked(terms=terms_of(typed))
    texts = houses["real"].texts
    ways: dict[str, Callable[[], int]] = {
        name: lambda house=house: house.scan(asked)  # type: ignore[misc]  # bound in the loop
        for name, house in houses.items()
    }
    ways["bare"] = lambda: sum(asked.is_in(text) for text in texts)
    chance = random.Random(seed)  # noqa: S311 -- the order of the rounds
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    hits = {name: way() for name, way in ways.items()}
    if len(set(hits.values())) != 1:
        message = f"the ways found different notes: {hits}"
        raise RuntimeError(message)
    for _ in range(rounds):
        order = list(ways)
        chance.shuffle(order)
        for name in order:
            wall, cpu = time.perf_counter(), time.process_time()
            ways[name]()
            took[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {"hits": hits["real"], **_summary(took)}


def _summary(took: Mapping[str, list[tuple[float, float]]]) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: {
            "wall": round(median(wall for wall, _ in found) * MILLISECONDS, 1),
            "cpu": round(median(cpu for _, cpu in found) * MILLISECONDS, 1),
        }
        for name, found in took.items()
    }
    for against in ("T1", "bare"):
        ratios = [one[1] / other[1] for one, other in zip(took["real"], took[against], strict=True)]
        low, middle, high = quartiles(ratios)
        told[f"cpu / {against}"] = [round(value, 2) for value in (middle, low, high)]
    return told
