"""
Proofs about the tree of the log: that an entry is in it, and that it only grew.

Rules: a proof is made from the leaf hashes alone; its text ends in the checkpoint it leads to, so
that whoever holds the log's public key needs nothing else to check it.

Source: RFC 6962, sections 2.1.1 and 2.1.2; C2SP tlog-proof, and the request of C2SP tlog-witness.
"""

import base64
from collections.abc import Collection, Sequence

from crypto.errors import Malformed
from crypto.merkle import node_hash, root

PROOF_LINE = "c2sp.org/tlog-proof@v1"


def inclusion(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """
    Return the hashes that lead from a leaf to the root, its sibling first.

    Args:
        hashes: all leaf hashes of the tree, 32 bytes each.
        index: place of the leaf, from 0.

    Raises:
        Malformed: there is no such leaf.
    """
    if not 0 <= index < len(hashes):
        raise Malformed("no such leaf")
    path = []
    low, high = 0, len(hashes)
    while high - low > 1:
        split = low + _left(high - low)
        if index < split:
            path.append(_root(hashes, split, high))
            high = split
        else:
            path.append(_root(hashes, low, split))
            low = split
    return path[::-1]


def inclusions(hashes: Sequence[bytes], indexes: Collection[int]) -> dict[int, list[bytes]]:
    """
    Return what ``inclusion`` returns for each of many leaves, with one walk through the tree.

    Args:
        hashes: all leaf hashes of the tree, 32 bytes each.
        indexes: places of the leaves, from 0.

    Raises:
        Malformed: there is no such leaf.
    """
    if any(not 0 <= index < len(hashes) for index in indexes):
        raise Malformed("no such leaf")
    paths: dict[int, list[bytes]] = {index: [] for index in indexes}
    level, height = list(hashes), 0
    while len(level) > 1:
        for index, path in paths.items():
            sibling = index >> height ^ 1
            if sibling < len(level):  # the last of an odd number rises without one
                path.append(level[sibling])
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [node_hash(left, right) for left, right in pairs] + level[len(level) & ~1 :]
        height += 1
    return paths


def consistency(hashes: Sequence[bytes], old: int) -> list[bytes]:
    """
    Return the hashes that show that a tree begins with an older one.

    Args:
        hashes: all leaf hashes of the newer tree.
        old: size of the older one.

    Raises:
        Malformed: the older tree is empty, or larger than the newer one.
    """
    if not 0 < old <= len(hashes):
        raise Malformed("no such older tree")
    path = []
    low, high = 0, len(hashes)
    while old != high:
        split = low + _left(high - low)
        if old <= split:
            path.append(_root(hashes, split, high))
            high = split
        else:
            path.append(_root(hashes, low, split))
            low = split
    if low > 0:
        path.append(_root(hashes, low, high))
    return path[::-1]


def inclusion_text(index: int, path: Sequence[bytes], note: str) -> str:
    """Return an inclusion proof as a text that ends in the checkpoint it leads to."""
    return "".join((f"{PROOF_LINE}\nindex {index}\n", *map(_line, path), "\n", note))


def consistency_text(old: int, path: Sequence[bytes], note: str) -> str:
    """Return a consistency proof as a text that ends in the newer checkpoint."""
    return "".join((f"old {old}\n", *map(_line, path), "\n", note))


def _left(size: int) -> int:
    """The largest power of two below a size of at least two: how many leaves stand on the left."""
    return 1 << (size - 1).bit_length() - 1


def _root(hashes: Sequence[bytes], low: int, high: int) -> bytes:
    return root(hashes[low:high])


def _line(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii") + "\n"
