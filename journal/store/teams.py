"""Contact teams: who is, and who was, contact person of which case."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import CaseId, CertificateId, EventId, StaffId
from journal.store.columns import Id, Raw
from journal.store.db import Base


class TeamMemberRow(Base):
    """
    One contact person's time in one team; open while ``until`` is empty.

    ``sig`` is the statement of whoever put her there: without it she is wrapped no key.
    """

    __tablename__ = "team_member"

    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[datetime | None] = mapped_column(default=None)
    profession: Mapped[str]
    event_id: Mapped[EventId]
    cert_id: Mapped[CertificateId]
    sig: Mapped[bytes] = mapped_column(Raw(64))

    __table_args__ = (Index(None, "staff_id", "until"),)


_PRESENT = (
    select(TeamMemberRow)
    .where(
        TeamMemberRow.case_id.in_(bindparam("cases", type_=Id(), expanding=True)),
        TeamMemberRow.until.is_(None),
    )
    .order_by(TeamMemberRow.since, TeamMemberRow.profession, TeamMemberRow.staff_id)
)


def add(session: Session, row: TeamMemberRow) -> None:
    """Put a colleague into a team."""
    session.add(row)
    session.flush()


def present(
    session: Session, case_ids: Collection[CaseId]
) -> dict[CaseId, Sequence[TeamMemberRow]]:
    """The present members of some cases, in the order they joined."""
    teams: dict[CaseId, list[TeamMemberRow]] = defaultdict(list)
    for row in session.scalars(_PRESENT, {"cases": list(case_ids)}):
        teams[row.case_id].append(row)
    return {case_id: teams[case_id] for case_id in case_ids}


def ever(session: Session, case_id: CaseId) -> Sequence[TeamMemberRow]:
    """Everybody who is or was in the team of a case."""
    return session.scalars(select(TeamMemberRow).where(TeamMemberRow.case_id == case_id)).all()


def everybody(session: Session) -> Sequence[TeamMemberRow]:
    """Every place there ever was in a team of the house."""
    return session.scalars(select(TeamMemberRow).order_by(TeamMemberRow.since)).all()


def of_staff(session: Session, staff_id: StaffId) -> Sequence[TeamMemberRow]:
    """The present places of a colleague."""
    query = select(TeamMemberRow).where(
        TeamMemberRow.staff_id == staff_id, TeamMemberRow.until.is_(None)
    )
    return session.scalars(query.order_by(TeamMemberRow.case_id)).all()


def end(session: Session, case_id: CaseId, staff_ids: Collection[StaffId], at: datetime) -> None:
    """End the place of some colleagues in a team."""
    session.execute(
        update(TeamMemberRow)
        .where(
            TeamMemberRow.case_id == case_id,
            TeamMemberRow.staff_id.in_(staff_ids),
            TeamMemberRow.until.is_(None),
        )
        .values(until=at)
    )
