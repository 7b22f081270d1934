"""
Colleagues sign in while others read: the real server, the real cost of a password.

Five press the button at once; and eight a second arrive for a while, whatever the answers take.
Quiet and busy stretches alternate, and every answer is checked.
"""

import statistics
import threading
import time
from pathlib import Path
from typing import Any

from bench.house import PEOPLE, closed, found, furnished, hire, settings_in
from bench.rounds import percentile
from bench.serving import Visitor, ask_pages, children, peak_megabytes, served
from bench.twins import real
from journal.domain.staff import Person, Profession, Role
from journal.vault.unlock import STANDARD

AT_ONCE = 5
A_SECOND = 8
STRETCH_SECONDS = 3.0
NEWCOMERS = tuple(
    Person(
        name=f"Kollega {number}",
        login=f"kollega{number}",
        role=Role.PEDAGOGUE,
        profession=Profession.PEDAGOGUE,
    )
    for number in range(max(AT_ONCE, A_SECOND))
)


def measure(folder: Path, seed: int, rounds: int) -> dict[str, Any]:
    """
    Measure sign-ins and pages beside them.

    Returns:
        For each round the seconds of each sign-in, for five at once and for a stream of them, how
        many of the stream were asked to wait, and the milliseconds of the pages in the quiet
        stretch and beside either; and the peak memory of each worker in MB.
    """
    settings = settings_in(folder)
    founded = found(settings, real, STANDARD)
    for person in NEWCOMERS:
        hire(founded.house, founded.clock, person)
    case = str(furnished(founded, seed).cases[0])
    closed(founded)
    with served(settings) as (port, server):
        reader = Visitor(port)
        reader.sign_in(reader.prepared(PEOPLE[1].login))
        ask_pages(reader, case, 1.0)
        told = [_at_once(reader, case) | _arriving(reader, case) for _ in range(rounds)]
        memory = [peak_megabytes(worker) for worker in children(server)]
    return {"rounds": told, "peak_mb": memory, "summary": _summary(told)}


def _at_once(reader: Visitor, case: str) -> dict[str, Any]:
    quiet = ask_pages(reader, case, STRETCH_SECONDS)
    took: list[float] = []
    threads = [
        threading.Thread(target=lambda one, form: took.append(one.sign_in(form)), args=pair)
        for pair in _prepared(reader.port, AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    busy = ask_pages(reader, case, STRETCH_SECONDS, while_running=threads)
    for thread in threads:
        thread.join()
    if len(took) != AT_ONCE:
        message = "a sign-in failed"
        raise RuntimeError(message)
    return {"signin_s": [round(one, 3) for one in took], "quiet_ms": quiet, "busy_ms": busy}


def _arriving(reader: Visitor, case: str) -> dict[str, Any]:
    """A stream of sign-ins at a fixed rate, and the pages while it lasts."""
    ready = _prepared(reader.port, int(A_SECOND * STRETCH_SECONDS))
    began = time.perf_counter()
    answers: list[tuple[int, float]] = []

    def arrive(number: int, one: Visitor, form: dict[str, str]) -> None:
        due = began + number / A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        status = one.ask("POST", "/log-ind", form).status
        answers.append((status, time.perf_counter() - due))

    threads = [
        threading.Thread(target=arrive, args=(number, *pair)) for number, pair in enumerate(ready)
    ]
    for thread in threads:
        thread.start()
    pages = ask_pages(reader, case, STRETCH_SECONDS)
    for thread in threads:
        thread.join()
    if len(answers) != len(threads) or not {status for status, _ in answers} <= {303, 429}:
        message = "a sign-in failed"
        raise RuntimeError(message)
    return {
        "stream_s": [round(took, 3) for status, took in answers if status == 303],
        "asked_to_wait": sum(status == 429 for status, _ in answers),
        "stream_ms": pages,
    }


def _prepared(port: int, count: int) -> list[tuple[Visitor, dict[str, str]]]:
    """Browsers with a filled-in form each."""
    visitors = [Visitor(port) for _ in range(count)]
    return [
        (one, one.prepared(NEWCOMERS[number % len(NEWCOMERS)].login))
        for number, one in enumerate(visitors)
    ]


def _summary(told: list[dict[str, Any]]) -> dict[str, float]:
    last = [max(each["signin_s"]) for each in told]
    stream = [took for each in told for took in each["stream_s"]]
    waits = {
        name: [wait for each in told for wait in each[f"{name}_ms"]]
        for name in ("quiet", "busy", "stream")
    }
    return {
        "last_signin_median_s": statistics.median(last),
        "last_signin_worst_s": max(last),
        **{
            f"{name}_p{share:.0f}_ms": percentile(each, share / 100)
            for name, each in waits.items()
            for share in (50.0, 95.0)
        },
        "pages_beside_signins": len(waits["busy"]),
        "stream_signin_median_s": statistics.median(stream),
        "stream_signin_worst_s": max(stream),
        "stream_signed_in": len(stream),
        "stream_asked_to_wait": sum(each["asked_to_wait"] for each in told),
    }
