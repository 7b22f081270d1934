"""An envelope opens at its own place with its own key, unchanged, and in no other way."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import fields
from crypto.encoding import Place, field_aad, intake_info
from crypto.errors import Malformed, OpenFailed
from crypto.identity import BoxPrivate, BoxPublic
from crypto.keys import FieldKey
from crypto.sealing import seal
from crypto.wrap import seal_to

KEY_ID = b"\xa1" * 8
KEY = FieldKey(b"\x01" * 32)
PLACE = Place(
    house=b"\x11" * 16,
    table="note",
    column="body",
    row=b"\x33" * 16,
    about=b"\x22" * 16,
    revision=1,
    event=b"\x44" * 16,
)
OTHER_PLACES = {
    "house": b"\x12" * 16,
    "table": "draft",
    "column": "title",
    "row": b"\x34" * 16,
    "about": None,
    "revision": 2,
    "event": b"\x45" * 16,
}
FLAGS = fields.PADDED | fields.EVENT_BOUND | fields.SIGNED


def header(suite: int = fields.SUITE_AES_GCM, flags: int = FLAGS, comp: int = 2) -> fields.Header:
    """Return a sound header."""
    return fields.Header(suite=suite, comp=comp, flags=flags, key_id=KEY_ID)


@pytest.fixture
def envelope():
    """A text sealed for PLACE."""
    return fields.seal(KEY, header(), PLACE.core(), b"Hun sov roligt i nat.")


@pytest.fixture
def intake():
    """A private intake key and an envelope sealed to it."""
    private = BoxPrivate.generate()
    head = header(suite=fields.SUITE_INTAKE)
    sealed = fields.seal_intake(private.public(), head, PLACE.core(), b"Hun sov roligt i nat.")
    return private, sealed


@given(st.binary(max_size=300), st.sampled_from([0, fields.PADDED, FLAGS]))
def test_a_text_comes_back_as_it_was(text, flags):
    """Any bytes survive, padded or not."""
    envelope = fields.seal(KEY, header(flags=flags), PLACE.core(), text)
    assert fields.unseal(KEY, envelope, PLACE.core()) == text


@given(st.binary(max_size=300))
def test_an_intake_text_comes_back_as_it_was(text):
    """Any bytes survive the way through the intake key."""
    private = BoxPrivate(b"\x09" * 32)
    head = header(suite=fields.SUITE_INTAKE)
    envelope = fields.seal_intake(private.public(), head, PLACE.core(), text)
    assert fields.unseal_intake(private, envelope, PLACE.core()) == text


def test_every_flipped_bit_is_the_same_failure(envelope):
    """Header, nonce, text or tag: one error without a detail says it does not open."""
    for changed in flipped(envelope):
        with pytest.raises(OpenFailed) as failure:
            fields.unseal(KEY, changed, PLACE.core())
        assert str(failure.value) == "does not open"


def test_every_flipped_bit_of_an_intake_text_is_the_same_failure(intake):
    """
    Header, sender's point, text or tag: one error without a detail.

    The top bit of the point is masked by X25519 (RFC 7748); HPKE hashes the point as sent, so
    even that bit counts.
    """
    private, sealed = intake
    for changed in flipped(sealed):
        with pytest.raises(OpenFailed) as failure:
            fields.unseal_intake(private, changed, PLACE.core())
        assert str(failure.value) == "does not open"


def test_every_cut_is_the_same_failure(envelope, intake):
    """An envelope cut anywhere, down to nothing, does not open."""
    private, sealed = intake
    for length in range(len(envelope)):
        with pytest.raises(OpenFailed):
            fields.unseal(KEY, envelope[:length], PLACE.core())
    for length in range(len(sealed)):
        with pytest.raises(OpenFailed):
            fields.unseal_intake(private, sealed[:length], PLACE.core())


@pytest.mark.parametrize("field", OTHER_PLACES)
def test_every_part_of_the_place_matters(envelope, intake, field):
    """A text moved to another house, table, column, row, case, revision or event stays shut."""
    elsewhere = dataclasses.replace(PLACE, **{field: OTHER_PLACES[field]}).core()
    assert elsewhere != PLACE.core()
    with pytest.raises(OpenFailed):
        fields.unseal(KEY, envelope, elsewhere)
    private, sealed = intake
    with pytest.raises(OpenFailed):
        fields.unseal_intake(private, sealed, elsewhere)


def test_another_key_does_not_open(envelope, intake):
    """Neither another field key nor another intake key opens anything."""
    with pytest.raises(OpenFailed):
        fields.unseal(FieldKey.draw(), envelope, PLACE.core())
    with pytest.raises(OpenFailed):
        fields.unseal_intake(BoxPrivate.generate(), intake[1], PLACE.core())


def test_a_text_of_the_other_suite_does_not_open(envelope, intake):
    """An intake text is not tried with the field key, nor the other way round."""
    private, sealed = intake
    with pytest.raises(OpenFailed):
        fields.unseal(KEY, sealed, PLACE.core())
    with pytest.raises(OpenFailed):
        fields.unseal_intake(private, envelope, PLACE.core())
    with pytest.raises(Malformed):
        fields.seal(KEY, header(suite=fields.SUITE_INTAKE), PLACE.core(), b"")
    with pytest.raises(Malformed):
        fields.seal_intake(private.public(), header(), PLACE.core(), b"")


def test_an_envelope_that_lies_about_its_suite_does_not_open():
    """Sealed in one way under a header that names the other: refused, though its key would fit."""
    core, private = PLACE.core(), BoxPrivate.generate()
    plain = header(flags=0).pack()
    lie = plain + seal_to(private.public(), intake_info(plain, core), b"tekst")
    with pytest.raises(OpenFailed):
        fields.unseal_intake(private, lie, core)
    intake = header(suite=fields.SUITE_INTAKE, flags=0).pack()
    lie = intake + seal(KEY.raw, field_aad(intake, core), b"tekst")
    with pytest.raises(OpenFailed):
        fields.unseal(KEY, lie, core)


def test_the_same_text_is_never_sealed_the_same_way():
    """Equal texts at equal places have different envelopes."""
    sealed = {fields.seal(KEY, header(), PLACE.core(), b"samme") for _ in range(50)}
    assert len(sealed) == 50


def test_nothing_is_sealed_to_a_point_without_secret():
    """A planted public key of low order is refused, not used."""
    with pytest.raises(Malformed):
        fields.seal_intake(
            BoxPublic(bytes(32)), header(suite=fields.SUITE_INTAKE), PLACE.core(), b""
        )


def test_a_header_comes_back_as_it_was():
    """What is packed is parsed, for every header this version can make."""
    for suite in fields.SUITES:
        for comp in range(1, 12):
            for flags in (0, 1, 4, 5, 8, 9, 12, 13):
                made = header(suite=suite, flags=flags, comp=comp)
                assert len(made.pack()) == 12
                assert fields.Header.parse(made.pack() + b"rest") == made


@pytest.mark.parametrize(
    "start",
    [
        (0, 1, 2, 1),
        (2, 1, 2, 1),
        (1, 0, 2, 1),
        (1, 2, 2, 1),
        (1, 4, 2, 1),
        (1, 1, 0, 1),
        (1, 1, 12, 1),
        (1, 1, 2, 2),
        (1, 1, 2, 16),
        (1, 1, 2, 128),
    ],
)
def test_an_unknown_header_is_refused(start):
    """Unknown version, suite, compartment or flag is never guessed at."""
    with pytest.raises(Malformed):
        fields.Header.parse(bytes(start) + KEY_ID)


def test_a_header_that_is_too_short_is_refused():
    """Eleven bytes are no header, and a key id has eight."""
    with pytest.raises(Malformed):
        fields.Header.parse(header().pack()[:11])
    with pytest.raises(Malformed):
        fields.Header(suite=1, comp=2, flags=0, key_id=b"\xa1" * 7)


def flipped(data: bytes):
    """Yield the data with each one of its bits changed."""
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)
