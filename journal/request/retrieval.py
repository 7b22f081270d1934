"""
A resident's code in several works: drawn and typed back, or tried together with her.

The slow step is done between the works, outside any transaction, one at a time and few in line.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from journal.domain.broken_sheets import CodeWrong, OnlyHers
from journal.domain.entry import CodeMistyped
from journal.domain.ids import CaseId
from journal.services import retrieval
from journal.services.context import Context
from journal.services.retrieval import Collected, Found, Having
from journal.services.work import perform
from journal.vault import residents
from journal.vault.residents import Slip
from journal.vault.unlock import PasswordKeys

T = TypeVar("T")


def draw(context: Context, case_id: CaseId) -> tuple[Having, Slip]:
    """
    Draw a code for a resident; nothing is kept until it was typed back from the slip.

    Raises:
        AccessDenied: unknown case, or not in its team.
        OnlyHers: only the code that she has opens who she is.
        SigninBusy: too many people at once.
    """
    having = perform(context, retrieval.prepare, case_id)
    if having.is_sealed:
        raise OnlyHers
    unlocker = context.vault.unlocker
    with unlocker.in_line():
        return having, residents.draw_slip(unlocker, case_id)


def keep(
    context: Context, case_id: CaseId, sealed: str, typed: str, *, seals: bool = False
) -> None:
    """
    Keep a code that was typed back from the slip.

    Args:
        seals: nothing but this code opens who she is from now on.

    Raises:
        OnlyHers: only the code that she has opens who she is.
        CodeMistyped: it is not the one; the page shows it again.
        AccessDenied: unknown case, or not in its team.
    """
    unlocker = context.vault.unlocker
    with unlocker.in_line():
        drawn = residents.kept_slip(unlocker, case_id, sealed, typed)
    if drawn is None:
        raise CodeMistyped
    perform(context, retrieval.keep, case_id, drawn, seals=seals)


def collect(context: Context, typed: str) -> Collected:
    """
    Try a code that somebody has brought back.

    Raises:
        CodeMisread: it cannot be one; nothing was counted.
        CodeWrong: wrong, unknown or locked.
        SigninBusy: too many people at once.
    """
    return tried(
        context, typed, lambda found, derived: perform(context, retrieval.use, found, derived)
    )


def write(context: Context, typed: str, fields: Mapping[str, str], seen: int) -> None:
    """
    Write who somebody is with the code that she has brought; see ``services.retrieval.write``.

    Raises:
        as ``collect``, and as ``services.retrieval.write``.
    """
    tried(
        context,
        typed,
        lambda found, derived: perform(context, retrieval.write, found, derived, fields, seen),
    )


def tried(context: Context, typed: str, act: Callable[[Found, PasswordKeys], T]) -> T:
    """
    What is done with a code that is right; one that is wrong is counted.

    Raises:
        as ``collect``, and as what is done.
    """
    code = residents.read_code(typed)
    unlocker = context.vault.unlocker
    with unlocker.in_line():
        found = perform(context, retrieval.find, code.locator)
        derived = unlocker.try_password(found.lock, code.secret)
    try:
        if found.row is None or not unlocker.fits_resident(found.lock, derived):
            raise CodeWrong
        return act(found, derived)
    except CodeWrong:
        perform(context, retrieval.fail)
        raise
