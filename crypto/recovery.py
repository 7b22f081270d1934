"""
The recovery key of the house and the three paper slips that guard it.

Rules: any two slips open it and one alone does not; the private half exists only while the kit is
made; a slip can be typed back by a tired person, and a mistyped one is refused.
"""

from dataclasses import dataclass, field

from crypto import typed
from crypto.encoding import recovery_info
from crypto.errors import Malformed
from crypto.identity import BoxPrivate, BoxPublic
from crypto.keys import Share
from crypto.sealing import derive, seal

SLIPS = 3
VALUE_SYMBOLS = 52
CHECK_SYMBOLS = 4
# The largest prime that four symbols can hold. One wrong symbol changes the number by d * 32^k
# with 0 < d < 32, two neighbours changed over by 31 * d * 32^k; neither is a multiple of it.
CHECK_PRIME = 2 ** (typed.BITS * CHECK_SYMBOLS) - 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryKit:
    """
    A new recovery key.

    Attributes:
        public: every epoch is wrapped to it; pinned in the configuration.
        shares: the secrets of slip 1, 2 and 3; printed, typed back and forgotten.
        pair_12, pair_13, pair_23: the private half sealed under two shares each, 60 bytes.
    """

    public: BoxPublic
    shares: tuple[Share, Share, Share] = field(repr=False)
    pair_12: bytes = field(repr=False)
    pair_13: bytes = field(repr=False)
    pair_23: bytes = field(repr=False)


def make(house: bytes) -> RecoveryKit:
    """
    Draw a recovery key and its three slips, and forget the private half.

    Args:
        house: its id, 16 bytes; the pairs open for no other house.

    Raises:
        Malformed: an id of another length.
    """
    private = BoxPrivate.generate()
    first, second, third = Share.draw(), Share.draw(), Share.draw()
    return RecoveryKit(
        public=private.public(),
        shares=(first, second, third),
        pair_12=_seal_pair(private, recovery_info(house, 1, 2), first, second),
        pair_13=_seal_pair(private, recovery_info(house, 1, 3), first, third),
        pair_23=_seal_pair(private, recovery_info(house, 2, 3), second, third),
    )


def slip_text(number: int, share: Share) -> str:
    """
    Return what stands on a slip.

    Args:
        number: 1, 2 or 3.
        share: its secret.

    Returns:
        Fourteen groups of four letters and digits: the number (4 bits) and the share (256 bits)
        in 52 symbols, then the whole modulo a prime in 4.

    Raises:
        Malformed: no such slip.
    """
    _check_number(number)
    value = number << (8 * Share.SIZE) | int.from_bytes(share.raw)
    symbols = typed.symbols(value, VALUE_SYMBOLS)
    return typed.grouped(symbols + typed.symbols(value % CHECK_PRIME, CHECK_SYMBOLS), " ")


def read_slip(text: str) -> tuple[int, Share]:
    """
    Return number and secret of a slip as somebody typed it.

    Small and capital letters, spaces, hyphens and line ends make no difference; O counts as 0,
    I and L as 1.

    Raises:
        Malformed: not a slip, or mistyped: any one wrong symbol and any two neighbours changed
            over are always found.
    """
    symbols = typed.plain(text)
    if len(symbols) != VALUE_SYMBOLS + CHECK_SYMBOLS:
        raise Malformed("a slip has fourteen groups of four")
    value = typed.value(symbols[:VALUE_SYMBOLS])
    if typed.value(symbols[VALUE_SYMBOLS:]) != value % CHECK_PRIME:
        raise Malformed("the slip is mistyped")
    number = value >> (8 * Share.SIZE)
    _check_number(number)
    return number, Share((value % 2 ** (8 * Share.SIZE)).to_bytes(Share.SIZE))


def _seal_pair(private: BoxPrivate, info: bytes, left: Share, right: Share) -> bytes:
    key = derive(left.raw + right.raw, info)
    return seal(key, info + private.public().to_bytes(), private.to_bytes())


def _check_number(number: int) -> None:
    if not 1 <= number <= SLIPS:
        raise Malformed("no such slip")
