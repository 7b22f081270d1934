"""
What people of a house sign besides their notes: whose key, which post, which place, which shift.

Rules: every statement opens with a label of its own, names the house and, where an act in the log
made it, the event; so a row that somebody writes into the database says nothing until one of these
stands behind it.
"""

import hashlib
from dataclasses import dataclass

from crypto.encoding import ID_SIZE, KEY_ID_SIZE, compartment, fixed, lp, number


def _id(raw: bytes, what: str) -> bytes:
    return lp(fixed(raw, ID_SIZE, what))


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochStatement:
    """
    What the maker of an epoch signs.

    Attributes:
        house, scope, creator: ids, 16 bytes.
        comp: compartment, 1 to 11.
        epoch: u32.
        key_id: 8 bytes.
        commitment: 32 bytes, see ``crypto.keys.commitment``.
        intake_pub: X25519 public key of the epoch, 32 bytes.
        ms: when it was made, UTC milliseconds since 1970, u64.
    """

    house: bytes
    scope: bytes
    comp: int
    epoch: int
    key_id: bytes
    commitment: bytes
    intake_pub: bytes
    creator: bytes
    ms: int

    def message(self) -> bytes:
        """
        Return the bytes to sign.

        Raises:
            Malformed: a field of another length or out of range.
        """
        return (
            b"SKJ1 epoch"
            + _id(self.house, "house")
            + _id(self.scope, "scope")
            + compartment(self.comp)
            + number(self.epoch, 4)
            + fixed(self.key_id, KEY_ID_SIZE, "key id")
            + fixed(self.commitment, 32, "commitment")
            + fixed(self.intake_pub, 32, "intake key")
            + lp(b"")  # reserved
            + _id(self.creator, "creator")
            + number(self.ms, 8)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStatement:
    """
    What the organisation's root signs: these two public keys are this colleague's.

    Attributes:
        house, certificate, staff: ids, 16 bytes.
        sign_pub, box_pub: her public keys, 32 bytes each.
        not_before_ms, not_after_ms: UTC milliseconds since 1970, u64.
    """

    house: bytes
    certificate: bytes
    staff: bytes
    sign_pub: bytes
    box_pub: bytes
    not_before_ms: int
    not_after_ms: int

    def message(self) -> bytes:
        """
        Return the bytes to sign.

        Raises:
            Malformed: a field of another length or out of range.
        """
        return (
            b"SKJ1 cert"
            + _id(self.house, "house")
            + _id(self.certificate, "certificate")
            + _id(self.staff, "staff")
            + fixed(self.sign_pub, 32, "signing key")
            + fixed(self.box_pub, 32, "box key")
            + number(self.not_before_ms, 8)
            + number(self.not_after_ms, 8)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentStatement:
    """
    What the organisation's root signs: this colleague serves the house as this.

    Attributes:
        house, appointment, staff, certificate: ids, 16 bytes; the certificate is the one she
            serves under.
        role, profession: codes.
        ms: since when, UTC milliseconds since 1970, u64.
        event: the event of the signing, 16 bytes.
    """

    house: bytes
    appointment: bytes
    staff: bytes
    certificate: bytes
    role: str
    profession: str
    ms: int
    event: bytes

    def message(self) -> bytes:
        """
        Return the bytes to sign.

        Raises:
            Malformed: a field of another length or out of range.
        """
        return (
            b"SKJ1 post"
            + _id(self.house, "house")
            + _id(self.appointment, "appointment")
            + _id(self.staff, "staff")
            + _id(self.certificate, "certificate")
            + lp(self.role.encode())
            + lp(self.profession.encode())
            + number(self.ms, 8)
            + _id(self.event, "event")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceStatement:
    """
    What somebody who leads signs: this colleague is contact person of this case.

    Attributes:
        house, case, staff, certificate: ids, 16 bytes; the certificate is the signer's.
        profession: the code she serves under in this team.
        ms: since when, UTC milliseconds since 1970, u64.
        event: the event of the act, 16 bytes.
    """

    house: bytes
    case: bytes
    staff: bytes
    certificate: bytes
    profession: str
    ms: int
    event: bytes

    def message(self) -> bytes:
        """
        Return the bytes to sign.

        Raises:
            Malformed: a field of another length or out of range.
        """
        return (
            b"SKJ1 place"
            + _id(self.house, "house")
            + _id(self.case, "case")
            + _id(self.staff, "staff")
            + _id(self.certificate, "certificate")
            + lp(self.profession.encode())
            + number(self.ms, 8)
            + _id(self.event, "event")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftStatement:
    """
    What somebody who leads signs: this colleague is on duty from then to then.

    Attributes:
        house, shift, staff, certificate: ids, 16 bytes; the certificate is the signer's.
        starts_ms, ends_ms: UTC milliseconds since 1970, u64.
        event: the event of the act, 16 bytes.
    """

    house: bytes
    shift: bytes
    staff: bytes
    certificate: bytes
    starts_ms: int
    ends_ms: int
    event: bytes

    def message(self) -> bytes:
        """
        Return the bytes to sign.

        Raises:
            Malformed: a field of another length or out of range.
        """
        return (
            b"SKJ1 shift"
            + _id(self.house, "house")
            + _id(self.shift, "shift")
            + _id(self.staff, "staff")
            + _id(self.certificate, "certificate")
            + number(self.starts_ms, 8)
            + number(self.ends_ms, 8)
            + _id(self.event, "event")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresStatement:
    """
    What somebody signs of the yearly figures: a frozen year, a ledger, a step of a publication.

    Attributes:
        house, row, certificate: ids, 16 bytes; the certificate is the signer's.
        what: kind of the row, or the step, with its numbers.
        ms: when, UTC milliseconds since 1970, u64.
        event: the event of the act, 16 bytes.
        digest: SHA-256 of the figures it is about, 32 bytes.
    """

    house: bytes
    row: bytes
    certificate: bytes
    what: str
    ms: int
    event: bytes
    digest: bytes

    def message(self) -> bytes:
        """
        Return the bytes to sign.

        Raises:
            Malformed: a field of another length or out of range.
        """
        return (
            b"SKJ1 figures"
            + _id(self.house, "house")
            + _id(self.row, "row")
            + _id(self.certificate, "certificate")
            + lp(self.what.encode())
            + number(self.ms, 8)
            + _id(self.event, "event")
            + fixed(self.digest, 32, "digest")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTerms:
    """
    The terms of one timed access; their digest names it in the log before anything is released.

    Attributes:
        house, case, staff: ids, 16 bytes.
        face: ``breakglass`` or ``purpose``.
        comp: compartment, 1 to 11.
        reason: code.
        opened_ms, expires_ms: UTC milliseconds since 1970, u64.
        nonce: 16 random bytes, so that the digest of guessed terms proves nothing.
    """

    house: bytes
    case: bytes
    staff: bytes
    face: str
    comp: int
    reason: str
    opened_ms: int
    expires_ms: int
    nonce: bytes

    def digest(self) -> bytes:
        """
        Return the id of the grant: the first 16 bytes of SHA-256 over its terms.

        Whoever changes a term afterwards has a grant that no event names.

        Raises:
            Malformed: a field of another length or out of range.
        """
        message = (
            b"SKJ1 grant"
            + _id(self.house, "house")
            + _id(self.case, "case")
            + _id(self.staff, "staff")
            + lp(self.face.encode())
            + compartment(self.comp)
            + lp(self.reason.encode())
            + number(self.opened_ms, 8)
            + number(self.expires_ms, 8)
            + _id(self.nonce, "nonce")
        )
        return hashlib.sha256(message).digest()[:ID_SIZE]
