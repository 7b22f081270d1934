"""The questions that are counted, as a form shows them: words, choices, and what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext

from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.domain.errors import N_
from journal.domain.register import QUESTIONS, Answers, Moment, Question
from journal.request import now
from journal.schemas.register import IDS
from journal.web.words import language, word, zone

HEADINGS = {
    Moment.ENQUIRY: N_("From the first call"),
    Moment.ADMISSION: N_("When she came"),
    Moment.DISCHARGE: N_("When she leaves"),
}
HEADINGS_OF_A_CHILD = {
    Moment.ADMISSION: N_("When the child came"),
    Moment.DISCHARGE: N_("When the child leaves"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One box of a question that may have several answers."""

    id: str
    words: str
    is_kept_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionShown:
    """
    A question of a form.

    Args:
        hint: for which answer of another question it is asked; empty for always.
        options: code and words, in the order of the list.
        chosen: the codes that are chosen.
    """

    id: str
    words: str
    hint: str
    is_multiple: bool
    options: Sequence[tuple[str, str]]
    chosen: Sequence[str]

    @property
    def boxes(self) -> list[Choice]:
        """Its options as boxes to tick."""
        return [Choice(id=code, words=words) for code, words in self.options]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The questions of one moment."""

    id: str
    title: str
    questions: Sequence[QuestionShown]


def sections(
    kind: PersonKind, answers: Answers, moments: Sequence[Moment] = tuple(Moment)
) -> list[Section]:
    """The questions about a person, by the moment at which each can first be asked."""
    headings = HEADINGS_OF_A_CHILD if kind is PersonKind.CHILD else HEADINGS
    return [
        Section(
            id=moment.value,
            title=gettext(headings[moment]),
            questions=[_shown(kind, one, answers) for one in QUESTIONS[kind] if one.at is moment],
        )
        for moment in moments
        if moment in headings
    ]


def named(questions: Sequence[Question]) -> list[tuple[str, str]]:
    """Questions by their field and their words."""
    return [(one.id, gettext(one.words)) for one in questions]


def answer(question: Question, answers: Answers) -> str:
    """What was answered, in the reader's language."""
    return ", ".join(word(question.codes, code) for code in answers.get(question.id, ()))


def chosen() -> dict[str, list[str]]:
    """The answers of the form as they were sent, each with all its codes."""
    return {name: request.form.getlist(name) for name in IDS if name in request.form}


def _shown(kind: PersonKind, question: Question, answers: Answers) -> QuestionShown:
    today = now().astimezone(zone()).date()
    given = answers.get(question.id, ())
    return QuestionShown(
        id=question.id,
        words=gettext(question.words),
        hint=_hint(kind, question.only_if),
        is_multiple=question.is_multiple,
        options=[
            (entry.code, entry.label(language()))
            for entry in code_list(question.codes).values()
            if entry.is_offered(today) or entry.code in given
        ],
        chosen=given,
    )


def _hint(kind: PersonKind, only_if: tuple[str, str] | None) -> str:
    if only_if is None:
        return ""
    by_id: Mapping[str, Question] = {one.id: one for one in QUESTIONS[kind]}
    other = by_id[only_if[0]]
    hint: str = gettext(
        "Only if “%(question)s” is answered with: %(answer)s",
        question=gettext(other.words),
        answer=word(other.codes, only_if[1]),
    )
    return hint
