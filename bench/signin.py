"""
Five colleagues sign in at once while others read: the real server, the real cost of a password.

Rules: pages are asked for at a fixed rate, whatever the answers take, and each wait is counted from
the moment at which it was due; quiet and busy stretches alternate; every answer is checked.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.browser import Answer, form_field
from bench.house import PASSWORD, PEOPLE, closed, found, furnished, hire, settings_in
from bench.rounds import MILLISECONDS, percentile
from bench.twins import real
from config.settings import Settings
from journal.domain.staff import Person, Profession, Role
from journal.vault.unlock import STANDARD

AT_ONCE = 5
PAGES_A_SECOND = 10
STRETCH_SECONDS = 3.0
START_SECONDS = 60.0
NEWCOMERS = tuple(
    Person(
        name=f"Kollega {number}",
        login=f"kollega{number}",
        role=Role.PEDAGOGUE,
        profession=Profession.PEDAGOGUE,
    )
    for number in range(AT_ONCE)
)


@dataclass(slots=True)
class Visitor:
    """One browser over HTTP; a new connection for each request, as behind a proxy."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        """Send a request and read the whole answer."""
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": sent, "Sec-Fetch-Site": "same-origin"}
        body = None if form is None else urlencode(form)
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, headers)
        answered = connection.getresponse()
        content, wall = answered.read(), time.perf_counter() - began
        connection.close()
        for name, value in answered.getheaders():
            if name == "Set-Cookie":
                cookie, _, rest = value.partition(";")[0].partition("=")
                self.cookies[cookie] = rest
        return Answer(
            status=answered.status, headers=answered.getheaders(), body=content, wall=wall, cpu=0.0
        )

    def prepared(self, login: str) -> dict[str, str]:
        """The sign-in form, filled in."""
        token = form_field(self.ask("GET", "/log-ind"), "csrf_token")
        return {"csrf_token": token, "name": login, "password": PASSWORD, "next": "/"}

    def sign_in(self, form: dict[str, str]) -> float:
        """Send the form; seconds until the answer."""
        answer = self.ask("POST", "/log-ind", form)
        if answer.status != 303:
            message = f"sign-in answered {answer.status}"
            raise RuntimeError(message)
        return answer.wall


def measure(folder: Path, seed: int, rounds: int) -> dict[str, Any]:
    """
    Measure sign-ins and pages beside them.

    Returns:
        For each round the seconds of each of the five sign-ins, and the milliseconds of the pages
        in the quiet and in the busy stretch; and the peak memory of each worker in MB.
    """
    settings = settings_in(folder)
    founded = found(settings, real, STANDARD)
    for person in NEWCOMERS:
        hire(founded.house, founded.clock, person)
    case = furnished(founded, seed).cases[0]
    closed(founded)
    with _served(settings) as (port, server):
        reader = Visitor(port)
        reader.sign_in(reader.prepared(PEOPLE[1].login))
        _pages(reader, str(case), 1.0)
        told = [_round(reader, str(case)) for _ in range(rounds)]
        memory = [_peak_megabytes(worker) for worker in _children(server)]
    return {"rounds": told, "peak_mb": memory, "summary": _summary(told)}


def _round(reader: Visitor, case: str) -> dict[str, list[float]]:
    quiet = _pages(reader, case, STRETCH_SECONDS)
    visitors = [Visitor(reader.port) for _ in NEWCOMERS]
    forms = [one.prepared(person.login) for one, person in zip(visitors, NEWCOMERS, strict=True)]
    took: list[float] = []
    threads = [
        threading.Thread(target=lambda one, form: took.append(one.sign_in(form)), args=pair)
        for pair in zip(visitors, forms, strict=True)
    ]
    for thread in threads:
        thread.start()
    busy = _pages(reader, case, STRETCH_SECONDS, while_running=threads)
    for thread in threads:
        thread.join()
    if len(took) != AT_ONCE:
        message = "a sign-in failed"
        raise RuntimeError(message)
    return {"signin_s": [round(one, 3) for one in took], "quiet_ms": quiet, "busy_ms": busy}


def _pages(
    reader: Visitor, case: str, seconds: float, while_running: list[threading.Thread] | None = None
) -> list[float]:
    """Ask at the fixed rate; milliseconds from when each was due to its whole answer."""
    waits: list[float] = []
    asking = []
    began = time.perf_counter()
    for number in range(int(seconds * PAGES_A_SECOND)):
        due = began + number / PAGES_A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        if while_running and not any(thread.is_alive() for thread in while_running):
            break
        path = f"/sag/{case}/" if number % 2 else "/"
        asking.append(threading.Thread(target=_page, args=(reader, path, due, waits)))
        asking[-1].start()
    for thread in asking:
        thread.join()
    if len(waits) != len(asking):
        message = "a page failed"
        raise RuntimeError(message)
    return waits


def _page(reader: Visitor, path: str, due: float, waits: list[float]) -> None:
    if reader.ask("GET", path).status == 200:
        waits.append(round((time.perf_counter() - due) * MILLISECONDS, 1))


def _summary(told: list[dict[str, list[float]]]) -> dict[str, float]:
    last = [max(each["signin_s"]) for each in told]
    quiet = [wait for each in told for wait in each["quiet_ms"]]
    busy = [wait for each in told for wait in each["busy_ms"]]
    return {
        "last_signin_median_s": statistics.median(last),
        "last_signin_worst_s": max(last),
        "quiet_p50_ms": percentile(quiet, 0.5),
        "quiet_p95_ms": percentile(quiet, 0.95),
        "busy_p50_ms": percentile(busy, 0.5),
        "busy_p95_ms": percentile(busy, 0.95),
        "busy_worst_ms": max(busy),
        "pages_beside_signins": len(busy),
    }


@contextmanager
def _served(settings: Settings) -> Iterator[tuple[int, int]]:
    """The house on a free port of this machine, and the process that serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    folders = {
        f"JOURNAL_{name.upper()}_DIR": str(getattr(settings, f"{name}_dir"))
        for name in ("config", "secret", "state", "run")
    }
    with (settings.run_dir.parent / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", "from journal.app import main; main()", "serve"],
            env={**os.environ, **folders, "JOURNAL_BIND_PORT": str(port)},
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            Visitor(port).ask("GET", "/log-ind")
        except OSError:
            time.sleep(0.2)
        else:
            return
    message = "the server did not start"
    raise RuntimeError(message)


def _children(process: int) -> list[int]:
    return [
        int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]


def _peak_megabytes(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return round(kilobytes / 1024, 1)
