"""Visitations: when a talk began and ended, and where its sealed answers lie while kept."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import EnquiryId, EventId, RecordId, StaffId, VisitationId
from journal.store.db import Base


class VisitationRow(Base):
    """One talk of an enquiry. ``due_at`` is the end of the local day on which it ended (R-A2)."""

    __tablename__ = "visitation"

    id: Mapped[VisitationId] = mapped_column(primary_key=True)
    enquiry_id: Mapped[EnquiryId] = mapped_column(ForeignKey("enquiry.id"))
    started_at: Mapped[datetime]
    talk_ended_at: Mapped[datetime | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    held_by: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    event_id: Mapped[EventId]
    answers_id: Mapped[RecordId | None] = mapped_column(default=None)

    __table_args__ = (Index(None, "enquiry_id", "started_at"),)


def add(session: Session, row: VisitationRow) -> None:
    """Store a talk that has begun."""
    session.add(row)
    session.flush()


def get(session: Session, visitation_id: VisitationId) -> VisitationRow | None:
    """One talk."""
    return session.get(VisitationRow, visitation_id)


def of_enquiries(session: Session, enquiry_ids: Collection[EnquiryId]) -> Sequence[VisitationRow]:
    """The talks of some enquiries, oldest first: one that was reopened may have several."""
    query = (
        select(VisitationRow)
        .where(VisitationRow.enquiry_id.in_(enquiry_ids))
        .order_by(VisitationRow.started_at, VisitationRow.id)
    )
    return session.scalars(query).all()
