"""
The course of a stay: its phases, what each asks for, and what of the topics is cleared up.

Rules: every woman is offered the same; a topic is open until somebody says otherwise, and stays on
the list until it is settled or is none of hers. Codes only, sealed in her journal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from journal.domain.codes import code_list
from journal.domain.errors import Tampered
from journal.domain.weekly_talks import Talk

FIRST_WEEK = 7
FIRST_MONTH = 30
OPEN = "open"
"""The state of a topic of which nobody has said anything yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """
    What is ticked of one stay.

    Args:
        talks: what became of the talk of each period.
        topics: the state of each topic, a code of ``topic_state`` by one of ``topic``.
        tasks: codes of ``phase_task`` that are done.
    """

    talks: Mapping[int, Talk] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    tasks: frozenset[str] = frozenset()


NOTHING_TICKED = Course()


def phase_of(admitted: date, today: date, *, is_moving_out: bool) -> str:
    """The phase of a stay, a code of ``phase``: days 0 to 6, days 7 to 29, later, or moving out."""
    if is_moving_out:
        return "moving_out"
    days = (today - admitted).days
    if days < FIRST_WEEK:
        return "week1"
    return "month1" if days < FIRST_MONTH else "later"


def phase_of_task(task: str) -> str:
    """The phase that a task belongs to: its code begins with it."""
    return task.partition(".")[0]


def to_content(course: Course) -> dict[str, Any]:
    """The document of a course."""
    return {
        "talks": {str(number): talk.value for number, talk in course.talks.items()},
        "topics": dict(course.topics),
        "tasks": sorted(course.tasks),
    }


def from_content(content: Mapping[str, Any]) -> Course:
    """
    Read the document of a course.

    Raises:
        Tampered: a shape that this program never wrote.
    """
    try:
        return Course(
            talks={int(number): Talk(talk) for number, talk in content["talks"].items()},
            topics={str(topic): str(state) for topic, state in content["topics"].items()},
            tasks=frozenset(str(task) for task in content["tasks"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Tampered from error


def open_topics(course: Course) -> int:
    """How many topics are neither settled nor none of hers."""
    settled = {"settled", "not_hers"}
    return sum(course.topics.get(topic, OPEN) not in settled for topic in code_list("topic"))
