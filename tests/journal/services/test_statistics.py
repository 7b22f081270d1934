"""The year inside: read on record, frozen once a version, and said when a row is missing."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from catalogue_year import PRINTED, YEAR, facts
from figures import put_in

from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import FactId
from journal.domain.statistics import FactsMissing, NothingChanged, YearNotOver
from journal.request import statistics as acts
from journal.services import statistics
from journal.services.work import perform
from journal.store import house as house_store
from journal.vault import house_rotation


@pytest.fixture
def leader(context, at_work):
    """Return a function that gives a new request of the leader."""
    return lambda: context(at_work("lone"))


@pytest.fixture
def year(leader):
    """Put the invented year into the house."""
    put_in(leader())


@pytest.fixture
def freeze(leader, fresh):
    """Return a function that freezes a year."""
    return lambda number=YEAR: acts.freeze(leader(), number, fresh())


def counts(figures, table_id):
    """Persons by code of a table."""
    (table,) = [one for one in figures.tables if one.id == table_id]
    return {cell.code: cell.count.persons for cell in table.cells}


def test_the_year_is_read_once_and_names_no_row(year, leader, events, ask):
    """61 rows open together; the event says how many, and no id of them stands in any event."""
    inside = perform(leader(), statistics.read, YEAR)

    assert {code: count for code, (count, _) in PRINTED["R07"].items()}.items() <= (
        counts(inside.now, "R07").items()
    )
    assert (0, 0, None) == (inside.missing, inside.unreadable, inside.frozen)
    (said,) = [event for event in events("figures.read") if event["n"]]
    assert (61, str(YEAR), [], 6) == (said["n"], said["why"], said["on"], said["comp"])


@pytest.mark.parametrize("login", ["anna", "tove"])
def test_nobody_but_the_leader_sees_exact_figures(year, context, sign_in, login, denials):
    """Who works with residents can seal a row and not read the year."""
    with pytest.raises(AccessDenied):
        perform(context(sign_in(login)), statistics.read, YEAR)

    assert ["figures.read"] == denials()


def test_a_frozen_year_stays_and_a_correction_is_its_second_version(
    year, freeze, leader, ask, events, verify_log
):
    """The same figures are not frozen twice; version 1 stays as it was when version 2 comes."""
    assert 1 == freeze()
    with pytest.raises(NothingChanged):
        freeze()
    (first,) = ask("SELECT digest, body_sealed FROM figures WHERE kind = 'year'")
    old = facts()[0]
    answers = {**old.answers, "origin": ["other"]}
    put_in(leader(), [replace(old, id=FactId(uuid4()), replaces=old.id, answers=answers)])
    assert perform(leader(), statistics.read, YEAR).has_changed
    assert 2 == freeze()
    rows = ask("SELECT digest, body_sealed, version FROM figures WHERE kind = 'year'")
    assert [1, 2] == sorted(row.version for row in rows)
    assert first == next(row[:2] for row in rows if row.version == 1)
    inside = perform(leader(), statistics.read, YEAR)
    assert (2, False) == (inside.frozen.version, inside.has_changed)
    assert ["ok", "denied", "ok"] == [
        event["out"] for event in events("figures.freeze") if event["why"] != "key"
    ]
    assert verify_log() is None
    assert "18" not in json.dumps([event["why"] for event in events("figures.freeze")])


def test_a_year_that_runs_is_not_frozen(leader, freeze, clock):
    """The clock stands in 2026: neither it nor a later year."""
    for number in (clock().year, clock().year + 1):
        with pytest.raises(YearNotOver):
            freeze(number)


def test_a_row_that_is_gone_or_damaged_is_said_and_nothing_is_frozen(
    year, leader, freeze, tamper, ask, events
):
    """Whoever has the database can take a row away; the log still counts it."""
    (row,) = ask("SELECT id FROM fact ORDER BY id LIMIT 1")
    tamper("DELETE FROM fact WHERE id = :id", id=row.id)
    assert 1 == perform(leader(), statistics.read, YEAR).missing
    with pytest.raises(FactsMissing):
        freeze()
    (row,) = ask("SELECT id FROM fact ORDER BY id LIMIT 1")
    tamper("UPDATE fact SET body_sealed = :body WHERE id = :id", id=row.id, body=b"\x01" * 200)
    inside = perform(leader(), statistics.read, YEAR)
    assert (1, 1) == (inside.missing, inside.unreadable)
    assert {"open.error"} == {event["act"] for event in events("open.error")}
    assert [] == ask("SELECT id FROM figures WHERE kind = 'year'")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM figures WHERE kind = 'year'",
        "UPDATE figures SET version = 3 WHERE kind = 'year'",
        "UPDATE figures SET digest = sig WHERE kind = 'year'",
        "UPDATE figures SET written_at = written_at + 1000000 WHERE kind = 'year'",
        "UPDATE figures SET kind = 'ledger' WHERE kind = 'year'",
    ],
)
def test_a_frozen_year_cannot_be_taken_away_or_changed(year, freeze, leader, tamper, statement):
    """It is signed, and named by its event."""
    freeze()
    tamper(statement)
    with pytest.raises(Tampered):
        perform(leader(), statistics.read, YEAR)


def test_a_new_key_takes_the_frozen_years_along(year, freeze, leader):
    """When a leader goes, all documents are sealed again, and read as before."""
    freeze()

    def rotate(work):
        house_store.mark_rotation(work.session, Compartment.STATISTICS)
        work.session.flush()
        house_rotation.settle_house(work.vault.keys, work.desk)

    before = perform(leader(), statistics.read, YEAR).frozen
    perform(leader(), rotate)
    assert before == perform(leader(), statistics.read, YEAR).frozen
