"""Sealed documents of every compartment: opened where they belong, and nowhere else."""

from uuid import uuid4

import pytest
from recording import ACTS, FIELDS, OF_A_CASE, read, write
from sqlalchemy import select

from journal.domain.access import Action, Basis
from journal.domain.audit import text_of
from journal.domain.broken import ChangedMeanwhile
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, NotCommitted, Tampered
from journal.domain.records import Facts, RecordKind, to_document
from journal.services import exclusions, records
from journal.services.work import perform
from journal.store.keys import KeyEpochRow
from journal.store.records import RecordRow
from journal.vault.keyring import send
from journal.vault.records import RECORD_FLAGS, record_place


@pytest.fixture
def anna(sign_in):
    """Return the pedagogue of the team."""
    return sign_in("anna")


@pytest.fixture
def kept(documents):
    """Return the documents by kind."""
    return documents


def test_each_opens_for_those_who_hold_its_key(kept, anna, show, sign_in, guard, events):
    """Team, leader with a purpose, whoever works here for the safety card and the house."""
    assert [FIELDS] * 6 == [show(anna, one) for one in kept.values()]
    leader, carla = sign_in("lone"), sign_in("carla")
    assert AccessDenied is show(leader, kept[RecordKind.IDENTITY])
    assert FIELDS == show(leader, kept[RecordKind.IDENTITY], purpose="complaint")
    said = events("identity.read")[-1]
    assert ("leader", "complaint", 1) == (said["basis"], said["why"], said["comp"])
    assert [[text_of(kept[RecordKind.IDENTITY].bytes)]] == [rows for _, rows in said["on"]]
    assert FIELDS == show(leader, kept[RecordKind.REGISTER_ANSWERS])
    for stranger in (carla, guard):
        assert [AccessDenied] * 3 == [show(stranger, kept[kind]) for kind in OF_A_CASE[:3]]
        shared = (RecordKind.SAFETY_CARD, "board", "enquiry")
        assert [FIELDS] * 3 == [show(stranger, kept[kind]) for kind in shared]
    assert AccessDenied is show(leader, kept[RecordKind.CUSTODY])


def test_nothing_readable_is_stored(kept, ask):
    """No word of a document, in no table."""
    for table in ("record", "case_file", "audit_entry"):
        rows = ask(f"SELECT * FROM {table}")
        stored = b" ".join(
            field if isinstance(field, bytes) else str(field).encode()
            for row in rows
            for field in row
        )
        assert rows
        assert not [word for word in ("Åse", "40 00 00 00", "protected") if word.encode() in stored]


def test_a_document_moved_anywhere_does_not_open(
    kept, case_id, open_case, anna, show, tamper, raw_id, ask, events
):
    """Another row, case, kind, revision, event, author or time; and each is reported."""
    (other,) = [open_case(pseudonym="Rolig Mose")]
    victim = kept[RecordKind.IDENTITY]
    ((good,),) = ask("SELECT body_sealed FROM record WHERE id = :id", id=raw_id(victim))
    foreign = kept[RecordKind.CUSTODY], kept["board"]
    junk = [
        ask("SELECT body_sealed FROM record WHERE id = :id", id=raw_id(one))[0][0]
        for one in foreign
    ]
    changes = [
        ("case_id", raw_id(other)),
        ("kind", "external_ref"),
        ("revision", 2),
        ("event_id", raw_id(uuid4())),
        ("author_id", raw_id(uuid4())),
        ("written_at", 1),
        *(("body_sealed", one) for one in (*junk, b"\x01")),
    ]
    ACTS[RecordKind.EXTERNAL_REF] = ACTS[RecordKind.IDENTITY]
    for number, (column, value) in enumerate(changes, start=1):
        ((before,),) = ask(f"SELECT {column} FROM record WHERE id = :id", id=raw_id(victim))
        statement = f"UPDATE record SET {column} = :value WHERE id = :id"
        tamper(statement, value=value, id=raw_id(victim))
        assert Tampered is show(anna, victim), column
        assert number == len(events("open.error"))
        tamper(statement, value=before, id=raw_id(victim))
    assert FIELDS == show(anna, victim)
    assert AccessDenied is show(anna, victim, case_id=other)
    statement = "UPDATE record SET id = :new WHERE id = :id"
    moved = uuid4()
    tamper(statement, new=raw_id(moved), id=raw_id(victim))
    assert Tampered is show(anna, moved)
    assert good


def test_a_document_sent_to_the_public_key_of_a_case_does_not_open(
    kept, house, anna, show, tamper, raw_id
):
    """Whoever writes to the database can seal to an intake key, and is not believed."""
    with house.sessions() as session:
        row = session.get(RecordRow, kept[RecordKind.IDENTITY])
        asked = select(KeyEpochRow).where(
            KeyEpochRow.scope_id == row.case_id, KeyEpochRow.comp == row.comp
        )
        core = record_place(house.vault.house, row)
        facts = Facts(kind=row.kind, author_id=row.author_id, written_at=row.written_at)
        document = to_document(facts, {"name": "En anden"})
        forged = send(session.scalars(asked).one(), RECORD_FLAGS, core, document)
    tamper("UPDATE record SET body_sealed = :b WHERE id = :id", b=forged, id=raw_id(row.id))
    assert Tampered is show(anna, row.id)


def test_a_change_is_a_new_revision_and_nobody_overwrites_unseen(
    kept, case_id, anna, sign_in, context, show, verify
):
    """The second of two who began from the same revision is told."""
    one, new = kept[RecordKind.IDENTITY], {"name": "Nyt navn"}
    values = (RecordKind.IDENTITY, case_id, new, one)
    perform(context(anna), write, *values, 1)
    with pytest.raises(ChangedMeanwhile):
        perform(context(sign_in("birgit")), write, *values, 1)
    perform(context(sign_in("birgit")), write, RecordKind.IDENTITY, case_id, FIELDS, one, 2)
    assert FIELDS == show(anna, one)
    assert verify().check is None


def test_only_what_fits_its_compartment_case_and_act_is_sealed(case_id, open_case, anna, context):
    """A name never lands under the key of the house, nor a text in another case's drawer."""
    other = open_case(pseudonym="Rolig Mose")

    def seal(work, kind, about, **values):
        opened = work.open_case(case_id, Action.IDENTITY_WRITE, Compartment.IDENTITY)
        row = records.new(work, kind, about, values.get("event", opened.event_id))
        row.comp = values.get("comp", row.comp)
        row.author_id = values.get("author", row.author_id)
        opened.seal_record(row, FIELDS)

    def seal_for_house(work, kind, about):
        event = work.act(Action.CASE_LIST, basis=Basis.SELF)
        row = records.new(work, kind, about, event.id, comp=Compartment.HOUSE)
        work.house().seal_record(row, FIELDS)

    perform(context(anna), seal, RecordKind.IDENTITY, case_id)
    for wrong in (
        (RecordKind.IDENTITY, other, {}),
        (RecordKind.IDENTITY, None, {}),
        (RecordKind.CUSTODY, case_id, {}),
        (RecordKind.CUSTODY, case_id, {"comp": 1}),
        (RecordKind.IDENTITY, case_id, {"author": uuid4()}),
        (RecordKind.IDENTITY, case_id, {"event": uuid4()}),
    ):
        with pytest.raises(AccessDenied):
            perform(context(anna), seal, wrong[0], wrong[1], **wrong[2])
    perform(context(anna), seal_for_house, RecordKind.VISITATION_ANSWERS, None)
    for kind, about in (
        (RecordKind.IDENTITY, case_id),
        (RecordKind.IDENTITY, None),
        (RecordKind.VISITATION_ANSWERS, case_id),
    ):
        with pytest.raises(AccessDenied):
            perform(context(anna), seal_for_house, kind, about)


def test_nothing_opens_before_the_reading_is_on_record(kept, anna, context):
    """Nor is anything declared by an act that leaves no event."""

    def peek(work, record_id):
        return read(work, record_id).run()

    for one in (kept[RecordKind.IDENTITY], kept["enquiry"]):
        with pytest.raises(NotCommitted):
            perform(context(anna), peek, one)


def test_who_is_kept_away_reads_nothing_about_that_case(
    kept, case_id, sign_in, context, show, people
):
    """Not the safety card, and not what the board says; the rest of the house stays."""
    carla = sign_in("carla")
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["carla"])
    carla = sign_in("carla")
    shut = (RecordKind.SAFETY_CARD, "board")
    assert [AccessDenied] * 2 == [show(carla, kept[one]) for one in shut]
    assert FIELDS == show(carla, kept["enquiry"])
