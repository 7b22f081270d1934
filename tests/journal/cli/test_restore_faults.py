"""A restore that meets damage, strangers, a full disk or a power cut: whole, or not at all."""

import resource
import shutil

import pytest
from restoring import CONFIRM, TYPED, Dies, show
from terminals import PASSWORD, Terminal

from journal.cli import restore as command
from journal.request import restore as requests
from journal.services import restore as services
from journal.vault import restore as laying


def test_a_damaged_replay_log_is_not_taken_for_a_short_one(
    terminal, case_id, take, other, put_back
):
    """What stood behind the damage may have been a removal; a better copy is asked for."""
    backup = take()
    terminal.run(
        *("team", "set", case_id, "--member", "dorte", "--member", "birgit", "--as", "lone"),
        typed=[PASSWORD],
    )
    there = other("state/replay.log")
    path = there.folder / "state/replay.log"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-3], lines[-3][:50] + b"x" + lines[-3][51:], *lines[-2:]]))
    refused = put_back(there, backup)
    better = put_back(there, backup, "--replay", str(terminal.folder / "state/replay.log"))

    assert 1 == refused.exit_code
    assert "is damaged behind line" in refused.output
    assert 0 == better.exit_code, better.output
    assert 1 == show(there, case_id).exit_code


def test_a_flipped_byte_restores_nothing(take, other, put_back, disks):
    """In the database, in the shares, or in the list: the house stays empty."""
    backup, there = take(), other()
    shares = disks[1] / backup.name / "shares.sqlite"
    for path in (backup / "journal.sqlite", shares, backup / "contents", backup / "replay.log"):
        data = path.read_bytes()
        at = len(data) // 2
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        result = put_back(there, backup)
        path.write_bytes(data)

        assert 1 == result.exit_code, path
        assert "Nothing was changed" in result.output
        assert [] == list((there.folder / "state").rglob("journal.sqlite"))
    assert 0 == put_back(there, backup).exit_code


@pytest.mark.parametrize("left", ["journal.sqlite-wal", "journal.sqlite-shm"])
def test_what_is_left_beside_a_lost_database_is_not_taken_over(take, other, put_back, left):
    """SQLite would write an old log of changes into the new file."""
    backup, there = take(), other()
    (there.folder / "state/db").mkdir(mode=0o700)
    (there.folder / "state/db" / left).write_bytes(b"old")
    result = put_back(there, backup)

    assert 1 == result.exit_code
    assert left in result.output


def test_the_keys_of_another_house_do_not_open_it(take, other, put_back, tmp_path, monkeypatch):
    """A wrong log key is named; nothing is written."""
    backup, there = take(), other()
    elsewhere = Terminal(tmp_path / "elsewhere")
    elsewhere.init(monkeypatch, PASSWORD)
    key = there.folder / "state/signer/log.key"
    key.unlink()
    shutil.copy2(elsewhere.folder / "state/signer/log.key", key)
    result = put_back(there, backup)

    assert 1 == result.exit_code
    assert "does not fit this house's pins.toml" in result.output


def test_a_backup_of_another_house_is_refused(take, other, put_back, tmp_path, monkeypatch):
    """Where pins lie, only a backup of that house is taken."""
    backup = take()
    elsewhere = Terminal(tmp_path / "elsewhere")
    elsewhere.init(monkeypatch, PASSWORD)
    there = other()
    shutil.copy2(elsewhere.folder / "config/pins.toml", there.folder / "config/pins.toml")
    result = put_back(there, backup)

    assert 1 == result.exit_code
    assert "another house" in result.output


def test_a_backup_without_its_shares_is_refused(take, other, disks):
    """Older shares lack the newest case; none at all open nothing."""
    backup, there = take(), other()
    shutil.rmtree(disks[1])
    result = there.run("restore", str(backup), "--shares", str(disks[1]), *CONFIRM, typed=TYPED)

    assert 1 == result.exit_code
    assert "No copy of the shares" in result.output


STEPS = {
    "laid out": (command, "verified"),
    "verified": (services, "begin_log"),
    "new log": (laying, "begin_pins"),
    "pins": (requests, "catch_up"),
    "caught up": (command, "_confirm"),
    "confirmed": (laying, "publish"),
    "published": (laying, "clear"),
}
MOVES = 4
"""Shares, replay log, checkpoint and, last, the database are put in their places one by one."""


def once(act):
    """Return a function that does something once and dies the second time."""
    left = [act]

    def do(*args):
        if not left:
            raise Dies
        left.pop()(*args)

    return do


@pytest.mark.parametrize("step", [*STEPS, *range(MOVES)])
def test_a_restore_that_dies_is_begun_again(step, case_id, take, other, put_back, monkeypatch):
    """Whichever step is not reached: there is no house, or a whole one."""
    backup, there = take(), other()
    moves = iter(range(0 if isinstance(step, str) else step))
    move = laying._move

    def die(*_args, **_kwargs):
        raise Dies

    def move_some(*paths):
        if next(moves, None) is None:
            raise Dies
        move(*paths)

    with monkeypatch.context() as patched:
        if step == "published":
            patched.setattr(laying, "clear", once(laying.clear))
        elif isinstance(step, str):
            patched.setattr(*STEPS[step], die)
        else:
            patched.setattr(laying, "_move", move_some)
        with pytest.raises(Dies):
            put_back(there, backup)
    is_there = (there.folder / "state/db/journal.sqlite").exists()
    if not is_there:
        again = put_back(there, backup)
        assert 0 == again.exit_code, again.output
    assert 0 == show(there, case_id).exit_code
    assert 0 == there.run("verify").exit_code


def test_a_root_key_that_does_not_fit_is_named(take, other, put_back, tmp_path, monkeypatch):
    """Typed from the wrong paper: nothing appears."""
    backup, there = take(), other()
    elsewhere = Terminal(tmp_path / "elsewhere")
    elsewhere.init(monkeypatch, PASSWORD)
    key = there.folder / "secret/kek-root.key"
    key.unlink()
    shutil.copy2(elsewhere.folder / "secret/kek-root.key", key)
    result = put_back(there, backup)

    assert 1 == result.exit_code
    assert "do not belong together" in result.output
    assert not (there.folder / "state/db/journal.sqlite").exists()


def test_a_new_log_that_does_not_go_on_from_the_old_is_found(take, other, put_back):
    """Somebody who changes what the first event says of the old log is seen by the verifier."""
    backup, there = take(), other()
    put_back(there, backup)
    pins = there.folder / "config/pins.toml"
    text = pins.read_text()
    size = text.split('"')[-2].split(" ")[1]
    pins.chmod(0o600)
    pins.write_text(text.replace(f' {size}"', f' {int(size) - 2}"'))
    verified = there.run("verify")

    assert 3 == verified.exit_code, verified.output


def test_a_full_disk_restores_nothing_and_the_next_try_does(
    take, other, put_back, case_id, monkeypatch
):
    """No file may grow beyond a few bytes: a sentence, no house; with room again it is there."""
    backup, there = take(), other()
    lay_out = laying.lay_out

    def lay_out_in_little_room(*args):
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
        try:
            return lay_out(*args)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    with monkeypatch.context() as patched:
        patched.setattr(laying, "lay_out", lay_out_in_little_room)
        refused = put_back(there, backup)

    assert 1 == refused.exit_code
    assert "could not be done" in refused.output
    assert not (there.folder / "state/db/journal.sqlite").exists()
    assert 0 == put_back(there, backup).exit_code
    assert 0 == show(there, case_id).exit_code
