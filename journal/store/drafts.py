"""
Texts that only their author can open.

Drafts, and copies of what she sent into cases she cannot read.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import CaseId, NoteId, Sealed, StaffId
from journal.store.cases import CaseFileRow
from journal.store.db import Base
from journal.store.staff import StaffRow


class DraftRow(Base):
    """
    One text under its author's personal key, with the share of the case it is about.

    A draft has a kind and the time it was begun; a copy of what was sent has neither and an end.
    """

    __tablename__ = "draft"

    id: Mapped[NoteId] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"))
    author_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    revision: Mapped[int]
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    type: Mapped[str | None] = mapped_column(default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    body_sealed: Mapped[Sealed]

    __table_args__ = (
        Index(None, "author_id"),
        Index(None, "expires_at"),
        Index(None, "author_id", "case_id", "type", unique=True),  # copies have no type: any number
    )


def add(session: Session, row: DraftRow) -> None:
    """Store a text."""
    session.add(row)
    session.flush()


def get(session: Session, draft_id: NoteId) -> DraftRow | None:
    """One text."""
    return session.get(DraftRow, draft_id)


def copies(session: Session, author_id: StaffId, now: datetime) -> Sequence[DraftRow]:
    """What a colleague may still read of what she sent, newest first."""
    query = (
        select(DraftRow)
        .where(DraftRow.author_id == author_id, DraftRow.type.is_(None), DraftRow.expires_at > now)
        .order_by(DraftRow.saved_at.desc(), DraftRow.id)
    )
    return session.scalars(query).all()


def delete_of(session: Session, draft_ids: Collection[NoteId]) -> None:
    """Drop some texts: what they are copies of was moved to another file."""
    session.execute(delete(DraftRow).where(DraftRow.id.in_(list(draft_ids))))


def hold(session: Session, author_id: StaffId) -> None:
    """Let nobody else save or sign as this colleague until COMMIT; SQLite has one writer anyway."""
    query = select(StaffRow.id).where(StaffRow.id == author_id)
    session.execute(query.with_for_update(key_share=True)).all()


def of_author(session: Session, author_id: StaffId) -> Sequence[DraftRow]:
    """A colleague's drafts, oldest first."""
    query = (
        select(DraftRow)
        .where(DraftRow.author_id == author_id, DraftRow.type.is_not(None))
        .order_by(DraftRow.started_at, DraftRow.id)
    )
    return session.scalars(query).all()


def texts_of(session: Session, author_id: StaffId) -> Sequence[DraftRow]:
    """All texts under a colleague's personal key: her drafts, and copies of what she sent."""
    return session.scalars(select(DraftRow).where(DraftRow.author_id == author_id)).all()


def of_kind(session: Session, author_id: StaffId, case_id: CaseId, kind: str) -> DraftRow | None:
    """The one draft of a colleague about a case, of one kind of note."""
    query = select(DraftRow).where(
        DraftRow.author_id == author_id, DraftRow.case_id == case_id, DraftRow.type == kind
    )
    return session.scalars(query).one_or_none()


def replace(session: Session, row: DraftRow, expected: int) -> bool:
    """
    Store a draft's next text in place of the one it was written from.

    Args:
        row: as it shall be, not part of the session.
        expected: the revision that is replaced.

    Returns:
        False when the stored one has another revision.
    """
    changed = {name: getattr(row, name) for name in ("type", "revision", "saved_at", "body_sealed")}
    found = session.execute(
        update(DraftRow)
        .where(DraftRow.id == row.id, DraftRow.revision == expected)
        .values(changed)
        .returning(DraftRow.id)
    )
    return found.first() is not None


def drop(session: Session, draft_id: NoteId) -> None:
    """Delete one text."""
    session.execute(delete(DraftRow).where(DraftRow.id == draft_id))


def drop_as_seen(
    session: Session, author_id: StaffId, case: CaseFileRow, draft_id: NoteId | None, seen: int
) -> bool:
    """
    Delete a draft of a colleague about a case, unless other words stand in it by now.

    Args:
        seen: its revision when she saw it, or when its words went into another.

    Returns:
        False when there is none, or when it has another revision.
    """
    found = session.execute(
        delete(DraftRow)
        .where(
            DraftRow.id == draft_id,
            DraftRow.author_id == author_id,
            DraftRow.case_id == case.id,
            DraftRow.type.is_not(None),
            DraftRow.revision == seen,
        )
        .returning(DraftRow.id)
    )
    return found.first() is not None


def begun_before(session: Session, instant: datetime) -> Sequence[tuple[NoteId, datetime]]:
    """Ids of the drafts that have lain since before an instant, and since when, oldest first."""
    query = (
        select(DraftRow.id, DraftRow.started_at)
        .where(DraftRow.type.is_not(None), DraftRow.started_at < instant)
        .order_by(DraftRow.started_at, DraftRow.id)
    )
    return [(row.id, row.started_at) for row in session.execute(query) if row.started_at]


def delete_of_author(session: Session, author_id: StaffId) -> None:
    """Drop all texts of a colleague: her personal key is gone."""
    session.execute(delete(DraftRow).where(DraftRow.author_id == author_id))


def delete_expired(session: Session, now: datetime, closed_before: datetime) -> int:
    """
    Drop what nobody may read any more, and count it.

    Args:
        now: copies that end before it go.
        closed_before: drafts about files that were closed before it go.
    """
    closed = select(CaseFileRow.id).where(CaseFileRow.closed_at <= closed_before)
    is_over = or_(
        DraftRow.expires_at <= now, DraftRow.type.is_not(None) & DraftRow.case_id.in_(closed)
    )
    expired = list(session.scalars(select(DraftRow.id).where(is_over)))
    session.execute(delete(DraftRow).where(DraftRow.id.in_(expired)))
    return len(expired)
