"""
Signing in and out: two works around the slow step.

No password is derived inside a transaction. Known and unknown names get the same work, the same
counters and the same answer; a try is counted before its password is derived.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from journal.domain.access import Action, Basis, Outcome
from journal.domain.audit import Item
from journal.domain.compartments import Compartment
from journal.domain.entry import SigninFailed
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CertificateId, StaffAlias, StaffId
from journal.domain.staff import Role, sign_in_name
from journal.services.work import Later, Work
from journal.store import joining as joining_store
from journal.store import signin as signin_store
from journal.store import staff as staff_store
from journal.store.signin import SigninThrottleRow
from journal.store.staff import Account, Certified
from journal.vault.desk import NOBODY, Principal
from journal.vault.recipients import roles_of
from journal.vault.unlock import Lock, PasswordKeys, are_certified, spoken_fingerprint

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
        name: as typed; empty where it is known who she is.
        device: a token of a device on which this name has signed in before, or empty.
        address: of the peer; only counted, never stored as it is.
    """

    name: str = ""
    device: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """
    What the counters say to one more try.

    Args:
        keys: under what it is counted.
        blocked_for: how long no try is taken; zero when this one is.
        next_wait: how long no further try is taken if this one is wrong; zero while tries are free.
    """

    keys: Sequence[bytes]
    blocked_for: timedelta
    next_wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What was found for a name, known or not."""

    account: Account | None
    lock: Lock
    tries: Tries


def find(work: Work, attempt: Attempt) -> Candidate:
    """
    Look a name up and count the try, before its password is derived; leaves no event.

    A right password forgets the count. Counting first keeps tries that run side by side from
    getting more than their number.
    """
    mac = work.vault.unlocker.name_mac(sign_in_name(attempt.name))
    return _candidate(work, staff_store.account_by_name(work.session, mac), mac, attempt)


def find_again(work: Work, staff_id: StaffId, attempt: Attempt) -> Candidate:
    """As ``find``, for somebody who is known: whose screen is covered, or who signs once more."""
    account = staff_store.account_of(work.session, staff_id)
    if account is None:
        raise AccessDenied(Action.LOGIN_FAIL)
    return _candidate(work, account, account.staff.login_mac, attempt)


def _candidate(work: Work, account: Account | None, mac: bytes, attempt: Attempt) -> Candidate:
    if account is not None and not _may_try(account):
        account = None
    secret = None if account is None else account.secret
    unlocker = work.vault.unlocker
    return Candidate(
        account=account,
        lock=unlocker.dummy_lock(mac) if secret is None else unlocker.lock_of(secret),
        tries=take_try(work, mac, attempt),
    )


def _may_try(account: Account) -> bool:
    """Whether a password is tried at all: not of who left, is suspended, or has no keys yet."""
    stopped = account.staff.active_to or account.staff.suspended_at
    return stopped is None and account.secret is not None


def take_try(work: Work, mac: bytes, attempt: Attempt) -> Tries:
    """
    Take one try from each counter, or none while one of them is blocked.

    Args:
        mac: of the name that is tried.
    """
    unlocker = work.vault.unlocker
    free = {unlocker.throttle_key("name", mac.hex() + attempt.device): FREE_TRIES}
    if attempt.address and not attempt.device:
        free[unlocker.throttle_key("address", attempt.address)] = FREE_TRIES_OF_AN_ADDRESS
    counted = signin_store.counters(work.session, tuple(free))
    until = max((row.blocked_until for row in counted.values() if row.blocked_until), default=None)
    if until is not None and until > work.now:
        return Tries(keys=tuple(free), blocked_for=until - work.now, next_wait=timedelta())
    return Tries(
        keys=tuple(free), blocked_for=timedelta(), next_wait=_count_all(work, free, counted)
    )


def _count_all(
    work: Work, free: Mapping[bytes, int], counted: Mapping[bytes, SigninThrottleRow]
) -> timedelta:
    return max(_count(work, counted.get(key), key, tries) for key, tries in free.items())


def _count(work: Work, row: SigninThrottleRow | None, key: bytes, free: int) -> timedelta:
    if row is None:
        row = SigninThrottleRow(key=key, failed=0, last_at=work.now)
        signin_store.add(work.session, row)
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


def succeed(work: Work, candidate: Candidate, derived: PasswordKeys) -> Later[Principal]:
    """
    Put a sign-in on record and open the colleague's keys after COMMIT.

    Raises:
        SigninFailed: nobody has that name.
        Tampered: her row says another post than the root has signed, or her password opens other
            keys than a leader has certified; the log names the account.
    """
    account = candidate.account
    if account is None or account.certificate is None or account.appointment is None:
        raise SigninFailed
    person = Certified(
        staff=account.staff, certificate=account.certificate, appointment=account.appointment
    )
    if not work.vault.keys.standing.has_post(work.desk, person):
        raise Tampered
    if not _opens_her_keys(work, account, derived):
        work.desk.damaged.append(Item(case=None, row=account.staff.id))
        raise Tampered
    _forget(work, candidate)
    work.act(Action.LOGIN_OK, basis=Basis.SELF, items=[Item(case=None, row=account.staff.id)])
    return _opened(work, candidate, derived, person)


def _opens_her_keys(work: Work, account: Account, derived: PasswordKeys) -> bool:
    """Whether what is stored of her are the keys that were certified: a row can be put back."""
    if account.secret is None or account.certificate is None:
        return False
    keys = work.vault.unlocker.open_keys(account.secret, derived)
    return are_certified(keys, account.certificate)


def _opened(
    work: Work, candidate: Candidate, derived: PasswordKeys, person: Certified
) -> Later[Principal]:
    staff, secret = person.staff, candidate.account.secret if candidate.account else None
    if secret is None:
        raise SigninFailed
    has_house_key = Role(staff.role) in roles_of(Compartment.HOUSE)
    label = work.house().staff_name(staff) if has_house_key else None
    signed_in = Principal(
        id=StaffId(staff.id),
        alias=StaffAlias(staff.alias),
        role=Role(staff.role),
        certificate_id=CertificateId(person.certificate.id),
        auth="pw",
    )

    def opened() -> Principal:
        keys = work.vault.unlocker.open_keys(secret, derived)
        work.desk.principal = replace(signed_in, keys=keys)  # from here on she opens her own name
        return replace(work.desk.principal, name="" if label is None else label.text())

    return work.later(opened)


def _forget(work: Work, candidate: Candidate) -> None:
    signin_store.forget(work.session, candidate.tries.keys, work.now - FORGET_AFTER)


def wait(work: Work, candidate: Candidate) -> str:
    """
    Put on record that somebody whose keys nobody has certified tried to sign in.

    Returns:
        The fingerprint that she reads aloud to the leader.

    Raises:
        SigninFailed: no keys of hers wait.
    """
    account = candidate.account
    row = None if account is None else joining_store.enrolment(work.session, account.staff.id)
    if row is None:
        raise SigninFailed
    _forget(work, candidate)
    item = Item(case=None, row=row.staff_id)
    work.act(Action.LOGIN_FAIL, outcome=Outcome.DENIED, items=[item], reason="unconfirmed")
    return spoken_fingerprint((row.sign_pub, row.box_pub))


def fail(work: Work, candidate: Candidate) -> None:
    """Put a wrong try on record, if somebody has that name."""
    _fail(work, candidate, Action.LOGIN_FAIL)


def prove(work: Work, candidate: Candidate) -> None:
    """Forget the count of somebody who has just proved once more that it is she; no event."""
    _forget(work, candidate)


def fail_to_prove(work: Work, candidate: Candidate) -> None:
    """Put on record that the password asked for once more was wrong."""
    _fail(work, candidate, Action.PASSWORD_FAIL)


def _fail(work: Work, candidate: Candidate, action: Action) -> None:
    if candidate.account is None:
        return
    item = Item(case=None, row=candidate.account.staff.id)
    work.act(action, outcome=Outcome.DENIED, items=[item])
    if candidate.tries.next_wait:
        work.act(Action.LOGIN_BLOCK, outcome=Outcome.DENIED, items=[item])


def claimed_by(account: Account | None) -> Principal:
    """The person a name or a code claims to be, for the log: her alias, and no keys."""
    if account is None:
        return NOBODY
    staff = account.staff
    return Principal(id=StaffId(staff.id), alias=StaffAlias(staff.alias), role=Role(staff.role))


def end_sessions(work: Work, count: int) -> None:
    """Put on record that a colleague ended so many of her own sessions."""
    basis = work.require(Action.SESSION_END)
    work.act(Action.SESSION_END, basis=basis, count=count)


def sign_out(work: Work) -> None:
    """Put on record that a colleague ended her session."""
    work.act(Action.LOGOUT, basis=Basis.SELF)
