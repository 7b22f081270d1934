"""
Rooms, who has which for what nights, when one is out of service, and how full each night was.

A room's name is a sealed record of the same id; nothing here tells where a room is.
"""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ForeignKey, Index, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import AssignmentId, CaseId, EventId, FamilyId, OutId, RoomId
from journal.domain.occupancy import Counted
from journal.domain.rooms import Held, Nights
from journal.store.cases import CaseFileRow
from journal.store.db import Base


class RoomRow(Base):
    """A room: how many beds, and since what day the house has it."""

    __tablename__ = "room"

    id: Mapped[RoomId] = mapped_column(primary_key=True)
    type: Mapped[str]
    since: Mapped[date]
    event_id: Mapped[EventId]


class RoomAssignmentRow(Base):
    """A room that somebody has from a day until another; the second is open while she stays."""

    __tablename__ = "room_assignment"

    id: Mapped[AssignmentId] = mapped_column(primary_key=True)
    room_id: Mapped[RoomId] = mapped_column(ForeignKey("room.id"))
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"))
    from_date: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    event_id: Mapped[EventId]

    __table_args__ = (Index(None, "room_id"), Index(None, "case_id"))

    @property
    def nights(self) -> Nights:
        """For what nights."""
        return Nights(from_date=self.from_date, until=self.until)


class RoomOutRow(Base):
    """Nights in which a room cannot be used; ``reason`` is a code of ``out_of_service``."""

    __tablename__ = "room_out"

    id: Mapped[OutId] = mapped_column(primary_key=True)
    room_id: Mapped[RoomId] = mapped_column(ForeignKey("room.id"))
    from_date: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str]
    event_id: Mapped[EventId]

    __table_args__ = (Index(None, "room_id"),)

    @property
    def nights(self) -> Nights:
        """Which nights."""
        return Nights(from_date=self.from_date, until=self.until)


class RoomNightRow(Base):
    """How many rooms a night had, how many of them out of service, how many used."""

    __tablename__ = "room_night"

    night: Mapped[date] = mapped_column(primary_key=True)
    rooms: Mapped[int]
    out_of_service: Mapped[int]
    occupied: Mapped[int]

    @property
    def counted(self) -> Counted:
        """As the rules count it."""
        return Counted(rooms=self.rooms, out_of_service=self.out_of_service, occupied=self.occupied)


def add(session: Session, row: RoomRow | RoomAssignmentRow | RoomOutRow | RoomNightRow) -> None:
    """Store a new row."""
    session.add(row)
    session.flush()


def get(session: Session, room_id: RoomId) -> RoomRow | None:
    """One room by id."""
    return session.get(RoomRow, room_id)


def lock(session: Session, room_id: RoomId) -> RoomRow | None:
    """One room, held against other writers until COMMIT: what is read of it now stays so."""
    query = select(RoomRow).where(RoomRow.id == room_id).with_for_update(key_share=True)
    return session.scalars(query).one_or_none()


def all_rooms(session: Session) -> Sequence[RoomRow]:
    """Every room, the oldest first."""
    return session.scalars(select(RoomRow).order_by(RoomRow.since, RoomRow.id)).all()


_HELD = select(RoomAssignmentRow, CaseFileRow.family_id).join(
    CaseFileRow, CaseFileRow.id == RoomAssignmentRow.case_id
)


def held(session: Session, room_id: RoomId) -> list[Held]:
    """For what nights which family has had a room, or will have it."""
    rows = session.execute(_HELD.where(RoomAssignmentRow.room_id == room_id))
    return [Held(family_id=family, nights=row.nights) for row, family in rows]


def taken(session: Session, night: date, family_id: FamilyId) -> set[RoomId]:
    """Which rooms another family than this one has in a night."""
    query = _HELD.where(
        CaseFileRow.family_id != family_id,
        RoomAssignmentRow.from_date <= night,
        or_(RoomAssignmentRow.until.is_(None), RoomAssignmentRow.until > night),
    )
    return {RoomId(row.room_id) for row, _ in session.execute(query) if row.nights.covers(night)}


def of_cases(session: Session, case_ids: Collection[CaseId]) -> Sequence[RoomAssignmentRow]:
    """What rooms these have had or will have, the newest first."""
    query = select(RoomAssignmentRow).where(RoomAssignmentRow.case_id.in_(case_ids))
    return session.scalars(query.order_by(RoomAssignmentRow.from_date.desc())).all()


def touching(session: Session, since: date) -> Sequence[RoomAssignmentRow]:
    """What rooms anybody has had in nights that are not over before a day."""
    query = select(RoomAssignmentRow).where(
        or_(RoomAssignmentRow.until.is_(None), RoomAssignmentRow.until > since)
    )
    return session.scalars(query).all()


def outs(session: Session, since: date) -> Sequence[RoomOutRow]:
    """When which room is out of service, in nights that are not over before a day."""
    query = select(RoomOutRow).where(or_(RoomOutRow.until.is_(None), RoomOutRow.until > since))
    return session.scalars(query.order_by(RoomOutRow.from_date)).all()


def outs_of(session: Session, room_id: RoomId) -> Sequence[RoomOutRow]:
    """When a room is or was out of service."""
    query = select(RoomOutRow).where(RoomOutRow.room_id == room_id)
    return session.scalars(query.order_by(RoomOutRow.from_date)).all()


def get_out(session: Session, out_id: OutId) -> RoomOutRow | None:
    """One span in which a room is out of service."""
    return session.get(RoomOutRow, out_id)


def last_night(session: Session) -> date | None:
    """The last night that is counted."""
    return session.scalars(select(func.max(RoomNightRow.night))).one()


def first_night(session: Session) -> date | None:
    """The first night that is counted."""
    return session.scalars(select(func.min(RoomNightRow.night))).one()


def nights(session: Session, since: date, before: date | None = None) -> Sequence[RoomNightRow]:
    """The nights that are counted from a day on, before another, in order."""
    query = select(RoomNightRow).where(RoomNightRow.night >= since)
    if before is not None:
        query = query.where(RoomNightRow.night < before)
    return session.scalars(query.order_by(RoomNightRow.night)).all()
