"""Who waits for a key that somebody else must pass on."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.compartments import Compartment
from journal.domain.ids import CaseId, StaffId
from journal.store.columns import Id
from journal.store.db import Base


class PendingGrantRow(Base):
    """A member who waits for a key that the leader who added her does not hold."""

    __tablename__ = "pending_grant"

    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    comp: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    asked_by: Mapped[StaffId]
    asked_at: Mapped[datetime]


def put(session: Session, row: PendingGrantRow) -> None:
    """Note that a member waits for a key; once is enough."""
    session.merge(row)
    session.flush()


def of_case(
    session: Session, case_id: CaseId, comp: Compartment | None = None
) -> Sequence[PendingGrantRow]:
    """Who waits for keys of a case."""
    query = select(PendingGrantRow).where(PendingGrantRow.case_id == case_id)
    return session.scalars(
        query if comp is None else query.where(PendingGrantRow.comp == int(comp))
    ).all()


def asked(session: Session) -> defaultdict[CaseId, set[Compartment]]:
    """By case, the compartments whose key somebody waits for."""
    found: defaultdict[CaseId, set[Compartment]] = defaultdict(set)
    rows = session.execute(select(PendingGrantRow.case_id, PendingGrantRow.comp).distinct())
    for case_id, comp in rows:
        found[case_id].add(Compartment(comp))
    return found


def delete_of(
    session: Session, case_id: CaseId, comp: Compartment | None, staff_ids: Collection[StaffId]
) -> None:
    """Forget that these colleagues wait."""
    query = delete(PendingGrantRow).where(
        PendingGrantRow.case_id == case_id, PendingGrantRow.staff_id.in_(staff_ids)
    )
    session.execute(query if comp is None else query.where(PendingGrantRow.comp == int(comp)))


_WAITING = (
    select(PendingGrantRow.case_id)
    .where(PendingGrantRow.case_id.in_(bindparam("cases", type_=Id(), expanding=True)))
    .distinct()
)


def waiting_cases(session: Session, case_ids: Collection[CaseId]) -> frozenset[CaseId]:
    """Which of these cases have a member who waits for a key."""
    return frozenset(session.scalars(_WAITING, {"cases": list(case_ids)}))


def delete_of_staff(session: Session, staff_id: StaffId) -> None:
    """Forget that a colleague waits for anything."""
    session.execute(delete(PendingGrantRow).where(PendingGrantRow.staff_id == staff_id))
