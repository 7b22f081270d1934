"""
Signing in and out: two works around the slow step.

No password is derived inside a transaction.

Known and unknown names get the same work, the same counters and the same answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from journal.domain.access import Action, Basis, Outcome
from journal.domain.audit import Item
from journal.domain.compartments import Compartment
from journal.domain.errors import SigninFailed
from journal.domain.ids import CertificateId, StaffAlias, StaffId
from journal.domain.staff import Role, sign_in_name
from journal.services.work import Later, Work
from journal.store import staff as staff_store
from journal.store.staff import Account, SigninThrottleRow
from journal.vault.desk import Principal
from journal.vault.recipients import roles_of
from journal.vault.unlock import Lock, PasswordKeys

FREE_TRIES = 5
"""Wrong tries for one name that cost nothing."""
FREE_TRIES_OF_AN_ADDRESS = 50
"""As before for one address: a whole house may sit behind one."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """
    Who tries to sign in, from where.

    Args:
        name: as typed.
        device: a token of a device on which this name has signed in before, or empty.
        address: of the peer; only counted, never stored as it is.
    """

    name: str
    device: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """
    What was found for a name, known or not.

    Args:
        throttles: under what tries are counted.
        blocked_for: how long no try is taken; zero when this one is.
        next_wait: how long no further try is taken if this one is wrong; zero while tries are free.
    """

    account: Account | None
    lock: Lock
    throttles: Sequence[bytes]
    blocked_for: timedelta
    next_wait: timedelta


def find(work: Work, attempt: Attempt) -> Candidate:
    """
    Look a name up and count the try, before its password is derived; leaves no event.

    A right password forgets the count. Counting first keeps tries that run side by side from
    getting more than their number.
    """
    unlocker = work.vault.unlocker
    mac = unlocker.name_mac(sign_in_name(attempt.name))
    account = staff_store.account_by_name(work.session, mac)
    if account is not None and (account.staff.active_to is not None or account.certificate is None):
        account = None
    keys = {unlocker.throttle_key("name", mac.hex() + attempt.device): FREE_TRIES}
    if attempt.address and not attempt.device:
        keys[unlocker.throttle_key("address", attempt.address)] = FREE_TRIES_OF_AN_ADDRESS
    blocked_for, next_wait = _take(work, keys)
    return Candidate(
        account=account,
        lock=unlocker.dummy_lock(mac) if account is None else unlocker.lock_of(account.secret),
        throttles=tuple(keys),
        blocked_for=blocked_for,
        next_wait=next_wait,
    )


def _take(work: Work, keys: Mapping[bytes, int]) -> tuple[timedelta, timedelta]:
    """Take one try from each counter, or none while one of them is blocked."""
    counted = staff_store.throttle(work.session, tuple(keys))
    until = max((row.blocked_until for row in counted.values() if row.blocked_until), default=None)
    if until is not None and until > work.now:
        return until - work.now, timedelta()
    waits = [_count(work, counted.get(key), key, free) for key, free in keys.items()]
    return timedelta(), max(waits)


def succeed(work: Work, candidate: Candidate, derived: PasswordKeys) -> Later[Principal]:
    """
    Put a sign-in on record and open the colleague's keys after COMMIT.

    Raises:
        SigninFailed: nobody has that name.
    """
    account = candidate.account
    if account is None or account.certificate is None:
        raise SigninFailed
    staff_store.forget_throttle(work.session, candidate.throttles, work.now - FORGET_AFTER)
    work.act(Action.LOGIN_OK, basis=Basis.SELF, items=[Item(case=None, row=account.staff.id)])
    has_house_key = Role(account.staff.role) in roles_of(Compartment.HOUSE)
    label = work.house().staff_name(account.staff) if has_house_key else None
    signed_in = Principal(
        id=StaffId(account.staff.id),
        alias=StaffAlias(account.staff.alias),
        role=Role(account.staff.role),
        certificate_id=CertificateId(account.certificate.id),
        auth="pw",
    )

    def opened() -> Principal:
        keys = work.vault.unlocker.open_keys(account.secret, derived)
        work.desk.principal = replace(signed_in, keys=keys)  # from here on she opens her own name
        return replace(work.desk.principal, name="" if label is None else label.text())

    return work.later(opened)


def fail(work: Work, candidate: Candidate) -> None:
    """Put a wrong try on record, if somebody has that name."""
    if candidate.account is None:
        return
    item = Item(case=None, row=candidate.account.staff.id)
    work.act(Action.LOGIN_FAIL, outcome=Outcome.DENIED, items=[item])
    if candidate.next_wait:
        work.act(Action.LOGIN_BLOCK, outcome=Outcome.DENIED, items=[item])


def _count(work: Work, row: SigninThrottleRow | None, key: bytes, free: int) -> timedelta:
    if row is None:
        row = SigninThrottleRow(key=key, failed=0, last_at=work.now)
        staff_store.add_throttle(work.session, row)
    row.failed = row.failed + 1 if _is_recent(row.last_at, work.now) else 1
    row.last_at = work.now
    wait = wait_after(row.failed, free)
    row.blocked_until = work.now + wait if wait else None
    return wait


def _is_recent(last_at: datetime, now: datetime) -> bool:
    return now - last_at < FORGET_AFTER


def wait_after(failed: int, free: int = FREE_TRIES) -> timedelta:
    """
    How long to wait after so many wrong tries.

    Nothing for the free ones, then 30 seconds, doubling up to a quarter hour.
    """
    if failed < free:
        return timedelta()
    doublings = min(failed - free, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def sign_out(work: Work) -> None:
    """Put on record that a colleague ended her session."""
    work.act(Action.LOGOUT, basis=Basis.SELF)
