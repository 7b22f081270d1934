"""
Sealed documents that may change: sealing, opening after COMMIT, sealing again under a new key.

Rules: a document opens only at its place (row, case, revision, the event that wrote it), only under
a key that its writer held, and only if its row says of it what it says itself. It is not signed:
whoever holds the key may change it, and the log says who did.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from crypto import fields
from crypto.encoding import Place
from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseAlias, CaseId, KeyId, RecordId, Sealed
from journal.domain.records import Facts, RecordKind, from_document, may_be_in, to_document
from journal.store import records as record_store
from journal.store.records import RecordRow
from journal.vault.desk import Desk
from journal.vault.keyring import Keyring, key_id_of
from journal.vault.workshop import collect

RECORD_FLAGS = fields.PADDED | fields.EVENT_BOUND


class Opener(Protocol):
    """What has declared a record and opens it after COMMIT."""

    def read_record(self, row: RecordRow) -> dict[str, Any]:
        """Open a declared record."""
        ...


class UnreadRecord:
    """A declared document: it opens after COMMIT, and only then."""

    def __init__(self, opener: Opener, row: RecordRow) -> None:
        self._opener = opener
        self._row = row

    def document(self) -> dict[str, Any]:
        """
        Open the document.

        Returns:
            The fields as they were sealed.

        Raises:
            NotCommitted: the reading is not on record yet, or the request is over.
            Tampered: the envelope or its place do not stand, or the row shows another kind, author
                or time than was sealed; it is reported.
        """
        return self._opener.read_record(self._row)


def record_place(house: UUID, row: RecordRow) -> bytes:
    """The place of a document, bound into its envelope."""
    place = Place(
        house=house.bytes,
        table=RecordRow.__tablename__,
        column=RecordRow.body_sealed.key,
        row=row.id.bytes,
        about=None if row.case_id is None else row.case_id.bytes,
        revision=row.revision,
        event=row.event_id.bytes,
    )
    return place.core()


def require_fit(desk: Desk, row: RecordRow, comp: Compartment) -> None:
    """
    Insist that a row may be sealed under a key of this compartment by whoever acts.

    Raises:
        AccessDenied: its kind belongs elsewhere, or it names another author or time.
    """
    kind = RecordKind(row.kind)
    is_here = may_be_in(kind, comp, is_about_a_case=row.case_id is not None)
    is_hers = row.author_id == desk.principal.id and row.written_at == desk.now
    if row.comp != comp or not is_here or not is_hers:
        raise AccessDenied


def sealed(ring: Keyring, row: RecordRow, document: Mapping[str, Any]) -> Sealed:
    """The envelope of a document for its row, with what the row shows in clear."""
    return _seal(ring, row, to_document(_facts(row), document))


def opened(ring: Keyring, row: RecordRow) -> dict[str, Any]:
    """The fields of a document; raises ``Tampered``."""
    return from_document(_open(ring, row), _facts(row))


def item_of(row: RecordRow, alias: CaseAlias | None, envelope: bytes | None = None) -> Item:
    """A document as it stands in an event; with its envelope where it was written."""
    digest = None if envelope is None else hashlib.sha256(envelope).digest()
    return Item(case=alias, row=row.id, envelope_hash=digest)


def reseal(
    desk: Desk,
    old: Sequence[Keyring],
    new: Keyring,
    rows: Iterable[RecordRow],
    aliases: Mapping[CaseId, CaseAlias],
) -> None:
    """
    Seal documents again under a new key, unchanged.

    One that does not open stays as it is and is reported; it must not block the others.

    Args:
        aliases: of the cases they are about.
    """
    rings = {ring.key_id: ring for ring in old}
    changed: list[tuple[RecordId, Sealed]] = []
    items: list[Item] = []
    for row in rows:
        alias = None if row.case_id is None else aliases.get(CaseId(row.case_id))
        ring = rings.get(key_id_of(row.body_sealed) or KeyId(b""))
        try:
            if ring is None:
                raise Tampered
            envelope = _seal(new, row, _open(ring, row))
        except Tampered:
            desk.damaged.append(item_of(row, alias))
            continue
        changed.append((RecordId(row.id), envelope))
        items.append(item_of(row, alias, envelope))
    if changed:
        record_store.reseal(desk.session, changed)
        collect(desk, Action.KEY_RESEAL, new.comp, items)


def _facts(row: RecordRow) -> Facts:
    return Facts(kind=row.kind, author_id=row.author_id, written_at=row.written_at)


def _about(ring: Keyring, row: RecordRow) -> UUID:
    return ring.house if row.case_id is None else row.case_id


def _seal(ring: Keyring, row: RecordRow, document: bytes) -> Sealed:
    core = record_place(ring.house, row)
    return ring.seal(_about(ring, row), RecordRow.body_sealed, core, RECORD_FLAGS, document)


def _open(ring: Keyring, row: RecordRow) -> bytes:
    core = record_place(ring.house, row)
    return ring.unseal_own(
        _about(ring, row), RecordRow.body_sealed, core, RECORD_FLAGS, row.body_sealed
    )
