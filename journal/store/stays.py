"""Stays: where each is, and when what happened; nothing here says who somebody is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import CaseId, FamilyId, StayId
from journal.domain.stays import Stay, StayState
from journal.store.columns import Id
from journal.store.db import Base


class StayRow(Base):
    """
    One person's stay; her case file is the key to everything else about her.

    A file that is older than this table has none. ``end_reason`` says why she never came: a code of
    ``decision_reason`` where she was refused, else of ``stay_end``.
    """

    __tablename__ = "stay"

    id: Mapped[StayId] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"), unique=True)
    family_id: Mapped[FamilyId]
    state: Mapped[str]
    arrival: Mapped[str]
    is_visiting: Mapped[bool]
    changed_at: Mapped[datetime]
    decision_at: Mapped[datetime | None] = mapped_column(default=None)
    move_in_at: Mapped[datetime | None] = mapped_column(default=None)
    discharge_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None)

    __table_args__ = (Index(None, "family_id"), Index(None, "state"))

    def told(self) -> Stay:
        """The stay as the rules know it."""
        return Stay(
            state=StayState(self.state),
            changed_at=self.changed_at,
            decision_at=self.decision_at,
            move_in_at=self.move_in_at,
            discharge_at=self.discharge_at,
        )

    def take(self, stay: Stay) -> None:
        """Become what the rules have made of it."""
        self.state = stay.state.value
        self.changed_at = stay.changed_at
        self.decision_at = stay.decision_at
        self.move_in_at = stay.move_in_at
        self.discharge_at = stay.discharge_at


_OF_CASES = select(StayRow).where(
    StayRow.case_id.in_(bindparam("cases", type_=Id(), expanding=True))
)


def add(session: Session, row: StayRow) -> None:
    """Store a new stay."""
    session.add(row)
    session.flush()


def is_known(session: Session, stay_id: UUID) -> bool:
    """Whether there is a stay of this id: the form that made it is sent twice."""
    return session.get(StayRow, stay_id) is not None


def of_case(session: Session, case_id: CaseId) -> StayRow | None:
    """The stay of a case, if it has one."""
    return session.scalars(_OF_CASES, {"cases": [case_id]}).one_or_none()


def to_move(session: Session, case_id: CaseId) -> StayRow | None:
    """The stay of a case as it is now, locked: of two moves at once the second sees the first."""
    query = select(StayRow).where(StayRow.case_id == case_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def of_cases(session: Session, case_ids: Collection[CaseId]) -> dict[CaseId, StayRow]:
    """The stays of some cases, those without one left out."""
    rows = session.scalars(_OF_CASES, {"cases": list(case_ids)})
    return {CaseId(row.case_id): row for row in rows}


def of_family(session: Session, family_id: FamilyId) -> Sequence[StayRow]:
    """The stays of one family."""
    query = select(StayRow).where(StayRow.family_id == family_id).order_by(StayRow.id)
    return session.scalars(query.with_for_update()).all()


def in_states(session: Session, states: Collection[StayState]) -> Sequence[StayRow]:
    """The stays that are in one of these states, the one that changed last first."""
    query = select(StayRow).where(StayRow.state.in_([state.value for state in states]))
    return session.scalars(query.order_by(StayRow.changed_at.desc(), StayRow.id)).all()
