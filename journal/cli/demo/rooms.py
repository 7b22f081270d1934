"""The rooms of the invented house: eleven, who has which, and the one that is painted tonight."""

from collections.abc import Callable
from datetime import date
from typing import Any

from journal.domain.ids import CaseId, RoomId
from journal.domain.rooms import ONE_DAY, NewRoom, Nights, RoomType
from journal.services import room_upkeep, rooms

LEADER = "ingrid"
ROOMS = 11
DOUBLE = (3, 6, 7, 10)
TAKEN = (3, 3, 5, 1, 7, 9)
"""The room of each case of the story, in order; mother and daughter share the first."""
PAINTED, FOR_DAYS = 11, 5
"""The room that is out of service, and for how many more days."""

Act = Callable[..., Any]
"""Lets somebody of the invented house carry out a use case: who, which, with what."""


def furnish(act: Act, founded: date) -> list[RoomId]:
    """Let the leader add the rooms on the first day; the last one is painted at the end."""
    return [
        act(
            LEADER,
            room_upkeep.add_room,
            NewRoom(
                name=f"Værelse {number}",
                type=RoomType.DOUBLE if number in DOUBLE else RoomType.SINGLE,
                since=founded,
            ),
        )
        for number in range(1, ROOMS + 1)
    ]


def move_in(act: Act, known: list[RoomId], number: int, case_id: CaseId, on: date) -> None:
    """Give a case of the story its room on the day it was opened."""
    act(LEADER, rooms.assign, case_id, known[TAKEN[number] - 1], on)


def paint(act: Act, known: list[RoomId], today: date) -> None:
    """Take the room out of service that is being painted when somebody looks at the house."""
    nights = Nights(from_date=today - ONE_DAY, until=today + FOR_DAYS * ONE_DAY)
    act(LEADER, room_upkeep.take_out, known[PAINTED - 1], nights, "renovation")
