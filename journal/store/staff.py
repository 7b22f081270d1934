"""Colleagues, what signs them in, and the certificates that say which keys are theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    Row,
    UniqueConstraint,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import AppointmentId, CertificateId, EventId, Sealed, StaffAlias, StaffId
from journal.domain.staff import Role
from journal.store.columns import Id, Raw
from journal.store.db import Base


class StaffRow(Base):
    """A colleague; her name is a label under the house key, the alias is she in the log."""

    __tablename__ = "staff"

    id: Mapped[StaffId] = mapped_column(primary_key=True)
    alias: Mapped[StaffAlias] = mapped_column(unique=True)
    login_mac: Mapped[bytes] = mapped_column(Raw(32), unique=True)
    role: Mapped[str]
    profession: Mapped[str]
    kind: Mapped[str]
    active_from: Mapped[datetime]
    active_to: Mapped[datetime | None] = mapped_column(default=None)
    suspended_at: Mapped[datetime | None] = mapped_column(default=None)
    event_id: Mapped[EventId]
    revision: Mapped[int]
    name_sealed: Mapped[Sealed | None] = mapped_column(default=None)


class StaffSecretRow(Base):
    """
    What signs her in: cost, salt, proof and her keys, sealed by password and provider.

    ``recovery_blob`` holds the same keys under her recovery code, once she has one.
    """

    __tablename__ = "staff_secret"

    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    argon: Mapped[str]
    salt: Mapped[bytes] = mapped_column(Raw(16))
    auth_mac: Mapped[bytes] = mapped_column(Raw(32))
    keys_blob: Mapped[bytes]
    recovery_blob: Mapped[bytes | None] = mapped_column(default=None)


class CertificateRow(Base):
    """The root's statement that two public keys belong to a colleague."""

    __tablename__ = "certificate"

    id: Mapped[CertificateId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    sign_pub: Mapped[bytes] = mapped_column(Raw(32))
    box_pub: Mapped[bytes] = mapped_column(Raw(32))
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    revoked_event: Mapped[EventId | None] = mapped_column(default=None)
    sig: Mapped[bytes] = mapped_column(Raw(64))

    __table_args__ = (Index(None, "staff_id"),)


class AppointmentRow(Base):
    """The root's statement that a colleague serves in a role; ``staff.role`` is only its copy."""

    __tablename__ = "appointment"

    id: Mapped[AppointmentId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    cert_id: Mapped[CertificateId] = mapped_column(ForeignKey("certificate.id"))
    role: Mapped[str]
    profession: Mapped[str]
    since: Mapped[datetime]
    event_id: Mapped[EventId]
    sig: Mapped[bytes] = mapped_column(Raw(64))

    __table_args__ = (Index(None, "staff_id"), UniqueConstraint("cert_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A colleague with all that a sign-in needs; without a certificate she waits for one."""

    staff: StaffRow
    secret: StaffSecretRow | None
    certificate: CertificateRow | None
    appointment: AppointmentRow | None

    @property
    def is_open(self) -> bool:
        """Whether she may sign in: certified, in service, and neither suspended nor gone."""
        stopped = (self.staff.active_to, self.staff.suspended_at)
        there = (self.secret, self.certificate, self.appointment)
        return not any(stopped) and all(row is not None for row in there)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A colleague in service with her valid certificate and the post she holds under it."""

    staff: StaffRow
    certificate: CertificateRow
    appointment: AppointmentRow


_IN_SERVICE = (
    StaffRow.active_to.is_(None),
    StaffRow.suspended_at.is_(None),
    CertificateRow.revoked_event.is_(None),
)
_CERTIFIED = (
    select(StaffRow, CertificateRow, AppointmentRow)
    .join(CertificateRow, CertificateRow.staff_id == StaffRow.id)
    .join(AppointmentRow, AppointmentRow.cert_id == CertificateRow.id)
    .where(*_IN_SERVICE)
)
_BY_IDS = select(StaffRow).where(StaffRow.id.in_(bindparam("ids", type_=Id(), expanding=True)))
_ACCOUNT = (
    select(StaffRow, StaffSecretRow, CertificateRow, AppointmentRow)
    .outerjoin(StaffSecretRow, StaffSecretRow.staff_id == StaffRow.id)
    .outerjoin(
        CertificateRow,
        (CertificateRow.staff_id == StaffRow.id) & CertificateRow.revoked_event.is_(None),
    )
    .outerjoin(AppointmentRow, AppointmentRow.cert_id == CertificateRow.id)
    .order_by(StaffRow.active_from, StaffRow.id, CertificateRow.not_before.desc())
)
_SIGNER = (
    select(CertificateRow, AppointmentRow)
    .join(AppointmentRow, AppointmentRow.cert_id == CertificateRow.id)
    .where(CertificateRow.id == bindparam("certificate", type_=Id()))
)
_ROLE_NOW = (
    select(StaffRow.role)
    .join(CertificateRow, CertificateRow.staff_id == StaffRow.id)
    .where(
        *_IN_SERVICE,
        StaffRow.id == bindparam("staff", type_=Id()),
        CertificateRow.id == bindparam("certificate", type_=Id()),
    )
)


def add(
    session: Session, *rows: StaffRow | StaffSecretRow | CertificateRow | AppointmentRow
) -> None:
    """Store a colleague, her secret, her certificate or her post."""
    for row in rows:
        session.add(row)
        session.flush()


def get(session: Session, staff_id: StaffId) -> StaffRow | None:
    """One colleague by id."""
    return session.get(StaffRow, staff_id)


def secret(session: Session, staff_id: StaffId) -> StaffSecretRow | None:
    """What signs one colleague in."""
    return session.get(StaffSecretRow, staff_id)


def secrets(session: Session) -> Sequence[StaffSecretRow]:
    """What signs each colleague in."""
    return session.scalars(select(StaffSecretRow)).all()


def delete_secret(session: Session, staff_id: StaffId) -> None:
    """Forget what signs a colleague in: her old keys open nothing from now on."""
    session.execute(delete(StaffSecretRow).where(StaffSecretRow.staff_id == staff_id))


def account_by_name(session: Session, login_mac: bytes) -> Account | None:
    """The account behind a user name, looked up by the key provider's MAC."""
    row = session.execute(_ACCOUNT.where(StaffRow.login_mac == login_mac)).first()
    return None if row is None else _account(row)


def account_of(session: Session, staff_id: StaffId) -> Account | None:
    """The account of a colleague."""
    row = session.execute(_ACCOUNT.where(StaffRow.id == staff_id)).first()
    return None if row is None else _account(row)


def accounts(session: Session) -> list[Account]:
    """The account of everybody there ever was."""
    return [_account(row) for row in session.execute(_ACCOUNT)]


def _account(row: Row[StaffRow, StaffSecretRow, CertificateRow, AppointmentRow]) -> Account:
    return Account(staff=row[0], secret=row[1], certificate=row[2], appointment=row[3])


def role_now(session: Session, staff_id: StaffId, certificate_id: CertificateId) -> Role | None:
    """The role a colleague has at this moment; None once she, or her certificate, is out."""
    found = session.scalars(
        _ROLE_NOW, {"staff": staff_id, "certificate": certificate_id}
    ).one_or_none()
    return None if found is None else Role(found)


def all_staff(session: Session) -> Sequence[StaffRow]:
    """Every colleague there ever was: old events still name them."""
    return session.scalars(select(StaffRow)).all()


def by_ids(session: Session, ids: Collection[StaffId]) -> Sequence[StaffRow]:
    """Some colleagues, past or present."""
    return session.scalars(_BY_IDS, {"ids": list(ids)}).all()


def certified(
    session: Session, roles: Collection[Role] = tuple(Role), ids: Collection[StaffId] | None = None
) -> list[Certified]:
    """
    Colleagues in service whose keys are certified, as stored: the vault checks who signed that.

    Args:
        session: of the request.
        roles: only these roles.
        ids: only these people, if given.
    """
    query = _CERTIFIED.where(StaffRow.role.in_([role.value for role in roles]))
    if ids is not None:
        query = query.where(StaffRow.id.in_(ids))
    return [
        Certified(staff=staff, certificate=certificate, appointment=appointment)
        for staff, certificate, appointment in session.execute(query)
    ]


def certificates(session: Session, staff_id: StaffId) -> Sequence[CertificateRow]:
    """All her certificates, revoked ones too: old epochs and notes were signed under them."""
    return session.scalars(select(CertificateRow).where(CertificateRow.staff_id == staff_id)).all()


def appointments(session: Session, staff_id: StaffId) -> Sequence[AppointmentRow]:
    """All posts she has had."""
    return session.scalars(select(AppointmentRow).where(AppointmentRow.staff_id == staff_id)).all()


def signer(
    session: Session, certificate_id: CertificateId
) -> tuple[CertificateRow, AppointmentRow] | None:
    """A certificate, revoked or not, with the post that was held under it."""
    row = session.execute(_SIGNER, {"certificate": certificate_id}).one_or_none()
    return None if row is None else (row[0], row[1])


def revoke(session: Session, staff_id: StaffId, event_id: EventId) -> None:
    """End her certificate: from this event on nothing is wrapped to her old keys."""
    session.execute(
        update(CertificateRow)
        .where(CertificateRow.staff_id == staff_id, CertificateRow.revoked_event.is_(None))
        .values(revoked_event=event_id)
    )
