"""Events on their way into the log, and the checkpoints that are signed over them."""

import json
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from journal.domain.access import Action
from journal.domain.audit import MAX_BYTES, Item, bytes_of, text_of
from journal.domain.errors import LogStopped
from journal.domain.ids import CaseAlias
from journal.services import cases, signin
from journal.services.house import note_start, note_stop
from journal.services.work import perform
from journal.store import audit as audit_store
from journal.vault.signer import EVENTS_BETWEEN
from journal.vault.verifier import Check, Verdict


@pytest.fixture
def act(context, sign_in):
    """Return a function that leaves one event with a list of rows."""
    anna = sign_in("anna")

    def leave_event(items=(), count=1):
        def use(work):
            for _ in range(count):
                work.act(Action.NOTE_READ, items=list(items))

        perform(context(anna), use)

    return leave_event


def test_a_list_of_ten_thousand_fits_into_leaves_in_order(act, ask, events, verify):
    """No leaf is over 8,192 bytes; the parts together are the list; the log stays sound."""
    aliases = [CaseAlias(uuid4()) for _ in range(4)]
    items = [
        Item(case=aliases[number // 2_500], row=uuid4(), envelope_hash=number.to_bytes(32))
        for number in range(10_000)
    ]
    act(items)
    parts = [event for event in events("note.read") if event["n"] == 10_000]
    assert MAX_BYTES >= max(len(row.entry) for row in ask("SELECT entry FROM audit_entry"))
    assert [[number, len(parts)] for number in range(1, len(parts) + 1)] == [
        part["part"] for part in parts
    ]
    said = [(alias, row) for part in parts for alias, rows in part["on"] for row in rows]
    assert [(text_of(item.case.bytes), text_of(item.row.bytes)) for item in items] == said
    hashes = [bytes_of(envelope) for part in parts for envelope in part["env"]]
    assert [item.envelope_hash for item in items] == hashes
    for part in parts:
        assert sum(len(rows) for _, rows in part["on"]) == len(part["env"])
    assert 1 == len({part["rid"] for part in parts})
    assert Check.RECORD is verify().check  # it misses the ten thousand rows, and no leaf


def test_an_event_names_nobody(case_id, events, ask, sign_in):
    """Ids, aliases, counts and hashes: no name, no pseudonym, no user name, no house."""
    sign_in("anna")
    written = json.dumps(events())
    for word in ("Anna", "anna", "Stille", "Birk", "127.0.0.1"):
        assert word not in written


def test_events_are_stored_as_they_are_hashed(case_id, ask):
    """ASCII JSON, sorted keys, no spaces: the bytes are their own canonical form."""
    for (entry,) in ask("SELECT entry FROM audit_entry"):
        said = json.loads(bytes(entry))
        assert bytes(entry) == json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def test_every_event_has_its_own_id_and_salt(act, events):
    """No two events are alike, not even of the same second."""
    act(count=20)
    said = events()
    assert len(said) == len({event["id"] for event in said}) == len({e["salt"] for e in said})


@pytest.fixture
def sizes(ask):
    """Return a function that gives the sizes that were signed."""
    return lambda: [row.size for row in ask("SELECT size FROM audit_checkpoint ORDER BY size")]


@pytest.fixture
def log_size(ask):
    """Return a function that gives the size of the log."""
    return lambda: ask("SELECT size FROM audit_head")[0].size


def test_a_checkpoint_is_signed_after_256_events(act, sign, sizes, log_size):
    """Not one earlier, and by the request that passes them."""
    sign()
    signed = sizes()
    act(count=EVENTS_BETWEEN - 1)
    assert signed == sizes()
    act()
    assert [*signed, log_size()] == sizes()


def test_a_checkpoint_is_signed_after_a_quarter_of_an_hour(act, sign, sizes, log_size, clock):
    """By the first request that finds the last one that old."""
    sign()
    signed = sizes()
    clock.advance(minutes=15, seconds=-1)
    act()
    assert signed == sizes()
    clock.advance(seconds=1)
    act()
    assert [*signed, log_size()] == sizes()


def test_nothing_is_signed_twice(act, sign, sizes, clock):
    """Without a new event there is nothing to sign."""
    act()
    assert sign()
    signed = sizes()
    clock.advance(hours=1)
    assert sign()
    assert signed == sizes()


@pytest.mark.parametrize(("note", "act_name"), [(note_start, "svc.start"), (note_stop, "svc.stop")])
def test_start_and_stop_are_on_record_and_signed(note, act_name, house, events, sizes, log_size):
    """A gap between a stop and a start can be seen."""
    note(house)
    assert (act_name, log_size()) == (events()[-1]["act"], sizes()[-1])


def test_the_checkpoint_outside_is_the_one_inside(act, sign, house, ask):
    """The file outside holds the newest checkpoint, readable by its owner alone."""
    act()
    sign()
    (newest,) = ask("SELECT note FROM audit_checkpoint ORDER BY size DESC LIMIT 1")
    path = house.settings.last_checkpoint_path
    assert (newest.note, 0o600) == (house.vault.signer.outside_note(), path.stat().st_mode & 0o777)


def test_a_fresh_process_goes_on_from_the_checkpoint_outside(act, sign, reopen, sizes, log_size):
    """After a restart the tree is followed from its first leaf, past what was signed."""
    act()
    sign()
    other = reopen()
    note_start(other)
    assert log_size() == sizes()[-1]


@pytest.mark.parametrize("fresh", [False, True], ids=["same process", "after a restart"])
def test_the_signer_signs_no_head_that_does_not_follow(
    fresh, act, sign, house, reopen, ask, unlock_log, sizes, tamper
):
    """A leaf below the last checkpoint rewritten, or the log cut: it stays unsigned."""
    act(count=3)
    assert sign()
    signed = sizes()
    unlock_log()
    if fresh:
        tamper("UPDATE audit_leaf SET hash = :junk WHERE seq = 2", junk=bytes(32))
    else:
        ((frontier,),) = ask("SELECT frontier FROM audit_head")
        tamper("UPDATE audit_head SET frontier = :junk", junk=bytes(len(frontier)))
    signer_house = reopen() if fresh else house
    note_stop(signer_house)
    assert signed == sizes()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_head SET frontier = :junk", "DELETE FROM audit_head WHERE :junk IS NOT NULL"],
    ids=["damaged", "gone"],
)
def test_a_log_without_a_sound_head_stops_the_work(
    statement, act, unlock_log, tamper, case_id, sign_in, read, write
):
    """Nothing can be appended, so nothing is opened or stored, in plain words."""
    anna = sign_in("anna")
    unlock_log()
    tamper(statement, junk=bytes(31))
    for attempt in (read, write):
        with pytest.raises(LogStopped):
            attempt(anna, case_id)


def test_the_signer_signs_no_log_that_was_cut(
    act, sign, reopen, unlock_log, tamper, sizes, owner, forge_head
):
    """Older than the checkpoint outside: somebody took something away, and mended the head."""
    act(count=3)
    assert sign()
    unlock_log()
    with Session(owner) as session:
        head = audit_store.head(session)
    doomed = "(SELECT entry_id FROM audit_leaf WHERE seq >= :place)"
    tamper(f"DELETE FROM audit_entry WHERE id IN {doomed}", place=head.size - 3)
    tamper("DELETE FROM audit_leaf WHERE seq >= :place", place=head.size - 3)
    forge_head()
    signed = sizes()
    note_stop(reopen())
    assert signed == sizes()


def test_a_damaged_checkpoint_outside_stops_signing_and_not_the_work(
    act, sign, house, sizes, case_id, sign_in, read
):
    """It is reported to the service's log; people go on working."""
    path = house.settings.last_checkpoint_path
    path.write_text("no checkpoint")
    signed = sizes()
    act(count=1)
    assert (False, signed) == (sign(), sizes())
    assert {} == read(sign_in("anna"), case_id)


def test_a_lost_checkpoint_outside_is_made_again(act, sign, house, verify):
    """The file went with a disk: the next checkpoint stands there again."""
    house.settings.last_checkpoint_path.unlink()
    assert Verdict.UNWITNESSED is verify().verdict
    act()
    sign()
    assert Verdict.SOUND is verify().verdict


def test_a_fall_of_the_clock_is_an_event(act, clock, events):
    """Thirty seconds are forgiven; more is written down before what happened then."""
    act()
    clock.advance(seconds=-30)
    act()
    assert [] == events("clock.jump")
    clock.advance(seconds=-31)
    act()
    assert ["note.read", "clock.jump"] == [event["act"] for event in events()[-2:]]


def test_a_fall_of_the_clock_is_not_lost_with_a_failed_request(
    act, clock, events, monkeypatch, sign_in
):
    """The request that saw it fails; the next one writes it down."""
    act()
    clock.advance(minutes=-5)
    move_head = audit_store.move_head

    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(audit_store, "move_head", fail)
    with pytest.raises(RuntimeError):
        act()
    monkeypatch.setattr(audit_store, "move_head", move_head)
    act()
    assert 1 == len(events("clock.jump"))


def test_one_request_has_one_id(case_id, sign_in, context, events):
    """All events of a request carry its id, its person and where it came from."""
    anna = sign_in("anna")
    asked = context(anna)
    perform(asked, cases.list_cases)
    perform(asked, cases.list_cases)
    said = events()[-2:]
    assert 1 == len({(e["rid"], e["actor"], e["src"], e["auth"]) for e in said})
    assert ("web", "pw", text_of(anna.alias.bytes)) == (
        said[0]["src"],
        said[0]["auth"],
        said[0]["actor"],
    )


def test_signing_out_is_on_record(sign_in, context, events):
    """The end of a session is an act like its start."""
    perform(context(sign_in("anna")), signin.sign_out)
    assert "logout" == events()[-1]["act"]
