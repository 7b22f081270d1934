"""
Proofs about the tree of the log: that an entry is in it, and that it only grew.

Rules: a proof is made from the hashes of the tree alone; its text ends in the checkpoint it leads
to, so that whoever holds the log's public key needs nothing else to check it.

Source: RFC 6962, sections 2.1.1 and 2.1.2; C2SP tlog-proof, and the request of C2SP tlog-witness.
"""

import base64
from collections.abc import Sequence

from crypto.errors import Malformed
from crypto.tree import Subtrees

PROOF_LINE = "c2sp.org/tlog-proof@v1"


def inclusion(tree: Subtrees, index: int) -> list[bytes]:
    """
    Return the hashes that lead from a leaf to the root, its sibling first.

    Args:
        tree: as large as the checkpoint that the proof leads to.
        index: place of the leaf, from 0.

    Raises:
        Malformed: there is no such leaf, or what was read is not what was followed.
    """
    if not 0 <= index < tree.size:
        raise Malformed("no such leaf")
    path = []
    low, high = 0, tree.size
    while high - low > 1:
        split = low + _left(high - low)
        if index < split:
            path.append(tree.root(split, high))
            high = split
        else:
            path.append(tree.root(low, split))
            low = split
    return path[::-1]


def consistency(tree: Subtrees, old: int) -> list[bytes]:
    """
    Return the hashes that show that a tree begins with an older one.

    Args:
        tree: the newer one.
        old: size of the older one.

    Raises:
        Malformed: the older tree is empty, or larger than the newer one; or what was read is not
            what was followed.
    """
    if not 0 < old <= tree.size:
        raise Malformed("no such older tree")
    path = []
    low, high = 0, tree.size
    while old != high:
        split = low + _left(high - low)
        if old <= split:
            path.append(tree.root(split, high))
            high = split
        else:
            path.append(tree.root(low, split))
            low = split
    if low > 0:
        path.append(tree.root(low, high))
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


def _line(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii") + "\n"
