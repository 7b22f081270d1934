"""A house is put back from a backup: confirmed by two, without what was removed since."""

import sqlite3
from contextlib import closing
from uuid import UUID

import pytest
from restoring import TYPED, acts, rows, show
from terminals import PASSWORD

from journal.domain.ids import CaseId
from journal.request import sign_in
from journal.services import exclusions, leaving, staff
from journal.services.signin import Attempt
from journal.services.work import perform
from journal.vault.desk import Fresh


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


def test_a_house_that_stands_is_never_written_over(terminal, take, put_back):
    """Restoring over a house would be the end of what was written since."""
    backup = take()
    result = put_back(terminal, backup)

    assert 1 == result.exit_code
    assert "Move it away, do not delete it" in result.output


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


def test_sessions_end(take, other, put_back):
    """Nobody stays signed in to a house that was put back."""
    backup, there = take(), other()
    run = there.folder / "run"
    run.mkdir(mode=0o700)
    for name in ("sessions.sqlite", "sessions.sqlite-wal", "node-secret"):
        (run / name).write_bytes(b"old")
    put_back(there, backup)

    assert ["lock"] == [path.name for path in run.iterdir()]
