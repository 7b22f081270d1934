"""
A resident's code in several works: drawn and typed back, or tried together with her.

The slow step is done between the works, outside any transaction, one at a time and few in line.
"""

from journal.domain.broken_sheets import CodeWrong
from journal.domain.entry import CodeMistyped
from journal.domain.ids import CaseId
from journal.services import retrieval
from journal.services.context import Context
from journal.services.retrieval import Collected, Having
from journal.services.work import perform
from journal.vault import residents
from journal.vault.residents import Slip


def draw(context: Context, case_id: CaseId) -> tuple[Having, Slip]:
    """
    Draw a code for a resident; nothing is kept until it was typed back from the slip.

    Raises:
        AccessDenied: unknown case, or not in its team.
        SigninBusy: too many people at once.
    """
    having = perform(context, retrieval.prepare, case_id)
    unlocker = context.vault.unlocker
    with unlocker.in_line():
        return having, residents.draw_slip(unlocker, case_id)


def keep(context: Context, case_id: CaseId, sealed: str, typed: str) -> None:
    """
    Keep a code that was typed back from the slip.

    Raises:
        CodeMistyped: it is not the one; the page shows it again.
        AccessDenied: unknown case, or not in its team.
    """
    unlocker = context.vault.unlocker
    with unlocker.in_line():
        drawn = residents.kept_slip(unlocker, case_id, sealed, typed)
    if drawn is None:
        raise CodeMistyped
    perform(context, retrieval.keep, case_id, drawn)


def collect(context: Context, typed: str) -> Collected:
    """
    Try a code that somebody has brought back.

    Raises:
        CodeMisread: it cannot be one; nothing was counted.
        CodeWrong: wrong, unknown or locked.
        SigninBusy: too many people at once.
    """
    code = residents.read_code(typed)
    unlocker = context.vault.unlocker
    with unlocker.in_line():
        found = perform(context, retrieval.find, code.locator)
        derived = unlocker.try_password(found.lock, code.secret)
    try:
        if found.row is None or not unlocker.fits_resident(found.lock, derived):
            raise CodeWrong
        return perform(context, retrieval.use, found, derived)
    except CodeWrong:
        perform(context, retrieval.fail)
        raise
