"""
A password changed, forgotten, or perhaps stolen; and the recovery code of her own.

Rules: a new password seals the same keys again; after a theft everything is new, keys and epochs;
nobody else ever learns or sets a password; a recovery code is kept only once it was typed back.
"""

from dataclasses import dataclass

from journal.domain.access import Action, Basis, Facts, Outcome
from journal.domain.audit import Item
from journal.domain.broken import AccountElsewhere, LastKeyHolder, OnlyHolderForgot
from journal.domain.entry import RecoveryRefused
from journal.domain.errors import AccessDenied
from journal.domain.ids import StaffId
from journal.domain.staff import sign_in_name
from journal.services import leaving, places
from journal.services.joining import Invited, new_code
from journal.services.losses import Taken
from journal.services.signin import FORGET_AFTER, Attempt, Tries, take_try
from journal.services.work import Work
from journal.store import joining as joining_store
from journal.store import signin as signin_store
from journal.store import staff as staff_store
from journal.store.joining import EnrolmentRow
from journal.store.staff import Account, StaffSecretRow
from journal.vault import rotation, welcome
from journal.vault.desk import Fresh
from journal.vault.unlock import spoken_fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovering:
    """An account that somebody tries to open with her recovery code; None where nobody can."""

    account: Account | None
    tries: Tries

    @property
    def secret(self) -> StaffSecretRow | None:
        """What is stored of her, her keys under the code among it."""
        return None if self.account is None else self.account.secret


def own_secret(work: Work) -> StaffSecretRow:
    """
    What signs the actor in; the looking leaves no event.

    Raises:
        AccessDenied: she has none.
    """
    found = (
        None if work.principal.id is None else staff_store.secret(work.session, work.principal.id)
    )
    if found is None:
        raise AccessDenied(Action.PASSWORD_CHANGE)
    return found


def has_recovery(work: Work) -> bool:
    """Whether the actor has kept a recovery code; the looking leaves no event."""
    return own_secret(work).recovery_blob is not None


def change(work: Work, secret: StaffSecretRow, fresh: Fresh) -> None:
    """
    Put the same keys under a new password; the entrance ends her other sessions.

    Args:
        secret: her keys under the new password; the recovery code stays good.
    """
    basis = work.require(Action.PASSWORD_CHANGE)
    fresh.spend(work.principal, work.now)
    secret.recovery_blob = own_secret(work).recovery_blob
    _replace(work, secret)
    item = Item(case=None, row=secret.staff_id)
    work.act(Action.PASSWORD_CHANGE, basis=basis, items=[item])


def _replace(work: Work, secret: StaffSecretRow) -> None:
    staff_store.delete_secret(work.session, StaffId(secret.staff_id))
    staff_store.add(work.session, secret)


def keep_recovery(work: Work, blob: bytes) -> None:
    """Keep what her recovery code opens: she has typed the code back from her paper."""
    basis = work.require(Action.RECOVERY_SET)
    own = own_secret(work)
    own.recovery_blob = blob
    work.act(Action.RECOVERY_SET, basis=basis, items=[Item(case=None, row=own.staff_id)])


def find_recovering(work: Work, attempt: Attempt) -> Recovering:
    """Look an account up whose password was forgotten and count the try; leaves no event."""
    mac = work.vault.unlocker.name_mac(sign_in_name(attempt.name))
    tries = take_try(work, mac, attempt)
    account = staff_store.account_by_name(work.session, mac)
    has_code = account is not None and account.is_open and account.secret is not None
    return Recovering(account=account if has_code else None, tries=tries)


def refuse_recovery(work: Work, asked: Recovering) -> None:
    """Put a wrong recovery code on record, if somebody has that name."""
    if asked.account is not None:
        item = Item(case=None, row=asked.account.staff.id)
        work.act(Action.PASSWORD_RECOVER, outcome=Outcome.DENIED, items=[item])


def recover(work: Work, asked: Recovering, secret: StaffSecretRow) -> StaffId:
    """
    Put the keys that a recovery code has opened under a new password; the code is used up.

    Raises:
        RecoveryRefused: nobody has that name, or code or account have ended meanwhile.
    """
    blob = None if asked.secret is None else asked.secret.recovery_blob
    account = staff_store.account_of(work.session, StaffId(secret.staff_id))
    if blob is None or account is None or account.secret is None or not account.is_open:
        raise RecoveryRefused
    if account.secret.recovery_blob != blob:
        raise RecoveryRefused
    signin_store.forget(work.session, asked.tries.keys, work.now - FORGET_AFTER)
    _replace(work, secret)
    item = Item(case=None, row=secret.staff_id)
    work.act(Action.PASSWORD_RECOVER, basis=Basis.RECOVERY, items=[item])
    return StaffId(secret.staff_id)


def reset(work: Work, staff_id: StaffId, fresh: Fresh) -> tuple[Invited, Taken]:
    """
    Begin anew for a colleague who has lost password and code: new keys, which the leader signs.

    Her old keys open nothing any more; the other contact persons pass her cases on to her new ones.

    Returns:
        The code with which she chooses her password, and what became of her keys.

    Raises:
        AccessDenied: unknown, the actor is no leader, or she means herself.
        AccountElsewhere: the account has no password to lose, or is stopped.
        OnlyHolderForgot: nobody else could open one of her cases.
    """
    facts = Facts(is_own=staff_id == work.principal.id)
    basis = work.require(Action.PASSWORD_RESET, facts=facts)
    fresh.spend(work.principal, work.now)
    account = staff_store.account_of(work.session, staff_id)
    if account is None:
        raise AccessDenied(Action.PASSWORD_RESET)
    stopped = account.staff.active_to or account.staff.suspended_at
    if stopped is not None or account.secret is None:
        raise AccountElsewhere
    try:
        taken = leaving.strip(work, staff_id, places.of(work, staff_id))
    except LastKeyHolder as alone:
        raise OnlyHolderForgot(**alone.values) from alone
    welcome.take_personal(work.desk, staff_id)
    staff_store.delete_secret(work.session, staff_id)
    joining_store.delete_enrolment(work.session, staff_id)
    work.act(Action.PASSWORD_RESET, basis=basis, items=[Item(case=None, row=staff_id)])
    return new_code(work, staff_id), taken


def renew(
    work: Work, secret: StaffSecretRow, public: tuple[bytes, bytes], fresh: Fresh
) -> tuple[str, Taken]:
    """
    Make everything new for a colleague who fears that her password was stolen.

    Her drafts, and what she may still read of what she sent, go on under a new key of her own.

    Args:
        secret: new keys under a new password.
        public: her new Ed25519 and X25519 public keys, 32 bytes each.

    Returns:
        The fingerprint that she reads aloud to the leader, and what became of her keys.

    Raises:
        LastKeyHolder: nobody else could open one of her cases.
        LastLeader: nobody else could confirm her new keys.
    """
    basis = work.require(Action.KEYS_RENEW)
    fresh.spend(work.principal, work.now)
    staff_id = StaffId(secret.staff_id)
    if staff_id != work.principal.id:
        raise AccessDenied(Action.KEYS_RENEW)
    work.act(Action.KEYS_RENEW, basis=basis, items=[Item(case=None, row=staff_id)])
    if not rotation.renew_personal(work.vault.keys, work.desk, public[1]):
        welcome.take_personal(work.desk, staff_id)
    taken = leaving.strip(work, staff_id, places.of(work, staff_id))
    _replace(work, secret)
    row = EnrolmentRow(staff_id=staff_id, sign_pub=public[0], box_pub=public[1], made_at=work.now)
    joining_store.put_enrolment(work.session, row)
    return spoken_fingerprint(public), taken
