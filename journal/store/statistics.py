"""
The yearly figures as documents: frozen years, the ledger of what went out, publications and steps.

Rules: no column holds a figure; a row says which document it is, whose hand is behind it, by which
event, and the hash of its text; who proposes and who approves differ in person and role, which the
database itself holds.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import CertificateId, EventId, FiguresId, PublicationId, Sealed, StaffId
from journal.store.columns import Raw
from journal.store.db import Base
from journal.store.facts import FactRow

_TWO = (
    "approver_id IS NULL OR (approver_role IS NOT NULL AND proposer_id IS NOT NULL"
    " AND proposer_role IS NOT NULL AND approver_id <> proposer_id"
    " AND approver_role <> proposer_role)"
)
_APPROVED = "state NOT IN ('approved', 'released', 'withdrawn') OR approver_id IS NOT NULL"


class FiguresRow(Base):
    """
    One document under the key of the statistics: a frozen year, an entry of the ledger, its key.

    ``version`` counts the versions of a year, and of the ledger its publications.
    """

    __tablename__ = "figures"

    id: Mapped[FiguresId] = mapped_column(primary_key=True)
    kind: Mapped[str]
    year: Mapped[int]
    version: Mapped[int]
    digest: Mapped[bytes] = mapped_column(Raw(32))
    author_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    cert_id: Mapped[CertificateId] = mapped_column(ForeignKey("certificate.id"))
    written_at: Mapped[datetime]
    event_id: Mapped[EventId]
    sig: Mapped[bytes] = mapped_column(Raw(64))
    revision: Mapped[int]
    body_sealed: Mapped[Sealed]

    __table_args__ = (UniqueConstraint("kind", "year", "version"),)


class PublicationRow(Base):
    """
    One set of figures that is to go out; ``body_sealed`` opens with compartment 8.

    It is about the years from ``year`` to ``until``. ``state``, proposer and approver repeat what
    the signed steps say, so that the database can hold the rule of two people.
    """

    __tablename__ = "publication"

    id: Mapped[PublicationId] = mapped_column(primary_key=True)
    number: Mapped[int]
    year: Mapped[int]
    until: Mapped[int]
    state: Mapped[str]
    digest: Mapped[bytes] = mapped_column(Raw(32))
    author_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    cert_id: Mapped[CertificateId] = mapped_column(ForeignKey("certificate.id"))
    written_at: Mapped[datetime]
    event_id: Mapped[EventId]
    sig: Mapped[bytes] = mapped_column(Raw(64))
    proposer_id: Mapped[StaffId | None] = mapped_column(ForeignKey("staff.id"), default=None)
    proposer_role: Mapped[str | None] = mapped_column(default=None)
    approver_id: Mapped[StaffId | None] = mapped_column(ForeignKey("staff.id"), default=None)
    approver_role: Mapped[str | None] = mapped_column(default=None)
    revision: Mapped[int]
    body_sealed: Mapped[Sealed]

    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint(_TWO, name="two_people"),
        CheckConstraint(_APPROVED, name="approved_by_somebody"),
    )


class StepRow(Base):
    """One step of a publication; ``event_id`` names the event that it was."""

    __tablename__ = "publication_step"

    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    publication_id: Mapped[PublicationId] = mapped_column(ForeignKey("publication.id"))
    place: Mapped[int]
    step: Mapped[str]
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    cert_id: Mapped[CertificateId] = mapped_column(ForeignKey("certificate.id"))
    at: Mapped[datetime]
    sig: Mapped[bytes] = mapped_column(Raw(64))

    __table_args__ = (UniqueConstraint("publication_id", "place"), Index(None, "publication_id"))


def add(session: Session, row: FiguresRow | PublicationRow | StepRow) -> None:
    """Store a document, a publication or a step."""
    session.add(row)
    session.flush()


def figures(session: Session, kind: str, year: int | None = None) -> Sequence[FiguresRow]:
    """The documents of a kind, of one year or all, oldest first."""
    query = select(FiguresRow).where(FiguresRow.kind == kind)
    if year is not None:
        query = query.where(FiguresRow.year == year)
    return session.scalars(query.order_by(FiguresRow.year, FiguresRow.version)).all()


def every_figures(session: Session) -> Sequence[FiguresRow]:
    """All documents, for the exchange of their key."""
    return session.scalars(select(FiguresRow).order_by(FiguresRow.id)).all()


def publications(session: Session) -> Sequence[PublicationRow]:
    """All publications, the newest first."""
    return session.scalars(select(PublicationRow).order_by(PublicationRow.number.desc())).all()


def publication(session: Session, publication_id: PublicationId) -> PublicationRow | None:
    """One publication, locked: of two who take a step at once the second sees the first."""
    query = select(PublicationRow).where(PublicationRow.id == publication_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def steps(session: Session, publication_id: PublicationId) -> Sequence[StepRow]:
    """The steps of a publication in their order."""
    query = select(StepRow).where(StepRow.publication_id == publication_id).order_by(StepRow.place)
    return session.scalars(query).all()


def fact_years(session: Session) -> Sequence[int]:
    """The years that have a frozen row, the newest first."""
    query = select(FactRow.year).distinct().order_by(FactRow.year.desc())
    return session.scalars(query).all()


def count_facts(session: Session) -> int:
    """How many rows are frozen in all years."""
    return session.scalar(select(func.count()).select_from(FactRow)) or 0
