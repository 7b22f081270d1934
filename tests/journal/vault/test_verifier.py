"""Whatever is done to the log behind its back, the verifier names the first bad index and why."""

import hashlib
import json
import shutil
from uuid import uuid4

import pytest
from databases import address, create_database, drop_database
from sqlalchemy.orm import Session

from journal.domain.audit import text_of
from journal.services import teams
from journal.services.work import perform
from journal.store import audit as audit_store
from journal.store.db import make_engine, make_sessions
from journal.store.notes import NoteRow
from journal.vault.verifier import TOO_OLD_MS, Check, Verdict
from journal.vault.verifier import verify as verify_log


def found(report):
    """Return what a report says was found where."""
    return report.verdict, report.check, report.first_bad


def test_a_true_log_is_sound(story, verify):
    """Nothing was done: sound, and witnessed up to the checkpoint outside."""
    report = verify()
    assert (Verdict.SOUND, None, story, story) == (
        report.verdict,
        report.check,
        report.size,
        report.witnessed,
    )


def test_a_log_goes_on_being_sound_after_its_checkpoint(story, case_id, sign_in, read, verify):
    """What was added since is read too."""
    read(sign_in("anna"), case_id)
    report = verify()
    assert (Verdict.SOUND, True) == (report.verdict, report.size > report.witnessed)


@pytest.mark.parametrize("place", [0, 7, -1])
def test_a_changed_byte_is_found(place, story, leaf, tamper, verify):
    """The stored bytes no longer give their hash."""
    row = leaf(place % story)
    changed = bytes(row.entry).replace(b'"v":1', b'"v":2')
    tamper("UPDATE audit_entry SET entry = :new WHERE id = :id", new=changed, id=row.entry_id)
    assert (Verdict.TAMPERED, Check.BYTES, place % story) == found(verify())


def test_a_changed_event_with_all_its_hashes_is_found(story, leaf, tamper, forge_head, verify):
    """Bytes, hashes and head rewritten to fit: the signed checkpoints do not."""
    row = leaf(story - 2)
    changed = bytes(row.entry).replace(b'"v":1', b'"v":2')
    digest = hashlib.sha256(b"\0" + changed).digest()
    tamper(
        "UPDATE audit_entry SET entry = :new, hash = :hash WHERE id = :id",
        new=changed,
        hash=digest,
        id=row.entry_id,
    )
    tamper("UPDATE audit_leaf SET hash = :hash WHERE seq = :seq", hash=digest, seq=row.seq)
    forge_head()
    report = verify()
    assert (Verdict.TAMPERED, Check.CHECKPOINT) == (report.verdict, report.check)
    assert report.first_bad <= story - 2


def test_a_deleted_leaf_is_found(story, tamper, verify):
    """There is a gap in the places."""
    tamper("DELETE FROM audit_leaf WHERE seq = 5")
    assert (Verdict.TAMPERED, Check.PLACE, 5) == found(verify())


def test_a_deleted_entry_is_found(story, leaf, tamper, verify):
    """A place without its event."""
    tamper("DELETE FROM audit_entry WHERE id = :id", id=leaf(5).entry_id)
    assert (Verdict.TAMPERED, Check.MISSING, 5) == found(verify())


def test_a_deleted_event_with_the_rest_moved_up_is_found(story, leaf, tamper, forge_head, verify):
    """Without a gap, and with a head that fits: the checkpoints still know better."""
    row = leaf(5)
    tamper("DELETE FROM audit_leaf WHERE seq = 5")
    tamper("DELETE FROM audit_case WHERE entry_id = :id", id=row.entry_id)
    tamper("DELETE FROM audit_entry WHERE id = :id", id=row.entry_id)
    for seq in range(6, story):
        tamper("UPDATE audit_leaf SET seq = seq - 1 WHERE seq = :seq", seq=seq)
    forge_head()
    assert (Verdict.TAMPERED, Check.CHECKPOINT) == found(verify())[:2]


def test_two_swapped_events_are_found(story, leaf, tamper, verify, raw_id, forge_head):
    """The order is under the signature."""
    first, second = leaf(5), leaf(6)
    change = "UPDATE audit_leaf SET entry_id = :id, hash = :hash WHERE seq = :seq"
    tamper(change, id=raw_id(uuid4()), hash=first.hash, seq=6)
    tamper(change, id=second.entry_id, hash=second.hash, seq=5)
    tamper(change, id=first.entry_id, hash=first.hash, seq=6)
    forge_head()
    assert (Verdict.TAMPERED, Check.CHECKPOINT) == found(verify())[:2]


def cut(tamper, place):
    """Take away everything from a place on."""
    doomed = "(SELECT entry_id FROM audit_leaf WHERE seq >= :place)"
    tamper(f"DELETE FROM audit_case WHERE entry_id IN {doomed}", place=place)
    tamper(f"DELETE FROM audit_entry WHERE id IN {doomed}", place=place)
    tamper("DELETE FROM audit_leaf WHERE seq >= :place", place=place)


def test_a_log_cut_before_its_last_checkpoint_is_found(story, tamper, forge_head, verify):
    """The checkpoint in the database has seen more."""
    cut(tamper, story - 3)
    forge_head()
    assert (Verdict.TAMPERED, Check.CUT, story - 3) == found(verify())


def test_a_log_cut_together_with_its_checkpoints_is_found(story, tamper, forge_head, verify):
    """The checkpoint outside has seen more."""
    cut(tamper, story - 3)
    tamper("DELETE FROM audit_checkpoint WHERE size > :size", size=story - 3)
    forge_head()
    assert (Verdict.TAMPERED, Check.CUT, story - 3) == found(verify())


@pytest.fixture
def older_copy(request, engine_name, template, tmp_path):
    """Return the address of the database as it was in the morning."""
    if engine_name == "sqlite":
        path = tmp_path / "older.sqlite"
        shutil.copy(template.folder / "state/db/journal.sqlite", path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    name = create_database(server, template.database)
    yield address(server, name)
    drop_database(server, name)


def test_an_older_copy_put_back_is_found(story, older_copy, house):
    """Sound in itself, and older than what was signed outside."""
    signer = house.vault.signer
    engine = make_engine(older_copy)
    with make_sessions(engine)() as session:
        alone = verify_log(session, signer.signed, None)
        report = verify_log(session, signer.signed, signer.outside_note())
    engine.dispose()
    assert (Verdict.UNWITNESSED, Verdict.TAMPERED) == (alone.verdict, report.verdict)
    assert (Check.CUT, alone.size) == (report.check, report.first_bad)


@pytest.mark.parametrize(
    "change", ["act = 'note.read'", "t = t - 1", "out = 'denied'", "basis = 'job'", "rid = id"]
)
def test_a_changed_copy_beside_an_event_is_found(change, story, leaf, tamper, verify):
    """What the log page filters by must say what the event says."""
    tamper(f"UPDATE audit_entry SET {change} WHERE id = :id", id=leaf(4).entry_id)
    assert (Verdict.TAMPERED, Check.COLUMNS, 4) == found(verify())


def test_an_event_ascribed_to_somebody_else_is_found(story, leaf, tamper, raw_id, verify):
    """Also when only the copy says so."""
    tamper(
        "UPDATE audit_entry SET actor = :who WHERE id = :id",
        who=raw_id(uuid4()),
        id=leaf(4).entry_id,
    )
    assert (Verdict.TAMPERED, Check.COLUMNS, 4) == found(verify())


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_case WHERE entry_id = :id",
        "UPDATE audit_case SET alias = :other WHERE entry_id = :id",
        "INSERT INTO audit_case (alias, entry_id) VALUES (:other, :id)",
    ],
    ids=["hidden", "ascribed", "added"],
)
def test_an_event_hidden_from_its_case_is_found(statement, story, leaf, tamper, raw_id, verify):
    """The list of a case is part of what is checked."""
    place = next(
        place
        for place in range(story)
        if any(alias for alias, _ in json.loads(leaf(place).entry)["on"])
    )
    values = {"id": leaf(place).entry_id, "other": raw_id(uuid4())}
    tamper(statement, **{name: value for name, value in values.items() if f":{name}" in statement})
    assert (Verdict.TAMPERED, Check.CASES, place) == found(verify())


def test_an_entry_without_a_place_is_found(story, leaf, owner, verify):
    """What is not in the tree was never signed."""
    with Session(owner) as session:
        real = session.get(audit_store.AuditEntryRow, leaf_id(session, 3))
        columns = {c.key: getattr(real, c.key) for c in audit_store.AuditEntryRow.__table__.columns}
        session.add(audit_store.AuditEntryRow(**columns | {"id": uuid4()}))
        session.commit()
    assert (Verdict.TAMPERED, Check.EXTRA, story) == found(verify())


def leaf_id(session, place):
    """Return the id of the entry at a place."""
    return session.get(audit_store.AuditLeafRow, place).entry_id


@pytest.mark.parametrize(
    "data", [b"no event", b"[]", b"{}", b'{"id":5}', b'"id"', b"\xff", b"null"]
)
def test_a_leaf_that_is_no_event_is_found(data, story, owner, forge_head, verify):
    """Appended with hashes that fit: the verifier says so and does not stumble."""
    digest = hashlib.sha256(b"\0" + data).digest()
    with Session(owner) as session:
        real = session.get(audit_store.AuditEntryRow, leaf_id(session, 3))
        columns = {c.key: getattr(real, c.key) for c in audit_store.AuditEntryRow.__table__.columns}
        planted = columns | {"id": uuid4(), "entry": data, "hash": digest}
        audit_store.append(session, [planted], [], story)
        session.commit()
    forge_head()
    assert (Verdict.TAMPERED, story) == found(verify())[::2]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_head SET size = size + 1",
        "UPDATE audit_head SET frontier = :junk",
        "DELETE FROM audit_head",
    ],
    ids=["size", "frontier", "gone"],
)
def test_a_wrong_head_is_found(statement, story, tamper, verify):
    """The head is what the leaves give."""
    tamper(statement, **({"junk": bytes(32)} if ":junk" in statement else {}))
    assert (Verdict.TAMPERED, Check.HEAD) == found(verify())[:2]


def test_a_damaged_checkpoint_is_found(story, tamper, verify):
    """A checkpoint in the database that this log key did not sign."""
    tamper("UPDATE audit_checkpoint SET note = replace(note, 'A', 'B')")
    assert (Verdict.TAMPERED, Check.CHECKPOINT, 0) == found(verify())


@pytest.mark.parametrize("outside", ["", "no checkpoint", "\N{EM DASH} kc-audit.example/x AAAA\n"])
def test_without_a_checkpoint_outside_too_little_is_proven(outside, story, verify):
    """Sound in itself, and that is said."""
    report = verify(outside)
    assert (Verdict.UNWITNESSED, None, None) == (report.verdict, report.check, report.witnessed)


def test_a_checkpoint_that_is_too_old_proves_too_little(
    story, clock, case_id, sign_in, read, verify, house
):
    """More than a day of events after it stands on nothing outside."""
    outside = house.vault.signer.outside_note()
    clock.advance(milliseconds=TOO_OLD_MS + 1)
    read(sign_in("anna"), case_id)
    report = verify(outside)
    assert (Verdict.UNWITNESSED, story) == (report.verdict, report.witnessed)


def place_of(events, note_id, act):
    """Return the place of the newest event of a kind that names a note."""
    wanted = text_of(note_id.bytes)
    return max(
        place
        for place, event in enumerate(events())
        if event["act"] == act and any(wanted in rows for _, rows in event["on"])
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE note SET body_sealed = :junk WHERE id = :id",
        "UPDATE note SET body_sealed = NULL WHERE id = :id",
        "DELETE FROM note WHERE id = :id",
    ],
    ids=["altered", "emptied", "deleted"],
)
def test_an_altered_note_is_found(statement, story, note_ids, tamper, raw_id, events, verify):
    """Its event holds the hash of its envelope."""
    values = {"junk": b"\x01junk"} if ":junk" in statement else {}
    tamper(statement, id=raw_id(note_ids[1]), **values)
    place = place_of(events, note_ids[1], "note.write")
    assert (Verdict.TAMPERED, Check.NOTE, place) == found(verify())


def test_a_note_nobody_wrote_is_found(story, note_ids, owner, verify):
    """A row without an event."""
    with Session(owner) as session:
        row = session.get(NoteRow, note_ids[0])
        columns = {c.key: getattr(row, c.key) for c in NoteRow.__table__.columns}
        session.add(NoteRow(**columns | {"id": uuid4()}))
        session.commit()
    assert (Verdict.TAMPERED, Check.NOTE, story) == found(verify())


def test_a_note_rolled_back_to_an_older_envelope_is_found(
    story, note_ids, case_id, people, context, sign_in, read, ask, tamper, raw_id, events, verify
):
    """After an exchange of keys the newest event counts, not the first."""
    ((older,),) = ask("SELECT body_sealed FROM note WHERE id = :id", id=raw_id(note_ids[0]))
    wanted = frozenset({people["anna"], people["carla"]})
    perform(context(sign_in("lone")), teams.set_team, case_id, wanted)
    read(sign_in("anna"), case_id)
    assert None is verify().check
    tamper("UPDATE note SET body_sealed = :old WHERE id = :id", old=older, id=raw_id(note_ids[0]))
    place = place_of(events, note_ids[0], "key.reseal")
    assert (Verdict.TAMPERED, Check.NOTE, place) == found(verify())


def test_a_fall_of_the_clock_is_counted(story, clock, case_id, sign_in, read, verify, events):
    """More than thirty seconds back is an event of its own and shows in the report."""
    anna = sign_in("anna")
    clock.advance(seconds=-30)
    read(anna, case_id)
    clock.advance(seconds=-31)
    read(anna, case_id)
    report = verify()
    assert (Verdict.SOUND, 1, 1) == (report.verdict, report.clock_falls, len(events("clock.jump")))


def test_other_words_beside_an_event_are_found(story, leaf, tamper, verify):
    """The sealed words of an emergency are held by their hash."""
    tamper("UPDATE audit_entry SET priv_ct = :junk WHERE id = :id", junk=b"x", id=leaf(4).entry_id)
    assert (Verdict.TAMPERED, Check.COLUMNS, 4) == found(verify())


def test_a_note_bound_to_another_event_is_found(story, note_ids, tamper, raw_id, events, verify):
    """Its event is the one that first holds its envelope."""
    tamper(
        "UPDATE note SET event_id = :other WHERE id = :id",
        other=raw_id(uuid4()),
        id=raw_id(note_ids[1]),
    )
    place = place_of(events, note_ids[1], "note.write")
    assert (Verdict.TAMPERED, Check.NOTE, place) == found(verify())
