"""
A backup laid out as a house in a folder of its own, and put in its place in one last step.

Rules: root key and log key are where they always are and are never copied; nothing of the house is
touched before all of it was read and checked; the database appears last, so a restore that dies is
begun again from nothing.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from config.settings import Settings
from crypto import checkpoint
from crypto.errors import CryptoError
from crypto.identity import SignPublic
from journal.domain.backup import (
    FOREIGN,
    INCOMPLETE,
    NO_ROOM_TO_WRITE,
    NO_SHARES,
    OCCUPIED,
    REMOVALS_UNKNOWN,
    REPLAY_DAMAGED,
    UNKNOWN_ENGINE,
    BackupRefused,
)
from journal.domain.ids import HouseId
from journal.domain.replay import Act
from journal.store import backup as store
from journal.store import rights
from journal.vault import backup as folders
from journal.vault import keyfiles, pins, replay
from journal.vault.backup import Taken
from journal.vault.outside import pinned_signer
from journal.vault.pins import Pins
from journal.vault.replay import Replayed

_PRIVATE = 0o700
_OWN = 0o600
FORMER_CHECKPOINT = "former-checkpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    Everything that a restore goes by, read and checked.

    Args:
        database, shares: the two parts.
        pins: of the house, as of the backup.
        acts: lines of every replay log that was found, each once.
        replay: the bytes of the longest one.
        seen: the largest size that the log of the house is known to have had.
        last: the newest checkpoint of that log, or None.
    """

    database: Taken
    shares: Taken
    pins: Pins
    acts: tuple[Act, ...]
    replay: bytes
    seen: int
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """
    What somebody named on the command line.

    Args:
        backup: a backup.
        shares: the folder of share copies.
        replay, checkpoint: files that were kept elsewhere, newer than those of the backup.
        accepts_gap: she knows that later removals may be missing.
    """

    backup: Path
    shares: Path
    replay: Path | None = None
    checkpoint: Path | None = None
    accepts_gap: bool = False


def find(settings: Settings, named: Named) -> Found:
    """
    Read everything once and refuse what is not whole, not of this house, or not enough.

    Raises:
        BackupRefused: says what is wrong with it.
        StartRefused: the log key is missing, or of another house.
    """
    known = _pins(settings, named.backup)
    signer = pinned_signer(known, settings.log_key_path, settings.last_checkpoint_path)
    database = Taken(named.backup, signer.public, known.house)
    if database.contents.engine != store.engine_of(settings.engine_url):
        name, engine = database.contents.name, database.contents.engine
        raise BackupRefused(UNKNOWN_ENGINE, name=name, engine=engine)
    shares = _newest_shares(named, signer.public, known)
    database.check()
    shares.check()
    read = _replay_logs(settings, named, HouseId(UUID(known.house)), signer.public)
    longest, told = read[0]
    seen, last = _last_seen(settings, named, known, signer.public)
    covered = max(one.size for _, one in read)
    if seen > covered and not named.accepts_gap:
        raise BackupRefused(REMOVALS_UNKNOWN, seen=seen)
    return Found(
        database=database,
        shares=shares,
        pins=known,
        acts=_merged(told.acts, [one.acts for _, one in read]),
        replay=longest.read_bytes()[: told.end],
        seen=max(seen, covered, database.contents.log_size),
        last=last,
    )


def _pins(settings: Settings, backup: Path) -> Pins:
    """The pins of a backup, which must be those of this house where it has some."""
    try:
        known = pins.decode((backup / folders.PINS).read_bytes())
    except (OSError, TypeError, ValueError) as error:
        raise BackupRefused(INCOMPLETE, name=backup.name, file=folders.PINS) from error
    if settings.pins_path.exists():
        present = pins.read(settings.pins_path)
        if replace(present, origin=known.origin, former=known.former) != known:
            raise BackupRefused(FOREIGN, name=backup.name)
    return known


def _newest_shares(named: Named, public: SignPublic, known: Pins) -> Taken:
    """The newest copy of the shares, made with the backup or later: every case has its share."""
    late = [one for one in folders.names(named.shares) if one.name >= named.backup.name]
    for one in reversed(late):
        taken = Taken(one, public, known.house)
        if taken.contents.kind == folders.SHARES_KIND:
            return taken
    raise BackupRefused(NO_SHARES, name=named.backup.name)


def _replay_logs(
    settings: Settings, named: Named, house: HouseId, public: SignPublic
) -> list[tuple[Path, Replayed]]:
    """
    Every replay log within reach, the longest first.

    Raises:
        BackupRefused: one is damaged, and no whole one goes further.
    """
    paths = [settings.replay_path, named.backup / folders.REPLAY, named.replay]
    read = [(path, replay.read(path, house, public)) for path in paths if path is not None]
    read.sort(key=lambda one: (one[1].count, one[1].is_whole, one[1].size), reverse=True)
    whole = max((one.count for _, one in read if one.is_whole), default=0)
    for path, one in read:
        if not one.is_whole and one.count >= whole and not named.accepts_gap:
            raise BackupRefused(REPLAY_DAMAGED, file=path, line=one.count)
    return read


def _merged(longest: tuple[Act, ...], others: Iterable[tuple[Act, ...]]) -> tuple[Act, ...]:
    """Each act once: those of the longest log first, then what only another one knows."""
    known = {act.event: act for act in longest}
    for acts in others:
        for act in acts:
            known.setdefault(act.event, act)
    return tuple(known.values())


def _last_seen(
    settings: Settings, named: Named, known: Pins, public: SignPublic
) -> tuple[int, str | None]:
    """The newest checkpoint of the log of a backup that lies anywhere within reach."""
    here = settings.last_checkpoint_path
    paths = [
        here,
        here.with_name(FORMER_CHECKPOINT),
        named.backup / folders.LAST_CHECKPOINT,
        named.checkpoint,
    ]
    seen: tuple[int, str | None] = (0, None)
    for path in paths:
        try:
            note = "" if path is None else path.read_text(encoding="utf-8")
            size = checkpoint.read(note, known.origin, public).size
        except (CryptoError, OSError, UnicodeDecodeError):
            continue
        if size > seen[0]:
            seen = (size, note)
    return seen


def lay_out(
    settings: Settings, found: Found, folder: Path, url: str, owner_url: str = ""
) -> Settings:
    """
    Lay a backup out as a house.

    Args:
        settings: of the real house; its keys are used where they are.
        found: what was read.
        folder: a new folder.
        url: of an empty PostgreSQL database, or empty for SQLite.
        owner_url: as whom its tables are made; empty for a copy that is thrown away, whose owner
            also reads it.

    Returns:
        The settings of the house in that folder.

    Raises:
        BackupRefused: a byte is not what was signed.
        HouseExists: the PostgreSQL database is not empty.
        StartRefused: the owner may not make the roles of the house.
    """
    laid = replace(
        settings,
        config_dir=folder / "config",
        state_dir=folder / "state",
        run_dir=folder / "run",
        database_url=url,
        owner_database_url=owner_url,
    )
    own = (laid.config_dir, laid.shares_path.parent, laid.log_key_path.parent, laid.run_dir)
    for path in own:
        path.mkdir(_PRIVATE, parents=True)
    laid.log_key_path.symlink_to(settings.log_key_path)
    keyfiles.write_new(laid.pins_path, found.database.whole(folders.PINS), _OWN)
    if folders.LAST_CHECKPOINT in found.database.contents.files:
        note = found.database.whole(folders.LAST_CHECKPOINT)
        keyfiles.write_new(laid.last_checkpoint_path, note, _OWN)
    for name in found.database.contents.files:
        if name.startswith(folders.WITNESS + "/"):
            laid.evidence_dir.mkdir(_PRIVATE, exist_ok=True)
            path = laid.evidence_dir / Path(name).name
            keyfiles.write_new(path, found.database.whole(name), _OWN)
    keyfiles.write_new(laid.replay_path, found.replay, _OWN)
    keyfiles.write_new(laid.shares_path, found.shares.whole(folders.SHARES), _OWN)
    if url:
        revision = found.database.contents.revision
        place, roles = str(laid.state_dir), rights.of_house(laid)
        store.load_server(found.database.pieces, laid.schema_url, revision, place, roles)
    else:
        store.load_file(found.database.pieces, laid.sqlite_path)
    return laid


def require_vacant(settings: Settings, folder: Path) -> None:
    """
    Refuse a place where a house stands, or what is left of one.

    Args:
        folder: where a restore that was not finished has left its mark.
    """
    if not settings.database_url:
        for path in sorted(settings.sqlite_path.parent.glob(f"{settings.sqlite_path.name}*")):
            raise BackupRefused(OCCUPIED, file=path)  # a left log would be written into the new one
    if settings.shares_path.exists() and not folder.exists():
        raise BackupRefused(OCCUPIED, file=settings.shares_path)
    if not os.access(settings.config_dir, os.W_OK):
        raise BackupRefused(NO_ROOM_TO_WRITE, folder=settings.config_dir)


def begin_pins(laid: Settings, kept: int, origin: str) -> None:
    """Pin the origin of the new log beside those before it, and put the old checkpoint away."""
    known = pins.read(laid.pins_path)
    anew = replace(known, origin=origin, former=(*known.former, f"{known.origin} {kept}"))
    keyfiles.replace(laid.pins_path, pins.encode(anew), 0o444)
    if laid.last_checkpoint_path.exists():
        laid.last_checkpoint_path.replace(laid.last_checkpoint_path.with_name(FORMER_CHECKPOINT))


def publish(settings: Settings, laid: Settings, last: str | None) -> None:
    """
    Put a restored house in its place: the database last, in one step.

    Args:
        settings: of the real house.
        laid: of the house in its own folder; its connections are closed.
        last: the newest checkpoint of the former log, kept beside that of the new one.
    """
    if not laid.database_url:
        with closing(sqlite3.connect(laid.sqlite_path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    former = settings.last_checkpoint_path.with_name(FORMER_CHECKPOINT)
    if last is not None:
        keyfiles.replace(former, last.encode(), _OWN)
    if laid.evidence_dir.is_dir():
        settings.evidence_dir.mkdir(_PRIVATE, exist_ok=True)
        for one in laid.evidence_dir.iterdir():
            _move(one, settings.evidence_dir / one.name)
    _move(laid.shares_path, settings.shares_path)
    _move(laid.replay_path, settings.replay_path)
    keyfiles.replace(settings.pins_path, laid.pins_path.read_bytes(), 0o444)
    _move(laid.last_checkpoint_path, settings.last_checkpoint_path)
    for path in settings.run_dir.glob(f"{settings.sessions_path.name}*"):
        path.unlink()
    settings.node_secret_path.unlink(missing_ok=True)
    if laid.database_url:
        store.finish(laid.schema_url)
    else:
        _move(laid.sqlite_path, settings.sqlite_path)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(_PRIVATE, parents=True, exist_ok=True)
    store.sync(source)
    source.rename(target)
    store.sync(target.parent)


def clear(folder: Path) -> None:
    """Remove a house that was laid out and is not needed any more."""
    if folder.exists():
        shutil.rmtree(folder)


def empty(url: str) -> None:
    """Leave a PostgreSQL database that a copy was tried in as empty as it was."""
    if url:
        store.clear(url)
