"""
Colleagues: taking one in.

She draws her keys herself under her own password; the leader hears her fingerprint and certifies
them.
"""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.compartments import SHARED_BY_THE_HOUSE, Compartment
from journal.domain.errors import NameTaken
from journal.domain.ids import CaseAlias, CaseId, EventId, StaffAlias, StaffId
from journal.domain.passwords import require_strong
from journal.domain.staff import Profession, Role, sign_in_name
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import staff as staff_store
from journal.store.staff import CertificateRow, Certified, StaffRow, StaffSecretRow
from journal.vault import recipients
from journal.vault import root as org_root
from journal.vault.desk import Principal
from journal.vault.epochs import Recipient
from journal.vault.unlock import Unlocker, new_keys, public_keys, spoken_fingerprint

_OF_EACH_CASE = (Compartment.IDENTITY, Compartment.REGISTER, Compartment.SAFETY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    Who somebody is in the house.

    The name colleagues see, the name she signs in with, role and training.
    """

    name: str
    login: str
    role: Role
    profession: Profession


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


def certify(work: Work, new: NewColleague) -> Later[CertificateRow]:
    """
    Put on record that the leader certifies a colleague's keys.

    The certificate is signed after COMMIT.

    Raises:
        AccessDenied: only a leader holds the root.
        NameTaken: somebody signs in with that name.
    """
    basis = work.require(Action.CERT_ISSUE)
    _require_free_name(work, new.person.login)
    work.act(Action.CERT_ISSUE, basis=basis, items=[Item(case=None, row=new.id)])
    root = org_root.open_root(work.vault.keys, work.desk)
    return work.later(lambda: root.certify(new.id, new.public))


def add(work: Work, new: NewColleague, certificate: CertificateRow) -> StaffId:
    """
    Store a certified colleague and pass on every key her role holds.

    Raises:
        AccessDenied: the actor is no leader.
        NameTaken: somebody signs in with that name.
    """
    basis = work.require(Action.STAFF_ADD)
    _require_free_name(work, new.person.login)
    event_id = EventId(uuid4())
    row = staff_row(work.vault.unlocker, new, event_id, work)
    row.name_sealed = work.house().seal_name(row, new.person.name)
    staff_store.add(work.session, row, new.secret, certificate)
    work.act(Action.STAFF_ADD, id=event_id, basis=basis, items=[Item(case=None, row=new.id)])
    work.vault.keys.new_personal_key(work.desk, new.principal, certificate)
    recipient = Recipient.colleague(
        work.vault.keys.chain, Certified(staff=row, certificate=certificate)
    )
    _pass_on(work, new.person.role, recipient)
    return new.id


def staff_row(unlocker: Unlocker, new: NewColleague, event_id: EventId, work: Work) -> StaffRow:
    """The row of a new colleague, still without her name."""
    is_temp = new.person.role is Role.TEMP
    return StaffRow(
        id=new.id,
        alias=new.alias,
        login_mac=unlocker.name_mac(sign_in_name(new.person.login)),
        role=new.person.role.value,
        profession=new.person.profession.value,
        kind="temp" if is_temp else "fixed",
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


def _require_free_name(work: Work, login: str) -> None:
    mac = work.vault.unlocker.name_mac(sign_in_name(login))
    if staff_store.account_by_name(work.session, mac) is not None:
        raise NameTaken


def _pass_on(work: Work, role: Role, recipient: Recipient) -> None:
    house = UUID(bytes=work.vault.house.bytes)
    for comp in SHARED_BY_THE_HOUSE:
        if role in recipients.roles_of(comp):
            work.vault.keys.pass_on(work.desk, comp, house, [recipient], None)
    for case in case_store.all_cases(work.session):
        for comp in _OF_EACH_CASE:
            if role in recipients.roles_in_a_case(comp):
                scope, alias = UUID(bytes=CaseId(case.id).bytes), CaseAlias(case.alias)
                work.vault.keys.pass_on(work.desk, comp, scope, [recipient], alias)
