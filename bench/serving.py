"""
The real server on a port of this machine, and browsers that ask it over HTTP.

Rules: pages are asked for at a fixed rate, whatever the answers take, and each wait is counted from
the moment at which it was due; every answer is checked.
"""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench.browser import Answer, form_field
from bench.house import PASSWORD
from bench.rounds import MILLISECONDS
from config.settings import Settings

PAGES_A_SECOND = 10
START_SECONDS = 60.0


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


def ask_pages(
    reader: Visitor, case: str, seconds: float, while_running: list[threading.Thread] | None = None
) -> list[float]:
    """
    Ask for pages at the fixed rate.

    Returns:
        For each page the milliseconds from when it was due to its whole answer.
    """
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


@contextmanager
def served(settings: Settings) -> Iterator[tuple[int, int]]:
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
            env={
                **os.environ,
                **folders,
                "JOURNAL_RESERVE_MEGABYTES": "1",
                "JOURNAL_BIND_PORT": str(port),
            },
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


def children(process: int) -> list[int]:
    """The processes that a process has forked."""
    return [
        int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]


def peak_megabytes(process: int) -> float:
    """The most memory that a process has held, in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return round(kilobytes / 1024, 1)
