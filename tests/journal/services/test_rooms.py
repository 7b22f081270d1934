"""Rooms: given, shared, moved out of, taken out of service, and never to two families."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from journal.domain.errors import AccessDenied
from journal.domain.rooms import (
    DatesInWrongOrder,
    DayTooFar,
    Nights,
    RoomInUse,
    RoomNotYet,
    RoomOut,
    RoomTaken,
)
from journal.services import exclusions, room_upkeep, rooms
from journal.services.work import perform

MONDAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def spans(ask):
    """Return a function that gives every assignment as it is stored, oldest first."""
    return lambda: [
        tuple(row)
        for row in ask("SELECT from_date, until FROM room_assignment ORDER BY from_date, until")
    ]


def test_a_family_shares_a_room_or_has_two(lone, add_room, bare_case, events):
    """Its members may be in one room; another family may not; each giving is on record."""
    family, first, second = uuid4(), add_room("Værelse 1"), add_room("Værelse 2")
    mother, child, teenager = (bare_case(family) for _ in range(3))
    perform(lone(), rooms.assign, mother, first, MONDAY)
    perform(lone(), rooms.assign, child, first, MONDAY)
    perform(lone(), rooms.assign, teenager, second, MONDAY)
    with pytest.raises(RoomTaken):
        perform(lone(), rooms.assign, bare_case(), second, MONDAY + ONE_DAY)

    given = events("room.assign")
    assert ["leader"] * 3 == [event["basis"] for event in given if event["out"] == "ok"]


def test_moving_frees_the_room_on_the_day_and_moving_twice_in_a_day_works(
    lone, add_room, bare_case, spans
):
    """The morning's room is free for the evening; a room of no night was never hers."""
    first, second, third = (add_room(f"Værelse {number}") for number in (1, 2, 3))
    her, other = bare_case(), bare_case()
    perform(lone(), rooms.assign, her, first, MONDAY - ONE_DAY * 0)
    perform(lone(), rooms.assign, her, second, MONDAY)
    perform(lone(), rooms.assign, her, third, MONDAY + ONE_DAY)
    perform(lone(), rooms.assign, other, first, MONDAY)
    perform(lone(), rooms.assign, bare_case(), second, MONDAY + ONE_DAY)

    day, next_day = "2026-03-02", "2026-03-03"
    assert sorted(
        [(day, day), (day, next_day), (next_day, None), (day, None), (next_day, None)], key=str
    ) == sorted(spans(), key=str)


def test_only_discharge_frees_a_room_and_names_the_field_of_a_wrong_day(
    lone, add_room, bare_case, spans, events, clock
):
    """Before she came is no day to leave; then the room is anybody's; again changes nothing."""
    room, her = add_room(), bare_case()
    perform(lone(), rooms.assign, her, room, MONDAY)
    clock.advance(days=3)
    with pytest.raises(DatesInWrongOrder) as caught:
        perform(lone(), rooms.release, her, MONDAY - ONE_DAY)
    assert "on_date" == caught.value.field
    for _ in range(2):
        perform(lone(), rooms.release, her, MONDAY + 3 * ONE_DAY)
    perform(lone(), rooms.release, bare_case(), MONDAY)
    perform(lone(), rooms.assign, bare_case(), room, MONDAY + 3 * ONE_DAY)

    assert [("2026-03-02", "2026-03-05"), ("2026-03-05", None)] == spans()
    freed = [event for event in events("room.assign") if event.get("why") == "freed"]
    assert [1, 0, 0] == [len(event["on"][0][1]) for event in freed]


def test_a_room_that_was_kept_for_somebody_who_never_came_is_free_again(lone, add_room, bare_case):
    """Given ahead of her coming, given up before it."""
    room, her = add_room(), bare_case()
    perform(lone(), rooms.assign, her, room, MONDAY + 5 * ONE_DAY)
    with pytest.raises(RoomTaken):
        perform(lone(), rooms.assign, bare_case(), room, MONDAY)
    perform(lone(), rooms.release, her, MONDAY)
    perform(lone(), rooms.assign, bare_case(), room, MONDAY)


def test_out_of_service_is_for_empty_rooms_and_for_whole_nights(lone, add_room, bare_case):
    """Each refusal names its field; taken into use again it can be given."""
    room, her = add_room(), bare_case()
    nights = Nights(from_date=MONDAY, until=MONDAY + 3 * ONE_DAY)
    perform(lone(), room_upkeep.take_out, room, nights, "repair")
    for wrong, error, field in (
        (
            Nights(from_date=MONDAY + 9 * ONE_DAY, until=MONDAY + 9 * ONE_DAY),
            DatesInWrongOrder,
            "until",
        ),
        (Nights(from_date=MONDAY, until=date(2062, 3, 2)), DayTooFar, "until"),
    ):
        with pytest.raises(error) as caught:
            perform(lone(), room_upkeep.take_out, room, wrong, "repair")
        assert field == caught.value.field
    with pytest.raises(RoomOut):
        perform(lone(), rooms.assign, her, room, MONDAY + ONE_DAY)
    with pytest.raises(RoomNotYet):
        perform(lone(), rooms.assign, her, room, MONDAY - ONE_DAY)
    (shown,) = perform(lone(), room_upkeep.show_rooms)
    perform(lone(), room_upkeep.take_in, room, shown.outs[0].id)
    perform(lone(), rooms.assign, her, room, MONDAY)
    with pytest.raises(RoomInUse):
        perform(lone(), room_upkeep.take_out, room, Nights(from_date=MONDAY + ONE_DAY), "water")


def test_a_rooms_name_is_sealed_and_changes_whole(lone, add_room, ask, events, settings):
    """Nothing of the old name stays; the list is in the order people count."""
    tenth, second = add_room("Værelse 10"), add_room("Værelse 2")
    perform(lone(), room_upkeep.rename, tenth, "Blå stue 11")

    shown = perform(lone(), room_upkeep.show_rooms)
    assert [("Blå stue 11", tenth), ("Værelse 2", second)] == [(one.name, one.id) for one in shown]
    assert b"stue" not in b"".join(bytes(row[0]) for row in ask("SELECT body_sealed FROM record"))
    assert [(2,), (1,)] == [
        tuple(row) for row in ask("SELECT revision FROM record ORDER BY revision DESC")
    ]
    assert ["added", "added", "renamed"] == [event["why"] for event in events("room.set")]


def test_who_may_give_a_room(context, sign_in, case_id, add_room, guard, people, events, lone):
    """Her team, who leads, a guard on shift; not another team off shift, not who knows her."""
    first, second = add_room("Værelse 1"), add_room("Værelse 2")
    perform(context(sign_in("anna")), rooms.assign, case_id, first, MONDAY)
    perform(context(guard), rooms.assign, case_id, second, MONDAY)
    for login in ("carla", "tove"):
        with pytest.raises(AccessDenied):
            perform(context(sign_in(login)), rooms.assign, case_id, first, MONDAY)
    perform(lone(), exclusions.exclude, case_id, people["hanne"])
    for refused in (rooms.assign, rooms.choose):
        rest = (first, MONDAY) if refused is rooms.assign else ()
        with pytest.raises(AccessDenied):
            perform(context(guard), refused, case_id, *rest)
    for use_case, given in ((room_upkeep.show_rooms, ()), (room_upkeep.rename, (first, "X"))):
        with pytest.raises(AccessDenied):
            perform(context(sign_in("anna")), use_case, *given)
    basis = [event.get("basis") for event in events("room.assign") if event["out"] == "ok"]
    assert ["team", "duty"] == basis


def test_what_can_be_chosen_is_shown_with_its_state(lone, add_room, bare_case, case_id):
    """Hers, another family's, one out of service, and a free one."""
    hers, taken, out, free = (add_room(f"Værelse {number}") for number in (1, 2, 3, 4))
    perform(lone(), rooms.assign, case_id, hers, MONDAY)
    perform(lone(), rooms.assign, bare_case(), taken, MONDAY)
    perform(lone(), room_upkeep.take_out, out, Nights(from_date=MONDAY), "pests")

    found = perform(lone(), rooms.choose, case_id)
    assert (hers, MONDAY, "Stille Birk") == (found.now, found.night, found.banner.pseudonym)
    states = {room.id: (room.is_taken, room.is_out) for room in found.rooms}
    assert {
        hers: (False, False),
        taken: (True, False),
        out: (False, True),
        free: (False, False),
    } == states


def test_an_unknown_room_or_case_is_refused_as_anything_else(lone, add_room, bare_case):
    """One answer for both."""
    room, her = add_room(), bare_case()
    for case, wanted in ((uuid4(), room), (her, uuid4()), (bare_case(state="closed"), room)):
        with pytest.raises(AccessDenied):
            perform(lone(), rooms.assign, case, wanted, MONDAY)
