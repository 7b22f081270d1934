"""
Frozen rows of the statistics: a random id, a year, an envelope, and no way back to a case.

Rules: no time, author, case or event stands beside a row. What an engine notes of its own accord,
the order of rows and the transaction that wrote each, says nothing either: all rows of a year are
written anew whenever one joins them.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Index, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.ids import FactId, Sealed
from journal.store.db import Base


class FactRow(Base):
    """One frozen row; ``body_sealed`` opens with compartment 6, which only leaders hold."""

    __tablename__ = "fact"

    id: Mapped[FactId] = mapped_column(primary_key=True)
    year: Mapped[int]
    body_sealed: Mapped[Sealed]

    __table_args__ = (Index(None, "year"), {"sqlite_with_rowid": False})


def everything(session: Session) -> Sequence[FactRow]:
    """The rows of all years, for the exchange of their key."""
    return session.scalars(select(FactRow).order_by(FactRow.year, FactRow.id)).all()


def add(session: Session, row: FactRow) -> None:
    """Store a new row among those of its year, all of them written anew by this transaction."""
    query = select(FactRow.id, FactRow.year, FactRow.body_sealed).where(FactRow.year == row.year)
    rows: list[dict[str, Any]] = [dict(one) for one in session.execute(query).mappings()]
    rows.append({"id": row.id, "year": row.year, "body_sealed": row.body_sealed})
    rows.sort(key=lambda one: one["id"].bytes)
    session.execute(delete(FactRow).where(FactRow.year == row.year))
    session.execute(insert(FactRow), rows)
