"""
A person's two key pairs and how people and files name them.

Rules: private halves hide themselves; a public half is only trusted through a signature chained
to a pinned key, which is not this module's business; a fingerprint is for reading aloud, a pin
for comparing by program.
"""

import hashlib
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from crypto.errors import BadSignature, Malformed
from crypto.secret import Secret

PUBLIC_SIZE = 32
SIGNATURE_SIZE = 64
FINGERPRINT_GROUPS = 4
FINGERPRINT_GROUP_DIGITS = 5


@dataclass(frozen=True, slots=True)
class BoxPublic:
    """The public half of an X25519 pair: seals to its owner. ``raw`` is 32 bytes."""

    raw: bytes

    def __post_init__(self) -> None:
        _check_public(self.raw)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Return the key of 32 raw bytes; Malformed on another length."""
        return cls(raw)

    def to_bytes(self) -> bytes:
        """Return the 32 raw bytes."""
        return self.raw

    def primitive(self) -> X25519PublicKey:
        """Return the key object of the ``cryptography`` package."""
        return X25519PublicKey.from_public_bytes(self.raw)


@dataclass(frozen=True, slots=True)
class SignPublic:
    """The public half of an Ed25519 pair: checks its owner's signatures. ``raw`` is 32 bytes."""

    raw: bytes

    def __post_init__(self) -> None:
        _check_public(self.raw)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Return the key of 32 raw bytes; Malformed on another length."""
        return cls(raw)

    def to_bytes(self) -> bytes:
        """Return the 32 raw bytes."""
        return self.raw

    def verify(self, signature: bytes, message: bytes) -> None:
        """
        Return quietly if the owner signed the message.

        Args:
            signature: 64 bytes.
            message: what was signed, any length.

        Raises:
            BadSignature: she did not, or the signature has another length.

        Source: RFC 8032, Ed25519.
        """
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise BadSignature from None


class BoxPrivate(Secret):
    """
    The private half of an X25519 pair: opens what was sealed to its owner.

    The key object of the ``cryptography`` package is made once and goes when this one goes, as the
    bytes do: whoever opens many fields with one key would make it for each of them.
    """

    __slots__ = ("_made",)

    def __init__(self, raw: bytes) -> None:
        """Take the bytes as they are; Malformed on another length than 32."""
        super().__init__(raw)
        self._made: X25519PrivateKey | None = None

    @classmethod
    def generate(cls) -> Self:
        """Return a new private key from the system's randomness."""
        return cls.draw()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Return the key of 32 raw bytes; Malformed on another length."""
        return cls(raw)

    def to_bytes(self) -> bytes:
        """Return the 32 raw bytes, for sealing only."""
        return self.raw

    def public(self) -> BoxPublic:
        """Return the public half."""
        return BoxPublic(self.primitive().public_key().public_bytes_raw())

    def primitive(self) -> X25519PrivateKey:
        """Return the key object of the ``cryptography`` package."""
        if self._made is None:
            self._made = X25519PrivateKey.from_private_bytes(self.raw)
        return self._made


class SignPrivate(Secret):
    """The private half of an Ed25519 pair (the 32-byte seed of RFC 8032): signs."""

    __slots__ = ()

    @classmethod
    def generate(cls) -> Self:
        """Return a new private key from the system's randomness."""
        return cls.draw()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Return the key of 32 raw bytes; Malformed on another length."""
        return cls(raw)

    def to_bytes(self) -> bytes:
        """Return the 32 raw bytes, for sealing only."""
        return self.raw

    def public(self) -> SignPublic:
        """Return the public half."""
        return SignPublic(self._primitive().public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature over the message (RFC 8032)."""
        return self._primitive().sign(message)

    def _primitive(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserKeys:
    """The two private keys of one person: ``box`` opens, ``sign`` signs."""

    box: BoxPrivate
    sign: SignPrivate

    @classmethod
    def generate(cls) -> Self:
        """Return two new private keys."""
        return cls(box=BoxPrivate.generate(), sign=SignPrivate.generate())

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """
        Return the keys that ``to_bytes`` wrote.

        Raises:
            Malformed: not 64 bytes.
        """
        if len(raw) != BoxPrivate.SIZE + SignPrivate.SIZE:
            raise Malformed("user keys must be 64 bytes")
        return cls(
            box=BoxPrivate.from_bytes(raw[: BoxPrivate.SIZE]),
            sign=SignPrivate.from_bytes(raw[BoxPrivate.SIZE :]),
        )

    def to_bytes(self) -> bytes:
        """Return box key | sign key, 64 bytes, for sealing only."""
        return self.box.to_bytes() + self.sign.to_bytes()


def fingerprint(sign_pub: bytes, box_pub: bytes) -> str:
    """
    Return what a new colleague reads aloud so that the leader signs her keys and no others.

    Args:
        sign_pub: 32 bytes, Ed25519.
        box_pub: 32 bytes, X25519.

    Returns:
        Four groups of five decimal digits, such as ``01234 56789 01234 56789``: 66 bits of
        SHA-256, so that nobody finds a second pair with the same digits.

    Raises:
        Malformed: a key of another length.
    """
    _check_public(sign_pub)
    _check_public(box_pub)
    digest = hashlib.sha256(b"SKJ1 fingerprint" + sign_pub + box_pub).digest()
    count = FINGERPRINT_GROUPS * FINGERPRINT_GROUP_DIGITS
    digits = str(int.from_bytes(digest) % 10**count).zfill(count)
    starts = range(0, count, FINGERPRINT_GROUP_DIGITS)
    return " ".join(digits[start : start + FINGERPRINT_GROUP_DIGITS] for start in starts)


def pin(raw_public: bytes) -> str:
    """Return the SHA-256 of a 32-byte public key as 64 hex digits, as the pin file holds it."""
    _check_public(raw_public)
    return hashlib.sha256(raw_public).hexdigest()


def _check_public(raw: bytes) -> None:
    if len(raw) != PUBLIC_SIZE:
        raise Malformed("a public key must be 32 bytes")
