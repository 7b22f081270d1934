"""What was done to a log is found, and told apart from what could not be checked."""

import hashlib
import os
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from terminals import PASSWORD

from journal.domain.clock import now_utc

SOUND, TAMPERED, UNWITNESSED, UNCHECKED, USAGE = 0, 3, 4, 5, 2
DATABASE = "state/db/journal.sqlite"
OUTSIDE = "state/signer/last-checkpoint"


def tamper(terminal, *statements):
    """Change the database as somebody does who owns the machine: without guard or triggers."""
    connection = sqlite3.connect(terminal.folder / DATABASE)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        statements = (f"DROP TRIGGER {name}", *statements)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def sign_in(terminal, login="lone"):
    """Leave some events in the log."""
    assert 0 == terminal.run("case", "list", "--as", login, typed=[PASSWORD]).exit_code


def test_a_log_as_it_was_written_is_sound(terminal):
    """Exit 0; nothing is asked for but database, pins and the key of the log."""
    for path in ("secret/kek-root.key", "state/kek/shares.sqlite"):
        (terminal.folder / path).unlink()
    result = terminal.run("verify")

    assert SOUND == result.exit_code
    assert result.output.startswith("Sound: ")


ENTRY = "(SELECT entry_id FROM audit_leaf WHERE seq = 7)"
ONE_BYTE = "CAST(replace(CAST(entry AS TEXT), '\"v\":1', '\"v\":2') AS BLOB)"
ATTACKS = {
    "a byte changed": (
        [
            f"UPDATE audit_entry SET entry = {ONE_BYTE} WHERE id = {ENTRY}",
        ],
        7,
    ),
    "a row deleted": (
        [f"DELETE FROM audit_entry WHERE id = {ENTRY}", "DELETE FROM audit_leaf WHERE seq = 7"],
        7,
    ),
    "an event deleted": ([f"DELETE FROM audit_entry WHERE id = {ENTRY}"], 7),
    "two swapped": (
        [
            "UPDATE audit_leaf SET seq = -1 WHERE seq = 7",
            "UPDATE audit_leaf SET seq = 7 WHERE seq = 8",
            "UPDATE audit_leaf SET seq = 8 WHERE seq = -1",
        ],
        None,
    ),
    "the actor changed": ([f"UPDATE audit_entry SET act = 'logout' WHERE id = {ENTRY}"], 7),
    "a case hidden": (["DELETE FROM audit_case"], None),
    "a time that is a word": ([f"UPDATE audit_entry SET t = 'abc' WHERE id = {ENTRY}"], 7),
    "bytes that are text": (
        [f"UPDATE audit_entry SET entry = CAST(entry AS TEXT) WHERE id = {ENTRY}"],
        7,
    ),
    "a hash of one byte": (["UPDATE audit_leaf SET hash = x'00' WHERE seq = 7"], 7),
    "a checkpoint that is bytes": (["UPDATE audit_checkpoint SET note = x'00ff'"], 0),
    "cut before the last checkpoint": (
        [
            "DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_leaf WHERE seq > 7)",
            "DELETE FROM audit_leaf WHERE seq > 7",
            "DELETE FROM audit_checkpoint WHERE size > 8",
        ],
        8,
    ),
}


@pytest.mark.parametrize(("statements", "index"), ATTACKS.values(), ids=ATTACKS)
def test_what_was_done_to_the_log_is_found(statements, index, terminal):
    """Exit 3, with the first bad index and the check in words, whoever could write the database."""
    tamper(terminal, *statements)
    result = terminal.run("verify")

    assert TAMPERED == result.exit_code, result.output
    assert result.output.startswith("TAMPERED: first bad index")
    if index is not None:
        assert f"first bad index {index}:" in result.output


@pytest.mark.parametrize("entry", [b"no json", b"{}", b"[]", b'{"on":7}'])
def test_an_event_that_is_no_event_is_found(entry, terminal):
    """Its hash fits wherever it is stored; the verifier names it and does not break (exit 3)."""
    digest = hashlib.sha256(b"\0" + entry).hexdigest()
    tamper(
        terminal,
        f"UPDATE audit_entry SET entry = X'{entry.hex()}', hash = X'{digest}' WHERE id = {ENTRY}",
        f"UPDATE audit_leaf SET hash = X'{digest}' WHERE seq = 7",
    )
    result = terminal.run("verify")

    assert TAMPERED == result.exit_code, result.output
    assert "first bad index 7:" in result.output


def test_an_older_copy_put_back_is_found(terminal):
    """It is whole in itself; the checkpoint outside the database knows a longer log."""
    shutil.copy(terminal.folder / DATABASE, terminal.folder / "older")
    sign_in(terminal)
    shutil.copy(terminal.folder / "older", terminal.folder / DATABASE)
    result = terminal.run("verify")

    assert TAMPERED == result.exit_code, result.output
    assert "it was cut, or is an older copy" in result.output


def test_without_a_checkpoint_from_outside_it_is_not_called_sound(terminal):
    """Whoever can write the database could have written all of it anew (exit 4)."""
    (terminal.folder / OUTSIDE).unlink()

    assert UNWITNESSED == terminal.run("verify").exit_code


def test_a_checkpoint_of_yesterday_proves_too_little(terminal):
    """Exit 4 when the newest event is more than a day younger than the checkpoint at hand."""
    shutil.copy(terminal.folder / OUTSIDE, terminal.folder / "kept")
    opened = terminal.composition.open_house

    def in_two_days(settings):
        return replace(opened(settings), clock=lambda: now_utc() + timedelta(days=2))

    terminal.composition = replace(terminal.composition, open_house=in_two_days)
    sign_in(terminal)

    assert SOUND == terminal.run("verify").exit_code
    kept = terminal.run("verify", "--checkpoint", str(terminal.folder / "kept"))
    assert UNWITNESSED == kept.exit_code, kept.output


@pytest.mark.parametrize("text", ["", "of another log\n1\nAAAA\n\n"])
def test_a_checkpoint_of_another_log_is_none(text, terminal):
    """Exit 4: it says nothing about this one."""
    (terminal.folder / "foreign").write_text(text)
    result = terminal.run("verify", "--checkpoint", str(terminal.folder / "foreign"))

    assert UNWITNESSED == result.exit_code


@pytest.mark.parametrize("path", [DATABASE, "config/pins.toml", "state/signer/log.key"])
def test_what_is_missing_cannot_be_checked(path, terminal):
    """Exit 5, which no alarm may take for sound or for tampered."""
    (terminal.folder / path).unlink()
    result = terminal.run("verify")

    assert UNCHECKED == result.exit_code
    assert "could not be checked" in result.output


@pytest.mark.parametrize("damage", [b"no database at all", b""])
def test_a_damaged_database_cannot_be_checked(damage, terminal):
    """Exit 5: the file is broken or empty; nobody can say what stood there."""
    (terminal.folder / DATABASE).write_bytes(damage)

    assert UNCHECKED == terminal.run("verify").exit_code


def test_the_key_of_another_log_is_refused(terminal, template):
    """A key file that does not fit the pins checks nothing (exit 5)."""
    path = terminal.folder / "state/signer/log.key"
    key = (terminal.folder / "secret/kek-root.key").read_text().split(":")[1]
    path.unlink()
    path.touch(0o600)
    path.write_text(f"vaern-log-1:{key}")
    os.chmod(path, 0o400)  # noqa: PTH101 -- as an administrator does

    assert UNCHECKED == terminal.run("verify").exit_code


@pytest.mark.parametrize("words", [["--checkpoint", "/no/such/file"], ["--nothing"], ["extra"]])
def test_a_mistyped_command_is_neither(words, terminal):
    """Exit 2, as for every command."""
    assert USAGE == terminal.run("verify", *words).exit_code


def test_a_folder_elsewhere_is_asked_too(terminal, tmp_path):
    """Every checkpoint is kept there, and a log that fits only the newest file here is found."""
    stick = tmp_path / "stick"
    stick.mkdir()
    kept = {"JOURNAL_WITNESS_DIR": str(stick)}
    assert 0 == terminal.run("anchor", **kept).exit_code
    (path,) = stick.iterdir()
    assert path.read_text() == (terminal.folder / OUTSIDE).read_text()
    shutil.copy(terminal.folder / DATABASE, terminal.folder / "older")
    shutil.copy(terminal.folder / OUTSIDE, terminal.folder / "older-checkpoint")
    sign_in(terminal)
    assert 0 == terminal.run("anchor", **kept).exit_code
    assert SOUND == terminal.run("verify", **kept).exit_code
    shutil.copy(terminal.folder / "older", terminal.folder / DATABASE)
    shutil.copy(terminal.folder / "older-checkpoint", terminal.folder / OUTSIDE)
    assert SOUND == terminal.run("verify").exit_code
    assert TAMPERED == terminal.run("verify", **kept).exit_code


def test_a_file_of_several_checkpoints_is_read(terminal, tmp_path):
    """Each is compared."""
    first = terminal.run("anchor").output
    sign_in(terminal)
    second = terminal.run("anchor").output
    (tmp_path / "kept").write_text(first + second)
    assert first != second
    assert SOUND == terminal.run("verify", "--checkpoint", str(tmp_path / "kept")).exit_code
    (tmp_path / "kept").write_text(first + second[:-9])
    assert UNWITNESSED == terminal.run("verify", "--checkpoint", str(tmp_path / "kept")).exit_code
