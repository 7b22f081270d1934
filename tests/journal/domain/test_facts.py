"""The frozen row: codes and days of one stay, always of one length, and read only as written."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from journal.domain import facts
from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.domain.discharge import Aftercare, Leaving
from journal.domain.errors import Tampered
from journal.domain.facts import SIZE, Fact, from_document, to_document
from journal.domain.ids import FactId
from journal.domain.register import QUESTIONS


def longest(kind):
    """Every answer there is to every question, far more than anybody can give."""
    return {one.id: list(code_list(one.codes)) for one in QUESTIONS[kind]}


@pytest.fixture
def fact():
    return Fact(
        year=2026,
        kind=PersonKind.WOMAN,
        family=uuid4(),
        answers={"origin": ["danish"]},
        leaving=Leaving(length_days=40, is_eligible=True, arrived_year=2025),
        aftercare=Aftercare.ACCEPTED,
    )


@pytest.mark.parametrize("kind", PersonKind)
def test_every_row_is_as_long_as_every_other(fact, kind):
    """Whoever counts bytes learns nothing, however much was answered."""
    full = replace(fact, kind=kind, answers=longest(kind), replaces=FactId(uuid4()))
    assert SIZE == len(to_document(full)) == len(to_document(replace(fact, answers={})))
    assert len(to_document(full).rstrip()) < SIZE


def test_a_row_holds_what_the_tables_need_and_no_day(fact):
    """Days, band, and eligibility, offer and answer apart (R-AC5); no date, no case."""
    read = from_document(to_document(fact), fact.id, 2026)
    assert read == fact
    assert "30-89" == read.leaving.band
    said = to_document(fact)
    assert b'"is_eligible": true' in said
    assert b'"was_offered": true' in said
    assert b'"aftercare": "accepted"' in said
    assert not {b"day", b"case", b"date"} & set(said.replace(b'"', b" ").split())
    assert fact.id.hex.encode() not in said


def test_a_row_of_another_year_or_version_is_damage(fact):
    """What the table shows in clear is what was sealed."""
    with pytest.raises(Tampered):
        from_document(to_document(fact), fact.id, 2027)
    with pytest.raises(Tampered):
        from_document(b"{}".ljust(SIZE), fact.id, 2026)
    for version in (b"3", b"1", b"true", b"null"):
        with pytest.raises(Tampered):
            from_document(to_document(fact).replace(b'"v": 2', b'"v": ' + version), fact.id, 2026)
    late = replace(fact, leaving=replace(fact.leaving, arrived_year=2027))
    with pytest.raises(Tampered):
        from_document(to_document(late), fact.id, 2026)
    assert 2 == facts.VERSION


def test_a_row_of_the_first_version_is_read_and_its_arrival_is_not_known(fact):
    """What was sealed before the year of arrival was kept stays a row; nothing is guessed."""
    newer = json.loads(to_document(fact))
    del newer["arrived_year"]
    older = json.dumps({**newer, "v": 1}, sort_keys=True).encode().ljust(SIZE)
    read = from_document(older, fact.id, 2026)
    assert read == replace(fact, leaving=replace(fact.leaving, arrived_year=None))
    assert read == from_document(to_document(read), fact.id, 2026)
