"""
The exact bytes that are authenticated or wrapped, and what an author signs.

Rules: every message opens with its own ``SKJ1`` label; a field of varying length is preceded by
its length (u16); numbers are big-endian; ids are 16 bytes, key ids 8, public keys and commitments
32; so two different statements never have the same bytes.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from crypto.errors import Malformed

ID_SIZE = 16
KEY_ID_SIZE = 8
HEADER_SIZE = 12
FIRST_COMPARTMENT = 1
LAST_COMPARTMENT = 11


def lp(data: bytes) -> bytes:
    """
    Return the data preceded by its length as u16.

    Raises:
        Malformed: longer than 65,535 bytes.
    """
    return number(len(data), 2) + data


def number(value: int, size: int) -> bytes:
    """
    Return a whole number as ``size`` big-endian bytes.

    Raises:
        Malformed: negative or too large.
    """
    try:
        return value.to_bytes(size)
    except OverflowError:
        raise Malformed("number out of range") from None


def fixed(data: bytes, size: int, what: str) -> bytes:
    """
    Return the data unchanged if it has the length the format demands.

    Args:
        data: the bytes.
        size: how many there must be.
        what: the name of the field, for the error.

    Raises:
        Malformed: another length.
    """
    if len(data) != size:
        raise Malformed(f"{what} must be {size} bytes")
    return data


def compartment(comp: int) -> bytes:
    """
    Return the one byte of a compartment number.

    Raises:
        Malformed: not 1 to 11.
    """
    if not FIRST_COMPARTMENT <= comp <= LAST_COMPARTMENT:
        raise Malformed("no such compartment")
    return number(comp, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where one sealed text belongs; it opens nowhere else.

    Attributes:
        house: id of the house, 16 bytes.
        table: name of the table.
        column: name of the sealed column.
        row: id of the row, 16 bytes.
        about: id of the case the text is about, 16 bytes, or None if it is about nobody.
        revision: which saved version of the row, u32.
        event: id of the log event of the writing, 16 bytes, or None if the text is not bound to
            one; then the envelope does not carry the event-bound flag.
    """

    house: bytes
    table: str
    column: str
    row: bytes
    about: bytes | None
    revision: int
    event: bytes | None

    def core(self) -> bytes:
        """
        Return LP(house) LP(table) LP(column) LP(row) LP(about or empty) revision [event].

        Raises:
            Malformed: an id of another length, or a revision beyond u32.
        """
        about = b"" if self.about is None else fixed(self.about, ID_SIZE, "about")
        event = b"" if self.event is None else fixed(self.event, ID_SIZE, "event")
        return (
            lp(fixed(self.house, ID_SIZE, "house"))
            + lp(self.table.encode())
            + lp(self.column.encode())
            + lp(fixed(self.row, ID_SIZE, "row"))
            + lp(about)
            + number(self.revision, 4)
            + event
        )


def cores(place: Place) -> Callable[[bytes, int, bytes], bytes]:
    """
    Return ``Place.core`` for other rows of the same column, about the same case.

    Args:
        place: of any row, bound to an event.

    Returns:
        A function of row, revision and event; it raises ``Malformed`` as ``core`` does.
    """
    whole = place.core()
    own = number(place.revision, 4) + (place.event or b"")
    about = lp(place.about or b"")
    head = whole[: -len(lp(place.row) + about + own)] + number(ID_SIZE, 2)

    def core(row: bytes, revision: int, event: bytes) -> bytes:
        return b"".join(
            (
                head,
                fixed(row, ID_SIZE, "row"),
                about,
                number(revision, 4),
                fixed(event, ID_SIZE, "event"),
            )
        )

    return core


def field_aad(header: bytes, core: bytes) -> bytes:
    """Return the associated data of a field: label | envelope bytes 0-11 | core."""
    return b"SKJ1 field" + fixed(header, HEADER_SIZE, "header") + core


def intake_info(header: bytes, core: bytes) -> bytes:
    """Return the HPKE info of a text for the intake key: label | envelope bytes 0-11 | core."""
    return b"SKJ1 intake" + fixed(header, HEADER_SIZE, "header") + core


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapPlace:
    """
    Which epoch key is wrapped to whom.

    Attributes:
        house, scope: ids, 16 bytes; the scope is the case, house or person whose epoch it is.
        comp: compartment, 1 to 11.
        epoch: u32.
        key_id: 8 bytes.
        kind: what the recipient is, such as ``staff`` or ``recovery``.
        recipient: her id, 16 bytes, or 8 for a key id.
        recipient_pub: her X25519 public key, 32 bytes.
    """

    house: bytes
    scope: bytes
    comp: int
    epoch: int
    key_id: bytes
    kind: str
    recipient: bytes
    recipient_pub: bytes

    def info(self) -> bytes:
        """
        Return the HPKE info of the wrap.

        Raises:
            Malformed: a field of another length or out of range.
        """
        return (
            b"SKJ1 wrap"
            + lp(fixed(self.house, ID_SIZE, "house"))
            + lp(fixed(self.scope, ID_SIZE, "scope"))
            + compartment(self.comp)
            + number(self.epoch, 4)
            + fixed(self.key_id, KEY_ID_SIZE, "key id")
            + lp(self.kind.encode())
            + lp(self.recipient)
            + fixed(self.recipient_pub, 32, "recipient key")
        )


def note_message(core: bytes, author: bytes, text: bytes) -> bytes:
    """
    Return what an author signs: label, LP(core), LP(author), SHA-256(text).

    Args:
        core: the place of the text, so that the signature cannot move with it.
        author: her id, 16 bytes.
        text: the text itself, UTF-8.

    Raises:
        Malformed: an author of another length.
    """
    author = fixed(author, ID_SIZE, "author")
    return b"SKJ1 note" + lp(core) + lp(author) + hashlib.sha256(text).digest()


def recovery_info(house: bytes, i: int, j: int) -> bytes:
    """
    Return the derivation info of the pair of recovery slips i and j.

    Args:
        house: its id, 16 bytes.
        i: number of the first slip.
        j: number of the second slip, larger than i.

    Raises:
        Malformed: a house id of another length, or not two different slips of three in order.
    """
    if not 1 <= i < j <= 3:
        raise Malformed("no such pair of slips")
    return b"SKJ1 recovery" + lp(fixed(house, ID_SIZE, "house")) + number(i, 1) + number(j, 1)
