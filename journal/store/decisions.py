"""Decisions, and the delegations by which somebody decides for the leader."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.decisions import Delegation, Scope
from journal.domain.errors import Tampered
from journal.domain.ids import (
    CaseId,
    CertificateId,
    DecisionId,
    DelegationId,
    EventId,
    StaffId,
    VisitationId,
)
from journal.store.columns import Raw
from journal.store.db import Base


class DelegationRow(Base):
    """
    One delegation; its id is the digest of its terms, which the event of its issuing names.

    ``sig`` is the giver's; one from before delegations were signed has none and counts no more.
    """

    __tablename__ = "delegation"

    id: Mapped[DelegationId] = mapped_column(primary_key=True)
    from_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    to_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    scope: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    event_id: Mapped[EventId]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    cert_id: Mapped[CertificateId | None] = mapped_column(default=None)
    sig: Mapped[bytes | None] = mapped_column(Raw(64), default=None)

    __table_args__ = (Index(None, "ends_at"),)


class DecisionRow(Base):
    """
    One decision or proposal; about a case, or about a talk while there is no case.

    ``delegation_id`` says by whose leave it was decided, ``confirm_due`` until when the leader
    confirms what was entered for her. Three people may sign: ``sig`` whoever entered it,
    ``admitted_sig`` whoever admitted somebody by it, ``confirmed_sig`` whoever confirmed it.
    """

    __tablename__ = "decision"

    id: Mapped[DecisionId] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    reason_code: Mapped[str]
    case_id: Mapped[CaseId | None] = mapped_column(ForeignKey("case_file.id"), default=None)
    visitation_id: Mapped[VisitationId | None] = mapped_column(
        ForeignKey("visitation.id"), default=None
    )
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[StaffId | None] = mapped_column(ForeignKey("staff.id"), default=None)
    delegation_id: Mapped[DelegationId | None] = mapped_column(
        ForeignKey("delegation.id"), default=None
    )
    entered_at: Mapped[datetime]
    entered_by: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    event_id: Mapped[EventId]
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    late_code: Mapped[str | None] = mapped_column(default=None)
    confirm_due: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    cert_id: Mapped[CertificateId | None] = mapped_column(default=None)
    sig: Mapped[bytes | None] = mapped_column(Raw(64), default=None)
    admitted_event: Mapped[EventId | None] = mapped_column(default=None)
    admitted_cert: Mapped[CertificateId | None] = mapped_column(default=None)
    admitted_sig: Mapped[bytes | None] = mapped_column(Raw(64), default=None)
    confirmed_event: Mapped[EventId | None] = mapped_column(default=None)
    confirmed_cert: Mapped[CertificateId | None] = mapped_column(default=None)
    confirmed_sig: Mapped[bytes | None] = mapped_column(Raw(64), default=None)

    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "visitation_id"),
        Index(None, "state", "confirm_due"),
    )


def terms_of(row: DelegationRow) -> Delegation:
    """
    What a delegation says, as its id was drawn from it.

    Raises:
        Tampered: a scope that there is none of.
    """
    if row.scope not in tuple(Scope):
        raise Tampered
    return Delegation(
        from_id=StaffId(row.from_id),
        to_id=StaffId(row.to_id),
        scope=Scope(row.scope),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )


def add_delegation(session: Session, row: DelegationRow) -> None:
    """Store a delegation."""
    session.add(row)
    session.flush()


def get_delegation(session: Session, delegation_id: DelegationId) -> DelegationRow | None:
    """One delegation."""
    return session.get(DelegationRow, delegation_id)


def delegations(session: Session, now: datetime) -> Sequence[DelegationRow]:
    """Delegations that nobody has ended and that run or are to begin, the first to end first."""
    query = (
        select(DelegationRow)
        .where(DelegationRow.ended_at.is_(None), DelegationRow.ends_at > now)
        .order_by(DelegationRow.ends_at, DelegationRow.id)
    )
    return session.scalars(query).all()


def add(session: Session, row: DecisionRow) -> None:
    """Store a decision."""
    session.add(row)
    session.flush()


def get(session: Session, decision_id: DecisionId) -> DecisionRow | None:
    """One decision."""
    return session.get(DecisionRow, decision_id)


def of_visitations(
    session: Session, visitation_ids: Collection[VisitationId]
) -> Sequence[DecisionRow]:
    """The decisions and proposals that follow from some talks, oldest first."""
    query = (
        select(DecisionRow)
        .where(DecisionRow.visitation_id.in_(visitation_ids))
        .order_by(DecisionRow.entered_at, DecisionRow.id)
    )
    return session.scalars(query).all()


def of_case(session: Session, case_id: CaseId) -> Sequence[DecisionRow]:
    """The decisions and proposals about a case, oldest first."""
    query = (
        select(DecisionRow)
        .where(DecisionRow.case_id == case_id)
        .order_by(DecisionRow.entered_at, DecisionRow.id)
    )
    return session.scalars(query).all()


def in_state(session: Session, state: str) -> Sequence[DecisionRow]:
    """Decisions that are in one state, oldest first."""
    query = (
        select(DecisionRow)
        .where(DecisionRow.state == state)
        .order_by(DecisionRow.entered_at, DecisionRow.id)
    )
    return session.scalars(query).all()
