"""
Who has marked which note as read, and which notes a whole team must read.

Of a note nothing but its id stands here. That somebody has read it stands in the log as well.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, and_, exists, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from journal.domain.ids import CaseId, EventId, NoteId, StaffId
from journal.domain.notes import NoteKind, NoteState
from journal.store.db import Base
from journal.store.notes import WRITER, NoteRow
from journal.store.teams import TeamMemberRow


class NoteSeenRow(Base):
    """One colleague has marked one note as read."""

    __tablename__ = "note_seen"

    note_id: Mapped[NoteId] = mapped_column(ForeignKey("note.id"), primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    seen_at: Mapped[datetime]
    event_id: Mapped[EventId]


class MustReadRow(Base):
    """A note that the whole team must read, and who asked for it."""

    __tablename__ = "must_read"

    note_id: Mapped[NoteId] = mapped_column(ForeignKey("note.id"), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"), index=True)
    asked_by: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    event_id: Mapped[EventId]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """
    Something that is new to somebody, without its text: a note, or what was hung on one.

    Args:
        note_id: itself, or the note it hangs on; ``type`` and ``occurred_at`` are that note's.
    """

    id: NoteId
    note_id: NoteId
    kind: NoteKind
    case_id: CaseId
    type: str
    author_id: StaffId
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A note that must be read: who asked for it, and when what it tells of happened."""

    row: MustReadRow
    author_id: StaffId
    type: str
    occurred_at: datetime


def add(session: Session, row: NoteSeenRow | MustReadRow) -> None:
    """Store a mark."""
    session.add(row)
    session.flush()


# A restricted note she may not read, and of one that was moved away nothing is left to read.
_SHOWN = (NoteState.SIGNED.value, NoteState.STRUCK.value)
NEWS = (NoteKind.NOTE, NoteKind.ADDENDUM, NoteKind.STRIKE, NoteKind.LIFT)
"""What can be new to somebody: a note, and what says more of it than it said before."""


def is_new_to(staff_id: StaffId) -> ColumnElement[bool]:
    """What a note must be to be new to somebody, or something that hangs on it."""
    hanging = aliased(NoteRow)
    hung = exists().where(hanging.parent_id == NoteRow.id, _is_unmarked(hanging, staff_id))
    return and_(
        NoteRow.kind == NoteKind.NOTE.value,
        NoteRow.state.in_(_SHOWN),
        or_(_is_unmarked(NoteRow, staff_id), hung),
    )


def _is_unmarked(row: type[NoteRow], staff_id: StaffId) -> ColumnElement[bool]:
    """What a row must be: hers to read since she joined, somebody else's, and not marked."""
    place = aliased(TeamMemberRow)
    joined = exists().where(
        place.case_id == row.case_id,
        place.staff_id == staff_id,
        place.until.is_(None),
        place.since < row.signed_at,
    )
    seen = exists().where(NoteSeenRow.note_id == row.id, NoteSeenRow.staff_id == staff_id)
    writer = func.coalesce(row.original_author_id, row.author_id)
    return and_(row.kind.in_(NEWS), writer != staff_id, joined, ~seen)


def new_to(session: Session, staff_id: StaffId, case_ids: Collection[CaseId]) -> list[NewRow]:
    """
    What of some cases is new to somebody: the note that happened last first.

    A note comes before what hangs on it, which comes in the order in which it was signed.
    """
    note = aliased(NoteRow)
    query = (
        select(
            NoteRow.id,
            note.id.label("note_id"),
            NoteRow.kind,
            NoteRow.case_id,
            WRITER.label("author_id"),
            note.type,
            note.occurred_at,
        )
        .join(note, note.id == func.coalesce(NoteRow.parent_id, NoteRow.id))
        .where(
            NoteRow.case_id.in_(case_ids), _is_unmarked(NoteRow, staff_id), note.state.in_(_SHOWN)
        )
        .order_by(note.occurred_at.desc(), note.id, NoteRow.signed_at, NoteRow.id)
    )
    return [
        NewRow(
            id=row.id,
            note_id=row.note_id,
            kind=NoteKind(row.kind),
            case_id=row.case_id,
            type=row.type,
            author_id=row.author_id,
            occurred_at=row.occurred_at,
        )
        for row in session.execute(query)
    ]


def seen(session: Session, note_ids: Collection[NoteId]) -> Sequence[NoteSeenRow]:
    """Who has marked some notes as read, in the order they did."""
    query = select(NoteSeenRow).where(NoteSeenRow.note_id.in_(note_ids))
    return session.scalars(query.order_by(NoteSeenRow.seen_at, NoteSeenRow.staff_id)).all()


def drop(session: Session, row: MustReadRow) -> None:
    """Take back that a team must read a note."""
    session.delete(row)
    session.flush()


def must_read(session: Session, note_id: NoteId) -> MustReadRow | None:
    """Whether a team must read a note, and who asked for it."""
    return session.get(MustReadRow, note_id)


def asked(session: Session, case_ids: Collection[CaseId]) -> list[Asked]:
    """
    What of some cases must be read and can be, the oldest asking first.

    A note that was moved or restricted is waited for no longer, until a restriction is lifted.
    """
    query = (
        select(MustReadRow, WRITER, NoteRow.type, NoteRow.occurred_at)
        .join(NoteRow, NoteRow.id == MustReadRow.note_id)
        .where(MustReadRow.case_id.in_(case_ids), NoteRow.state.in_(_SHOWN))
        .order_by(MustReadRow.asked_at, MustReadRow.note_id)
    )
    return [
        Asked(row=row, author_id=author_id, type=kind, occurred_at=occurred_at)
        for row, author_id, kind, occurred_at in session.execute(query)
    ]


def of_case(
    session: Session,
    case_id: CaseId,
    note_ids: Collection[NoteId],
    kinds: Collection[NoteKind] = (NoteKind.NOTE,),
) -> dict[NoteId, StaffId]:
    """Which of some rows of these kinds stand in a case, with their authors."""
    query = select(NoteRow.id, WRITER.label("author_id")).where(
        NoteRow.case_id == case_id, NoteRow.id.in_(note_ids), NoteRow.kind.in_(kinds)
    )
    return {row.id: row.author_id for row in session.execute(query)}
