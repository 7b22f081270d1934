"""
The key provider: the one holder of the root key and the shares.

Behind an interface a hardware module could fill.

Every call is counted. Nothing here knows a person, a rule or a table; of the log it reads the one
entry that a receipt names, and gives a gated key for it once.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from crypto import sealing, wrap
from crypto.encoding import WrapPlace
from crypto.errors import CryptoError, OpenFailed
from crypto.keys import EpochKey, RootKey, Share, case_key, intake_private
from crypto.merkle import leaf_hash
from crypto.statements import GrantTerms
from journal.domain.access import Action, Outcome
from journal.domain.audit import text_of
from journal.domain.compartments import GATED, Compartment
from journal.domain.errors import AccessDenied, KeysAway, Tampered
from journal.domain.ids import CaseAlias, EventId, StaffAlias
from journal.vault import keyfiles
from journal.vault.desk import Receipt
from journal.vault.shares import ShareStore, share_aad

KEY_KIND = "vaern-kek-1"
RECEIPT_LIFE_MS = 60_000
RELEASING = {
    Compartment.DUTY: Action.BREAK_GLASS_OPEN,
    Compartment.PURPOSE: Action.PURPOSE_OPEN,
}
"""The act that must stand in the log before the key of a gated compartment opens anything."""
_BLOB_VERSION = b"\x01"
_ROOT_ID_SIZE = 8
_MACS = "mac seed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedWrap:
    """
    A key that is wrapped to a gated epoch.

    Args:
        comp: the gated compartment.
        key_id: 8 bytes, of the gated epoch.
        blob: the wrap.
        place: whose key it is, and what it was wrapped with.
    """

    comp: Compartment
    key_id: bytes
    blob: bytes
    place: WrapPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """
    What must stand in the log for a gated key.

    Args:
        receipt: of the committed event.
        terms: of the access; the event names their digest, and they name the case whose key it is.
        case, actor: the aliases that the event must name.
        now_ms: UTC milliseconds.
    """

    receipt: Receipt
    terms: GrantTerms
    case: CaseAlias
    actor: StaffAlias
    now_ms: int


EntryReader = Callable[[EventId], bytes | None]
"""Reads the stored bytes of one committed log entry, on a connection of its own."""


class KeyProvider(Protocol):
    """What the vault asks of whoever holds the root key."""

    def seal(self, purpose: str, aad: bytes, data: bytes) -> bytes:
        """Seal data under the root key for one purpose."""

    def open(self, purpose: str, aad: bytes, sealed: bytes) -> bytes:
        """Open what ``seal`` made; raises ``Tampered``."""

    def mac(self, purpose: str, data: bytes) -> bytes:
        """32 bytes that only the holder of the seed can compute, whatever the root key is."""

    def new_share(self, about: UUID, comp: Compartment) -> None:
        """Draw and store a share; durable when this returns."""

    def shares(self, abouts: Collection[UUID], comp: Compartment) -> dict[UUID, Share]:
        """The shares of some cases; a missing one is left out. Gated compartments are refused."""

    def destroy_share(self, about: UUID, comp: Compartment) -> None:
        """Destroy a share for good."""

    def has_share(self, about: UUID, comp: Compartment) -> bool:
        """Whether a share is there and opens, a gated one too; it is given to nobody."""

    def copy_shares(self, target: Path) -> None:
        """Copy the store of all shares, sealed as they are, into a new file."""

    def gated_public(self, house: UUID, comp: Compartment, ek: EpochKey, key_id: bytes) -> bytes:
        """The public key of a gated epoch, whose share never leaves the provider."""

    def use_log(self, reader: EntryReader) -> None:
        """Tell where committed entries of the log are read, on a connection of its own."""

    def require_fit(self) -> None:
        """Find out at a start whether root key and store belong together, before they are used."""

    def is_current(self, sealed: bytes) -> bool:
        """Whether a blob is sealed under the root key that seals now."""

    def reseal_shares(self) -> int:
        """Seal every share and seed under the root key that seals now, and count them."""

    def gated_unwrap(
        self, house: UUID, ek: EpochKey, wrapped: GatedWrap, shown: Presented
    ) -> EpochKey:
        """Give the one key that a committed event allows; ``AccessDenied`` for anything else."""


class FileKeyProvider:
    """
    A provider whose root key is a file outside the data folder.

    Args:
        roots: root keys; the first seals, the others open what is not sealed again yet.
        store: the share store.
    """

    def __init__(self, roots: Sequence[RootKey], store: ShareStore) -> None:
        self._roots = {_root_id(root): root for root in roots}
        self._current = _root_id(roots[0])
        self._store = store
        self._keys: dict[tuple[bytes, str], bytes] = {}
        self._seed: bytes | None = None
        self._read_entry: EntryReader = _no_entry
        self.calls: Counter[str] = Counter()

    @classmethod
    def load(cls, root_path: Path, shares_path: Path) -> "FileKeyProvider":
        """
        Open the provider of an existing house.

        Raises:
            StartRefused: the root key file is missing, open to others or no real key.
            KeysAway: the share store is not there.
        """
        roots = [RootKey(raw) for raw in keyfiles.read_keys(root_path, KEY_KIND)]
        if not shares_path.exists():
            raise KeysAway
        return cls(roots, ShareStore(shares_path))

    def _key(self, root_id: bytes, purpose: str) -> bytes:
        self.calls[purpose] += 1
        if (root_id, purpose) not in self._keys:  # a list of cases asks for the same one again
            info = b"SKJ1 kek|" + purpose.encode()
            self._keys[root_id, purpose] = sealing.derive(self._roots[root_id].raw, info)
        return self._keys[root_id, purpose]

    def seal(self, purpose: str, aad: bytes, data: bytes) -> bytes:
        """Seal data under the root key for one purpose; the blob says under which."""
        sealed = sealing.seal(self._key(self._current, purpose), aad, data)
        return _BLOB_VERSION + self._current + sealed

    def open(self, purpose: str, aad: bytes, sealed: bytes) -> bytes:
        """Open what ``seal`` made."""
        root_id = sealed[1 : 1 + _ROOT_ID_SIZE]
        if sealed[:1] != _BLOB_VERSION or root_id not in self._roots:
            raise Tampered
        try:
            key = self._key(root_id, purpose)
            return sealing.unseal(key, aad, sealed[1 + _ROOT_ID_SIZE :])
        except OpenFailed as error:
            raise Tampered from error

    def is_current(self, sealed: bytes) -> bool:
        """Whether a blob is sealed under the root key that seals now."""
        return sealed[1 : 1 + _ROOT_ID_SIZE] == self._current

    def new_seed(self) -> None:
        """Draw the seed of all MACs of a new house: it outlives every change of the root key."""
        self._store.add_seed(_MACS, self.seal("seed", _MACS.encode(), Share.draw().raw))

    def require_fit(self) -> None:
        """
        Find out at a start whether root key and store belong together.

        Raises:
            Tampered: the store is sealed under another root key.
            KeysAway: the store is not there, or empty.
        """
        self.mac("start", b"")

    def mac(self, purpose: str, data: bytes) -> bytes:
        """32 bytes that only the holder of the seed can compute."""
        self.calls["mac " + purpose] += 1
        if self._seed is None:
            self._seed = self.open("seed", _MACS.encode(), self._store.seed(_MACS))
        return sealing.mac(sealing.derive(self._seed, b"SKJ1 mac|" + purpose.encode()), data)

    def new_share(self, about: UUID, comp: Compartment) -> None:
        """Draw and store a share."""
        sealed = self.seal("share", share_aad(about.bytes, int(comp)), Share.draw().raw)
        self._store.add(about.bytes, int(comp), sealed)

    def shares(self, abouts: Collection[UUID], comp: Compartment) -> dict[UUID, Share]:
        """The shares of some cases in one compartment that is not gated."""
        if comp in GATED:
            raise AccessDenied
        return self._open_shares(abouts, comp)

    def destroy_share(self, about: UUID, comp: Compartment) -> None:
        """Destroy a share for good."""
        self.calls["destroy share"] += 1
        self._store.destroy(about.bytes, int(comp))

    def has_share(self, about: UUID, comp: Compartment) -> bool:
        """Whether a share is there and opens, a gated one too; it is given to nobody."""
        self.calls["try share"] += 1
        try:
            return about in self._open_shares([about], comp)
        except Tampered:
            return False

    def copy_shares(self, target: Path) -> None:
        """Copy the store of all shares, sealed as they are, into a new file."""
        self._store.copy_to(target)

    def gated_public(self, house: UUID, comp: Compartment, ek: EpochKey, key_id: bytes) -> bytes:
        """The public key of a gated epoch."""
        share = self._open_shares([house], comp)[house]
        return intake_private(case_key(ek, share, int(comp), key_id), key_id).public().to_bytes()

    def use_log(self, reader: EntryReader) -> None:
        """Tell where committed entries of the log are read, on a connection of its own."""
        self._read_entry = reader

    def gated_unwrap(
        self, house: UUID, ek: EpochKey, wrapped: GatedWrap, shown: Presented
    ) -> EpochKey:
        """
        Give the one key that a committed event allows, once.

        Args:
            house: id of the house, whose gated share is used.
            ek: the staff's part of the gated epoch.
            wrapped: the case's key, wrapped to that epoch.
            shown: the receipt and what its event must name.

        Raises:
            AccessDenied: no such event, of another act, case or person, refused, older than a
                minute; a key of another case; or its receipt was used for this key before.
            Tampered: the wrap does not open.
        """
        self.calls["gated unwrap"] += 1
        if not self._is_in_log(wrapped.comp, shown) or not _is_of_case(wrapped.place, shown.terms):
            raise AccessDenied
        if not self._store.spend(shown.receipt.entry_id.bytes, _once(shown, wrapped)):
            raise AccessDenied
        share = self._open_shares([house], wrapped.comp)[house]
        opened = case_key(ek, share, int(wrapped.comp), wrapped.key_id)
        private = intake_private(opened, wrapped.key_id)
        try:
            return wrap.unwrap(private, wrapped.blob, wrapped.place.info())
        except CryptoError as error:
            raise Tampered from error

    def _is_in_log(self, comp: Compartment, shown: Presented) -> bool:
        data = self._read_entry(shown.receipt.entry_id)
        if data is None or leaf_hash(data) != shown.receipt.hash:
            return False
        said = json.loads(data)
        expected = (RELEASING[comp].value, Outcome.OK.value, text_of(shown.actor.bytes))
        return (
            (said["act"], said["out"], said["actor"]) == expected
            and said["bg"] == text_of(shown.terms.digest())
            and [alias for alias, _ in said["on"]] == [text_of(shown.case.bytes)]
            and 0 <= shown.now_ms - said["t"] + RECEIPT_LIFE_MS <= 2 * RECEIPT_LIFE_MS
        )

    def _open_shares(self, abouts: Collection[UUID], comp: Compartment) -> dict[UUID, Share]:
        found = self._store.get([about.bytes for about in abouts], int(comp))
        return {
            about: Share(self.open("share", share_aad(about.bytes, int(comp)), found[about.bytes]))
            for about in abouts
            if about.bytes in found
        }

    def reseal_shares(self) -> int:
        """Seal every share and seed under the root key that seals now, and count them."""
        return self._store.reseal(self._again)

    def _again(self, aad: bytes, sealed: bytes) -> bytes:
        purpose = "seed" if aad == _MACS.encode() else "share"
        return self.seal(purpose, aad, self.open(purpose, aad, sealed))

    def close(self) -> None:
        """Let go of the share store."""
        self._store.close()


def _root_id(root: RootKey) -> bytes:
    """Eight bytes by which a blob names the root key it was sealed under."""
    return sealing.derive(root.raw, b"SKJ1 kek id")[:_ROOT_ID_SIZE]


def _is_of_case(place: WrapPlace, terms: GrantTerms) -> bool:
    """Whether a wrapped key is that of the case and the compartment that the terms name."""
    return (place.house, place.scope, place.comp) == (terms.house, terms.case, terms.comp)


def _once(shown: Presented, wrapped: GatedWrap) -> bytes:
    """For what a receipt is used up: one wrap of one case."""
    return sealing.derive(shown.case.bytes + wrapped.blob, b"SKJ1 spent")[:16]


def _no_entry(_event: EventId) -> bytes | None:
    return None
