"""A house is put back from a backup: checked first, confirmed by two, without what was removed."""

import resource
import shutil
import sqlite3
from contextlib import closing
from uuid import UUID

import pytest
from terminals import PASSWORD, Terminal

from journal.cli import restore as command
from journal.domain.ids import CaseId
from journal.request import restore as requests
from journal.request import sign_in
from journal.services import exclusions, leaving, staff
from journal.services import restore as services
from journal.services.signin import Attempt
from journal.services.work import perform
from journal.vault import restore as laying
from journal.vault.desk import Fresh

CONFIRM = ("--as", "lone", "--second", "birgit")
TYPED = [PASSWORD, PASSWORD]


class Dies(BaseException):
    """The machine loses its power."""


@pytest.fixture
def disks(tmp_path):
    """Return the folder of databases and the folder of share copies."""
    return tmp_path / "one", tmp_path / "two"


@pytest.fixture
def take(terminal, disks):
    """Return a function that takes a backup and gives its folder."""

    def take_backup():
        result = terminal.run("backup", str(disks[0]), "--shares", str(disks[1]))
        assert 0 == result.exit_code, result.output
        return max(disks[0].iterdir())

    return take_backup


@pytest.fixture
def other(terminal, tmp_path):
    """Return a function that gives another machine, with the two keys typed in from paper."""

    def machine(*kept):
        folder = tmp_path / "other"
        there = Terminal(folder)
        for name in ("secret/kek-root.key", "state/signer/log.key", *kept):
            (folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copy2(terminal.folder / name, folder / name)
        (folder / "config").mkdir(exist_ok=True)
        return there

    return machine


@pytest.fixture
def put_back(disks):
    """Return a function that restores a backup on a machine, confirmed by two."""

    def restore(there, backup, *words, typed=TYPED):
        return there.run(
            "restore", str(backup), "--shares", str(disks[1]), *CONFIRM, *words, typed=typed
        )

    return restore


def rows(there, statement):
    """Return what the database of a house holds."""
    with closing(sqlite3.connect(there.folder / "state/db/journal.sqlite")) as connection:
        return connection.execute(statement).fetchall()


def acts(there):
    """Return what the log of a house names, oldest first."""
    statement = "SELECT act FROM audit_entry e JOIN audit_leaf l ON l.entry_id = e.id ORDER BY seq"
    return [row[0] for row in rows(there, statement)]


def show(there, case_id, login="anna"):
    """Show the case, with a colleague's password."""
    return there.run("case", "show", case_id, "--as", login, typed=[PASSWORD])


def test_a_house_comes_back_on_another_machine(terminal, case_id, take, other, put_back):
    """Every password and case opens there, and the log is whole under a new name."""
    backup, there = take(), other()
    origin = (terminal.folder / "config/pins.toml").read_text()
    result = put_back(there, backup)
    verified = there.run("verify")
    former = there.folder / "state/signer/former-checkpoint"
    by_former = there.run("verify", "--checkpoint", str(former))

    assert 0 == result.exit_code, result.output
    assert 0 == by_former.exit_code, by_former.output
    assert 0 == verified.exit_code, verified.output
    assert 0 == show(there, case_id).exit_code
    assert "restore.confirm" in acts(there)
    assert 2 == acts(there).count("restore.confirm")
    pins = (there.folder / "config/pins.toml").read_text()
    assert origin.split("origin = ")[1].strip().strip('"') in pins.split("former = ")[1]
    assert not (there.folder / "state" / "restoring").exists()


def test_it_says_what_is_missing(terminal, case_id, take, other, put_back):
    """The moment, how many events are known to be gone, and what the next step is."""
    backup = take()
    for _ in range(2):
        show(terminal, case_id)
    take()
    result = put_back(other("state/replay.log", "state/signer/last-checkpoint"), backup)

    assert 0 == result.exit_code, result.output
    assert "Everything written after " in result.output
    assert "known to be missing: 0" not in result.output
    assert "then take a backup" in result.output


def test_a_removal_since_then_is_done_again(terminal, case_id, take, other, put_back):
    """Anna left the team after the backup; the restored house does not let her in."""
    backup = take()
    changed = terminal.run(
        *("team", "set", case_id, "--member", "dorte", "--member", "birgit", "--as", "lone"),
        typed=[PASSWORD],
    )
    assert 0 == changed.exit_code, changed.output
    there = other("state/replay.log")
    result = put_back(there, backup)

    assert 0 == result.exit_code, result.output
    assert "Removals since then that were done again: 1." in result.output
    assert "Places in teams given since then, to be given again: 1." in result.output
    assert 1 == show(there, case_id).exit_code
    assert 0 == show(there, case_id, "birgit").exit_code
    assert 0 == there.run("verify").exit_code


def test_a_backup_older_than_a_removal_is_refused_where_nobody_knows_which(
    terminal, case_id, take, other, put_back
):
    """A newer checkpoint proves that something is missing; without its lines nothing opens."""
    backup = take()
    terminal.run(
        *("team", "set", case_id, "--member", "dorte", "--member", "birgit", "--as", "lone"),
        typed=[PASSWORD],
    )
    take()
    there = other("state/signer/last-checkpoint")
    refused = put_back(there, backup)
    left = list((there.folder / "state").rglob("journal.sqlite"))
    given = put_back(there, backup, "--replay", str(terminal.folder / "state/replay.log"))

    assert 1 == refused.exit_code
    assert "no replay log says which removals" in refused.output
    assert [] == left
    assert 0 == given.exit_code, given.output
    assert 1 == show(there, case_id).exit_code


def test_whoever_lost_the_lines_may_go_on_and_is_told_so(terminal, case_id, take, other, put_back):
    """A house whose replay log burnt is not locked out for ever."""
    backup = take()
    show(terminal, case_id)
    take()
    there = other("state/signer/last-checkpoint")
    result = put_back(there, backup, "--without-later-removals")

    assert 0 == result.exit_code, result.output


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


def test_a_house_that_stands_is_never_written_over(terminal, take, put_back):
    """Restoring over a house would be the end of what was written since."""
    backup = take()
    result = put_back(terminal, backup)

    assert 1 == result.exit_code
    assert "Move it away, do not delete it" in result.output


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


@pytest.mark.parametrize(
    ("people", "typed"),
    [
        (("--as", "anna", "--second", "birgit"), TYPED),
        (("--as", "lone", "--second", "lone"), TYPED),
        (("--as", "lone", "--second", "birgit"), ["wrong wrong wrong"]),
    ],
    ids=["no leader", "one person twice", "wrong password"],
)
def test_it_takes_a_leader_and_a_second_colleague(take, other, disks, people, typed):
    """Until both have confirmed there is no house."""
    backup, there = take(), other()
    result = there.run("restore", str(backup), "--shares", str(disks[1]), *people, typed=typed)

    assert 0 != result.exit_code
    assert not (there.folder / "state/db/journal.sqlite").exists()
    assert 0 != there.run("case", "list", "--as", "lone", typed=[PASSWORD]).exit_code


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


def test_a_restored_house_can_be_backed_up_and_restored_again(
    terminal, case_id, take, other, put_back, disks
):
    """The second new log goes on from the first, and both old origins stand in the pins."""
    there = other()
    put_back(there, take())
    again = there.run("backup", str(disks[0]), "--shares", str(disks[1]))
    assert 0 == again.exit_code, again.output
    newest = max(disks[0].iterdir())
    for name in ("db", "kek", "replay.log"):
        path = there.folder / "state" / name
        path.rename(path.with_name("old-" + name))
    result = put_back(there, newest)

    assert 0 == result.exit_code, result.output
    assert 2 == (there.folder / "config/pins.toml").read_text().count("example/") - 1
    assert 2 == acts(there).count("log.restore")
    assert 0 == there.run("verify").exit_code
    assert 0 == show(there, case_id).exit_code


ADD = ("case", "add", "--kind", "child", "--as", "anna", "--team", "anna", "--team", "birgit")


def test_a_new_case_has_its_shares_on_two_disks(terminal, take, other, put_back, disks):
    """Before anybody is told that it exists; a restore takes the newest shares there are."""
    backup = take()
    added = terminal.run(*ADD, typed=[PASSWORD], JOURNAL_SHARE_COPY_DIR=str(disks[1]))
    copies = sorted(disks[1].iterdir())
    with closing(sqlite3.connect(copies[-1] / "shares.sqlite")) as copy:
        cases = copy.execute("SELECT count(DISTINCT about) FROM share").fetchone()[0]
    result = put_back(other(), backup)

    assert 0 == added.exit_code, added.output
    assert (2, 3) == (len(copies), cases)  # the house and two cases
    assert 0 == result.exit_code, result.output


def test_no_case_is_opened_whose_shares_lie_on_one_disk_only(terminal, tmp_path):
    """The other disk is away: a sentence, and no case."""
    away = tmp_path / "away"
    away.write_text("")
    added = terminal.run(*ADD, typed=[PASSWORD], JOURNAL_SHARE_COPY_DIR=str(away))

    assert 1 == added.exit_code
    assert "could not be done" in added.output
    assert [(1,)] == rows(terminal, "SELECT count(*) FROM case_file")


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


def test_accounts_exclusions_and_revoked_certificates_are_ended_again(
    terminal, case_id, take, other, put_back
):
    """A colleague who left after the backup cannot sign in, and her keys are gone."""
    backup = take()
    house = terminal.composition.open_house(terminal.settings())
    nobody = house.context("cli")
    lone = house.context("cli", sign_in(nobody, Attempt(name="lone"), PASSWORD))
    carla = perform(lone, staff.by_login, "carla")
    dorte = perform(lone, staff.by_login, "dorte")
    fresh = Fresh(session_tag=None, at=house.clock())
    perform(lone, leaving.leave, carla, {}, fresh)
    perform(lone, exclusions.exclude, CaseId(UUID(case_id)), dorte)
    fresh = Fresh(session_tag=None, at=house.clock())
    anna = perform(lone, staff.by_login, "anna")
    perform(lone, leaving.suspend, anna, fresh)
    terminal.composition.close_house(house)
    there = other("state/replay.log")
    result = put_back(there, backup)

    assert 0 == result.exit_code, result.output
    assert "Removals since then that were done again: 4." in result.output
    assert 1 == show(there, case_id, "anna").exit_code
    assert 1 == there.run("case", "list", "--as", "carla", typed=[PASSWORD]).exit_code
    assert [(1,)] == rows(there, "SELECT count(*) FROM exclusion")
    assert [(0,)] == rows(
        there,
        "SELECT count(*) FROM key_wrap WHERE recipient_id IN "
        "(SELECT id FROM staff WHERE active_to IS NOT NULL)",
    )
    assert 0 == there.run("verify").exit_code


def test_a_shredded_case_stays_shredded(terminal, case_id, take, other, put_back):
    """The copy of the shares still has its share; the line says that it must not."""
    backup = take()
    house = terminal.composition.open_house(terminal.settings())
    house.vault.replay.shred(UUID(case_id), 0)
    terminal.composition.close_house(house)
    there = other("state/replay.log")
    result = put_back(there, backup)
    with closing(sqlite3.connect(there.folder / "state/kek/shares.sqlite")) as store:
        left = store.execute(
            "SELECT count(*) FROM share WHERE about = ?", [UUID(case_id).bytes]
        ).fetchone()

    assert 0 == result.exit_code, result.output
    assert "Removals since then that were done again: 1." in result.output
    assert (0,) == left
    assert 0 == there.run("verify").exit_code


def test_timed_access_is_over_after_a_restore(terminal, case_id, opened, take, other, put_back):
    """Whoever was let in for a time is not, whatever the clock says."""
    backup, there = take(), other()
    result = put_back(there, backup)

    assert "Timed accesses ended: 1." in result.output
    assert [(0,)] == rows(there, "SELECT count(*) FROM timed_access WHERE ended_at IS NULL")
    assert [(0,)] == rows(there, "SELECT count(*) FROM key_wrap WHERE kind = 'timed'")


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


def test_sessions_end(take, other, put_back):
    """Nobody stays signed in to a house that was put back."""
    backup, there = take(), other()
    run = there.folder / "run"
    run.mkdir(mode=0o700)
    for name in ("sessions.sqlite", "sessions.sqlite-wal", "node-secret"):
        (run / name).write_bytes(b"old")
    put_back(there, backup)

    assert ["lock"] == [path.name for path in run.iterdir()]
