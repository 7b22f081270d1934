"""Enquiries as pure rules: every move, R-E1 to R-E4, words that look like a person, questions."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.domain.codes import code_list
from journal.domain.decisions import REASONS, DecisionKind
from journal.domain.enquiries import (
    ADMITTED,
    MOVES,
    REFUSED_AS,
    EnquiryState,
    Move,
    MoveRefused,
    NewEnquiry,
    NotMovedIn,
    OutcomeMissing,
    ReopenedTooLate,
    WordsTooMany,
    erase_at,
    moved,
    require_outcome,
    require_same_day,
    short_text,
)
from journal.domain.likeness import Likeness, given_names, looks_like_person
from journal.domain.visitations import (
    ANSWERS,
    SECTIONS,
    SOON,
    Answers,
    Pressing,
    TalkEndUnusable,
    from_document,
    pressing,
    questions,
    require_answers,
    require_end,
)

ZONE = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2026, 3, 4, 11, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_no_enquiry_moves_but_as_the_table_says():
    """A talk that is not decided is not closed, and nothing is decided without a talk."""
    for state, move in product(EnquiryState, Move):
        if (state, move) in MOVES:
            assert MOVES[state, move] is moved(state, move)
        else:
            with pytest.raises(MoveRefused):
                moved(state, move)
    assert {state.value for state in EnquiryState} == set(code_list("enquiry_state"))


def test_r_e1_a_closed_enquiry_has_one_outcome_of_six():
    """No outcome, or one that is on no list, closes nothing; every refusal leads to one."""
    assert 6 == len(code_list("enquiry_outcome"))
    for outcome in ("", "nonsense"):
        with pytest.raises(OutcomeMissing):
            require_outcome(outcome, has_moved_in=True)
    for outcome in code_list("enquiry_outcome"):
        require_outcome(outcome, has_moved_in=True)
    assert set(REASONS[DecisionKind.REFUSAL]) == set(REFUSED_AS)
    assert set(REFUSED_AS.values()) <= set(code_list("enquiry_outcome")) - {ADMITTED}


def test_r_e2_there_is_no_field_for_who_she_is():
    """Whoever adds one must change this list, and say why."""
    known = {"id", "contact", "region", "is_copenhagen", "children", "text", "outcome"}
    assert known == {field.name for field in fields(NewEnquiry)}


def test_r_e4_admitted_stands_only_when_she_has_moved_in():
    """Every other outcome may stand without."""
    with pytest.raises(NotMovedIn):
        require_outcome(ADMITTED, has_moved_in=False)
    for outcome in set(code_list("enquiry_outcome")) - {ADMITTED}:
        require_outcome(outcome, has_moved_in=False)


def test_reopened_only_on_the_day_of_the_house():
    """Midnight in the house counts, also where it is the same day in UTC."""
    closed = datetime(2026, 3, 4, 22, 30, tzinfo=UTC)
    require_same_day(closed, datetime(2026, 3, 4, 22, 59, tzinfo=UTC), ZONE)
    with pytest.raises(ReopenedTooLate):
        require_same_day(closed, datetime(2026, 3, 4, 23, 0, tzinfo=UTC), ZONE)


@given(day=st.dates(date(2024, 1, 1), date(2032, 12, 30)), minute=st.integers(0, 1439))
def test_words_go_by_the_end_of_the_next_day(day, minute):
    """Whatever the hour, also around the changes of the clock."""
    closed = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=ZONE).astimezone(UTC)
    local = erase_at(closed, ZONE).astimezone(ZONE)
    next_day = closed.astimezone(ZONE).date() + timedelta(days=1)
    assert (next_day, time(23, 59, 59)) == (local.date(), local.time())


def test_a_few_words_are_few():
    """Two hundred characters, counted without white space around them."""
    assert "x" * 200 == short_text(f"  {'x' * 200}\r\n")
    with pytest.raises(WordsTooMany) as caught:
        short_text("x" * 201)
    assert {"length": 201, "limit": 200} == caught.value.values


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("010190-1234", [Likeness.CPR]),
        ("cpr 3112 99 4321 kendt", [Likeness.CPR]),
        ("ring 12 34 56 78", [Likeness.PHONE]),
        ("+4512345678 efter 18", [Likeness.PHONE]),
        ("skriv til hun@eksempel.dk", [Likeness.MAIL]),
        ("bor Opdigtet Birkevej 12, 2. th", [Likeness.STREET]),
        ("nær Mosestræde", [Likeness.STREET]),
        ("fatima har to drenge", [Likeness.NAME]),
        ("Anne-Maries søster ringer", [Likeness.NAME]),
        ("Jens på Ellegade 4, 87654321", [Likeness.PHONE, Likeness.STREET, Likeness.NAME]),
    ],
)
def test_words_that_look_like_a_person_are_found(text, kinds):
    """In any case, with or without spaces, in the genitive."""
    assert kinds == [found.kind for found in looks_like_person(text)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ringer igen kl. 18.30, er undervej med bus. To børn på 4 og 7 år.",
        "Henvist af kommunen, akut, tolk på somali, plads fra 2026-03-05.",
        "Vil gerne have 3 nætter, kørestol, allergi.",
    ],
)
def test_plain_words_give_no_alarm(text):
    """A warning that always comes is one that nobody reads."""
    assert [] == list(looks_like_person(text))


@given(st.text())
def test_no_text_stops_the_warning(text):
    """It finds what it finds, whatever is typed, and only what stands there."""
    for found in looks_like_person(text):
        assert found.words.split()[0] in text


def test_the_list_of_names_is_one_of_names():
    """Lower case, once each, and none that a note is full of."""
    names = given_names()
    assert len(names) > 700
    assert {"anna", "fatima", "mohammed", "søren", "aviaja"} < names
    assert all(name == name.casefold() and name.isalpha() for name in names)
    assert not names & {"er", "og", "hun", "han", "barn", "mor", "far", "en", "to", "maj"}


def test_the_questions_are_the_same_for_everybody():
    """Sections, questions and answers are those of the lists, in their order."""
    assert list(SECTIONS) == list(code_list("visitation_section"))
    assert questions() == list(code_list("visitation_question"))
    require_answers(Answers(chosen=dict.fromkeys(questions(), "yes")))
    for chosen in ({"name": "yes"}, {"violence": "maybe"}):
        with pytest.raises(KeyError):
            require_answers(Answers(chosen=chosen))
    assert {"yes", "no", "unknown"} == set(code_list(ANSWERS))


def test_answers_come_back_from_their_document():
    """As they were; what an older document does not say is left open."""
    answers = Answers(chosen={"violence": "yes"}, text="Kommer med bus.")
    assert answers == from_document(json.loads(json.dumps(answers.document())))
    assert Answers() == from_document({"chosen": 3, "text": None})


def test_r_a2_the_clock_of_a_talk():
    """Talking, in time, soon from two hours before, late from the second after."""
    assert Pressing.TALKING is pressing(None, NOON)
    assert Pressing.IN_TIME is pressing(NOON, NOON - SOON - MINUTE)
    assert Pressing.SOON is pressing(NOON, NOON - SOON) is pressing(NOON, NOON)
    assert Pressing.LATE is pressing(NOON, NOON + MINUTE)
    require_end(NOON, NOON, NOON)
    for ended_at in (NOON - MINUTE, NOON + MINUTE):
        with pytest.raises(TalkEndUnusable):
            require_end(NOON, ended_at, NOON)
