"""
The tree of the log as somebody has followed it, with what short proofs are made of.

Rules: of each full block of leaves the root stays, and the hash of every full subtree above it; the
leaves themselves do not. It is worth what was followed: whoever hands a proof out compares its root
with a signed checkpoint first, and whoever verifies a log computes everything from its leaves.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from crypto.errors import Malformed
from crypto.merkle import Frontier, fold, node_hash, root

HEIGHT = 8
BLOCK = 1 << HEIGHT
"""Leaves of a block: what is read of the log for a proof, twice at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """
    A tree that was followed leaf by leaf.

    Attributes:
        levels: the roots of all full blocks; then those of all full pairs of blocks; and so on.
        newest: the leaf hashes behind the last full block.
    """

    levels: tuple[tuple[bytes, ...], ...] = ()
    newest: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self._blocks * BLOCK + len(self.newest)

    @property
    def _blocks(self) -> int:
        return len(self.levels[0]) if self.levels else 0

    def extended(self, leaf_hashes: Iterable[bytes]) -> Self:
        """
        Return the tree after some more leaves.

        Raises:
            Malformed: a leaf hash is not 32 bytes.
        """
        levels, newest = [list(level) for level in self.levels], list(self.newest)
        for leaf in leaf_hashes:
            newest.append(leaf)
            if len(newest) == BLOCK:
                _add(levels, root(newest))
                newest = []
        return type(self)(levels=tuple(map(tuple, levels)), newest=tuple(newest))

    def frontier(self) -> Frontier:
        """Return its right edge, which is all that a head holds."""
        blocks = self._blocks
        full = [
            level[(blocks >> height) - 1]
            for height, level in enumerate(self.levels)
            if blocks >> height & 1
        ]
        edge = Frontier(size=blocks * BLOCK, hashes=tuple(reversed(full)))
        return edge.extend(self.newest)


def _add(levels: list[list[bytes]], block: bytes) -> None:
    """Add the root of a full block, and of every subtree that it completes."""
    height, digest = 0, block
    while True:
        if height == len(levels):
            levels.append([])
        level = levels[height]
        level.append(digest)
        if len(level) % 2:
            return
        digest = node_hash(level[-2], level[-1])
        height += 1


@dataclass(slots=True, kw_only=True)
class Subtrees:
    """
    The roots of any part of a tree, for proofs; it reads a block of leaves where it needs one.

    Args:
        tree: followed to ``size`` at least, or to the full block before it.
        size: how many leaves the tree has that proofs are made of.
        read: gives the leaf hashes from a place to another, the last excluded.
    """

    tree: Tree
    size: int
    read: Callable[[int, int], Sequence[bytes]]
    _read: dict[int, list[list[bytes]]] = field(default_factory=dict)

    def leaf(self, place: int) -> bytes:
        """
        Return the hash of a leaf.

        Raises:
            Malformed: what was read is not what was followed.
        """
        return self._block(place // BLOCK)[0][place % BLOCK]

    def root(self, low: int, high: int) -> bytes:
        """
        Return the root over the leaves from ``low`` to ``high``, the last excluded.

        Args:
            low: a place where RFC 6962 divides a tree; 0 is one for every ``high``.

        Raises:
            Malformed: what was read is not what was followed.
        """
        peaks = []
        while low < high:
            height = (high - low).bit_length() - 1
            peaks.append(self._full(height, low >> height))
            low += 1 << height
        return fold(peaks)

    def _full(self, height: int, index: int) -> bytes:
        """The root of the full subtree at a height that has so many before it."""
        if height >= HEIGHT:
            return self.tree.levels[height - HEIGHT][index]
        place = index << height
        return self._block(place // BLOCK)[height][place % BLOCK >> height]

    def _block(self, number: int) -> list[list[bytes]]:
        if number not in self._read:
            self._read[number] = self._levels(number)
        return self._read[number]

    def _levels(self, number: int) -> list[list[bytes]]:
        first, last = number * BLOCK, min((number + 1) * BLOCK, self.size)
        leaves = list(self.read(first, last))
        if len(leaves) != last - first:
            raise Malformed("leaves are missing")
        levels = [leaves]
        while len(levels[-1]) > 1:
            pairs = zip(levels[-1][::2], levels[-1][1::2], strict=False)
            levels.append([node_hash(left, right) for left, right in pairs])
        if len(leaves) == BLOCK and levels[-1][0] != self.tree.levels[0][number]:
            raise Malformed("these leaves were not followed")
        return levels
