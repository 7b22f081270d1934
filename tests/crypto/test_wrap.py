"""A wrapped epoch key opens for its recipient, in its context, unchanged, and in no other way."""

import dataclasses

import pytest

from crypto import wrap
from crypto.encoding import lp
from crypto.errors import Malformed, OpenFailed
from crypto.identity import BoxPrivate, BoxPublic
from crypto.keys import EpochKey

OTHER_CONTEXTS = {
    "house": b"\x12" * 16,
    "scope": b"\x23" * 16,
    "comp": 3,
    "epoch": 2,
    "key_id": b"\xa2" * 8,
    "kind": "timed",
    "recipient": b"\x67" * 16,
    "recipient_pub": b"\x78" * 32,
}


@pytest.fixture
def private():
    """The recipient."""
    return BoxPrivate.generate()


def test_the_recipient_opens_it(private, epoch_key, wrap_place):
    """Eighty bytes, and the same key again."""
    blob = wrap.wrap(epoch_key, private.public(), wrap_place.info())
    assert len(blob) == wrap.WRAP_SIZE
    assert wrap.unwrap(private, blob, wrap_place.info()) == epoch_key


def test_every_part_of_the_context_matters(private, epoch_key, wrap_place):
    """A wrap moved to another house, scope, compartment, epoch, kind or person stays shut."""
    blob = wrap.wrap(epoch_key, private.public(), wrap_place.info())
    assert {field.name for field in dataclasses.fields(wrap_place)} == set(OTHER_CONTEXTS)
    for field, value in OTHER_CONTEXTS.items():
        elsewhere = dataclasses.replace(wrap_place, **{field: value}).info()
        with pytest.raises(OpenFailed):
            wrap.unwrap(private, blob, elsewhere)


def test_every_flipped_bit_and_every_cut_fails(private, epoch_key, wrap_place):
    """A wrap that was touched does not open."""
    info = wrap_place.info()
    blob = wrap.wrap(epoch_key, private.public(), info)
    for bit in range(8 * len(blob)):
        changed = bytearray(blob)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(OpenFailed):
            wrap.unwrap(private, bytes(changed), info)
    for length in range(len(blob)):
        with pytest.raises(OpenFailed):
            wrap.unwrap(private, blob[:length], info)


def test_nobody_else_opens_it(private, epoch_key, wrap_place):
    """Another person's key is of no use."""
    blob = wrap.wrap(epoch_key, private.public(), wrap_place.info())
    with pytest.raises(OpenFailed):
        wrap.unwrap(BoxPrivate.generate(), blob, wrap_place.info())


@pytest.mark.parametrize("point", [bytes(32), b"\x01" + bytes(31)])
def test_a_point_without_secret_is_refused(private, point, epoch_key, wrap_place):
    """Anyone could open what is sealed to a point of low order (RFC 7748, section 6.1)."""
    with pytest.raises(Malformed):
        wrap.wrap(epoch_key, BoxPublic(point), wrap_place.info())
    with pytest.raises(OpenFailed):
        wrap.unwrap(private, point + bytes(48), wrap_place.info())


def test_a_sealed_text_of_another_length_is_no_epoch_key(private, wrap_place):
    """Something else sealed to her with the same context does not become a key."""
    blob = wrap.seal_to(private.public(), wrap_place.info(), b"kort")
    with pytest.raises(OpenFailed):
        wrap.unwrap(private, blob, wrap_place.info())


def test_the_context_is_laid_out_as_published(wrap_place):
    """Label, lengths and order of the wrap's context never change."""
    assert wrap_place.info() == (
        b"SKJ1 wrap"
        + lp(b"\x11" * 16)
        + lp(b"\x22" * 16)
        + b"\x02"
        + b"\x00\x00\x00\x01"
        + wrap_place.key_id
        + b"\x00\x05staff"
        + lp(b"\x66" * 16)
        + b"\x77" * 32
    )


def test_two_drawn_keys_differ():
    """Keys come from the system's randomness."""
    assert EpochKey.draw() != EpochKey.draw()
