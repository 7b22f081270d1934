"""The session store: who is signed in, without names or keys in clear."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from journal.store.sessions import SessionRow, SessionStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
IDLE = timedelta(minutes=10)


@pytest.fixture
def path(tmp_path):
    """Return where the store is."""
    return tmp_path / "sessions.sqlite"


@pytest.fixture
def store(path):
    """Return an open store."""
    store = SessionStore(path)
    yield store
    store.close()


def row(staff_id=None, started_at=NOON, **values):
    """Make a session."""
    values = {
        "id": os.urandom(32),
        "staff_id": staff_id or uuid4(),
        "started_at": started_at,
        "seen_at": started_at,
        "expires_at": started_at + timedelta(hours=10),
        "card": b"sealed name",
        "sealed": b"sealed keys",
    } | values
    return SessionRow(**values)


def test_a_session_is_found_until_it_is_ended(store):
    """Log-out ends it once and for all; ending it again changes nothing."""
    session = row()
    store.add(session)
    assert session == store.get(session.id)
    store.delete(session.id)
    store.delete(session.id)
    assert store.get(session.id) is None


def test_an_unknown_session_is_none(store):
    """A forged cookie finds nothing."""
    store.add(row())
    assert store.get(bytes(32)) is None


def test_a_request_moves_the_last_sight_and_never_back(store):
    """A clock that jumps back does not make a session look idle."""
    session = row()
    store.add(session)
    store.touch(session.id, NOON + timedelta(minutes=5))
    store.touch(session.id, NOON + timedelta(minutes=2))
    assert NOON + timedelta(minutes=5) == store.get(session.id).seen_at


def test_all_sessions_of_a_person_end_at_once(store):
    """Who leaves a team is signed out everywhere, and nobody else is."""
    leaving, staying = uuid4(), uuid4()
    for person in (leaving, leaving, staying):
        store.add(row(person))
    assert 2 == store.delete_of_staff(leaving)
    assert (0, 1) == (len(store.of_staff(leaving)), len(store.of_staff(staying)))


@pytest.mark.parametrize(
    ("ends_at", "ends"), [(NOON + timedelta(microseconds=1), False), (NOON, True)]
)
def test_a_session_ends_by_its_clock(store, ends_at, ends):
    """At its end, on the microsecond."""
    session = row(expires_at=ends_at)
    store.add(session)
    assert int(ends) == store.delete_expired(NOON)
    assert ends == (store.get(session.id) is None)


@pytest.mark.parametrize(
    ("seen_at", "covers"),
    [(NOON - IDLE, True), (NOON - IDLE + timedelta(microseconds=1), False)],
)
def test_a_session_left_alone_loses_its_keys(store, seen_at, covers):
    """Only the keys go: whose screen it is stays, and so does its end."""
    session = row(seen_at=seen_at)
    store.add(session)
    assert int(covers) == store.cover_idle(NOON - IDLE)
    assert 0 == store.cover_idle(NOON - IDLE)
    assert store.get(session.id) == replace(session, sealed=None if covers else session.sealed)


def test_covering_one_session_leaves_the_others(store):
    """She covers this screen; what she does on another one goes on."""
    person = uuid4()
    here, there = row(person), row(person)
    store.add(here)
    store.add(there)
    store.cover(here.id)
    assert store.get(here.id).sealed is None
    assert there == store.get(there.id)


def test_a_person_sees_and_ends_her_own_sessions(store):
    """Newest first; another person's is neither shown nor ended, by whatever name."""
    person = uuid4()
    first, second, third = (row(person, NOON + timedelta(minutes=minute)) for minute in range(3))
    other = row()
    for session in (second, other, third, first):
        store.add(session)
    assert [third, second, first] == store.of_staff(person)
    assert 0 == store.delete_one(person, other.id)
    assert 1 == store.delete_one(person, second.id)
    assert 1 == store.delete_others(person, keep=third.id)
    assert [third] == store.of_staff(person)
    assert other == store.get(other.id)


def test_a_person_keeps_her_newest_sessions(store):
    """The fourth sign-in ends the first."""
    person, other = uuid4(), uuid4()
    sessions = [row(person, NOON + timedelta(minutes=minute)) for minute in range(5)]
    for session in (*reversed(sessions), row(other)):
        store.add(session)
    assert 2 == store.trim(person, keep=3)
    assert 0 == store.trim(person, keep=3)
    assert [None, None] == [store.get(session.id) for session in sessions[:2]]
    assert sessions[2:] == [store.get(session.id) for session in sessions[2:]]
    assert 1 == len(store.of_staff(other))


def test_only_its_owner_can_read_the_file(path):
    """Also one that lay there open to all, and the side files that the database makes."""
    path.touch(mode=0o666)
    path.chmod(0o666)
    store = SessionStore(path)
    store.add(row())
    modes = {name.name: stat.S_IMODE(name.stat().st_mode) for name in path.parent.iterdir()}
    store.close()
    assert {0o600} == set(modes.values())
    assert path.name in modes


def test_a_shown_session_opens_nothing(store):
    """What lands in a technical log by mistake is no key."""
    session = row(sealed=b"very secret")
    assert "secret" not in repr(session)
    assert session.id.hex() not in repr(session)
    assert repr(session.id) not in repr(session)


def test_an_ended_session_leaves_no_trace_in_the_file(store, path):
    """Deleted means wiped once the side file is written back."""
    session = row(sealed=b"traces of sealed keys")
    store.add(session)
    store.delete(session.id)
    store.close()
    everything = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"traces of sealed keys" not in everything
    assert session.id not in everything


def test_a_covered_session_leaves_no_key_in_the_file(store, path):
    """Who takes the memory of the machine away finds whose screen it was, sealed, and no more."""
    session = row(sealed=b"traces of sealed keys")
    store.add(session)
    store.cover(session.id)
    store.close()
    everything = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"traces of sealed keys" not in everything
    assert session.id in everything


def test_threads_share_the_store(store):
    """Eight threads at once lose nothing."""
    sessions = [row() for _ in range(200)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store.add, sessions))
        assert sessions == list(pool.map(store.get, [session.id for session in sessions]))


def test_processes_share_the_store(store, path):
    """A worker sees at once what another one ended."""
    kept, ended = row(), row()
    store.add(kept)
    store.add(ended)
    program = (
        "import pathlib, sys; from journal.store.sessions import SessionStore;"
        "store = SessionStore(pathlib.Path(sys.argv[1]));"
        "store.delete(bytes.fromhex(sys.argv[2])); store.close()"
    )
    subprocess.run([sys.executable, "-c", program, path, ended.id.hex()], check=True)
    assert (kept, None) == (store.get(kept.id), store.get(ended.id))
