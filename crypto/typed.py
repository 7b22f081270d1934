"""
Secrets that people read from paper and type: letters and digits that cannot be mistaken.

Rules: Crockford's base 32, without I, L, O and U; case, spaces and hyphens make no difference, O
counts as 0, I and L as 1; what was typed is only ever used through a derivation.
"""

import os

from crypto.errors import Malformed
from crypto.keys import PasswordKey
from crypto.sealing import derive

# No I, L, O or U, so that nothing looks like a digit or a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None})
BITS = 5
GROUP = 4


def draw(count: int) -> str:
    """
    Draw a code.

    Args:
        count: symbols, a multiple of four; each holds 5 bits.

    Returns:
        Groups of four joined by hyphens.
    """
    return grouped("".join(ALPHABET[byte & 31] for byte in os.urandom(count)), "-")


def plain(text: str) -> str:
    """The symbols of a typed text: capitals, without spaces and hyphens, look-alikes resolved."""
    return "".join(text.split()).upper().translate(LOOK_ALIKES)


def code_key(text: str, count: int, info: bytes) -> PasswordKey:
    """
    Return the key that follows from a typed code.

    Args:
        text: as somebody typed it.
        count: how many symbols the code has.
        info: what the key is for, and whose it is.

    Raises:
        Malformed: another number of symbols, or a sign that no code has.

    Source: RFC 5869; a code is drawn with full entropy, so nothing slow is needed.
    """
    symbols_of_code = plain(text)
    if len(symbols_of_code) != count:
        raise Malformed("a code has another number of symbols")
    value(symbols_of_code)
    return PasswordKey(derive(symbols_of_code.encode(), info))


def grouped(text: str, joint: str) -> str:
    """Cut symbols into groups of four."""
    return joint.join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def symbols(number: int, count: int) -> str:
    """Write a number in ``count`` symbols."""
    shifts = range(BITS * (count - 1), -1, -BITS)
    return "".join(ALPHABET[number >> shift & 31] for shift in shifts)


def value(text: str) -> int:
    """
    Read a number from symbols.

    Raises:
        Malformed: a sign that stands on no slip.
    """
    number = 0
    for symbol in text:
        digit = ALPHABET.find(symbol)
        if digit < 0:
            raise Malformed("the slip holds a sign that no slip has")
        number = number << BITS | digit
    return number
