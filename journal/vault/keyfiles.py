"""
Key files on disk: written once with narrow rights.

Refused when others can read them or when they hold no real key.
"""

import base64
import os
import secrets
import stat
from pathlib import Path

from journal.domain.errors import N_, StartRefused

OWNER_ONLY = 0o400
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


def replace(path: Path, content: bytes, mode: int) -> None:
    """Put a new content in place of an old one, whole or not at all."""
    waiting = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    write_new(waiting, content, mode)
    waiting.replace(path)


def write_key(path: Path, kind: str, raw: bytes) -> None:
    """Write 32 secret bytes as one line ``kind:base64``, readable by the owner only."""
    write_new(path, f"{kind}:{base64.b64encode(raw).decode()}\n".encode())


def read_key(path: Path, kind: str) -> bytes:
    """
    Read a key file.

    Returns:
        32 bytes.

    Raises:
        StartRefused: missing, readable by others, of another kind, or not a real key; says how to
            mend it.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii").strip()
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
    found, _, encoded = text.partition(":")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except ValueError:
        raw = b""
    if found != kind or len(raw) != _SIZE or len(set(raw)) < _SIZE // 4:
        raise StartRefused(
            N_("The key file %(file)s holds no real key. Put it back from its printed copy."),
            file=path.name,
        )
    return raw
