"""The questions that the house counts: complete for the yearly tables, and never finer."""

import pytest

from journal.domain import register
from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.domain.register import QUESTIONS, AnswerUnusable, Moment, checked, missing

WOMAN, CHILD = PersonKind.WOMAN, PersonKind.CHILD
KINDS = pytest.mark.parametrize("kind", PersonKind)

OF_TABLES = {
    WOMAN: {
        "home_region",
        "copenhagen",
        "age",
        "origin",
        "interpreter",
        "children_with",
        "income",
        "violence",
        "perpetrator",
        "perp_misuse",
        "police_report_in",
        "police_report_out",
        "psychologist",
        "stays_in_life",
        "destination",
    },
    CHILD: {
        "sex",
        "age",
        "origin",
        "psychologist",
        "later_notice",
        "psych_self",
        "phys_self",
        "psych_witness",
        "phys_witness",
        "destination",
        "stays_in_life",
    },
}
"""What each yearly table counts; length of stay and aftercare follow from rules."""


def some(kind):
    """The first code of every list."""
    return {one.id: [next(iter(code_list(one.codes)))] for one in QUESTIONS[kind]}


@KINDS
def test_every_yearly_table_has_its_question(kind):
    """No table of the year is without the answers it counts, and no question is asked twice."""
    ids = [question.id for question in QUESTIONS[kind]]
    assert OF_TABLES[kind] <= set(ids)
    assert len(ids) == len(set(ids))


@KINDS
def test_whoever_does_not_know_can_say_so(kind):
    """Each question but the psychologist's, which the law asks for, can be left as not stated."""
    without = {q.id for q in QUESTIONS[kind] if "unknown" not in code_list(q.codes)}
    assert without <= {"psychologist", "psychologist_form"}


def test_police_report_is_asked_when_she_comes_and_when_she_leaves():
    """The pair of the two tables is two questions, of two moments."""
    moments = {q.id: q.at for q in QUESTIONS[WOMAN] if q.id.startswith("police_report")}
    assert moments == {
        "police_report_in": Moment.ADMISSION,
        "police_report_out": Moment.DISCHARGE,
    }


@KINDS
def test_nothing_need_be_answered_before_discharge(kind):
    """No answer is an answer meanwhile; what is open is what is asked and has none."""
    assert {} == checked(kind, {})
    always = [one for one in QUESTIONS[kind] if one.only_if is None]
    assert always == missing(kind, {})
    assert [] == missing(kind, some(kind))


def test_a_question_that_follows_from_another_is_asked_only_then():
    """Why not is asked of who declined, and an answer from before is not kept."""
    declined = {"psychologist": ["declined"]}
    assert "psychologist_reason" in {one.id for one in missing(WOMAN, declined)}
    accepted = {"psychologist": ["accepted"], "psychologist_reason": ["short_stay"]}
    assert {"psychologist": ["accepted"]} == checked(WOMAN, accepted)
    assert {"home_region": ["nordjylland"]} == checked(
        WOMAN, {"home_region": ["nordjylland"], "copenhagen": ["yes"]}
    )


def test_answers_are_kept_in_the_order_of_the_lists():
    """Two who tick the same in another order give the same row."""
    one = checked(WOMAN, {"violence": ["economic", "physical"], "origin": ["danish"]})
    other = checked(WOMAN, {"origin": ["danish"], "violence": ["physical", "economic"]})
    assert list(one.items()) == list(other.items())
    assert ["physical", "economic"] == one["violence"]


@pytest.mark.parametrize(
    "answers",
    [
        {"origin": ["danish", "other"]},
        {"origin": ["Sverige"]},
        {"violence": ["physical", "unknown"]},
        {"sex": ["girl"]},
        {"name": ["Anna"]},
        {"home_region": ["hovedstaden"], "copenhagen": ["perhaps"]},
    ],
)
def test_what_is_no_answer_is_refused(answers):
    """Two of one, free words, not stated beside a code, a question of somebody else."""
    with pytest.raises(AnswerUnusable):
        checked(WOMAN, answers)


@KINDS
def test_every_question_has_its_list_and_its_own_words(kind):
    """No two questions of a form read the same."""
    words = [question.words for question in QUESTIONS[kind]]
    assert len(words) == len(set(words))
    for question in QUESTIONS[kind]:
        assert code_list(question.codes)


def test_a_question_follows_only_from_one_before_it():
    """Whoever reads the form from the top knows the answer that a question hangs on."""
    for questions in register.QUESTIONS.values():
        for place, question in enumerate(questions):
            if question.only_if is not None:
                before = {one.id: one.codes for one in questions[:place]}
                other, code = question.only_if
                assert code in code_list(before[other])
