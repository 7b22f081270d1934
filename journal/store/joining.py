"""Colleagues on their way in: codes that activate an account, and keys nobody has certified."""

from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import StaffId
from journal.store.columns import Raw
from journal.store.db import Base


class ActivationRow(Base):
    """A one-time code that waits to be used, as a MAC of the key provider."""

    __tablename__ = "activation"

    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    code_mac: Mapped[bytes] = mapped_column(Raw(32))
    asked_by: Mapped[StaffId]
    expires_at: Mapped[datetime]


class EnrolmentRow(Base):
    """Public keys that a colleague has drawn and that no leader has certified yet."""

    __tablename__ = "enrolment"

    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    sign_pub: Mapped[bytes] = mapped_column(Raw(32))
    box_pub: Mapped[bytes] = mapped_column(Raw(32))
    made_at: Mapped[datetime]


def put_activation(session: Session, row: ActivationRow) -> None:
    """Store a code in place of any older one of this colleague."""
    session.merge(row)
    session.flush()


def activation(session: Session, staff_id: StaffId) -> ActivationRow | None:
    """The code that waits for a colleague; it may be out of date."""
    return session.get(ActivationRow, staff_id)


def delete_activation(session: Session, staff_id: StaffId) -> None:
    """Use a code up."""
    session.execute(delete(ActivationRow).where(ActivationRow.staff_id == staff_id))


def delete_expired(session: Session, now: datetime) -> None:
    """Forget the codes that are out of date."""
    session.execute(delete(ActivationRow).where(ActivationRow.expires_at <= now))


def delete_activations(session: Session) -> int:
    """Forget every code: one that was used since an old copy was made would be good again."""
    codes = session.scalars(select(ActivationRow)).all()
    session.execute(delete(ActivationRow))
    return len(codes)


def put_enrolment(session: Session, row: EnrolmentRow) -> None:
    """Store drawn keys in place of any older ones of this colleague."""
    session.merge(row)
    session.flush()


def enrolment(session: Session, staff_id: StaffId) -> EnrolmentRow | None:
    """The keys of a colleague that wait for a certificate."""
    return session.get(EnrolmentRow, staff_id)


def delete_enrolment(session: Session, staff_id: StaffId) -> None:
    """Forget drawn keys: they are certified, or replaced."""
    session.execute(delete(EnrolmentRow).where(EnrolmentRow.staff_id == staff_id))
