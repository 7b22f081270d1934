"""
The live key of one compartment for one colleague: sealing and opening at one place.

Only the values of ``vault.opened`` and the exchange of keys use it; nothing outside the vault holds
one.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import InstrumentedAttribute

from crypto import fields, wrap
from crypto.encoding import WrapPlace
from crypto.errors import CryptoError
from crypto.keys import EpochKey, FieldKey, Share, case_key, check_commitment, field_key
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import KeyId, Sealed
from journal.store.keys import KeyEpochRow, WrapKind
from journal.vault.certificates import Chain
from journal.vault.desk import Desk
from journal.vault.provider import KeyProvider

Column = InstrumentedAttribute[Sealed] | InstrumentedAttribute[Sealed | None]
"""A sealed column of a table, named as ``NoteRow.body_sealed``."""


class Keyring:
    """
    The live key of one compartment for one colleague.

    Unwraps nothing until a text is sealed or opened.

    Args:
        desk: the unit of work.
        provider: holder of the shares.
        chain: of this house.
        epoch: the live epoch, its signature checked.
        blob: the colleague's own wrap of it.
    """

    def __init__(
        self, desk: Desk, provider: KeyProvider, chain: Chain, epoch: KeyEpochRow, blob: bytes
    ) -> None:
        self._desk = desk
        self._provider = provider
        self.chain = chain
        self.house = chain.house
        self.comp = Compartment(epoch.comp)
        self.key_id = KeyId(epoch.key_id)
        self._epoch = epoch
        self._blob = blob
        self._epoch_key: EpochKey | None = None
        self._shares: dict[UUID, Share] = {}
        self._field_keys: dict[tuple[UUID, str, str], FieldKey] = {}

    def epoch_key(self) -> EpochKey:
        """Unwrap the epoch's key; raises ``Tampered`` when wrap or commitment do not fit."""
        if self._epoch_key is None:
            self._epoch_key = self._unwrapped()
        return self._epoch_key

    def _unwrapped(self) -> EpochKey:
        keys, staff = self._desk.principal.keys, self._desk.principal.id
        if keys is None or staff is None:
            raise AccessDenied
        place = WrapPlace(
            house=self.house.bytes,
            scope=self._epoch.scope_id.bytes,
            comp=self._epoch.comp,
            epoch=self._epoch.epoch,
            key_id=self.key_id,
            kind=WrapKind.STAFF.value,
            recipient=staff.bytes,
            recipient_pub=keys.box.public().to_bytes(),
        )
        try:
            key = wrap.unwrap(keys.box, self._blob, place.info())
            check_commitment(key, self.key_id, self._epoch.commitment)
        except CryptoError as error:
            raise Tampered from error
        return key

    def prefetch(self, abouts: Sequence[UUID]) -> None:
        """Fetch the shares of many cases in one query."""
        wanted = [about for about in abouts if about not in self._shares]
        if wanted:
            self._shares.update(self._provider.shares(wanted, self.comp))

    def _field_key(self, about: UUID, column: Column) -> FieldKey:
        place = (about, column.class_.__tablename__, column.key)
        if place not in self._field_keys:
            self.prefetch([about])
            if about not in self._shares:
                raise Tampered
            key = case_key(self.epoch_key(), self._shares[about], int(self.comp), self.key_id)
            self._field_keys[place] = field_key(key, *place[1:])
        return self._field_keys[place]

    def seal(self, about: UUID, column: Column, core: bytes, flags: int, text: bytes) -> Sealed:
        """Seal a text under this key for one place."""
        header = fields.Header(
            suite=fields.SUITE_AES_GCM, comp=int(self.comp), flags=flags, key_id=self.key_id
        )
        return Sealed(fields.seal(self._field_key(about, column), header, core, text))

    def unseal(
        self, about: UUID, column: Column, core: bytes, flags: int, envelope: bytes | None
    ) -> bytes:
        """Open a text that was sealed under this key for one place; raises ``Tampered``."""
        try:
            header = fields.Header.parse(envelope or b"")
            if (header.comp, header.flags, header.key_id) != (int(self.comp), flags, self.key_id):
                raise Tampered
            return fields.unseal(self._field_key(about, column), envelope or b"", core)
        except CryptoError as error:
            raise Tampered from error
