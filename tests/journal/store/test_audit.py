"""The log as the verifier and the leader's page read it."""

from uuid import uuid4

import pytest

from journal.domain.errors import Tampered
from journal.store import audit, logbook
from journal.store.logbook import QUARTER_MS, Search


@pytest.fixture
def actors():
    """Return the aliases of two colleagues."""
    return uuid4(), uuid4()


@pytest.fixture
def story(session, append, actors):
    """Return the ids of five entries of two colleagues about one case and about none."""
    ane, bodil = actors
    case = uuid4()
    ids = [
        *append(session, act="note.read", t=1_000, actor=ane, case=case),
        *append(session, act="note.write", t=2_000, actor=ane, case=case),
        *append(session, act="note.read", t=3_000, actor=bodil, case=case, out="denied"),
        *append(session, act="login.ok", t=4_000, actor=bodil),
        *append(session, act="login.fail", t=4_000),
    ]
    session.commit()
    return case, ids


def found(session, offset=0, limit=50, **asked):
    """Search and give the ids."""
    return [row.id for row in logbook.search(session, Search(**asked), offset, limit)]


def test_there_is_no_head_before_the_log(session):
    """An empty house has no log yet."""
    assert audit.head(session) is None
    audit.start(session)
    assert (0, b"", 0) == (
        audit.head(session).size,
        audit.head(session).frontier,
        audit.head(session).pruned,
    )


def test_the_newest_stands_first(session, story):
    """At one instant the place in the log decides; pages leave nothing out."""
    _, ids = story
    assert ids[::-1] == found(session)
    assert ids[::-1][1:3] == found(session, offset=1, limit=2)


def test_the_page_filters_by_case_person_kind_and_day(session, story, actors):
    """Alone and together; each count is that of the list."""
    case, ids = story
    ane, bodil = actors
    for asked, places in (
        ({"case": case}, [2, 1, 0]),
        ({"case": uuid4()}, []),
        ({"actor": ane}, [1, 0]),
        ({"acts": ["note.read", "login.ok"]}, [3, 2, 0]),
        ({"outcomes": ["denied"]}, [2]),
        ({"since": 2_000, "until": 4_000}, [2, 1]),
        ({"case": case, "actor": bodil, "acts": ["note.read"]}, [2]),
    ):
        assert [ids[place] for place in places] == found(session, **asked)
        assert len(places) == logbook.count(session, Search(**asked))
        counted = logbook.quarters(session, Search(**asked))
        assert len(places) == sum(entries for _, entries in counted)
    assert [] == logbook.quarters(session, Search(case=uuid4()))


def test_entries_are_counted_by_the_quarter_of_an_hour(session, append):
    """Each from its first millisecond to its last; the newest instant is that of the newest."""
    assert 0 == audit.newest_instant(session)
    for t in (0, QUARTER_MS - 1, QUARTER_MS, 5 * QUARTER_MS + 1):
        append(session, t=t)
    session.commit()
    assert [(0, 2), (QUARTER_MS, 1), (5 * QUARTER_MS, 1)] == sorted(
        logbook.quarters(session, Search())
    )
    assert 5 * QUARTER_MS + 1 == audit.newest_instant(session)


def test_an_instant_that_is_none_is_damage(session, story, owner_engine):
    """SQLite keeps whatever somebody writes: it is said, and not counted as some other day."""
    if owner_engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL refuses what is no number")
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER ae_upd")
        connection.exec_driver_sql("UPDATE audit_entry SET t = 'none' WHERE t = 3000")
    with pytest.raises(Tampered):
        logbook.quarters(session, Search())


def test_the_verifier_sees_every_leaf_in_order(session, story):
    """With its entry and its hash, from any place on."""
    case, ids = story
    leaves = list(audit.leaves(session, 1))
    assert [1, 2, 3, 4] == [leaf.seq for leaf in leaves]
    assert ids[1:] == [leaf.entry_id for leaf in leaves]
    assert all(leaf.entry.hash == leaf.leaf_hash for leaf in leaves)
    assert [(1, leaves[0].leaf_hash)] == list(audit.leaf_hashes(session, 1, 2))
    assert {(ids[0], case)} == audit.cases_of(session, [ids[0], ids[4]])
    assert 5 == audit.count_entries(session)
    assert ("note.write", 2_000) == (
        leaves[0].entry.copies["act"],
        leaves[0].entry.copies["t"],
    )


def test_an_entry_without_a_place_is_counted_and_not_shown(session, story, entry):
    """Batching would leave such entries for a moment: they are pending."""
    session.execute(audit.AuditEntryRow.__table__.insert(), entry())
    assert 6 == audit.count_entries(session)
    assert 5 == len(found(session))


def test_checkpoints_are_kept_in_order(session):
    """The newest is the one of the largest tree."""
    assert audit.last_checkpoint(session) is None
    for size in (3, 12, 7):
        audit.add_checkpoint(session, size, f"tree of {size}")
    assert "tree of 12" == audit.last_checkpoint(session)
    assert ["tree of 3", "tree of 7", "tree of 12"] == list(audit.checkpoints(session))


def test_the_lock_of_the_log_is_for_one_house(engine, session):
    """Taken again in the same transaction it does not wait; SQLite has it from BEGIN on."""
    house = uuid4()
    audit.lock(session, house)
    audit.lock(session, house)
