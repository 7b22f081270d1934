"""
The talk before a decision: the same questions for everybody, and what its clock says (R-A2).

Rules: target group, exclusions, the children's needs and safety are asked in this order; a question
may stay open, as nobody answers with a knife at her door; answers are sealed and go with a refusal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from journal.domain.codes import code_list
from journal.domain.decisions import DecisionKind
from journal.domain.enquiries import WordsTooMany
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import StaffId

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "target": ("violence", "adult", "needs_shelter", "wants_to_come"),
    "exclusion": ("misuse", "illness", "homeless_only"),
    "children": ("children_safe", "children_health", "children_school"),
    "safety": ("danger_now", "near_house", "knows_staff", "traced", "followed"),
    "told": ("told_offer", "told_anonymous", "told_children"),
}
"""The questions of the list ``visitation_question``, by section of ``visitation_section``."""
ANSWERS = "visitation_answer"
MOST_WORDS = 1_000
SOON = timedelta(hours=2)
"""From when on the clock of a decision is pressing."""


class Pressing(StrEnum):
    """How a decision stands to its time."""

    TALKING = "talking"
    IN_TIME = "in_time"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What somebody says is decided on a talk, as it comes from the form.

    Args:
        kind: admission or refusal.
        is_proposal: it is only proposed.
        decided_by: who decided on the phone; None for the actor.
        decided_at: with a time zone; None for now.
    """

    kind: DecisionKind
    reason: str
    is_proposal: bool = False
    decided_by: StaffId | None = None
    decided_at: datetime | None = None
    late_reason: str = ""


class TalkOver(RuleBroken):
    """Answers, or an end, for a talk that is decided."""

    code = "talk_over"
    sentence = N_("This is decided; the answers are closed. Nothing was changed.")


class TalkNotOver(RuleBroken):
    """A decision on a talk that still goes on."""

    code = "talk_not_over"
    sentence = N_("Say first when the talk ended. The day of that hour is the day of the answer.")


class TalkEndUnusable(RuleBroken):
    """An end before the beginning, or one that lies ahead."""

    code = "talk_end_unusable"
    field = "ended_at"
    sentence = N_("Choose when the talk ended: after it began, and not later than now.")


class AnswersGone(RuleBroken):
    """Answers to be put into a file that are there already, or erased."""

    code = "answers_gone"
    sentence = N_("No answers wait: they are in the journal already, or their time was over.")


class AnswersShut(RuleBroken):
    """Answers that do not open."""

    code = "answers_shut"
    sentence = N_(
        "The answers cannot be opened, so they stay where they are. "
        "It has been reported to those who look after the journal."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """
    What was answered.

    Args:
        chosen: for each question that was answered a code of ``visitation_answer``.
        text: what else matters, at most a thousand characters.
    """

    chosen: Mapping[str, str] = field(default_factory=dict, repr=False)
    text: str = field(default="", repr=False)

    def document(self) -> dict[str, object]:
        """What is sealed."""
        return {"chosen": dict(self.chosen), "text": self.text}


def from_document(document: Mapping[str, object]) -> Answers:
    """The answers in a sealed document; what it does not say is left open."""
    chosen, text = document.get("chosen"), document.get("text")
    return Answers(
        chosen={str(key): str(value) for key, value in chosen.items()}
        if isinstance(chosen, Mapping)
        else {},
        text=text if isinstance(text, str) else "",
    )


def questions() -> list[str]:
    """Every question, in the order in which it is asked."""
    return [question for section in SECTIONS.values() for question in section]


def long_text(typed: str) -> str:
    """
    What else matters, as it is kept.

    Raises:
        WordsTooMany: more than a thousand characters.
    """
    text = typed.replace("\r\n", "\n").strip()
    if len(text) > MOST_WORDS:
        raise WordsTooMany(length=len(text), limit=MOST_WORDS)
    return text


def require_answers(answers: Answers) -> None:
    """
    Refuse answers to what nobody asks.

    Raises:
        KeyError: a question or an answer that is on no list: a programming error of a form.
    """
    for question, answer in answers.chosen.items():
        code_list("visitation_question")[question]
        code_list(ANSWERS)[answer]


def require_end(started_at: datetime, ended_at: datetime, now: datetime) -> None:
    """
    Refuse an end that cannot be.

    A typed time has no seconds, so the minute in which it began will do.

    Raises:
        TalkEndUnusable: before the beginning, or later than now.
    """
    if not started_at.replace(second=0, microsecond=0) <= ended_at <= now:
        raise TalkEndUnusable


def pressing(due_at: datetime | None, now: datetime) -> Pressing:
    """
    How pressing a decision is.

    Args:
        due_at: the end of the local day on which the talk ended; None while it goes on.
    """
    if due_at is None:
        return Pressing.TALKING
    if now > due_at:
        return Pressing.LATE
    return Pressing.SOON if due_at - now <= SOON else Pressing.IN_TIME
