"""An event is ASCII JSON in one canonical form that never grows beyond a leaf."""

import json
import os
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.domain.access import Action, Basis
from journal.domain.audit import (
    MAX_BYTES,
    Event,
    Item,
    Origin,
    bytes_of,
    cases_of,
    encode,
    text_of,
)
from journal.domain.compartments import Compartment
from journal.domain.ids import EventId

FIELDS = (
    "act actor auth basis bg comp dev env house id log n obo on out part pol priv rid ref salt "
    "sess src t v why"
)
ORIGIN = Origin(
    house=uuid4(),
    log=uuid4(),
    actor=uuid4(),
    auth="pw",
    session_tag=bytes(8),
    source="web",
    request=uuid4(),
)
ALIASES = [uuid4() for _ in range(4)]
ITEMS = st.lists(
    st.builds(
        Item,
        case=st.sampled_from([None, *ALIASES]),
        row=st.none() | st.uuids(),
        envelope_hash=st.none() | st.binary(min_size=32, max_size=32),
    ),
    max_size=400,
)


def draw():
    """Draw sixteen bytes."""
    return os.urandom(16)


def event(**values):
    """Return an event."""
    return Event(id=EventId(uuid4()), action=Action.NOTE_READ, **values)


def leaves_of(use):
    """Return the leaves of an event with what each says."""
    leaves = encode(use, ORIGIN, 1_772_452_800_000, draw)
    return leaves, [json.loads(leaf.data) for leaf in leaves]


@settings(max_examples=60, deadline=None)
@given(ITEMS, st.sampled_from([None, *Compartment]), st.sampled_from([None, *Basis]))
def test_a_list_is_split_and_kept_in_order(items, comp, basis):
    """
    Whatever the list: small leaves, every item once, the first part under the event's id.

    Rows with an envelope stand first, or it would be taken for that of another row.
    """
    use = event(items=items, comp=comp, basis=basis)
    leaves, said = leaves_of(use)
    assert MAX_BYTES >= max(len(leaf.data) for leaf in leaves)
    assert text_of(use.id.bytes) == said[0]["id"]
    assert [[place, len(said)] for place in range(1, len(said) + 1)] == [e["part"] for e in said]
    rows = [row for one in said for _, rows in one["on"] for row in rows]
    sealed_first = sorted(items, key=lambda item: item.envelope_hash is None)
    assert [text_of(item.row.bytes) for item in sealed_first if item.row] == rows
    hashes = [text_of(item.envelope_hash) for item in items if item.envelope_hash]
    assert hashes == [envelope for one in said for envelope in one["env"]]
    assert {item.case for item in items if item.case} == {c for leaf in leaves for c in leaf.cases}
    assert {len(items)} == {one["n"] for one in said}


@settings(max_examples=30, deadline=None)
@given(ITEMS)
def test_hashes_stand_beside_their_rows(items):
    """For writes every part has as many hashes as rows."""
    writes = [Item(case=i.case, row=i.row or uuid4(), envelope_hash=bytes(32)) for i in items]
    for one in leaves_of(event(items=writes))[1]:
        assert sum(len(rows) for _, rows in one["on"]) == len(one["env"])


def test_a_hash_stands_beside_its_row_whatever_else_is_named():
    """An act may name an enquiry before it seals words for it; the hash is that of the words."""
    words = Item(case=None, row=uuid4(), envelope_hash=bytes(32))
    (said,) = leaves_of(event(items=[Item(case=None, row=uuid4()), words]))[1]
    rows = [row for _, rows in said["on"] for row in rows]
    assert (text_of(words.row.bytes), text_of(bytes(32))) == (rows[0], *said["env"])


def test_every_event_has_the_same_fields():
    """A field that is not used is null: none appears or is missing."""
    (leaf,), (said,) = leaves_of(event())
    assert sorted(FIELDS.split()) == list(said)
    assert leaf.data.isascii()
    assert leaf.data == json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def test_a_use_that_found_nothing_names_its_case():
    """Reading an empty file is a use of that file."""
    use = event(case=ALIASES[0])
    (leaf,), (said,) = leaves_of(use)
    assert ([[text_of(ALIASES[0].bytes), []]], 0) == (said["on"], said["n"])
    assert ((ALIASES[0],), {ALIASES[0]}) == (leaf.cases, cases_of(use))


def test_a_case_that_comes_back_later_is_a_group_of_its_own():
    """Order is kept even where cases alternate."""
    items = [Item(case=ALIASES[n % 2], row=UUID(int=n)) for n in range(4)]
    (said,) = leaves_of(event(items=items))[1]
    assert 4 == len(said["on"])


@given(st.binary())
def test_bytes_go_there_and_back(raw):
    """Base64url without padding."""
    assert raw == bytes_of(text_of(raw))
    assert "=" not in text_of(raw)


@pytest.mark.parametrize(
    "text", ["a\r\nb", "\x1b[2J", "\u202eabc", "\u2028", "\x00\x7f\x9b", "\ud800", "\U0001f600"]
)
def test_any_text_in_any_field_makes_one_line_of_plain_letters(text):
    """Line ends, escapes and marks of direction are written as what they are, in ASCII."""
    origin = Origin(
        house=uuid4(),
        log=uuid4(),
        actor=uuid4(),
        auth=text,
        session_tag=text.encode(errors="replace"),
        source=text,
        request=uuid4(),
    )
    (leaf,) = encode(
        Event(id=uuid4(), action=Action.NOTE_READ, reason=text), origin, 0, uuid4_bytes
    )
    assert all(0x20 <= sign < 0x7F for sign in leaf.data)
    assert text == json.loads(leaf.data)["why"]


def uuid4_bytes():
    """Return 16 random bytes."""
    return uuid4().bytes
