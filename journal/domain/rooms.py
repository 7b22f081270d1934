"""
Rooms, and who has which for what nights.

Rules: a span of nights is half-open, from the day somebody moves in to the day she moves out, in
local dates of the house; two families never have the same room in the same night; a person has one
room at a time, a family as many as it needs; a room is freed by moving and by discharge only.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId, FamilyId, RoomId

ONE_DAY = timedelta(days=1)
NIGHT_ENDS = time(6)
"""Before this time on the clock of the house the night still belongs to the day before."""
EARLIEST = timedelta(days=31)
"""How long afterwards a day of moving may be entered."""
LATEST = timedelta(days=366)
"""How far ahead a room may be kept or taken out of service."""
LONGEST_NAME = 40


class RoomType(StrEnum):
    """How many beds a room has."""

    SINGLE = "single"
    DOUBLE = "double"


class DatesInWrongOrder(RuleBroken):
    """
    A last day before the first.

    Args:
        field: of the form, which holds the day that is wrong.
    """

    code = "dates_in_wrong_order"
    field = "until"
    sentence = N_("The days are in the wrong order: this one lies before the first.")

    def __init__(self, field: str = "until") -> None:
        super().__init__()
        self.field = field


class DayTooFar(RuleBroken):
    """A day that nobody enters or plans any more."""

    code = "day_too_far"
    sentence = N_(
        "Choose a day at most %(earliest)s days ago and at most %(latest)s days from now."
    )

    def __init__(self, field: str) -> None:
        super().__init__(earliest=EARLIEST.days, latest=LATEST.days)
        self.field = field


class RoomTaken(RuleBroken):
    """Another family has the room in one of the nights."""

    code = "room_taken"
    field = "room"
    sentence = N_(
        "Another family has this room in some of these nights. Choose another room; nothing was "
        "changed."
    )


class RoomOut(RuleBroken):
    """The room is out of service in one of the nights."""

    code = "room_out"
    field = "room"
    sentence = N_(
        "This room is out of service in some of these nights. Choose another room, or let the "
        "leader take it into use first."
    )


class RoomNotYet(RuleBroken):
    """The room was not there yet in the first of the nights."""

    code = "room_not_yet"
    field = "room"
    sentence = N_("The house did not have this room yet on that day. Choose another room.")


class RoomUnchanged(RuleBroken):
    """She is given the room that she has."""

    code = "room_unchanged"
    field = "room"
    sentence = N_("That is the room of now. Nothing was changed.")


class MovedLater(RuleBroken):
    """A move before one that is entered already."""

    code = "moved_later"
    field = "from_date"
    sentence = N_("A room is given from a later day already. Choose that day or one after it.")


class RoomInUse(RuleBroken):
    """A room that is to be out of service while somebody lives in it."""

    code = "room_in_use"
    field = "from_date"
    sentence = N_(
        "Somebody has this room in some of these nights. Move the family first, or choose other "
        "nights; nothing was changed."
    )


class OutTwice(RuleBroken):
    """A room that is out of service in these nights already."""

    code = "out_twice"
    field = "from_date"
    sentence = N_("The room is out of service in some of these nights already.")


class RoomNameTaken(RuleBroken):
    """Two rooms of one name: nobody could tell them apart in a fire."""

    code = "room_name_taken"
    field = "name"
    sentence = N_("Another room has this name. Choose one that nobody can mix up.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """
    A half-open span of nights; one that ends on its first day holds none.

    Args:
        from_date: the day before the first night, as the house counts days.
        until: the day after the last night; None while nobody knows.

    Raises:
        DatesInWrongOrder: it ends before it begins.
    """

    from_date: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.from_date:
            raise DatesInWrongOrder

    @property
    def is_empty(self) -> bool:
        """Whether it holds no night at all."""
        return self.until == self.from_date

    def covers(self, night: date) -> bool:
        """Whether it holds the night after this day."""
        return self.from_date <= night and (self.until is None or night < self.until)

    def overlaps(self, other: "Nights") -> bool:
        """Whether the two have a night in common."""
        if self.is_empty or other.is_empty:
            return False
        begins_first = self.until is None or other.from_date < self.until
        ends_first = other.until is None or self.from_date < other.until
        return begins_first and ends_first


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoom:
    """A room that the house has from a day on."""

    name: str = field(repr=False)
    type: RoomType
    since: date


class Assigned(Protocol):
    """A room that somebody has; a row of the table is one."""

    @property
    def room_id(self) -> RoomId:
        """Which room."""

    @property
    def case_id(self) -> CaseId:
        """Whose case file."""

    @property
    def nights(self) -> Nights:
        """For what nights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A room as a family holds it, to be compared with what another wants."""

    family_id: FamilyId
    nights: Nights


def require_usable(day: date, today: date, field: str) -> None:
    """
    Refuse a day that nobody enters or plans any more.

    Raises:
        DayTooFar: with the name of the field.
    """
    if not today - EARLIEST <= day <= today + LATEST:
        raise DayTooFar(field)


def require_free(
    wanted: Nights, family_id: FamilyId, held: Iterable[Held], outs: Iterable[Nights]
) -> None:
    """
    Refuse a room that another family has, or that is out of service; her own family may share it.

    Raises:
        RoomTaken: by another family.
        RoomOut: in one of the nights.
    """
    if any(one.family_id != family_id and one.nights.overlaps(wanted) for one in held):
        raise RoomTaken
    if any(out.overlaps(wanted) for out in outs):
        raise RoomOut


def require_empty(wanted: Nights, held: Iterable[Nights], outs: Iterable[Nights]) -> None:
    """
    Refuse to take a room out of service in nights in which somebody has it.

    Raises:
        RoomInUse: somebody has it.
        OutTwice: it is out of service already.
    """
    if any(one.overlaps(wanted) for one in held):
        raise RoomInUse
    if any(one.overlaps(wanted) for one in outs):
        raise OutTwice


def moved(own: Sequence[Assigned], room_id: RoomId, from_date: date) -> Assigned | None:
    """
    The room that somebody leaves when she moves into another one.

    Args:
        own: all that she has had.
        room_id: where she moves to.
        from_date: the first night there.

    Returns:
        What ends on that day; None when she has no room then.

    Raises:
        MovedLater: she was given a room from a later day.
        RoomUnchanged: it is the one she has.
    """
    real = [one for one in own if not one.nights.is_empty]
    if any(one.nights.from_date > from_date for one in real):
        raise MovedLater
    left = next((one for one in real if one.nights.covers(from_date)), None)
    if left is not None and left.room_id == room_id:
        raise RoomUnchanged
    return left


def freed(nights: Nights, on_date: date, today: date) -> Nights:
    """
    What is left of a span when somebody moves out; a room that was only kept was never hers.

    Raises:
        DatesInWrongOrder: before the day she moved in; names the field ``on_date``.
    """
    if on_date >= nights.from_date:
        return Nights(from_date=nights.from_date, until=on_date)
    if nights.from_date > today:
        return Nights(from_date=nights.from_date, until=nights.from_date)
    raise DatesInWrongOrder("on_date")


def night_of(local: datetime) -> date:
    """The day that a night belongs to: before six in the morning it is the day before."""
    return local.date() - ONE_DAY if local.time() < NIGHT_ENDS else local.date()


def room_now(own: Collection[Assigned], local: datetime) -> RoomId | None:
    """
    Where somebody who is in the house sleeps or will sleep.

    Who moves today is where she was until the night is over; who leaves today and is still there
    is where she was; who came after midnight is where she came to.

    Args:
        local: the clock of the house.
    """
    today = local.date()
    yesterday = today - ONE_DAY
    for night in (yesterday, today) if night_of(local) != today else (today, yesterday):
        for one in own:
            if one.nights.covers(night):
                return one.room_id
    return None


def as_counted(name: str) -> tuple[tuple[int, str], ...]:
    """What names of rooms are sorted by: Room 2 comes before Room 10."""
    return tuple(
        (int(part), "") if part.isdecimal() else (-1, part.casefold())
        for part in re.split(r"(\d+)", name)
        if part
    )
