"""Somebody outside checks the log with one file, and finds what was done to what she was given."""

import ast
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from terminals import PASSWORD, Terminal

from crypto import merkle
from crypto.checkpoint import Checkpoint, sign
from crypto.identity import SignPrivate
from journal.cli import verify_log

SOUND, TAMPERED, UNWITNESSED, UNCHECKED, USAGE = 0, 3, 4, 5, 2
OUTSIDE = "state/signer/last-checkpoint"
DATABASE = "state/db/journal.sqlite"
FLIPS = 10_000 if os.environ.get("JOURNAL_TEST_LONG") == "1" else 600
SOURCE = Path(verify_log.__file__)


@pytest.fixture(scope="module")
def exported(template, tmp_path_factory):
    """Return the folder of a true export, and a checkpoint that was kept elsewhere."""
    place = tmp_path_factory.mktemp("exported")
    shutil.copytree(template, place / "house")
    terminal = Terminal(place / "house")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("LANGUAGE", "en")
        (place / "kept").write_text(terminal.run("anchor").output)
        assert 0 == terminal.run("case", "list", "--as", "lone", typed=[PASSWORD]).exit_code
        result = terminal.run("export-log", str(place / "log"))
        reference = newest_case_event(place / "house")
        proven = terminal.run(
            *("prove", reference, "--to", str(place / "entry")),
            *("--checkpoint", str(place / "kept")),
        )
    assert (0, 0) == (result.exit_code, proven.exit_code), result.output + proven.output
    return place


def newest_case_event(folder):
    """Return the id of the newest event that the leader left, as hexadecimal digits."""
    connection = sqlite3.connect(folder / DATABASE)
    ((found,),) = connection.execute(
        "SELECT e.id FROM audit_entry e JOIN audit_leaf l ON l.entry_id = e.id "
        "WHERE e.act = 'case.list' ORDER BY l.seq DESC LIMIT 1"
    )
    connection.close()
    return found.hex()


@pytest.fixture
def given(exported, tmp_path):
    """Return a copy of what the auditor was given."""
    for name in ("log", "entry"):
        shutil.copytree(exported / name, tmp_path / name)
    shutil.copy(exported / "kept", tmp_path / "kept")
    return tmp_path


def check(given, what="log", *words):
    """Run the verifier in this process; the return value is its exit code."""
    return verify_log.main([what, str(given / what), "--witness", str(given / "kept"), *words])


def test_the_verifier_needs_nothing_of_ours():
    """The standard library and cryptography: it runs on a machine without this program."""
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(SOURCE.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert {"cryptography"} == imported - sys.stdlib_module_names


@pytest.mark.parametrize("what", ["log", "entry"])
def test_it_runs_alone_from_the_folder_that_was_handed_out(what, given):
    """Exit 0, with its own copy, in isolated mode, from another folder."""
    run = subprocess.run(
        [sys.executable, "-I", "verify_log.py", what, ".", "--witness", given / "kept"],
        cwd=given / what,
        capture_output=True,
        text=True,
        check=False,
        env={},
    )
    assert (SOUND, "") == (run.returncode, run.stderr), run.stdout
    assert "Sound / Ubrudt" in run.stdout


def test_an_export_holds_hashes_and_no_event(given, exported):
    """Nothing of any event but 32 bytes; who holds it learns the size of the log alone."""
    names = {path.name for path in (given / "log").iterdir()}
    leaves = (given / "log" / "leaves").read_bytes()
    connection = sqlite3.connect(exported / "house" / DATABASE)
    entries = connection.execute(
        "SELECT e.entry FROM audit_leaf l JOIN audit_entry e ON e.id = l.entry_id ORDER BY l.seq"
    ).fetchall()
    connection.close()
    assert {"log.vkey", "leaves", "checkpoints", "verify_log.py"} == names
    assert b"".join(merkle.leaf_hash(entry) for (entry,) in entries) == leaves


def test_an_anchor_is_four_lines_and_an_empty_one(terminal):
    """Name, size, root and signature; printed as it is kept, it is a witness."""
    said = terminal.run("anchor").output
    assert 4 == len([line for line in said.splitlines() if line])
    assert (terminal.folder / OUTSIDE).read_text() == said


def test_without_a_checkpoint_from_outside_it_is_not_called_sound(given):
    """Exit 4: the house could have written and signed all of it yesterday."""
    assert UNWITNESSED == verify_log.main(["log", str(given / "log")])
    assert UNWITNESSED == verify_log.main(["entry", str(given / "entry")])


def test_a_checkpoint_that_is_too_old_proves_too_little(given):
    """Exit 4 when more events are newer than may be."""
    assert UNWITNESSED == check(given, "log", "--newer", "0")
    assert UNWITNESSED == check(given, "entry", "--newer", "0")


def test_a_printed_line_is_a_witness(given):
    """Size and twelve letters, as they stand on the log page."""
    _, size, root, *_ = (given / "kept").read_text().split("\n")
    log = ["log", str(given / "log"), "--line"]
    assert SOUND == verify_log.main([*log, f"{size} {root[:12]}"])
    other = "A" if root[0] != "A" else "B"
    assert TAMPERED == verify_log.main([*log, f"{size} {other}{root[1:12]}"])
    assert TAMPERED == verify_log.main([*log, f"999999 {root[:12]}"])


def test_the_pin_of_the_founding_is_compared(given, exported, capsys):
    """Whoever holds the printed sheet sees that it is the log of this house."""
    pins = (exported / "house/config/pins.toml").read_text()
    pin = next(line for line in pins.splitlines() if line.startswith("log_key")).split('"')[1]
    assert SOUND == check(given, "log", "--pin", pin)
    assert pin in capsys.readouterr().out
    assert TAMPERED == check(given, "log", "--pin", "0" * 64)


@pytest.mark.parametrize("words", [["log"], ["what", "."], ["log", ".", "--line", "5 short"]])
def test_a_mistyped_command_is_neither(words):
    """Exit 2, as of every command."""
    with pytest.raises(SystemExit) as ended:
        verify_log.main(words)
    assert USAGE == ended.value.code


@pytest.mark.parametrize("name", ["log/log.vkey", "log/leaves"])
def test_what_is_missing_cannot_be_checked(name, given):
    """Exit 5, which nobody may take for sound or for tampered."""
    (given / name).unlink()
    assert UNCHECKED == check(given)


@pytest.mark.parametrize(
    "text",
    ["", "no checkpoint", "\u2014\n" * 5, "\ud800"],
    ids=["empty", "words", "dashes", "half"],
)
def test_a_witness_that_is_none_does_not_make_it_sound(text, given):
    """Exit 4, also beside one that is good."""
    (given / "other").write_bytes(text.encode(errors="surrogatepass"))
    assert UNWITNESSED == check(given, "log", "--witness", str(given / "other"))


def test_a_changed_leaf_is_named(given, capsys):
    """The first index that no fitting checkpoint confirms, and the check that failed."""
    leaves = bytearray((given / "log/leaves").read_bytes())
    _, size, *_ = (given / "kept").read_text().split("\n")
    leaves[int(size) * 32] ^= 1  # behind all that the kept checkpoint confirms
    (given / "log/leaves").write_bytes(leaves)
    assert TAMPERED == check(given)
    assert f"first bad index {size}, check checkpoint" in capsys.readouterr().out


@pytest.mark.parametrize("cut", [32, 1, 64])
def test_a_cut_export_is_found(cut, given, capsys):
    """Fewer leaves than the newest checkpoint signed."""
    leaves = (given / "log/leaves").read_bytes()
    (given / "log/leaves").write_bytes(leaves[:-cut])
    assert TAMPERED == check(given)
    assert f"index {(len(leaves) - cut) // 32}, check cut" in capsys.readouterr().out


def test_leaves_that_nobody_signed_are_found(given, capsys):
    """Added behind the newest checkpoint."""
    leaves = (given / "log/leaves").read_bytes()
    (given / "log/leaves").write_bytes(leaves + bytes(32))
    assert TAMPERED == check(given)
    assert f"index {len(leaves) // 32}, check unsigned" in capsys.readouterr().out


LOG_FILES = ("log.vkey", "leaves", "checkpoints", "../kept")
ENTRY_FILES = ("log.vkey", "event.json", "inclusion.tlog-proof", "consistency", "../kept")


@pytest.mark.parametrize(("what", "names"), [("log", LOG_FILES), ("entry", ENTRY_FILES)])
def test_no_flipped_bit_is_accepted(what, names, given):
    """Any one bit of any file that was handed out or kept: never exit 0."""
    chance = random.Random(FLIPS)
    assert SOUND == check(given, what)
    whole = {name: (given / what / name).read_bytes() for name in names}
    for turn in range(FLIPS // 2):
        name = names[turn % len(names)]
        changed = bytearray(whole[name])
        bit = chance.randrange(8 * len(changed))
        changed[bit // 8] ^= 1 << bit % 8
        (given / what / name).write_bytes(changed)
        assert check(given, what) in {TAMPERED, UNWITNESSED, UNCHECKED}, (name, bit)
        (given / what / name).write_bytes(whole[name])


def test_a_reference_of_the_log_page_is_enough(terminal, tmp_path):
    """Its first eight digits; the folder says where the event stands."""
    reference = newest_case_event_of_any(terminal)
    result = terminal.run("prove", reference[:8], "--to", str(tmp_path / "proof"))
    assert 0 == result.exit_code, result.output
    assert "The event stands at index 3." in result.output
    assert {"event.json", "inclusion.tlog-proof", "log.vkey", "verify_log.py"} == {
        path.name for path in (tmp_path / "proof").iterdir()
    }


def newest_case_event_of_any(terminal):
    """Return the id of the fourth event of the log."""
    connection = sqlite3.connect(terminal.folder / DATABASE)
    ((found,),) = connection.execute("SELECT entry_id FROM audit_leaf WHERE seq = 3")
    connection.close()
    return found.hex()


@pytest.mark.parametrize("reference", ["", "xyz", "0" * 33, "é", "0" * 32])
def test_a_reference_that_names_no_event_is_refused(reference, terminal, tmp_path):
    """One sentence, exit 1, and nothing written."""
    result = terminal.run("prove", reference, "--to", str(tmp_path / "proof"))
    assert 1 == result.exit_code
    assert "No event has the reference" in result.output
    assert not (tmp_path / "proof").exists()


def test_a_folder_with_something_in_it_is_not_written_into(terminal, tmp_path):
    """Neither by an export nor by a proof."""
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/letter").write_text("hers")
    for words in (["export-log"], ["prove", newest_case_event_of_any(terminal), "--to"]):
        result = terminal.run(*words, str(tmp_path / "taken"))
        assert (1, ["letter"]) == (
            result.exit_code,
            [path.name for path in (tmp_path / "taken").iterdir()],
        )
        assert "is not an empty folder" in result.output


def test_a_checkpoint_of_another_log_proves_nothing(terminal, tmp_path):
    """Nor does a log that was changed."""
    origin = "kc-audit.example/7f3a9c1e"
    head = Checkpoint(origin=origin, size=5, root=bytes(32))
    (tmp_path / "foreign").write_text(sign(head, SignPrivate(b"\x55" * 32)))
    reference = newest_case_event_of_any(terminal)
    result = terminal.run("prove", reference, "--checkpoint", str(tmp_path / "foreign"))
    assert 1 == result.exit_code
    assert "no checkpoint of this log" in result.output


def test_a_log_that_was_changed_is_exported_as_it_is_and_found_outside(terminal, tmp_path, capsys):
    """The exporter does not mend; nothing can be proven from such a log."""
    reference = newest_case_event_of_any(terminal)
    connection = sqlite3.connect(terminal.folder / DATABASE)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(
        "UPDATE audit_entry SET entry = CAST(replace(CAST(entry AS TEXT), '\"v\":1', '\"v\":2') "
        "AS BLOB) WHERE id = (SELECT entry_id FROM audit_leaf WHERE seq = 3)"
    )
    connection.commit()
    connection.close()
    assert 0 == terminal.run("export-log", str(tmp_path / "log")).exit_code
    shutil.copy(terminal.folder / OUTSIDE, tmp_path / "kept")
    assert TAMPERED == check(tmp_path)
    assert "first bad index 0, check" in capsys.readouterr().out
    proven = terminal.run("prove", reference, "--to", str(tmp_path / "proof"))
    assert 1 == proven.exit_code
    assert "journal verify" in proven.output
