"""
What a request may hold: an opened case file, the opened house, and declared but unread texts.

A request gets no text without one of these values, and only ``vault.keys`` makes them, after
deciding and collecting the event. So neither the check nor the log can be forgotten.
"""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from crypto import fields
from crypto.authorship import VerifiedSignatures, sign_text, verified_text
from crypto.encoding import Place
from crypto.errors import CryptoError
from crypto.identity import SignPublic
from journal.domain.audit import Event, Item
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, RotationDue, Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, Sealed
from journal.domain.notes import Written, from_document, to_document
from journal.domain.timed_access import Opened
from journal.store.cases import CaseFileRow
from journal.store.notes import NoteRow, SignedNote
from journal.store.staff import StaffRow
from journal.vault.certificates import Chain
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Column, Keyring, key_id_of

NOTE_FLAGS = fields.PADDED | fields.EVENT_BOUND | fields.SIGNED
LABEL_FLAGS = fields.PADDED | fields.EVENT_BOUND


def note_place(house: UUID, note: NoteRow) -> bytes:
    """The place of a note's text, bound into its envelope and its author's signature."""
    place = Place(
        house=house.bytes,
        table=NoteRow.__tablename__,
        column=NoteRow.body_sealed.key,
        row=note.id.bytes,
        about=note.case_id.bytes,
        revision=note.revision,
        event=note.event_id.bytes,
    )
    return place.core()


def verified(chain: Chain, signed: SignedNote, core: bytes, opened: bytes) -> bytes:
    """
    Check who wrote an opened note.

    Args:
        opened: 64 bytes of signature, then the document.

    Raises:
        Tampered: the author's certificate or signature does not stand.
    """
    note = signed.note
    public: SignPublic = chain.check_author(signed.certificate, note.author_id, note.signed_at)
    known: VerifiedSignatures = chain.known
    try:
        return verified_text(public, core, note.author_id.bytes, opened, known)
    except CryptoError as error:
        raise Tampered from error


class Unread:
    """A declared note: its text opens after COMMIT, and only then."""

    def __init__(self, case: "OpenCase", signed: SignedNote) -> None:
        self._case = case
        self._signed = signed

    def text(self) -> str:
        """
        Open the note.

        Returns:
            The text its author signed.

        Raises:
            NotCommitted: the reading is not on record yet, or the request is over.
            Tampered: the envelope, its place, the author's certificate or signature do not stand,
                or the row shows another kind or time than she signed.
        """
        return self._case.read(self._signed)


def signed_document(desk: Desk, house: UUID, note: NoteRow, text: str) -> bytes:
    """
    A text as its author signs it, with what its row shows in clear.

    Args:
        note: the row to be, with every field but the envelope.

    Returns:
        64 bytes of signature, then the document.
    """
    keys, staff = desk.principal.keys, desk.principal.id
    if keys is None or staff is None:
        raise AccessDenied
    written = Written(
        text=text, type=note.type, occurred_at=note.occurred_at, signed_at=note.signed_at
    )
    return sign_text(keys.sign, note_place(house, note), staff.bytes, to_document(written))


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

    def read(self, signed: SignedNote) -> str:
        """Open a declared note; see ``Unread.text``."""
        self._desk.require(Stage.COMMITTED)
        if signed.note.id not in self._declared:
            raise AccessDenied(self._event.action, self.alias)
        try:
            note = signed.note
            return from_document(self._opened(signed), note.type, note.occurred_at, note.signed_at)
        except Tampered:
            self._desk.damaged.append(Item(case=self.alias, row=signed.note.id))
            raise

    def seal(self, note: NoteRow, text: str) -> Sealed:
        """
        Sign a text as its author, with what its row shows in clear, and seal it for that row.

        Args:
            note: the row to be, with every field but the envelope.
            text: what was written.

        Returns:
            The envelope; its hash is written into the event of this act.
        """
        self._desk.require(Stage.DOWN)
        envelope = self._sealed(note, text)
        digest = hashlib.sha256(envelope).digest()
        self._event.items.append(Item(case=self.alias, row=note.id, envelope_hash=digest))
        return envelope

    def _opened(self, signed: SignedNote) -> bytes:
        note, key_id = signed.note, key_id_of(signed.note.body_sealed)
        ring = next((one for one in self._rings if one.key_id == key_id), None)
        if ring is None:
            raise Tampered
        core = note_place(ring.house, note)
        opened = ring.unseal(note.case_id, NoteRow.body_sealed, core, NOTE_FLAGS, note.body_sealed)
        return verified(ring.chain, signed, core, opened)

    def _sealed(self, note: NoteRow, text: str) -> Sealed:
        ring = self._rings[0]
        signed = signed_document(self._desk, ring.house, note, text)
        core = note_place(ring.house, note)
        return ring.seal(note.case_id, NoteRow.body_sealed, core, NOTE_FLAGS, signed)


def label_place(house: UUID, row: StaffRow | CaseFileRow) -> bytes:
    """The place of a colleague's name, or of a case's pseudonym."""
    is_case = isinstance(row, CaseFileRow)
    place = Place(
        house=house.bytes,
        table=row.__tablename__,
        column="pseudonym_sealed" if is_case else "name_sealed",
        row=row.id.bytes,
        about=row.id.bytes if is_case else None,
        revision=row.revision,
        event=row.event_id.bytes,
    )
    return place.core()


class Label:
    """
    A pseudonym or a colleague's name.

    Opens after COMMIT, and reads as a dash when it does not open.
    """

    UNREADABLE = "\N{EN DASH}"

    def __init__(
        self,
        house: "OpenHouse",
        about: UUID,
        column: Column,
        core: bytes,
        item: Item,
        envelope: Sealed | None,
    ) -> None:
        self._house = house
        self._about = about
        self._column = column
        self._core = core
        self._item = item
        self._envelope = envelope

    def text(self) -> str:
        """The words of the label."""
        return self._house.read(self._about, self._column, self._core, self._item, self._envelope)


class OpenHouse:
    """
    The house compartment: labels for people and cases.

    Labels ride on the event of the request that shows them.

    Args:
        is_pending: the key waits to be exchanged, so it opens and does not seal.
    """

    def __init__(self, desk: Desk, ring: Keyring, *, is_pending: bool = False) -> None:
        self._desk = desk
        self._ring = ring
        self._is_pending = is_pending

    def staff_name(self, row: StaffRow) -> Label:
        """Declare a colleague's name."""
        core = self._place(row)
        return self._label(
            self._ring.house,
            StaffRow.name_sealed,
            core,
            Item(case=None, row=row.id),
            row.name_sealed,
        )

    def pseudonym(self, row: CaseFileRow) -> Label:
        """Declare a case's pseudonym."""
        core = self._place(row)
        item = Item(case=CaseAlias(row.alias))
        return self._label(row.id, CaseFileRow.pseudonym_sealed, core, item, row.pseudonym_sealed)

    def seal_name(self, row: StaffRow, name: str) -> Sealed:
        """Seal a colleague's name for her row."""
        core = self._place(row)
        return self._sealed(self._ring.house, StaffRow.name_sealed, core, name)

    def seal_pseudonym(self, row: CaseFileRow, pseudonym: str) -> Sealed:
        """Seal a pseudonym for its case's row, under the case's own share."""
        core = self._place(row)
        return self._sealed(row.id, CaseFileRow.pseudonym_sealed, core, pseudonym)

    def _sealed(self, about: UUID, column: Column, core: bytes, text: str) -> Sealed:
        self._desk.require(Stage.DOWN)
        if self._is_pending:
            raise RotationDue(None, Compartment.HOUSE)  # nothing new under a key of who has left
        return self._ring.seal(about, column, core, LABEL_FLAGS, text.encode())

    def _label(
        self, about: UUID, column: Column, core: bytes, item: Item, envelope: Sealed | None
    ) -> Label:
        self._desk.require(Stage.DOWN)
        self._desk.labels += 1
        return Label(self, about, column, core, item, envelope)

    def read(
        self, about: UUID, column: Column, core: bytes, item: Item, envelope: Sealed | None
    ) -> str:
        """Open a declared label; one that does not open is reported and shown as a dash."""
        self._desk.require(Stage.COMMITTED)
        try:
            return self._ring.unseal(about, column, core, LABEL_FLAGS, envelope).decode()
        except Tampered:
            self._desk.damaged.append(item)
            return Label.UNREADABLE

    def prefetch(self, cases: Sequence[CaseFileRow]) -> None:
        """Fetch the shares of many cases' labels, and of people's names, in one query."""
        self._ring.prefetch([self._ring.house, *(case.id for case in cases)])

    def _place(self, row: StaffRow | CaseFileRow) -> bytes:
        return label_place(self._ring.house, row)
