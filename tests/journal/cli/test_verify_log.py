"""The verifier for outsiders shares no line with the program, and comes to the same results."""

import pytest
from trees import subtrees

from crypto import merkle, proof
from crypto.checkpoint import Checkpoint, sign, verifier_key
from crypto.identity import SignPrivate
from journal.cli import verify_log

SOUND, TAMPERED = 0, 3
PRIVATE = SignPrivate(b"\x55" * 32)
ORIGIN = "kc-audit.example/7f3a9c1e"
LEAVES = [merkle.leaf_hash(number.to_bytes(2)) for number in range(600)]


def note(size, leaves=LEAVES):
    """Return the signed checkpoint of a small log."""
    root = merkle.root(leaves[:size])
    return sign(Checkpoint(origin=ORIGIN, size=size, root=root), PRIVATE)


def test_the_verifier_computes_the_roots_of_every_size_to_600():
    """Its tree and the tree that signs share no line of code."""
    found = verify_log.roots(b"".join(LEAVES), range(601))
    frontier = merkle.Frontier.empty()
    for size in range(601):
        assert frontier.root() == found[size]
        if size < 600:
            frontier = frontier.append(LEAVES[size])


@pytest.mark.parametrize("size", [*range(1, 34), 64, 65, 255, 256, 257, 600])
def test_the_verifier_follows_true_proofs_and_no_others(size):
    """Of inclusion and of consistency, for each leaf and each older size; not one step changed."""
    step = 1 if size < 40 else 41
    root = merkle.root(LEAVES[:size])
    new = verify_log.Checkpoint(size, verify_log.encoded(root))
    for index in range(0, size, step):
        path = proof.inclusion(subtrees(LEAVES[:size]), index)
        assert root == verify_log.included(LEAVES[index], index, size, path)
        for wrong in wrongs(path):
            assert root != verify_log.included(LEAVES[index], index, size, wrong)
    for old_size in range(1, size + 1, step):
        before = verify_log.encoded(merkle.root(LEAVES[:old_size]))
        old = verify_log.Checkpoint(old_size, before)
        path = proof.consistency(subtrees(LEAVES[:size]), old_size)
        assert verify_log.grown(old, new, path)
        assert not any(verify_log.grown(old, new, wrong) for wrong in wrongs(path))
        forked = verify_log.Checkpoint(old_size, verify_log.encoded(bytes(32)))
        assert not verify_log.grown(forked, new, path)


def check(given):
    """Check the proof in a folder against the checkpoint beside it; the exit code."""
    return verify_log.main(["entry", str(given / "entry"), "--witness", str(given / "kept")])


def wrongs(path):
    """Return paths with a step too many, too few, or another one."""
    return [[*path, bytes(32)], path[:-1], [bytes(32), *path[1:]]][: 3 if path else 1]


@pytest.mark.parametrize("sizes", [(4, 11), (7, 11), (11, 11)])
def test_a_proof_between_forks_is_tampered_with(sizes, tmp_path):
    """Two histories signed with the same key: whoever kept one finds the other (exit 3)."""
    old, new = sizes
    other = [merkle.leaf_hash(b"other"), *LEAVES[1:]]
    folder = tmp_path / "entry"
    folder.mkdir()
    texts = {
        "log.vkey": verifier_key(ORIGIN, PRIVATE.public()) + "\n",
        "inclusion.tlog-proof": proof.inclusion_text(
            5, proof.inclusion(subtrees(other[:new]), 5), note(new, other)
        ),
        "consistency": proof.consistency_text(
            old, proof.consistency(subtrees(other[:new]), old), note(new, other)
        ),
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    (folder / "event.json").write_bytes((5).to_bytes(2))
    (tmp_path / "kept").write_text(note(old))
    assert TAMPERED == check(tmp_path)
    (tmp_path / "kept").write_text(note(old, other))
    assert SOUND == check(tmp_path)
