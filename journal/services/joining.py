"""
Joining from afar: the leader invites, the colleague draws her keys, the leader signs them.

A one-time code lets her choose her password and draw her keys; nothing opens before the leader has
compared her fingerprint in person. A reset goes the same way with keys that are new.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from journal.domain.access import Action, Basis, Facts, Outcome
from journal.domain.accounts import CODE_LIFE, Heard
from journal.domain.audit import Item
from journal.domain.broken import AccountElsewhere
from journal.domain.entry import CodeRefused
from journal.domain.errors import AccessDenied
from journal.domain.ids import EventId, StaffAlias, StaffId
from journal.domain.staff import Person, Profession, Role, sign_in_name
from journal.services import colleagues
from journal.services.colleagues import Colleague
from journal.services.signin import FORGET_AFTER, Attempt, Tries, take_try
from journal.services.staff import Signed, require_free_name, sign_post, staff_row
from journal.services.work import Later, Work
from journal.store import joining as joining_store
from journal.store import signin as signin_store
from journal.store import staff as staff_store
from journal.store.joining import ActivationRow, EnrolmentRow
from journal.store.staff import Account, Certified, StaffSecretRow
from journal.vault import welcome
from journal.vault.desk import Fresh
from journal.vault.unlock import spoken_fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """
    Somebody who may activate an account.

    Args:
        code: shown once, and stored only as a MAC.
        until: its end, with a time zone.
    """

    staff_id: StaffId
    code: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Activating:
    """
    An account that somebody tries to activate.

    Args:
        account: None when name or code is wrong, the code is used or out of date.
        code_mac: of the code that was typed.
    """

    account: Account | None
    tries: Tries
    code_mac: bytes = b""


def invite(work: Work, person: Person, fresh: Fresh) -> Invited:
    """
    Make an account without keys, and the code with which the colleague activates it.

    Raises:
        AccessDenied: the actor is no leader.
        NameTaken: somebody signs in with that name.
    """
    basis = work.require(Action.STAFF_INVITE)
    fresh.spend(work.principal, work.now)
    require_free_name(work, person.login)
    staff_id, event_id = StaffId(uuid4()), EventId(uuid4())
    row = staff_row(work, staff_id, StaffAlias(uuid4()), person, event_id)
    row.name_sealed = work.house().seal_name(row, person.name)
    staff_store.add(work.session, row)
    work.act(Action.STAFF_INVITE, id=event_id, basis=basis, items=[Item(case=None, row=staff_id)])
    return new_code(work, staff_id)


def invite_again(work: Work, staff_id: StaffId, seen: datetime | None, fresh: Fresh) -> Invited:
    """
    A new code for an account that nobody has activated yet; the old one is void.

    Args:
        seen: when the code ends that the actor was shown, so that one form makes one code.

    Raises:
        AccessDenied: unknown, or the actor is no leader.
        AccountElsewhere: it has keys already, or another code by now.
    """
    basis = work.require(Action.STAFF_INVITE)
    fresh.spend(work.principal, work.now)
    account = staff_store.account_of(work.session, staff_id)
    if account is None:
        raise AccessDenied(Action.STAFF_INVITE)
    row = joining_store.activation(work.session, staff_id)
    if account.secret is not None or account.staff.active_to is not None:
        raise AccountElsewhere
    if seen != (None if row is None else row.expires_at):
        raise AccountElsewhere
    work.act(Action.STAFF_INVITE, basis=basis, items=[Item(case=None, row=staff_id)])
    return new_code(work, staff_id)


def new_code(work: Work, staff_id: StaffId) -> Invited:
    """Draw an activation code and store its MAC; the code itself is shown once."""
    if work.principal.id is None:
        raise AccessDenied(Action.STAFF_INVITE)
    code, mac = work.vault.unlocker.new_activation(staff_id)
    row = ActivationRow(
        staff_id=staff_id,
        code_mac=mac,
        asked_by=work.principal.id,
        expires_at=work.now + CODE_LIFE,
    )
    joining_store.put_activation(work.session, row)
    return Invited(staff_id=staff_id, code=code, until=row.expires_at)


def find_invited(work: Work, attempt: Attempt, code: str) -> Activating:
    """Look an invitation up and count the try, before the slow step; leaves no event."""
    unlocker = work.vault.unlocker
    mac = unlocker.name_mac(sign_in_name(attempt.name))
    tries = take_try(work, mac, attempt)
    account = staff_store.account_by_name(work.session, mac)
    if account is None or tries.blocked_for:
        return Activating(account=None, tries=tries)
    row = joining_store.activation(work.session, StaffId(account.staff.id))
    if row is None or not _fits(work, account, row, code):
        return Activating(account=None, tries=tries)
    return Activating(account=account, tries=tries, code_mac=row.code_mac)


def _fits(work: Work, account: Account, row: ActivationRow, code: str) -> bool:
    """Whether a code is good: not of who has left, nor once a leader has signed her keys."""
    if row.expires_at <= work.now or account.staff.active_to is not None:
        return False
    if account.certificate is not None:  # the row was put back; a reset revokes what was signed
        return False
    return work.vault.unlocker.is_activation(StaffId(account.staff.id), code, row.code_mac)


def refuse_code(work: Work, name: str) -> None:
    """Put a wrong code on record, if somebody has that name."""
    mac = work.vault.unlocker.name_mac(sign_in_name(name))
    account = staff_store.account_by_name(work.session, mac)
    if account is not None:
        item = Item(case=None, row=account.staff.id)
        work.act(Action.STAFF_ENROL, outcome=Outcome.DENIED, items=[item])


def enrol(
    work: Work, asked: Activating, secret: StaffSecretRow, public: tuple[bytes, bytes]
) -> str:
    """
    Store the keys that the colleague has drawn, still without a certificate, and use the code up.

    Returns:
        The fingerprint that she reads aloud to the leader.

    Raises:
        CodeRefused: the code was used or replaced meanwhile.
    """
    account = asked.account
    if account is None:
        raise CodeRefused
    staff_id = StaffId(account.staff.id)
    waiting = joining_store.activation(work.session, staff_id)
    if waiting is None or waiting.code_mac != asked.code_mac:
        raise CodeRefused
    joining_store.delete_activation(work.session, staff_id)
    signin_store.forget(work.session, asked.tries.keys, work.now - FORGET_AFTER)
    staff_store.delete_secret(work.session, staff_id)
    staff_store.add(work.session, secret)
    row = EnrolmentRow(staff_id=staff_id, sign_pub=public[0], box_pub=public[1], made_at=work.now)
    joining_store.put_enrolment(work.session, row)
    work.act(Action.STAFF_ENROL, basis=Basis.SELF, items=[Item(case=None, row=staff_id)])
    return spoken_fingerprint(public)


def prepare_confirm(work: Work, staff_id: StaffId) -> Later[tuple[Colleague, str]]:
    """
    Whose keys wait for a certificate, and their fingerprint for the leader to compare.

    Raises:
        AccessDenied: unknown, the actor is no leader, or she means herself.
        AccountElsewhere: no keys wait.
    """
    shown = colleagues.show(work, staff_id, Action.CERT_ISSUE)
    digits = spoken_fingerprint(_waiting_keys(work, staff_id))
    return work.later(lambda: (shown.run(), digits))


def _waiting_keys(work: Work, staff_id: StaffId) -> tuple[bytes, bytes]:
    row = joining_store.enrolment(work.session, staff_id)
    if row is None:
        raise AccountElsewhere
    return row.sign_pub, row.box_pub


def confirm(work: Work, staff_id: StaffId, heard: Heard, fresh: Fresh) -> Later[Signed]:
    """
    Put on record that the leader certifies the keys whose fingerprint she heard.

    Args:
        heard: what stood on the page she confirmed.

    Raises:
        AccessDenied: only a leader holds the root, and nobody certifies herself.
        AccountElsewhere: no keys wait, or others than those she heard, or for another post: a row
            that was written meanwhile makes nobody a leader.
    """
    work.require(Action.CERT_ISSUE, facts=Facts(is_own=staff_id == work.principal.id))
    account = staff_store.account_of(work.session, staff_id)
    if account is None:
        raise AccessDenied(Action.CERT_ISSUE)
    public, staff = _waiting_keys(work, staff_id), account.staff
    now = Heard(
        digits=spoken_fingerprint(public),
        role=Role(staff.role),
        profession=Profession(staff.profession),
    )
    if now != heard:
        raise AccountElsewhere
    signing = sign_post(work, staff_id, public, heard.role, heard.profession)
    fresh.spend(work.principal, work.now)
    return signing


def admit(work: Work, staff_id: StaffId, signed: Signed) -> None:
    """
    Store a certificate and its post, and give the colleague every key she shall hold.

    Raises:
        AccessDenied: the actor is no leader.
        AccountElsewhere: other keys wait than those that were certified.
    """
    basis = work.require(Action.STAFF_ADD)
    certificate, appointment = signed
    if _waiting_keys(work, staff_id) != (certificate.sign_pub, certificate.box_pub):
        raise AccountElsewhere
    row = staff_store.get(work.session, staff_id)
    if row is None:
        raise AccessDenied(Action.STAFF_ADD)
    joining_store.delete_enrolment(work.session, staff_id)
    staff_store.add(work.session, certificate, appointment)
    work.act(Action.STAFF_ADD, basis=basis, items=[Item(case=None, row=staff_id)])
    person = Certified(staff=row, certificate=certificate, appointment=appointment)
    welcome.give(work.vault.keys, work.desk, person)
