"""Journal notes: sealed text with the few plain facts that a timeline is ordered by."""

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, bindparam, func, select, type_coerce, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from journal.domain.ids import CaseId, CertificateId, EventId, NoteId, Sealed, StaffId
from journal.domain.notes import NoteKind, NoteState
from journal.store.cases import CaseFileRow
from journal.store.columns import Id, IdOrNone
from journal.store.db import Base
from journal.store.staff import CertificateRow


class NoteRow(Base):
    """
    One journal note, or something that hangs on one (``parent_id``).

    ``body_sealed`` opens only with the journal key of its case. ``state`` follows from what hangs
    on a note and is not relied on. A note that was moved here names its first author.
    """

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
    kind: Mapped[str] = mapped_column(default=NoteKind.NOTE.value, server_default="note")
    original_author_id: Mapped[StaffId | None] = mapped_column(default=None)
    original_cert_id: Mapped[CertificateId | None] = mapped_column(default=None)

    # Rows are large: what lists ask of many notes is answered by the index alone.
    __table_args__ = (
        Index(
            "ix_note_in_lists",
            "case_id",
            "kind",
            "occurred_at",
            "author_id",
            "original_author_id",
        ),
        Index(None, "parent_id"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedNote:
    """
    A note with the certificate its author signed it under; None when the certificate is gone.

    Args:
        original: that of the first author of a note that somebody else has moved here.
    """

    note: NoteRow
    certificate: CertificateRow | None
    original: CertificateRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestNote:
    """When, what kind and by whom: what a list may say of a note without opening it."""

    occurred_at: datetime
    type: str
    author_id: StaffId


# Built once: building them for each page cost more than running them. Types are named where a
# column takes its own from a foreign key, which may not be known yet when this module is read.
_Original = aliased(CertificateRow)
SIGNED = (
    select(NoteRow, CertificateRow, _Original)
    .outerjoin(CertificateRow, CertificateRow.id == NoteRow.cert_id)
    .outerjoin(_Original, _Original.id == NoteRow.original_cert_id)
)
IS_NOTE = NoteRow.kind == NoteKind.NOTE.value
"""A row that is a note, and nothing that hangs on one."""

STANDS = NoteRow.state != NoteState.MISFILED.value
"""A note whose words stand in the file; of one that was moved away only a sign is left."""

WRITER = func.coalesce(NoteRow.original_author_id, NoteRow.author_id)
"""Who wrote the words: of a note that was moved here its first author."""

_ONE = SIGNED.where(NoteRow.id == bindparam("note", type_=Id()))
_PAGE = (
    SIGNED.where(NoteRow.case_id == bindparam("case", type_=Id()), IS_NOTE)
    .order_by(NoteRow.occurred_at.desc(), NoteRow.signed_at.desc(), NoteRow.id)
    .offset(bindparam("first"))
    .limit(bindparam("most"))
)
_COUNT = (
    select(func.count())
    .select_from(NoteRow)
    .where(NoteRow.case_id == bindparam("case", type_=Id()), IS_NOTE)
)
_HANGING = SIGNED.where(
    NoteRow.parent_id.in_(bindparam("notes", type_=Id(), expanding=True)), ~IS_NOTE
).order_by(NoteRow.signed_at, NoteRow.id)
# The newest of each case is one step in the index, however many notes the case has.
_NEWEST = (
    select(
        CaseFileRow.id.label("case_id"),
        select(func.max(NoteRow.occurred_at))
        .where(NoteRow.case_id == CaseFileRow.id, IS_NOTE, STANDS)
        .scalar_subquery()
        .label("at"),
    )
    .where(CaseFileRow.id.in_(bindparam("cases", type_=Id(), expanding=True)))
    .subquery()
)
_LATEST = (
    select(NoteRow.case_id, NoteRow.occurred_at, NoteRow.type, WRITER.label("author_id"))
    .join(_NEWEST, (NoteRow.case_id == _NEWEST.c.case_id) & (NoteRow.occurred_at == _NEWEST.c.at))
    .where(IS_NOTE, STANDS)
    .order_by(NoteRow.signed_at, NoteRow.id.desc())
)


def add(session: Session, row: NoteRow) -> None:
    """Store a signed note."""
    session.add(row)
    session.flush()


def get(session: Session, note_id: NoteId) -> SignedNote | None:
    """One note with its author's certificate."""
    row = session.execute(_ONE, {"note": note_id}).one_or_none()
    return None if row is None else as_signed(row)


def one_of(session: Session, case_id: CaseId, note_id: NoteId) -> SignedNote | None:
    """One note of a case; nothing that hangs on a note, and none of another case."""
    found = get(session, note_id)
    if found is None or found.note.kind != NoteKind.NOTE.value or found.note.case_id != case_id:
        return None
    return found


def by_ids(session: Session, note_ids: Collection[NoteId]) -> list[SignedNote]:
    """Some notes with the certificates of their authors, newest event first."""
    query = SIGNED.where(NoteRow.id.in_(note_ids), IS_NOTE).order_by(
        NoteRow.occurred_at.desc(), NoteRow.id.desc()
    )
    return [as_signed(row) for row in session.execute(query)]


def count(session: Session, case_id: CaseId) -> int:
    """How many notes a case has, what hangs on them not counted."""
    return session.scalars(_COUNT, {"case": case_id}).one()


def timeline(session: Session, case_id: CaseId, offset: int, limit: int) -> list[SignedNote]:
    """A page of a case's notes, newest event first."""
    rows = session.execute(_PAGE, {"case": case_id, "first": offset, "most": limit})
    return [as_signed(row) for row in rows]


def hanging(session: Session, note_ids: Collection[NoteId]) -> dict[NoteId, list[SignedNote]]:
    """What hangs on some notes, by note, in the order in which it was signed."""
    found: dict[NoteId, list[SignedNote]] = {note_id: [] for note_id in note_ids}
    if found:
        for row in session.execute(_HANGING, {"notes": list(found)}):
            signed = as_signed(row)
            if signed.note.parent_id is not None:
                found[NoteId(signed.note.parent_id)].append(signed)
    return found


def set_state(session: Session, note_id: NoteId, state: NoteState) -> None:
    """Write down what a note is now, for whoever reads the table without keys."""
    session.execute(update(NoteRow).where(NoteRow.id == note_id).values(state=state.value))


def purge(session: Session, note_ids: Collection[NoteId]) -> None:
    """Take the envelopes of notes away; the rows stay as tombstones."""
    session.execute(
        update(NoteRow)
        .where(NoteRow.id.in_(list(note_ids)))
        .values(body_sealed=None, state=NoteState.MISFILED.value)
    )


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
    query = SIGNED.where(NoteRow.case_id == case_id, NoteRow.body_sealed.is_not(None)).order_by(
        NoteRow.id
    )
    return [as_signed(row) for row in session.execute(query)]


def as_signed(row: Any) -> SignedNote:
    """One note of an answer to ``SIGNED``."""
    return SignedNote(note=row[0], certificate=row[1], original=row[2])


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
