"""A process follows the log leaf by leaf, signs what it followed, and says what does not fit."""

from threading import Thread

import pytest

from crypto.merkle import Frontier
from journal.store import audit as audit_store
from journal.vault import lookout as module
from journal.vault.lookout import Lookout
from journal.vault.verifier import Check


@pytest.fixture
def look(house):
    """Return a function that looks, with a lookout or with that of the house."""

    def with_one(carried=None, lookout=house.watch.lookout):
        return lookout.look(house.sessions, house.vault.signer, carried)

    return with_one


@pytest.fixture
def attest(house):
    """Return a function that signs what was followed."""
    return lambda lookout=house.watch.lookout: lookout.attest(house.vault.signer)


@pytest.fixture
def grow(case_id, sign_in, read):
    """Return a function that adds events."""
    birgit = sign_in("birgit")
    return lambda count=1: [read(birgit, case_id) for _ in range(count)]


def test_a_log_that_grows_is_followed(grow, look, attest, house, ask):
    """Every head it signs is the head as stored."""
    for _ in range(3):
        grow()
        assert None is look(attest())
        head = house.vault.signer.read(attest())
        ((size, frontier),) = ask("SELECT size, frontier FROM audit_head")
        assert (size, Frontier.unpack(size, frontier).root()) == (head.size, head.root)


def test_an_old_head_is_compared_too(grow, look, attest, monkeypatch):
    """From marks between, whatever was forgotten meanwhile."""
    monkeypatch.setattr(module, "BETWEEN_MARKS", 8)
    monkeypatch.setattr(module, "MOST_RECENT", 3)
    follower, notes = Lookout(), []
    for _ in range(20):
        grow()
        look(lookout=follower)
        notes.append(attest(follower))
    assert [None] * 20 == [look(note, follower) for note in notes]
    fresh = Lookout()
    assert [None] * 20 == [look(note, fresh) for note in reversed(notes)]


def test_before_the_first_look_nothing_is_signed(attest):
    """A process signs what it has seen."""
    assert None is attest(Lookout())


def test_the_head_of_another_history_is_found(grow, look, attest, house):
    """Signed by the log key, and never a state of this log."""
    grow()
    look()
    followed = house.watch.lookout._followed
    shorter = house.vault.signer.attest(Frontier.empty().extend([bytes(32)] * 5))
    longer = house.vault.signer.attest(followed.extend([bytes(32)]))
    found = [look(shorter, Lookout()), look(longer, Lookout())]
    assert [(Check.WITNESS, 5), (Check.CUT, followed.size + 1)] == [
        (one.check, one.seen) for one in found
    ]
    assert [shorter, longer] == [one.evidence for one in found]


def test_after_an_alarm_the_log_is_taken_as_it_is(grow, look, attest, house):
    """Said once; the next look follows the log that is there."""
    grow()
    look()
    longer = house.vault.signer.attest(house.watch.lookout._followed.extend([bytes(32)]))
    assert None is not look(longer)
    grow()
    assert None is look()
    assert None is look(attest())


def test_a_head_that_does_not_follow_is_never_signed(grow, look, attest, unlock_log, tamper, ask):
    """Whoever writes a head into the database gets no signature for it."""
    grow()
    look()
    unlock_log()
    ((frontier,),) = ask("SELECT frontier FROM audit_head")
    tamper("UPDATE audit_head SET frontier = :forged", forged=bytes(len(frontier)))
    assert Check.HEAD is look().check
    assert None is attest()
    assert (None, None) == (look(), attest())


@pytest.mark.parametrize("is_fresh", [False, True], ids=["running", "started anew"])
def test_a_changed_leaf_hash_is_found(is_fresh, grow, look, attest, unlock_log, tamper, owner):
    """By a fresh process against what a browser carries, by a running one when the head changes."""
    grow(2)
    look()
    carried = attest()
    unlock_log()
    tamper("UPDATE audit_leaf SET hash = :forged WHERE seq = 3", forged=bytes(32))
    with owner.begin() as connection:
        rows = connection.execute(audit_store._LEAF.select().order_by(audit_store._LEAF.c.seq))
        frontier = Frontier.empty().extend(row.hash for row in rows)
        values = {"size": frontier.size, "frontier": frontier.pack()}
        connection.execute(audit_store._HEAD.update().values(values))
    found = look(carried, Lookout()) if is_fresh else look(carried)
    assert found.check is (Check.WITNESS if is_fresh else Check.HEAD)


def test_many_looks_at_once_do_not_cry_wolf(grow, look, attest, case_id):
    """Requests come together while the log grows: nobody's look is older than another's."""
    grow()
    look()
    found = []

    def keep_looking():
        found.extend(look(attest()) for _ in range(10))

    lookers = [Thread(target=keep_looking) for _ in range(4)]
    for one in lookers:
        one.start()
    grow(10)
    for one in lookers:
        one.join()
    assert [None] * 40 == found
