"""
Going through the notes of a case for words: it says which notes have them, never what they say.

Rules: every note is opened after COMMIT, when the search is on record with how many it goes
through; no text leaves this module, so whoever searches learns ids and reads them by a use of their
own; an author's signature is checked by that reading.
"""

from collections.abc import Callable, Sequence

from crypto.encoding import Place, cores
from crypto.errors import CryptoError
from crypto.identity import SIGNATURE_SIZE
from journal.domain.audit import Item
from journal.domain.errors import Tampered
from journal.domain.ids import CaseAlias, CaseId
from journal.domain.note_documents import words_within
from journal.store.notes import NoteRow
from journal.store.search import StoredNote
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Keyring, key_id_of
from journal.vault.notes import NOTE_FLAGS


class Scan:
    """
    Some notes of one case that a search goes through.

    Args:
        opening: makes, once the search is on record, what gives the document of each.
    """

    def __init__(
        self,
        desk: Desk,
        case: CaseAlias,
        notes: Sequence[StoredNote],
        opening: Callable[[], Callable[[StoredNote], bytes]],
    ) -> None:
        self._desk = desk
        self._case = case
        self._notes = notes
        self._opening = opening
        self.unread = 0
        """How many did not open."""

    def having(self, has: Callable[[str], bool] | None, language: str = "da") -> list[StoredNote]:
        """
        The notes whose text has something.

        One that does not open has nothing; it is reported as damaged, and the others are looked at.

        Args:
            has: tells it of a text, and keeps nothing; None when every note will do, and none is
                opened.
            language: in which what was chosen from a list is found.

        Raises:
            NotCommitted: the search is not on record yet, or the request is over.
        """
        self._desk.require(Stage.COMMITTED)
        if has is None:
            return list(self._notes)
        if not self._notes:
            return []
        opened = self._opening()

        def fits(note: StoredNote) -> bool:
            return has(words_within(opened(note), language))

        return [note for note in self._notes if self._fits(note, fits)]

    def _fits(self, note: StoredNote, fits: Callable[[StoredNote], bool]) -> bool:
        try:
            return fits(note)
        except Tampered:
            self.unread += 1
            self._desk.damaged.append(Item(case=self._case, row=note.id))
            return False


def opening(rings: Sequence[Keyring], case_id: CaseId) -> Callable[[StoredNote], bytes]:
    """
    What gives the document of each note of a case; no signature is looked at.

    Args:
        rings: of the case, newest key first.

    Returns:
        A function that raises ``Tampered`` for what does not open.
    """
    ring, column = rings[0], NoteRow.body_sealed
    reader = ring.reader(case_id, column, NOTE_FLAGS)
    core_of = cores(
        Place(
            house=ring.house.bytes,
            table=NoteRow.__tablename__,
            column=column.key,
            row=case_id.bytes,
            about=case_id.bytes,
            revision=1,
            event=case_id.bytes,
        )
    )

    def opened(note: StoredNote) -> bytes:
        envelope = note.body_sealed or b""
        core = core_of(note.id.bytes, note.revision, note.event_id.bytes)
        if not reader.takes(envelope):
            return _opened_otherwise(rings, case_id, note, core)
        try:
            return reader.unseal(envelope, core)[SIGNATURE_SIZE:]
        except CryptoError as error:
            raise Tampered from error

    return opened


def _opened_otherwise(
    rings: Sequence[Keyring], case_id: CaseId, note: StoredNote, core: bytes
) -> bytes:
    """One that was sent in, or that is still under the key before."""
    key_id = key_id_of(note.body_sealed)
    ring = next((one for one in rings if one.key_id == key_id), None)
    if ring is None:
        raise Tampered
    opened = ring.unseal(case_id, NoteRow.body_sealed, core, NOTE_FLAGS, note.body_sealed)
    return opened[SIGNATURE_SIZE:]
