"""
The root key on disk, while it is exchanged.

The file holds one key, or two while an exchange is under way: the new one, which seals, above the
old one, which still opens. So a machine that dies between any two steps starts again with both.
"""

from pathlib import Path

from crypto.keys import RootKey
from journal.vault import keyfiles
from journal.vault.provider import KEY_KIND


def begin(path: Path) -> bool:
    """
    Draw a new root key and put it above the old one.

    Returns:
        False when an exchange is under way already: it goes on with the key drawn then.
    """
    present = keyfiles.read_keys(path, KEY_KIND)
    if len(present) > 1:
        return False
    keyfiles.replace_keys(path, KEY_KIND, [RootKey.draw().raw, *present])
    return True


def finish(path: Path) -> None:
    """Let go of the old key; everything must be sealed under the new one by now."""
    keyfiles.replace_keys(path, KEY_KIND, keyfiles.read_keys(path, KEY_KIND)[:1])
