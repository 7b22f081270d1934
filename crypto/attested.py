"""
What the log key signs beside checkpoints: lines of the replay log and lists of what a backup holds.

Rules: each message opens with a label of its own and names the house, so that none stands for
another, nor for a checkpoint.
"""

import hashlib

from crypto.encoding import ID_SIZE, fixed, lp

HASH_SIZE = 32
FIRST = bytes(HASH_SIZE)
"""What stands before the first line of a replay log."""


def line_message(house: bytes, before: bytes, body: bytes) -> bytes:
    """
    Return what is signed of one line of a replay log.

    Args:
        house: id, 16 bytes.
        before: ``line_hash`` of the line before it, 32 bytes; ``FIRST`` for the first.
        body: the line without its signature, any length.

    Raises:
        Malformed: an id or a hash of another length.
    """
    return (
        b"SKJ1 replay"
        + lp(fixed(house, ID_SIZE, "house"))
        + fixed(before, HASH_SIZE, "hash")
        + body
    )


def line_hash(before: bytes, body: bytes) -> bytes:
    """Return SHA-256(before | body): a line fixes all lines above it."""
    return hashlib.sha256(before + body).digest()


def list_message(house: bytes, body: bytes) -> bytes:
    """
    Return what is signed of the list of a backup.

    Args:
        house: id, 16 bytes.
        body: the list as it is stored, any length.
    """
    return b"SKJ1 backup" + lp(fixed(house, ID_SIZE, "house")) + body
