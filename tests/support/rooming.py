"""Rooms for tests, as a leader adds them; no fixture is here."""

from datetime import date

from journal.domain.rooms import NewRoom, Nights, RoomType
from journal.services import room_upkeep
from journal.services.work import perform

SINCE = date(2026, 3, 2)


def one_out_one_free(leader):
    """Add two rooms and take the first out of service for a week; return their ids by a name."""
    room, free = (
        perform(leader, room_upkeep.add_room, NewRoom(name=name, type=RoomType.SINGLE, since=SINCE))
        for name in ("Værelse 1", "Værelse 2")
    )
    week = Nights(from_date=SINCE, until=date(2026, 3, 9))
    perform(leader, room_upkeep.take_out, room, week, "repair")
    (out,) = (shown for shown in perform(leader, room_upkeep.show_rooms) if shown.outs)
    return {"room": room, "free_room": free, "out": out.outs[0].id}
