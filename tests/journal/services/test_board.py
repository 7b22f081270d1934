"""The house board and the fire list: who sees them, what they say, and what they keep back."""

from datetime import date
from uuid import UUID

import pytest

from journal.domain.audit import text_of
from journal.domain.board import BoardEntry
from journal.domain.cases import PersonKind
from journal.domain.errors import AccessDenied
from journal.domain.staff import Profession, Role
from journal.request import due
from journal.services import board, board_entries, cases, exclusions, residents, rooms
from journal.services.board import BoardShown, OffShift
from journal.services.residents import Resident
from journal.services.work import perform

MONDAY = date(2026, 3, 2)
SECRET = "Ring til lederen, hvis en mand spørger ved lågen"


@pytest.fixture
def family(house, context, sign_in, people):
    """Return a woman and her child, whose team is Anna and Birgit."""
    anna = sign_in("anna")

    def open_one(kind, pseudonym, relative=None):
        new = cases.NewCase(
            id=cases.reserve(house.vault),
            kind=kind,
            pseudonym=pseudonym,
            team=frozenset({people["anna"], people["birgit"]}),
            relative=relative,
        )
        return perform(context(anna), cases.create_case, new)

    mother = open_one(PersonKind.WOMAN, "Stille Birk")
    return mother, open_one(PersonKind.CHILD, "Blid Ravn", mother)


@pytest.fixture
def entry(family):
    """Return what the team writes about the mother."""
    return BoardEntry(case_id=family[0], language="ar", alerts=["sought"], text=SECRET, hours=24)


@pytest.fixture
def look(context):
    """Return a function with which somebody looks at the board."""
    return lambda principal, use_case=board.show: perform(context(principal), use_case)


def aliases(ask, *case_ids):
    """Return how the log calls some cases."""
    stored = ask("SELECT id, alias FROM case_file")
    found = {as_uuid(row.id): as_uuid(row.alias) for row in stored}
    return {text_of(found[one].bytes) for one in case_ids}


def as_uuid(value):
    """Return an id as the rules know it, whichever engine stored it."""
    return UUID(bytes=value) if isinstance(value, bytes) else value


def test_a_guard_on_shift_sees_who_sleeps_where(
    family, entry, look, lone, add_room, context, sign_in, guard, events, ask
):
    """Rooms in order, headcount, pseudonyms, warnings and language; one event lists all of it."""
    mother, child = family
    second, _ = add_room("Værelse 2"), add_room("Værelse 1")
    perform(lone(), rooms.assign, mother, second, MONDAY)
    perform(context(sign_in("anna")), board_entries.write, entry)
    before = len(events())
    shown = look(guard)

    assert [("Værelse 1", 0), ("Værelse 2", 2)] == [(r.name, r.headcount) for r in shown.rooms]
    (party,) = shown.rooms[1].parties
    assert [("Stille Birk", "woman"), ("Blid Ravn", "child")] == [
        (one.pseudonym, one.kind) for one in party.people
    ]
    said = party.people[0].said
    assert ("ar", ["sought"], SECRET) == (said.language, said.alerts, said.text)
    assert (2, 1) == (shown.headcount, shown.free)
    (event,) = events()[before:]
    assert ("board.read", "duty", 2) == (event["act"], event["basis"], event["n"])
    rows = [row for _, listed in event["on"] for row in listed]
    assert aliases(ask, mother, child) == {case for case, _ in event["on"]} - {None}
    assert 2 + 1 + 2 + 2 == len(rows)  # a room each, the empty room, two names, two documents


def test_who_sees_the_board(family, look, guard, deputy, sign_in, hire, people, clock, events):
    """The roster decides, and who leads always does; off shift one hears when the next begins."""
    assert isinstance(look(sign_in("lone")), BoardShown)
    assert isinstance(look(deputy), BoardShown)
    assert isinstance(look(guard), BoardShown)
    for login in ("anna", "tove"):
        assert look(sign_in(login)) == OffShift(next_at=None)
        with pytest.raises(AccessDenied):
            look(sign_in(login), board.fire_list)
    hire("rikke", Role.LOG_REVIEWER, Profession.OTHER)
    with pytest.raises(AccessDenied):
        look(sign_in("rikke"))
    clock.advance(hours=7)
    assert isinstance(look(guard), OffShift)
    assert 3 == len([one for one in events("board.read") if one["out"] == "ok"])


@pytest.mark.parametrize("use_case", [board.show, board.fire_list])
def test_r_x1_who_is_kept_away_sees_room_and_headcount_and_nothing_else(
    use_case, family, entry, look, lone, add_room, context, sign_in, guard, people, events, ask
):
    """R-X1, of the whole family: neither name nor warning, and the event names the room alone."""
    mother, child = family
    room = add_room("Værelse 1")
    perform(lone(), rooms.assign, mother, room, MONDAY)
    perform(context(sign_in("anna")), board_entries.write, entry)
    perform(lone(), exclusions.exclude, child, people["hanne"])
    before = len(events())
    shown = look(guard, use_case)

    ((party,),) = [room.parties for room in shown.rooms]
    assert (2, []) == (party.headcount, party.people)
    assert not any(word in str(shown) for word in ("Birk", "Ravn", SECRET, "sought", str(mother)))
    (event,) = events()[before:]
    ((alias, rows),) = event["on"]
    assert alias is None
    assert 2 == len(rows)  # the room, and the document of its name
    assert 2 == look(sign_in("lone"), use_case).rooms[0].headcount
    assert look(sign_in("lone"), use_case).rooms[0].parties[0].people


def test_the_fire_list_says_on_record_that_it_was_one(family, look, guard, events):
    """Who has no room yet stands at the end; nobody is left out."""
    shown = look(guard, board.fire_list)

    assert [(None, 2)] == [(room.name, room.headcount) for room in shown.rooms]
    assert "fire_list" == events("board.read")[-1]["why"]


def test_a_visiting_child_is_counted_on_the_fire_list(family, look, guard, monkeypatch, house):
    """R-U5: in no figure of the year, and on the list that is carried out of a burning house."""
    real = residents.present

    def with_a_visitor(work):
        mother, child = sorted(real(work), key=lambda one: one.case.person_kind != "woman")
        return [mother, Resident(case=child.case, is_visiting=True)]

    monkeypatch.setattr(residents, "present", with_a_visitor)
    shown = look(guard, board.fire_list)
    assert (2, 1) == (shown.headcount, shown.visiting)


def test_what_stands_on_the_board_runs_out_and_its_language_stays(
    family, entry, look, context, sign_in, clock, house, ask
):
    """After its hours nobody sees it; the next run erases it for good."""
    anna, lone = sign_in("anna"), sign_in("lone")
    perform(context(anna), board_entries.write, entry)
    clock.advance(hours=24)
    lone, anna = sign_in("lone"), sign_in("anna")
    said = look(lone).rooms[0].parties[0].people[0].said
    assert ("ar", (), "", None) == (said.language, said.alerts, said.text, said.until)
    assert 2 == len(ask("SELECT 1 FROM record"))
    due.run(house.context("job"))
    assert 1 == len(ask("SELECT 1 FROM record"))
    shown = perform(context(anna), board_entries.prepare, family[0])
    assert "ar" == shown.said.language


def test_an_entry_is_changed_whole_and_can_be_taken_away(
    family, entry, context, sign_in, ask, events
):
    """The same document gets a new text; an empty one is erased, and nothing is readable."""
    anna = sign_in("anna")
    perform(context(anna), board_entries.write, entry)
    again = BoardEntry(case_id=family[0], language="so", alerts=["away"], hours=12)
    perform(context(anna), board_entries.write, again)
    bodies = b"".join(bytes(row[0]) for row in ask("SELECT body_sealed FROM record"))
    assert SECRET.encode() not in bodies
    said = perform(context(anna), board_entries.prepare, family[0]).said
    assert ("so", ["away"], "") == (said.language, said.alerts, said.text)
    perform(context(anna), board_entries.write, BoardEntry(case_id=family[0]))
    assert [] == ask("SELECT 1 FROM record")
    assert ["team"] * 3 == [event["basis"] for event in events("board.set")]


def test_who_may_write_on_the_board(family, entry, context, sign_in, guard, people, lone):
    """The team, who leads, a guard on shift; no temp, nobody off shift, none who knows her."""
    for principal in (sign_in("anna"), sign_in("lone"), guard):
        perform(context(principal), board_entries.write, entry)
    perform(lone(), exclusions.exclude, family[0], people["hanne"])
    for principal in (guard, sign_in("carla"), sign_in("tove")):
        with pytest.raises(AccessDenied):
            perform(context(principal), board_entries.write, entry)
        with pytest.raises(AccessDenied):
            perform(context(principal), board_entries.prepare, family[0])


def test_a_text_that_does_not_open_hides_nobody(
    family, entry, look, lone, add_room, context, sign_in, guard, tamper, events
):
    """A damaged document is reported and left out; people, rooms and heads still stand there."""
    perform(lone(), rooms.assign, family[0], add_room("Værelse 1"), MONDAY)
    perform(context(sign_in("anna")), board_entries.write, entry)
    tamper("UPDATE record SET revision = revision + 7")
    shown = look(guard)

    assert [("\N{EN DASH}", 2)] == [(room.name, room.headcount) for room in shown.rooms]
    (party,) = shown.rooms[0].parties
    assert ["Stille Birk", "Blid Ravn"] == [one.pseudonym for one in party.people]
    assert "" == party.people[0].said.text
    assert events("open.error")


def test_an_end_that_somebody_takes_away_in_the_database_stops_no_board(
    entry, context, sign_in, look, tamper
):
    """The end of a warning is not sealed: it can be lost, and everything is shown all the same."""
    perform(context(sign_in("anna")), board_entries.write, entry)
    tamper("UPDATE record SET expires_at = NULL WHERE kind = 'board_entry'")

    found = look(sign_in("lone"))
    said = [one.said for room in found.rooms for party in room.parties for one in party.people]
    assert {("ar", SECRET)} == {(one.language, one.text) for one in said if one.text}
