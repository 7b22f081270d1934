"""
Making keys for a compartment.

A new epoch is wrapped to everybody who shall hold it, stored, and then forgotten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crypto import wrap
from crypto.encoding import WrapPlace
from crypto.identity import BoxPublic
from crypto.keys import EpochKey, case_key, commitment, draw_key_id, intake_private
from journal.domain.clock import to_milliseconds
from journal.domain.compartments import GATED, Compartment
from journal.domain.errors import AccessDenied, KeysAway
from journal.domain.ids import CertificateId, HouseId, KeyId, StaffId
from journal.store import keys as key_store
from journal.store.keys import KeyEpochRow, KeyWrapRow, WrapKind
from journal.store.staff import Certified
from journal.vault.certificates import epoch_statement
from journal.vault.desk import Desk, Principal
from journal.vault.provider import KeyProvider


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom a key is wrapped to: a public key and the name it has in the wrap."""

    kind: WrapKind
    id: bytes
    pub: bytes
    certificate_id: CertificateId | None = None
    until: datetime | None = None
    """When a wrap to her ends; None for good."""

    @classmethod
    def colleague(cls, person: Certified) -> "Recipient":
        """A colleague whose certificate and post have been checked."""
        return cls(
            kind=WrapKind.STAFF,
            id=person.staff.id.bytes,
            pub=person.certificate.box_pub,
            certificate_id=CertificateId(person.certificate.id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEpoch:
    """
    A fresh key before it is stored.

    Its row, its wraps, and the key itself for what is sealed at once.
    """

    row: KeyEpochRow
    wraps: Sequence[KeyWrapRow]
    key: EpochKey


def wrapped(house: HouseId, epoch: KeyEpochRow, key: EpochKey, recipient: Recipient) -> KeyWrapRow:
    """Wrap a key to one recipient."""
    place = WrapPlace(
        house=house.bytes,
        scope=epoch.scope_id.bytes,
        comp=epoch.comp,
        epoch=epoch.epoch,
        key_id=epoch.key_id,
        kind=recipient.kind.value,
        recipient=recipient.id,
        recipient_pub=recipient.pub,
    )
    return KeyWrapRow(
        key_id=epoch.key_id,
        kind=recipient.kind.value,
        recipient_id=recipient.id,
        cert_id=recipient.certificate_id,
        blob=wrap.wrap(key, BoxPublic.from_bytes(recipient.pub), place.info()),
        expires_at=recipient.until,
    )


def make(
    provider: KeyProvider,
    house: HouseId,
    creator: Principal,
    scope: tuple[UUID, Compartment, int],
    recipients: Iterable[Recipient],
    now: datetime,
) -> NewEpoch:
    """
    Make the key of a compartment.

    Args:
        creator: a certified colleague with her keys, who signs the epoch.
        scope: whose key, in which compartment, and the number of the epoch (from 1).
        recipients: everybody who shall hold it.
        now: the present instant.

    Raises:
        AccessDenied: the creator has no keys.
        KeysAway: the share of this scope is not there.
    """
    if creator.keys is None or creator.id is None:
        raise AccessDenied
    key, key_id = EpochKey.draw(), draw_key_id()
    scope_id, comp, number = scope
    row = KeyEpochRow(
        key_id=KeyId(key_id),
        scope_id=scope_id,
        comp=int(comp),
        epoch=number,
        commitment=commitment(key, key_id),
        intake_pub=_intake_public(provider, house, scope_id, comp, key, key_id),
        created_by=StaffId(creator.id),
        created_ms=to_milliseconds(now),
        sig=b"",
    )
    row.sig = creator.keys.sign.sign(epoch_statement(house, row).message())
    return NewEpoch(
        row=row, wraps=[wrapped(house, row, key, recipient) for recipient in recipients], key=key
    )


def _intake_public(
    provider: KeyProvider,
    house: HouseId,
    scope: UUID,
    comp: Compartment,
    key: EpochKey,
    key_id: bytes,
) -> bytes:
    if comp in GATED:
        return provider.gated_public(house, comp, key, key_id)
    about = (
        house if comp is Compartment.PERSONAL else scope
    )  # a personal key has no case of its own
    shares = provider.shares([about], comp)
    if about not in shares:
        raise KeysAway
    return (
        intake_private(case_key(key, shares[about], int(comp), key_id), key_id).public().to_bytes()
    )


def store(desk: Desk, epoch: NewEpoch) -> None:
    """Store an epoch with its wraps."""
    key_store.add_epoch(desk.session, epoch.row)
    key_store.add_wraps(desk.session, epoch.wraps)


def drop(desk: Desk, key_id: KeyId) -> None:
    """End a key for good; the log must be held, and this work looks for the key no more."""
    key_store.delete_epoch(desk.session, key_id)
    desk.used = {use for use in desk.used if use[0] != key_id}
