"""
Taking a backup of a house that goes on working.

Rules: the act is on record first; the database is copied before the shares, so that each case in it
has its share; the two never lie together; what is not whole has not the name of a backup.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from journal.domain.access import Action, Basis
from journal.domain.audit import Event
from journal.domain.backup import NOT_DONE, NOWHERE, TOGETHER, BackupRefused, Contents, name_of
from journal.domain.ids import EventId
from journal.services.house import House
from journal.services.record import follow, record, sign_checkpoint
from journal.store.backup import Copied, copy_to
from journal.vault import backup as folders
from journal.vault.backup import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """
    A backup that was taken.

    Args:
        database, shares: where its two parts lie.
        size: bytes of both.
        pruned: how many copies of the share store were too old and are gone.
    """

    database: Path
    shares: Path
    size: int
    pruned: int


def place_of(house: House, databases: Path | None, shares: Path | None) -> Place:
    """
    Where a backup goes: what was named, else what the settings say.

    Raises:
        BackupRefused: nothing was named, or both are one.
    """
    chosen = house.settings
    first, second = databases or chosen.backup_dir, shares or chosen.share_copy_dir
    if first is None:
        raise BackupRefused(NOWHERE)
    if second is None:
        raise BackupRefused(TOGETHER)
    place = Place(databases=first, shares=second)
    place.require_apart()
    return place


@contextmanager
def plainly() -> Iterator[None]:
    """Say in a sentence that a disk or a database failed."""
    try:
        yield
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        reason = getattr(error, "strerror", None) or str(getattr(error, "orig", "") or error)
        failure = (reason.splitlines() or [type(error).__name__])[0]
        raise BackupRefused(NOT_DONE, failure=failure) from error


def make(house: House, place: Place) -> Made:
    """
    Take a backup while others write.

    Raises:
        BackupRefused: it could not be read or written; nothing of it has the name of a backup.
        LogStopped: it could not be put on record.
        Tampered: the log is not what was signed; the backups before it are needed as they are.
    """
    context = house.context("job")
    record(context, Event(id=EventId(uuid4()), action=Action.BACKUP_MAKE, basis=Basis.JOB))
    sign_checkpoint(context)
    name = name_of(house.clock(), secrets.token_hex(4))
    with plainly():
        follow(context)
        made = _fill(house, place, name)
        days = house.settings.share_copy_days
        pruned = folders.prune(place.shares, str(house.vault.house), house.clock(), days)
    return Made(database=made[0], shares=made[1], size=made[2], pruned=pruned)


def secure_shares(house: House) -> None:
    """
    Make a second copy of the shares, where there is a place for it.

    A case that is opened now has its shares on two disks before anybody is told that it exists.

    Raises:
        BackupRefused: the copy could not be written.
    """
    folder = house.settings.share_copy_dir
    if folder is None:
        return
    name = name_of(house.clock(), secrets.token_hex(4))
    with plainly(), folders.unfinished(folder, name) as waiting:
        _fill_shares(house, waiting, name)
        folders.appear(waiting)


def _fill(house: House, place: Place, name: str) -> tuple[Path, Path, int]:
    """Fill both folders; the one with the database appears last, and with it the backup."""
    note = house.vault.signer.outside_note()  # before the copy, which must have passed it
    with folders.unfinished(place.databases, name) as first:
        copied = copy_to(house.settings.engine_url, first)
        with folders.unfinished(place.shares, name) as second:
            size = _fill_shares(house, second, name)
            size += _complete(house, first, name, (copied, note))
            shares = folders.appear(second)
        return folders.appear(first), shares, size


def _fill_shares(house: House, folder: Path, name: str) -> int:
    """Copy the share store and sign the list; bytes of the copy."""
    house.vault.keys.provider.copy_shares(folder / folders.SHARES)
    held = folders.weigh(folder, [folders.SHARES])
    contents = Contents(
        kind=folders.SHARES_KIND,
        house=str(house.vault.house),
        name=name,
        made_at=house.clock(),
        files=held,
    )
    folders.sign(folder, house.vault.signer, contents)
    return sum(one.size for one in held.values())


def _complete(house: House, folder: Path, name: str, taken: tuple[Copied, str | None]) -> int:
    """Put what else a database backup holds beside the copy, and sign the list; bytes of it all."""
    copied, note = taken
    files, chosen = list(copied.files), house.settings
    parts = {folders.PINS: chosen.pins_path, folders.REPLAY: chosen.replay_path}
    if chosen.evidence_dir.is_dir():
        seen = (one for one in chosen.evidence_dir.iterdir() if one.is_file())
        parts |= {f"{folders.WITNESS}/{one.name}": one for one in seen}
    for part, path in parts.items():
        folders.put(folder, part, path.read_bytes())
        files.append(part)
    if note is not None:
        folders.put(folder, folders.LAST_CHECKPOINT, note.encode())
        files.append(folders.LAST_CHECKPOINT)
    held = folders.weigh(folder, files)
    folders.sign(
        folder,
        house.vault.signer,
        Contents(
            kind=folders.DATABASE_KIND,
            house=str(house.vault.house),
            name=name,
            made_at=house.clock(),
            files=held,
            engine=copied.engine,
            revision=copied.revision,
            log_size=copied.log_size,
        ),
    )
    return sum(one.size for one in held.values())
