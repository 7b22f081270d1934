"""When the log, the database or the keys fail, nothing is opened and nothing committed is lost."""

import resource
import sqlite3
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from journal.domain.access import Action
from journal.domain.broken import NoteSaved
from journal.domain.errors import Busy, JournalError, KeysAway, LogStopped
from journal.services import cases, notes, work
from journal.services.work import perform
from journal.store import audit as audit_store
from journal.store import notes as note_store


class Broken(sqlite3.OperationalError):
    """What a driver raises when the disk is gone."""


def break_down(*_):
    """Fail as a driver does."""
    raise OperationalError("", {}, Broken("disk I/O error"))


def fail_on(table):
    """Return a hook that fails when a statement writes into a table."""

    def before_statement(_connection, _cursor, statement, *_):
        if statement.startswith(f"INSERT INTO {table} "):
            break_down()

    return before_statement


@pytest.fixture
def note_id(case_id, sign_in, write):
    """Return a note of the case."""
    return write(sign_in("anna"), case_id)


@pytest.fixture
def reader(sign_in):
    """Return the other contact person."""
    return sign_in("birgit")


@pytest.mark.parametrize("table", ["audit_entry", "audit_case", "audit_leaf"])
def test_no_key_is_unwrapped_when_the_log_cannot_be_written(
    table, note_id, case_id, reader, read, hook, unwraps, events
):
    """The text waits for its event; without the event there is no text (fail closed)."""
    unwraps.clear()
    before = len(events())
    with hook("before_cursor_execute", fail_on(table)), pytest.raises(LogStopped):
        read(reader, case_id)
    assert (0, before) == (len(unwraps), len(events()))
    assert [note_id] == list(read(reader, case_id))


@pytest.mark.parametrize("table", ["audit_entry", "audit_case", "audit_leaf", "note"])
def test_no_note_is_stored_when_the_log_cannot_be_written(
    table, case_id, sign_in, write, hook, ask
):
    """Note and event stand or fall together."""
    anna = sign_in("anna")
    with hook("before_cursor_execute", fail_on(table)), pytest.raises(LogStopped):
        write(anna, case_id)
    assert [(0,)] == ask("SELECT count(*) FROM note")


def test_no_key_is_unwrapped_when_commit_fails(
    note_id, case_id, reader, read, hook, unwraps, events
):
    """COMMIT answered with an error counts as not committed."""
    unwraps.clear()
    before = len(events())
    with hook("commit", break_down), pytest.raises(LogStopped):
        read(reader, case_id)
    assert (0, before) == (len(unwraps), len(events()))


def test_a_commit_that_fails_after_the_disk_has_it_serves_nothing(
    note_id, case_id, reader, read, monkeypatch, unwraps, events
):
    """The reading may be over-reported, never under-reported."""
    unwraps.clear()
    commit = Session.commit

    def commit_and_lose_the_answer(session):
        commit(session)
        break_down()

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", commit_and_lose_the_answer)
        with pytest.raises(LogStopped):
            read(reader, case_id)
    assert (0, 1) == (len(unwraps), len(events("note.read")))


def test_a_note_whose_commit_lost_its_answer_is_recognised_when_sent_again(
    case_id, sign_in, context, draft, monkeypatch, ask
):
    """Nothing committed is lost or doubled: the form carries the id of its note."""
    anna, note, commit = sign_in("anna"), draft(case_id), Session.commit

    def commit_and_lose_the_answer(session):
        commit(session)
        break_down()

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", commit_and_lose_the_answer)
        with pytest.raises(LogStopped):
            perform(context(anna), notes.write_note, note)
    with pytest.raises(NoteSaved):
        perform(context(anna), notes.write_note, note)
    assert [(1,)] == ask("SELECT count(*) FROM note")


def until_it_fails(act):
    """Do something many times, as people do until the disk is full."""
    for _ in range(200):
        act()


@pytest.fixture
def set_page_limit(house):
    """Return a function that sets how many pages the database file may have."""

    def set_limit(pages):
        connection = house.sessions.kw["bind"].raw_connection()
        # The guard refuses the service any such setting: lifted for this one connection.
        connection.driver_connection.set_authorizer(None)
        connection.driver_connection.execute(f"PRAGMA max_page_count = {pages}")
        connection.close()

    return set_limit


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_full_disk_stops_reading_and_writing_and_loses_nothing(
    case_id, sign_in, read, write, set_page_limit, ask
):
    """Disk full: nothing shown, nothing half stored; with room again, all is as it was."""
    anna, stored = sign_in("anna"), set()
    set_page_limit(1)  # SQLite lifts it to the pages that are in use
    with pytest.raises(LogStopped):
        until_it_fails(lambda: stored.add(write(anna, case_id, "Linje. " * 200)))
    with pytest.raises(LogStopped):
        until_it_fails(lambda: read(anna, case_id))
    set_page_limit(1_000_000)
    assert stored == set(read(anna, case_id))
    assert [(len(stored),)] == ask("SELECT count(*) FROM note")


@contextmanager
def no_file_longer_than(size):
    """Let the system refuse this process every byte of a file beyond a size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_system_that_refuses_to_write_stops_the_journal_and_loses_nothing(
    note_id, case_id, sign_in, read, write, settings
):
    """The write-ahead log may grow no more: no text is shown, no note half stored."""
    anna = sign_in("anna")
    log = settings.sqlite_path.with_name(settings.sqlite_path.name + "-wal")
    with no_file_longer_than(log.stat().st_size):
        with pytest.raises(LogStopped):
            write(anna, case_id, "Linje. " * 200)
        with pytest.raises(LogStopped):
            read(anna, case_id)

    assert {note_id} == set(read(anna, case_id))


def test_whoever_comes_after_a_commit_that_failed_is_served(case_id, sign_in, read, hook):
    """The connection went back into the pool with a transaction that nobody had ended."""
    anna = sign_in("anna")
    with hook("commit", break_down), pytest.raises(LogStopped):
        read(anna, case_id)
    assert {} == read(anna, case_id)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_commit_that_fails_gives_the_lock_back(case_id, sign_in, read, hook, owner):
    """A connection that kept the writer's lock in the pool would stop the whole house."""
    anna = sign_in("anna")
    with hook("commit", break_down), pytest.raises(LogStopped):
        read(anna, case_id)
    with owner.connect() as other:
        other.exec_driver_sql("PRAGMA busy_timeout = 0")


@pytest.mark.parametrize("part", ["shares_path", "kek_root_path"])
def test_a_share_store_that_is_away_opens_nothing_and_works_when_put_back(
    part, note_id, case_id, reader, read, write, sign_in, settings
):
    """Keys away: a plain answer, no text; put back, everything opens. The root key is in memory."""
    anna, path = sign_in("anna"), getattr(settings, part)
    elsewhere = path.with_name("moved-away")
    path.rename(elsewhere)
    if part == "shares_path":
        with pytest.raises(KeysAway):
            read(reader, case_id)
        with pytest.raises(KeysAway):
            write(anna, case_id)
    elsewhere.rename(path)
    assert [note_id] == list(read(reader, case_id))


def test_a_case_is_not_opened_without_a_share_store(context, sign_in, house, settings):
    """A row never exists before its shares do."""
    path = settings.shares_path
    path.rename(path.with_name("moved-away"))
    with pytest.raises(KeysAway):
        cases.reserve(house.vault)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_held_database_answers_busy(case_id, sign_in, read, owner, hook, events):
    """A writer that waited in vain is told to try again; nothing was opened."""
    anna = sign_in("anna")

    def hurry(connection, *_):
        connection.connection.driver_connection.set_authorizer(None)
        connection.connection.driver_connection.execute("PRAGMA busy_timeout = 1")

    with owner.connect() as other:
        other.exec_driver_sql("SELECT 1")
        with hook("engine_connect", hurry), pytest.raises(Busy):
            read(anna, case_id)
        other.rollback()
    assert [] == events("note.read")
    assert {} == read(anna, case_id)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", ["40001", "40P01"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_deadlock_is_tried_again(state, times, case_id, sign_in, read, monkeypatch, events):
    """Locks taken in another order are nobody's fault: two more tries, then Busy."""
    anna, failing = sign_in("anna"), [state] * times
    move_head = audit_store.move_head

    def fail_first(session, *args):
        if failing:
            failing.pop()
            session.connection().exec_driver_sql(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")
        move_head(session, *args)

    monkeypatch.setattr(audit_store, "move_head", fail_first)
    if times < work.MAX_TRIES:
        assert {} == read(anna, case_id)
        assert 1 == len(events("note.read"))
    else:
        with pytest.raises(Busy):
            read(anna, case_id)
        assert [] == events("note.read")


def test_an_error_of_the_program_leaves_no_event(case_id, sign_in, context, events):
    """Nothing was opened, so nothing is reported; the error is not swallowed."""

    def stumble(work):
        work.open_case(case_id, Action.NOTE_READ)
        raise ZeroDivisionError

    anna = sign_in("anna")
    with pytest.raises(ZeroDivisionError):
        perform(context(anna), stumble)
    assert [] == events("note.read")


def test_a_refusal_that_cannot_be_recorded_is_refused_all_the_same(
    case_id, sign_in, read, hook, events
):
    """The log has stopped: unavailable, and still closed."""
    carla = sign_in("carla")
    with hook("before_cursor_execute", fail_on("audit_entry")), pytest.raises(LogStopped):
        read(carla, case_id)
    assert [] == events("note.read")


def test_a_page_whose_text_fails_for_another_reason_over_reports(
    note_id, case_id, reader, context, events
):
    """Between COMMIT and the page everything may break: the reading stands in the log."""

    def read(work):
        case = work.open_case(case_id, Action.NOTE_READ)
        case.unread(note_store.get(work.session, note_id))
        return work.later(lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        perform(context(reader), read)
    assert 1 == len(events("note.read"))


def test_errors_of_the_journal_carry_no_data(note_id, case_id, sign_in, read):
    """What is raised names neither case nor note nor person."""
    with pytest.raises(JournalError) as caught:
        read(sign_in("carla"), case_id)
    assert "not_found" == str(caught.value)
