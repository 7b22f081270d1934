"""The reserve takes real room and is never the straw; what was measured is read back as noted."""

import errno
import os
from dataclasses import replace
from datetime import timedelta

import pytest

from journal.domain.condition import Check
from journal.domain.condition_rules import Verified
from journal.vault import condition

MEGABYTE = 1024 * 1024


@pytest.fixture
def engine_name():
    """Return SQLite: no database is asked here."""
    return "sqlite"


@pytest.fixture
def reserve(settings):
    """Return where the reserve lies."""
    return settings.state_dir / condition.RESERVE


@pytest.fixture
def fill(monkeypatch):
    """Return a function that lets every disk be full so far, in percent of a hundred megabytes."""

    def until(percent):
        class Usage:
            total, used, free = 100 * MEGABYTE, percent * MEGABYTE, (100 - percent) * MEGABYTE

        monkeypatch.setattr(condition.shutil, "disk_usage", lambda _: Usage)

    return until


def test_it_is_really_allocated(settings, reserve):
    """Its blocks are on the disk, for its owner alone; a second call makes nothing."""
    assert not condition.has_reserve(settings)
    assert condition.make_reserve(settings)
    found = reserve.stat()
    assert condition.make_reserve(settings)

    assert (MEGABYTE, 0o600) == (found.st_size, found.st_mode & 0o777)
    assert found.st_blocks * 512 >= MEGABYTE
    assert found.st_ino == reserve.stat().st_ino
    assert [] == list(settings.state_dir.glob("*.new"))


def test_a_sparse_or_small_file_is_none_and_is_replaced(settings, reserve):
    """It would give no room back."""
    for size in (MEGABYTE, 10):
        with reserve.open("wb") as file:
            file.truncate(size)
        assert not condition.has_reserve(settings)
    assert condition.make_reserve(settings)
    assert condition.has_reserve(settings)


@pytest.mark.parametrize(("percent", "is_made"), [(78, True), (79, False), (95, False)])
def test_it_is_not_made_where_it_would_bring_the_alarm(percent, is_made, settings, reserve, fill):
    """So what was given away on a full disk is not taken back five minutes later."""
    fill(percent)

    assert is_made == condition.make_reserve(settings)
    assert is_made == reserve.exists()


def test_a_disk_that_fills_meanwhile_is_left_as_it_was(settings, reserve, monkeypatch):
    """Half a reserve is none."""

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)

    assert not condition.make_reserve(settings)
    assert [] == list(settings.state_dir.glob("ballast*"))


def test_it_is_given_away_once(settings):
    """A second time there is nothing."""
    condition.make_reserve(settings)

    assert [True, False] == [condition.release_reserve(settings) for _ in range(2)]


@pytest.mark.parametrize(("percent", "shown"), [(0, 0), (79, 79), (100, 100)])
def test_a_disk_is_measured_as_df_does(percent, shown, settings, fill):
    """Of the room that files may take."""
    fill(percent)

    assert shown == condition.used(settings.state_dir)


def test_a_folder_that_is_away_is_no_number(settings):
    """A stick that somebody took along."""
    assert condition.used(settings.state_dir / "stick") is None


def test_only_named_folders_are_measured(house, settings, clock, tmp_path):
    """With what lies in them: the newest whole backup, and nothing where there is none."""
    named = replace(settings, backup_dir=tmp_path, share_copy_dir=tmp_path / "away")
    found = condition.measure(named, house.witness, clock())

    assert {Check.BACKUP_DISK, Check.SHARE_DISK} == set(found.disks)
    assert (None, None, None) == (found.disks[Check.SHARE_DISK], found.backup, found.elsewhere)


def test_notes_are_read_back_as_they_were(house, settings, clock, tmp_path):
    """Ages to the microsecond, in a file for the service alone."""
    named = replace(settings, backup_dir=tmp_path)
    measured = condition.measure(named, house.witness, clock())
    verified = Verified(at=clock() - timedelta(hours=1), verdict="tampered", size=9, first_bad=4)
    condition.keep_measured(settings, measured)
    condition.keep_verified(settings, verified)

    assert measured == condition.read_measured(settings)
    assert verified == condition.read_verified(settings)
    for name in (condition.MEASURED, condition.VERIFIED):
        assert 0o600 == (settings.state_dir / name).stat().st_mode & 0o777


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"at": "x"}', "\0", '{"at": 1, "disks": []}'])
def test_a_note_that_cannot_be_read_is_none(text, settings):
    """Nothing is well because somebody left a broken file."""
    for name in (condition.MEASURED, condition.VERIFIED):
        (settings.state_dir / name).write_text(text)

    assert condition.read_measured(settings) is None
    assert condition.read_verified(settings) is None


def test_a_disk_without_room_for_a_note_stops_nobody(settings, clock, monkeypatch):
    """The page will say that the timer stands."""

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(condition.keyfiles, "replace", full)
    condition.keep_verified(settings, Verified(at=clock(), verdict="sound", size=1))

    assert condition.read_verified(settings) is None
