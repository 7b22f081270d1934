"""
Colleagues: who one is, certifying her keys, and taking one in with both people at one keyboard.

She draws her keys herself under her own password; the leader hears her fingerprint and certifies
them.
"""

from dataclasses import dataclass, field
from uuid import uuid4

from journal.domain.access import Action, Facts
from journal.domain.audit import Item
from journal.domain.broken import NameTaken
from journal.domain.ids import EventId, StaffAlias, StaffId
from journal.domain.passwords import require_strong
from journal.domain.staff import Person, Profession, Role, sign_in_name
from journal.services.work import Later, Work
from journal.store import staff as staff_store
from journal.store.staff import (
    AppointmentRow,
    CertificateRow,
    Certified,
    StaffRow,
    StaffSecretRow,
)
from journal.vault import making, welcome
from journal.vault import root as org_root
from journal.vault.desk import Principal
from journal.vault.root import Post
from journal.vault.unlock import Unlocker, new_keys, public_keys, spoken_fingerprint

Signed = tuple[CertificateRow, AppointmentRow]
"""What the root has signed of a colleague: whose keys they are, and her post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewColleague:
    """
    A colleague who has typed her password and drawn her keys, before they are certified.

    Args:
        principal: she herself with her new keys, without a certificate.
        public: her Ed25519 and X25519 public keys, 32 bytes each.
        secret: her keys under her password.
    """

    id: StaffId
    alias: StaffAlias
    person: Person
    principal: Principal
    public: tuple[bytes, bytes]
    secret: StaffSecretRow = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Four groups of five digits that she reads aloud."""
        return spoken_fingerprint(self.public)


def draw_colleague(unlocker: Unlocker, person: Person, password: str) -> NewColleague:
    """
    Draw the keys of a new colleague under the password she typed; slow, outside any transaction.

    Raises:
        PasswordWeak: too short or known.
    """
    require_strong(password)
    keys, staff_id, alias = new_keys(), StaffId(uuid4()), StaffAlias(uuid4())
    return NewColleague(
        id=staff_id,
        alias=alias,
        person=person,
        principal=Principal(id=staff_id, alias=alias, role=person.role, keys=keys, auth="pw"),
        public=public_keys(keys),
        secret=unlocker.new_secret(staff_id, password, keys),
    )


def certify(work: Work, new: NewColleague) -> Later[Signed]:
    """
    Put on record that the leader certifies a colleague's keys.

    The certificate and the post are signed after COMMIT.

    Raises:
        AccessDenied: only a leader holds the root.
        NameTaken: somebody signs in with that name.
    """
    work.require(Action.CERT_ISSUE)
    require_free_name(work, new.person.login)
    return sign_post(work, new.id, new.public, new.person.role, new.person.profession)


def sign_post(
    work: Work,
    staff_id: StaffId,
    public: tuple[bytes, bytes],
    role: Role,
    profession: Profession,
) -> Later[Signed]:
    """Put a certificate and a post on record, and have the root sign both after COMMIT."""
    facts = Facts(is_own=staff_id == work.principal.id)
    basis = work.require(Action.CERT_ISSUE, facts=facts)
    item = Item(case=None, row=staff_id)
    event = work.act(Action.CERT_ISSUE, basis=basis, items=[item])
    root = org_root.open_root(work.vault.keys, work.desk)
    post = Post(
        staff_id=staff_id, public=public, role=role, profession=profession, event_id=event.id
    )
    return work.later(lambda: root.certify(post))


def add(work: Work, new: NewColleague, signed: Signed) -> StaffId:
    """
    Store a certified colleague and pass on every key her role holds.

    Raises:
        AccessDenied: the actor is no leader.
        NameTaken: somebody signs in with that name.
    """
    basis = work.require(Action.STAFF_ADD)
    require_free_name(work, new.person.login)
    event_id = EventId(uuid4())
    row = staff_row(work, new.id, new.alias, new.person, event_id)
    row.name_sealed = work.house().seal_name(row, new.person.name)
    staff_store.add(work.session, row, new.secret, *signed)
    work.act(Action.STAFF_ADD, id=event_id, basis=basis, items=[Item(case=None, row=new.id)])
    certificate, appointment = signed
    making.new_personal_key(work.vault.keys, work.desk, new.principal, certificate)
    person = Certified(staff=row, certificate=certificate, appointment=appointment)
    welcome.give(work.vault.keys, work.desk, person)
    return new.id


def staff_row(
    work: Work, staff_id: StaffId, alias: StaffAlias, person: Person, event_id: EventId
) -> StaffRow:
    """The row of a new colleague, still without her name."""
    return StaffRow(
        id=staff_id,
        alias=alias,
        login_mac=work.vault.unlocker.name_mac(sign_in_name(person.login)),
        role=person.role.value,
        profession=person.profession.value,
        kind="temp" if person.role is Role.TEMP else "fixed",
        active_from=work.now,
        event_id=event_id,
        revision=1,
    )


def by_login(work: Work, login: str) -> StaffId | None:
    """
    The colleague who signs in with a name, or None.

    Leaves a line in the log like any look-up of names.
    """
    work.act(Action.HOUSE_LABELS, basis=work.require(Action.HOUSE_LABELS), count=1)
    account = staff_store.account_by_name(
        work.session, work.vault.unlocker.name_mac(sign_in_name(login))
    )
    return None if account is None else StaffId(account.staff.id)


def require_free_name(work: Work, login: str) -> None:
    """
    Refuse a user name that somebody has.

    Raises:
        NameTaken: also when she has left: old events would be hers.
    """
    mac = work.vault.unlocker.name_mac(sign_in_name(login))
    if staff_store.account_by_name(work.session, mac) is not None:
        raise NameTaken
