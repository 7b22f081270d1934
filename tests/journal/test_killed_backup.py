"""Killed with SIGKILL at each step of a backup and of a restore: whole, or not there at all."""

import shutil
import signal

import mortals
import pytest
from databases import as_role
from houses import PASSWORD
from terminals import Terminal

from journal.vault import backup as folders

CONFIRM = ("--as", "lone", "--second", "birgit")
TYPED = [PASSWORD, PASSWORD]
BACKUP_STEPS = [
    ("journal.services.backup", "copy_to", 0),
    ("journal.store.backup", "sync", 0),
    ("journal.vault.shares", "copy_file", 0),
    ("journal.vault.backup", "weigh", 0),
    ("journal.vault.backup", "sign", 0),
    ("journal.vault.backup", "sign", 1),
    ("journal.vault.backup", "put", 2),
    ("journal.vault.backup", "appear", 0),
    ("journal.vault.backup", "appear", 1),
    ("journal.vault.backup", "prune", 0),
]
RESTORE_STEPS = [
    ("journal.vault.restore", "find", 0),
    ("journal.vault.keyfiles", "write_new", 1),
    ("journal.cli.restore", "verified", 0),
    ("journal.services.restore", "begin_log", 0),
    ("journal.vault.restore", "begin_pins", 0),
    ("journal.services.restore", "go_on", 0),
    ("journal.services.restore", "confirm", 0),
    ("journal.services.restore", "confirm", 1),
    ("journal.vault.restore", "publish", 0),
    ("journal.vault.restore", "_move", 0),
    ("journal.vault.restore", "_move", 1),
    ("journal.vault.restore", "_move", 2),
    ("journal.vault.keyfiles", "replace", 2),
    ("journal.vault.restore", "clear", 1),
]


@pytest.fixture
def disks(tmp_path):
    """Return the folder of databases and the folder of share copies."""
    return tmp_path / "one", tmp_path / "two"


@pytest.fixture
def here(settings):
    """Return a terminal on the house of this engine."""
    terminal = Terminal(settings.config_dir.parent)
    terminal.use(settings.database_url, settings.owner_database_url)
    return terminal


@pytest.fixture
def there(request, here, tmp_path, engine_name):
    """Return a terminal on another machine, with the two keys typed in from paper."""
    folder = tmp_path / "other"
    terminal = Terminal(folder)
    empty = "" if engine_name == "sqlite" else request.getfixturevalue("postgres_url")
    terminal.use(empty and as_role(empty), empty)
    for name in ("secret/kek-root.key", "state/signer/log.key"):
        (folder / name).parent.mkdir(parents=True, mode=0o700)
        shutil.copy2(here.folder / name, folder / name)
    (folder / "config").mkdir()
    return terminal


def killed(terminal, step, words, typed=()):
    """Type a command in a process of its own that dies at a step."""
    module, name, count = step
    told = {
        "folder": str(terminal.folder),
        "environ": terminal.environ,
        "words": list(words),
        "typed": list(typed),
        "module": module,
        "name": name,
        "count": count,
    }
    return mortals.live("dying_commands", told, terminal.folder.parent)


def take(disks):
    """Type the command for a backup."""
    return ("backup", str(disks[0]), "--shares", str(disks[1]))


@pytest.mark.half
@pytest.mark.parametrize("step", BACKUP_STEPS, ids=lambda step: f"{step[1]} {step[2]}")
def test_a_backup_that_is_killed(step, house, here, disks):
    """What has the name of a backup is whole, each has its shares, and the next one tidies up."""
    older = here.run(*take(disks))
    done = killed(here, step, take(disks))
    named = folders.names(disks[0])
    taken = [folders.Taken(one, house.vault.signer.public) for one in named]
    for one in taken:
        one.check()
    shares = {one.name for one in folders.names(disks[1])}
    again = here.run(*take(disks))

    assert 0 == older.exit_code
    assert -signal.SIGKILL == done.returncode, done.stdout
    assert {one.name for one in named} <= shares
    assert 0 == again.exit_code, again.output
    assert [] == [one for disk in disks for one in disk.glob("unfinished-*")]
    assert 0 == here.run("verify").exit_code


@pytest.mark.half
@pytest.mark.parametrize("step", RESTORE_STEPS, ids=lambda step: f"{step[1]} {step[2]}")
def test_a_restore_that_is_killed(step, house, case_id, here, there, disks):
    """There is no house, or the whole one; run again, it ends where it would have ended."""
    here.run(*take(disks))
    backup = folders.names(disks[0])[-1]
    words = ("restore", str(backup), "--shares", str(disks[1]), *CONFIRM)
    done = killed(there, step, words, TYPED)
    opens = 0 == there.run("case", "list", "--as", "lone", typed=[PASSWORD]).exit_code
    again = there.run(*words, typed=TYPED)
    shown = there.run("case", "show", str(case_id), "--as", "anna", typed=[PASSWORD])

    assert -signal.SIGKILL == done.returncode, done.stdout
    assert opens == (step[1:] == ("clear", 1))
    assert (1 if opens else 0) == again.exit_code, again.output
    assert 0 == shown.exit_code, shown.output
    assert 0 == there.run("verify").exit_code
