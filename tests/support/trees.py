"""A tree of leaves that are all at hand, as proofs are made of it."""

from crypto.tree import Subtrees, Tree


def subtrees(leaves):
    """Return the tree over leaf hashes, followed to its end."""
    tree = Tree().extended(leaves)
    return Subtrees(tree=tree, size=len(leaves), read=lambda first, last: leaves[first:last])
