"""Journal notes: sealed text with the few plain facts that a timeline is ordered by."""

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, bindparam, func, select, type_coerce, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import CaseId, CertificateId, EventId, NoteId, Sealed, StaffId
from journal.store.columns import Id, IdOrNone
from journal.store.db import Base
from journal.store.staff import CertificateRow


class NoteRow(Base):
    """One journal note. ``body_sealed`` opens only with the journal key of its case."""

    __tablename__ = "note"

    id: Mapped[NoteId] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"))
    parent_id: Mapped[NoteId | None] = mapped_column(default=None)
    type: Mapped[str]
    state: Mapped[str]
    author_id: Mapped[StaffId]
    cert_id: Mapped[CertificateId]
    event_id: Mapped[EventId]
    revision: Mapped[int]
    occurred_at: Mapped[datetime]
    signed_at: Mapped[datetime]
    body_sealed: Mapped[Sealed | None] = mapped_column(default=None)

    __table_args__ = (Index(None, "case_id", "occurred_at"), Index(None, "parent_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedNote:
    """A note with the certificate its author signed it under; None when the certificate is gone."""

    note: NoteRow
    certificate: CertificateRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestNote:
    """When, what kind and by whom: what a list may say of a note without opening it."""

    occurred_at: datetime
    type: str
    author_id: StaffId


# Built once: building them for each page cost more than running them. Types are named where a
# column takes its own from a foreign key, which may not be known yet when this module is read.
_SIGNED = select(NoteRow, CertificateRow).outerjoin(
    CertificateRow, CertificateRow.id == NoteRow.cert_id
)
_ONE = _SIGNED.where(NoteRow.id == bindparam("note", type_=Id()))
_PAGE = (
    _SIGNED.where(NoteRow.case_id == bindparam("case", type_=Id()))
    .order_by(NoteRow.occurred_at.desc(), NoteRow.signed_at.desc(), NoteRow.id)
    .offset(bindparam("first"))
    .limit(bindparam("most"))
)
_COUNT = (
    select(func.count())
    .select_from(NoteRow)
    .where(NoteRow.case_id == bindparam("case", type_=Id()))
)
_NEWEST = (
    select(NoteRow.case_id, func.max(NoteRow.occurred_at).label("at"))
    .where(NoteRow.case_id.in_(bindparam("cases", type_=Id(), expanding=True)))
    .group_by(NoteRow.case_id)
    .subquery()
)
_LATEST = (
    select(NoteRow.case_id, NoteRow.occurred_at, NoteRow.type, NoteRow.author_id)
    .join(_NEWEST, (NoteRow.case_id == _NEWEST.c.case_id) & (NoteRow.occurred_at == _NEWEST.c.at))
    .order_by(NoteRow.signed_at, NoteRow.id.desc())
)


def add(session: Session, row: NoteRow) -> None:
    """Store a signed note."""
    session.add(row)
    session.flush()


def get(session: Session, note_id: NoteId) -> SignedNote | None:
    """One note with its author's certificate."""
    row = session.execute(_ONE, {"note": note_id}).one_or_none()
    return None if row is None else SignedNote(note=row[0], certificate=row[1])


def count(session: Session, case_id: CaseId) -> int:
    """How many notes a case has."""
    return session.scalars(_COUNT, {"case": case_id}).one()


def timeline(session: Session, case_id: CaseId, offset: int, limit: int) -> list[SignedNote]:
    """A page of a case's notes, newest event first."""
    rows = session.execute(_PAGE, {"case": case_id, "first": offset, "most": limit})
    return [SignedNote(note=note, certificate=certificate) for note, certificate in rows]


def latest(session: Session, case_ids: Collection[CaseId]) -> dict[CaseId, LatestNote]:
    """The newest note of each case that has one."""
    rows = session.execute(_LATEST, {"cases": list(case_ids)})
    # Of two notes about one instant the last in this order wins: the first of the timeline.
    return {
        case_id: LatestNote(occurred_at=occurred_at, type=kind, author_id=author_id)
        for case_id, occurred_at, kind, author_id in rows
    }


def of_case(session: Session, case_id: CaseId) -> list[SignedNote]:
    """All notes of a case that still have text, for the exchange of its key."""
    query = _SIGNED.where(NoteRow.case_id == case_id, NoteRow.body_sealed.is_not(None)).order_by(
        NoteRow.id
    )
    return [
        SignedNote(note=note, certificate=certificate)
        for note, certificate in session.execute(query)
    ]


def reseal(session: Session, rows: Sequence[tuple[NoteId, int, Sealed]]) -> None:
    """Replace envelopes after a key was exchanged: ``(note, revision, envelope)`` each."""
    if not rows:
        return
    session.execute(
        update(NoteRow),
        [
            {"id": note_id, "revision": revision, "body_sealed": body}
            for note_id, revision, body in rows
        ],
    )


def signed_at(session: Session, note_ids: Collection[NoteId]) -> dict[NoteId, datetime]:
    """When some notes were signed; an unknown one is left out."""
    found: dict[NoteId, datetime] = {}
    wanted = list(note_ids)
    for first in range(0, len(wanted), 500):
        query = select(NoteRow.id, NoteRow.signed_at).where(
            NoteRow.id.in_(wanted[first : first + 500])
        )
        found |= {row.id: row.signed_at for row in session.execute(query)}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A note's id, the event it says it was written by, and its envelope; None for what is none."""

    id: NoteId | None
    event: EventId | None
    body: Sealed | None


def envelopes(session: Session) -> Generator[Envelope, None, None]:
    """Every note as stored, for the verifier."""
    query = select(
        type_coerce(NoteRow.id, IdOrNone()),
        type_coerce(NoteRow.event_id, IdOrNone()),
        NoteRow.body_sealed,
    )
    with session.execute(query.execution_options(yield_per=1_000)) as rows:
        for row in rows:
            note_id: Any = row[0]
            event_id: Any = row[1]
            yield Envelope(id=note_id, event=event_id, body=row[2])
