"""Texts that only their author can open: copies of what she sent into cases she cannot read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import CaseId, NoteId, Sealed, StaffId
from journal.store.db import Base


class DraftRow(Base):
    """One text under its author's personal key, with the share of the case it is about."""

    __tablename__ = "draft"

    id: Mapped[NoteId] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"))
    author_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    revision: Mapped[int]
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    body_sealed: Mapped[Sealed]

    __table_args__ = (Index(None, "author_id"), Index(None, "expires_at"))


def add(session: Session, row: DraftRow) -> None:
    """Store a text."""
    session.add(row)
    session.flush()


def get(session: Session, draft_id: NoteId) -> DraftRow | None:
    """One text."""
    return session.get(DraftRow, draft_id)


def of_author(session: Session, author_id: StaffId, now: datetime) -> Sequence[DraftRow]:
    """What a colleague may still read of her own, newest first."""
    query = (
        select(DraftRow)
        .where(
            DraftRow.author_id == author_id,
            DraftRow.expires_at.is_(None) | (DraftRow.expires_at > now),
        )
        .order_by(DraftRow.saved_at.desc(), DraftRow.id)
    )
    return session.scalars(query).all()


def delete_of_author(session: Session, author_id: StaffId) -> None:
    """Drop all texts of a colleague: her personal key is gone."""
    session.execute(delete(DraftRow).where(DraftRow.author_id == author_id))


def delete_expired(session: Session, now: datetime) -> int:
    """Drop what nobody may read any more, and count it."""
    expired = list(session.scalars(select(DraftRow.id).where(DraftRow.expires_at <= now)))
    session.execute(delete(DraftRow).where(DraftRow.id.in_(expired)))
    return len(expired)
