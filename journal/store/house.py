"""The house itself: who it is, the sealed root of its certificates, and its recovery key."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.compartments import Compartment
from journal.domain.ids import EventId, HouseId, LogId, RecoveryId, Sealed
from journal.store.columns import Raw
from journal.store.db import Base


class HouseRow(Base):
    """The one row that says which house this database belongs to."""

    __tablename__ = "house"

    id: Mapped[HouseId] = mapped_column(primary_key=True)
    log_id: Mapped[LogId] = mapped_column(unique=True)
    origin: Mapped[str]
    created_at: Mapped[datetime]
    rotate_pending: Mapped[int] = mapped_column(default=0)


class OrgRootRow(Base):
    """The private half of the root that signs certificates; opens only with compartment 9."""

    __tablename__ = "org_root"

    id: Mapped[HouseId] = mapped_column(primary_key=True)
    public: Mapped[bytes] = mapped_column(Raw(32))
    event_id: Mapped[EventId]
    revision: Mapped[int]
    private_sealed: Mapped[Sealed]


class RecoveryKeyRow(Base):
    """The recovery key: its public half, and the private half behind any two of three slips."""

    __tablename__ = "recovery_key"

    id: Mapped[RecoveryId] = mapped_column(primary_key=True)
    pub: Mapped[bytes] = mapped_column(Raw(32))
    pair_12: Mapped[bytes] = mapped_column(Raw(60))
    pair_13: Mapped[bytes] = mapped_column(Raw(60))
    pair_23: Mapped[bytes] = mapped_column(Raw(60))
    made_at: Mapped[datetime]


_HOUSE = select(HouseRow)
_PENDING = select(HouseRow.rotate_pending)
_ORG_ROOT = select(OrgRootRow)
_RECOVERY = select(RecoveryKeyRow).order_by(RecoveryKeyRow.made_at.desc()).limit(1)


def get(session: Session) -> HouseRow | None:
    """The house of this database, or None before it is founded."""
    return session.scalars(_HOUSE).one_or_none()


def pending(session: Session) -> int:
    """The compartments of the house whose key waits to be exchanged, as bits."""
    return session.scalars(_PENDING).one_or_none() or 0


def mark_rotation(session: Session, *compartments: Compartment) -> None:
    """Note that these compartments of the house wait for a new key."""
    row = session.scalars(_HOUSE).one()
    for comp in compartments:
        row.rotate_pending |= comp.bit


def clear_rotation(session: Session, comp: Compartment) -> None:
    """Note that a compartment of the house has its new key."""
    row = session.scalars(_HOUSE).one()
    row.rotate_pending &= ~comp.bit


def org_root(session: Session) -> OrgRootRow:
    """The sealed root of the certificates."""
    return session.scalars(_ORG_ROOT).one()


def recovery_key(session: Session) -> RecoveryKeyRow | None:
    """The newest recovery key, or None before one was confirmed."""
    return session.scalars(_RECOVERY).one_or_none()


def add(session: Session, *rows: HouseRow | OrgRootRow | RecoveryKeyRow) -> None:
    """Store rows of the founding."""
    session.add_all(rows)


def begin_log(session: Session, log_id: LogId, origin: str) -> LogId:
    """Let another log go on from the present one; the return value is the id of the former."""
    row = session.scalars(_HOUSE).one()
    former, row.log_id, row.origin = row.log_id, log_id, origin
    return former
