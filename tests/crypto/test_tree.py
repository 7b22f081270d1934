"""What is remembered of a tree gives the same hashes as all its leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import subtrees

from crypto import merkle, proof
from crypto.errors import Malformed
from crypto.tree import BLOCK, Subtrees, Tree

LEAVES = [merkle.leaf_hash(number.to_bytes(2)) for number in range(5 * BLOCK + 3)]
sizes = st.integers(min_value=0, max_value=len(LEAVES))


@given(sizes, st.lists(sizes, max_size=4))
def test_a_tree_grows_to_the_same_edge_however_it_is_followed(size, stops):
    """At once or in parts, it ends in the frontier of its leaves one by one."""
    tree, last = Tree(), 0
    for stop in sorted({min(stop, size) for stop in stops} | {size}):
        tree, last = tree.extended(LEAVES[last:stop]), stop
    assert (size, tree) == (tree.size, Tree().extended(LEAVES[:size]))
    assert merkle.Frontier.empty().extend(LEAVES[:size]) == tree.frontier()


@given(sizes.filter(bool), st.data())
def test_a_larger_tree_gives_the_proofs_of_a_smaller_one(size, data):
    """Who followed further than a checkpoint can still prove what it signed, reading two blocks."""
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    old = data.draw(st.integers(min_value=1, max_value=size))
    read = []

    def block(first, last):
        read.append((first, last))
        return LEAVES[first:last]

    grown = Subtrees(tree=Tree().extended(LEAVES), size=size, read=block)
    plain = subtrees(LEAVES[:size])

    assert proof.inclusion(plain, index) == proof.inclusion(grown, index)
    assert merkle.root(LEAVES[:size]) == grown.root(0, size)
    assert LEAVES[index] == grown.leaf(index)
    assert len(read) <= 2
    assert all(last - first <= BLOCK for first, last in read)
    assert proof.consistency(plain, old) == proof.consistency(grown, old)
    assert merkle.root(LEAVES[:old]) == grown.root(0, old)


@pytest.mark.parametrize("changed", [0, 300, 5 * BLOCK - 1])
def test_a_leaf_of_a_full_block_that_is_no_more_the_one_followed_is_refused(changed):
    """Another hash in the block that is read, or none at all, gives no proof."""
    other = [*LEAVES[:changed], bytes(32), *LEAVES[changed + 1 :]]
    tree = Tree().extended(LEAVES)
    for leaves in (other, LEAVES[:changed]):
        given = Subtrees(tree=tree, size=len(LEAVES), read=lambda a, b, of=leaves: of[a:b])
        with pytest.raises(Malformed):
            proof.inclusion(given, changed)


def test_a_leaf_behind_the_last_block_shows_in_the_root():
    """It is read anew each time, so that the root is that of what is there now."""
    other = [*LEAVES[:-1], bytes(32)]
    tree = Tree().extended(LEAVES)
    given = Subtrees(tree=tree, size=len(LEAVES), read=lambda a, b: other[a:b])

    assert merkle.root(other) == given.root(0, len(LEAVES))


def test_a_hash_of_another_length_is_refused():
    """Not later than its block is full, or its edge is asked for."""
    with pytest.raises(Malformed):
        Tree().extended([bytes(31)] * BLOCK)
    with pytest.raises(Malformed):
        Tree().extended([bytes(31)]).frontier()
