"""Timed access to one case: emergency access of who is on shift, purpose access of who leads."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import CaseId, EventId, GrantId, StaffId
from journal.store.columns import Id, Raw
from journal.store.db import Base


class TimedAccessRow(Base):
    """
    One timed access; its id is the digest of its terms, which the event of its opening names.

    ``review_due`` is the statute of the house, ``reviewed_event`` the review once it was done.
    """

    __tablename__ = "timed_access"

    id: Mapped[GrantId] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"))
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    face: Mapped[str]
    comp: Mapped[int]
    reason_code: Mapped[str]
    nonce: Mapped[bytes] = mapped_column(Raw(16))
    event_id: Mapped[EventId]
    words_event: Mapped[EventId | None] = mapped_column(default=None)
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    review_due: Mapped[datetime]
    reviewed_event: Mapped[EventId | None] = mapped_column(default=None)

    __table_args__ = (
        Index(None, "case_id", "ended_at"),
        Index(None, "staff_id", "ended_at"),
        Index(None, "reviewed_event"),
    )


_LIVE = (
    select(TimedAccessRow)
    .where(
        TimedAccessRow.case_id == bindparam("case", type_=Id()),
        TimedAccessRow.staff_id == bindparam("staff", type_=Id()),
        TimedAccessRow.ended_at.is_(None),
    )
    .order_by(TimedAccessRow.expires_at.desc())
)


def add(session: Session, row: TimedAccessRow) -> None:
    """Store an access that was opened."""
    session.add(row)
    session.flush()


def get(session: Session, grant_id: GrantId) -> TimedAccessRow | None:
    """One timed access."""
    return session.get(TimedAccessRow, grant_id)


def live(session: Session, case_id: CaseId, staff_id: StaffId) -> Sequence[TimedAccessRow]:
    """Accesses of one colleague to one case that nobody has ended, the longest first."""
    return session.scalars(_LIVE, {"case": case_id, "staff": staff_id}).all()


def live_of_staff(session: Session, staff_id: StaffId) -> Sequence[TimedAccessRow]:
    """Accesses of one colleague that nobody has ended, oldest first."""
    query = (
        select(TimedAccessRow)
        .where(TimedAccessRow.staff_id == staff_id, TimedAccessRow.ended_at.is_(None))
        .order_by(TimedAccessRow.opened_at)
    )
    return session.scalars(query).all()


def of_staff(session: Session, staff_id: StaffId, since: datetime) -> Sequence[TimedAccessRow]:
    """Accesses that one colleague has opened since an instant, over or not, oldest first."""
    query = (
        select(TimedAccessRow)
        .where(TimedAccessRow.staff_id == staff_id, TimedAccessRow.opened_at >= since)
        .order_by(TimedAccessRow.opened_at, TimedAccessRow.id)
    )
    return session.scalars(query).all()


def run_out(session: Session, now: datetime) -> Sequence[TimedAccessRow]:
    """Accesses whose time is over and that nobody has ended yet."""
    query = select(TimedAccessRow).where(
        TimedAccessRow.ended_at.is_(None), TimedAccessRow.expires_at <= now
    )
    return session.scalars(query).all()


def unended(session: Session) -> Sequence[TimedAccessRow]:
    """Every access that nobody has ended."""
    return session.scalars(select(TimedAccessRow).where(TimedAccessRow.ended_at.is_(None))).all()


def open_of_case(session: Session, case_id: CaseId) -> Sequence[TimedAccessRow]:
    """Accesses to a case that nobody has ended, whoever has them."""
    query = select(TimedAccessRow).where(
        TimedAccessRow.case_id == case_id, TimedAccessRow.ended_at.is_(None)
    )
    return session.scalars(query).all()


def unreviewed(session: Session) -> Sequence[TimedAccessRow]:
    """Accesses that nobody has reviewed, oldest first."""
    query = (
        select(TimedAccessRow)
        .where(TimedAccessRow.reviewed_event.is_(None))
        .order_by(TimedAccessRow.opened_at)
    )
    return session.scalars(query).all()


def opened_between(session: Session, since: datetime, until: datetime) -> Sequence[TimedAccessRow]:
    """Accesses that were opened between two instants, reviewed or not, oldest first."""
    query = select(TimedAccessRow).where(
        TimedAccessRow.opened_at >= since, TimedAccessRow.opened_at < until
    )
    return session.scalars(query.order_by(TimedAccessRow.opened_at)).all()


def of_cases(
    session: Session, case_ids: Collection[CaseId], since: datetime
) -> Sequence[TimedAccessRow]:
    """Accesses to some cases since an instant, newest first."""
    query = (
        select(TimedAccessRow)
        .where(TimedAccessRow.case_id.in_(case_ids), TimedAccessRow.opened_at >= since)
        .order_by(TimedAccessRow.opened_at.desc())
    )
    return session.scalars(query).all()


def reviews_of(session: Session, staff_id: StaffId) -> list[EventId]:
    """The events by which the timed accesses of a colleague were judged."""
    query = select(TimedAccessRow.reviewed_event).where(
        TimedAccessRow.staff_id == staff_id, TimedAccessRow.reviewed_event.is_not(None)
    )
    return [EventId(one) for one in session.scalars(query) if one is not None]
