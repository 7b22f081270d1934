"""
What a sign-in does for others on the way: keys that waited for somebody who holds them.

Each concern and each case is a work of its own: one that is damaged stops none of the others, and
none of them keeps whoever signs in outside.
"""

import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import structlog

from journal.domain.errors import JournalError
from journal.services import losses, upkeep
from journal.services.context import Context
from journal.services.losses import Taken
from journal.services.work import Work, perform

P = ParamSpec("P")
T = TypeVar("T")
LONGEST_SECONDS = 10.0
"""How long a page may wait for exchanges; what is left is done at the next sign-ins."""
_LOG = structlog.get_logger()


def keep_up(context: Context) -> None:
    """Exchange, pass on and wrap what waits for the keys of whoever has signed in."""
    for concern in (upkeep.of_house, upkeep.of_duty, upkeep.of_review):
        _attempt(context, concern)
    for case_id in _attempt(context, upkeep.waiting) or ():
        _attempt(context, upkeep.of_case, case_id)
    _attempt(context, upkeep.follow)


def follow_up(context: Context, taken: Taken) -> Taken:
    """
    Exchange, after an act in which somebody lost her keys, those that whoever acted holds.

    Returns:
        What the act has done by now, and what waits for others, or for a next sign-in.
    """
    until = time.monotonic() + LONGEST_SECONDS
    for case_id in dict.fromkeys(one.case_id for one in taken.waiting):
        if case_id is not None and time.monotonic() < until:
            _attempt(context, upkeep.of_case, case_id)
    return perform(context, losses.still_waiting, taken)


def _attempt(
    context: Context,
    use_case: Callable[Concatenate[Work, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T | None:
    try:
        done = perform(context, use_case, *args, **kwargs)
    except JournalError as error:
        _LOG.error("upkeep failed", kind=use_case.__name__, code=error.code)
        return None
    return done
