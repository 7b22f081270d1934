"""A key is exchanged wholly or not at all, and nobody reads or writes past it meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from crypto.errors import CryptoError
from crypto.fields import Header, unseal
from crypto.keys import case_key, field_key
from journal.domain.access import Action
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, JournalError
from journal.services import notes, teams
from journal.services.work import perform
from journal.store import notes as note_store
from journal.vault import rotation
from journal.vault.notes import note_place
from journal.vault.opened import Keyring

WAIT = 20
"""Seconds after which a thread that waits for another gives up: a test never hangs."""


@pytest.fixture
def texts(case_id, sign_in, write):
    """Return the texts of a case with three notes, by id."""
    wanted = ["Nat", "Morgen", "Aften"]
    return {write(sign_in("birgit"), case_id, words): words for words in wanted}


@pytest.fixture
def change_team(context, sign_in, people, case_id):
    """Return a function with which the leader puts Carla in Birgit's place."""
    leader = sign_in("lone")

    def change():
        wanted = frozenset({people["anna"], people["carla"]})
        return perform(context(leader), teams.set_team, case_id, wanted)

    return change


@pytest.fixture
def keys_of_rows(ask, raw_id, case_id):
    """Return a function: the key ids of the live epochs and those the envelopes name."""

    def key_ids():
        epochs = ask(
            "SELECT key_id FROM key_epoch WHERE scope_id = :c AND comp = 2", c=raw_id(case_id)
        )
        bodies = ask("SELECT body_sealed FROM note WHERE case_id = :c", c=raw_id(case_id))
        return (
            {bytes(row.key_id) for row in epochs},
            {Header.parse(bytes(row.body_sealed)).key_id for row in bodies},
        )

    return key_ids


@pytest.mark.parametrize("error", [OperationalError("", {}, Exception("disk")), RuntimeError()])
def test_killed_at_any_statement_the_old_state_or_the_new_stands(
    error, texts, case_id, change_team, sign_in, read, house, keys_of_rows
):
    """One live key and every note under it, whichever statement was the last one."""
    anna, engine = sign_in("anna"), house.sessions.kw["bind"]
    change_team()
    (before,), _ = keys_of_rows()
    failures = 0
    for last in range(1, 200):
        left = iter(range(last))

        def die(*_, left=left):
            if next(left, None) is None:
                raise error

        event.listen(engine, "before_cursor_execute", die)
        try:
            shown = read(anna, case_id)
        except (JournalError, RuntimeError):
            failures += 1
            shown = None
        finally:
            event.remove(engine, "before_cursor_execute", die)
        live, used = keys_of_rows()
        assert (1, live) == (len(live), used)
        if shown is not None:
            break
    assert (texts, False) == (shown, before in live)
    assert failures > 20


def test_the_old_key_opens_nothing_that_comes_later(
    texts, case_id, change_team, sign_in, write, read, house, context, ask
):
    """Somebody who kept the key of her time, and even the share, reads no later envelope."""
    anna, kept = sign_in("anna"), {}

    def keep_the_key(work):
        kept["key"] = work.open_case(case_id, Action.NOTE_READ)._rings[0]

        def take():
            return kept["key"].epoch_key(), kept["key"].key_id

        return work.later(take)

    epoch_key, key_id = perform(context(anna), keep_the_key)
    share = house.vault.keys.provider.shares([case_id], Compartment.JOURNAL)[case_id]
    stolen = field_key(case_key(epoch_key, share, 2, key_id), "note", "body_sealed")
    with house.sessions() as session:
        old = note_store.of_case(session, case_id)
    for signed in old:  # what she could read then
        assert unseal(stolen, signed.note.body_sealed, note_place(house.vault.house, signed.note))
    change_team()
    read(anna, case_id)
    write(anna, case_id, "Senere.")
    with house.sessions() as session:
        later = note_store.of_case(session, case_id)
    assert 4 == len(later)
    for signed in later:
        core = note_place(house.vault.house, signed.note)
        relabelled = signed.note.body_sealed[:4] + key_id + signed.note.body_sealed[12:]
        for envelope in (signed.note.body_sealed, relabelled):
            with pytest.raises(CryptoError):
                unseal(stolen, envelope, core)


def test_a_damaged_note_does_not_block_the_others(
    texts, case_id, change_team, sign_in, read, tamper, raw_id, events
):
    """It stays as it is and is reported; the key is exchanged for the rest."""
    first = next(iter(texts))
    tamper("UPDATE note SET revision = 5 WHERE id = :id", id=raw_id(first))
    change_team()
    assert texts | {first: None} == read(sign_in("anna"), case_id)
    (reseal,) = events("key.reseal")
    assert (2, 2) == (reseal["n"], len(reseal["env"]))
    assert len(events("open.error")) >= 1


def test_note_and_event_agree_after_an_exchange(
    texts, case_id, change_team, sign_in, read, house, context
):
    """The newest event of each note names its envelope: the verifier says sound."""
    change_team()
    read(sign_in("anna"), case_id)
    with house.sessions() as session:
        report = house.vault.verify(session)
    assert None is report.check


def in_thread(pool, act):
    """Run in another thread, as another request does."""
    return pool.submit(act)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_reader_removed_meanwhile_is_refused_after_the_removal(
    texts, case_id, change_team, sign_in, context, events
):
    """She had her key in hand when the leader took it: the log says removed, then denied."""
    birgit, removed = sign_in("birgit"), []

    def read_slowly(work):
        answer = notes.read_timeline(work, case_id, 1)
        with ThreadPoolExecutor(1) as pool:
            removed.append(in_thread(pool, change_team).result(WAIT))
        return answer

    with pytest.raises(AccessDenied):
        perform(context(birgit), read_slowly)
    acts = [(one["act"], one["out"]) for one in events("team.remove", "note.read")]
    assert [("team.remove", "ok"), ("note.read", "denied")] == acts


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_reader_of_an_empty_case_removed_meanwhile_is_refused_for_that_case(
    case_id, change_team, sign_in, context, events
):
    """Also without a note in it, the denial names the case."""
    birgit = sign_in("birgit")

    def read_slowly(work):
        answer = notes.read_timeline(work, case_id, 1)
        with ThreadPoolExecutor(1) as pool:
            in_thread(pool, change_team).result(WAIT)
        return answer

    with pytest.raises(AccessDenied):
        perform(context(birgit), read_slowly)
    (denied,) = [one for one in events("note.read") if one["out"] == "denied"]
    assert 1 == len(denied["on"])


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_on_sqlite_a_removal_waits_for_the_reader(
    texts, case_id, change_team, sign_in, context, events
):
    """One writer at a time: her reading stands before her removal, and is no denial."""
    birgit = sign_in("birgit")
    with ThreadPoolExecutor(1) as pool:
        waiting = []

        def read_slowly(work):
            answer = notes.read_timeline(work, case_id, 1)
            waiting.append(in_thread(pool, change_team))
            return answer

        assert 3 == perform(context(birgit), read_slowly).total
        waiting[0].result(WAIT)
    acts = [(one["act"], one["out"]) for one in events("team.remove", "note.read")]
    assert [("note.read", "ok"), ("team.remove", "ok")] == acts


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_note_sealed_before_an_exchange_is_stored_under_the_new_key(
    texts, case_id, staying, remove_birgit, sign_in, read, context, draft
):
    """The whole exchange happens between sealing and storing: the note is sealed once more."""
    anna, note, times = sign_in("anna"), draft(case_id, "Midt i skiftet."), []

    def write_slowly(work):
        answer = notes.write_note(work, note)
        times.append(1)
        if len(times) == 1:
            with ThreadPoolExecutor(1) as pool:
                in_thread(pool, remove_birgit).result(WAIT)
                in_thread(pool, lambda: read(anna, case_id)).result(WAIT)
        return answer

    perform(context(staying), write_slowly)
    assert (2, texts | {note.id: note.text}) == (len(times), read(anna, case_id))


def wait_until_somebody_waits(session):
    """Return when another transaction waits for the lock of the log."""
    query = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    pause = threading.Event()
    for _ in range(WAIT * 100):
        if session.execute(query).scalar_one():
            return
        pause.wait(0.01)
    raise AssertionError


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_note_that_waits_for_an_exchange_is_stored_under_the_new_key(
    texts, case_id, staying, remove_birgit, sign_in, read, context, draft
):
    """The exchange holds the log while a note sealed under the old key waits for it."""
    anna, note, times = sign_in("anna"), draft(case_id, "Midt i skiftet."), []
    sealed, rotating = threading.Event(), threading.Event()

    def write_slowly(work):
        answer = notes.write_note(work, note)
        times.append(1)
        sealed.set()
        assert rotating.wait(WAIT)
        return answer

    def exchange(work):
        rotation.settle(work.vault.keys, work.desk, case_id, Compartment.JOURNAL)
        rotating.set()
        wait_until_somebody_waits(work.session)

    with ThreadPoolExecutor(1) as pool:
        writing = in_thread(pool, lambda: perform(context(staying), write_slowly))
        assert sealed.wait(WAIT)
        remove_birgit()
        perform(context(anna), exchange)
        writing.result(WAIT)
    assert (2, texts | {note.id: note.text}) == (len(times), read(anna, case_id))


def test_many_write_while_a_key_is_exchanged(
    texts, case_id, staying, remove_birgit, sign_in, write, read, keys_of_rows
):
    """Whoever comes first exchanges the key; every note of everybody is readable afterwards."""
    anna = sign_in("anna")
    with ThreadPoolExecutor(8) as pool:
        written = [
            pool.submit(write, (anna, staying)[number % 2], case_id, f"{number}")
            for number in range(8)
        ]
        removal = pool.submit(remove_birgit)
        written += [pool.submit(write, anna, case_id, f"{number}") for number in range(8, 16)]
        removal.result(WAIT)
        ids = [future.result(WAIT) for future in written]
    shown = read(anna, case_id)
    live, used = keys_of_rows()
    assert texts | {note_id: f"{number}" for number, note_id in enumerate(ids)} == shown
    assert (1, live) == (len(live), used)


def test_two_members_come_at_once(texts, case_id, staying, remove_birgit, sign_in, read, events):
    """Both find the key due; one exchange is made, both read."""
    readers = [sign_in("anna"), staying] * 2
    remove_birgit()
    with ThreadPoolExecutor(4) as pool:
        shown = list(pool.map(lambda reader: read(reader, case_id), readers))
    assert [texts] * 4 == shown
    assert 1 == len([event for event in events("key.rotate") if event["comp"] == 2])


def test_a_ring_shows_nothing_of_its_keys(case_id, context, sign_in):
    """A key that gets into a log line by mistake is not readable there."""

    def look(work):
        ring = work.open_case(case_id, Action.NOTE_READ)._rings[0]
        return work.later(lambda: (repr(ring), repr(ring.epoch_key()), ring.epoch_key().raw.hex()))

    shown, shown_key, secret = perform(context(sign_in("anna")), look)
    assert isinstance(shown, str)
    assert secret not in shown + shown_key
    assert Keyring.__name__ in shown
