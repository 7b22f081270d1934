"""
Who is signed in, and performing a use case as her.

The one step between the entrances and the services.

Signing in is three steps: find the name, derive the password outside any transaction, put the
outcome on record.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar, overload
from uuid import UUID, uuid4

from flask import current_app, g

from journal.domain.errors import SigninBlocked, SigninFailed
from journal.domain.ids import RequestId, StaffAlias, StaffId
from journal.domain.staff import Role
from journal.services import signin
from journal.services.context import Context
from journal.services.house import House
from journal.services.signin import Attempt, Candidate
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


def sign_in(base: Context, attempt: Attempt, password: str) -> Principal:
    """
    Try a user name and a password.

    Args:
        base: a context of nobody, from the web or the command line.
        attempt: name, device and address.
        password: as typed.

    Returns:
        The colleague with her keys, for this request or this command only.

    Raises:
        SigninFailed: unknown name or wrong password.
        SigninBlocked: too many wrong tries; none was taken.
    """
    candidate = perform_in(base, signin.find, attempt)
    if candidate.blocked_for:
        raise SigninBlocked(minutes=_minutes(candidate.blocked_for))
    unlocker = base.vault.unlocker
    derived = unlocker.try_password(candidate.lock, password)
    claimed = replace(base, principal=_claimed(candidate))
    if candidate.account is None or not unlocker.fits(candidate.lock, derived):
        perform_in(claimed, signin.fail, candidate)
        if candidate.next_wait:
            raise SigninBlocked(minutes=_minutes(candidate.next_wait))
        raise SigninFailed
    return perform_in(claimed, signin.succeed, candidate, derived)


def _claimed(candidate: Candidate) -> Principal:
    """The person a name claims to be, for the log: her alias, and no keys."""
    if candidate.account is None:
        return NOBODY
    staff = candidate.account.staff
    return Principal(id=StaffId(staff.id), alias=StaffAlias(staff.alias), role=Role(staff.role))


def _minutes(wait: timedelta) -> int:
    return max(1, -(-int(wait.total_seconds()) // 60))


def now() -> datetime:
    """The present instant by the clock of the house, in UTC."""
    return house().clock()


def id_from(text: str) -> UUID | None:
    """An id out of a form, or None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
