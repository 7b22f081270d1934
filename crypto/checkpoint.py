"""
The signed head of the log, as a text that can be printed, copied and checked anywhere.

Rules: origin, size and root, no extension lines, one Ed25519 signature whose key name is the
origin; a note is accepted only if writing it anew gives the same bytes.

Source: C2SP tlog-checkpoint and signed-note (signature type 0x01).
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from crypto.errors import BadSignature, Malformed
from crypto.identity import SIGNATURE_SIZE, SignPrivate, SignPublic
from crypto.merkle import HASH_SIZE

ED25519_TYPE = b"\x01"
KEY_HASH_SIZE = 4
SIGNATURE_MARK = "\u2014 "
LARGEST_SIZE = 2**63 - 1
# Printable ASCII without space and plus: narrower than the source, which allows most of Unicode.
ORIGIN = re.compile(r"[!-*,-~]{1,200}")
LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
NOTE_LINES = 6
PRINTED_LETTERS = 12
"""Of the root on a printed line: 72 bits, so that nobody finds another log that fits it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """
    The state of the log at one moment.

    Attributes:
        origin: the random name of the log; printable ASCII without space or plus.
        size: how many entries it has.
        root: the root of its tree, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse, as Malformed, what the text form cannot carry."""
        if not ORIGIN.fullmatch(self.origin):
            raise Malformed("origin is not a key name")
        if not 0 <= self.size <= LARGEST_SIZE:
            raise Malformed("size out of range")
        if len(self.root) != HASH_SIZE:
            raise Malformed("a root must be 32 bytes")

    def body(self) -> str:
        """Return the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_encode(self.root)}\n"


def sign(checkpoint: Checkpoint, private: SignPrivate) -> str:
    """Return the checkpoint as a signed note of six lines, each ended by a line feed."""
    signature = private.sign(checkpoint.body().encode())
    return _note(checkpoint, key_hash(checkpoint.origin, private.public()) + signature)


def read(note: str, origin: str, public: SignPublic) -> Checkpoint:
    """
    Return the checkpoint of a signed note.

    Args:
        note: the whole text, byte for byte.
        origin: the name of the log it must be about.
        public: the pinned key of that log.

    Raises:
        Malformed: not a note of exactly this form, or of another log.
        BadSignature: of this form, and not signed by this key.
    """
    lines = note.split("\n")
    if len(lines) != NOTE_LINES or not lines[4].startswith(SIGNATURE_MARK):
        raise Malformed("not a checkpoint")
    if lines[0] != origin:
        raise Malformed("checkpoint of another log")
    checkpoint = Checkpoint(origin=lines[0], size=_size(lines[1]), root=_decode(lines[2]))
    signed = _decode(lines[4].rpartition(" ")[2])
    # A lax reader accepts notes that differ from what was signed; this one compares every byte.
    if len(signed) != KEY_HASH_SIZE + SIGNATURE_SIZE or _note(checkpoint, signed) != note:
        raise Malformed("not a checkpoint as it is written")
    if signed[:KEY_HASH_SIZE] != key_hash(origin, public):
        raise BadSignature
    public.verify(signed[KEY_HASH_SIZE:], checkpoint.body().encode())
    return checkpoint


def split(text: str) -> list[str]:
    """
    Return the notes of a file in which checkpoints stand one after the other.

    What is left over at the end is a note of its own, which ``read`` refuses.
    """
    lines = LINE.findall(text)
    whole = NOTE_LINES - 1
    return ["".join(lines[at : at + whole]) for at in range(0, len(lines), whole)]


def printed(checkpoint: Checkpoint) -> str:
    """Return what fits on a line of paper: the size and the first 12 letters of the root."""
    return f"{checkpoint.size} {_encode(checkpoint.root)[:PRINTED_LETTERS]}"


def verifier_key(origin: str, public: SignPublic) -> str:
    """Return the public key of a log as one line: name+hash+key, as C2SP signed-note has it."""
    return f"{origin}+{key_hash(origin, public).hex()}+{_encode(ED25519_TYPE + public.raw)}"


def key_hash(name: str, public: SignPublic) -> bytes:
    """Return the four bytes that name a key: SHA-256(name | 0A | 01 | key), cut."""
    digest = hashlib.sha256(name.encode() + b"\n" + ED25519_TYPE + public.raw).digest()
    return digest[:KEY_HASH_SIZE]


def _note(checkpoint: Checkpoint, signed: bytes) -> str:
    return f"{checkpoint.body()}\n{SIGNATURE_MARK}{checkpoint.origin} {_encode(signed)}\n"


def _size(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Malformed("size is not a number") from None


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("not base64") from None
