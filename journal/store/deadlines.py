"""Deadlines: when each began, its two clocks, and how it ended; no word of a case."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, Index, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.deadlines import State
from journal.domain.ids import CaseId, DeadlineId, EventId, StaffId
from journal.store.db import Base


class DeadlineRow(Base):
    """
    One deadline; ``rule_id`` names its entry, ``calendar_version`` what its days were counted by.

    ``about_id`` is the case, or what has no case yet. ``met_at`` is when it was met, ``ended_at``
    when that was entered, or when it was called off; ``ended_code`` is how it was met, or why it
    was called off. ``event_id`` began it, ``ended_event`` ended it.
    """

    __tablename__ = "deadline"

    id: Mapped[DeadlineId] = mapped_column(primary_key=True)
    rule_id: Mapped[str]
    case_id: Mapped[CaseId | None] = mapped_column(ForeignKey("case_file.id"))
    about_id: Mapped[UUID]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    target_at: Mapped[datetime | None]
    calendar_version: Mapped[str]
    state: Mapped[str] = mapped_column(default=State.OPEN.value)
    met_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[StaffId | None] = mapped_column(ForeignKey("staff.id"), default=None)
    ended_code: Mapped[str | None] = mapped_column(default=None)
    event_id: Mapped[EventId]
    ended_event: Mapped[EventId | None] = mapped_column(default=None)

    __table_args__ = (Index(None, "case_id"), Index(None, "about_id"), Index(None, "state"))


class Placed(NamedTuple):
    """What a deadline is about, for who decides whether it may be seen."""

    id: DeadlineId
    case_id: CaseId | None
    about_id: UUID


_IN_ORDER = (DeadlineRow.due_at, DeadlineRow.started_at, DeadlineRow.rule_id, DeadlineRow.id)


def add(session: Session, row: DeadlineRow) -> None:
    """Store a deadline that begins."""
    session.add(row)
    session.flush()


def get(session: Session, deadline_id: DeadlineId) -> DeadlineRow | None:
    """One deadline as it stands now, also where this session has seen it before."""
    return session.get(DeadlineRow, deadline_id, populate_existing=True)


def running(session: Session, rule_id: str, about_id: UUID) -> DeadlineRow | None:
    """The deadline of one rule that runs about something."""
    query = select(DeadlineRow).where(
        DeadlineRow.rule_id == rule_id,
        DeadlineRow.about_id == about_id,
        DeadlineRow.state == State.OPEN.value,
    )
    return session.scalars(query).one_or_none()


def of_case(session: Session, case_id: CaseId) -> Sequence[DeadlineRow]:
    """Every deadline of a case, over or not, by its day."""
    query = select(DeadlineRow).where(DeadlineRow.case_id == case_id)
    return session.scalars(query.order_by(*_IN_ORDER)).all()


def of_house(session: Session, ended_since: datetime) -> Sequence[DeadlineRow]:
    """Every deadline that runs, and those that ended since an instant, by their day."""
    query = select(DeadlineRow).where(
        or_(DeadlineRow.state == State.OPEN.value, DeadlineRow.ended_at >= ended_since)
    )
    return session.scalars(query.order_by(*_IN_ORDER)).all()


def of_cases(
    session: Session, case_ids: Collection[CaseId], ended_since: datetime
) -> Sequence[DeadlineRow]:
    """As ``of_house``, of some cases."""
    query = select(DeadlineRow).where(
        DeadlineRow.case_id.in_(case_ids),
        or_(DeadlineRow.state == State.OPEN.value, DeadlineRow.ended_at >= ended_since),
    )
    return session.scalars(query.order_by(*_IN_ORDER)).all()


def late(session: Session, now: datetime) -> Sequence[Placed]:
    """Every deadline that runs, and of which one of the two clocks has run out, by its day."""
    query = select(DeadlineRow.id, DeadlineRow.case_id, DeadlineRow.about_id).where(
        DeadlineRow.state == State.OPEN.value,
        or_(DeadlineRow.due_at < now, DeadlineRow.target_at < now),
    )
    return [Placed(*row) for row in session.execute(query.order_by(*_IN_ORDER))]


def by_ids(session: Session, deadline_ids: Collection[DeadlineId]) -> Sequence[DeadlineRow]:
    """Some deadlines, by their day."""
    query = select(DeadlineRow).where(DeadlineRow.id.in_(deadline_ids))
    return session.scalars(query.order_by(*_IN_ORDER)).all()
