"""
Exchanging a key after somebody has left it, and passing one on to somebody who joined.

One of the two places that open text before COMMIT: what it opens is sealed again in the same
transaction and never returned. Killed at any moment, the old state stands or the new one, never
something between.
"""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.broken import KeyWaits
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseAlias, CaseId, KeyId, NoteId, Sealed
from journal.store import cases as case_store
from journal.store import drafts as draft_store
from journal.store import grants as grant_store
from journal.store import key_facts
from journal.store import notes as note_store
from journal.store import records as record_store
from journal.store.cases import CaseFileRow
from journal.store.drafts import DraftRow
from journal.store.key_facts import EpochFacts
from journal.store.keys import WrapKind
from journal.store.notes import NoteRow, SignedNote
from journal.vault import epochs, records, timed
from journal.vault.desk import Desk
from journal.vault.epochs import NewEpoch, Recipient
from journal.vault.keyring import Keyring, key_id_of
from journal.vault.notes import NOTE_FLAGS, note_place, verified
from journal.vault.sent import DRAFT_FLAGS, draft_place
from journal.vault.standing import Use
from journal.vault.workshop import Workshop, collect


def settle(shop: Workshop, desk: Desk, case_id: CaseId, comp: Compartment) -> None:
    """
    Do what a key of a case waits for: exchange it, or pass it on to new members.

    Args:
        desk: of a member who holds the key.

    Raises:
        AccessDenied: she does not hold it.
    """
    # The log comes first, or a note written meanwhile would stay under the old key.
    shop.hold_log(desk)
    case = case_store.get(desk.session, case_id)
    if case is None:
        raise AccessDenied(Action.KEY_ROTATE)
    if comp is Compartment.JOURNAL:
        timed.end_run_out(desk, case)
    if case.rotate_pending & comp.bit:
        rotate(shop, desk, case, comp)
    else:
        grant(shop, desk, case, comp)


def rotate(shop: Workshop, desk: Desk, case: CaseFileRow, comp: Compartment) -> None:
    """
    Exchange the key of a compartment: new key, texts sealed again, old key deleted for good.

    The log of this house must be held already.

    Raises:
        AccessDenied: the actor does not hold the key.
        KeyWaits: she holds it, and not what was sent in since; another member does.
    """
    alias = CaseAlias(case.alias)
    old = _rings(shop, desk, case, comp)
    for ring in old:
        ring.epoch_key()  # a damaged wrap must stop the exchange, not end every text of the case
    wanted = shop.recipients.of_case(desk, case, comp)
    if comp is Compartment.JOURNAL:
        wanted += timed.holders(shop, desk, case)
    key = (case.id, comp, old[0].epoch.epoch + 1)
    new = shop.make(desk, key, wanted, action=Action.KEY_ROTATE, alias=alias)
    texts = record_store.of_key(desk.session, comp, CaseId(case.id))
    if texts:
        records.reseal(desk, old, ring_of(shop, desk, new, alias), texts, {CaseId(case.id): alias})
    if comp is Compartment.JOURNAL:
        _reseal(desk, old, ring_of(shop, desk, new, alias), case)
    for ring in old:
        epochs.drop(desk, ring.key_id)
    waiting = [row.staff_id for row in grant_store.of_case(desk.session, CaseId(case.id), comp)]
    grant_store.delete_of(desk.session, CaseId(case.id), comp, waiting)
    case_store.clear_rotation(case, comp)


def _rings(shop: Workshop, desk: Desk, case: CaseFileRow, comp: Compartment) -> list[Keyring]:
    """The actor's rings of every live key of a compartment, newest first."""
    alias, staff = CaseAlias(case.alias), desk.principal.id
    if staff is None:
        raise AccessDenied(Action.KEY_ROTATE, alias)
    found = key_facts.all_epochs(desk.session, case.id, comp, staff)
    if not found:
        raise Tampered
    if not any(one.wrap for one in found):
        raise AccessDenied(Action.KEY_ROTATE, alias)
    if not all(one.wrap for one in found):
        raise KeyWaits(Action.KEY_ROTATE, alias)
    return [_checked_ring(shop, desk, case, one, is_mailbox=one is not found[-1]) for one in found]


def _checked_ring(
    shop: Workshop, desk: Desk, case: CaseFileRow, one: EpochFacts, *, is_mailbox: bool
) -> Keyring:
    use = Use(case=case, is_mailbox=is_mailbox)
    shop.standing.check_epoch(desk, one.epoch, one.signers, use)
    return Keyring(desk, shop.provider, shop.chain, one.epoch, one.wrap or b"")


def ring_of(shop: Workshop, desk: Desk, epoch: NewEpoch, alias: CaseAlias | None) -> Keyring:
    """
    The maker's own ring of a key she has made.

    Of one that is a resident's alone she has no wrap: she seals with it in this work, and never
    again.

    Raises:
        AccessDenied: it is wrapped to others and not to her, or to nobody.
    """
    own = desk.principal.id
    if epoch.wraps and all(row.kind == WrapKind.RESIDENT.value for row in epoch.wraps):
        return Keyring(desk, shop.provider, shop.chain, epoch.row, b"", key=epoch.key)
    blob = next(
        (row.blob for row in epoch.wraps if own is not None and row.recipient_id == own.bytes), None
    )
    if blob is None:
        raise AccessDenied(Action.KEY_ROTATE, alias)
    return Keyring(desk, shop.provider, shop.chain, epoch.row, blob)


def _reseal(desk: Desk, old: Sequence[Keyring], new: Keyring, case: CaseFileRow) -> None:
    """
    Seal every note again.

    One that does not open stays as it is and is reported; it must not block the others.
    """
    rings = {ring.key_id: ring for ring in old}
    rows: list[tuple[NoteId, int, Sealed]] = []
    items: list[Item] = []
    for signed in note_store.of_case(desk.session, CaseId(case.id)):
        item = Item(case=CaseAlias(case.alias), row=signed.note.id)
        try:
            envelope = _resealed(desk, rings, new, signed, item)
        except Tampered:
            desk.damaged.append(item)
            continue
        rows.append((NoteId(signed.note.id), signed.note.revision, envelope))
        digest = hashlib.sha256(envelope).digest()
        items.append(Item(case=item.case, row=item.row, envelope_hash=digest))
    if rows:
        note_store.reseal(desk.session, rows)
        collect(desk, Action.KEY_RESEAL, new.comp, items)


def _resealed(
    desk: Desk, rings: dict[KeyId, Keyring], new: Keyring, signed: SignedNote, item: Item
) -> Sealed:
    """
    The envelope of a note under the new key, its author's signature as it was.

    A note whose author cannot be checked now is sealed again all the same: her certificate may be
    mended later, the old key never comes back.
    """
    note = signed.note
    old = rings.get(key_id_of(note.body_sealed) or KeyId(b""))
    if old is None:
        raise Tampered
    core = note_place(old.house, note)
    opened = old.unseal(note.case_id, NoteRow.body_sealed, core, NOTE_FLAGS, note.body_sealed)
    try:
        verified(old.chain, signed, core, opened)
    except Tampered:
        desk.damaged.append(item)
    return new.seal(note.case_id, NoteRow.body_sealed, core, NOTE_FLAGS, opened)


def grant(shop: Workshop, desk: Desk, case: CaseFileRow, comp: Compartment) -> None:
    """
    Pass a key on to those who wait for it, in its team or by their role.

    Whoever shall not hold it any more gets nothing; one who comes back is asked for anew.
    """
    asked = {row.staff_id for row in grant_store.of_case(desk.session, CaseId(case.id), comp)}
    wanted = shop.recipients.of_case(desk, case, comp) if asked else []
    people = [one for one in wanted if one.kind is WrapKind.STAFF and UUID(bytes=one.id) in asked]
    shop.pass_on(desk, comp, people, case)
    grant_store.delete_of(desk.session, CaseId(case.id), comp, asked)


def renew_personal(shop: Workshop, desk: Desk, box_pub: bytes) -> bool:
    """
    Exchange the actor's personal key for one that only her new keys open; her texts go with her.

    Her old keys sign it, so this comes before they are revoked. A text that does not open is
    dropped and reported: no later key would open it, and it would stand in the way of a new draft.

    Args:
        box_pub: her new X25519 public key, 32 bytes.

    Returns:
        False when she has no personal key that opens: nothing was exchanged.
    """
    own = desk.principal.id
    if own is None:
        raise AccessDenied(Action.KEY_EPOCH)
    draft_store.hold(desk.session, own)  # as whoever saves or signs does, and in the same order
    shop.hold_log(desk)
    try:
        found = shop.live(desk, own, Compartment.PERSONAL)
        old = Keyring(desk, shop.provider, shop.chain, found.epoch, found.wrap or b"")
        old.epoch_key()
    except Tampered:
        return False
    recipient = Recipient(kind=WrapKind.STAFF, id=own.bytes, pub=box_pub)
    made = shop.make(desk, (own, Compartment.PERSONAL, found.epoch.epoch + 1), [recipient])
    new = Keyring(desk, shop.provider, shop.chain, made.row, b"", key=made.key)
    texts = draft_store.texts_of(desk.session, own)
    for ring in (old, new):
        ring.prefetch([text.case_id for text in texts])
    for text in texts:
        _reseal_own(desk, old, new, text)
    desk.session.flush()
    epochs.drop(desk, old.key_id)
    return True


def _reseal_own(desk: Desk, old: Keyring, new: Keyring, text: DraftRow) -> None:
    about, column = text.case_id, DraftRow.body_sealed
    core = draft_place(old.house, text.id, about, text.revision)
    try:
        opened = old.unseal(about, column, core, DRAFT_FLAGS, text.body_sealed)
        text.body_sealed = new.seal(about, column, core, DRAFT_FLAGS, opened)
    except Tampered:
        desk.damaged.append(Item(case=None, row=text.id))
        draft_store.drop(desk.session, NoteId(text.id))
