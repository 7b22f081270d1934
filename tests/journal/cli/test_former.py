"""Somebody outside checks the log of a house that was restored, with what she kept since before."""

import json
import sqlite3
from contextlib import closing

import pytest
from restoring import show

from journal.cli import verify_log

SOUND, TAMPERED, UNWITNESSED = 0, 3, 4


@pytest.fixture
def restored(terminal, case_id, take, other, put_back, tmp_path):
    """Restore a house; keep a checkpoint from before its backup, and one of what was lost."""
    (tmp_path / "before").write_text(terminal.run("anchor").output)
    backup = take()
    for _ in range(2):
        show(terminal, case_id)
    (tmp_path / "lost").write_text(terminal.run("anchor").output)
    there = other("state/replay.log")
    result = put_back(there, backup)
    assert 0 == result.exit_code, result.output
    return there


@pytest.fixture
def exported(restored, tmp_path):
    """Return the folder of an export from the restored house."""
    result = restored.run("export-log", str(tmp_path / "log"))
    assert 0 == result.exit_code, result.output
    return tmp_path / "log"


def check(folder, *kept, what="log"):
    """Run the verifier in this process; the return value is its exit code."""
    words = [word for path in kept for word in ("--witness", str(path))]
    return verify_log.main([what, str(folder), *words])


def test_an_export_of_a_restored_house_is_sound(exported, tmp_path, capsys):
    """By the checkpoint of the log before it; that it was restored, and where, is said."""
    assert SOUND == check(exported, tmp_path / "before")
    said = capsys.readouterr().out
    kept = (exported / "former").read_text().split()[1]
    assert f"1 times; the newest log goes on from event {kept}." in said


def test_a_checkpoint_of_what_was_lost_confirms_nothing_and_accuses_nobody(
    exported, tmp_path, capsys
):
    """It is named, so that she asks; beside another one too."""
    assert UNWITNESSED == check(exported, tmp_path / "lost")
    assert "Newer than what was restored" in capsys.readouterr().out
    assert UNWITNESSED == check(exported, tmp_path / "before", tmp_path / "lost")
    both = tmp_path / "both"
    both.write_text((tmp_path / "before").read_text() + (tmp_path / "lost").read_text())
    assert UNWITNESSED == check(exported, both)


def test_events_kept_from_before_are_proven_under_the_new_name(restored, tmp_path):
    """Inclusion of an old event, and that the log only grew since the old checkpoint."""
    with closing(sqlite3.connect(restored.folder / "state/db/journal.sqlite")) as connection:
        ((found,),) = connection.execute("SELECT entry_id FROM audit_leaf WHERE seq = 3")
    result = restored.run(
        *("prove", found.hex(), "--to", str(tmp_path / "entry")),
        *("--checkpoint", str(tmp_path / "before")),
    )
    refused = restored.run("prove", found.hex(), "--checkpoint", str(tmp_path / "lost"))

    assert 0 == result.exit_code, result.output
    assert SOUND == check(tmp_path / "entry", tmp_path / "before", what="entry")
    assert UNWITNESSED == check(tmp_path / "entry", tmp_path / "lost", what="entry")
    assert 1 == refused.exit_code


def changed(event, **values):
    """Return the bytes of an event that says something else, as a line."""
    said = json.loads(event) | values
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def test_a_restore_that_the_log_does_not_hold_is_found(exported, tmp_path, capsys):
    """Another place, another root, no event, or one too many: nobody excuses a cut by it."""
    former = (exported / "former").read_text()
    restores = (exported / "restores").read_bytes()
    name, kept = former.split()
    wrongs = [
        (f"{name} {int(kept) - 1}\n", restores),
        (former, b""),
        (former, restores * 2),
        (former, changed(restores, act="log.start")),
        (former, changed(restores, env=["A" * 43])),
        (former, changed(restores, n=5)),
    ]
    for text, events in wrongs:
        (exported / "former").write_text(text)
        (exported / "restores").write_bytes(events)
        assert TAMPERED == check(exported, tmp_path / "before")
        assert "check " in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["x", "a b c\n", "kc-audit.example/1 01\n", "kc-audit.example/1\n"]
)
def test_former_names_are_read_strictly(text, exported, tmp_path):
    """What is not of its form is not guessed."""
    (exported / "former").write_text(text)
    assert 5 == check(exported, tmp_path / "before")


def test_no_flipped_bit_of_the_new_files_is_accepted(exported, tmp_path):
    """Neither of the former name nor of the event that began the new log."""
    for name in ("former", "restores"):
        whole = (exported / name).read_bytes()
        for at in range(0, 8 * len(whole), 7):
            broken = bytearray(whole)
            broken[at // 8] ^= 1 << at % 8
            (exported / name).write_bytes(broken)
            assert SOUND != check(exported, tmp_path / "before"), (name, at)
        (exported / name).write_bytes(whole)
