"""The duty roster: who is on shift from when to when, each shift signed by whoever planned it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import CertificateId, EventId, ShiftId, StaffId
from journal.store.columns import Id, Raw, Utc
from journal.store.db import Base


class ShiftRow(Base):
    """One colleague's shift; ``sig`` is the statement of the one who planned it."""

    __tablename__ = "shift"

    id: Mapped[ShiftId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    event_id: Mapped[EventId]
    cert_id: Mapped[CertificateId]
    sig: Mapped[bytes] = mapped_column(Raw(64))

    __table_args__ = (Index(None, "starts_at"), Index(None, "staff_id", "ends_at"))


_OF_ONE = (
    select(ShiftRow)
    .where(
        ShiftRow.staff_id == bindparam("staff", type_=Id()),
        ShiftRow.starts_at <= bindparam("until", type_=Utc()),
        ShiftRow.ends_at > bindparam("since", type_=Utc()),
    )
    .order_by(ShiftRow.ends_at.desc())
)


def add(session: Session, rows: Collection[ShiftRow]) -> None:
    """Store shifts."""
    session.add_all(rows)
    session.flush()


def of_one(
    session: Session, staff_id: StaffId, since: datetime, until: datetime
) -> Sequence[ShiftRow]:
    """The shifts of a colleague that touch a span of time, the one that ends last first."""
    return session.scalars(_OF_ONE, {"staff": staff_id, "since": since, "until": until}).all()


def between(session: Session, since: datetime, until: datetime) -> Sequence[ShiftRow]:
    """All shifts of which a part lies between two instants, in order."""
    query = (
        select(ShiftRow)
        .where(ShiftRow.starts_at < until, ShiftRow.ends_at > since)
        .order_by(ShiftRow.starts_at, ShiftRow.ends_at, ShiftRow.id)
    )
    return session.scalars(query).all()


def get(session: Session, shift_id: ShiftId) -> ShiftRow | None:
    """One shift."""
    return session.get(ShiftRow, shift_id)


def remove(session: Session, ids: Collection[ShiftId]) -> None:
    """Take shifts off the roster."""
    session.execute(delete(ShiftRow).where(ShiftRow.id.in_(ids)))


def remove_of_staff(session: Session, staff_id: StaffId, after: datetime) -> None:
    """Take a colleague's shifts that have not ended off the roster."""
    session.execute(delete(ShiftRow).where(ShiftRow.staff_id == staff_id, ShiftRow.ends_at > after))
