"""Founding a house: once, with slips that were really written down, and never over another."""

import stat

import pytest
from terminals import PASSWORD

from journal.cli.main import journal


def modes(folder):
    """Return the rights of every file and folder of a house."""
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in folder.rglob("*")
    }


def contents(folder):
    """Return every file of a house with its bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_house_is_founded_and_its_files_are_for_its_owner(empty, monkeypatch):
    """Folders and files have the rights of the plan: secrets 0400, data 0600, pins for all."""
    result, foundation = empty.init(monkeypatch, PASSWORD)
    found = modes(empty.folder)

    assert 0 == result.exit_code, result.output
    assert (0o700, 0o400) == (found["secret"], found["secret/kek-root.key"])
    assert (0o600, 0o600) == (found["state/db/journal.sqlite"], found["state/kek/shares.sqlite"])
    assert (0o755, 0o444) == (found["config"], found["config/pins.toml"])
    assert "secret/founding-unfinished" not in found
    for pin in (foundation.pins.org_root, foundation.pins.recovery, foundation.pins.log_key):
        assert pin in result.output


def test_a_slip_typed_wrong_is_asked_for_again(empty, monkeypatch):
    """A slip that cannot be read back would be no way in; the house waits until it is right."""
    result, _ = empty.init(monkeypatch, PASSWORD, mistake="something else")

    assert 0 == result.exit_code
    assert 1 == result.output.count("That is not what stands on slip 1")


def test_the_slips_are_shown_once_and_nothing_else_is(empty, monkeypatch):
    """Beside the slips no secret is printed: no password, no key of a file."""
    result, foundation = empty.init(monkeypatch, PASSWORD)
    keys = [path.read_text().split(":")[1].strip() for path in empty.folder.rglob("*.key")]

    assert [1, 1, 1] == [result.output.count(f"    {slip}") for slip in foundation.slips()]
    assert 2 == len(keys)
    assert [] == [word for word in (PASSWORD, *keys) if word in result.output]


def test_an_existing_house_is_never_touched(terminal, monkeypatch):
    """Founding twice changes not one byte of the first."""
    before = contents(terminal.folder)
    result, foundation = terminal.init(monkeypatch, PASSWORD)

    assert (1, None) == (result.exit_code, foundation)
    assert "There is a house here already" in result.output
    assert before == contents(terminal.folder)


def test_a_house_whose_keys_are_gone_is_not_founded_over(terminal, monkeypatch):
    """A database without its keys is a house that waits for its backup, not an empty place."""
    for path in ("secret/kek-root.key", "state/signer/log.key", "config/pins.toml"):
        (terminal.folder / path).unlink()
    (terminal.folder / "state/kek/shares.sqlite").unlink()
    result, _ = terminal.init(monkeypatch, PASSWORD)

    assert 1 == result.exit_code
    assert "There is a house here already" in result.output


def test_a_founding_that_was_broken_off_begins_anew(empty, monkeypatch):
    """Nothing of the first try is left: its slips open nothing."""
    broken_off = empty.run(
        *("init", "--name", "Lone Leder", "--login", "lone"),
        typed=[PASSWORD, PASSWORD, "not this"],
    )
    first = (empty.folder / "secret/kek-root.key").read_bytes()
    result, _ = empty.init(monkeypatch, PASSWORD)

    assert (1, 0) == (broken_off.exit_code, result.exit_code), result.output
    assert first != (empty.folder / "secret/kek-root.key").read_bytes()
    assert 0 == empty.run("verify").exit_code


def test_a_weak_password_founds_nothing(empty, monkeypatch):
    """The first leader's password is held to the rule of all others, before a key is drawn."""
    result, foundation = empty.init(monkeypatch, "sommer")

    assert (1, None) == (result.exit_code, foundation)
    assert not empty.folder.exists()


def test_a_weak_password_is_asked_for_again(empty):
    """She hears why and types another one; what she has answered before is not lost."""
    broken_off = empty.run(
        *("init", "--name", "Lone Leder", "--login", "lone"),
        typed=["sommer", "sommer", PASSWORD, PASSWORD, "no slip"],
    )

    assert 1 == broken_off.output.count("Choose at least 12 characters")
    assert "Slip 1 of 3:" in broken_off.output


def test_migrating_a_house_of_this_version_changes_nothing(terminal):
    """Running it once too often is harmless."""
    result = terminal.run("migrate")

    assert (0, "The database is up to date. Nothing was changed.\n") == (
        result.exit_code,
        result.output,
    )


@pytest.mark.parametrize("word", ["password", "secret", "slip", "key"])
def test_no_option_takes_a_secret(word):
    """A command line is seen by every process of the machine; only descriptors are named there."""
    options = {
        name
        for command in commands(journal)
        for parameter in command.params
        for name in parameter.opts
    }

    assert set() == {name for name in options if word in name and not name.endswith("-fd")}


def commands(group):
    """Return every command below a group."""
    for command in group.commands.values():
        if hasattr(command, "commands"):
            yield from commands(command)
        else:
            yield command
