"""
Wrapping an epoch key to one recipient, and sealing to a public key in general.

Rules: HPKE base mode as the ``cryptography`` package has it, nothing of our own; all context goes
into ``info``. HPKE does not say who wrapped: the signature over the epoch does.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from crypto.errors import Malformed, OpenFailed
from crypto.identity import BoxPrivate, BoxPublic
from crypto.keys import EpochKey

HPKE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
WRAP_SIZE = 80


def wrap(ek: EpochKey, recipient: BoxPublic, info: bytes) -> bytes:
    """
    Seal an epoch key to a recipient.

    Args:
        ek: the key.
        recipient: her public key, whose certificate the caller has checked.
        info: ``WrapPlace.info()``; needed again, byte for byte, to open.

    Returns:
        enc (32) | ciphertext (32) | tag (16).

    Raises:
        Malformed: the public key is a point to which nothing can be sealed.

    Source: RFC 9180, X25519, HKDF-SHA256, AES-256-GCM.
    """
    return seal_to(recipient, info, ek.raw)


def unwrap(private: BoxPrivate, blob: bytes, info: bytes) -> EpochKey:
    """
    Open a wrapped epoch key; check its commitment before use.

    Raises:
        OpenFailed: other recipient, other context, changed bytes or another length.
    """
    if len(blob) != WRAP_SIZE:
        raise OpenFailed
    return EpochKey(open_from(private, info, blob))


def seal_to(recipient: BoxPublic, info: bytes, data: bytes) -> bytes:
    """
    Seal bytes to a public key; returns enc (32) | ciphertext | tag (16).

    Raises:
        Malformed: the public key is a point to which nothing can be sealed.
    """
    try:
        return HPKE.encrypt(data, recipient.primitive(), info)
    except ValueError:
        raise Malformed("nothing can be sealed to this public key") from None


def open_from(private: BoxPrivate, info: bytes, sealed: bytes) -> bytes:
    """
    Open what ``seal_to`` made for this key and info.

    Raises:
        OpenFailed: other key, other info, changed or cut bytes.
    """
    try:
        return HPKE.decrypt(sealed, private.primitive(), info)
    except (InvalidTag, ValueError):
        raise OpenFailed from None
