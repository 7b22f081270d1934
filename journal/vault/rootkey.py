"""
The root key on disk, while it is exchanged.

A new key waits in a file of its own until somebody says that it is on paper: nothing is sealed
under it before. Then its file holds two, the new one, which seals, above the old one, which still
opens. So a machine that dies between any two steps starts again with what it needs.
"""

from pathlib import Path

from crypto.keys import RootKey
from journal.vault import keyfiles
from journal.vault.provider import KEY_KIND


def waiting(path: Path) -> Path:
    """Where a new root key waits to be printed."""
    return path.with_name(f"{path.name}.next")


def is_under_way(path: Path) -> bool:
    """Whether an exchange has begun to seal: it can only go on."""
    return len(keyfiles.read_keys(path, KEY_KIND)) > 1


def draw(path: Path) -> Path:
    """
    Draw a new root key, unless one waits already.

    Returns:
        The file in which it waits.
    """
    new = waiting(path)
    if not new.exists():
        keyfiles.write_key(new, KEY_KIND, RootKey.draw().raw)
    return new


def begin(path: Path) -> None:
    """Put the key that waited above the old one: from now on it seals."""
    keys = [keyfiles.read_key(waiting(path), KEY_KIND), *keyfiles.read_keys(path, KEY_KIND)]
    keyfiles.replace_keys(path, KEY_KIND, keys)


def finish(path: Path) -> None:
    """Let go of the old key; everything must be sealed under the new one by now."""
    keyfiles.replace_keys(path, KEY_KIND, keyfiles.read_keys(path, KEY_KIND)[:1])
    waiting(path).unlink(missing_ok=True)
