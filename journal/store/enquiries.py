"""
Enquiries and the contacts they consist of: codes and instants, and nothing that names anybody.

Rule R-E2: there is no field here for who she is; the few words that are kept are a sealed document.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import EnquiryId, EventId, RecordId, StaffId
from journal.store.db import Base


class EnquiryRow(Base):
    """
    One enquiry. ``text_id`` leads to its words while they are kept.

    ``is_copenhagen`` is 1 where she is from the city itself.
    """

    __tablename__ = "enquiry"

    id: Mapped[EnquiryId] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    channel: Mapped[str]
    by: Mapped[str]
    region: Mapped[str]
    is_copenhagen: Mapped[int]
    children: Mapped[int]
    state: Mapped[str]
    outcome: Mapped[str | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    moved_in_at: Mapped[datetime | None] = mapped_column(default=None)
    entered_by: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    event_id: Mapped[EventId]
    text_id: Mapped[RecordId | None] = mapped_column(default=None)

    __table_args__ = (Index(None, "state", "received_at"),)


class ContactRow(Base):
    """A later contact about the same; it counts as no enquiry of its own."""

    __tablename__ = "enquiry_contact"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enquiry_id: Mapped[EnquiryId] = mapped_column(ForeignKey("enquiry.id"))
    at: Mapped[datetime]
    channel: Mapped[str]
    by: Mapped[str]
    entered_by: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    event_id: Mapped[EventId]

    __table_args__ = (Index(None, "enquiry_id", "at"),)


def add(session: Session, row: EnquiryRow | ContactRow) -> None:
    """Store an enquiry, or a later contact."""
    session.add(row)
    session.flush()


def get(session: Session, enquiry_id: EnquiryId) -> EnquiryRow | None:
    """One enquiry."""
    return session.get(EnquiryRow, enquiry_id)


def contacts(session: Session, enquiry_id: EnquiryId) -> Sequence[ContactRow]:
    """The later contacts of an enquiry, oldest first."""
    query = select(ContactRow).where(ContactRow.enquiry_id == enquiry_id).order_by(ContactRow.at)
    return session.scalars(query).all()


def in_states(session: Session, states: Collection[str]) -> Sequence[EnquiryRow]:
    """Enquiries in some states, newest first."""
    query = (
        select(EnquiryRow)
        .where(EnquiryRow.state.in_(states))
        .order_by(EnquiryRow.received_at.desc(), EnquiryRow.id)
    )
    return session.scalars(query).all()


def closed_since(session: Session, state: str, since: datetime) -> Sequence[EnquiryRow]:
    """Enquiries that were closed since an instant, newest first."""
    query = (
        select(EnquiryRow)
        .where(EnquiryRow.state == state, EnquiryRow.closed_at >= since)
        .order_by(EnquiryRow.closed_at.desc(), EnquiryRow.id)
    )
    return session.scalars(query).all()


def closed_between(
    session: Session, state: str, first: datetime, end: datetime
) -> Sequence[tuple[UUID, str]]:
    """Id and outcome of the closed enquiries that came in a time, in the order of their ids."""
    query = (
        select(EnquiryRow.id, EnquiryRow.outcome)
        .where(
            EnquiryRow.state == state,
            EnquiryRow.received_at >= first,
            EnquiryRow.received_at < end,
        )
        .order_by(EnquiryRow.id)
    )
    return [(UUID(bytes=row[0].bytes), row[1] or "") for row in session.execute(query)]
