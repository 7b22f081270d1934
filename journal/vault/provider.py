"""
The key provider: the one holder of the root key and the shares.

Behind an interface a hardware module could fill.

Every call is counted. Nothing here knows a person, a rule or a table.
"""

from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Protocol
from uuid import UUID

from crypto import sealing
from crypto.errors import OpenFailed
from crypto.keys import EpochKey, RootKey, Share, case_key, intake_private
from journal.domain.compartments import GATED, Compartment
from journal.domain.errors import AccessDenied, KeysAway, Tampered
from journal.vault import keyfiles
from journal.vault.shares import ShareStore

KEY_KIND = "vaern-kek-1"


class KeyProvider(Protocol):
    """What the vault asks of whoever holds the root key."""

    def seal(self, purpose: str, aad: bytes, data: bytes) -> bytes:
        """Seal data under the root key for one purpose."""

    def open(self, purpose: str, aad: bytes, sealed: bytes) -> bytes:
        """Open what ``seal`` made; raises ``Tampered``."""

    def mac(self, purpose: str, data: bytes) -> bytes:
        """32 bytes that only the holder of the root key can compute."""

    def new_share(self, about: UUID, comp: Compartment) -> None:
        """Draw and store a share; durable when this returns."""

    def shares(self, abouts: Collection[UUID], comp: Compartment) -> dict[UUID, Share]:
        """The shares of some cases; a missing one is left out. Gated compartments are refused."""

    def destroy_share(self, about: UUID, comp: Compartment) -> None:
        """Destroy a share for good."""

    def gated_public(self, house: UUID, comp: Compartment, ek: EpochKey, key_id: bytes) -> bytes:
        """The public key of a gated epoch, whose share never leaves the provider."""


class FileKeyProvider:
    """
    A provider whose root key is a file outside the data folder.

    Args:
        root: the root key.
        store: the share store.
    """

    def __init__(self, root: RootKey, store: ShareStore) -> None:
        self._root = root
        self._store = store
        self._keys: dict[str, bytes] = {}
        self.calls: Counter[str] = Counter()

    @classmethod
    def load(cls, root_path: Path, shares_path: Path) -> "FileKeyProvider":
        """
        Open the provider of an existing house.

        Raises:
            StartRefused: the root key file is missing, open to others or no real key.
            KeysAway: the share store is not there.
        """
        root = RootKey(keyfiles.read_key(root_path, KEY_KIND))
        if not shares_path.exists():
            raise KeysAway
        return cls(root, ShareStore(shares_path))

    def _key(self, purpose: str) -> bytes:
        self.calls[purpose] += 1
        if purpose not in self._keys:  # a list of cases asks for the same one again and again
            self._keys[purpose] = sealing.derive(self._root.raw, b"SKJ1 kek|" + purpose.encode())
        return self._keys[purpose]

    def seal(self, purpose: str, aad: bytes, data: bytes) -> bytes:
        """Seal data under the root key for one purpose."""
        return sealing.seal(self._key(purpose), aad, data)

    def open(self, purpose: str, aad: bytes, sealed: bytes) -> bytes:
        """Open what ``seal`` made."""
        try:
            return sealing.unseal(self._key(purpose), aad, sealed)
        except OpenFailed as error:
            raise Tampered from error

    def mac(self, purpose: str, data: bytes) -> bytes:
        """32 bytes that only the holder of the root key can compute."""
        return sealing.mac(self._key("mac " + purpose), data)

    def new_share(self, about: UUID, comp: Compartment) -> None:
        """Draw and store a share."""
        self._store.add(
            about.bytes, int(comp), self.seal("share", _share_aad(about, comp), Share.draw().raw)
        )

    def shares(self, abouts: Collection[UUID], comp: Compartment) -> dict[UUID, Share]:
        """The shares of some cases in one compartment that is not gated."""
        if comp in GATED:
            raise AccessDenied
        return self._open_shares(abouts, comp)

    def destroy_share(self, about: UUID, comp: Compartment) -> None:
        """Destroy a share for good."""
        self.calls["destroy share"] += 1
        self._store.destroy(about.bytes, int(comp))

    def gated_public(self, house: UUID, comp: Compartment, ek: EpochKey, key_id: bytes) -> bytes:
        """The public key of a gated epoch."""
        share = self._open_shares([house], comp)[house]
        return intake_private(case_key(ek, share, int(comp), key_id), key_id).public().to_bytes()

    def _open_shares(self, abouts: Collection[UUID], comp: Compartment) -> dict[UUID, Share]:
        found = self._store.get([about.bytes for about in abouts], int(comp))
        return {
            about: Share(self.open("share", _share_aad(about, comp), found[about.bytes]))
            for about in abouts
            if about.bytes in found
        }

    def close(self) -> None:
        """Let go of the share store."""
        self._store.close()


def _share_aad(about: UUID, comp: Compartment) -> bytes:
    return b"SKJ1 share" + about.bytes + bytes([comp])
