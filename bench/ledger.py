"""
The log: what appending costs a commit, eight writers at once, and what grows with the log.

Rules: events are appended by the ledger as a request does it; what is compared with a scan of the
table is read from the same file in the same minute; a log that was measured is verified once, so
that a fork or a hole is not called fast.
"""

import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bench.house import Clock, Founded, closed, found, settings_in
from bench.rounds import percentile
from bench.twins import real
from crypto.merkle import leaf_hash
from crypto.merkle import root as root_of
from journal.cli import verify_log
from journal.domain.access import Action, Basis
from journal.domain.audit import Event, Item, Origin
from journal.domain.clock import to_milliseconds
from journal.domain.ids import CaseAlias, EventId, HouseId, LogId, RequestId, StaffAlias
from journal.services.record import sign_checkpoint
from journal.store import audit as audit_store
from journal.store.db import make_engine, make_sessions, reading
from journal.vault import pins
from journal.vault.desk import NOBODY, Desk
from journal.vault.ledger import Ledger
from journal.vault.lookout import Lookout
from journal.vault.outside import OpenLog, pinned_signer
from journal.vault.verifier import Verdict, verify

BURST = 100
BETWEEN_CHECKPOINTS = 256
WRITERS = 8
WRITING_SECONDS = 8.0
MOST_SCAN = 6.0
SIZES = (1_000, 10_000, 100_000, 1_000_000)
ALIASES = [CaseAlias(uuid4()) for _ in range(200)]
PLAIN = "INSERT INTO bench_plain (id) VALUES (:id)"


def append_cost(folder: Path, rounds: int) -> dict[str, Any]:
    """Processor time of a commit on SQLite with and without an event, in bursts that alternate."""
    founded = found(settings_in(folder / "append"), real)
    owner = make_engine(founded.house.settings.engine_url, guarded=False)
    with owner.begin() as connection:
        connection.execute(text("CREATE TABLE bench_plain (id BLOB)"))
    owner.dispose()
    told = []
    for _ in range(rounds):
        plain = _burst(founded, _nothing)
        with_event = _burst(founded, lambda session: _append(founded, session, [_event()]))
        told.append({"plain": plain, "append": with_event})
    closed(founded)
    added = [each["append"] - each["plain"] for each in told]
    return {"rounds": told, "added_ms": median(added), "worst_ms": max(added)}


def _burst(founded: Founded, act: Callable[[Session], None]) -> float:
    """Milliseconds of processor time a commit."""
    began = time.process_time()
    for _ in range(BURST):
        with founded.house.sessions() as session:
            session.execute(text(PLAIN), {"id": os.urandom(16)})
            act(session)
            session.commit()
    return (time.process_time() - began) / BURST * 1_000


def _nothing(_session: Session) -> None:
    """The commit alone."""


def _event() -> Event:
    alias = ALIASES[os.urandom(1)[0] % len(ALIASES)]
    items = [Item(case=alias, row=uuid4()) for _ in range(3)]
    return Event(id=EventId(uuid4()), action=Action.NOTE_READ, basis=Basis.TEAM, items=items)


def _origin(ledger: Ledger) -> Origin:
    return Origin(
        house=ledger.house,
        log=ledger.log,
        actor=StaffAlias(ALIASES[0]),
        auth="pw",
        session_tag=bytes(8),
        source="web",
        request=RequestId(uuid4()),
    )


def _append(founded: Founded, session: Session, events: list[Event]) -> None:
    now = founded.clock.now
    desk = Desk(session=session, principal=NOBODY, now=now, events=events)
    ledger = founded.house.vault.ledger
    ledger.append(desk, _origin(ledger), to_milliseconds(now))


def writers(folder: Path, database_url: str) -> dict[str, Any]:
    """Eight processes that append one event a commit, all at once, on PostgreSQL."""
    founded = found(settings_in(folder / "writers", database_url), real)
    ledger = founded.house.vault.ledger
    start = multiprocessing.get_context("spawn")
    gate, answers = start.Event(), start.Queue()
    given = (database_url, str(ledger.house), str(ledger.log), gate, answers)
    processes = [start.Process(target=_write, args=given) for _ in range(WRITERS)]
    for process in processes:
        process.start()
    time.sleep(4)  # until all have connected
    gate.set()
    taken = [each for _ in processes for each in answers.get()]
    for process in processes:
        process.join()
    signer = founded.house.vault.signer
    with reading(founded.house.sessions) as session:
        report = verify(session, signer.signed, None)
    closed(founded)
    milliseconds = [each * 1_000 for each in taken]
    return {
        "writers": WRITERS,
        "seconds": WRITING_SECONDS,
        "events_a_second": len(taken) / WRITING_SECONDS,
        "p50_ms": percentile(sorted(milliseconds), 0.5),
        "p99_ms": percentile(sorted(milliseconds), 0.99),
        "forked": report.verdict is Verdict.TAMPERED,
        "size": report.size,
    }


def _write(url: str, house: str, log: str, gate: Any, answers: Any) -> None:
    """One writer."""
    engine = make_engine(url)
    sessions, ledger = make_sessions(engine), Ledger(HouseId(UUID(house)), LogId(UUID(log)))
    clock, taken = Clock(), []
    with sessions() as session:
        audit_store.head(session)
    gate.wait()
    until = time.perf_counter() + WRITING_SECONDS
    while time.perf_counter() < until:
        began = time.perf_counter()
        with sessions() as session:
            desk = Desk(session=session, principal=NOBODY, now=clock.now, events=[_event()])
            ledger.append(desk, _origin(ledger), to_milliseconds(clock.now))
            session.commit()
        taken.append(time.perf_counter() - began)
    engine.dispose()
    answers.put(taken)


def growth(folder: Path, largest: int) -> list[dict[str, Any]]:
    """What each look at the log costs at each size, on SQLite."""
    founded = found(settings_in(folder / "growth"), real)
    points = []
    for size in (each for each in SIZES if each <= largest):
        _grow(founded, size)
        points.append(_point(founded, folder, size))
        print(f"log of {size:,} done", flush=True)
    closed(founded)
    return points


def _grow(founded: Founded, size: int) -> None:
    house = founded.house
    with house.sessions() as session:
        head = audit_store.head(session)
    missing = size - (0 if head is None else head.size)
    while missing > 0:
        count = min(BETWEEN_CHECKPOINTS, missing)
        founded.clock.tick(count * 20)
        with house.sessions() as session:
            _append(founded, session, [_event() for _ in range(count)])
            session.commit()
        sign_checkpoint(house.context("job"))
        missing -= count


def _point(founded: Founded, folder: Path, size: int) -> dict[str, Any]:
    house, lookout = founded.house, Lookout()
    signer = house.vault.signer
    told: dict[str, Any] = {"size": size}
    with _taken(told, "scan"), reading(house.sessions) as session:
        entries = session.execute(text("SELECT entry FROM audit_entry"))
        sum(len(row[0]) for row in entries)
    with _taken(told, "roots"), reading(house.sessions) as session:
        leaves = (leaf_hash(data or b"") for _, _, data in audit_store.stored_bytes(session, size))
        root_of(leaves)
        known = [signer.read(note) for note in audit_store.checkpoints(session)]
    told["checkpoints"] = len(known)
    with _taken(told, "verify"), reading(house.sessions) as session:
        report = verify(session, signer.signed, house.witness.near())
    told["verdict"] = report.check
    with _taken(told, "first_look"):
        lookout.look(house.sessions, signer, None)
    carried = lookout.attest(signer)
    with house.sessions() as session:
        _append(founded, session, [_event() for _ in range(BETWEEN_CHECKPOINTS)])
        session.commit()
    with _taken(told, "since_checkpoint"):
        sign_checkpoint(house.context("job"))
    with _taken(told, "look_256"):
        lookout.look(house.sessions, signer, carried)
    with _taken(told, "look"):
        lookout.look(house.sessions, signer, lookout.attest(signer))
    return told | _outside(founded, folder / f"export-{size}", size)


def _outside(founded: Founded, folder: Path, size: int) -> dict[str, Any]:
    house, told = founded.house, dict[str, Any]()
    folder.mkdir()
    with reading(house.sessions) as session:
        log = OpenLog(session=session, witness=house.witness, outside=())
        with _taken(told, "export"):
            made = log.export()
            (folder / verify_log.KEY).write_text(made.key)
            (folder / verify_log.LEAVES).write_bytes(b"".join(made.leaves))
            (folder / verify_log.CHECKPOINTS).write_text(made.checkpoints)
        middle = select(audit_store.AuditLeafRow.entry_id).where(
            audit_store.AuditLeafRow.seq == size // 2
        )
        reference = session.scalars(middle).one().hex
        with _taken(told, "prove"):
            log.prove(reference)
    with _taken(told, "first_prove"):
        _prove_anew(founded, reference)
    kept = folder / "kept"
    kept.write_text(house.vault.signer.outside_note() or "")
    with (
        _taken(told, "outsider"),
        Path(os.devnull).open("w") as nowhere,
        redirect_stdout(nowhere),
    ):
        told["outsider_code"] = verify_log.main(["log", str(folder), "--witness", str(kept)])
    return told


def _prove_anew(founded: Founded, reference: str) -> None:
    """A proof by a process that has followed nothing yet, as the command makes it."""
    house = founded.house
    settings = house.settings
    signer = pinned_signer(
        pins.read(settings.pins_path), settings.log_key_path, settings.last_checkpoint_path
    )
    witness = replace(house.witness, signer=signer)
    witness.sign(house.sessions, founded.clock.now, nullcontext())
    with reading(house.sessions) as session:
        OpenLog(session=session, witness=witness, outside=()).prove(reference)


@contextmanager
def _taken(told: dict[str, Any], name: str) -> Iterator[None]:
    """Milliseconds of processor time, which other work on the machine disturbs less; and wall."""
    began = time.process_time(), time.perf_counter()
    yield
    told[f"{name}_ms"] = (time.process_time() - began[0]) * 1_000
    told[f"{name}_wall_ms"] = (time.perf_counter() - began[1]) * 1_000


def measure(folder: Path, rounds: int, database_url: str, largest: int) -> dict[str, Any]:
    """Measure all three."""
    return {
        "append": append_cost(folder, rounds),
        "writers": writers(folder, database_url),
        "growth": json.loads(json.dumps(growth(folder, largest), default=str)),
    }
