"""
What a request may hold of a case: its opened file, and declared but unread texts.

A request gets no text without one of these values, and only ``vault.keys`` makes them, after
deciding and collecting the event. So neither the check nor the log can be forgotten.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from journal.domain.audit import Event, Item
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, NoteId, Sealed
from journal.domain.note_documents import Content, Original, from_document
from journal.domain.timed_access import Opened
from journal.store.cases import CaseFileRow
from journal.store.notes import NoteRow, SignedNote
from journal.store.records import RecordRow
from journal.store.search import StoredNote
from journal.vault import records
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Keyring, key_id_of
from journal.vault.notes import (
    NOTE_FLAGS,
    Sealer,
    carried,
    note_place,
    shown_by,
    signed_document,
    verified,
)
from journal.vault.records import UnreadRecord
from journal.vault.scanned import Scan, opening


class Unread:
    """A declared note: its text opens after COMMIT, and only then."""

    def __init__(self, case: "OpenCase", signed: SignedNote) -> None:
        self._case = case
        self._signed = signed

    def text(self) -> str:
        """The main text of the note; see ``content``."""
        return self.content().text

    def content(self) -> Content:
        """
        Open the note.

        Returns:
            What its author signed.

        Raises:
            NotCommitted: the reading is not on record yet, or the request is over.
            Tampered: the envelope, its place, the author's certificate or signature do not stand,
                or the row shows another kind or time than she signed.
        """
        return self._case.read(self._signed)


class OpenCase:
    """
    One compartment of one case file, opened for one act that is on its way into the log.

    Args:
        rings: newest key first; a second one only for who reads while the key is being exchanged.
        timed: the access by which somebody outside the team reads, with its end; None for others.
    """

    def __init__(
        self,
        desk: Desk,
        rings: Sequence[Keyring],
        case: CaseFileRow,
        event: Event,
        timed: Opened | None = None,
    ) -> None:
        self._desk = desk
        self._rings = rings
        self._event = event
        self._declared: set[UUID] = set()
        self.case_id = CaseId(case.id)
        self.alias = CaseAlias(case.alias)
        self.event_id = EventId(event.id)
        self.timed = timed

    def unread(self, signed: SignedNote) -> Unread:
        """
        Declare a note that will be read.

        Raises:
            AccessDenied: it belongs to another case.
            NotCommitted: the events of this request are fixed already.
        """
        self._desk.require(Stage.DOWN)
        if signed.note.case_id != self.case_id:
            raise AccessDenied(self._event.action, self.alias)
        self._declared.add(signed.note.id)
        self._event.items.append(Item(case=self.alias, row=signed.note.id))
        return Unread(self, signed)

    def read(self, signed: SignedNote) -> Content:
        """Open a declared note; see ``Unread.content``."""
        self._desk.require(Stage.COMMITTED)
        if signed.note.id not in self._declared:
            raise AccessDenied(self._event.action, self.alias)
        try:
            return self._content(signed)
        except Tampered:
            self._desk.damaged.append(Item(case=self.alias, row=signed.note.id))
            raise

    def scan(self, notes: Sequence[StoredNote]) -> Scan:
        """
        Declare notes that a search goes through; how many is put on record, and none by itself.

        One of another case does not open here: its place is not of this one.

        Raises:
            NotCommitted: the events of this request are fixed already.
        """
        self._desk.require(Stage.DOWN)
        self._event.count = len(notes)
        return Scan(self._desk, self.alias, notes, self._scanning)

    def _scanning(self) -> Callable[[StoredNote], bytes]:
        return opening(self._rings, self.case_id)

    def seal(self, note: NoteRow, content: Content) -> Sealed:
        """
        Sign a note as its author, with what its row shows in clear, and seal it for that row.

        Args:
            note: the row to be, with every field but the envelope.
            content: what was written.

        Returns:
            The envelope; its hash is written into the event of this act.
        """
        self._desk.require(Stage.DOWN)
        envelope = self._sealed(note, content)
        digest = hashlib.sha256(envelope).digest()
        self._event.items.append(Item(case=self.alias, row=note.id, envelope_hash=digest))
        return envelope

    def carry(self, signed: SignedNote, row: NoteRow, target: Sealer) -> Sealed:
        """
        Seal a note of this case for its place in another one (R-N3).

        It is opened before COMMIT, as when a key is exchanged; its text is never returned. The
        actor signs that she moved it, and the signature of its author goes along.

        Args:
            row: its row in the other case, with every field but the envelope.
            target: the other case.

        Raises:
            AccessDenied: it belongs to another case than this.
            Tampered: it does not open, so it stays where it is.
        """
        self._desk.require(Stage.DOWN)
        note, ring = signed.note, self._ring_of(signed.note.body_sealed)
        if note.case_id != self.case_id:
            raise AccessDenied(self._event.action, self.alias)
        original = self._said(signed).original
        if original is None:
            opened = ring.unseal(
                note.case_id,
                NoteRow.body_sealed,
                note_place(ring.house, note),
                NOTE_FLAGS,
                note.body_sealed,
            )
            original = Original(
                case_id=self.case_id,
                note_id=NoteId(note.id),
                event_id=EventId(note.event_id),
                revision=note.revision,
                signed=opened,
            )
        else:
            carried(ring.chain, signed, original)
        self.name_item(note.id)
        return target.seal(row, Content(original=original))

    def record(self, row: RecordRow) -> UnreadRecord:
        """
        Declare a document of this case and compartment that will be read.

        Raises:
            AccessDenied: it belongs to another case, or to another compartment.
            NotCommitted: the events of this request are fixed already.
        """
        self._desk.require(Stage.DOWN)
        if row.case_id != self.case_id or row.comp != self._rings[0].comp:
            raise AccessDenied(self._event.action, self.alias)
        self._declared.add(row.id)
        self._event.items.append(records.item_of(row, self.alias))
        return UnreadRecord(self, row)

    def read_record(self, row: RecordRow) -> dict[str, Any]:
        """Open a declared document; see ``UnreadRecord.document``."""
        self._desk.require(Stage.COMMITTED)
        if row.id not in self._declared:
            raise AccessDenied(self._event.action, self.alias)
        try:
            return records.opened(self._ring_of(row.body_sealed), row)
        except Tampered:
            self._desk.damaged.append(records.item_of(row, self.alias))
            raise

    def seal_record(self, row: RecordRow, document: Mapping[str, Any]) -> Sealed:
        """
        Seal a document for its row; the row names the event of this act and its actor and time.

        Args:
            row: with every field but the envelope; a changed document has its next revision.
            document: strings, whole numbers, truth values, None, lists and mappings of them.

        Returns:
            The envelope; its hash is written into the event of this act.

        Raises:
            AccessDenied: the row belongs to another case, act, author, time or compartment.
        """
        self._desk.require(Stage.DOWN)
        ring = self._rings[0]
        records.require_fit(self._desk, row, ring.comp)
        if row.case_id != self.case_id or row.event_id != self.event_id:
            raise AccessDenied(self._event.action, self.alias)
        envelope = records.sealed(ring, row, document)
        self._event.items.append(records.item_of(row, self.alias, envelope))
        return envelope

    def name_item(self, row: UUID) -> None:
        """Name something of this case in the event of this act, without opening it."""
        self._desk.require(Stage.DOWN)
        self._event.items.append(Item(case=self.alias, row=row))

    def _ring_of(self, envelope: bytes | None) -> Keyring:
        key_id = key_id_of(envelope)
        ring = next((one for one in self._rings if one.key_id == key_id), None)
        if ring is None:
            raise Tampered
        return ring

    def _content(self, signed: SignedNote) -> Content:
        content = self._said(signed)
        if (content.original is None) != (signed.note.original_author_id is None):
            raise Tampered
        if content.original is None:
            return content
        return carried(self._ring_of(signed.note.body_sealed).chain, signed, content.original)

    def _said(self, signed: SignedNote) -> Content:
        return from_document(self._opened(signed), shown_by(signed.note))

    def _opened(self, signed: SignedNote) -> bytes:
        note, ring = signed.note, self._ring_of(signed.note.body_sealed)
        core = note_place(ring.house, note)
        opened = ring.unseal(note.case_id, NoteRow.body_sealed, core, NOTE_FLAGS, note.body_sealed)
        return verified(ring.chain, signed, core, opened)

    def _sealed(self, note: NoteRow, content: Content) -> Sealed:
        ring = self._rings[0]
        signed = signed_document(self._desk, ring.house, note, content)
        core = note_place(ring.house, note)
        return ring.seal(note.case_id, NoteRow.body_sealed, core, NOTE_FLAGS, signed)
