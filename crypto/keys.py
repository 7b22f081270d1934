"""
The kinds of keys and how one follows from another.

Rules: a kind is a type, so a share cannot stand where an epoch key belongs; a case key needs both
the epoch key and the share, so destroying the share ends everything under it; a key is used only
after its commitment was checked.
"""

import os

from crypto.encoding import KEY_ID_SIZE, compartment, fixed, lp
from crypto.errors import WrongKey
from crypto.identity import BoxPrivate
from crypto.sealing import derive, mac, same
from crypto.secret import Secret

__all__ = [
    "CaseKey",
    "EpochKey",
    "FieldKey",
    "PasswordKey",
    "RootKey",
    "Secret",
    "Share",
    "case_key",
    "check_commitment",
    "commitment",
    "draw_key_id",
    "field_key",
    "intake_private",
]


class EpochKey(Secret):
    """The key of one epoch of one (scope, compartment); stored only wrapped to its recipients."""

    __slots__ = ()


class Share(Secret):
    """The half of a case's keys that stays in the share store; without it no backup opens."""

    __slots__ = ()


class CaseKey(Secret):
    """What epoch key and share give together; memory only."""

    __slots__ = ()


class FieldKey(Secret):
    """The key of one column under one case key; memory only."""

    __slots__ = ()


class PasswordKey(Secret):
    """The half of a stretched password that opens the user's own keys; memory only."""

    __slots__ = ()


class RootKey(Secret):
    """The root of the key-encryption keys; its file lies outside the data."""

    __slots__ = ()


def draw_key_id() -> bytes:
    """Return a new random key id, 8 bytes."""
    return os.urandom(KEY_ID_SIZE)


def case_key(ek: EpochKey, share: Share, comp: int, key_id: bytes) -> CaseKey:
    """
    Return the key of one case in one compartment.

    Args:
        ek: the live epoch key.
        share: the share of the case the text is about, same compartment.
        comp: compartment, 1 to 11.
        key_id: 8 bytes, that of the epoch.

    Returns:
        HKDF-SHA256(epoch key, salt = share, "SKJ1 case key" | comp | key id).

    Raises:
        Malformed: no such compartment, or a key id of another length.
    """
    info = b"SKJ1 case key" + compartment(comp) + fixed(key_id, KEY_ID_SIZE, "key id")
    return CaseKey(derive(ek.raw, info, salt=share.raw))


def field_key(ck: CaseKey, table: str, column: str) -> FieldKey:
    """Return the key of one column: HKDF-SHA256(case key, label | LP(table) | LP(column))."""
    return FieldKey(derive(ck.raw, b"SKJ1 field key" + lp(table.encode()) + lp(column.encode())))


def commitment(ek: EpochKey, key_id: bytes) -> bytes:
    """
    Return the 32 bytes that tie an epoch to one key, so two members cannot be given two.

    AES-GCM alone does not commit: one ciphertext can be made to open under two keys.

    Returns:
        HMAC-SHA256(epoch key, "SKJ1 commit" | key id).

    Raises:
        Malformed: a key id of another length.
    """
    return mac(ek.raw, b"SKJ1 commit" + fixed(key_id, KEY_ID_SIZE, "key id"))


def check_commitment(ek: EpochKey, key_id: bytes, expected: bytes) -> None:
    """
    Return quietly if this is the key the epoch committed to.

    Raises:
        WrongKey: it is not.
        Malformed: a key id of another length.
    """
    if not same(commitment(ek, key_id), expected):
        raise WrongKey


def intake_private(ck: CaseKey, key_id: bytes) -> BoxPrivate:
    """
    Return the private intake key: opens what people sealed who may write and not read.

    Returns:
        HKDF-SHA256(case key, "SKJ1 intake key" | key id) as an X25519 private key.

    Raises:
        Malformed: a key id of another length.
    """
    info = b"SKJ1 intake key" + fixed(key_id, KEY_ID_SIZE, "key id")
    return BoxPrivate.from_bytes(derive(ck.raw, info))
