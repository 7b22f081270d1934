"""
The Merkle tree of the log.

Rules: a leaf and a node never hash alike; the tree grows only at its end; a frontier is all that
appending and the root need.

Source: RFC 6962, section 2.1.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from crypto.errors import Malformed

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a log entry: SHA-256(00 | entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(01 | left | right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(hashes: Iterable[bytes]) -> bytes:
    """
    Return the root over leaf hashes in log order.

    Args:
        hashes: leaf hashes, 32 bytes each.

    Raises:
        Malformed: a hash of another length.
    """
    peaks: list[bytes] = []
    _grow(peaks, 0, hashes)
    return fold(peaks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """
    The right edge of a tree.

    Attributes:
        size: how many leaves the tree has.
        hashes: the root of each full subtree, one per set bit of the size, largest first.
    """

    size: int
    hashes: tuple[bytes, ...]

    def __post_init__(self) -> None:
        """Refuse, as Malformed, hashes that do not fit the size."""
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise Malformed("frontier does not fit its size")
        if set(map(len, self.hashes)) - {HASH_SIZE}:
            raise Malformed("a hash must be 32 bytes")

    @classmethod
    def empty(cls) -> Self:
        """Return the frontier of a tree without leaves."""
        return cls(size=0, hashes=())

    @classmethod
    def unpack(cls, size: int, data: bytes) -> Self:
        """
        Return the frontier that ``pack`` wrote.

        Raises:
            Malformed: the data does not fit the size.
        """
        if len(data) % HASH_SIZE:
            raise Malformed("a hash must be 32 bytes")
        starts = range(0, len(data), HASH_SIZE)
        return cls(size=size, hashes=tuple(data[at : at + HASH_SIZE] for at in starts))

    def pack(self) -> bytes:
        """Return the hashes one after the other, 32 bytes each, largest subtree first."""
        return b"".join(self.hashes)

    def append(self, leaf_hash: bytes) -> Self:
        """
        Return the frontier after one more leaf.

        Raises:
            Malformed: the leaf hash is not 32 bytes.
        """
        return self.extend((leaf_hash,))

    def extend(self, leaf_hashes: Iterable[bytes]) -> Self:
        """
        Return the frontier after some more leaves; faster than one by one.

        Raises:
            Malformed: a leaf hash is not 32 bytes.
        """
        peaks = list(self.hashes)
        size = _grow(peaks, self.size, leaf_hashes)
        return type(self)(size=size, hashes=tuple(peaks))

    def root(self) -> bytes:
        """Return the root of the tree, 32 bytes."""
        return fold(self.hashes)


def _grow(peaks: list[bytes], size: int, leaf_hashes: Iterable[bytes]) -> int:
    """Add leaves to the full subtrees of a tree; the return value is its new size."""
    for digest in leaf_hashes:
        if len(digest) != HASH_SIZE:
            raise Malformed("a hash must be 32 bytes")
        # Each trailing one bit of the size is a full subtree that the new leaf completes.
        full, top = size, digest
        while full & 1:
            top = node_hash(peaks.pop(), top)
            full >>= 1
        peaks.append(top)
        size += 1
    return size


def fold(peaks: Iterable[bytes]) -> bytes:
    """Return the root over full subtrees that stand side by side, the largest first."""
    ordered = list(peaks)
    if not ordered:
        return EMPTY_ROOT
    top = ordered.pop()
    while ordered:
        top = node_hash(ordered.pop(), top)
    return top
