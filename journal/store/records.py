"""
Sealed documents that may change, of every compartment: one row each, one envelope a row.

A changed document is a new revision in the same row, and nothing of the old one stays. Whoever
changes a row that somebody else has changed meanwhile is told to try again.
"""

from collections.abc import Collection, Generator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, bindparam, delete, select, type_coerce, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.compartments import Compartment
from journal.domain.ids import CaseId, EventId, RecordId, Sealed, StaffId
from journal.domain.records import RecordKind
from journal.store.columns import IdOrNone
from journal.store.db import Base
from journal.store.notes import Envelope


class RecordRow(Base):
    """
    One document. ``body_sealed`` opens only with the key of its compartment.

    ``event_id`` is the event of its newest writing; ``case_id`` is None when it is about nobody.
    """

    __tablename__ = "record"

    id: Mapped[RecordId] = mapped_column(primary_key=True)
    kind: Mapped[str]
    comp: Mapped[int]
    case_id: Mapped[CaseId | None] = mapped_column(ForeignKey("case_file.id"), default=None)
    revision: Mapped[int] = mapped_column()
    event_id: Mapped[EventId]
    author_id: Mapped[StaffId]
    written_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    body_sealed: Mapped[Sealed]

    __table_args__ = (
        Index(None, "case_id", "kind"),
        Index(None, "comp", "kind"),
        Index(None, "expires_at"),
    )
    __mapper_args__ = {"version_id_col": revision, "version_id_generator": False}  # noqa: RUF012


def add(session: Session, row: RecordRow) -> None:
    """Store a new document."""
    session.add(row)
    session.flush()


def get(session: Session, record_id: RecordId) -> RecordRow | None:
    """One document by id."""
    return session.get(RecordRow, record_id)


def of_case(session: Session, case_id: CaseId, kind: RecordKind) -> Sequence[RecordRow]:
    """The documents of one kind about a case, oldest writing first."""
    query = select(RecordRow).where(RecordRow.case_id == case_id, RecordRow.kind == kind.value)
    return session.scalars(query.order_by(RecordRow.written_at, RecordRow.id)).all()


def of_kind(session: Session, kind: RecordKind) -> Sequence[RecordRow]:
    """Every document of one kind in the house, oldest writing first."""
    query = select(RecordRow).where(RecordRow.kind == kind.value)
    return session.scalars(query.order_by(RecordRow.written_at, RecordRow.id)).all()


def by_ids(session: Session, ids: Collection[RecordId]) -> dict[RecordId, RecordRow]:
    """Some documents; an unknown one is left out."""
    rows = session.scalars(select(RecordRow).where(RecordRow.id.in_(ids)))
    return {RecordId(row.id): row for row in rows}


def of_key(session: Session, comp: Compartment, case_id: CaseId | None) -> Sequence[RecordRow]:
    """
    Every document under one key, for its exchange.

    Args:
        case_id: whose key it is; None for a key of the house, under which are also documents
            about cases.
    """
    query = select(RecordRow).where(RecordRow.comp == int(comp)).order_by(RecordRow.id)
    if case_id is not None:
        query = query.where(RecordRow.case_id == case_id)
    return session.scalars(query).all()


def reseal(session: Session, rows: Sequence[tuple[RecordId, Sealed]]) -> None:
    """Replace envelopes after a key was exchanged; neither revision nor writing changes."""
    if rows:
        changed = update(RecordRow).where(RecordRow.id == bindparam("record"))
        session.connection().execute(  # past the session: the row is not written anew
            changed.values(body_sealed=bindparam("body")),
            [{"record": record_id, "body": body} for record_id, body in rows],
        )


def expire(session: Session, rows: Collection[RecordRow], at: datetime | None) -> None:
    """Say when documents end; None lets them stay. The time is not sealed: it frees nothing."""
    for row in rows:
        row.expires_at = at
    session.flush()


def expired(session: Session, now: datetime) -> Sequence[RecordRow]:
    """The documents whose time is over."""
    query = select(RecordRow).where(RecordRow.expires_at <= now).order_by(RecordRow.id)
    return session.scalars(query).all()


def erase(session: Session, ids: Collection[RecordId]) -> None:
    """Delete documents; the engine overwrites what it frees, see ``store.db``."""
    session.flush()
    session.execute(delete(RecordRow).where(RecordRow.id.in_(ids)))


def envelopes(session: Session) -> Generator[Envelope, None, None]:
    """Every document as stored, for the verifier."""
    query = select(
        type_coerce(RecordRow.id, IdOrNone()),
        type_coerce(RecordRow.event_id, IdOrNone()),
        RecordRow.body_sealed,
    )
    with session.execute(query.execution_options(yield_per=1_000)) as rows:
        for row in rows:
            record_id: Any = row[0]
            event_id: Any = row[1]
            yield Envelope(id=record_id, event=event_id, body=row[2])
