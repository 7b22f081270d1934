"""The notes of a case as its timeline wants them: some of them, newest event first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from journal.domain.ids import CaseId, StaffAlias, StaffId
from journal.domain.notes import NoteState
from journal.store import handover
from journal.store import notes as note_store
from journal.store.columns import Id, Instants
from journal.store.notes import IS_NOTE, WRITER, NoteRow, SignedNote
from journal.store.staff import StaffRow
from journal.store.teams import TeamMemberRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """
    What a row must be; None asks for nothing.

    Args:
        between: two instants; the second one is outside.
        new_to: to whom they are new.
    """

    type: str | None = None
    author: StaffAlias | None = None
    between: tuple[datetime, datetime] | None = None
    new_to: StaffId | None = None


_AUTHORS = (
    select(StaffRow)
    .where(
        StaffRow.id.in_(
            select(WRITER).where(NoteRow.case_id == bindparam("case", type_=Id()), IS_NOTE)
        )
    )
    .order_by(StaffRow.id)
)


class _Joined(FunctionElement[list[datetime]]):
    """
    The instants of a group, with commas between them; what is none is not made into one.

    A row for each of thousands of notes would cost more than finding them.
    """

    type = Instants()
    inherit_cache = True


@compiles(_Joined, "sqlite")
def _on_sqlite(joined: _Joined, compiler: SQLCompiler, **given: Any) -> str:
    return f"group_concat(quote({compiler.process(joined.clauses, **given)}))"


@compiles(_Joined, "postgresql")
def _on_postgresql(joined: _Joined, compiler: SQLCompiler, **given: Any) -> str:
    return f"string_agg(CAST({compiler.process(joined.clauses, **given)} AS TEXT), ',')"


def count(session: Session, case_id: CaseId, wanted: Conditions) -> int:
    """How many notes of a case are wanted."""
    query = select(func.count()).select_from(NoteRow).where(*_terms(case_id, wanted))
    return session.scalars(query).one()


def page(
    session: Session, case_id: CaseId, wanted: Conditions, offset: int, limit: int
) -> list[SignedNote]:
    """A page of the wanted notes, newest event first."""
    query = note_store.SIGNED.where(*_terms(case_id, wanted)).order_by(
        NoteRow.occurred_at.desc(), NoteRow.signed_at.desc(), NoteRow.id
    )
    rows = session.execute(query.offset(offset).limit(limit))
    return [note_store.as_signed(row) for row in rows]


def by_team(
    session: Session, case_ids: Collection[CaseId], kind: str, since: datetime
) -> dict[CaseId, list[datetime]]:
    """
    When what notes of a kind tell of happened, by case; neither struck nor moved away.

    Only notes of somebody who is or was in the team of the case.
    """
    in_team = exists().where(
        TeamMemberRow.case_id == NoteRow.case_id, TeamMemberRow.staff_id == WRITER
    )
    query = select(NoteRow.case_id, _Joined(NoteRow.occurred_at)).where(
        NoteRow.case_id.in_(case_ids),
        NoteRow.occurred_at >= since,
        NoteRow.type == kind,
        in_team,
        IS_NOTE,
        NoteRow.state.in_((NoteState.SIGNED.value, NoteState.RESTRICTED.value)),
    )
    rows = session.execute(query.group_by(NoteRow.case_id))
    return {CaseId(case_id): instants for case_id, instants in rows}


def authors(session: Session, case_id: CaseId) -> Sequence[StaffRow]:
    """Who has written in a case."""
    return session.scalars(_AUTHORS, {"case": case_id}).all()


def _terms(case_id: CaseId, wanted: Conditions) -> list[ColumnElement[bool]]:
    terms: list[ColumnElement[bool]] = [NoteRow.case_id == case_id, IS_NOTE]
    if wanted.type is not None:
        terms.append(NoteRow.type == wanted.type)
    if wanted.author is not None:
        writer = select(StaffRow.id).where(StaffRow.alias == wanted.author).scalar_subquery()
        terms.append(writer == WRITER)
    if wanted.between is not None:
        first, after = wanted.between
        terms += [NoteRow.occurred_at >= first, NoteRow.occurred_at < after]
    if wanted.new_to is not None:
        terms.append(handover.is_new_to(wanted.new_to))
    return terms
