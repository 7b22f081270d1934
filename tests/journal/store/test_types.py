"""Column types: what goes in comes out, and what must not go in is refused, on both engines."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from journal.store.cases import CaseFileRow
from journal.store.columns import Id, Utc
from journal.store.db import is_sqlite

DIALECTS = (sqlite.dialect(), postgresql.dialect())


def test_an_id_comes_back_as_it_went_in(make, session):
    """Sixteen raw bytes on SQLite, uuid on PostgreSQL, UUID in the program."""
    case = make.case(id=UUID(bytes=b"\x00\xff" * 8))
    session.expire_all()
    assert case.id == session.get(CaseFileRow, UUID(bytes=b"\x00\xff" * 8)).id
    kind = "SELECT typeof(id), length(id) FROM case_file"
    if not is_sqlite(session.get_bind()):
        kind = "SELECT pg_typeof(id)::text, 16 FROM case_file"
    expected = ("blob", 16) if is_sqlite(session.get_bind()) else ("uuid", 16)
    assert expected == tuple(session.execute(text(kind)).one())


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 29, 1, 59, 59, 999_999, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(1921, 5, 6, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_an_instant_keeps_its_microseconds(make, session, instant):
    """What was typed in any zone comes back as the same instant in UTC."""
    case = make.case(opened_at=instant)
    session.commit()
    session.expire_all()
    assert instant == case.opened_at
    assert UTC is case.opened_at.tzinfo


def test_an_instant_needs_its_zone(make):
    """A naive time could be any of twenty-four."""
    with pytest.raises(StatementError, match="time zone"):
        make.case(opened_at=datetime(2026, 3, 1, 12))  # noqa: DTZ001 -- the very mistake


@pytest.mark.parametrize("body", [b"Hun sov roligt", b"", b"\x02other", "text".encode("utf-16")])
def test_a_sealed_column_refuses_plain_text(make, body):
    """A slip that stores text as it is stops before the database."""
    staff, case = make.staff(), make.case()
    with pytest.raises(StatementError, match="envelopes only"):
        make.note(case, staff, body_sealed=body)


def test_a_sealed_column_may_be_empty_where_its_text_has_gone(make, session):
    """A misfiled note keeps its row and loses its text."""
    note = make.note(make.case(), make.staff(), body_sealed=None)
    session.expire_all()
    assert note.body_sealed is None


@given(instant=st.datetimes(timezones=st.just(UTC)), number=st.uuids())
def test_every_value_survives_the_way_down_and_up(instant, number):
    """No instant and no id is rounded or cut."""
    for dialect in DIALECTS:
        for column, value in ((Utc(), instant), (Id(), number)):
            stored = column.process_bind_param(value, dialect)
            assert value == column.process_result_value(stored, dialect)
