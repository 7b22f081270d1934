"""
Entries of the log as a page asks for them: filtered, counted, and by the quarter of an hour.

Rules: the columns beside an entry are copies for such questions, which the verifier compares; what
decides anything is read from the entry itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from journal.domain.ids import CaseAlias, EventId, StaffAlias
from journal.store.audit import AuditCaseRow, AuditEntryRow, AuditLeafRow

QUARTER_MS = 900_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """
    What is asked of the log. Instants are UTC milliseconds, ``until`` is excluded.

    Args:
        among: only these entries; None for all.
        without: cases that the reader may not know of; what speaks of them alone is not found.
    """

    case: CaseAlias | None = None
    actor: StaffAlias | None = None
    among: Collection[EventId] | None = None
    acts: Sequence[str] = ()
    outcomes: Sequence[str] = ()
    since: int | None = None
    until: int | None = None
    without: Collection[CaseAlias] = ()


def _filtered(query: Select[Any], asked: Search) -> Select[Any]:
    conditions = []
    if asked.actor is not None:
        conditions.append(AuditEntryRow.actor == asked.actor)
    if asked.among is not None:
        conditions.append(AuditEntryRow.id.in_(asked.among))
    if asked.acts:
        conditions.append(AuditEntryRow.act.in_(asked.acts))
    if asked.outcomes:
        conditions.append(AuditEntryRow.out.in_(asked.outcomes))
    if asked.since is not None:
        conditions.append(AuditEntryRow.t >= asked.since)
    if asked.until is not None:
        conditions.append(AuditEntryRow.t < asked.until)
    if asked.without:
        conditions.append(_speaks_of_others(asked.without))
    if asked.case is not None:
        query = query.join(
            AuditCaseRow,
            and_(AuditCaseRow.entry_id == AuditEntryRow.id, AuditCaseRow.alias == asked.case),
        )
    return query.where(*conditions)


def _speaks_of_others(without: Collection[CaseAlias]) -> ColumnElement[bool]:
    """Whether an entry speaks of no case, or of one that is not among these."""
    named = select(AuditCaseRow.entry_id)
    of_these = named.where(AuditCaseRow.alias.in_(without))
    of_others = named.where(AuditCaseRow.alias.not_in(without))
    return AuditEntryRow.id.not_in(of_these.except_(of_others))


def search(session: Session, asked: Search, offset: int, limit: int) -> Sequence[AuditEntryRow]:
    """A page of entries, newest first."""
    query = _filtered(
        select(AuditEntryRow).join(AuditLeafRow, AuditLeafRow.entry_id == AuditEntryRow.id), asked
    )
    return session.scalars(
        query.order_by(AuditEntryRow.t.desc(), AuditLeafRow.seq.desc()).offset(offset).limit(limit)
    ).all()


def count(session: Session, asked: Search) -> int:
    """How many entries match."""
    return int(
        session.scalars(_filtered(select(func.count()).select_from(AuditEntryRow), asked)).one()
    )


def quarters(session: Session, asked: Search) -> list[tuple[int, int]]:
    """
    How many entries match in each quarter of an hour, with which every local day and hour begins.

    Returns:
        ``(begin in UTC milliseconds, entries)``, where there are any.

    Raises:
        Tampered: an instant is none.
    """
    quarter = AuditEntryRow.t // QUARTER_MS
    # The newest instant of each is looked at too: one that is damaged must not pass for a number.
    asks: Any = select(quarter, func.count(), func.max(AuditEntryRow.t)).group_by(quarter)
    rows = session.execute(_filtered(asks, asked))
    return [(number * QUARTER_MS, entries) for number, entries, _ in rows]
