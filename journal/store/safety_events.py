"""Safety events: a caller who pretends, somebody seen near the house; codes, and sealed words."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import EventId, RecordId, SafetyEventId, StaffId
from journal.store.db import Base


class SafetyEventRow(Base):
    """One event; ``text_id`` leads to its words while they are kept."""

    __tablename__ = "safety_event"

    id: Mapped[SafetyEventId] = mapped_column(primary_key=True)
    kind: Mapped[str]
    channel: Mapped[str]
    occurred_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    entered_by: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    event_id: Mapped[EventId]
    text_id: Mapped[RecordId | None] = mapped_column(default=None)

    __table_args__ = (Index(None, "occurred_at"),)


def add(session: Session, row: SafetyEventRow) -> None:
    """Store an event."""
    session.add(row)
    session.flush()


def get(session: Session, event_id: SafetyEventId) -> SafetyEventRow | None:
    """One event."""
    return session.get(SafetyEventRow, event_id)


def since(session: Session, instant: datetime) -> Sequence[SafetyEventRow]:
    """Events since an instant, newest first."""
    query = (
        select(SafetyEventRow)
        .where(SafetyEventRow.occurred_at >= instant)
        .order_by(SafetyEventRow.occurred_at.desc(), SafetyEventRow.id)
    )
    return session.scalars(query).all()
