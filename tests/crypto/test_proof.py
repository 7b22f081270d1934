"""Proofs are those of RFC 6962: made here, and followed by code that shares nothing with it."""

import base64
import hashlib

import pytest
from trees import subtrees

from crypto import merkle, proof
from crypto.errors import Malformed

KNOWN_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
KNOWN_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The reference tree of Certificate Transparency, for its first none to eight leaves."""
LEAVES = [merkle.leaf_hash(number.to_bytes(2)) for number in range(600)]


def pair(left, right):
    """Return the hash of a node, computed without the code under test."""
    return hashlib.sha256(b"\1" + left + right).digest()


def cut(size):
    """Return where a tree divides: the largest power of two below its size."""
    at = 1
    while at * 2 < size:
        at *= 2
    return at


def naive_root(leaves):
    """Return the root by the definition, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    at = cut(len(leaves))
    return pair(naive_root(leaves[:at]), naive_root(leaves[at:]))


def naive_path(index, leaves):
    """Return PATH(m, D[n]) of RFC 6962, section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    at = cut(len(leaves))
    if index < at:
        return [*naive_path(index, leaves[:at]), naive_root(leaves[at:])]
    return [*naive_path(index - at, leaves[at:]), naive_root(leaves[:at])]


def naive_subproof(old, leaves, is_whole):
    """Return SUBPROOF(m, D[n], b) of RFC 6962, section 2.1.2, word for word."""
    if old == len(leaves):
        return [] if is_whole else [naive_root(leaves)]
    at = cut(len(leaves))
    if old <= at:
        return [*naive_subproof(old, leaves[:at], is_whole), naive_root(leaves[at:])]
    return [*naive_subproof(old - at, leaves[at:], False), naive_root(leaves[:at])]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_the_reference_tree(size):
    """Whoever knows Certificate Transparency knows these eight roots."""
    hashes = map(merkle.leaf_hash, KNOWN_LEAVES[:size])
    assert KNOWN_ROOTS[size] == merkle.root(hashes).hex()


@pytest.mark.parametrize("size", [*range(1, 33), 255, 256, 257, 511, 512, 513, 600])
def test_an_inclusion_proof_is_the_textbook_one(size):
    """For every leaf of small trees, for some of large ones."""
    step = 1 if size < 40 else 37
    for index in range(0, size, step):
        assert naive_path(index, LEAVES[:size]) == proof.inclusion(subtrees(LEAVES[:size]), index)


@pytest.mark.parametrize("size", [*range(1, 33), 255, 256, 257, 511, 512, 513, 600])
def test_a_consistency_proof_is_the_textbook_one(size):
    """From every older size of small trees, from some of large ones."""
    step = 1 if size < 40 else 37
    for old in range(1, size + 1, step):
        wanted = naive_subproof(old, LEAVES[:size], True)
        assert wanted == proof.consistency(subtrees(LEAVES[:size]), old)


@pytest.mark.parametrize("index", [-1, 5, 600])
def test_no_proof_of_a_leaf_that_is_not_there(index):
    """It is refused, not invented."""
    with pytest.raises(Malformed):
        proof.inclusion(subtrees(LEAVES[:5]), index)


@pytest.mark.parametrize("old", [-1, 0, 6])
def test_no_proof_from_a_tree_that_was_not(old):
    """Nothing follows from the empty tree, and no tree from a larger one."""
    with pytest.raises(Malformed):
        proof.consistency(subtrees(LEAVES[:5]), old)


def test_a_proof_is_written_line_by_line():
    """First what it is, then a hash a line, then an empty line and the checkpoint as it is."""
    line = base64.b64encode(bytes(32)).decode()
    assert f"c2sp.org/tlog-proof@v1\nindex 4\n{line}\n\nNOTE\n" == proof.inclusion_text(
        4, [bytes(32)], "NOTE\n"
    )
    assert f"old 4\n{line}\n{line}\n\nNOTE\n" == proof.consistency_text(
        4, [bytes(32)] * 2, "NOTE\n"
    )
