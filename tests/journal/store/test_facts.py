"""Frozen rows: what the engine itself notes of each says nothing of when it came."""

import uuid

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from journal.domain.ids import FactId, Sealed
from journal.store import facts
from journal.store.db import is_sqlite
from journal.store.facts import FactRow


@pytest.fixture
def freeze(engine):
    """Return a function that stores a row in a transaction of its own."""

    def store(year, fact_id=None):
        row = FactRow(
            id=FactId(fact_id or uuid.uuid4()), year=year, body_sealed=Sealed(b"\x01" + bytes(60))
        )
        with Session(engine) as session:
            facts.add(session, row)
            session.commit()

    return store


def test_neither_order_nor_transaction_tells_which_row_came_last(freeze, engine):
    """All rows of a year lie in the order of their random ids and seem to be written together."""
    last = uuid.UUID(int=1)
    for fact_id in (None,) * 6 + (last,):
        freeze(2026, fact_id)
    freeze(2027)
    with Session(engine) as session:
        query = select(FactRow.id).where(FactRow.year == 2026)
        if is_sqlite(session.get_bind()):
            with pytest.raises(Exception, match="rowid"):
                session.execute(text("SELECT rowid FROM fact"))
            return
        stored = session.scalars(query.order_by(text("ctid"))).all()
        assert sorted(stored) == list(stored)
        writers = text("SELECT count(DISTINCT CAST(xmin AS text)) FROM fact WHERE year = 2026")
        assert 1 == session.scalar(writers)


def test_rows_of_other_years_stay_as_they_are(freeze, engine):
    """A row is stored once; whatever comes later changes none of it."""
    for year in (2026, 2027, 2026):
        freeze(year)
    with Session(engine) as session:
        rows = facts.everything(session)
        assert [2026, 2026, 2027] == [row.year for row in rows]
        assert {b"\x01" + bytes(60)} == {row.body_sealed for row in rows}
