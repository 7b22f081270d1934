"""``journal health``: lines for the operator, an exit code for a monitor, and a reserve to give."""

import json
from dataclasses import replace

import pytest
from restoring import acts

from journal.domain.errors import StartRefused
from journal.vault import condition as measures

RESERVE, VERIFIED, MEASURED = (
    f"state/{name}" for name in ("ballast", "verified.json", "measured.json")
)
NAMES = ("Anna", "Birgit", "Dorte", "Lone")


@pytest.fixture(autouse=True)
def roomy(monkeypatch):
    """Let every disk be half empty, whatever the machine of the test is like."""

    class Usage:
        total, used, free = (
            200 * measures.MEGABYTE,
            100 * measures.MEGABYTE,
            100 * measures.MEGABYTE,
        )

    monkeypatch.setattr(measures.shutil, "disk_usage", lambda folder: folder.stat() and Usage)


@pytest.fixture
def cared_for(terminal, tmp_path):
    """Return the terminal of a house that has its disks, and what keeps it green behind it."""
    for name in ("backup_dir", "share_copy_dir", "witness_dir"):
        (tmp_path / name).mkdir(mode=0o700)
        terminal.environ[f"JOURNAL_{name.upper()}"] = str(tmp_path / name)
    for words in (("backup",), ("drill",), ("anchor",), ("run-due",)):
        result = terminal.run(*words)
        assert 0 == result.exit_code, result.output
    return terminal


def lines_of(result):
    """Return what was printed by what it is about: its state, and what is said."""
    parts = [line.partition("  ") for line in result.output.splitlines()]
    return {rest.partition(": ")[0]: (state, rest.partition(": ")[2]) for state, _, rest in parts}


def test_all_green_is_exit_code_0(cared_for):
    """Nobody signs in; the facts stand there all the same."""
    before = acts(cared_for)
    result = cared_for.run("health")
    found = lines_of(result)

    assert 0 == result.exit_code, result.output
    assert {"Green"} == {state for state, _ in found.values()}
    assert "Last tried 0 minutes ago." == found["Backup tried"][1]
    assert "50 % used." == found["Disk of the backups"][1]
    assert "0 reviews are overdue." == found["Reviews"][1]
    assert before == acts(cared_for)


def test_something_red_is_exit_code_1_and_says_what_to_do(terminal):
    """Each in its line, without a name, a case or a path."""
    result = terminal.run("health")
    found = lines_of(result)

    assert 1 == result.exit_code
    assert ("RED", "Never. Whoever looks after the server runs: journal drill") == found[
        "Backup tried"
    ]
    assert "Green" == found["Reserve file"][0]
    assert ("RED", "Never.") == (found["Timer"][0], found["Timer"][1][:6])
    assert [] == [word for word in (*NAMES, str(terminal.folder)) if word in result.output]


def test_it_speaks_danish(terminal):
    """With the plurals of numbers and ages."""
    said = terminal.run("health", JOURNAL_LANGUAGE="da").output

    assert "Grøn  Reservefil: Den er der." in said
    assert "RØD  Sikkerhedskopi prøvet: Aldrig." in said
    assert "%(" not in said


def test_it_needs_neither_root_key_nor_shares(cared_for):
    """A monitor must not be able to open anything."""
    for path in ("secret/kek-root.key", "state/kek/shares.sqlite"):
        (cared_for.folder / path).unlink()

    assert 0 == cared_for.run("health").exit_code


def test_a_database_that_is_gone_hides_no_disk(cared_for):
    """What can be said without it is said, with the sentence of why not the rest."""
    (cared_for.folder / "state/db/journal.sqlite").unlink()
    result = cared_for.run("health")
    found = lines_of(result)

    assert 1 == result.exit_code
    assert "The database is missing." in result.output
    assert "RED" == found["Database"][0]
    assert "50 % used." == found["Disk of journal, log and keys"][1]
    assert "50 % used." == found["Disk of the backups"][1]


def test_the_founding_makes_the_reserve(terminal):
    """Of the size of the settings, with its own rights."""
    found = (terminal.folder / RESERVE).stat()

    assert (measures.MEGABYTE, 0o600) == (found.st_size, found.st_mode & 0o777)


def test_the_reserve_is_given_away_once_and_comes_back(cared_for):
    """It is on record; the timer makes it anew."""
    first = cared_for.run("health", "--release-reserve")
    again = cared_for.run("health", "--release-reserve")

    assert (0, 1) == (first.exit_code, again.exit_code), first.output + again.output
    assert "its room is free" in first.output
    assert "There is no reserve file." in again.output
    assert 1 == acts(cared_for).count("reserve.free")
    assert 1 == cared_for.run("health").exit_code
    cared_for.run("run-due")
    assert 0 == cared_for.run("health").exit_code


def test_room_comes_before_the_record(terminal):
    """On a full disk no house can be opened for writing: the file goes all the same."""

    def refuse(_settings):
        raise StartRefused("The database cannot be read.")

    terminal.composition = replace(terminal.composition, open_house=refuse)
    result = terminal.run("health", "--release-reserve")

    assert 1 == result.exit_code
    assert "Write it down." in result.output
    assert not (terminal.folder / RESERVE).exists()


def test_a_check_of_the_log_leaves_a_note(terminal):
    """By hand and by the timer, which checks again only when the last is old."""
    note = terminal.folder / VERIFIED
    assert not note.exists()
    terminal.run("verify")
    first = json.loads(note.read_text())
    terminal.run("run-due")

    assert "sound" == first["verdict"]
    assert first == json.loads(note.read_text())
    note.unlink()
    terminal.run("run-due")
    assert "sound" == json.loads(note.read_text())["verdict"]


def test_a_foreign_checkpoint_does_not_turn_the_house_red(terminal, tmp_path):
    """What somebody brought along says nothing of the house when it does not fit."""
    (tmp_path / "note").write_text("nothing of the kind\n")
    terminal.run("verify")
    before = (terminal.folder / VERIFIED).read_text()

    assert 4 == terminal.run("verify", "--checkpoint", str(tmp_path / "note")).exit_code
    assert before == (terminal.folder / VERIFIED).read_text()


def test_a_note_that_cannot_be_written_changes_no_verdict(terminal, monkeypatch):
    """Somebody who may only read can verify too."""

    def refused(*_):
        raise PermissionError

    monkeypatch.setattr(measures.keyfiles, "replace", refused)

    assert 0 == terminal.run("verify").exit_code


def test_the_timer_says_so_when_the_log_is_not_sound(terminal):
    """With the words of ``journal verify``, and exit code 0 as ever."""
    (terminal.folder / "state/signer/last-checkpoint").unlink()
    result = terminal.run("run-due")

    assert 0 == result.exit_code
    assert "no checkpoint from outside" in result.output
    assert (terminal.folder / MEASURED).exists()
