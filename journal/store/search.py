"""
Notes for a search: which ones fit what is written in clear, and their envelopes, in few statements.

No table of words stands behind it: what a note says is known only while it is open.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from journal.domain.ids import CaseId, EventId, NoteId, Sealed, StaffId
from journal.domain.notes import NoteKind
from journal.domain.search import Place
from journal.store.notes import WRITER, NoteRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """
    What is asked of a note that its row shows in clear.

    Args:
        cases: whose notes.
        kind: a code of the kinds of note.
        author: who wrote it.
        since, until: instants of the event, the first included and the last not.
    """

    cases: Collection[CaseId]
    kind: str | None = None
    author: StaffId | None = None
    since: datetime | None = None
    until: datetime | None = None


class StoredNote(NamedTuple):
    """One note as it is stored, without what only a reader needs."""

    id: NoteId
    parent_id: NoteId | None
    event_id: EventId
    revision: int
    occurred_at: datetime
    body_sealed: Sealed | None


def count(session: Session, asked: Narrowed) -> int:
    """How many notes fit."""
    query = select(func.count()).select_from(NoteRow).where(*_fitting(asked))
    return session.scalars(query).one()


def last_of_next(session: Session, asked: Narrowed, after: Place | None, most: int) -> Place | None:
    """Where the next ``most`` notes end, newest event first; None when there are fewer left."""
    query = select(NoteRow.occurred_at, NoteRow.id).where(*_fitting(asked))
    if after is not None:
        query = query.where(_is_behind(after))
    query = query.order_by(NoteRow.occurred_at.desc(), NoteRow.id.desc())
    row = session.execute(query.offset(most - 1).limit(1)).one_or_none()
    return None if row is None else Place(row[0], row[1])


def stored(
    session: Session, case_id: CaseId, asked: Narrowed, after: Place | None, last: Place | None
) -> list[StoredNote]:
    """The notes of one case that fit, behind one place and up to another, in no order."""
    query = select(
        NoteRow.id,
        NoteRow.parent_id,
        NoteRow.event_id,
        NoteRow.revision,
        NoteRow.occurred_at,
        NoteRow.body_sealed,
    ).where(NoteRow.case_id == case_id, *_fitting(asked)[1:])
    if after is not None:
        query = query.where(NoteRow.occurred_at <= after.occurred_at, _is_behind(after))
    if last is not None:
        query = query.where(NoteRow.occurred_at >= last.occurred_at, ~_is_behind(last))
    return [StoredNote(*row) for row in session.execute(query)]


def _is_behind(place: Place) -> ColumnElement[bool]:
    """The notes that come after one: older, or about the same instant with a smaller id."""
    return (NoteRow.occurred_at < place.occurred_at) | (
        (NoteRow.occurred_at == place.occurred_at) & (NoteRow.id < place.id)
    )


def authors(session: Session, case_ids: Collection[CaseId]) -> Sequence[StaffId]:
    """Who has written notes of some cases."""
    query = select(WRITER).where(NoteRow.case_id.in_(case_ids)).distinct()
    return session.scalars(query).all()


def marks(session: Session, case_id: CaseId) -> dict[NoteId, list[str]]:
    """What hangs on the notes of a case, kind by kind in the order in which it was signed."""
    query = (
        select(NoteRow.parent_id, NoteRow.kind)
        .where(NoteRow.case_id == case_id, NoteRow.parent_id.is_not(None))
        .order_by(NoteRow.signed_at, NoteRow.id)
    )
    found: dict[NoteId, list[str]] = {}
    for parent, kind in session.execute(query):
        if parent is not None:
            found.setdefault(parent, []).append(kind)
    return found


def _fitting(asked: Narrowed) -> list[ColumnElement[bool]]:
    """The conditions, that of the cases first."""
    found: list[Any] = [
        NoteRow.case_id.in_(asked.cases),
        NoteRow.kind.in_([NoteKind.NOTE.value, NoteKind.ADDENDUM.value]),
        NoteRow.body_sealed.is_not(None),
    ]
    if asked.kind is not None:
        found.append(NoteRow.type == asked.kind)
    if asked.author is not None:
        found.append(asked.author == WRITER)
    if asked.since is not None:
        found.append(NoteRow.occurred_at >= asked.since)
    if asked.until is not None:
        found.append(NoteRow.occurred_at < asked.until)
    return found
