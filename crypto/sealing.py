"""
The small symmetric tools: derive, seal, authenticate, compare.

Rules: every key is 32 bytes; every sealing draws its own nonce; context goes into the derivation
or the associated data, never into a convention.
"""

import hmac
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.errors import Malformed, OpenFailed

KEY_SIZE = 32
NONCE_SIZE = 12
TAG_SIZE = 16


def derive(secret: bytes, info: bytes, salt: bytes | None = None) -> bytes:
    """
    Return a 32-byte key that follows from a secret and a purpose.

    Args:
        secret: input key material with full entropy; never a password.
        info: what the key is for, unambiguous.
        salt: a second secret or public salt; None means none.

    Source: RFC 5869 (HKDF with SHA-256).
    """
    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=salt, info=info).derive(secret)


def seal(key: bytes, aad: bytes, data: bytes) -> bytes:
    """
    Seal bytes under a symmetric key.

    Args:
        key: 32 bytes.
        aad: the place and purpose; needed again, byte for byte, to open.
        data: what to hide; may be empty.

    Returns:
        nonce (12) | ciphertext | tag (16), AES-256-GCM.

    Raises:
        Malformed: the key is not 32 bytes.
    """
    _check_key(key)
    nonce = os.urandom(NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, data, aad)


def unseal(key: bytes, aad: bytes, sealed: bytes) -> bytes:
    """
    Open what ``seal`` made with the same key and associated data.

    Raises:
        OpenFailed: other key, other associated data, changed or cut bytes.
        Malformed: the key is not 32 bytes.
    """
    return unsealing(key)(aad, sealed)


def unsealing(key: bytes) -> Callable[[bytes, bytes], bytes]:
    """
    Return ``unseal`` for one key, for whoever opens much under it.

    Raises:
        Malformed: the key is not 32 bytes.
    """
    _check_key(key)
    cipher = AESGCM(key)

    def unseal_one(aad: bytes, sealed: bytes) -> bytes:
        if len(sealed) < NONCE_SIZE + TAG_SIZE:
            raise OpenFailed
        try:
            return cipher.decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], aad)
        except InvalidTag:
            raise OpenFailed from None

    return unseal_one


def mac(key: bytes, data: bytes) -> bytes:
    """
    Return the 32-byte HMAC-SHA256 of the data.

    Raises:
        Malformed: the key is not 32 bytes.

    Source: RFC 2104.
    """
    _check_key(key)
    return hmac.digest(key, data, "sha256")


def same(left: bytes, right: bytes) -> bool:
    """Tell whether two byte strings are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(left, right)


def _check_key(key: bytes) -> None:
    # AES-GCM would take 16 or 24 bytes as well and quietly be weaker.
    if len(key) != KEY_SIZE:
        raise Malformed("a symmetric key must be 32 bytes")
