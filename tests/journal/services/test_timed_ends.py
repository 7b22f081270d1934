"""Timed access ends to the second, whatever the clock, the database and the week do."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from journal.domain.broken import (
    AccessEnded,
)
from journal.domain.errors import AccessDenied
from journal.domain.ids import GrantId
from journal.domain.staff import Profession, Role
from journal.services import notes, timed_access
from journal.services.work import perform

SECOND = timedelta(seconds=1)
TEXT = "Hun sov roligt i nat."


@pytest.fixture
def note_id(case_id, sign_in, write):
    """Return a note of the case, written by its team."""
    return write(sign_in("anna"), case_id)


def test_it_ends_to_the_second(guard, case_id, note_id, break_glass, read, clock, denials):
    """A second before its end she reads; at its end it is as if there were no such case."""
    opened = break_glass(guard, case_id)
    clock.now = opened.expires_at - SECOND
    assert {note_id: TEXT} == read(guard, case_id)
    clock.now = opened.expires_at
    with pytest.raises(AccessDenied):
        read(guard, case_id)

    assert ["note.read"] == denials()


def test_it_ends_within_a_request(guard, case_id, note_id, break_glass, clock, context, denials):
    """A request that began in time and is put on record after the end shows nothing."""
    opened = break_glass(guard, case_id)
    clock.now = opened.expires_at - SECOND

    def read_slowly(work):
        later = notes.read_timeline(work, case_id, 1)
        clock.now = opened.expires_at
        return later

    with pytest.raises(AccessDenied):
        perform(context(guard), read_slowly)
    assert ["note.read"] == denials()


@pytest.mark.parametrize(
    "change",
    [
        "expires_at = expires_at + 3600000000",
        "opened_at = opened_at - 1000",
        "reason_code = 'child_concern'",
        "face = 'purpose'",
        "case_id = :other",
        "staff_id = :anna",
        "comp = 1",
    ],
)
def test_its_terms_cannot_be_changed_behind_the_back_of_the_log(
    change, guard, case_id, open_case, break_glass, read, tamper, raw_id, people
):
    """Time, reason, scope, reader: the log names their digest, so a changed row counts no more."""
    other = open_case("dorte", "carla", pseudonym="Rolig Mose")
    break_glass(guard, case_id)
    given = {"other": raw_id(other), "anna": raw_id(people["anna"])}
    named = {name: value for name, value in given.items() if f":{name}" in change}
    assert 1 == tamper(f"UPDATE timed_access SET {change}", **named)

    for asked in (case_id, other):
        with pytest.raises(AccessDenied):
            read(guard, asked)


def test_what_was_ended_cannot_be_put_back(
    guard, case_id, note_id, break_glass, read, context, ask, tamper
):
    """Row and wrap as they once were, from a backup: the log says that it ended."""
    opened = break_glass(guard, case_id)
    (wrap,) = ask("SELECT * FROM key_wrap WHERE kind = 'timed'")
    perform(context(guard), timed_access.close, opened.id)
    columns = ", ".join(wrap._fields)
    marks = ", ".join(f":{name}" for name in wrap._fields)
    tamper(f"INSERT INTO key_wrap ({columns}) VALUES ({marks})", **wrap._mapping)
    tamper("UPDATE timed_access SET ended_at = NULL")

    with pytest.raises(AccessDenied):
        read(guard, case_id)


def test_a_clock_that_is_set_back_lengthens_nothing(
    guard, case_id, note_id, break_glass, read, clock
):
    """While it lags behind what the log has seen nothing timed counts; then it counts again."""
    break_glass(guard, case_id)
    clock.advance(minutes=90)
    assert {note_id: TEXT} == read(guard, case_id)
    clock.advance(hours=-1)
    with pytest.raises(AccessDenied):
        read(guard, case_id)
    clock.advance(hours=1)

    assert {note_id: TEXT} == read(guard, case_id)


def test_a_clock_that_was_set_back_locks_nobody_out_of_an_emergency(
    guard, case_id, note_id, break_glass, read, clock, sign_in
):
    """An access that is opened by the clock as it now stands counts by that clock."""
    clock.advance(hours=2)
    read(sign_in("anna"), case_id)
    clock.advance(hours=-1)
    break_glass(guard, case_id)

    assert {note_id: TEXT} == read(guard, case_id)


def test_two_guards_at_once_are_two_accesses(
    guard, deputy, case_id, note_id, break_glass, read, plan, clock, context, people
):
    """Each has her own end; the end of one leaves the other's."""
    plan("dagny", clock() - timedelta(hours=1), clock() + timedelta(hours=3))
    first, second = break_glass(guard, case_id), break_glass(deputy, case_id)
    assert first.expires_at > second.expires_at
    perform(context(guard), timed_access.close, first.id)

    with pytest.raises(AccessDenied):
        read(guard, case_id)
    assert {note_id: TEXT} == read(deputy, case_id)


def test_two_by_one_guard_end_one_by_one(
    guard, case_id, note_id, break_glass, read, context, clock, events
):
    """A new act with a new reason is not a longer old one; she loses the journal with the last."""
    first = break_glass(guard, case_id)
    clock.advance(minutes=5)
    second = break_glass(guard, case_id, "child_concern")
    assert first.expires_at == second.expires_at
    perform(context(guard), timed_access.close, first.id)
    assert {note_id: TEXT} == read(guard, case_id)
    perform(context(guard), timed_access.close, second.id)

    with pytest.raises(AccessDenied):
        read(guard, case_id)
    assert 2 == len(events("bg.close"))


def test_closing_twice_is_closing_once(guard, deputy, case_id, break_glass, context, events):
    """A second click finds it ended; nobody else can end it."""
    opened = break_glass(guard, case_id)
    with pytest.raises(AccessDenied):
        perform(context(deputy), timed_access.close, opened.id)
    with pytest.raises(AccessDenied):
        perform(context(guard), timed_access.close, GrantId(uuid4()))
    perform(context(guard), timed_access.close, opened.id)
    with pytest.raises(AccessEnded):
        perform(context(guard), timed_access.close, opened.id)

    assert 1 == len([event for event in events("bg.close") if event["out"] == "ok"])


@pytest.mark.parametrize("ending", ["expiry", "early end"])
def test_the_next_request_of_a_member_exchanges_the_key(
    ending, guard, case_id, note_id, break_glass, read, write, context, clock, sign_in, ask, events
):
    """Her wrap goes, and what she held for a time opens neither what was nor what comes."""
    opened = break_glass(guard, case_id)
    read(guard, case_id)
    ((old,),) = ask("SELECT key_id FROM key_wrap WHERE kind = 'timed'")
    if ending == "expiry":
        clock.now = opened.expires_at
    else:
        perform(context(guard), timed_access.close, opened.id)
    before = len(events())
    write(sign_in("anna"), case_id, "Skrevet bagefter.")

    assert {"key.rotate", "key.reseal"} <= {event["act"] for event in events()[before:]}
    assert [] == ask("SELECT 1 FROM key_wrap WHERE kind = 'timed'")
    assert [] == ask("SELECT 1 FROM key_epoch WHERE key_id = :old", old=old)
    assert bytes(old) not in {
        bytes(row.body_sealed)[4:12] for row in ask("SELECT body_sealed FROM note")
    }


def test_a_change_of_the_team_does_not_lock_a_reader_out(
    guard, case_id, note_id, break_glass, read, set_team, sign_in
):
    """The new key of the journal is wrapped to who reads it for a time as well."""
    anna = sign_in("anna")
    break_glass(guard, case_id)
    set_team(case_id, "anna", "carla")
    assert {note_id: TEXT} == read(guard, case_id)
    assert {note_id: TEXT} == read(anna, case_id)  # exchanges the key
    assert {note_id: TEXT} == read(guard, case_id)


@pytest.mark.parametrize(
    ("night", "hours", "lasts"),
    [
        ((datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC)), 7, 7),
        ((datetime(2026, 10, 24, 21, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC)), 9, 8),
    ],
    ids=["spring", "autumn"],
)
def test_a_night_when_the_clocks_change(
    night, hours, lasts, case_id, hire, people, plan, clock, sign_in, break_glass, house
):
    """Seven hours in March: it ends with the shift; nine in October: after eight real hours."""
    starts_at, ends_at = night
    assert timedelta(hours=hours) == ends_at - starts_at
    clock.now = starts_at
    people["natalie"] = hire("natalie", Role.TEMP, Profession.OTHER)
    plan("natalie", starts_at, ends_at)

    assert ["23", "07"] == [f"{at.astimezone(house.zone):%H}" for at in night]
    opened = break_glass(sign_in("natalie"), case_id)
    assert starts_at + timedelta(hours=lasts) == opened.expires_at


@pytest.mark.parametrize("who_comes", ["nobody", "a member", "the leader", "herself"])
def test_the_duty_week_rolls_over_in_a_shift(
    who_comes, case_id, note_id, hire, people, plan, clock, sign_in, break_glass, read
):
    """Sunday eleven to Monday seven: whoever comes by makes a new key; hers opens on."""
    people["natalie"] = hire("natalie", Role.TEMP, Profession.OTHER)
    starts_at = datetime(2026, 3, 8, 22, tzinfo=UTC)
    plan("natalie", starts_at, starts_at + timedelta(hours=8))
    clock.now = starts_at + timedelta(minutes=10)
    temp = sign_in("natalie")
    first = break_glass(temp, case_id)
    assert {note_id: TEXT} == read(temp, case_id)
    clock.now = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)  # half past midnight in the house
    comes = {"a member": "anna", "the leader": "lone", "herself": "natalie"}.get(who_comes)
    if comes is not None:
        sign_in(comes)
    assert {note_id: TEXT} == read(temp, case_id)
    second = break_glass(temp, case_id)

    assert first.expires_at == second.expires_at == starts_at + timedelta(hours=8)
    assert {note_id: TEXT} == read(temp, case_id)
