"""A byte flipped in a label, an epoch, a certificate, a post, a wrap or a share: never served."""

import sqlite3

import pytest

from journal.domain.compartments import Compartment
from journal.domain.errors import JournalError, NotCommitted, Tampered
from journal.services import cases, notes
from journal.services.work import perform
from journal.vault.opened_house import Label


@pytest.fixture
def anna(sign_in):
    """Return the pedagogue of the team."""
    return sign_in("anna")


@pytest.fixture
def note_id(case_id, anna, write):
    """Return a note of the case."""
    return write(anna, case_id)


@pytest.fixture
def flip(ask, tamper):
    """Return a function that flips one bit of one stored field."""

    def flip_bit(table, column, where, place=-1, **values):
        query = f"SELECT {column} FROM {table} WHERE {where}"
        ((stored,),) = ask(query, **values)
        changed = bytearray(stored)
        changed[place] ^= 1
        change = f"UPDATE {table} SET {column} = :new WHERE {where}"
        assert 1 == tamper(change, new=bytes(changed), **values)

    return flip_bit


@pytest.mark.parametrize("place", [4, 12, -1], ids=["key id", "nonce", "tag"])
def test_a_damaged_pseudonym_is_a_dash_and_reported(
    place, note_id, case_id, anna, flip, context, events
):
    """The list goes on; the case shows a dash, never the words of another."""
    flip("case_file", "pseudonym_sealed", "1 = 1", place)
    (card,) = perform(context(anna), cases.list_cases)
    timeline = perform(context(anna), notes.read_timeline, case_id, 1)
    assert (Label.UNREADABLE, Label.UNREADABLE) == (
        card.banner.pseudonym,
        timeline.banner.pseudonym,
    )
    assert ["Hun sov roligt i nat."] == [note.text for note in timeline.notes]
    assert 2 == len(events("open.error"))


def test_two_pseudonyms_swapped_are_dashes(
    case_id, open_case, anna, ask, tamper, raw_id, context, events
):
    """A case is never shown under the pseudonym of another."""
    open_case(pseudonym="Rolig Mose")
    first, second = ask("SELECT id, pseudonym_sealed FROM case_file")
    for case, label in ((first.id, second), (second.id, first)):
        statement = "UPDATE case_file SET pseudonym_sealed = :label WHERE id = :id"
        tamper(statement, label=label.pseudonym_sealed, id=case)
    cards = perform(context(anna), cases.list_cases)
    assert [Label.UNREADABLE] * 2 == [card.banner.pseudonym for card in cards]
    assert 2 == sum(event["n"] for event in events("open.error"))


def test_a_damaged_name_is_a_dash_and_reported(
    note_id, case_id, anna, flip, context, raw_id, people, events
):
    """An author whose name does not open is shown as a dash; her notes open."""
    flip("staff", "name_sealed", "id = :id", id=raw_id(people["anna"]))
    timeline = perform(context(anna), notes.read_timeline, case_id, 1)
    assert [(Label.UNREADABLE, "Hun sov roligt i nat.")] == [
        (note.author, note.text) for note in timeline.notes
    ]
    assert 1 == len(events("open.error"))


EPOCH = "scope_id = :case AND comp = 2"


@pytest.mark.parametrize("column", ["commitment", "intake_pub", "sig"])
def test_a_damaged_epoch_is_refused(column, note_id, case_id, anna, flip, raw_id, context, events):
    """Nothing opens under a key that nobody certified has signed for; the damage is reported."""
    flip("key_epoch", column, EPOCH, case=raw_id(case_id))
    with pytest.raises(Tampered):
        perform(context(anna), notes.read_timeline, case_id, 1)
    assert ([], 1) == (events("note.read"), len(events("open.error")))


@pytest.mark.parametrize("change", ["epoch = 7", "created_ms = created_ms + 1"])
def test_a_rewritten_epoch_is_refused(change, note_id, case_id, anna, tamper, raw_id, context):
    """Number and time of an epoch are under its signature."""
    tamper(f"UPDATE key_epoch SET {change} WHERE {EPOCH}", case=raw_id(case_id))
    with pytest.raises(Tampered):
        perform(context(anna), notes.read_timeline, case_id, 1)


def test_an_epoch_ascribed_to_somebody_else_is_refused(
    note_id, case_id, anna, tamper, raw_id, people, context
):
    """Only its creator's certificates count."""
    statement = f"UPDATE key_epoch SET created_by = :other WHERE {EPOCH}"
    tamper(statement, other=raw_id(people["eva"]), case=raw_id(case_id))
    with pytest.raises(Tampered):
        perform(context(anna), notes.read_timeline, case_id, 1)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("certificate", "sign_pub"),
        ("certificate", "box_pub"),
        ("certificate", "sig"),
        ("appointment", "sig"),
    ],
)
def test_a_damaged_certificate_or_post_carries_nothing(
    table, column, note_id, case_id, flip, raw_id, people, sign_in, context, reopen
):
    """What its holder signed and made is refused: epoch and note hang on the pinned root."""
    birgit = sign_in("birgit")
    flip(table, column, "staff_id = :id", id=raw_id(people["anna"]))
    fresh = reopen()  # this process has checked the certificate before and remembers it
    with pytest.raises(Tampered):
        perform(fresh.context("web", birgit), notes.read_timeline, case_id, 1)


def test_a_damaged_wrap_opens_nothing(
    note_id, case_id, anna, flip, raw_id, context, events, sign_in, read
):
    """The reader whose wrap is damaged sees that it does not open; others are not touched."""
    where = f"recipient_id = :me AND key_id IN (SELECT key_id FROM key_epoch WHERE {EPOCH})"
    flip("key_wrap", "blob", where, me=anna.id.bytes, case=raw_id(case_id))
    assert {note_id: None} == read(anna, case_id)
    assert 1 == len(events("open.error"))
    assert {note_id: "Hun sov roligt i nat."} == read(sign_in("birgit"), case_id)


def test_a_wrap_exchanged_for_another_opens_nothing(
    note_id, case_id, open_case, anna, tamper, ask, raw_id, read
):
    """A wrap of the same person for another case has another place."""
    other = open_case(pseudonym="Rolig Mose")
    query = (
        "SELECT w.blob, w.key_id FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
        "WHERE e.scope_id = :case AND e.comp = 2 AND w.recipient_id = :me"
    )
    ((foreign, _),) = ask(query, case=raw_id(other), me=anna.id.bytes)
    ((_, key_id),) = ask(query, case=raw_id(case_id), me=anna.id.bytes)
    tamper(
        "UPDATE key_wrap SET blob = :blob WHERE key_id = :key AND recipient_id = :me",
        blob=foreign,
        key=key_id,
        me=anna.id.bytes,
    )
    assert {note_id: None} == read(anna, case_id)


@pytest.fixture
def change_shares(settings):
    """Return a function that changes the share store behind the back of the service."""

    def change(statement, *values):
        connection = sqlite3.connect(settings.shares_path)
        with connection:
            count = connection.execute(statement, values).rowcount
        connection.close()
        return count

    return change


def test_a_damaged_share_opens_nothing(note_id, case_id, anna, change_shares, context):
    """A share that does not open under the root key is refused, and nothing with it."""
    change_shares(
        "UPDATE share SET sealed = zeroblob(length(sealed)) WHERE about = ? AND comp = 2",
        case_id.bytes,
    )
    shown = texts_or_error(context, anna, case_id)
    assert {note_id: None} == shown


def test_a_lost_share_shuts_its_case_alone(
    note_id, case_id, anna, write, open_case, change_shares, read, events
):
    """A case whose share is gone does not open; another case does."""
    other = open_case(pseudonym="Rolig Mose")
    there = write(anna, other, "Om en anden.")
    assert 1 == change_shares("DELETE FROM share WHERE about = ? AND comp = 2", case_id.bytes)
    assert ({note_id: None}, {there: "Om en anden."}) == (
        read(anna, case_id),
        read(anna, other),
    )
    assert 1 == len(events("open.error"))


def test_shares_exchanged_between_cases_open_nothing(
    note_id, case_id, anna, open_case, change_shares, read
):
    """A share is sealed for its case."""
    other = open_case(pseudonym="Rolig Mose")
    change_shares(
        "UPDATE share SET sealed = (SELECT sealed FROM share WHERE about = ? AND comp = 2) "
        "WHERE about = ? AND comp = 2",
        other.bytes,
        case_id.bytes,
    )
    assert {note_id: None} == read(anna, case_id)


def test_a_destroyed_share_ends_the_journal_and_the_pseudonym(
    note_id, case_id, anna, house, context, read
):
    """Without its shares a case is gone, whoever holds its keys."""
    for comp in (Compartment.JOURNAL, Compartment.HOUSE):
        house.vault.keys.provider.destroy_share(case_id, comp)
    (card,) = perform(context(anna), cases.list_cases)
    assert (Label.UNREADABLE, {note_id: None}) == (card.banner.pseudonym, read(anna, case_id))


def texts_or_error(context, principal, case_id):
    """Return what a timeline shows; an error of the journal counts as shut, not as broken."""
    try:
        timeline = perform(context(principal), notes.read_timeline, case_id, 1)
    except NotCommitted:
        raise
    except JournalError:
        return {}
    return {note.id: note.text for note in timeline.notes}
