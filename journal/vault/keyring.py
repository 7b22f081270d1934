"""
The live key of one compartment for one colleague: sealing and opening at one place.

Only the values of ``vault.opened`` and the exchange of keys use it; nothing outside the vault holds
one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import InstrumentedAttribute

from crypto import fields, wrap
from crypto.encoding import WrapPlace
from crypto.errors import CryptoError
from crypto.identity import BoxPrivate, BoxPublic
from crypto.keys import (
    CaseKey,
    EpochKey,
    FieldKey,
    Share,
    case_key,
    check_commitment,
    field_key,
    intake_private,
)
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import KeyId, Sealed
from journal.store.keys import KeyEpochRow, WrapKind
from journal.vault.certificates import Chain
from journal.vault.desk import Desk
from journal.vault.provider import KeyProvider

Column = InstrumentedAttribute[Sealed] | InstrumentedAttribute[Sealed | None]
"""A sealed column of a table, named as ``NoteRow.body_sealed``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose wrap a ring opens with, where it is not the actor: her private key and her name."""

    box: BoxPrivate = field(repr=False)
    id: bytes


class Keyring:
    """
    The live key of one compartment for one colleague.

    Unwraps nothing until a text is sealed or opened.

    Args:
        desk: the unit of work.
        provider: holder of the shares.
        chain: of this house.
        epoch: the live epoch, its maker checked.
        blob: the colleague's own wrap of it.
        kind: whether she holds it in her own right or for a time.
        holder: whose wrap it is, if not the actor's.
        key: the key itself, for whoever has made it in this work.
    """

    def __init__(
        self,
        desk: Desk,
        provider: KeyProvider,
        chain: Chain,
        epoch: KeyEpochRow,
        blob: bytes,
        kind: WrapKind = WrapKind.STAFF,
        holder: Holder | None = None,
        key: EpochKey | None = None,
    ) -> None:
        self._desk = desk
        self._holder = holder
        self._provider = provider
        self.chain = chain
        self.house = chain.house
        self.comp = Compartment(epoch.comp)
        self.key_id = KeyId(epoch.key_id)
        self.epoch = epoch
        self._blob = blob
        self._kind = kind
        self._epoch_key = key
        self._shares: dict[UUID, Share] = {}
        self._field_keys: dict[tuple[UUID, str, str], FieldKey] = {}
        self._intakes: dict[UUID, BoxPrivate] = {}

    def epoch_key(self) -> EpochKey:
        """Unwrap the epoch's key; raises ``Tampered`` when wrap or commitment do not fit."""
        if self._epoch_key is None:
            self._epoch_key = self._unwrapped()
        return self._epoch_key

    def _unwrapped(self) -> EpochKey:
        holder = self._holder or self._actor()
        place = WrapPlace(
            house=self.house.bytes,
            scope=self.epoch.scope_id.bytes,
            comp=self.epoch.comp,
            epoch=self.epoch.epoch,
            key_id=self.key_id,
            kind=self._kind.value,
            recipient=holder.id,
            recipient_pub=holder.box.public().to_bytes(),
        )
        try:
            key = wrap.unwrap(holder.box, self._blob, place.info())
            check_commitment(key, self.key_id, self.epoch.commitment)
        except CryptoError as error:
            raise Tampered from error
        return key

    def _actor(self) -> Holder:
        keys, staff = self._desk.principal.keys, self._desk.principal.id
        if keys is None or staff is None:
            raise AccessDenied
        return Holder(box=keys.box, id=staff.bytes)

    def prefetch(self, abouts: Sequence[UUID]) -> None:
        """Fetch the shares of many cases in one query."""
        wanted = [about for about in abouts if about not in self._shares]
        if wanted:
            self._shares.update(self._provider.shares(wanted, self.comp))

    def _case_key(self, about: UUID) -> CaseKey:
        self.prefetch([about])
        if about not in self._shares:
            raise Tampered
        return case_key(self.epoch_key(), self._shares[about], int(self.comp), self.key_id)

    def _field_key(self, about: UUID, column: Column) -> FieldKey:
        place = (about, column.class_.__tablename__, column.key)
        if place not in self._field_keys:
            self._field_keys[place] = field_key(self._case_key(about), *place[1:])
        return self._field_keys[place]

    def _intake(self, about: UUID) -> BoxPrivate:
        """What opens a text whose writer could not open it again."""
        if about not in self._intakes:
            self._intakes[about] = intake_private(self._case_key(about), self.key_id)
        return self._intakes[about]

    def seal(self, about: UUID, column: Column, core: bytes, flags: int, text: bytes) -> Sealed:
        """Seal a text under this key for one place."""
        header = fields.Header(
            suite=fields.SUITE_AES_GCM, comp=int(self.comp), flags=flags, key_id=self.key_id
        )
        return Sealed(fields.seal(self._field_key(about, column), header, core, text))

    def unseal(
        self, about: UUID, column: Column, core: bytes, flags: int, envelope: bytes | None
    ) -> bytes:
        """
        Open a text that was sealed under this key for one place, or sent to its intake.

        Raises:
            Tampered: it does not open.
        """
        try:
            header = self._checked(flags, envelope)
            if header.suite == fields.SUITE_INTAKE:
                return fields.unseal_intake(self._intake(about), envelope or b"", core)
            return fields.unseal(self._field_key(about, column), envelope or b"", core)
        except CryptoError as error:
            raise Tampered from error

    def reader(self, about: UUID, column: Column, flags: int) -> fields.Reader:
        """What opens many texts of a column that were sealed under this key, as ``unseal``."""
        header = fields.Header(
            suite=fields.SUITE_AES_GCM, comp=int(self.comp), flags=flags, key_id=self.key_id
        )
        return fields.Reader(self._field_key(about, column), header)

    def unseal_own(
        self, about: UUID, column: Column, core: bytes, flags: int, envelope: bytes | None
    ) -> bytes:
        """
        Open a text that somebody who holds this key has sealed: nothing sent to its intake.

        The intake is public, so what came in by it needs the signature of its author.

        Raises:
            Tampered: it does not open.
        """
        try:
            self._checked(flags, envelope)
            return fields.unseal(self._field_key(about, column), envelope or b"", core)
        except CryptoError as error:
            raise Tampered from error

    def receive(self, about: UUID, core: bytes, flags: int, envelope: bytes | None) -> bytes:
        """Open a text that was sent to the intake of this key; raises ``Tampered``."""
        try:
            self._checked(flags, envelope)
            return fields.unseal_intake(self._intake(about), envelope or b"", core)
        except CryptoError as error:
            raise Tampered from error

    def _checked(self, flags: int, envelope: bytes | None) -> fields.Header:
        header = fields.Header.parse(envelope or b"")
        if (header.comp, header.flags, header.key_id) != (int(self.comp), flags, self.key_id):
            raise Tampered
        return header


def key_id_of(envelope: bytes | None) -> KeyId | None:
    """The key that an envelope names, or None for something that is none."""
    try:
        return KeyId(fields.Header.parse(envelope or b"").key_id)
    except CryptoError:
        return None


def send(epoch: KeyEpochRow, flags: int, core: bytes, text: bytes) -> Sealed:
    """
    Seal a text to an epoch's public intake key: whoever seals it cannot open it again.

    Args:
        epoch: its maker checked.
    """
    header = fields.Header(
        suite=fields.SUITE_INTAKE, comp=epoch.comp, flags=flags, key_id=epoch.key_id
    )
    recipient = BoxPublic.from_bytes(epoch.intake_pub)
    return Sealed(fields.seal_intake(recipient, header, core, text))
