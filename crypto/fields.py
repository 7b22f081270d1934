"""
The envelope of one sealed field.

Rules: twelve header bytes say how it was made and which key opens it, and are authenticated; a
header this version does not know is refused, never guessed; whatever fails on opening is the same
error.
"""

from dataclasses import dataclass
from typing import Self

from crypto.encoding import HEADER_SIZE, KEY_ID_SIZE, compartment, field_aad, fixed, intake_info
from crypto.errors import Malformed, OpenFailed
from crypto.identity import BoxPrivate, BoxPublic
from crypto.keys import FieldKey
from crypto.padding import pad, unpad
from crypto.sealing import seal as seal_bytes
from crypto.sealing import unseal as unseal_bytes
from crypto.sealing import unsealing
from crypto.wrap import open_from, seal_to

VERSION = 1
SUITE_AES_GCM = 1
SUITE_INTAKE = 3
SUITES = (SUITE_AES_GCM, SUITE_INTAKE)
PADDED = 1
EVENT_BOUND = 4
SIGNED = 8
KNOWN_FLAGS = PADDED | EVENT_BOUND | SIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """
    The first twelve bytes of an envelope.

    Attributes:
        suite: SUITE_AES_GCM or SUITE_INTAKE.
        comp: compartment, 1 to 11.
        flags: PADDED, EVENT_BOUND and SIGNED, joined by ``|``.
        key_id: 8 bytes; picks exactly one key.
    """

    suite: int
    comp: int
    flags: int
    key_id: bytes

    def __post_init__(self) -> None:
        """Refuse, as Malformed, what this version cannot make or open."""
        if self.suite not in SUITES:
            raise Malformed("unknown suite")
        if self.flags & ~KNOWN_FLAGS:
            raise Malformed("unknown flag")
        compartment(self.comp)
        fixed(self.key_id, KEY_ID_SIZE, "key id")

    def pack(self) -> bytes:
        """Return version | suite | comp | flags | key id, 12 bytes."""
        return bytes((VERSION, self.suite, self.comp, self.flags)) + self.key_id

    @classmethod
    def parse(cls, envelope: bytes) -> Self:
        """
        Return the header of an envelope.

        Raises:
            Malformed: too short, or a version, suite, compartment or flag not known here.
        """
        if len(envelope) < HEADER_SIZE:
            raise Malformed("envelope is too short")
        version, suite, comp, flags = envelope[:4]
        if version != VERSION:
            raise Malformed("unknown version")
        return cls(suite=suite, comp=comp, flags=flags, key_id=envelope[4:HEADER_SIZE])


def seal(key: FieldKey, header: Header, core: bytes, text: bytes) -> bytes:
    """
    Seal a text for one place.

    Args:
        key: the key of the column.
        header: suite SUITE_AES_GCM; with PADDED the text is padded; EVENT_BOUND must be set
            exactly when the core carries an event id, SIGNED exactly when the text is signed.
        core: ``Place.core()``.
        text: what to hide.

    Returns:
        header (12) | nonce (12) | ciphertext | tag (16).

    Raises:
        Malformed: the header names another suite.
    """
    _check_suite(header, SUITE_AES_GCM)
    packed = header.pack()
    return packed + seal_bytes(key.raw, field_aad(packed, core), _padded(header, text))


def unseal(key: FieldKey, envelope: bytes, core: bytes) -> bytes:
    """
    Open a text that ``seal`` made for the same place.

    Raises:
        OpenFailed: it does not open, for whatever reason.
    """
    try:
        header = Header.parse(envelope)
        _check_suite(header, SUITE_AES_GCM)
        aad = field_aad(envelope[:HEADER_SIZE], core)
        return _unpadded(header, unseal_bytes(key.raw, aad, envelope[HEADER_SIZE:]))
    except Malformed:
        raise OpenFailed from None


class Reader:
    """
    Opens many texts that one key has sealed for one column, as ``unseal`` opens each.

    What does not depend on the text is done once.

    Args:
        key: the key of the column.
        header: what each envelope must begin with.
    """

    __slots__ = ("_header", "_label", "_packed", "_unseal")

    def __init__(self, key: FieldKey, header: Header) -> None:
        _check_suite(header, SUITE_AES_GCM)
        self._header = header
        self._packed = header.pack()
        self._label = field_aad(self._packed, b"")
        self._unseal = unsealing(key.raw)

    def takes(self, envelope: bytes) -> bool:
        """Whether an envelope begins with the header."""
        return envelope.startswith(self._packed)

    def unseal(self, envelope: bytes, core: bytes) -> bytes:
        """
        Open a text that was sealed for one place.

        Raises:
            OpenFailed: another header, or it does not open, for whatever reason.
        """
        if not self.takes(envelope):
            raise OpenFailed
        try:
            opened = self._unseal(self._label + core, envelope[HEADER_SIZE:])
            return _unpadded(self._header, opened)
        except Malformed:
            raise OpenFailed from None


def seal_intake(recipient: BoxPublic, header: Header, core: bytes, text: bytes) -> bytes:
    """
    Seal a text for one place so that its writer cannot open it again.

    Args:
        recipient: the intake key of the epoch, whose signature the caller has checked.
        header: suite SUITE_INTAKE; flags as for ``seal``.
        core: ``Place.core()``.
        text: what to hide.

    Returns:
        header (12) | enc (32) | ciphertext | tag (16).

    Raises:
        Malformed: the header names another suite, or nothing can be sealed to the key.
    """
    _check_suite(header, SUITE_INTAKE)
    packed = header.pack()
    return packed + seal_to(recipient, intake_info(packed, core), _padded(header, text))


def unseal_intake(private: BoxPrivate, envelope: bytes, core: bytes) -> bytes:
    """
    Open a text that ``seal_intake`` made for the same place.

    Raises:
        OpenFailed: it does not open, for whatever reason.
    """
    try:
        header = Header.parse(envelope)
        _check_suite(header, SUITE_INTAKE)
        info = intake_info(envelope[:HEADER_SIZE], core)
        return _unpadded(header, open_from(private, info, envelope[HEADER_SIZE:]))
    except Malformed:
        raise OpenFailed from None


def _check_suite(header: Header, suite: int) -> None:
    if header.suite != suite:
        raise Malformed("another suite")


def _padded(header: Header, text: bytes) -> bytes:
    return pad(text) if header.flags & PADDED else text


def _unpadded(header: Header, text: bytes) -> bytes:
    return unpad(text) if header.flags & PADDED else text
