"""The tree of the log is the tree of RFC 6962, however it is reached."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import merkle
from crypto.errors import Malformed

hashes = st.binary(min_size=32, max_size=32)


def textbook_root(leaves):
    """The definition of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node_hash(textbook_root(leaves[:split]), textbook_root(leaves[split:]))


def test_the_root_is_the_textbook_root_for_every_size_to_600():
    """Appending one by one, computing at once and the definition agree."""
    leaves = [merkle.leaf_hash(number.to_bytes(2)) for number in range(600)]
    frontier = merkle.Frontier.empty()
    for size in range(601):
        expected = textbook_root(leaves[:size])
        assert frontier.root() == expected
        assert merkle.root(leaves[:size]) == expected
        assert frontier.size == size
        assert len(frontier.hashes) == size.bit_count()
        if size < 600:
            frontier = frontier.append(leaves[size])


@given(st.lists(hashes, max_size=40))
def test_a_stored_frontier_goes_on_where_it_stopped(leaves):
    """Packed and unpacked at any point, the tree grows to the same root."""
    frontier = merkle.Frontier.empty()
    for leaf in leaves:
        frontier = merkle.Frontier.unpack(frontier.size, frontier.pack()).append(leaf)
    assert frontier.root() == textbook_root(leaves)


@given(st.lists(hashes, min_size=2, max_size=40, unique=True), st.data())
def test_order_and_every_leaf_matter(leaves, data):
    """Two leaves changed over, one changed or one missing gives another root."""
    first, second = sorted(
        data.draw(st.sets(st.sampled_from(range(len(leaves))), min_size=2, max_size=2))
    )
    swapped = list(leaves)
    swapped[first], swapped[second] = leaves[second], leaves[first]
    changed = [*leaves[:first], merkle.leaf_hash(b"another"), *leaves[first + 1 :]]
    missing = leaves[:first] + leaves[first + 1 :]
    roots = {merkle.root(tree) for tree in (leaves, swapped, changed, missing)}
    assert len(roots) == 4


def test_the_largest_subtree_stands_first():
    """Eleven leaves are subtrees of eight, two and one."""
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(11)]
    frontier = merkle.Frontier.empty()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    parts = (leaves[:8], leaves[8:10], leaves[10:])
    assert frontier.hashes == tuple(textbook_root(part) for part in parts)
    assert frontier.pack() == b"".join(frontier.hashes)


def test_a_leaf_is_not_a_node():
    """An entry that looks like two hashes does not pass for an inner node."""
    left, right = merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)


@pytest.mark.parametrize(
    ("size", "data"), [(0, bytes(32)), (1, b""), (1, bytes(31)), (3, bytes(32)), (-1, bytes(32))]
)
def test_a_frontier_that_does_not_fit_its_size_is_refused(size, data):
    """One hash of 32 bytes per set bit of the size, nothing else."""
    with pytest.raises(Malformed):
        merkle.Frontier.unpack(size, data)


def test_a_hash_of_another_length_is_refused():
    """Neither appended nor summed up."""
    with pytest.raises(Malformed):
        merkle.Frontier.empty().append(bytes(31))
    with pytest.raises(Malformed):
        merkle.root([bytes(33)])
