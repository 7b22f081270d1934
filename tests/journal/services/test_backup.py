"""A backup is one moment of a house that goes on working: whole, private, or not there at all."""

import os
import random
import resource
import sqlite3
import stat
import threading
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from journal.domain.backup import BackupRefused
from journal.services import backup
from journal.vault import backup as folders
from journal.vault.backup import Place, Taken
from journal.vault.provider import FileKeyProvider

SECRETS = ("kek-root.key", "log.key", "node-secret", "sessions.sqlite")


class Dies(BaseException):
    """The machine loses its power."""


@pytest.fixture
def place(tmp_path):
    """Return two disks."""
    return Place(databases=tmp_path / "one", shares=tmp_path / "two")


def files_in(folder):
    """Return every file below a folder, by its path in it."""
    return {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}


def test_it_holds_what_a_restore_needs_and_no_key(house, settings, place, case_id, engine_name):
    """Database and shares lie apart; of root key, log key and sessions there is no byte."""
    settings.evidence_dir.mkdir()
    (settings.evidence_dir / "board").write_text("seen\n")
    made = backup.make(house, place)
    first, second = files_in(made.database), files_in(made.shares)
    secrets = [settings.kek_root_path.read_bytes(), settings.log_key_path.read_bytes()]
    names = {"contents", "pins.toml", "last-checkpoint", "replay.log", "witness/board"}

    assert names <= set(first)
    assert ("journal.sqlite" in first) == (engine_name == "sqlite")
    assert ("note.copy" in first) == (engine_name == "postgresql")
    assert {"contents", "shares.sqlite"} == set(second)
    assert made.database.name == made.shares.name
    for path in (*first.values(), *second.values()):
        assert path.name not in SECRETS
        for secret in secrets:
            assert secret.split(b":")[1].strip() not in path.read_bytes()


def test_it_belongs_to_its_owner_alone(house, place, monkeypatch):
    """Whatever the umask says: files 0600, folders 0700, from the first moment on."""
    before = os.umask(0)
    try:
        made = backup.make(house, place)
    finally:
        os.umask(before)
    for top in (made.database, made.shares):
        assert 0o700 == stat.S_IMODE(top.stat().st_mode)
        for path in top.rglob("*"):
            wanted = 0o700 if path.is_dir() else 0o600
            assert wanted == stat.S_IMODE(path.stat().st_mode), path


def test_it_is_on_record_before_it_is_taken(house, place, events):
    """The copy itself holds the event, and the list says how long its log is."""
    made = backup.make(house, place)
    taken = Taken(made.database, house.vault.signer.public)

    assert 1 == len(events("backup.make"))
    assert len(events()) == taken.contents.log_size


def test_it_is_one_moment_while_others_write(house, place, case_id, sign_in, write, engine_name):
    """A writer works all the time: every copy is sound, and each note stands with its event."""
    anna, stop, written = sign_in("anna"), threading.Event(), []

    def work():
        while not stop.is_set():
            written.append(write(anna, case_id, "Linje. " * 50))

    writer = threading.Thread(target=work)
    writer.start()
    try:
        taken = [backup.make(house, place) for _ in range(3)]
    finally:
        stop.set()
        writer.join()

    assert written
    for made in taken:
        Taken(made.database, house.vault.signer.public).check()
        if engine_name == "sqlite":
            with closing(sqlite3.connect(made.database / "journal.sqlite")) as copy:
                assert [("ok",)] == copy.execute("PRAGMA integrity_check").fetchall()
                notes = copy.execute("SELECT count(*) FROM note").fetchone()
                acts = "SELECT count(*) FROM audit_entry WHERE act = 'note.write'"
                assert notes == copy.execute(acts).fetchone()


@pytest.mark.parametrize("inner", ["one", "one/deep"])
def test_both_halves_never_lie_together(house, tmp_path, inner):
    """One thief with one disk would have both halves of every key."""
    with pytest.raises(BackupRefused) as refused:
        backup.place_of(house, tmp_path / "one", tmp_path / inner)

    assert "folders of their own" in refused.value.sentence


STEPS = {
    "database": (backup, "copy_to"),
    "shares": (FileKeyProvider, "copy_shares"),
    "list of shares": (folders, "sign"),
    "rest": (folders, "put"),
    "name": (folders, "appear"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_backup_that_dies_is_no_backup(step, house, place, monkeypatch, settings):
    """Whichever step is not reached, nothing has the name of a backup; the next one is whole."""

    def die(*_args, **_kwargs):
        raise Dies

    with monkeypatch.context() as patched:
        patched.setattr(*STEPS[step], die)
        patched.setattr(folders.shutil, "rmtree", lambda *_, **__: None)  # nobody tidies up
        with pytest.raises(Dies):
            backup.make(house, place)
    left = folders.names(place.databases)
    made = backup.make(house, place)

    assert [] == left
    assert [made.database] == list(place.databases.iterdir())
    Taken(made.database, house.vault.signer.public).check()


def test_a_folder_that_cannot_be_written_is_said(house, place, tmp_path):
    """A file where the folder should be: one sentence, and the house is as it was."""
    place.databases.write_text("")
    with pytest.raises(BackupRefused) as refused:
        backup.make(house, place)

    assert "could not be done" in refused.value.sentence


def test_a_full_disk_leaves_the_older_backups(house, place, monkeypatch):
    """What fails half way is taken away; what was there stays whole."""
    older = backup.make(house, place)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "put", full)
    with pytest.raises(BackupRefused) as refused:
        backup.make(house, place)

    assert "No space left on device" == refused.value.values["failure"]
    assert [older.database] == list(place.databases.iterdir())
    Taken(older.database, house.vault.signer.public).check()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_any_flipped_byte_is_found(house, place):
    """At the beginning, in the middle and at the end of each file."""
    made = backup.make(house, place)
    for top in (made.database, made.shares):
        for name, path in files_in(top).items():
            data = path.read_bytes()
            for at in {0, len(data) // 2, len(data) - 1}:
                path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
                with pytest.raises(BackupRefused):
                    Taken(top, house.vault.signer.public, str(house.vault.house)).check()
                path.write_bytes(data)
            assert name
        Taken(top, house.vault.signer.public, str(house.vault.house)).check()


def test_a_backup_of_another_house_is_named_as_such(house, place):
    """The list says whose it is, and the signature holds it to that."""
    made = backup.make(house, place)
    with pytest.raises(BackupRefused) as refused:
        Taken(made.database, house.vault.signer.public, str(uuid4()))

    assert "another house" in refused.value.sentence


def test_old_copies_of_the_shares_go_and_the_newest_stays(house, place, clock):
    """A destroyed case lives as long as the oldest copy of its share: fourteen days."""
    first = backup.make(house, place)
    clock.advance(days=15)
    second = backup.make(house, place)
    clock.advance(days=20)
    made = backup.make(house, place)

    assert (1, 1) == (second.pruned, made.pruned)
    assert [made.shares] == folders.names(place.shares)
    assert [first.database, second.database, made.database] == folders.names(place.databases)
    assert timedelta(days=14) == timedelta(days=house.settings.share_copy_days)


@contextmanager
def no_file_longer_than(size):
    """Let the system refuse this process every byte of a file beyond a size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_system_that_refuses_to_write_leaves_no_half_backup(
    house, place, case_id, sign_in, write, read, monkeypatch
):
    """The copy may grow no more: one sentence, nothing left behind, and the house goes on."""
    note_id = write(sign_in("anna"), case_id)
    copy = backup.copy_to

    def copy_into_little_room(url, folder):
        with no_file_longer_than(1_000):
            return copy(url, folder)

    monkeypatch.setattr(backup, "copy_to", copy_into_little_room)
    with pytest.raises(BackupRefused) as refused:
        backup.make(house, place)

    assert "could not be done" in refused.value.sentence
    assert [] == list(place.databases.iterdir())
    assert [note_id] == list(read(sign_in("anna"), case_id))


def test_a_place_that_cannot_be_written_at_all_is_said(house, tmp_path):
    """As on a disk that is mounted for reading only."""
    with pytest.raises(BackupRefused) as refused:
        backup.make(house, Place(databases=Path("/proc/backups"), shares=tmp_path / "two"))

    assert "could not be done" in refused.value.sentence
    assert not (tmp_path / "two").exists()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_no_flip_in_the_list_is_accepted(house, place):
    """A thousand random flips in the signed list, and not one passes."""
    made, chance = backup.make(house, place), random.Random(7)
    path = made.database / "contents"
    data = path.read_bytes()
    for _ in range(1_000):
        at, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
        path.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
        with pytest.raises(BackupRefused):
            Taken(made.database, house.vault.signer.public, str(house.vault.house))


def test_one_that_is_done_while_another_begins_disturbs_nobody(house, place):
    """A folder that was there when the other looked, and is not when it is opened."""
    place.databases.mkdir()
    (place.databases / "unfinished-20260302T115959.000000Z-0").symlink_to("gone")
    assert backup.make(house, place).database.is_dir()


def test_two_at_once_are_two(house, place, reopen):
    """Neither takes the other for one that was left behind."""
    other, made = reopen(), []
    threads = [
        threading.Thread(target=lambda one=one: made.append(backup.make(one, place)))
        for one in (house, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 2 == len({one.database for one in made})
    for one in made:
        Taken(one.database, house.vault.signer.public).check()
        Taken(one.shares, house.vault.signer.public).check()
