"""What is handed out of the log, and what cannot be proven from it."""

import pytest

from crypto import checkpoint, tree
from crypto.merkle import leaf_hash
from journal.cli import verify_log
from journal.domain.outside import (
    CheckpointForeign,
    EntryUnknown,
    EntryUnsigned,
    LogDiffers,
    NothingSigned,
)
from journal.store.db import reading
from journal.vault.outside import OpenLog


@pytest.fixture
def opened(house):
    """Return a function that opens the log and does something with it."""

    def do(act):
        with reading(house.sessions) as session:
            return act(OpenLog(session=session, witness=house.witness, outside=()))

    return do


@pytest.fixture
def reference(leaf, raw_id):
    """Return a function that gives the id of the event at a place, in hexadecimal digits."""

    def at(place):
        entry_id = leaf(place).entry_id
        return entry_id.hex() if isinstance(entry_id, bytes) else entry_id.hex

    return at


def test_every_event_can_be_proven(story, opened, reference, leaf, house):
    """By its whole id or the beginning that the log page shows; the verifier follows each."""
    key = verify_log.LogKey.parse(opened(lambda log: log.export()).key)
    for place in range(story):
        digits = reference(place)
        made = opened(lambda log, digits=digits: log.prove(digits[:8], log.anchor()))
        assert (place, bytes(leaf(place).entry)) == (made.index, made.event)
        above, note = made.inclusion.split("\n\n", 1)
        path = [verify_log.decoded(line) for line in above.split("\n")[2:]]
        head = key.read(note)
        root = verify_log.included(leaf_hash(made.event), place, head.size, path)
        assert head.fits(root)
        assert made.consistency == f"old {story}\n\n{note}"
    dashed = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}".upper()
    assert story - 1 == opened(lambda log: log.prove(dashed)).index


def test_one_digit_is_too_short(story, opened):
    """Several events have it: which is meant is not guessed."""
    refused = 0
    for digit in "0123456789abcdef":
        try:
            opened(lambda log, digit=digit: log.prove(digit))
        except EntryUnknown:
            refused += 1
    assert refused > 0


def test_what_is_newer_than_the_checkpoint_waits(story, opened, reference, case_id, sign_in, read):
    """It is signed within a quarter of an hour."""
    read(sign_in("anna"), case_id)
    with pytest.raises(EntryUnsigned):
        opened(lambda log: log.prove(reference(story)))


def test_an_erased_event_has_only_its_hash(story, opened, reference, leaf, tamper):
    """It still counts in every tree; where nobody agreed to erase it nothing is proven."""
    digits, digest, entry_id = reference(5), bytes(leaf(5).hash), leaf(5).entry_id
    tamper("DELETE FROM audit_entry WHERE id = :id", id=entry_id)
    with pytest.raises(LogDiffers):
        opened(lambda log: log.prove(digits))
    tamper("UPDATE audit_head SET pruned = 6")
    made = opened(lambda log: log.prove(digits))
    assert (None, digest) == (made.event, made.leaf)
    exported = opened(lambda log: (log.export().pruned, list(log.export().leaves)[5]))
    assert (6, digest) == exported


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_leaf SET hash = :junk WHERE seq = 4", "DELETE FROM audit_leaf WHERE seq = 4"],
    ids=["changed", "gone"],
)
def test_nothing_is_proven_from_a_log_that_differs(statement, story, opened, reference, tamper):
    """Neither of the changed event nor of another."""
    digits = reference(7)
    tamper(statement, **({"junk": bytes(32)} if ":junk" in statement else {}))
    with pytest.raises(LogDiffers):
        opened(lambda log: log.prove(digits))


def test_what_the_signer_followed_proves_without_reading_it_again(
    story, opened, reference, sign, house, tamper, monkeypatch
):
    """A block that was changed proves nothing; the others lead to the root that was signed."""
    plain = [opened(lambda log, at=at: log.prove(reference(at))) for at in range(story)]
    monkeypatch.setattr(tree, "HEIGHT", 2)
    monkeypatch.setattr(tree, "BLOCK", 4)
    house.vault.signer.followed = tree.Tree()
    assert sign()
    assert story == house.vault.signer.followed.size
    assert plain == [opened(lambda log, at=at: log.prove(reference(at))) for at in range(story)]

    references = [reference(at) for at in range(8)]
    tamper("UPDATE audit_leaf SET hash = :junk WHERE seq = 5", junk=bytes(32))
    for at in (4, 5, 6, 7):
        with pytest.raises(LogDiffers):
            opened(lambda log, at=at: log.prove(references[at]))
    assert plain[:4] == [opened(lambda log, at=at: log.prove(references[at])) for at in range(4)]
    house.vault.signer.followed = tree.Tree()
    with pytest.raises(LogDiffers):
        opened(lambda log: log.prove(references[0]))


def test_an_event_whose_bytes_were_changed_is_not_proven(story, opened, reference, tamper, leaf):
    """Its hash in the tree is that of other bytes."""
    digits = reference(7)
    changed = bytes(leaf(7).entry).replace(b'"v":1', b'"v":2')
    tamper("UPDATE audit_entry SET entry = :new WHERE id = :id", new=changed, id=leaf(7).entry_id)
    with pytest.raises(LogDiffers):
        opened(lambda log: log.prove(digits))


def test_a_checkpoint_of_a_fork_is_said_to_differ(story, opened, reference, house):
    """Signed by the log key, and of no state that this log was in."""
    foreign = checkpoint.Checkpoint(origin=house.vault.signer.origin, size=5, root=bytes(32))
    note = checkpoint.sign(foreign, house.vault.signer._key)
    with pytest.raises(LogDiffers):
        opened(lambda log: log.prove(reference(7), note))
    with pytest.raises(CheckpointForeign):
        opened(lambda log: log.prove(reference(7), note[:-3]))


def test_without_a_checkpoint_nothing_is_handed_out(story, opened, tamper):
    """Nothing was ever signed, or what was is gone, or is none."""
    tamper("UPDATE audit_checkpoint SET note = 'none'")
    with pytest.raises(LogDiffers):
        opened(lambda log: log.anchor())
    tamper("DELETE FROM audit_checkpoint")
    for act in (lambda log: log.anchor(), lambda log: log.export(), lambda log: log.prove("0")):
        with pytest.raises(NothingSigned):
            opened(act)
