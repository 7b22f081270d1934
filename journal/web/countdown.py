"""
How long an access still lasts, and pages that give way when it is over.

A page of a journal that is read for a time carries a ``Refresh`` header to the second of its end,
so that it covers itself in a browser without scripts too.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response, make_response, url_for

from journal.domain.access import Face
from journal.domain.timed_access import Opened
from journal.request import now


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessShown:
    """
    A running access as pages show it.

    Args:
        seconds: until its end.
        words_seconds: until own words may no longer follow; 0 when they were given or may not.
    """

    id: UUID
    is_emergency: bool
    until: datetime
    seconds: int
    words_until: datetime | None
    words_seconds: int


def shown(opened: Opened) -> AccessShown:
    """An access with the seconds it still has."""
    words_until = opened.words_until
    left = 0.0 if words_until is None else (words_until - now()).total_seconds()
    return AccessShown(
        id=opened.id,
        is_emergency=opened.face is Face.BREAK_GLASS,
        until=opened.expires_at,
        seconds=_seconds_until(opened.expires_at),
        words_until=words_until,
        words_seconds=max(0, math.floor(left)),
    )


def covering(page: str, running: Opened | None) -> Response:
    """
    A page of a case, made to give way at the second its reader's access ends.

    Args:
        running: her timed access; None for a member of the team, whose page stays.
    """
    response = make_response(page)
    if running is not None:
        over = url_for("timed_access.over")
        response.headers["Refresh"] = f"{_seconds_until(running.expires_at)}; url={over}"
    return response


def _seconds_until(instant: datetime) -> int:
    """Whole seconds, one at least; never before the instant itself."""
    return max(1, math.ceil((instant - now()).total_seconds()))
