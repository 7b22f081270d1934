"""
Deadlines as data: one entry in ``deadlines/*.toml`` is one deadline, and nothing else is needed.

Rules: an entry is complete, in both languages, or the program does not start with it; what it says
in words is shown as it stands there; paragraphs stand in ``domain.law`` and are named by id.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from journal.domain.codes import Wording
from journal.domain.deadlines import Limit, Reckoning, Unit

SHIPPED: Traversable = resources.files("journal.domain") / "deadlines"


class Start(StrEnum):
    """What starts a deadline."""

    TALK_ENDED = "talk_ended"
    ADMISSION_DECIDED = "admission_decided"
    MOVE_IN = "move_in"
    COMES_OF_AGE = "comes_of_age"


class About(StrEnum):
    """Whom it is about: an enquiry that has no case yet, everybody who has one, or a child."""

    ENQUIRY = "enquiry"
    EVERYBODY = "everybody"
    CHILD = "child"


class Owner(StrEnum):
    """Who must see to it; who else may tick it off is decided by ``domain.policy``."""

    LEADER = "leader"
    SOCIAL_WORKER = "social_worker"
    TEAM = "team"


class Kind(StrEnum):
    """Whether it must be kept, or ought to be."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """
    One deadline as its entry tells it.

    Args:
        due: the statute, or the house's own rule where no law speaks.
        target: the goal of the house; None where it has no other.
        references: ids of ``domain.law``.
    """

    id: str
    start: Start
    about: About
    owner: Owner
    kind: Kind
    title: Wording
    reason: Wording
    due: Limit
    target: Limit | None
    references: tuple[str, ...]


@cache
def rules(folder: Traversable | None = None) -> Mapping[str, DeadlineRule]:
    """
    The deadlines of a folder by id, in the order of their numbers.

    Args:
        folder: of entries; by default that of the program.

    Raises:
        ValueError: an entry that is not complete, or the same id twice.
    """
    place = SHIPPED if folder is None else folder
    found = [_rule(file) for file in place.iterdir() if file.name.endswith(".toml")]
    by_id = {rule.id: rule for rule in sorted(found, key=lambda rule: (len(rule.id), rule.id))}
    if len(by_id) != len(found):
        message = "two deadlines have the same id"
        raise ValueError(message)
    return by_id


def started_by(start: Start) -> list[DeadlineRule]:
    """The deadlines that something starts."""
    return [rule for rule in rules().values() if rule.start is start]


def _rule(file: Traversable) -> DeadlineRule:
    entry = tomllib.loads(file.read_text(encoding="utf-8"))
    try:
        target = entry.pop("target", None)
        return DeadlineRule(
            start=Start(entry.pop("start")),
            about=About(entry.pop("about")),
            owner=Owner(entry.pop("owner")),
            kind=Kind(entry.pop("kind")),
            title=Wording(**entry.pop("title")),
            reason=Wording(**entry.pop("reason")),
            due=_limit(entry.pop("due")),
            target=None if target is None else _limit(target),
            references=tuple(entry.pop("references")),
            **entry,
        )
    except (KeyError, TypeError, ValueError) as error:
        message = f"{file.name} is no deadline: {error}"
        raise ValueError(message) from error


def _limit(entry: Mapping[str, Any]) -> Limit:
    return Limit(
        number=entry["number"], unit=Unit(entry["unit"]), calendar=Reckoning(entry["calendar"])
    )
