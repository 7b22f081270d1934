"""
The code with which a resident proves that a file is hers.

Eight signs find it, sixteen open it, one tells a slip of the pen.

Rules: Crockford's base 32 with its own check; the check stands for the whole, modulo 37, and a code
whose check is no letter or digit of the alphabet is never drawn, so nobody has to write a star.
"""

import os
from dataclasses import dataclass, field

from crypto import typed
from crypto.errors import Malformed

LOCATOR = 8
SECRET = 16
_CHECKED_BY = 37
_SYMBOLS = LOCATOR + SECRET


@dataclass(frozen=True, slots=True)
class RetrievalCode:
    """
    A code in its two parts.

    Attributes:
        locator: finds a row; no secret, and names nobody.
        secret: 80 random bits.
    """

    locator: str = field(repr=False)
    secret: str = field(repr=False)

    def written(self) -> str:
        """As it stands on paper: LLLLLLLL-SSSS-SSSS-SSSS-SSSSC."""
        whole = self.locator + self.secret
        check = typed.ALPHABET[typed.value(whole) % _CHECKED_BY]
        return f"{self.locator}-{typed.grouped(self.secret, '-')}{check}"


def draw() -> RetrievalCode:
    """Draw a code; one in eight is thrown away for its check, a fifth of a bit of the 120."""
    while True:
        whole = "".join(typed.ALPHABET[byte & 31] for byte in os.urandom(_SYMBOLS))
        if typed.value(whole) % _CHECKED_BY < len(typed.ALPHABET):
            return RetrievalCode(whole[:LOCATOR], whole[LOCATOR:])


def read(text: str) -> RetrievalCode:
    """
    Read a code as somebody typed it: case, spaces, hyphens, O for 0, I and L for 1 do not matter.

    Raises:
        Malformed: another number of signs, a sign that no code has, or a check that does not fit.
    """
    plain = typed.plain(text)
    if len(plain) != _SYMBOLS + 1:
        raise Malformed("a code has another number of symbols")
    whole, check = plain[:_SYMBOLS], typed.value(plain[_SYMBOLS])
    if typed.value(whole) % _CHECKED_BY != check:
        raise Malformed("the check of a code does not fit")
    return RetrievalCode(whole[:LOCATOR], whole[LOCATOR:])
