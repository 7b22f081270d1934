"""
A backup of a hundred megabytes while somebody writes: what it takes, and what the writer feels.

Rules: the real command's own path, with its event, its checkpoint and both folders; each backup is
read back and checked, so that a broken one is not called fast; the writer signs notes of the usual
size all the time, in the same process, as the service would beside the command.
"""

import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.house import Founded, closed, draft, found, open_case, settings_in, sign_in_as
from bench.twins import real
from journal.domain.ids import CaseId
from journal.domain.notes import MAX_CHARACTERS
from journal.services import backup, notes
from journal.services.work import perform
from journal.vault.backup import Place, Taken
from journal.vault.desk import Principal

SIZE_MB = 100
MEGABYTE = 1_000_000
PAUSE = 0.05
"""Seconds between two notes of the writer: twenty a second, far more than a house has."""


@dataclass(slots=True, kw_only=True)
class Writer:
    """Signs notes until it is stopped."""

    founded: Founded
    who: Principal
    case_id: CaseId
    chance: random.Random
    took: list[float] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Sign, and remember how long each note took in seconds."""
        while not self.stopped.is_set():
            self.sign()
            time.sleep(PAUSE)

    def sign(self) -> None:
        """Sign one note of the usual size."""
        note = draft(self.case_id, self.founded.clock, self.chance)
        self.founded.clock.tick()
        began = time.perf_counter()
        perform(self.founded.house.context("web", self.who), notes.write_note, note)
        self.took.append(time.perf_counter() - began)


def measure(
    folder: Path, seed: int, rounds: int, database_url: str = "", size_mb: float = SIZE_MB
) -> dict[str, Any]:
    """
    Measure backups of a house of that size.

    Returns:
        For each round the seconds, the megabytes, and how many notes were signed meanwhile; with
        the times of the writer when nobody took a backup, and beside one, in seconds.
    """
    founded = found(settings_in(folder / "house", database_url), real)
    chance = random.Random(seed)  # noqa: S311 -- the same texts every time, and no secret
    case_id = open_case(founded, 0, founded.team)
    who = sign_in_as(founded.house, "anna")
    place = Place(databases=folder / "one", shares=folder / "two")
    _fill(founded, who, case_id, chance, size_mb)
    quiet = Writer(founded=founded, who=who, case_id=case_id, chance=chance)
    for _ in range(100):
        quiet.sign()
    told: list[dict[str, float]] = []
    beside: list[float] = []
    for _ in range(rounds):
        writer = Writer(founded=founded, who=who, case_id=case_id, chance=chance)
        told.append(_round(founded, writer, place))
        beside += writer.took
    closed(founded)
    return {
        "rounds": told,
        "seconds": median(each["seconds"] for each in told),
        "mb": median(each["mb"] for each in told),
        "quiet": {"p50": median(quiet.took), "worst": max(quiet.took)},
        "beside": {"p50": median(beside), "worst": max(beside)},
    }


def _fill(
    founded: Founded, who: Principal, case_id: CaseId, chance: random.Random, size_mb: float
) -> None:
    """Sign the longest notes there are until their envelopes have this size."""
    for _ in range(int(size_mb * MEGABYTE / MAX_CHARACTERS)):
        note = draft(case_id, founded.clock, chance, size=MAX_CHARACTERS)
        founded.clock.tick()
        perform(founded.house.context("web", who), notes.write_note, note)


def _round(founded: Founded, writer: Writer, place: Place) -> dict[str, float]:
    thread = threading.Thread(target=writer.run)
    thread.start()
    try:
        began = time.perf_counter()
        made = backup.make(founded.house, place)
        seconds = time.perf_counter() - began
    finally:
        writer.stopped.set()
        thread.join()
    Taken(made.database, founded.house.vault.signer.public).check()
    return {"seconds": seconds, "mb": made.size / MEGABYTE, "notes": len(writer.took)}
