"""Nights that are over are counted once, missed ones too, and again when something comes late."""

from datetime import date, timedelta

import pytest

from journal.domain.errors import AccessDenied
from journal.domain.occupancy import Counted
from journal.domain.rooms import Nights
from journal.request import due
from journal.services import occupancy, room_upkeep, rooms
from journal.services.work import perform

MONDAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def run(house):
    """Return a function that does what a timer does, and gives how many nights it counted."""
    return lambda: due.run(house.context("job")).nights


@pytest.fixture
def stored(ask):
    """Return a function that gives the counted nights as they are stored."""
    return lambda: [
        tuple(row)
        for row in ask(
            "SELECT night, rooms, out_of_service, occupied FROM room_night ORDER BY night"
        )
    ]


def test_a_night_is_counted_when_it_is_over_and_once(
    add_room, bare_case, lone, run, stored, clock, events
):
    """Not at three at night, but at six; a run that comes days late fills what was missed."""
    first, second = add_room("Værelse 1"), add_room("Værelse 2")
    perform(lone(), rooms.assign, bare_case(), first, MONDAY)
    perform(lone(), room_upkeep.take_out, second, Nights(from_date=MONDAY + ONE_DAY), "renovation")
    assert 0 == run()
    clock.advance(hours=14)  # three at night
    assert 0 == run()
    clock.advance(hours=3)
    assert (1, 0) == (run(), run())
    clock.advance(days=3)
    assert 3 == run()

    assert [("2026-03-02", 2, 0, 1)] + [
        (f"2026-03-0{day}", 2, 1, 1) for day in (3, 4, 5)
    ] == stored()
    assert [("job", 1), ("job", 3)] == [
        (event["basis"], event["n"]) for event in events("night.count")
    ]


def test_what_is_entered_late_is_counted_again(add_room, bare_case, lone, run, stored, clock):
    """A move and a discharge of days ago change the nights that they are about, and no other."""
    room, other, her = add_room("Værelse 1"), add_room("Værelse 2"), bare_case()
    clock.advance(days=4)
    assert 4 == run()
    perform(lone(), rooms.assign, her, room, MONDAY + ONE_DAY)
    assert [0, 1, 1, 1] == [row[3] for row in stored()]
    perform(lone(), rooms.release, her, MONDAY + 3 * ONE_DAY)
    assert [0, 1, 1, 0] == [row[3] for row in stored()]
    perform(
        lone(),
        room_upkeep.take_out,
        other,
        Nights(from_date=MONDAY + 2 * ONE_DAY, until=MONDAY + 3 * ONE_DAY),
        "water",
    )
    assert [0, 0, 1, 0] == [row[2] for row in stored()]
    (out,) = [one.outs for one in perform(lone(), room_upkeep.show_rooms) if one.outs] or [()]
    assert () == tuple(out)  # it is over, and no longer listed


def test_the_figures_of_a_year_are_for_who_leads(
    add_room, bare_case, lone, run, clock, context, sign_in, hire
):
    """Used and usable room-nights by month; a year without a night is empty."""
    room = add_room()
    add_room("Værelse 2")
    perform(lone(), rooms.assign, bare_case(), room, MONDAY)
    clock.advance(days=31)
    run()
    found = perform(lone(), occupancy.show)

    assert [
        (date(2026, 3, 1), Counted(rooms=60, occupied=30)),
        (date(2026, 4, 1), Counted(rooms=2, occupied=1)),
    ] == list(found.months)
    assert (2026, [2026], 62) == (found.year, list(found.years), found.all.available)
    assert [] == list(perform(lone(), occupancy.show, 2025).months)
    with pytest.raises(AccessDenied):
        perform(context(sign_in("anna")), occupancy.show)
