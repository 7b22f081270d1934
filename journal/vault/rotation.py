"""
Exchanging a key after somebody left, and passing one on to somebody who joined.

One of the two places that open text before COMMIT: what it opens is sealed again in the same
transaction and never returned. Killed at any moment, the old state stands or the new one, never
something between.
"""

import hashlib
from collections.abc import Sequence
from uuid import UUID, uuid4

from journal.domain.access import Action, Basis
from journal.domain.audit import Event, Item
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, KeyId, NoteId, Sealed, StaffId
from journal.store import audit as audit_store
from journal.store import cases as case_store
from journal.store import keys as key_store
from journal.store import notes as note_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.notes import NoteRow, SignedNote
from journal.vault import epochs, recipients
from journal.vault.desk import Desk
from journal.vault.epochs import NewEpoch, Recipient
from journal.vault.keyring import Keyring
from journal.vault.keys import Keys
from journal.vault.opened import NOTE_FLAGS, note_place, verified


def settle(keys: Keys, desk: Desk, case_id: CaseId, comp: Compartment) -> None:
    """
    Do what a key of a case waits for: exchange it, or pass it on to new members.

    Args:
        desk: of a member who holds the key.

    Raises:
        AccessDenied: she does not hold it.
    """
    # The log comes first, or a note written meanwhile would stay under the old key.
    audit_store.lock(desk.session, keys.chain.house)
    case = case_store.get(desk.session, case_id)
    if case is None:
        raise AccessDenied(Action.KEY_ROTATE)
    if case.rotate_pending & comp.bit:
        rotate(keys, desk, case, comp)
    else:
        grant(keys, desk, case, comp)


def rotate(keys: Keys, desk: Desk, case: CaseFileRow, comp: Compartment) -> None:
    """
    Exchange the key of a compartment: new key, texts sealed again, old key deleted for good.

    The log of this house must be locked already.

    Raises:
        AccessDenied: the actor does not hold the key.
    """
    case_id, alias = CaseId(case.id), CaseAlias(case.alias)
    facts = epochs.live(desk, keys.chain, case_id, comp)
    if facts.wrap is None:
        raise AccessDenied(Action.KEY_ROTATE, alias)
    old = Keyring(desk, keys.provider, keys.chain, facts.epoch, facts.wrap)
    old.epoch_key()  # a damaged wrap must stop the exchange, not end every text of the case
    team = frozenset(
        StaffId(row.staff_id) for row in team_store.present(desk.session, [case_id])[case_id]
    )
    wanted = recipients.of_case(desk, keys.chain, keys.recovery_pin, comp, team)
    scope = (case_id, comp, facts.epoch.epoch + 1)
    epoch = epochs.make(keys.provider, keys.chain.house, desk.principal, scope, wanted, desk.now)
    epochs.store(desk, epoch)
    desk.events.append(
        Event(
            id=EventId(uuid4()),
            action=Action.KEY_ROTATE,
            basis=Basis.SELF,
            comp=comp,
            items=[Item(case=alias)],
        )
    )
    if comp is Compartment.JOURNAL:
        _reseal(desk, old, _ring_of(keys, desk, epoch), case)
    key_store.delete_epoch(desk.session, KeyId(facts.epoch.key_id))
    waiting = [row.staff_id for row in key_store.grants(desk.session, case_id, comp)]
    key_store.delete_grants(desk.session, case_id, comp, waiting)
    case_store.clear_rotation(case, comp)


def _ring_of(keys: Keys, desk: Desk, epoch: NewEpoch) -> Keyring:
    own = desk.principal.id
    blob = next(
        (row.blob for row in epoch.wraps if own is not None and row.recipient_id == own.bytes), None
    )
    if blob is None:
        raise AccessDenied(Action.KEY_ROTATE)
    return Keyring(desk, keys.provider, keys.chain, epoch.row, blob)


def _reseal(desk: Desk, old: Keyring, new: Keyring, case: CaseFileRow) -> None:
    """
    Seal every note again.

    One that does not open stays as it is and is reported; it must not block the others.
    """
    event = Event(id=EventId(uuid4()), action=Action.KEY_RESEAL, basis=Basis.SELF, comp=old.comp)
    rows: list[tuple[NoteId, int, Sealed]] = []
    for signed in note_store.of_case(desk.session, CaseId(case.id)):
        item = Item(case=CaseAlias(case.alias), row=signed.note.id)
        try:
            envelope = _resealed(desk, old, new, signed, item)
        except Tampered:
            desk.damaged.append(item)
            continue
        rows.append((NoteId(signed.note.id), signed.note.revision, envelope))
        event.items.append(
            Item(case=item.case, row=item.row, envelope_hash=hashlib.sha256(envelope).digest())
        )
    if rows:
        note_store.reseal(desk.session, rows)
        desk.events.append(event)


def _resealed(desk: Desk, old: Keyring, new: Keyring, signed: SignedNote, item: Item) -> Sealed:
    """
    The envelope of a note under the new key, its author's signature as it was.

    A note whose author cannot be checked now is sealed again all the same: her certificate may be
    mended later, the old key never comes back.
    """
    note = signed.note
    core = note_place(old.house, note)
    opened = old.unseal(note.case_id, NoteRow.body_sealed, core, NOTE_FLAGS, note.body_sealed)
    try:
        verified(old.chain, signed, core, opened)
    except Tampered:
        desk.damaged.append(item)
    return new.seal(note.case_id, NoteRow.body_sealed, core, NOTE_FLAGS, opened)


def grant(keys: Keys, desk: Desk, case: CaseFileRow, comp: Compartment) -> None:
    """
    Pass a key on to the members who wait for it.

    A member who has left meanwhile gets nothing.
    """
    case_id = CaseId(case.id)
    waiting: Sequence[key_store.PendingGrantRow] = key_store.grants(desk.session, case_id, comp)
    present = {row.staff_id for row in team_store.present(desk.session, [case_id])[case_id]}
    asked = [row.staff_id for row in waiting]
    epoch = epochs.live(desk, keys.chain, case_id, comp).epoch
    holders = key_store.staff_holders(desk.session, KeyId(epoch.key_id))
    certified = staff_store.certified(desk.session, ids=(present & set(asked)) - holders)
    people = [Recipient.colleague(keys.chain, person) for person in certified]
    keys.pass_on(desk, comp, UUID(bytes=case_id.bytes), people, CaseAlias(case.alias))
    key_store.delete_grants(desk.session, case_id, comp, asked)
