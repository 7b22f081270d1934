"""
Accounts in several works: activating one, confirming one, a new password, a lost or stolen one.

Keys are drawn and sealed between the works, outside any transaction; nobody but the colleague
herself ever hands a password to them.
"""

from dataclasses import dataclass, field, replace

from journal.domain.accounts import Heard
from journal.domain.entry import CodeMistyped, CodeRefused, RecoveryRefused, SigninBlocked
from journal.domain.errors import AccessDenied
from journal.domain.ids import StaffId
from journal.domain.passwords import require_strong
from journal.request.entering import minutes
from journal.services import joining, passwords
from journal.services.context import Context
from journal.services.losses import Taken
from journal.services.signin import Attempt, Tries, claimed_by
from journal.services.work import perform
from journal.vault.desk import Fresh
from journal.vault.unlock import are_certified, new_keys, public_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """
    A recovery code that waits to be typed back.

    Args:
        code: shown once.
        sealed: her keys under it, in hex; the page carries them until they are kept.
    """

    code: str = field(repr=False)
    sealed: str = field(repr=False)


def activate(base: Context, attempt: Attempt, code: str, password: str) -> str:
    """
    Activate an account: the colleague chooses her password and draws her keys.

    Returns:
        The fingerprint that she reads aloud to the leader.

    Raises:
        PasswordWeak: too short or known; the code is not used up.
        CodeRefused: wrong name or code, or a code out of date or used.
        SigninBlocked: too many wrong tries.
    """
    require_strong(password)
    asked = perform(base, joining.find_invited, attempt, code)
    _require_free(asked.tries)
    if asked.account is None:
        perform(base, joining.refuse_code, attempt.name)
        raise CodeRefused
    staff_id, keys = StaffId(asked.account.staff.id), new_keys()
    secret = base.vault.unlocker.new_secret(staff_id, password, keys)
    own = replace(base, principal=claimed_by(asked.account))
    return perform(own, joining.enrol, asked, secret, public_keys(keys))


def confirm(context: Context, staff_id: StaffId, heard: Heard, fresh: Fresh) -> None:
    """Have the leader sign the keys whose fingerprint she heard, and give the colleague hers."""
    signed = perform(context, joining.confirm, staff_id, heard, fresh)
    perform(context, joining.admit, staff_id, signed)


def change_password(context: Context, password: str, fresh: Fresh) -> None:
    """
    Put the same keys under a new password.

    Raises:
        PasswordWeak: too short or known.
    """
    require_strong(password)
    principal = context.principal
    if principal.id is None or principal.keys is None:
        raise AccessDenied
    secret = context.vault.unlocker.new_secret(principal.id, password, principal.keys)
    perform(context, passwords.change, secret, fresh)


def renew_keys(context: Context, password: str, fresh: Fresh) -> tuple[str, Taken]:
    """
    Make keys and password new after a theft.

    Returns:
        The fingerprint that she reads aloud to the leader, and what became of her keys.

    Raises:
        PasswordWeak: too short or known.
    """
    require_strong(password)
    if context.principal.id is None:
        raise AccessDenied
    keys = new_keys()
    secret = context.vault.unlocker.new_secret(context.principal.id, password, keys)
    return perform(context, passwords.renew, secret, public_keys(keys), fresh)


def draw_recovery(context: Context, fresh: Fresh) -> NewCode:
    """Draw a recovery code for whoever is signed in; nothing is kept until it was typed back."""
    principal = context.principal
    if principal.id is None or principal.keys is None:
        raise AccessDenied
    fresh.spend(principal, context.clock())
    code, blob = context.vault.unlocker.new_recovery(principal.id, principal.keys)
    return NewCode(code=code, sealed=blob.hex())


def keep_recovery(context: Context, sealed: str, typed: str) -> None:
    """
    Keep a recovery code that was typed back from paper.

    Raises:
        CodeMistyped: it is not the one; the page shows it again.
    """
    if not is_recovery(context, sealed, typed):
        raise CodeMistyped
    perform(context, passwords.keep_recovery, bytes.fromhex(sealed))


def is_recovery(context: Context, sealed: str, code: str) -> bool:
    """Whether a code opens what a page carries, and that is the actor's keys."""
    principal = context.principal
    if principal.id is None or principal.keys is None:
        raise AccessDenied
    try:
        blob = bytes.fromhex(sealed)
    except ValueError:
        return False
    return context.vault.unlocker.open_recovery(principal.id, code, blob) == principal.keys


def recover(base: Context, attempt: Attempt, code: str, password: str) -> StaffId:
    """
    Open an account with its recovery code and put its keys under a new password.

    Returns:
        Whose it is; the entrance ends her sessions.

    Raises:
        PasswordWeak: too short or known; the code is not used up.
        RecoveryRefused: wrong name or code, or no code was ever kept.
        SigninBlocked: too many wrong tries.
    """
    require_strong(password)
    asked = perform(base, passwords.find_recovering, attempt)
    _require_free(asked.tries)
    unlocker, account = base.vault.unlocker, asked.account
    blob = None if account is None or account.secret is None else account.secret.recovery_blob
    if account is None or account.certificate is None or blob is None:
        perform(base, passwords.refuse_recovery, asked)
        raise RecoveryRefused
    own = replace(base, principal=claimed_by(account))
    keys = unlocker.open_recovery(StaffId(account.staff.id), code, blob)
    if keys is None or not are_certified(keys, account.certificate):  # old ones that were put back
        perform(own, passwords.refuse_recovery, asked)
        raise RecoveryRefused
    secret = unlocker.new_secret(StaffId(account.staff.id), password, keys)
    return perform(own, passwords.recover, asked, secret)


def _require_free(tries: Tries) -> None:
    if tries.blocked_for:
        raise SigninBlocked(count=minutes(tries.blocked_for))
