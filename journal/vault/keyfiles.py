"""
Key files on disk: written once with narrow rights.

Refused when others can read them or when they hold no real key.
"""

import base64
import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path

from journal.domain.errors import N_, StartRefused

OWNER_ONLY = 0o400
NO_KEY = N_("The key file %(file)s holds no real key. Put it back from its printed copy.")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SIZE = 32


def write_new(path: Path, content: bytes, mode: int = OWNER_ONLY) -> None:
    """
    Write a file that must not exist yet, so that nothing is ever overwritten, and sync it.

    Args:
        mode: its rights from the first moment on.

    Raises:
        FileExistsError: it exists.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, mode)  # the umask of the process would take away what pins.toml needs
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path)


def replace(path: Path, content: bytes, mode: int) -> None:
    """Put a new content in place of an old one, whole or not at all."""
    waiting = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    write_new(waiting, content, mode)
    waiting.replace(path)
    _sync_folder(path)


def _sync_folder(path: Path) -> None:
    """Without it a power cut could bring the folder back as it was, without the file."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_key(path: Path, kind: str, raw: bytes) -> None:
    """Write 32 secret bytes as one line ``kind:base64``, readable by the owner only."""
    write_new(path, _line(kind, raw))


def replace_keys(path: Path, kind: str, raws: Sequence[bytes]) -> None:
    """Put keys in place of those that a file held, a line each, whole or not at all."""
    replace(path, b"".join(_line(kind, raw) for raw in raws), OWNER_ONLY)


def _line(kind: str, raw: bytes) -> bytes:
    return f"{kind}:{base64.b64encode(raw).decode()}\n".encode()


def read_key(path: Path, kind: str) -> bytes:
    """
    Read a key file that holds one key; see ``read_keys``.

    Returns:
        32 bytes.
    """
    raws = read_keys(path, kind)
    if len(raws) != 1:
        raise StartRefused(NO_KEY, file=path.name)
    return raws[0]


def read_keys(path: Path, kind: str) -> list[bytes]:
    """
    Read a key file.

    Returns:
        32 bytes a line, one line at least.

    Raises:
        StartRefused: missing, readable by others, of another kind, or not a real key; says how to
            mend it.
    """
    try:
        mode = path.stat().st_mode
        lines = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise StartRefused(
            N_(
                "The key file %(file)s cannot be read. Put it back from its printed copy; "
                "never make a new one over old data."
            ),
            file=path.name,
        ) from error
    if mode & _OTHERS:
        raise StartRefused(
            N_("Others can read the key file %(file)s. Mend it with: chmod 0400 %(file)s"),
            file=path.name,
        )
    raws = [_raw(line, kind) for line in lines]
    if not raws or any(len(raw) != _SIZE or len(set(raw)) < _SIZE // 4 for raw in raws):
        raise StartRefused(NO_KEY, file=path.name)
    return raws


def _raw(line: str, kind: str) -> bytes:
    """The bytes of one line, or none when it is not of this kind."""
    found, _, encoded = line.partition(":")
    try:
        return base64.b64decode(encoded, validate=True) if found == kind else b""
    except ValueError:
        return b""
