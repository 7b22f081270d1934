"""When a backup was last tried and stood, as the overview of those who lead says it."""

from dataclasses import dataclass
from datetime import timedelta

from journal.domain.condition_rules import DRILL_OLDEST
from journal.request import context, now
from journal.services.drill import last_proven


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillShown:
    """Whole hours since a backup was last proven, or None; and whether that is too long."""

    hours: int | None
    is_overdue: bool


def shown() -> DrillShown:
    """How long ago a backup was last proven."""
    at = last_proven(context())
    if at is None:
        return DrillShown(hours=None, is_overdue=True)
    age = max(now() - at, timedelta())
    return DrillShown(hours=int(age.total_seconds()) // 3600, is_overdue=age > DRILL_OLDEST)
