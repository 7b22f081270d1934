"""The small box opens with its key and context, and a session only with both its halves."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import sealing, session
from crypto.errors import Malformed, OpenFailed

KEY = b"\x01" * 32


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_what_is_sealed_comes_back(data, aad):
    """Any data in any context; 28 bytes longer."""
    sealed = sealing.seal(KEY, aad, data)
    assert len(sealed) == len(data) + 28
    assert sealing.unseal(KEY, aad, sealed) == data


def test_every_change_is_the_same_failure():
    """Another key, another context, any bit, any cut."""
    sealed = sealing.seal(KEY, b"aad", b"data")
    attempts = [(b"\x02" * 32, b"aad", sealed), (KEY, b"aaD", sealed), (KEY, b"", sealed)]
    attempts += [(KEY, b"aad", sealed[:length]) for length in range(len(sealed))]
    for bit in range(8 * len(sealed)):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        attempts.append((KEY, b"aad", bytes(changed)))
    for key, aad, attempt in attempts:
        with pytest.raises(OpenFailed):
            sealing.unseal(key, aad, attempt)


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    """AES with 16 or 24 bytes would work and be weaker."""
    for act in (sealing.seal, sealing.unseal):
        with pytest.raises(Malformed):
            act(bytes(length), b"", bytes(40))
    with pytest.raises(Malformed):
        sealing.mac(bytes(length), b"")


def test_hkdf_of_rfc_5869():
    """Test case 1 of RFC 5869, its first 32 bytes."""
    derived = sealing.derive(
        b"\x0b" * 22, bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"), salt=bytes(range(13))
    )
    assert derived.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"


def test_hmac_of_rfc_4231():
    """The 32-byte-key case is not published; the key of case 1, filled with zeros, is the same."""
    key = (b"\x0b" * 20).ljust(32, b"\0")
    assert sealing.mac(key, b"Hi There").hex() == (
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    )


def test_same_compares_bytes():
    """Equal is equal, and nothing else is."""
    assert sealing.same(b"abc", b"abc")
    assert not sealing.same(b"abc", b"abd")
    assert not sealing.same(b"abc", b"ab")


def test_a_session_is_found_by_a_digest():
    """The table of sessions holds nothing a browser could send."""
    token = b"\x05" * 32
    assert session.session_row_id(token) == hashlib.sha256(b"SKJ1 sid" + token).digest()


def test_a_session_opens_with_both_halves_only():
    """The cookie alone, another cookie, or a restarted service: another key."""
    made = {
        session.session_key(token, node)
        for token in (b"\x05" * 32, b"\x06" * 32)
        for node in (b"\x07" * 32, b"\x08" * 32)
    }
    assert len(made) == 4
    expected = sealing.derive(b"\x05" * 32 + b"\x07" * 32, b"SKJ1 session")
    assert session.session_key(b"\x05" * 32, b"\x07" * 32) == expected


@pytest.mark.parametrize("length", [0, 31, 33])
def test_halves_of_another_length_are_refused(length):
    """So the two can never be cut apart in another way."""
    with pytest.raises(Malformed):
        session.session_row_id(bytes(length))
    with pytest.raises(Malformed):
        session.session_key(bytes(length), bytes(32))
    with pytest.raises(Malformed):
        session.session_key(bytes(32), bytes(length))
