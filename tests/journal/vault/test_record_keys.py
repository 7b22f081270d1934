"""Sealed documents when keys change, when rows are tampered with, and when their time is over."""

from datetime import timedelta
from uuid import uuid4

import pytest
from keepers import Keepers
from recording import FIELDS, OF_A_CASE, write
from sqlalchemy import select

from journal.domain.access import Action, Basis
from journal.domain.errors import AccessDenied
from journal.domain.records import RecordKind
from journal.services import due, leaving, records
from journal.services.work import perform
from journal.store import records as record_store
from journal.store.records import RecordRow
from journal.vault.desk import Fresh
from journal.vault.verifier import Check


@pytest.fixture
def anna(sign_in):
    """Return the pedagogue of the team."""
    return sign_in("anna")


@pytest.fixture
def kept(documents):
    """Return the documents by kind."""
    return documents


@pytest.fixture
def bodies(house):
    """Return a function: the envelopes by record."""

    def stored():
        with house.sessions() as session:
            return {row.id: row.body_sealed for row in session.scalars(select(RecordRow))}

    return stored


def test_after_somebody_left_her_old_keys_open_nothing(
    kept, case_id, set_team, sign_in, house, people, show, bodies, verify, anna
):
    """Each compartment she held has a new key, and every document is under it, in the log too."""
    thief = Keepers(house)
    birgit = sign_in("birgit")
    thief.remember(people["birgit"], birgit.keys)
    thief.gather()
    before = bodies()
    mine = [kept[kind] for kind in OF_A_CASE[:3]]
    assert all(thief.opens_record(people["birgit"], one) for one in thief.records())
    set_team(case_id, "anna", "carla")
    assert [FIELDS] * 6 == [show(anna, one) for one in kept.values()]
    left = [row for row in thief.records() if row.id in mine]
    assert [False] * 3 == [thief.opens_record(people["birgit"], row) for row in left]
    assert not [one for one in mine if before[one] == bodies()[one]]
    assert [AccessDenied] * 3 == [show(sign_in("birgit"), one) for one in mine]
    assert FIELDS == show(sign_in("carla"), kept[RecordKind.IDENTITY])
    assert verify().check is None


def test_after_a_colleague_left_the_house_nothing_opens_to_her(
    kept, sign_in, house, people, show, context, anna, verify, clock
):
    """The documents of the house are sealed again with its names; so are safety cards."""
    thief = Keepers(house)
    thief.remember(people["carla"], sign_in("carla").keys)
    thief.gather()
    assert [True] * 3 == [
        thief.opens_record(people["carla"], row) for row in thief.records() if row.comp in (4, 5)
    ]
    leader = sign_in("lone")
    fresh = Fresh(session_tag=leader.session_tag, at=clock())
    perform(context(leader), leaving.leave, people["carla"], {}, fresh)
    assert [FIELDS] * 6 == [show(anna, one) for one in kept.values()]
    rows = thief.records()
    assert [False] * 6 == [thief.opens_record(people["carla"], row) for row in rows]
    assert verify().check is None


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE record SET body_sealed = :junk WHERE id = :id", Check.RECORD),
        ("UPDATE record SET event_id = :other WHERE id = :id", Check.RECORD),
        ("UPDATE record SET id = :other WHERE id = :id", Check.RECORD),
        ("DELETE FROM record WHERE id = :id", Check.RECORD),
    ],
    ids=["altered", "bound elsewhere", "renamed", "deleted"],
)
def test_an_altered_document_is_found(statement, check, kept, tamper, raw_id, verify):
    """The log follows every envelope."""
    found = {"junk": b"\x01junk", "other": raw_id(uuid4())}
    values = {name: value for name, value in found.items() if f":{name}" in statement}
    assert verify().check is None
    tamper(statement, id=raw_id(kept["board"]), **values)
    assert check is verify().check


def test_an_older_revision_put_back_is_found(
    kept, case_id, anna, context, ask, tamper, raw_id, verify, show
):
    """With its event and revision it opens, and the log names a newer one."""
    one = kept[RecordKind.IDENTITY]
    columns = "revision, event_id, author_id, written_at, body_sealed"
    ((*old,),) = ask(f"SELECT {columns} FROM record WHERE id = :id", id=raw_id(one))
    perform(context(anna), write, RecordKind.IDENTITY, case_id, {"name": "Ny"}, one, 1)
    names = [name.strip() for name in columns.split(",")]
    statement = ", ".join(f"{name} = :{name}" for name in names)
    values = dict(zip(names, old, strict=True))
    tamper(f"UPDATE record SET {statement} WHERE id = :id", id=raw_id(one), **values)
    assert Check.RECORD is verify().check


def test_what_is_erased_is_gone_and_named_and_cannot_be_put_back(
    kept, context, house, clock, ask, tamper, raw_id, events, verify, settings, engine_name
):
    """By a person, and by the run of what is due once its time is over."""

    def forget(work, record_id):
        records.erase(work, [record_store.get(work.session, record_id)], Basis.TEAM)

    def expire(work, record_id, at):
        record_store.expire(work.session, [record_store.get(work.session, record_id)], at)
        work.act(Action.CASE_LIST, basis=Basis.SELF)

    one, other = kept[RecordKind.CUSTODY], kept["board"]
    ((*row,),) = ask("SELECT * FROM record WHERE id = :id", id=raw_id(one))
    names = list(RecordRow.__table__.columns.keys())
    perform(house.context("job"), forget, one)
    later = clock() + timedelta(hours=1)
    perform(house.context("job"), expire, other, later)
    assert 0 == perform(house.context("job"), due.sweep)
    clock.advance(minutes=61)
    perform(house.context("job"), due.sweep)
    said = events("record.erase")
    assert [(None, "team"), ("expired", "job")] == [(one["why"], one["basis"]) for one in said]
    assert verify().check is None
    left = {
        bytes(one.id) if engine_name == "sqlite" else one.id for one in ask("SELECT id FROM record")
    }
    assert {raw_id(one) for one in kept.values()} - {raw_id(one), raw_id(other)} == left
    if engine_name == "sqlite":
        files = [path.read_bytes() for path in settings.state_dir.rglob("journal.sqlite")]
        assert files
        assert not [file for file in files if bytes(row[names.index("body_sealed")]) in file]
    columns = ", ".join(names)
    marks = ", ".join(f":{name}" for name in names)
    tamper(f"INSERT INTO record ({columns}) VALUES ({marks})", **dict(zip(names, row, strict=True)))
    assert Check.RECORD is verify().check
