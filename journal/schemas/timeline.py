"""What an address says of the timeline that is wanted: codes, never a word or a name."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from journal.domain.codes import code_list
from journal.domain.ids import StaffAlias
from journal.domain.timeline import Wanted

YES = "yes"


def wanted(arguments: Mapping[str, str]) -> Wanted:
    """
    Read the filters of an address; one that cannot be understood asks for nothing.

    Args:
        arguments: ``type``, ``author``, ``day`` as 2026-03-02, and ``unread``.
    """
    kind = arguments.get("type", "")
    return Wanted(
        type=kind if kind in code_list("note_type") else "",
        author=_alias(arguments.get("author", "")),
        day=_day(arguments.get("day", "")),
        unread=arguments.get("unread") == YES,
    )


def arguments(chosen: Wanted) -> dict[str, str]:
    """The same filters as an address holds them, those that ask for nothing left out."""
    all_of_them = {
        "type": chosen.type,
        "author": "" if chosen.author is None else str(chosen.author),
        "unread": YES if chosen.unread else "",
        "day": "" if chosen.day is None else chosen.day.isoformat(),
    }
    return {name: value for name, value in all_of_them.items() if value}


def _alias(typed: str) -> StaffAlias | None:
    try:
        return StaffAlias(UUID(typed))
    except ValueError:
        return None


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    # The first and the last day of the calendar have no midnight around them in every zone.
    return day if date.min.year < day.year < date.max.year else None
