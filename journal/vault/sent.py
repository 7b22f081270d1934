"""
Writing without reading: a note sent into a case, and the copy its author may read for a day.

The note is sealed to the public intake key of the case; the copy to her own personal key, with the
case's share, so that it ends with the case.
"""

import hashlib
from uuid import UUID

from crypto.encoding import Place
from crypto.fields import PADDED
from journal.domain.audit import Event, Item
from journal.domain.errors import Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, NoteId, Sealed
from journal.domain.note_documents import Content
from journal.store.cases import CaseFileRow
from journal.store.drafts import DraftRow
from journal.store.keys import KeyEpochRow
from journal.store.notes import NoteRow
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Keyring, send
from journal.vault.notes import NOTE_FLAGS, note_place, signed_document

DRAFT_FLAGS = PADDED


class SealOnly:
    """A case file into which a note can be sent and of which nothing can be read."""

    def __init__(
        self, desk: Desk, house: UUID, epoch: KeyEpochRow, case: CaseFileRow, event: Event
    ) -> None:
        self._desk = desk
        self._house = house
        self._epoch = epoch
        self._event = event
        self.case_id = CaseId(case.id)
        self.alias = CaseAlias(case.alias)
        self.event_id = EventId(event.id)

    def seal(self, note: NoteRow, content: Content) -> Sealed:
        """Sign a note as its author and seal it for that row; its hash goes into the event."""
        self._desk.require(Stage.DOWN)
        signed = signed_document(self._desk, self._house, note, content)
        envelope = send(self._epoch, NOTE_FLAGS, note_place(self._house, note), signed)
        digest = hashlib.sha256(envelope).digest()
        self._event.items.append(Item(case=self.alias, row=note.id, envelope_hash=digest))
        return envelope


class OpenDrafts:
    """A colleague's own texts under her personal key."""

    def __init__(self, desk: Desk, ring: Keyring) -> None:
        self._desk = desk
        self._ring = ring
        self._declared: set[UUID] = set()

    def seal(self, draft_id: NoteId, case_id: CaseId, text: str, revision: int = 1) -> Sealed:
        """Seal a text that only its author opens."""
        self._desk.require(Stage.DOWN)
        core = draft_place(self._ring.house, draft_id, case_id, revision)
        return self._ring.seal(case_id, DraftRow.body_sealed, core, DRAFT_FLAGS, text.encode())

    def declare(self, draft: DraftRow) -> None:
        """Say on the way down which text will be read."""
        self._desk.require(Stage.DOWN)
        self._declared.add(draft.id)

    def text(self, draft: DraftRow) -> str | None:
        """Open a declared text after COMMIT; None, and a report, when it does not open."""
        self._desk.require(Stage.COMMITTED)
        try:
            if draft.id not in self._declared:
                raise Tampered
            return self._ring.unseal(
                draft.case_id,
                DraftRow.body_sealed,
                draft_place(self._ring.house, draft.id, draft.case_id, draft.revision),
                DRAFT_FLAGS,
                draft.body_sealed,
            ).decode()
        except Tampered:
            self._desk.damaged.append(Item(case=None, row=draft.id))
            return None


def draft_place(house: UUID, draft_id: UUID, case_id: UUID, revision: int) -> bytes:
    """Where a text of its author's own lies: its row, its case, and which version it is."""
    place = Place(
        house=house.bytes,
        table=DraftRow.__tablename__,
        column=DraftRow.body_sealed.key,
        row=draft_id.bytes,
        about=case_id.bytes,
        revision=revision,
        event=None,
    )
    return place.core()
