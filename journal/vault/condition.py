"""
What the state of the house is measured by outside its database: disks, a reserve, and two notes.

Rules: the reserve takes real room and is made only while the disk has it to give; a disk or a
folder that is away is a finding and stops nobody, and no page waits for one: the timer measures and
leaves a note; the notes are for people and prove nothing.
"""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from config.settings import Settings
from journal.domain.backup import moment_of
from journal.domain.condition import Check
from journal.domain.condition_rules import DISK_ALARM, Verified
from journal.vault import backup, keyfiles
from journal.vault.verifier import Report
from journal.vault.witness import Witness

RESERVE, VERIFIED, MEASURED = "ballast", "verified.json", "measured.json"
"""Names of the files in ``state_dir``."""
MEGABYTE = 1024 * 1024
BLOCK = 512
"""Bytes of a block as the system counts them for every file."""
_OWN = 0o600
_LOG = structlog.get_logger()


def _wanted(settings: Settings) -> int:
    return settings.reserve_megabytes * MEGABYTE


def has_reserve(settings: Settings) -> bool:
    """Whether there is a reserve that takes the room it says: a sparse file gives none back."""
    try:
        found = (settings.state_dir / RESERVE).stat()
    except OSError:
        return False
    return found.st_size >= _wanted(settings) and found.st_blocks * BLOCK >= _wanted(settings)


def make_reserve(settings: Settings) -> bool:
    """
    Make the reserve, unless it is there or would bring the disk to the alarm.

    Returns:
        Whether it is there now.
    """
    if has_reserve(settings):
        return True
    waiting = settings.state_dir / f"{RESERVE}.new"
    try:
        total, taken = _room(settings.state_dir)
        if (taken + _wanted(settings)) * 100 >= total * DISK_ALARM:
            return False
        waiting.unlink(missing_ok=True)
        handle = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN)
        try:
            os.posix_fallocate(handle, 0, _wanted(settings))
        finally:
            os.close(handle)
        waiting.replace(settings.state_dir / RESERVE)
    except OSError as error:
        _LOG.warning("reserve not made", code=type(error).__name__)
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        return False
    return True


def release_reserve(settings: Settings) -> bool:
    """
    Give the room of the reserve back to the disk; False when there was none.

    Raises:
        OSError: it cannot be deleted.
    """
    try:
        (settings.state_dir / RESERVE).unlink()
    except FileNotFoundError:
        return False
    return True


def _room(folder: Path) -> tuple[int, int]:
    """Bytes that files may take on the disk of a folder, and bytes they take."""
    found = shutil.disk_usage(folder)
    return found.used + found.free, found.used


def used(folder: Path) -> int | None:
    """How full the disk of a folder is, in percent, rounded up; None when the folder is away."""
    try:
        total, taken = _room(folder)
    except OSError:
        return None
    return -(-taken * 100 // total) if total else 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """
    What was found outside the house.

    Args:
        disks: how full each disk is that the settings name, in percent; None for one that is away.
        backup: when the newest whole backup was begun.
        elsewhere: how many events the newest checkpoint elsewhere confirms.
    """

    at: datetime
    disks: Mapping[Check, int | None]
    backup: datetime | None
    elsewhere: int | None


def measure(settings: Settings, witness: Witness, now: datetime) -> Measured:
    """Look at every folder that the settings name; this may wait for a disk that is away."""
    folders = {
        Check.BACKUP_DISK: settings.backup_dir,
        Check.SHARE_DISK: settings.share_copy_dir,
        Check.WITNESS_DISK: settings.witness_dir,
    }
    disks = {check: used(folder) for check, folder in folders.items() if folder is not None}
    return Measured(
        at=now,
        disks=disks,
        backup=_newest_backup(settings.backup_dir),
        elsewhere=witness.confirmed_elsewhere(),
    )


def _newest_backup(folder: Path | None) -> datetime | None:
    try:
        found = [] if folder is None else backup.names(folder)
    except OSError:
        return None
    return moment_of(found[-1].name) if found else None


def keep_measured(settings: Settings, measured: Measured) -> None:
    """Leave a note of what was measured; a disk that is full is told by other means."""
    said = asdict(measured) | {"at": measured.at.isoformat()}
    said["backup"] = None if measured.backup is None else measured.backup.isoformat()
    _keep(settings.state_dir / MEASURED, said)


def read_measured(settings: Settings) -> Measured | None:
    """What the timer measured last; None where there is no note that can be read."""
    try:
        said = _read(settings.state_dir / MEASURED)
        return Measured(
            at=datetime.fromisoformat(said["at"]),
            disks={Check(name): percent for name, percent in said["disks"].items()},
            backup=datetime.fromisoformat(said["backup"]) if said["backup"] else None,
            elsewhere=said["elsewhere"],
        )
    except (OSError, LookupError, TypeError, ValueError, AttributeError):
        return None


def verified_by(report: Report, at: datetime) -> Verified:
    """A report of the verifier as a note holds it."""
    return Verified(
        at=at, verdict=report.verdict.value, size=report.size, first_bad=report.first_bad
    )


def keep_verified(settings: Settings, verified: Verified) -> None:
    """Leave a note of what a check of the whole log said."""
    _keep(settings.state_dir / VERIFIED, asdict(verified) | {"at": verified.at.isoformat()})


def read_verified(settings: Settings) -> Verified | None:
    """What the last check of the whole log said; None where there is no note that can be read."""
    try:
        said = _read(settings.state_dir / VERIFIED)
        return Verified(**said | {"at": datetime.fromisoformat(said["at"])})
    except (OSError, LookupError, TypeError, ValueError):
        return None


def _keep(path: Path, said: Mapping[str, Any]) -> None:
    try:
        keyfiles.replace(path, json.dumps(said).encode(), _OWN)
    except OSError as error:
        _LOG.warning("state of the house not noted", code=type(error).__name__)


def _read(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(path.read_bytes())
    return said
