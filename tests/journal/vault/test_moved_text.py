"""Ciphertext that is moved or damaged opens nowhere else, and takes no other note with it."""

import random
from uuid import uuid4

import pytest

from journal.domain.audit import text_of
from journal.services import notes
from journal.services.work import perform


@pytest.fixture
def anna(sign_in):
    """Return the pedagogue of the team."""
    return sign_in("anna")


@pytest.fixture
def note_id(case_id, anna, write):
    """Return the note that is attacked."""
    return write(anna, case_id, "Det første notat.")


@pytest.fixture
def other_id(note_id, case_id, anna, write):
    """Return a second note of the same case."""
    return write(anna, case_id, "Det andet notat.")


@pytest.fixture
def body(ask, raw_id):
    """Return a function that gives a note's envelope as stored."""

    def stored_body(of):
        ((envelope,),) = ask("SELECT body_sealed FROM note WHERE id = :id", id=raw_id(of))
        return bytes(envelope)

    return stored_body


@pytest.fixture
def is_shut(read, anna, case_id, note_id, other_id, events):
    """Return a check: this note shows nothing, the other does, and an event names it."""

    def check():
        before = len(events("open.error"))
        shown = read(anna, case_id)
        said = events("open.error")[before:]
        named = [row for event in said for _, rows in event["on"] for row in rows]
        return (None, "Det andet notat.", [text_of(note_id.bytes)]) == (
            shown[note_id],
            shown[other_id],
            named,
        )

    return check


def test_text_copied_from_another_row_does_not_open(
    note_id, other_id, body, tamper, raw_id, is_shut
):
    """An envelope is bound to its row."""
    statement = "UPDATE note SET body_sealed = :body WHERE id = :id"
    tamper(statement, body=body(other_id), id=raw_id(note_id))
    assert is_shut()


def test_two_texts_swapped_do_not_open(
    note_id, other_id, body, tamper, raw_id, anna, read, case_id, events
):
    """Neither shows the words of the other."""
    bodies = body(note_id), body(other_id)
    statement = "UPDATE note SET body_sealed = :body WHERE id = :id"
    tamper(statement, body=bodies[1], id=raw_id(note_id))
    tamper(statement, body=bodies[0], id=raw_id(other_id))
    assert {note_id: None, other_id: None} == read(anna, case_id)
    (event,) = events("open.error")
    assert ("error", 2) == (event["out"], event["n"])


@pytest.mark.parametrize("column", ["pseudonym_sealed"])
def test_text_copied_from_another_column_does_not_open(
    column, note_id, tamper, raw_id, is_shut, ask
):
    """An envelope is bound to its table and column."""
    ((label,),) = ask(f"SELECT {column} FROM case_file")
    tamper("UPDATE note SET body_sealed = :body WHERE id = :id", body=label, id=raw_id(note_id))
    assert is_shut()


def test_text_of_another_case_does_not_open(
    note_id, open_case, anna, write, body, tamper, raw_id, is_shut
):
    """An envelope is bound to its case, although the same colleague may read both."""
    elsewhere = write(anna, open_case(pseudonym="Rolig Mose"), "Om en anden.")
    statement = "UPDATE note SET body_sealed = :body WHERE id = :id"
    tamper(statement, body=body(elsewhere), id=raw_id(note_id))
    assert is_shut()


def test_a_note_moved_to_another_case_does_not_open(
    note_id, open_case, tamper, raw_id, anna, read, events
):
    """Changing whom a note is about does not make it readable there."""
    other_case = open_case(pseudonym="Rolig Mose")
    statement = "UPDATE note SET case_id = :case WHERE id = :id"
    tamper(statement, case=raw_id(other_case), id=raw_id(note_id))
    assert {note_id: None} == read(anna, other_case)
    assert 1 == len(events("open.error"))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("revision", 2),
        ("event_id", uuid4()),
        ("cert_id", uuid4()),
        ("author_id", None),
        ("signed_at", 1),
        ("body_sealed", None),
        ("body_sealed", b"\x01"),
        ("body_sealed", b"\x01" * 200),
    ],
    ids=["revision", "event", "certificate", "author", "before her time", "gone", "short", "junk"],
)
def test_a_changed_row_does_not_open(column, value, note_id, tamper, raw_id, people, is_shut):
    """Revision, event, author and certificate are bound into what the author signed."""
    value = people["birgit"] if column == "author_id" else value
    stored = raw_id(value) if hasattr(value, "bytes") else value
    statement = f"UPDATE note SET {column} = :value WHERE id = :id"
    tamper(statement, value=stored, id=raw_id(note_id))
    assert is_shut()


def test_a_note_signed_by_somebody_else_does_not_open(
    note_id, ask, tamper, raw_id, people, is_shut
):
    """Author and certificate changed together: the signature is still the first author's."""
    ((certificate,),) = ask(
        "SELECT id FROM certificate WHERE staff_id = :id", id=raw_id(people["birgit"])
    )
    tamper(
        "UPDATE note SET author_id = :author, cert_id = :certificate WHERE id = :id",
        author=raw_id(people["birgit"]),
        certificate=certificate,
        id=raw_id(note_id),
    )
    assert is_shut()


def flips(size, count, seed):
    """Return places of bits: each byte of the header, and some of the rest."""
    draw = random.Random(seed)
    return sorted(
        {*range(0, 96, 5), *(draw.randrange(8 * size) for _ in range(count)), 8 * size - 1}
    )


@pytest.mark.parametrize("rounds", [12, pytest.param(2_000, marks=pytest.mark.long)])
def test_a_flipped_bit_shuts_the_note(
    rounds, note_id, other_id, case_id, anna, body, tamper, raw_id, context
):
    """Any one bit of the envelope; the other note goes on opening."""
    envelope = body(note_id)
    for place in flips(len(envelope), rounds, 7):
        changed = bytearray(envelope)
        changed[place // 8] ^= 1 << place % 8
        statement = "UPDATE note SET body_sealed = :body WHERE id = :id"
        tamper(statement, body=bytes(changed), id=raw_id(note_id))
        timeline = perform(context(anna), notes.read_timeline, case_id, 1)
        assert {note_id: None, other_id: "Det andet notat."} == {
            note.id: note.text for note in timeline.notes
        }, place


def test_one_note_alone_that_does_not_open_is_reported(
    note_id, case_id, tamper, raw_id, anna, context, events
):
    """The page of a single note says the same and leaves the same event."""
    tamper("UPDATE note SET revision = 9 WHERE id = :id", id=raw_id(note_id))
    _, view = perform(context(anna), notes.read_note, case_id, note_id)
    assert (None, 1) == (view.text, len(events("open.error")))


def test_a_damaged_note_that_is_put_back_opens_again(
    note_id, case_id, body, tamper, raw_id, anna, read
):
    """Nothing is destroyed by looking at it."""
    envelope = body(note_id)
    statement = "UPDATE note SET body_sealed = :body WHERE id = :id"
    tamper(statement, body=None, id=raw_id(note_id))
    assert {note_id: None} == read(anna, case_id)
    tamper(statement, body=envelope, id=raw_id(note_id))
    assert {note_id: "Det første notat."} == read(anna, case_id)
