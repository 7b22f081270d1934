"""The timeline shows what is wanted and nothing more, and each page says whose it is."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from journal.domain.cases import PersonKind
from journal.domain.errors import AccessDenied
from journal.domain.ids import StaffAlias
from journal.domain.timeline import Wanted
from journal.services import cases, exclusions, notes, rooms
from journal.services.work import perform

MONDAY = date(2026, 3, 2)


@pytest.fixture
def look(context, case_id):
    """Return a function that reads the timeline as somebody wants it."""
    return lambda principal, **wanted: perform(
        context(principal), notes.read_timeline, case_id, 1, Wanted(**wanted)
    )


def test_only_what_is_wanted_is_opened(look, case_id, sign_in, write, clock, events):
    """By kind, author and day; what is left out is neither shown nor on record as read."""
    anna, birgit = sign_in("anna"), sign_in("birgit")
    first = write(anna, case_id, "Mandag")
    clock.advance(days=1)
    call = write(birgit, case_id, "Opkald", type="phone")
    writers = {one.name: one.alias for one in look(anna).writers}
    monday = clock().date() - timedelta(days=1)

    def found(**wanted):
        shown = look(anna, **wanted)
        (event,) = events("note.read")[-1:]
        read = {row for _, listed in event["on"] for row in listed}
        assert len(shown.notes) == shown.total == len(read)
        return [note.id for note in shown.notes]

    assert [call] == found(type="phone")
    assert [first] == found(day=monday)
    assert [call] == found(author=writers["Birgit Bro"])
    assert [] == found(author=writers["Birgit Bro"], day=monday)
    assert [] == found(author=StaffAlias(uuid4()))
    assert [call, first] == found()


def test_a_filter_opens_no_case(look, sign_in, write, case_id):
    """Who is not in the team is refused whatever she asks for."""
    write(sign_in("anna"), case_id)
    with pytest.raises(AccessDenied):
        look(sign_in("carla"), type="observation")


@pytest.fixture
def child(house, context, sign_in, people, case_id):
    """Return the child of the case."""
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.CHILD,
        pseudonym="Blid Ravn",
        team=frozenset({people["anna"], people["birgit"]}),
        relative=case_id,
    )
    return perform(context(sign_in("anna")), cases.create_case, new)


def test_ux_06_the_banner_tells_the_room_to_who_may_see_the_board(
    look, sign_in, plan, clock, case_id, child, context, lone, add_room, events
):
    """Off shift no room and no look at the board; on shift both; the children as initials."""
    perform(lone(), rooms.assign, case_id, add_room("Værelse 2"), MONDAY)
    anna, before = sign_in("anna"), len(events())
    shown = look(anna)
    assert ("", ("BR",)) == (shown.banner.room, shown.banner.children)
    assert ["note.read"] == [event["act"] for event in events()[before:]]

    plan("anna", clock(), clock() + timedelta(hours=8))
    before = len(events())
    assert "Værelse 2" == look(anna).banner.room
    seen = {event["act"]: event for event in events()[before:]}
    assert {"note.read", "board.read"} == set(seen)
    assert "banner" == seen["board.read"]["why"]

    hers = perform(context(anna), notes.read_timeline, child, 1)
    assert ("Værelse 2", ()) == (hers.banner.room, tuple(hers.banner.children))


def test_ux_06_a_child_that_she_is_kept_away_from_is_not_even_an_initial(
    look, sign_in, child, context, people
):
    """Also not for her who reads the mother."""
    birgit = sign_in("birgit")
    assert ("BR",) == look(birgit).banner.children
    perform(context(birgit), exclusions.exclude, child, people["birgit"])
    assert () == tuple(look(birgit).banner.children)
