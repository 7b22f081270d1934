"""Two different statements never have the same bytes, and no byte of a layout moves."""

import dataclasses
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import encoding
from crypto.errors import Malformed

ids = st.binary(min_size=16, max_size=16)
names = st.text(max_size=8)
places = st.builds(
    encoding.Place,
    house=ids,
    table=names,
    column=names,
    row=ids,
    about=st.none() | ids,
    revision=st.integers(0, 2**32 - 1),
    event=st.none() | ids,
)


@given(places, places)
def test_different_places_have_different_bytes(one, other):
    """The core of a place is unambiguous within what the event flag tells apart."""
    same_flag = (one.event is None) == (other.event is None)
    if same_flag and one != other:
        assert one.core() != other.core()


def test_names_cannot_flow_into_each_other(place):
    """Moving a letter from the table's name to the column's changes the bytes."""
    one = dataclasses.replace(place, table="note", column="body")
    other = dataclasses.replace(place, table="noteb", column="ody")
    assert one.core() != other.core()


def test_the_core_is_laid_out_as_published(place):
    """Lengths, order and the bare event id at the end."""
    assert place.core() == (
        b"\x00\x10"
        + b"\x11" * 16
        + b"\x00\x04note\x00\x04body\x00\x10"
        + b"\x33" * 16
        + b"\x00\x10"
        + b"\x22" * 16
        + b"\x00\x00\x00\x01"
        + b"\x44" * 16
    )
    bare = dataclasses.replace(place, about=None, event=None)
    assert bare.core().endswith(b"\x33" * 16 + b"\x00\x00" + b"\x00\x00\x00\x01")


def test_the_other_messages_are_laid_out_as_published(place):
    """What an author signs, what a field binds, what a pair of slips derives."""
    core = place.core()
    assert encoding.note_message(core, b"\x66" * 16, b"tekst") == (
        b"SKJ1 note"
        + encoding.lp(core)
        + encoding.lp(b"\x66" * 16)
        + hashlib.sha256(b"tekst").digest()
    )
    assert encoding.field_aad(b"h" * 12, core) == b"SKJ1 field" + b"h" * 12 + core
    assert encoding.intake_info(b"h" * 12, core) == b"SKJ1 intake" + b"h" * 12 + core
    assert encoding.recovery_info(b"\x11" * 16, 1, 3) == (
        b"SKJ1 recovery\x00\x10" + b"\x11" * 16 + b"\x01\x03"
    )


@pytest.mark.parametrize("field", ["house", "row", "about", "event"])
def test_a_place_takes_ids_of_sixteen_bytes_only(place, field):
    """An id of another length is a mistake, not a place."""
    with pytest.raises(Malformed):
        dataclasses.replace(place, **{field: b"\x11" * 15}).core()


def test_a_field_too_long_for_its_length_is_refused(place):
    """A length has two bytes."""
    assert len(encoding.lp(b"x" * 65_535)) == 65_537
    with pytest.raises(Malformed):
        encoding.lp(b"x" * 65_536)
    with pytest.raises(Malformed):
        dataclasses.replace(place, revision=2**32).core()


@pytest.mark.parametrize("pair", [(0, 1), (1, 1), (2, 1), (1, 4)])
def test_only_three_pairs_of_slips_exist(pair):
    """Two different slips, the smaller number first."""
    with pytest.raises(Malformed):
        encoding.recovery_info(b"\x11" * 16, *pair)
