"""What is ticked of a stay, as it comes from its form."""

import re
from collections.abc import Collection, Mapping

from marshmallow import ValidationError

from journal.domain.codes import code_list
from journal.domain.course import OPEN, Course
from journal.domain.weekly_talks import Talk
from journal.schemas import rules
from journal.schemas.register import HIGHEST_REVISION

TASK = "task"
"""Name of the boxes of what is done; each sends its code."""
SEEN = "seen"
_WEEK = re.compile(r"talk_([1-9]\d{0,3})")
_TOPIC = re.compile(r"topic_([a-z_]+)")


def course(sent: Mapping[str, str], tasks: Collection[str]) -> tuple[Course, int]:
    """
    Read the form of a course.

    Args:
        sent: ``talk_3`` and ``topic_housing``, each with a code or nothing, and ``seen``.
        tasks: the codes of the boxes that are ticked.

    Returns:
        What is ticked, and the revision that the form was filled in from.

    Raises:
        ValidationError: a field or a code that is none.
    """
    talks: dict[int, Talk] = {}
    topics: dict[str, str] = {}
    for name, value in sent.items():
        week, topic = _WEEK.fullmatch(name), _TOPIC.fullmatch(name)
        if week and value in {"", *Talk}:
            talks |= {int(week[1]): Talk(value)} if value else {}
        elif topic and topic[1] in code_list("topic") and value in code_list("topic_state"):
            topics |= {topic[1]: value} if value != OPEN else {}
        elif name != SEEN:
            raise ValidationError({"": [rules.NOT_A_CHOICE]})
    if not set(tasks) <= set(code_list("phase_task")):
        raise ValidationError({"": [rules.NOT_A_CHOICE]})
    return Course(talks=talks, topics=topics, tasks=frozenset(tasks)), _revision(sent)


def _revision(sent: Mapping[str, str]) -> int:
    typed = sent.get(SEEN, "")
    if not re.fullmatch(r"\d{1,10}", typed, re.ASCII) or int(typed) > HIGHEST_REVISION:
        raise ValidationError({"": [rules.NOT_AN_ID]})
    return int(typed)
