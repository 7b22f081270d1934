"""
The story of the invented house, read from the files beside this module.

Times are days ago and local wall time: the house is three weeks old whenever it is built.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from journal.domain.cases import PersonKind
from journal.domain.staff import Person, Profession, Role

ENTERED_AFTER = 20
"""Minutes between an event and its entry, where the story says nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One note: when it happened, when it was entered, by whom, of what type, and its text."""

    occurred_at: datetime
    entered_at: datetime
    author: str
    type: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """
    One case: whose file, who is its team, when it was opened, and its notes in order.

    Args:
        relative: the number of an earlier case of the same family, from 1; None for none.
    """

    kind: PersonKind
    team: tuple[str, ...]
    opened_at: datetime
    notes: tuple[Told, ...]
    relative: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """
    A journal opened at night.

    Args:
        case: its number, from 1.
        reviewed_at: when the leader looked at it; None while it waits.
    """

    at: datetime
    who: str
    case: int
    reason: str
    words: str = field(repr=False)
    reviewed_at: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """
    The whole invented house.

    Args:
        shown: the log-ins that the start prints.
        sent: quick notes, each with the number of its case.
    """

    people: tuple[Person, ...]
    shown: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    emergencies: tuple[Emergency, ...]
    sent: tuple[tuple[int, Told], ...]


def read(today: date, zone: ZoneInfo) -> Story:
    """
    Read the story as it looks from a day.

    Args:
        today: the local day on which the house is built.
        zone: the zone of the house.
    """
    house = table("house.toml")
    names = sorted(entry.name for entry in _folder().iterdir() if entry.name.startswith("case_"))
    return Story(
        people=tuple(_person(entry) for entry in house["staff"]),
        shown=tuple(house["shown"]),
        chapters=tuple(_chapter(table(name), today, zone) for name in names),
        emergencies=tuple(_emergency(entry, today, zone) for entry in house["emergency"]),
        sent=tuple((case, _told(entry, today, zone)) for case, *entry in house["sent"]),
    )


def moment(said: str, today: date, zone: ZoneInfo) -> datetime:
    """The instant of ``"20 02:15"``: twenty days ago at 02.15 local time."""
    days, clock = said.split()
    local = datetime.combine(today - timedelta(days=int(days)), time.fromisoformat(clock))
    return local.replace(tzinfo=zone)


def _folder() -> Any:
    return resources.files("journal.cli.demo")


def table(name: str) -> dict[str, Any]:
    """What one file of the story says."""
    return tomllib.loads((_folder() / name).read_text(encoding="utf-8"))


def _person(entry: dict[str, str]) -> Person:
    return Person(
        name=entry["name"],
        login=entry["login"],
        role=Role(entry["role"]),
        profession=Profession(entry["profession"]),
    )


def _chapter(table: dict[str, Any], today: date, zone: ZoneInfo) -> Chapter:
    return Chapter(
        kind=PersonKind(table["kind"]),
        team=tuple(table["team"]),
        opened_at=moment(table["opened"], today, zone),
        notes=tuple(_told(entry, today, zone) for entry in table["notes"]),
        relative=table.get("relative"),
    )


def _emergency(entry: dict[str, Any], today: date, zone: ZoneInfo) -> Emergency:
    reviewed = entry.get("reviewed")
    return Emergency(
        at=moment(entry["at"], today, zone),
        who=entry["who"],
        case=entry["case"],
        reason=entry["reason"],
        words=entry["words"],
        reviewed_at=None if reviewed is None else moment(reviewed, today, zone),
        outcome=entry.get("outcome", ""),
    )


def _told(entry: list[Any], today: date, zone: ZoneInfo) -> Told:
    said, author, kind, text, *later = entry
    occurred_at = moment(said, today, zone)
    return Told(
        occurred_at=occurred_at,
        entered_at=occurred_at + timedelta(minutes=later[0] if later else ENTERED_AFTER),
        author=author,
        type=kind,
        text=text,
    )
