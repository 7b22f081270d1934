"""Exchanging the root key: nobody's password is needed, and a machine may die at any step."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from terminals import PASSWORD

from journal.cli import rootkey as command
from journal.cli.holding import held
from journal.domain.errors import StartRefused
from journal.services import rootkey as services
from journal.vault import keyfiles, rootkey
from journal.vault.provider import KEY_KIND, FileKeyProvider

ROTATE = ("kek", "rotate", "--printed")


class Dies(BaseException):
    """The machine loses its power."""


@pytest.fixture
def path(terminal):
    """Return where the root key lies."""
    return terminal.folder / "secret" / "kek-root.key"


@pytest.fixture
def sealed(terminal):
    """Return a function that gives every blob that a root key has sealed, by where it lies."""

    def read():
        found = {}
        for file, tables in {
            "state/kek/shares.sqlite": {"share": "sealed", "seed": "sealed"},
            "state/db/journal.sqlite": {"staff_secret": "keys_blob"},
        }.items():
            with closing(sqlite3.connect(terminal.folder / file)) as connection:
                for table, column in tables.items():
                    rows = connection.execute(f"SELECT {column} FROM {table} ORDER BY rowid")
                    found[table] = [row[0] for row in rows]
        return found

    return read


def roots_of(found):
    """Return the ids of the root keys that some blobs name."""
    return {blob[1:9] for blobs in found.values() for blob in blobs}


def acts(terminal):
    """Return what the log of the house names, oldest first."""
    with closing(sqlite3.connect(terminal.folder / "state/db/journal.sqlite")) as connection:
        return [row[0] for row in connection.execute("SELECT act FROM audit_entry ORDER BY rowid")]


def note(terminal, case_id):
    """Show the case as Anna: her password still opens her keys, and they the case."""
    return terminal.run("case", "show", case_id, "--as", "anna", typed=[PASSWORD])


def test_everything_lies_under_the_new_key_and_everybody_signs_in(terminal, path, sealed, case_id):
    """Every blob is sealed again under one key, and the passwords are as they were."""
    before, old = sealed(), keyfiles.read_keys(path, KEY_KIND)
    result = terminal.run(*ROTATE)
    after, new = sealed(), keyfiles.read_keys(path, KEY_KIND)

    assert 0 == result.exit_code, result.output
    assert 1 == len(new)
    assert new != old
    assert {name: len(blobs) for name, blobs in before.items()} == {
        name: len(blobs) for name, blobs in after.items()
    }
    assert 1 == len(roots_of(after))
    assert not roots_of(before) & roots_of(after)
    assert 0 == note(terminal, case_id).exit_code


def test_the_old_key_opens_nothing_any_more(terminal, path):
    """Whoever stole it has a file that fits no house."""
    old = path.read_bytes()
    terminal.run(*ROTATE)
    path.chmod(0o600)
    path.write_bytes(old)
    path.chmod(0o400)
    result = terminal.run("case", "list", "--as", "lone", typed=[PASSWORD])

    assert 1 == result.exit_code
    assert "do not belong together" in result.output


STEPS = {
    "key above the old one": (FileKeyProvider, "reseal_shares"),
    "shares sealed": (services, "reseal"),
    "accounts sealed": (command, "sign_checkpoint"),
    "checkpoint signed": (rootkey, "finish"),
}


@pytest.mark.parametrize("step", STEPS)
def test_an_exchange_that_dies_goes_on(step, terminal, path, sealed, case_id, monkeypatch):
    """Whichever step is not reached: the house opens meanwhile, and the next run ends the work."""

    def die(*_args, **_kwargs):
        raise Dies

    with monkeypatch.context() as patched:
        patched.setattr(*STEPS[step], die)
        with pytest.raises(Dies):
            terminal.run(*ROTATE)
    both = keyfiles.read_keys(path, KEY_KIND)
    meanwhile = note(terminal, case_id)
    result = terminal.run(*ROTATE)

    assert 2 == len(both)
    assert 0 == meanwhile.exit_code, meanwhile.output
    assert 0 == result.exit_code, result.output
    assert "broken off" in result.output
    assert both[:1] == keyfiles.read_keys(path, KEY_KIND)
    assert 1 == len(roots_of(sealed()))
    assert 0 == note(terminal, case_id).exit_code


def test_it_is_on_record(terminal):
    """The log says when the root key was exchanged, and is whole afterwards."""
    terminal.run(*ROTATE)
    verified = terminal.run("verify")

    assert 1 == acts(terminal).count("key.root")
    assert 0 == verified.exit_code, verified.output


def test_a_key_that_is_not_printed_is_not_used(terminal, path, sealed):
    """Until it is on paper nothing lies under it, however the house goes on; then it is the one."""
    before, old = sealed(), path.read_bytes()
    result = terminal.run("kek", "rotate", typed=["n"])
    drawn = keyfiles.read_keys(rootkey.waiting(path), KEY_KIND)

    assert 1 == result.exit_code
    assert "Nothing was changed" in result.output
    assert (before, old) == (sealed(), path.read_bytes())

    assert 0 == terminal.run("kek", "rotate", typed=["y"]).exit_code
    assert drawn == keyfiles.read_keys(path, KEY_KIND)
    assert not rootkey.waiting(path).exists()


def test_a_machine_that_dies_before_the_key_is_printed_has_one_key(terminal, path, monkeypatch):
    """What it would seal meanwhile lies under the old key."""

    def die(*_args, **_kwargs):
        raise Dies

    old = path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(rootkey, "begin", die)
        with pytest.raises(Dies):
            terminal.run(*ROTATE)
    assert old == path.read_bytes()
    assert 0 == terminal.run(*ROTATE).exit_code
    assert 1 == len(keyfiles.read_keys(path, KEY_KIND))


def test_it_is_refused_while_the_house_is_served(terminal, path):
    """A running service knows the old key only: what it writes would be lost."""
    before = path.read_bytes()
    with held(terminal.settings()):
        result = terminal.run(*ROTATE)

    assert 1 == result.exit_code
    assert "served already" in result.output
    assert before == path.read_bytes()


def test_a_key_that_fits_nothing_is_not_exchanged(terminal, path, tmp_path):
    """A wrong file is left as it is: a new key above it would hide the mistake."""
    path.unlink()
    keyfiles.write_key(path, KEY_KIND, bytes(range(32)))
    shutil.copy(path, tmp_path / "copy")
    result = terminal.run(*ROTATE)

    assert 1 == result.exit_code
    assert (tmp_path / "copy").read_bytes() == path.read_bytes()


def test_an_account_that_opens_no_more_stops_nothing(terminal, case_id):
    """Damaged keys of one colleague stay as they are and are reported; the others move on."""
    with closing(sqlite3.connect(terminal.folder / "state/db/journal.sqlite")) as connection:
        connection.execute(
            "UPDATE staff_secret SET keys_blob = zeroblob(200) WHERE staff_id = "
            "(SELECT staff_id FROM staff_secret ORDER BY rowid DESC LIMIT 1)"
        )
        connection.commit()
    result = terminal.run(*ROTATE)

    assert 0 == result.exit_code, result.output
    assert "open.error" in acts(terminal)
    assert 0 == note(terminal, case_id).exit_code


def test_two_at_once_are_one(terminal):
    """The second exchange is refused while the first holds the house."""
    with held(terminal.settings()), pytest.raises(StartRefused), held(terminal.settings()):
        pass
