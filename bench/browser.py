"""
A browser without a network: asks an application through WSGI and checks every answer.

Rules: what is timed is the application alone; status and body of each answer are kept and compared
afterwards; ids and form tokens, which are drawn, are taken out before two bodies are compared.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from werkzeug.test import EnvironBuilder

from bench.house import PASSWORD, Clock

ORIGIN = "https://127.0.0.1"
_DRAWN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TOKEN = re.compile(r'((?:name="csrf_token" value="|data-token="|/session\?of=))([^"]+)')
_FIELD = r'name="{}"[^>]* value="([^"]*)"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What came back.

    Args:
        wall: seconds by the clock on the wall.
        cpu: seconds this process computed.
    """

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    wall: float
    cpu: float

    def words(self) -> str:
        """The page without ids and tokens: equal for equal content."""
        return _TOKEN.sub(r"\1", _DRAWN.sub("id", self.body.decode()))

    def header(self, name: str) -> str:
        """The first header of this name, or nothing."""
        return next((value for key, value in self.headers if key == name), "")


class Browser:
    """
    One colleague at her machine.

    Args:
        app: the application.
        clock: of its house; each request is a second later than the last.
    """

    def __init__(self, app: Flask, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._cookies: dict[str, str] = {}

    def sign_in(self, login: str) -> None:
        """Sign in through the page, as everybody does."""
        token = form_field(self.get("/log-ind"), "csrf_token")
        form = {"csrf_token": token, "name": login, "password": PASSWORD, "next": "/"}
        self.expect(self.post("/log-ind", form), 303)

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask(EnvironBuilder(path=path, base_url=ORIGIN, headers=self._headers()))

    def post(self, path: str, form: dict[str, str]) -> Answer:
        """Send a form."""
        builder = EnvironBuilder(
            path=path,
            base_url=ORIGIN,
            method="POST",
            headers=self._headers(),
            data=urlencode(form).encode(),
            content_type="application/x-www-form-urlencoded",
        )
        return self._ask(builder)

    @staticmethod
    def expect(answer: Answer, status: int) -> Answer:
        """The answer, if it has this status; a measured error page would be worth nothing."""
        if answer.status != status:
            message = f"expected {status}, got {answer.status}"
            raise RuntimeError(message)
        return answer

    def _headers(self) -> list[tuple[str, str]]:
        sent = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return [("Cookie", sent), ("Sec-Fetch-Site", "same-origin")]

    def _ask(self, builder: EnvironBuilder) -> Answer:
        environ = builder.get_environ()
        self._clock.tick()
        began: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            began.update(status=int(status[:3]), headers=headers)

        cpu, wall = time.process_time(), time.perf_counter()
        answered = self._app(environ, start_response)
        body = b"".join(answered)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if hasattr(answered, "close"):
            answered.close()
        answer = Answer(body=body, wall=wall, cpu=cpu, **began)
        for name, value in answer.headers:
            if name == "Set-Cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self._cookies[cookie] = content
        return answer


def form_field(answer: Answer, name: str) -> str:
    """The value of a field of the form on a page."""
    found = re.search(_FIELD.format(name), answer.body.decode())
    if found is None:
        message = f"no field {name} on the page"
        raise RuntimeError(message)
    return found[1]


def note_form(browser: Browser, case: object) -> dict[str, str]:
    """The fields of a new note but its text and its id."""
    page = browser.expect(browser.get(f"/sag/{case}/notat/nyt"), 200)
    names = ("csrf_token", "written_by")
    return {name: form_field(page, name) for name in names} | {"type": "observation"}


def fresh_id() -> str:
    """An id for a note to be: drawn by the server for a person, here without asking for a form."""
    return str(uuid4())
