"""Removals stand outside the database: signed, in order, and none without its line for long."""

import errno

import pytest

from journal.domain.access import Action
from journal.domain.errors import LogStopped, Tampered
from journal.services import record, teams
from journal.services.work import perform
from journal.store import audit as audit_store
from journal.vault import replay


@pytest.fixture
def path(settings):
    """Return where the replay log lies."""
    return settings.replay_path


@pytest.fixture
def change(context, sign_in, case_id, people, clock):
    """Return a function that lets the leader set the team to Birgit and one more."""
    lone = context(sign_in("lone"))

    def set_team(login="dorte"):
        clock.advance(minutes=1)
        wanted = frozenset({people[login], people["birgit"]})
        return perform(lone, teams.set_team, case_id, wanted)

    return set_team


@pytest.fixture
def told(house, path):
    """Return a function that reads the replay log as a restore does."""
    return lambda: replay.read(path, house.vault.house, house.vault.signer.public)


@pytest.fixture
def acts(told):
    """Return a function that gives the acts of the replay log, behind those of the founding."""
    return lambda: [act.act for act in told().acts if act.act.startswith("team")]


def test_a_removal_has_its_line_when_the_act_is_answered(change, acts, told, people, events):
    """Case, colleague and event, as the log says them."""
    change()
    removal = [act for act in told().acts if act.act == Action.TEAM_REMOVE][-1]

    assert ["team.add", "team.remove", "team.add"] == acts()
    assert [people["anna"]] == [row for _, row in removal.pairs()]
    assert told().is_whole
    assert told().size == len(events())


def test_a_removal_is_refused_where_its_line_has_no_room(change, acts, house, monkeypatch, ask):
    """Fail closed: no room outside, no removal inside, and the team stands as it was."""
    before = ask("SELECT count(*) FROM team_member WHERE until IS NULL")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(replay.os, "posix_fallocate", full)
        with pytest.raises(LogStopped):
            change()

    assert before == ask("SELECT count(*) FROM team_member WHERE until IS NULL")
    assert ["team.add"] == acts()
    change()
    assert ["team.add", "team.remove", "team.add"] == acts()


def test_reading_goes_on_where_the_replay_log_cannot_be_written(
    house, case_id, sign_in, write, read, monkeypatch
):
    """Only what must outlive a copy waits for it."""
    anna = sign_in("anna")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(replay.os, "posix_fallocate", full)
    monkeypatch.setattr(replay.os, "pwrite", full)
    note_id = write(anna, case_id)

    assert [note_id] == list(read(anna, case_id))


def test_a_line_that_was_not_written_is_made_up_for(change, acts, house, monkeypatch, context):
    """A process that dies between COMMIT and line leaves a gap; the next checkpoint fills it."""
    with monkeypatch.context() as patched:
        patched.setattr(replay.ReplayLog, "follow", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            change()
    lost = acts()
    record.sign_checkpoint(house.context("job"))

    assert ["team.add"] == lost
    assert ["team.add", "team.remove", "team.add"] == acts()


def test_another_process_goes_on_where_the_last_one_stopped(change, acts, reopen, told):
    """What was read once is read again where somebody else has written."""
    change()
    other = reopen()
    record.follow(other.context("job"))
    change("anna")

    assert 2 == acts().count("team.remove")
    assert told().is_whole


def test_a_line_that_was_changed_ends_the_log(change, told, path):
    """Nothing behind it is believed: one flipped bit anywhere is seen."""
    change()
    data, whole = path.read_bytes(), told()
    for at in range(0, len(data), 7):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        found = told()
        assert not found.is_whole or found.acts == whole.acts
        assert list(found.acts) == list(whole.acts[: found.count])
    path.write_bytes(data)
    assert whole == told()


def test_lines_cannot_be_left_out_or_swapped(change, told, path):
    """Each line is signed over all lines above it."""
    change()
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-3], lines[-2], lines[-1]]))
    assert len(lines) - 3 == told().count

    path.write_bytes(b"".join([*lines[:-3], lines[-2], lines[-3], lines[-1]]))
    assert len(lines) - 3 == told().count


def test_what_was_torn_is_written_anew(change, told, path, house):
    """A power cut in the middle of a line: the next one makes it up from the log."""
    change()
    data, whole = path.read_bytes(), told()
    for cut in (len(data) // 2, len(data) - 1):
        path.write_bytes(data[:cut] + bytes(100))
        record.follow(house.context("job"))
        assert whole.acts == told().acts
        assert told().is_whole


def test_a_lost_replay_log_comes_back_from_the_log(change, told, path, house):
    """Nobody hides a removal by deleting the file while the house lives."""
    change()
    whole = told()
    path.unlink()
    record.follow(house.context("job"))

    assert whole.acts == told().acts


def test_a_log_that_is_shorter_than_was_seen_is_noticed(change, house, path, monkeypatch):
    """Somebody put an old copy of the database in: nothing is followed over it."""
    change()
    before = path.read_bytes()
    short = audit_store.Head(size=3, frontier=b"", pruned=0)
    monkeypatch.setattr(replay.audit_store, "head", lambda _: short)
    with pytest.raises(Tampered):
        record.follow(house.context("job"))

    assert before == path.read_bytes()


def test_a_shred_has_its_line_before_anything_is_destroyed(house, case_id, told, path):
    """The line names the case; without it nothing may be destroyed."""
    house.vault.replay.shred(case_id, 0)

    assert ("shred", [case_id]) == (
        told().acts[-1].act,
        [row for _, row in told().acts[-1].pairs()],
    )
    assert told().is_whole


def test_it_belongs_to_its_owner_alone(change, path):
    """It names nobody, and tells who was removed from where."""
    change()

    assert 0o600 == path.stat().st_mode & 0o777
