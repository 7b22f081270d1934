"""
What the house counts about a person: one table of questions as data.

Form, checks and the frozen row follow from it. Rules: every answer is a code of a list, so nothing
finer than the yearly tables is kept; a question may wait until discharge, and then none may be
missing; police report is asked twice, when she comes and when she leaves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.domain.errors import N_, NN_, RuleBroken

Answers = Mapping[str, Sequence[str]]
"""Codes by question; one that is not answered is not there."""

NOT_STATED = "unknown"
YES_NO = "yes_no_unknown"


class AnswerUnusable(RuleBroken):
    """
    An answer that is not on the list, or "not stated" beside another.

    Args:
        question: id of the question it stands under.
    """

    code = "answer_unusable"
    sentence = N_("Choose answers of the list. Not stated stands alone.")

    def __init__(self, question: str) -> None:
        super().__init__()
        self.field = question


class AnswersMissing(RuleBroken):
    """
    Somebody leaves and not everything was asked.

    Args:
        questions: ids of those that are open.
    """

    code = "answers_missing"
    sentence, plural = NN_(
        "One answer is missing. It is named below, with the way to it.",
        "%(count)s answers are missing. They are named below, with the way to each.",
    )

    def __init__(self, questions: Sequence[str]) -> None:
        super().__init__(count=len(questions))
        self.questions = questions


class Moment(StrEnum):
    """When something can be asked for the first time."""

    ENQUIRY = "enquiry"
    ADMISSION = "admission"
    DISCHARGE = "discharge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    One thing that is asked.

    Args:
        id: name in forms and rows; never renamed.
        words: message id of what stands on the screen.
        codes: name of the code list.
        is_multiple: several codes may be true.
        only_if: a question and the code for which this one is asked; None for always.
    """

    id: str
    at: Moment
    words: str
    codes: str
    is_multiple: bool = False
    only_if: tuple[str, str] | None = None


OF_A_WOMAN = (
    Question(
        id="home_region",
        at=Moment.ENQUIRY,
        words=N_("In which region did she live when she came?"),
        codes="home_region",
    ),
    Question(
        id="copenhagen",
        at=Moment.ENQUIRY,
        words=N_("Did she live in the Municipality of Copenhagen?"),
        codes=YES_NO,
        only_if=("home_region", "hovedstaden"),
    ),
    Question(
        id="children_with",
        at=Moment.ENQUIRY,
        words=N_("How many children has she with her?"),
        codes="children_with",
    ),
    Question(
        id="age", at=Moment.ADMISSION, words=N_("How old was she when she came?"), codes="age_adult"
    ),
    Question(id="origin", at=Moment.ADMISSION, words=N_("Ethnic origin"), codes="origin"),
    Question(
        id="interpreter",
        at=Moment.ADMISSION,
        words=N_("Does she need an interpreter in talks?"),
        codes=YES_NO,
    ),
    Question(
        id="income",
        at=Moment.ADMISSION,
        words=N_("What did she live on when she came?"),
        codes="income",
    ),
    Question(
        id="violence",
        at=Moment.ADMISSION,
        words=N_("Reason for admission: which kinds of violence?"),
        codes="violence",
        is_multiple=True,
    ),
    Question(
        id="perpetrator",
        at=Moment.ADMISSION,
        words=N_("Who was violent?"),
        codes="perpetrator",
    ),
    Question(
        id="perp_misuse",
        at=Moment.ADMISSION,
        words=N_("Does whoever was violent misuse alcohol or drugs?"),
        codes=YES_NO,
    ),
    Question(
        id="police_report_in",
        at=Moment.ADMISSION,
        words=N_("Had the violence been reported to the police when she came?"),
        codes=YES_NO,
    ),
    Question(
        id="stays_in_life",
        at=Moment.ADMISSION,
        words=N_("How many stays in shelters has she had in her life, this one too?"),
        codes="stays_in_life",
    ),
    Question(
        id="police_report_out",
        at=Moment.DISCHARGE,
        words=N_("Has the violence been reported to the police now that she leaves?"),
        codes=YES_NO,
    ),
    Question(
        id="psychologist",
        at=Moment.DISCHARGE,
        words=N_("Has she taken the psychologist who is offered to everybody?"),
        codes="psychologist",
    ),
    Question(
        id="psychologist_reason",
        at=Moment.DISCHARGE,
        words=N_("Why has she not seen the psychologist?"),
        codes="psychologist_reason",
        only_if=("psychologist", "declined"),
    ),
    Question(
        id="destination",
        at=Moment.DISCHARGE,
        words=N_("Where does she move?"),
        codes="destination",
    ),
)

OF_A_CHILD = (
    Question(
        id="sex", at=Moment.ADMISSION, words=N_("Is the child a boy or a girl?"), codes="child_sex"
    ),
    Question(
        id="age",
        at=Moment.ADMISSION,
        words=N_("How old was the child when it came?"),
        codes="age_child",
    ),
    Question(id="origin", at=Moment.ADMISSION, words=N_("Ethnic origin"), codes="origin"),
    Question(
        id="psych_self",
        at=Moment.ADMISSION,
        words=N_("Has the child met psychological violence in the last 12 months?"),
        codes=YES_NO,
    ),
    Question(
        id="phys_self",
        at=Moment.ADMISSION,
        words=N_("Has the child met physical violence in the last 12 months?"),
        codes=YES_NO,
    ),
    Question(
        id="psych_witness",
        at=Moment.ADMISSION,
        words=N_("Has the child seen or heard psychological violence against its mother?"),
        codes=YES_NO,
    ),
    Question(
        id="phys_witness",
        at=Moment.ADMISSION,
        words=N_("Has the child seen or heard physical violence against its mother?"),
        codes=YES_NO,
    ),
    Question(
        id="stays_in_life",
        at=Moment.ADMISSION,
        words=N_("How many stays in shelters has the child had in its life, this one too?"),
        codes="child_stays_in_life",
    ),
    Question(
        id="later_notice",
        at=Moment.DISCHARGE,
        words=N_("Was an elaborating or concluding notice sent after the first one?"),
        codes=YES_NO,
    ),
    Question(
        id="psychologist",
        at=Moment.DISCHARGE,
        words=N_("Has the child taken the psychologist who is offered to everybody?"),
        codes="psychologist",
    ),
    Question(
        id="psychologist_form",
        at=Moment.DISCHARGE,
        words=N_("In what form did the child meet the psychologist?"),
        codes="psychologist_form",
        only_if=("psychologist", "accepted"),
    ),
    Question(
        id="psychologist_reason",
        at=Moment.DISCHARGE,
        words=N_("Why has the child not seen the psychologist?"),
        codes="psychologist_reason",
        only_if=("psychologist", "declined"),
    ),
    Question(
        id="destination",
        at=Moment.DISCHARGE,
        words=N_("Where does the child move?"),
        codes="child_destination",
    ),
)

QUESTIONS: Mapping[PersonKind, Sequence[Question]] = {
    PersonKind.WOMAN: OF_A_WOMAN,
    PersonKind.CHILD: OF_A_CHILD,
}


def is_asked(question: Question, answers: Answers) -> bool:
    """Whether a question makes sense after what was answered before."""
    if question.only_if is None:
        return True
    other, code = question.only_if
    return code in answers.get(other, ())


def missing(kind: PersonKind, answers: Answers) -> list[Question]:
    """What has still to be asked before she, or the child, leaves."""
    return [one for one in QUESTIONS[kind] if is_asked(one, answers) and not answers.get(one.id)]


def checked(kind: PersonKind, answers: Answers) -> dict[str, list[str]]:
    """
    Answers as they are kept: in the order of the table and of its lists, each code once.

    What is not asked after the other answers is left out.

    Raises:
        AnswerUnusable: a question that nobody asks, a code that is not on its list, several where
            one is asked, or "not stated" beside a code.
    """
    kept: dict[str, list[str]] = {}
    for question in QUESTIONS[kind]:
        given = set(answers.get(question.id, ()))
        known = code_list(question.codes)
        is_too_many = len(given) > 1 and (not question.is_multiple or NOT_STATED in given)
        if is_too_many or given - set(known):
            raise AnswerUnusable(question.id)
        if given and is_asked(question, kept):
            kept[question.id] = [code for code in known if code in given]
    strangers = set(answers) - _ids(QUESTIONS[kind])
    if strangers:
        raise AnswerUnusable(min(strangers))
    return kept


def _ids(questions: Iterable[Question]) -> set[str]:
    return {question.id for question in questions}
