"""
Proving who one is: at the door, behind a covered screen, and once more for a grave act.

Each is three steps: find her and count the try, derive the password outside any transaction, put
the outcome on record. After the door, what waited for a holder of her keys is done on the way.
"""

from dataclasses import replace
from datetime import timedelta

from journal.domain.entry import PasswordWrong, SigninBlocked, SigninFailed, SigninWaits
from journal.domain.errors import AccessDenied, JournalError
from journal.domain.ids import StaffId
from journal.request.upkeep import keep_up
from journal.services import signin
from journal.services.context import Context
from journal.services.signin import Attempt, Candidate
from journal.services.work import perform
from journal.vault.desk import Fresh, Principal
from journal.vault.unlock import PasswordKeys


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
        SigninBlocked: too many wrong tries, or too many people at once; none was taken.
        SigninWaits: the password is right and no leader has certified her keys.
    """
    with base.vault.unlocker.in_line():
        candidate = perform(base, signin.find, attempt)
        derived = _derive(base, candidate, password)
    return _enter(base, candidate, derived)


def uncover(base: Context, staff_id: StaffId, attempt: Attempt, password: str) -> Principal:
    """As ``sign_in``, for somebody whose screen was covered: she types her password only."""
    with base.vault.unlocker.in_line():
        candidate = perform(base, signin.find_again, staff_id, attempt)
        derived = _derive(base, candidate, password)
    return _enter(base, candidate, derived)


def _enter(base: Context, candidate: Candidate, derived: PasswordKeys | None) -> Principal:
    claimed = replace(base, principal=signin.claimed_by(candidate.account))
    if derived is None:
        perform(claimed, signin.fail, candidate)
        raise _after(candidate, SigninFailed())
    if candidate.account is not None and not candidate.account.is_open:
        raise SigninWaits(digits=perform(claimed, signin.wait, candidate))
    entered = perform(claimed, signin.succeed, candidate, derived)
    keep_up(replace(base, principal=entered))
    return entered


def _derive(base: Context, candidate: Candidate, password: str) -> PasswordKeys | None:
    """The slow step, outside any transaction; None for a wrong password or an unknown name."""
    if candidate.tries.blocked_for:
        raise SigninBlocked(count=minutes(candidate.tries.blocked_for))
    unlocker = base.vault.unlocker
    derived = unlocker.try_password(candidate.lock, password)
    fits = candidate.account is not None and unlocker.fits(candidate.lock, derived)
    return derived if fits else None


def _after(candidate: Candidate, failed: JournalError) -> JournalError:
    """What somebody is told after a wrong try: that it was wrong, or that she must wait now."""
    wait = candidate.tries.next_wait
    return SigninBlocked(count=minutes(wait)) if wait else failed


def prove(context: Context, attempt: Attempt, password: str) -> Fresh:
    """
    Ask somebody who is signed in for her password once more.

    Returns:
        The proof, good for one act within a minute.

    Raises:
        PasswordWrong: it is not hers; the try is in the log.
        SigninBlocked: too many wrong tries, or too many people at once; none was taken.
    """
    principal = context.principal
    if principal.id is None:
        raise AccessDenied
    with context.vault.unlocker.in_line():
        candidate = perform(context, signin.find_again, principal.id, attempt)
        derived = _derive(context, candidate, password)
    if derived is None:
        perform(context, signin.fail_to_prove, candidate)
        raise _after(candidate, PasswordWrong())
    perform(context, signin.prove, candidate)
    return Fresh(session_tag=principal.session_tag, at=context.clock())


def minutes(wait: timedelta) -> int:
    """Whole minutes to wait, one at least."""
    return max(1, -(-int(wait.total_seconds()) // 60))
