"""What is erased is gone from the files of the database, also as it was before it was changed."""

import pytest
from calls import SOME, hold_talk

from journal.domain.board import BoardEntry
from journal.domain.decisions import DecisionKind
from journal.domain.visitations import Answers, Verdict
from journal.request import due
from journal.services import board_entries, visitations
from journal.services.work import perform

REFUSES = Verdict(kind=DecisionKind.REFUSAL, reason="no_room")
CHANGED = Answers(chosen={"violence": "no"}, text="Har fundet et andet sted. " * 20)
LONG = Answers(chosen=SOME.chosen, text="Hendes søster kører hende hertil. " * 20)
A_PART = 24
"""Bytes of an envelope by which it is looked for: it may lie on several pages."""


@pytest.fixture
def engine_name():
    """Return SQLite: PostgreSQL keeps dead rows until VACUUM, as docs/operations.md says."""
    return "sqlite"


@pytest.fixture
def envelopes(ask):
    """Return a function that gives all sealed documents of a kind as they are stored now."""

    def stored(kind):
        rows = ask("SELECT body_sealed FROM record WHERE kind = :kind", kind=kind)
        return [bytes(row.body_sealed) for row in rows]

    return stored


@pytest.fixture
def left_over(settings):
    """Return a function that gives those envelopes of which a part lies in some file."""

    def find(sealed):
        files = [path.read_bytes() for path in (settings.state_dir / "db").iterdir()]
        return [one for one in sealed if any(one[12 : 12 + A_PART] in each for each in files)]

    return find


def test_of_a_refused_woman_no_answer_is_left_in_any_file(
    lone, house, clock, envelopes, left_over, ask
):
    """By the end of the next day, in every revision that there was."""
    call = hold_talk(lone(), answers=LONG)
    sealed = envelopes("visitation_answers") + envelopes("enquiry_text")
    perform(lone(), visitations.keep, call, CHANGED, 1)
    sealed += envelopes("visitation_answers")
    perform(lone(), visitations.decide, call, REFUSES)
    assert len(sealed) == len(set(sealed)) == 3
    assert left_over(sealed)

    clock.advance(days=1, hours=20)
    due.run(house.context("job"))
    assert [] == envelopes("visitation_answers") + envelopes("enquiry_text")
    assert [] == left_over(sealed)
    assert [("decision",), ("enquiry",)] == [
        (table,) for table in ("decision", "enquiry") if ask(f"SELECT id FROM {table}")
    ]


def test_what_is_taken_off_the_board_is_gone_with_the_next_run(
    lone, house, case_id, envelopes, left_over
):
    """Also where nothing else was out of date."""
    entry = BoardEntry(case_id=case_id, text="Luk ikke op for nogen i aften.", alerts=("sought",))
    perform(lone(), board_entries.write, entry)
    sealed = envelopes("board_entry")
    perform(lone(), board_entries.write, BoardEntry(case_id=case_id))
    due.run(house.context("job"))

    assert [] == left_over(sealed)
