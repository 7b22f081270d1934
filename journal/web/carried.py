"""
The head of the log that every colleague's browser carries, in a cookie that the log key has signed.

Rules: compared before a page is made; renewed by every page of somebody who is signed in; it
outlives the session and the service, so that an older database is found after a restart too.
"""

import base64
import binascii
from http import HTTPStatus

from flask import Flask, Response, g, request

from journal.request import context
from journal.services import lookout
from journal.web.access import set_cookie

COOKIE = "__Host-log"
DAYS = 365
LONGEST = 2_048
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
    sent = request.cookies.get(COOKIE, "")
    try:
        return base64.urlsafe_b64decode(sent).decode() if 0 < len(sent) <= LONGEST else None
    except (binascii.Error, ValueError):
        return None


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
    if note is not None:
        set_cookie(response, COOKIE, base64.urlsafe_b64encode(note.encode()).decode(), DAYS)
    elif request.cookies.get(COOKIE):
        response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
    return response
