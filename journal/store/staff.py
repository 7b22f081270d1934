"""Colleagues, what signs them in, and the certificates that say which keys are theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import CertificateId, EventId, Sealed, StaffAlias, StaffId
from journal.domain.staff import Role
from journal.store.db import Base, Id


class StaffRow(Base):
    """A colleague; her name is a label under the house key, the alias is she in the log."""

    __tablename__ = "staff"

    id: Mapped[StaffId] = mapped_column(primary_key=True)
    alias: Mapped[StaffAlias] = mapped_column(unique=True)
    login_mac: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    role: Mapped[str]
    profession: Mapped[str]
    kind: Mapped[str]
    active_from: Mapped[datetime]
    active_to: Mapped[datetime | None] = mapped_column(default=None)
    event_id: Mapped[EventId]
    revision: Mapped[int]
    name_sealed: Mapped[Sealed | None] = mapped_column(default=None)


class StaffSecretRow(Base):
    """What signs her in: cost, salt, proof and her keys, sealed by password and provider."""

    __tablename__ = "staff_secret"

    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    argon: Mapped[str]
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    auth_mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    keys_blob: Mapped[bytes]


class CertificateRow(Base):
    """The root's statement that two public keys belong to a colleague."""

    __tablename__ = "certificate"

    id: Mapped[CertificateId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    sign_pub: Mapped[bytes] = mapped_column(LargeBinary(32))
    box_pub: Mapped[bytes] = mapped_column(LargeBinary(32))
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    revoked_event: Mapped[EventId | None] = mapped_column(default=None)
    sig: Mapped[bytes] = mapped_column(LargeBinary(64))

    __table_args__ = (Index(None, "staff_id"),)


class SigninThrottleRow(Base):
    """
    Wrong tries against one name on one kind of device, or from one address.

    Keyed by a MAC, never by the name.
    """

    __tablename__ = "signin_throttle"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failed: Mapped[int]
    last_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A colleague with all that a sign-in needs."""

    staff: StaffRow
    secret: StaffSecretRow
    certificate: CertificateRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """An active colleague with her valid certificate."""

    staff: StaffRow
    certificate: CertificateRow


_WITH_CERTIFICATE = select(StaffRow, CertificateRow).join(
    CertificateRow, CertificateRow.staff_id == StaffRow.id
)
_BY_IDS = select(StaffRow).where(StaffRow.id.in_(bindparam("ids", type_=Id(), expanding=True)))
_ACCOUNT = (
    select(StaffRow, StaffSecretRow, CertificateRow)
    .join(StaffSecretRow, StaffSecretRow.staff_id == StaffRow.id)
    .outerjoin(
        CertificateRow,
        (CertificateRow.staff_id == StaffRow.id) & CertificateRow.revoked_event.is_(None),
    )
)


def add(session: Session, *rows: StaffRow | StaffSecretRow | CertificateRow) -> None:
    """Store a colleague, her secret or her certificate."""
    for row in rows:
        session.add(row)
        session.flush()


def get(session: Session, staff_id: StaffId) -> StaffRow | None:
    """One colleague by id."""
    return session.get(StaffRow, staff_id)


def account_by_name(session: Session, login_mac: bytes) -> Account | None:
    """The account behind a user name, looked up by the key provider's MAC."""
    row = session.execute(_ACCOUNT.where(StaffRow.login_mac == login_mac)).one_or_none()
    return None if row is None else Account(staff=row[0], secret=row[1], certificate=row[2])


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
    Active colleagues whose keys are certified.

    Args:
        session: of the request.
        roles: only these roles.
        ids: only these people, if given.
    """
    query = _WITH_CERTIFICATE.where(
        StaffRow.active_to.is_(None),
        CertificateRow.revoked_event.is_(None),
        StaffRow.role.in_([role.value for role in roles]),
    )
    if ids is not None:
        query = query.where(StaffRow.id.in_(ids))
    return [
        Certified(staff=staff, certificate=certificate)
        for staff, certificate in session.execute(query)
    ]


def certificates(session: Session, staff_id: StaffId) -> Sequence[CertificateRow]:
    """All her certificates, revoked ones too: old epochs and notes were signed under them."""
    return session.scalars(select(CertificateRow).where(CertificateRow.staff_id == staff_id)).all()


def throttle(session: Session, keys: Collection[bytes]) -> dict[bytes, SigninThrottleRow]:
    """Counters of wrong tries for some keys, held so that nobody counts beside this transaction."""
    query = select(SigninThrottleRow).where(SigninThrottleRow.key.in_(keys))
    rows = session.scalars(query.order_by(SigninThrottleRow.key).with_for_update())
    return {row.key: row for row in rows}


def add_throttle(session: Session, row: SigninThrottleRow) -> None:
    """Begin to count wrong tries for a key."""
    session.add(row)


def forget_throttle(session: Session, keys: Collection[bytes], older_than: datetime) -> None:
    """Forget the counters of these keys, and all that are older than an instant."""
    session.execute(
        delete(SigninThrottleRow).where(
            SigninThrottleRow.key.in_(keys) | (SigninThrottleRow.last_at < older_than)
        )
    )
