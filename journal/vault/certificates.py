"""
Whose keys are whose.

Certificates under the pinned root, and epochs signed by somebody it certifies.

A key read from the database counts for nothing until its chain ends at the pin.
"""

from collections.abc import Iterable
from datetime import datetime

from crypto.authorship import VerifiedSignatures
from crypto.errors import BadSignature, Malformed
from crypto.identity import SignPrivate, SignPublic
from crypto.statements import CertificateStatement, EpochStatement
from journal.domain.clock import to_milliseconds
from journal.domain.errors import Tampered
from journal.domain.ids import CertificateId, HouseId, StaffId
from journal.store.keys import KeyEpochRow
from journal.store.staff import CertificateRow


def issue(
    house: HouseId,
    root: SignPrivate,
    row_id: CertificateId,
    staff: StaffId,
    keys: tuple[bytes, bytes],
    life: tuple[datetime, datetime],
) -> CertificateRow:
    """
    State under the root that two public keys belong to a colleague.

    Args:
        keys: Ed25519 and X25519 public keys, 32 bytes each.
        life: first and last instant of the certificate, with a time zone.
    """
    row = CertificateRow(
        id=row_id,
        staff_id=staff,
        sign_pub=keys[0],
        box_pub=keys[1],
        not_before=life[0],
        not_after=life[1],
        sig=b"",
    )
    row.sig = root.sign(_statement(house, row).message())
    return row


def _statement(house: HouseId, row: CertificateRow) -> CertificateStatement:
    return CertificateStatement(
        house=house.bytes,
        certificate=row.id.bytes,
        staff=row.staff_id.bytes,
        sign_pub=row.sign_pub,
        box_pub=row.box_pub,
        not_before_ms=to_milliseconds(row.not_before),
        not_after_ms=to_milliseconds(row.not_after),
    )


def epoch_statement(house: HouseId, row: KeyEpochRow) -> EpochStatement:
    """The statement an epoch's creator signs."""
    return EpochStatement(
        house=house.bytes,
        scope=row.scope_id.bytes,
        comp=row.comp,
        epoch=row.epoch,
        key_id=row.key_id,
        commitment=row.commitment,
        intake_pub=row.intake_pub,
        creator=row.created_by.bytes,
        ms=row.created_ms,
    )


class Chain:
    """
    Checks certificates and epochs of one house.

    What was verified once is remembered for the life of the process.

    Args:
        house: id of the house, part of every signed message.
        root: the pinned root.
        known: memory of verified signatures.
    """

    def __init__(self, house: HouseId, root: SignPublic, known: VerifiedSignatures) -> None:
        self.house = house
        self.known = known
        self._root = root

    def check(self, certificate: CertificateRow) -> SignPublic:
        """
        Check a certificate.

        Returns:
            The certified signing key.

        Raises:
            Tampered: it does not chain to the pinned root.
        """
        try:
            self.known.verify(
                self._root, certificate.sig, _statement(self.house, certificate).message()
            )
            return SignPublic.from_bytes(certificate.sign_pub)
        except (BadSignature, Malformed) as error:
            raise Tampered from error

    def check_author(
        self, certificate: CertificateRow | None, author: StaffId, at: datetime
    ) -> SignPublic:
        """The signing key of a note's author at the time she signed; raises ``Tampered``."""
        if certificate is None or certificate.staff_id != author:
            raise Tampered
        if not certificate.not_before <= at <= certificate.not_after:
            raise Tampered
        return self.check(certificate)

    def is_signed_by_root(self, signature: bytes, message: bytes) -> bool:
        """Whether the pinned root signed a message."""
        try:
            self.known.verify(self._root, signature, message)
        except (BadSignature, Malformed):
            return False
        return True

    def check_epoch(self, epoch: KeyEpochRow, signers: Iterable[CertificateRow]) -> CertificateRow:
        """
        Check that a certified colleague made an epoch.

        Args:
            epoch: the epoch as stored.
            signers: the certificates its creator has had.

        Returns:
            The certificate under which it was signed.

        Raises:
            Tampered: none of them signed it.
        """
        message = epoch_statement(self.house, epoch).message()
        for certificate in signers:
            if certificate.staff_id != epoch.created_by:
                continue
            try:
                public = self.check(certificate)
                self.known.verify(public, epoch.sig, message)
            except (BadSignature, Tampered):
                continue
            return certificate
        raise Tampered
