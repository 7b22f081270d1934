"""
The head of the log that every colleague's browser carries, in a cookie that the log key has signed.

Rules: compared before a page is made; renewed by everything she does and by a page that is read
when it is some minutes old; it outlives the session and the service, so that an older database is
found after a restart too.
"""

import base64
import binascii
import re
from datetime import timedelta
from http import HTTPStatus

from flask import Flask, Response, g, request

from journal.request import context, now
from journal.services import lookout
from journal.web.access import set_cookie

COOKIE = "__Host-log"
DAYS = 365
LONGEST = 2_048
KEPT = timedelta(minutes=5)
"""How long reading leaves the cookie as it is.

A browser throws the pages it kept for Back away, with the words typed on them, when a cookie
changes.
"""
UNSEEN = ("signin.active",)
"""Endpoints that a script asks: nobody would read there that the log does not fit."""


def install(app: Flask) -> None:
    """Compare before, renew after."""
    app.before_request(_compare)
    app.after_request(_renew)


def _compare() -> None:
    if "principal" in g and request.endpoint not in UNSEEN:
        g.has_compared = True
        lookout.compare(context(), _carried())


def _carried() -> str | None:
    note = request.cookies.get(COOKIE, "").partition(".")[2]
    try:
        return base64.urlsafe_b64decode(note).decode() if 0 < len(note) <= LONGEST else None
    except (binascii.Error, ValueError):
        return None


def _is_young() -> bool:
    """Whether the browser got what it carries a moment ago; it may lie, to its own loss only."""
    given = request.cookies.get(COOKIE, "").partition(".")[0]
    age = int(now().timestamp()) - int(given) if re.fullmatch("[0-9]{1,12}", given) else -1
    return 0 <= age < KEPT.total_seconds()


def _renew(response: Response) -> Response:
    """
    Hand out the present head, never over one that was not compared: a sign-in does not.

    Not with a refusal either: it has the same bytes and headers as the answer to an unknown id. A
    browser whose log nobody can follow carries nothing, so that it is not told again.
    """
    is_answered = response.status_code < HTTPStatus.BAD_REQUEST
    is_told = response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    if not (g.get("has_compared", False) and (is_answered or is_told)):
        return response
    note = lookout.attest(context())
    if note is not None and is_answered and request.method == "GET" and _is_young():
        return response
    if note is not None:
        text = base64.urlsafe_b64encode(note.encode()).decode()
        set_cookie(response, COOKIE, f"{int(now().timestamp())}.{text}", DAYS)
    elif request.cookies.get(COOKIE):
        response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
    return response
