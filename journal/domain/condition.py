"""
The state of the house in words: what is looked at, and what a finding says of it.

Rules: a finding is green or red and a fact that was measured; a red one says who does what; none
holds a name, a case or a path. From when on it is red: ``condition_rules``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from journal.domain.errors import N_, NN_


class Check(StrEnum):
    """What is looked at, in the order in which it is shown."""

    VERIFY = "verify"
    CHECKPOINT = "checkpoint"
    SIGNER = "signer"
    ELSEWHERE = "elsewhere"
    BROWSERS = "browsers"
    CLOCK = "clock"
    STOPS = "stops"
    REVIEWS = "reviews"
    BACKUP = "backup"
    RESTORE = "restore"
    STATE_DISK = "state_disk"
    BACKUP_DISK = "backup_disk"
    SHARE_DISK = "share_disk"
    WITNESS_DISK = "witness_disk"
    RESERVE = "reserve"
    TIMER = "timer"
    DATABASE = "database"


TITLES = {
    Check.VERIFY: N_("The whole log checked"),
    Check.CHECKPOINT: N_("Checkpoint in the database"),
    Check.SIGNER: N_("Checkpoint beside the database"),
    Check.ELSEWHERE: N_("Checkpoint elsewhere"),
    Check.BROWSERS: N_("Checkpoint in every browser"),
    Check.CLOCK: N_("Clock of the server"),
    Check.STOPS: N_("Stops of the service"),
    Check.REVIEWS: N_("Reviews"),
    Check.BACKUP: N_("Last backup"),
    Check.RESTORE: N_("Backup tried"),
    Check.STATE_DISK: N_("Disk of journal, log and keys"),
    Check.BACKUP_DISK: N_("Disk of the backups"),
    Check.SHARE_DISK: N_("Disk of the share copies"),
    Check.WITNESS_DISK: N_("Disk of the checkpoints elsewhere"),
    Check.RESERVE: N_("Reserve file"),
    Check.TIMER: N_("Timer"),
    Check.DATABASE: N_("Database"),
}
DISKS = (Check.STATE_DISK, Check.BACKUP_DISK, Check.SHARE_DISK, Check.WITNESS_DISK)
AGES = (
    (timedelta(hours=2), timedelta(minutes=1), NN_("%(count)s minute", "%(count)s minutes")),
    (timedelta(days=2), timedelta(hours=1), NN_("%(count)s hour", "%(count)s hours")),
    (timedelta.max, timedelta(days=1), NN_("%(count)s day", "%(count)s days")),
)
"""Below which age it is told in which unit, and the unit's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """
    How one entrance speaks: its functions for a message id, for a plural, and for a number.

    Args:
        counted: gives the words of a message id or its plural, the gap ``count`` still open or
            filled.
    """

    translated: Callable[[str], str]
    counted: Callable[[str, str, int], str]
    number: Callable[[int], str] = str

    def age(self, age: timedelta) -> str:
        """An age in its largest fitting unit; one of a clock that was set back is no age."""
        whole = max(age, timedelta())
        _, unit, (one, other) = next(each for each in AGES if whole < each[0])
        return self.count(one, other, whole // unit)

    def count(self, one: str, other: str, count: int) -> str:
        """A sentence with the gap ``count``."""
        said = self.counted(one, other, count)
        return said % {"count": self.number(count)} if "%(" in said else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    One fact: a message id, and what fills its gaps: numbers and ages.

    Args:
        other: the message id for more than one, where the value ``count`` decides.
    """

    sentence: str
    other: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def words(self, tongue: Tongue) -> str:
        """The fact in somebody's language."""
        if self.other:
            return tongue.count(self.sentence, self.other, self.values["count"])
        said = tongue.translated(self.sentence)
        filled = {
            name: tongue.age(value) if isinstance(value, timedelta) else tongue.number(value)
            for name, value in self.values.items()
        }
        return said % filled if filled else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one thing; ``to_do`` is a message id, empty while it is green."""

    check: Check
    facts: Sequence[Said]
    to_do: str = ""

    @property
    def is_green(self) -> bool:
        """Whether there is nothing to do."""
        return not self.to_do


def plain(sentence: str, **values: Any) -> Said:
    """A fact with what fills its gaps."""
    return Said(sentence=sentence, values=values)


def counted(pair: tuple[str, str], count: int) -> Said:
    """A fact that is a number of something."""
    return Said(sentence=pair[0], other=pair[1], values={"count": count})
