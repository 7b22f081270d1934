"""
Who is signed in to this request, and performing a use case as her.

The one step between the entrances and the services.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar, overload
from uuid import UUID, uuid4

from flask import current_app, g

from journal.domain.ids import RequestId
from journal.services.context import Context
from journal.services.house import House
from journal.services.work import Later, Work
from journal.services.work import perform as perform_in
from journal.vault.desk import NOBODY, Principal

P = ParamSpec("P")
T = TypeVar("T")

HOUSE_KEY = "journal"
"""Under which name the application holds its house."""


def house() -> House:
    """The house this application serves."""
    opened: House = current_app.extensions[HOUSE_KEY]
    return opened


def principal() -> Principal:
    """Who acts in this request; nobody before sign-in."""
    acting: Principal = g.get("principal", NOBODY)
    return acting


def request_id() -> RequestId:
    """The id that joins all events of this request."""
    if "request_id" not in g:
        g.request_id = RequestId(uuid4())
    drawn: RequestId = g.request_id
    return drawn


def context() -> Context:
    """What this request hands to a unit of work."""
    return house().context("web", principal(), request_id())


@overload
def perform(
    use_case: Callable[Concatenate[Work, P], Later[T]], *args: P.args, **kwargs: P.kwargs
) -> T: ...


@overload
def perform(
    use_case: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs
) -> T: ...


def perform(
    use_case: Callable[Concatenate[Work, P], Any], *args: P.args, **kwargs: P.kwargs
) -> Any:
    """Carry out a use case as whoever is signed in; see ``services.work.perform``."""
    return perform_in(context(), use_case, *args, **kwargs)


def now() -> datetime:
    """The present instant by the clock of the house, in UTC."""
    return house().clock()


def id_from(text: str) -> UUID | None:
    """An id out of a form, or None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
