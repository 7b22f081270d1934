"""Who must never come near a case: relatives and acquaintances, named by themselves or a leader."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import CaseId, EventId, StaffId
from journal.store.columns import Id
from journal.store.db import Base


class ExclusionRow(Base):
    """One colleague kept away from one case; the log says who declared it."""

    __tablename__ = "exclusion"

    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    since: Mapped[datetime]
    event_id: Mapped[EventId]


_OF_STAFF = select(ExclusionRow.case_id).where(
    ExclusionRow.staff_id == bindparam("staff", type_=Id())
)
_OF_CASE = select(ExclusionRow.staff_id).where(
    ExclusionRow.case_id == bindparam("case", type_=Id())
)


def add(session: Session, row: ExclusionRow) -> None:
    """Keep a colleague away from a case."""
    session.add(row)
    session.flush()


def cases_of(session: Session, staff_id: StaffId) -> frozenset[CaseId]:
    """The cases a colleague is kept away from."""
    return frozenset(session.scalars(_OF_STAFF, {"staff": staff_id}))


def of_case(session: Session, case_id: CaseId) -> frozenset[StaffId]:
    """The colleagues who are kept away from a case."""
    return frozenset(session.scalars(_OF_CASE, {"case": case_id}))


def everybody(session: Session) -> Sequence[ExclusionRow]:
    """Who is kept away from what, in the whole house."""
    return session.scalars(select(ExclusionRow)).all()


def is_excluded(session: Session, case_id: CaseId, staff_id: StaffId) -> bool:
    """Whether a colleague is kept away from a case."""
    return session.get(ExclusionRow, (case_id, staff_id)) is not None


def pairs(session: Session, case_ids: Collection[CaseId]) -> frozenset[tuple[CaseId, StaffId]]:
    """Who is kept away from which of these cases."""
    query = select(ExclusionRow.case_id, ExclusionRow.staff_id).where(
        ExclusionRow.case_id.in_(case_ids)
    )
    return frozenset((case_id, staff_id) for case_id, staff_id in session.execute(query))
