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


@pytest.fixture
def epoch():
    """A sound statement about an epoch."""
    return encoding.EpochStatement(
        house=b"\x11" * 16,
        scope=b"\x22" * 16,
        comp=2,
        epoch=1,
        key_id=b"\xa1" * 8,
        commitment=b"\x31" * 32,
        intake_pub=b"\x32" * 32,
        creator=b"\x66" * 16,
        ms=1_700_000_000_000,
    )


@pytest.fixture
def certificate():
    """A sound statement about a colleague."""
    return encoding.CertificateStatement(
        house=b"\x11" * 16,
        certificate=b"\x77" * 16,
        staff=b"\x66" * 16,
        sign_pub=b"\x31" * 32,
        box_pub=b"\x32" * 32,
        not_before_ms=1,
        not_after_ms=2,
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


def test_the_epoch_statement_is_laid_out_as_published(epoch):
    """The reserved empty field stands before the creator; the time is u64 milliseconds."""
    assert epoch.message() == (
        b"SKJ1 epoch\x00\x10"
        + b"\x11" * 16
        + b"\x00\x10"
        + b"\x22" * 16
        + b"\x02\x00\x00\x00\x01"
        + b"\xa1" * 8
        + b"\x31" * 32
        + b"\x32" * 32
        + b"\x00\x00\x00\x10"
        + b"\x66" * 16
        + (1_700_000_000_000).to_bytes(8)
    )


def test_the_certificate_is_laid_out_as_published(certificate):
    """House, certificate, person, both keys, both ends of its time."""
    assert certificate.message() == (
        b"SKJ1 cert\x00\x10"
        + b"\x11" * 16
        + b"\x00\x10"
        + b"\x77" * 16
        + b"\x00\x10"
        + b"\x66" * 16
        + b"\x31" * 32
        + b"\x32" * 32
        + (1).to_bytes(8)
        + (2).to_bytes(8)
    )


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


@pytest.mark.parametrize(
    "field", ["house", "scope", "key_id", "commitment", "intake_pub", "creator"]
)
def test_a_field_of_another_length_is_refused_in_an_epoch(epoch, field):
    """A fixed field that is a byte short would shift all that follow."""
    short = dataclasses.replace(epoch, **{field: getattr(epoch, field)[:-1]})
    with pytest.raises(Malformed):
        short.message()


@pytest.mark.parametrize("field", ["house", "certificate", "staff", "sign_pub", "box_pub"])
def test_a_field_of_another_length_is_refused_in_a_certificate(certificate, field):
    """As for an epoch."""
    long = dataclasses.replace(certificate, **{field: getattr(certificate, field) + b"\x00"})
    with pytest.raises(Malformed):
        long.message()


@pytest.mark.parametrize("field", ["house", "row", "about", "event"])
def test_a_place_takes_ids_of_sixteen_bytes_only(place, field):
    """An id of another length is a mistake, not a place."""
    with pytest.raises(Malformed):
        dataclasses.replace(place, **{field: b"\x11" * 15}).core()


@pytest.mark.parametrize(
    ("field", "value"),
    [("comp", 0), ("comp", 12), ("epoch", -1), ("epoch", 2**32), ("ms", 2**64), ("ms", -1)],
)
def test_numbers_out_of_range_are_refused(epoch, field, value):
    """No number is cut to fit."""
    with pytest.raises(Malformed):
        dataclasses.replace(epoch, **{field: value}).message()


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
