"""A person's keys sign, open and are recognised by digits read aloud."""

import hashlib
import re

import pytest

from crypto.errors import BadSignature, Malformed
from crypto.identity import (
    BoxPrivate,
    BoxPublic,
    SignPrivate,
    SignPublic,
    UserKeys,
    fingerprint,
    pin,
)


def test_ed25519_of_rfc_8032():
    """Seed, public key and signature of RFC 8032, section 7.1, test 2."""
    private = SignPrivate.from_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    assert private.public().to_bytes().hex() == (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    )
    assert private.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


def test_x25519_of_rfc_9180():
    """The recipient's pair of RFC 9180, appendix A.1.1."""
    private = BoxPrivate.from_bytes(
        bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
    )
    assert private.public().to_bytes().hex() == (
        "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"
    )


def test_a_signature_is_of_one_key_and_one_message():
    """Another message, another key, a changed or cut signature: refused."""
    private = SignPrivate.generate()
    signature = private.sign(b"besked")
    private.public().verify(signature, b"besked")
    attempts = [
        (private.public(), signature, b"beskeD"),
        (SignPrivate.generate().public(), signature, b"besked"),
        (private.public(), bytes(64), b"besked"),
        (private.public(), signature[:-1], b"besked"),
        (private.public(), b"", b"besked"),
    ]
    for public, attempt, message in attempts:
        with pytest.raises(BadSignature):
            public.verify(attempt, message)
    for bit in range(8 * len(signature)):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadSignature):
            private.public().verify(bytes(changed), b"besked")


def test_keys_come_back_from_their_bytes():
    """Private, public and both together."""
    user = UserKeys.generate()
    assert len(user.to_bytes()) == 64
    assert UserKeys.from_bytes(user.to_bytes()) == user
    assert BoxPublic.from_bytes(user.box.public().to_bytes()) == user.box.public()
    assert SignPublic.from_bytes(user.sign.public().to_bytes()) == user.sign.public()


@pytest.mark.parametrize("length", [0, 31, 33])
def test_keys_of_another_length_are_refused(length):
    """No key is cut or filled up."""
    for kind in (BoxPublic, SignPublic, BoxPrivate, SignPrivate):
        with pytest.raises(Malformed):
            kind.from_bytes(bytes(length))
    with pytest.raises(Malformed):
        UserKeys.from_bytes(bytes(length + 32))
    with pytest.raises(Malformed):
        pin(bytes(length))
    with pytest.raises(Malformed):
        fingerprint(bytes(length), bytes(32))
    with pytest.raises(Malformed):
        fingerprint(bytes(32), bytes(length))


def test_a_fingerprint_can_be_read_aloud():
    """Four groups of five digits, of both keys, in their order."""
    read_aloud = fingerprint(b"1" * 32, b"2" * 32)
    assert read_aloud == "16327 70058 67688 86703"
    others = [fingerprint(b"2" * 32, b"1" * 32), fingerprint(b"1" * 32, b"3" * 32)]
    assert read_aloud not in others
    for number in range(200):
        digits = fingerprint(number.to_bytes(32), bytes(32))
        assert re.fullmatch(r"[0-9]{5}( [0-9]{5}){3}", digits)


def test_a_pin_is_the_plain_sha_256():
    """Anyone can compute what the pin file must hold."""
    assert pin(b"1" * 32) == hashlib.sha256(b"1" * 32).hexdigest()
