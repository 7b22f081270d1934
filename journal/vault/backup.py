"""
A backup on disk: a folder that appears whole or not at all, with a signed list of what it holds.

Rules: a folder is filled under another name and gets its own when all of it is on the disk; the
list names each file with its length and hash and is signed with the log key; what is read back is
hashed on the way, and a byte that differs stops it. Key files are never in it.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from crypto import attested
from crypto.errors import CryptoError
from crypto.identity import SignPublic
from journal.domain.audit import bytes_of, text_of
from journal.domain.backup import (
    FOREIGN,
    INCOMPLETE,
    NAME,
    TOGETHER,
    BackupRefused,
    Contents,
    Held,
    moment_of,
)
from journal.store.backup import PIECE, sync
from journal.vault import keyfiles
from journal.vault.signer import Signer

LIST = "contents"
SHARES = "shares.sqlite"
DATABASE_KIND = "database"
SHARES_KIND = "shares"
PINS = "pins.toml"
LAST_CHECKPOINT = "last-checkpoint"
REPLAY = "replay.log"
WITNESS = "witness"
_UNFINISHED = "unfinished-"
_LOCK = "lock"
_PRIVATE = 0o700
_OWN = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a backup is made: the folder of databases and the folder of share copies."""

    databases: Path
    shares: Path

    def require_apart(self) -> None:
        """
        Refuse to put the two halves of every key into one folder.

        Raises:
            BackupRefused: they are one, or one lies in the other.
        """
        here, there = self.databases.resolve(), self.shares.resolve()
        if here == there or here in there.parents or there in here.parents:
            raise BackupRefused(TOGETHER)


@contextmanager
def unfinished(folder: Path, name: str) -> Iterator[Path]:
    """
    Give a folder to fill; ``appear`` gives it its name.

    It is removed when the filling fails; what a killed process left behind goes at the next time.
    """
    folder.mkdir(_PRIVATE, parents=True, exist_ok=True)
    waiting = folder / f"{_UNFINISHED}{name}"
    with _alone(folder):
        _sweep(folder)
        waiting.mkdir(_PRIVATE)
        lock = os.open(waiting / _LOCK, os.O_WRONLY | os.O_CREAT, _OWN)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield waiting
    finally:
        os.close(lock)
        if waiting.exists():
            shutil.rmtree(waiting, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep others from sweeping a folder that has no lock of its own yet."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove what dead processes left behind; one that is still filled is locked."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        with suppress(FileNotFoundError):  # it has its name by now, or whoever filled it removes it
            _sweep_one(left)


def _sweep_one(left: Path) -> None:
    lock = os.open(left / _LOCK, os.O_WRONLY | os.O_CREAT, _OWN)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(left)
    except BlockingIOError:
        return
    finally:
        os.close(lock)


def appear(waiting: Path) -> Path:
    """Bring a filled folder to the disk and give it its name; in one step it is there."""
    sync(waiting)
    final = waiting.with_name(waiting.name.removeprefix(_UNFINISHED))
    waiting.rename(final)
    sync(final.parent)
    (final / _LOCK).unlink()
    return final


def put(folder: Path, name: str, data: bytes) -> None:
    """Write a small file of a backup."""
    path = folder / name
    path.parent.mkdir(_PRIVATE, exist_ok=True)
    keyfiles.write_new(path, data, _OWN)


def sign(folder: Path, signer: Signer, contents: Contents) -> None:
    """Write the signed list, last of all files."""
    body = json.dumps(
        asdict(contents) | {"v": 1, "made_at": contents.made_at.isoformat()}, sort_keys=True
    ).encode()
    message = attested.list_message(UUID(contents.house).bytes, body)
    put(folder, LIST, body + b"\n" + text_of(signer.vouch(message)).encode() + b"\n")


def weigh(folder: Path, names: Sequence[str]) -> dict[str, Held]:
    """Length and hash of some files, read once."""
    found = {}
    for name in names:
        digest, size = hashlib.sha256(), 0
        with (folder / name).open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                size += len(piece)
        found[name] = Held(size=size, digest=digest.hexdigest())
    return found


class Taken:
    """
    A backup, or a copy of the share store, that is read back.

    Args:
        folder: where it lies.
        public: the log key of the house it must be of.
        house: id of that house, or None to take the one it names.

    Raises:
        BackupRefused: it has no sound list, or is of another house.
    """

    def __init__(self, folder: Path, public: SignPublic, house: str | None = None) -> None:
        self.folder = folder
        self.contents = _read_list(folder, public, house)

    def pieces(self, name: str) -> Iterator[bytes]:
        """
        The bytes of one file, in pieces; they count only once the last one was given.

        Raises:
            BackupRefused: they are not what was signed.
        """
        held = self.contents.files.get(name)
        digest, size = hashlib.sha256(), 0
        try:
            with (self.folder / name).open("rb") as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
                    yield piece
        except OSError as error:
            raise self._incomplete(name) from error
        if held is None or (size, digest.hexdigest()) != (held.size, held.digest):
            raise self._incomplete(name)

    def whole(self, name: str) -> bytes:
        """The bytes of a small file."""
        return b"".join(self.pieces(name))

    def check(self) -> None:
        """Read everything once, before anything is written anywhere."""
        for name in self.contents.files:
            for _ in self.pieces(name):
                pass

    def _incomplete(self, name: str) -> BackupRefused:
        return BackupRefused(INCOMPLETE, name=self.folder.name, file=name)


def _read_list(folder: Path, public: SignPublic, house: str | None) -> Contents:
    refused = BackupRefused(INCOMPLETE, name=folder.name, file=LIST)
    try:
        body, _, rest = (folder / LIST).read_bytes().partition(b"\n")
        said = json.loads(body)
        of, signature = UUID(said["house"]), bytes_of(rest.strip().decode("ascii"))
    except (OSError, LookupError, TypeError, ValueError) as error:
        raise refused from error
    if house is not None and said["house"] != house:
        raise BackupRefused(FOREIGN, name=folder.name)
    try:
        if rest != text_of(signature).encode() + b"\n":
            raise refused
        public.verify(signature, attested.list_message(of.bytes, body))
        contents = _contents(said)
    except (CryptoError, LookupError, TypeError, ValueError) as error:
        raise refused from error
    if contents.name != folder.name:
        raise refused
    return contents


def _contents(said: Mapping[str, Any]) -> Contents:
    values = {name: value for name, value in said.items() if name != "v"}
    files = {name: Held(**held) for name, held in values.pop("files").items()}
    made_at = datetime.fromisoformat(values.pop("made_at"))
    return Contents(files=files, made_at=made_at, **values)


def names(folder: Path) -> list[Path]:
    """What lies in a folder under the name of a whole backup, oldest first."""
    found = folder.glob("*") if folder.is_dir() else ()
    return sorted(one for one in found if NAME.fullmatch(one.name) and (one / LIST).exists())


def prune(folder: Path, house: str, now: datetime, days: int) -> int:
    """
    Remove copies of the share store that are too old; the newest always stays.

    Returns:
        How many went.
    """
    own = [one for one in names(folder) if house.encode() in (one / LIST).read_bytes()]
    old = [one for one in own[:-1] if now - moment_of(one.name) > timedelta(days=days)]
    for one in old:
        (one / LIST).unlink()  # from here on it is no copy, whatever is left of it
        shutil.rmtree(one)
    return len(old)
