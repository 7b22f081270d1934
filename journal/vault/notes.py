"""
Where a note is sealed and what its author signs; what moved notes carry from their first file.

Rules: a note opens only in the row, the file and the event it was written for; what is shown as
somebody's words stands under her own signature, in whatever file it is now (R-N3).
"""

from dataclasses import replace
from typing import Protocol
from uuid import UUID

from crypto import fields
from crypto.authorship import VerifiedSignatures, sign_text, verified_text
from crypto.encoding import Place
from crypto.errors import CryptoError
from crypto.identity import SIGNATURE_SIZE, SignPublic
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import Sealed
from journal.domain.note_documents import Content, Original, Shown, from_original, to_document
from journal.domain.notes import NoteKind
from journal.store.notes import NoteRow, SignedNote
from journal.vault.certificates import Chain
from journal.vault.desk import Desk

NOTE_FLAGS = fields.PADDED | fields.EVENT_BOUND | fields.SIGNED


def note_place(house: UUID, note: NoteRow) -> bytes:
    """The place of a note's text, bound into its envelope and its author's signature."""
    return _place(house, note.id, note.case_id, note.revision, note.event_id)


def _place(house: UUID, note: UUID, case: UUID, revision: int, event: UUID) -> bytes:
    place = Place(
        house=house.bytes,
        table=NoteRow.__tablename__,
        column=NoteRow.body_sealed.key,
        row=note.bytes,
        about=case.bytes,
        revision=revision,
        event=event.bytes,
    )
    return place.core()


def shown_by(note: NoteRow) -> Shown:
    """What a row shows in clear, as its author signs it; of an unknown kind ``Tampered``."""
    try:
        kind = NoteKind(note.kind)
    except ValueError as error:
        raise Tampered from error
    return Shown(
        kind=kind,
        type=note.type,
        occurred_at=note.occurred_at,
        signed_at=note.signed_at,
        parent_id=note.parent_id,
        author_id=note.original_author_id,
        certificate_id=note.original_cert_id,
    )


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


def carried(chain: Chain, signed: SignedNote, original: Original) -> Content:
    """
    What the first author of a note wrote that somebody else has moved.

    Raises:
        Tampered: her certificate or signature does not stand, or the row shows another kind or time
            than she signed.
    """
    note, author = signed.note, signed.note.original_author_id
    shown, content = from_original(original.signed[SIGNATURE_SIZE:])
    here = (note.kind, note.type, note.occurred_at)
    if author is None or here != (shown.kind.value, shown.type, shown.occurred_at):
        raise Tampered
    public = chain.check_author(signed.original, author, shown.signed_at)
    core = _place(
        chain.house, original.note_id, original.case_id, original.revision, original.event_id
    )
    try:
        verified_text(public, core, author.bytes, original.signed, chain.known)
    except CryptoError as error:
        raise Tampered from error
    return replace(content, written_at=shown.signed_at)


class Sealer(Protocol):
    """What seals a note into a file: one that is open, or one into which a note is only sent."""

    def seal(self, note: NoteRow, content: Content) -> Sealed:
        """Sign a note as the actor, and seal it for its row."""


def signed_document(desk: Desk, house: UUID, note: NoteRow, content: Content) -> bytes:
    """
    A note as its author signs it, with what its row shows in clear.

    Args:
        note: the row to be, with every field but the envelope.

    Returns:
        64 bytes of signature, then the document.
    """
    keys, staff = desk.principal.keys, desk.principal.id
    if keys is None or staff is None:
        raise AccessDenied
    document = to_document(shown_by(note), content)
    return sign_text(keys.sign, note_place(house, note), staff.bytes, document)
