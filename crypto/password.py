"""
From a password to keys.

Rules: one slow derivation per log-in, split afterwards; the cost is data stored with the user, so
it can be raised later; a cost too low to protect anyone is refused. Limiting how many derivations
run at once is the caller's business.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Self

from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

from crypto.encoding import ID_SIZE, fixed, lp
from crypto.errors import Malformed, OpenFailed
from crypto.identity import UserKeys
from crypto.keys import PasswordKey
from crypto.sealing import KEY_SIZE, derive, seal, unseal

SALT_SIZE = 16
TEST_NAME = "for tests only"
# Below 19 MiB and two passes a stolen database can be guessed at: OWASP Password Storage.
LEAST_MEMORY_KIB = 19 * 1024
LEAST_PASSES = 2
# Above these a changed row could make one log-in take the memory or the minutes of all.
MOST_MEMORY_KIB = 1024 * 1024
MOST_PASSES = 16
ONLY_LANES = 1
TEST_COST = (8, 1, 1)
PROFILE = re.compile(r"argon2id:([a-z][a-z ]{0,31}):([0-9]{1,7}):([0-9]{1,2}):([0-9]{1,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostProfile:
    """
    How slow one derivation is.

    Attributes:
        name: small letters and spaces.
        memory_kib: memory in KiB.
        passes: how often it is filled.
        lanes: always 1, so that one derivation takes one processor core.
    """

    name: str
    memory_kib: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        """Refuse, as Malformed, a cost outside the limits of this module."""
        if self.name == TEST_NAME:
            sound = (self.memory_kib, self.passes, self.lanes) == TEST_COST
        else:
            sound = (
                LEAST_MEMORY_KIB <= self.memory_kib <= MOST_MEMORY_KIB
                and LEAST_PASSES <= self.passes <= MOST_PASSES
                and self.lanes == ONLY_LANES
            )
        if not sound or not PROFILE.fullmatch(self.encode()):
            raise Malformed("cost profile out of limits")

    def encode(self) -> str:
        """Return the profile as stored: ``argon2id:name:memory:passes:lanes``."""
        return f"argon2id:{self.name}:{self.memory_kib}:{self.passes}:{self.lanes}"

    @classmethod
    def decode(cls, text: str) -> Self:
        """
        Return the profile that ``encode`` wrote.

        Raises:
            Malformed: written otherwise, or a cost outside the limits.
        """
        match = PROFILE.fullmatch(text)
        if match is None:
            raise Malformed("not a cost profile")
        name, memory_kib, passes, lanes = match.groups()
        profile = cls(name=name, memory_kib=int(memory_kib), passes=int(passes), lanes=int(lanes))
        if profile.encode() != text:
            raise Malformed("not a cost profile as it is written")
        return profile


STANDARD = CostProfile(name="standard", memory_kib=64 * 1024, passes=3, lanes=1)
CHEAPEST = CostProfile(name=TEST_NAME, memory_kib=8, passes=1, lanes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordKeys:
    """
    What one derivation gives.

    Attributes:
        auth: 32 bytes that prove the password; only a MAC of them is ever stored.
        wrap: the key that opens the user's private keys.
    """

    auth: bytes = field(repr=False)
    wrap: PasswordKey


def derive_keys(password: str, salt: bytes, profile: CostProfile) -> PasswordKeys:
    """
    Stretch a password and split the result.

    Args:
        password: as typed; composed and decomposed letters count as the same (NFC).
        salt: 16 random bytes of this user.
        profile: the stored cost.

    Raises:
        Malformed: a salt of another length, or a password that is not text.

    Source: RFC 9106 (Argon2id, version 1.3), then RFC 5869.
    """
    stretched = hash_secret_raw(
        secret=_normalised(password),
        salt=fixed(salt, SALT_SIZE, "salt"),
        time_cost=profile.passes,
        memory_cost=profile.memory_kib,
        parallelism=profile.lanes,
        hash_len=KEY_SIZE,
        type=Type.ID,
        version=ARGON2_VERSION,
    )
    return PasswordKeys(
        auth=derive(stretched, b"SKJ1 auth"),
        wrap=PasswordKey(derive(stretched, b"SKJ1 sk wrap")),
    )


def seal_user_keys(key: PasswordKey, staff: bytes, keys: UserKeys) -> bytes:
    """
    Seal a user's private keys under her password.

    Args:
        key: ``PasswordKeys.wrap``.
        staff: her id, 16 bytes; the keys open for nobody else's row.
        keys: the two private keys.

    Returns:
        nonce (12) | ciphertext (64) | tag (16).

    Raises:
        Malformed: an id of another length.
    """
    return seal(key.raw, _user_keys_aad(staff), keys.to_bytes())


def open_user_keys(key: PasswordKey, staff: bytes, sealed: bytes) -> UserKeys:
    """
    Open what ``seal_user_keys`` made.

    Raises:
        OpenFailed: other password, other person, changed bytes.
        Malformed: an id of another length.
    """
    aad = _user_keys_aad(staff)
    try:
        return UserKeys.from_bytes(unseal(key.raw, aad, sealed))
    except Malformed:
        raise OpenFailed from None


def _user_keys_aad(staff: bytes) -> bytes:
    return b"SKJ1 user keys" + lp(fixed(staff, ID_SIZE, "staff"))


def _normalised(password: str) -> bytes:
    try:
        return unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError:
        raise Malformed("password is not text") from None
