"""
Timed access: opening a gated key against a committed event, wrapping it for a time, ending it.

Rules: the id of an access is the digest of its terms and stands in the event of its opening, so no
term can be changed afterwards; the gated key opens once, within a minute of that event; what has
ended is unwrapped from her, and the journal waits for a new key.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from crypto.encoding import WrapPlace
from crypto.keys import EpochKey
from crypto.statements import GrantTerms
from journal.domain.access import Action, Basis, Face, Outcome
from journal.domain.audit import Event, Item, text_of
from journal.domain.clock import from_milliseconds, to_milliseconds
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, EventId, GrantId, HouseId, KeyId, StaffId
from journal.domain.timed_access import WORDS_WITHIN, Opened, is_live
from journal.store import cases as case_store
from journal.store import history, key_facts
from journal.store import keys as key_store
from journal.store import timed_access as timed_store
from journal.store.cases import CaseFileRow
from journal.store.keys import KeyEpochRow, KeyWrapRow, WrapKind
from journal.store.timed_access import TimedAccessRow
from journal.vault import epochs
from journal.vault.desk import Desk, Principal, Stage
from journal.vault.epochs import Recipient
from journal.vault.keyring import Keyring
from journal.vault.provider import GatedWrap, Presented
from journal.vault.standing import Use
from journal.vault.workshop import Workshop, collect

GATES = {
    Face.BREAK_GLASS: (WrapKind.DUTY, Compartment.DUTY),
    Face.PURPOSE: (WrapKind.PURPOSE, Compartment.PURPOSE),
}
OPENING = {Face.BREAK_GLASS: Action.BREAK_GLASS_OPEN, Face.PURPOSE: Action.PURPOSE_OPEN}
"""The act that opens each face of timed access."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """
    One key of a case behind a gated key that the actor holds a part of.

    Args:
        epoch: of the case.
        ring: the actor's of the gated epoch.
        wrapped: the case's key, wrapped to the gated epoch.
    """

    epoch: KeyEpochRow
    ring: Keyring
    wrapped: GatedWrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A case's keys between the two works of an opening; nothing outside the vault looks inside."""

    grant_id: GrantId
    case_id: CaseId
    keys: Sequence[tuple[KeyEpochRow, EpochKey]] = field(repr=False)


def opened(row: TimedAccessRow) -> Opened:
    """An access as pages show it."""
    needs_words = row.words_event is None and row.face == Face.BREAK_GLASS.value
    return Opened(
        id=GrantId(row.id),
        case_id=CaseId(row.case_id),
        face=Face(row.face),
        expires_at=row.expires_at,
        words_until=row.opened_at + WORDS_WITHIN if needs_words else None,
        is_ended=row.ended_at is not None,
    )


def terms_of(house: HouseId, row: TimedAccessRow) -> GrantTerms:
    """The terms of an access as its row says them."""
    return GrantTerms(
        house=house.bytes,
        case=row.case_id.bytes,
        staff=row.staff_id.bytes,
        face=row.face,
        comp=row.comp,
        reason=row.reason_code,
        opened_ms=to_milliseconds(row.opened_at),
        expires_ms=to_milliseconds(row.expires_at),
        nonce=row.nonce,
    )


def grant_id_of(house: HouseId, row: TimedAccessRow) -> GrantId:
    """The id that follows from the terms of an access as its row says them."""
    return GrantId(UUID(bytes=terms_of(house, row).digest()))


def draw(
    house: HouseId, desk: Desk, case_id: CaseId, face: Face, reason: str, until: datetime
) -> TimedAccessRow:
    """The row of an access to be, under the id of its terms; ``review_due`` is still to be set."""
    if desk.principal.id is None:
        raise AccessDenied(OPENING[face])
    row = TimedAccessRow(
        id=GrantId(uuid4()),
        case_id=case_id,
        staff_id=desk.principal.id,
        face=face.value,
        comp=int(Compartment.JOURNAL),
        reason_code=reason,
        nonce=os.urandom(16),
        event_id=EventId(uuid4()),
        opened_at=desk.now,
        expires_at=until,
        review_due=until,
    )
    row.id = grant_id_of(house, row)
    return row


def live(shop: Workshop, desk: Desk, case: CaseFileRow, comp: Compartment) -> TimedAccessRow | None:
    """The timed access that the actor has to a compartment of a case at this instant, or None."""
    if desk.principal.id is None:
        return None
    for row in timed_store.live(desk.session, CaseId(case.id), desk.principal.id):
        if row.comp == int(comp) and is_running(shop, desk, case, row):
            return row
    return None


def is_running(shop: Workshop, desk: Desk, case: CaseFileRow, row: TimedAccessRow) -> bool:
    """Whether an access counts at this instant, on the terms that the log names."""
    newest = from_milliseconds(history.newest_since(desk.session, EventId(row.event_id)))
    counts = is_live(row.opened_at, row.expires_at, desk.now, newest)
    if not counts or shop.standing.has_access_ended(desk, GrantId(row.id)):
        return False
    return is_as_opened(desk, shop.house, case, row)


def is_as_opened(desk: Desk, house: HouseId, case: CaseFileRow, row: TimedAccessRow) -> bool:
    """Whether an access is still the one that the log says was opened."""
    entry = history.by_ids(desk.session, [EventId(row.event_id)]).get(EventId(row.event_id))
    if entry is None or entry.data is None or row.id != grant_id_of(house, row):
        return False
    said = json.loads(entry.data)
    expected = (OPENING[Face(row.face)].value, Outcome.OK.value, text_of(row.id.bytes))
    return (said["act"], said["out"], said["bg"]) == expected and [
        alias for alias, _ in said["on"]
    ] == [text_of(case.alias.bytes)]


def gates(shop: Workshop, desk: Desk, case: CaseFileRow, face: Face) -> list[Gate]:
    """
    Every live journal key of a case that the actor can open behind a gated key she holds.

    More than one only while the key of the case is being exchanged; none when she holds no part.
    """
    kind, comp = GATES[face]
    house, staff = shop.house, desk.principal.id
    if staff is None:
        return []
    parts = {
        bytes(one.epoch.key_id): one
        for one in key_facts.all_epochs(desk.session, house, comp, staff)
        if one.wrap is not None
    }
    found = []
    live_keys = key_facts.all_epochs(desk.session, case.id, Compartment.JOURNAL, staff)
    for key in live_keys:
        use = Use(case=case, is_mailbox=key is not live_keys[-1])
        shop.standing.check_epoch(desk, key.epoch, key.signers, use)
        for row in key_store.wraps(desk.session, KeyId(key.epoch.key_id)):
            part = parts.get(bytes(row.recipient_id))
            if row.kind == kind.value and part is not None and part.wrap is not None:
                shop.standing.check_epoch(desk, part.epoch, part.signers)
                ring = shop.ring(desk, part.epoch, part.wrap)
                found.append(_gate(shop.house, key.epoch, row, ring))
                break
    return found


def _gate(house: HouseId, epoch: KeyEpochRow, row: KeyWrapRow, ring: Keyring) -> Gate:
    place = WrapPlace(
        house=house.bytes,
        scope=epoch.scope_id.bytes,
        comp=epoch.comp,
        epoch=epoch.epoch,
        key_id=epoch.key_id,
        kind=row.kind,
        recipient=bytes(row.recipient_id),
        recipient_pub=ring.epoch.intake_pub,
    )
    wrapped = GatedWrap(comp=ring.comp, key_id=bytes(ring.key_id), blob=row.blob, place=place)
    return Gate(epoch=epoch, ring=ring, wrapped=wrapped)


def release(
    shop: Workshop, desk: Desk, row: TimedAccessRow, alias: CaseAlias, found: Sequence[Gate]
) -> Released:
    """
    Open the keys of one case, once its opening is committed.

    Raises:
        NotCommitted: it is not.
        AccessDenied: the provider finds no such event, or its receipt was used before.
    """
    desk.require(Stage.COMMITTED)
    if desk.principal.alias is None:
        raise AccessDenied
    shown = Presented(
        receipt=desk.receipts[EventId(row.event_id)],
        terms=terms_of(shop.house, row),
        case=alias,
        actor=desk.principal.alias,
        now_ms=to_milliseconds(desk.now),
    )
    try:
        keys = [
            (
                gate.epoch,
                shop.provider.gated_unwrap(shop.house, gate.ring.epoch_key(), gate.wrapped, shown),
            )
            for gate in found
        ]
    except AccessDenied as denied:
        raise AccessDenied(OPENING[Face(row.face)], alias) from denied
    return Released(grant_id=GrantId(row.id), case_id=CaseId(row.case_id), keys=keys)


def wrap_for_actor(
    shop: Workshop, desk: Desk, released: Released, case: CaseFileRow
) -> TimedAccessRow:
    """
    Wrap released keys to the actor until her access ends.

    Raises:
        AccessDenied: the access is not hers, has ended meanwhile, or she is kept away by now.
        StaleKey: a key was exchanged meanwhile.
    """
    shop.hold_log(desk)
    alias = CaseAlias(case.alias)
    row = timed_store.get(desk.session, released.grant_id)
    if row is None or row.staff_id != desk.principal.id:
        raise AccessDenied(Action.KEY_WRAP, alias)
    if row.ended_at is not None or row.expires_at <= desk.now:
        raise AccessDenied(Action.KEY_WRAP, alias)
    if shop.standing.is_kept_away(desk, CaseAlias(case.alias), StaffId(row.staff_id)):
        raise AccessDenied(Action.KEY_WRAP, alias)
    others = timed_store.live(desk.session, released.case_id, StaffId(row.staff_id))
    recipient = _actor(desk.principal, max(one.expires_at for one in (row, *others)))
    key_ids = [KeyId(epoch.key_id) for epoch, _ in released.keys]
    key_store.delete_timed_wraps(desk.session, key_ids, StaffId(row.staff_id))
    for epoch, key in released.keys:
        wrap = epochs.wrapped(shop.house, epoch, key, recipient)
        key_store.add_wraps(desk.session, [wrap])
        desk.used.add((KeyId(epoch.key_id), None))
    event = collect(
        desk, Action.KEY_WRAP, Compartment.JOURNAL, [Item(case=alias, row=row.staff_id)]
    )
    event.ref, event.grant = EventId(row.event_id), GrantId(row.id)
    return row


def end(desk: Desk, case: CaseFileRow, row: TimedAccessRow, basis: Basis) -> None:
    """End an access: its wraps go, and the journal waits for a new key."""
    row.ended_at = desk.now
    desk.session.flush()
    if not timed_store.live(desk.session, CaseId(case.id), StaffId(row.staff_id)):
        live_keys = key_store.of_scope(desk.session, case.id, Compartment.JOURNAL)
        key_ids = [KeyId(epoch.key_id) for epoch in live_keys]
        key_store.delete_timed_wraps(desk.session, key_ids, StaffId(row.staff_id))
    case_store.mark_rotation(case, Compartment.JOURNAL)
    desk.events.append(
        Event(
            id=EventId(uuid4()),
            action=Action.BREAK_GLASS_CLOSE,
            basis=basis,
            comp=Compartment.JOURNAL,
            items=[Item(case=CaseAlias(case.alias), row=row.staff_id)],
            ref=EventId(row.event_id),
            grant=GrantId(row.id),
        )
    )


def end_run_out(desk: Desk, case: CaseFileRow) -> None:
    """End every access to a case whose time is over."""
    for row in timed_store.open_of_case(desk.session, CaseId(case.id)):
        if row.expires_at <= desk.now:
            end(desk, case, row, Basis.JOB)


def _actor(principal: Principal, until: datetime) -> Recipient:
    """The actor herself as the recipient of keys that she holds for a time."""
    if principal.id is None or principal.keys is None:
        raise AccessDenied(Action.KEY_WRAP)
    return Recipient(
        kind=WrapKind.TIMED,
        id=principal.id.bytes,
        pub=principal.keys.box.public().to_bytes(),
        certificate_id=principal.certificate_id,
        until=until,
    )


def holders(shop: Workshop, desk: Desk, case: CaseFileRow) -> list[Recipient]:
    """Who reads a case for a time at this instant: a new key must not lock her out."""
    rows = timed_store.open_of_case(desk.session, CaseId(case.id))
    running = [row for row in rows if is_running(shop, desk, case, row)]
    until = {
        row.staff_id: row.expires_at for row in sorted(running, key=lambda row: row.expires_at)
    }
    people = shop.recipients.people(desk, ids=[StaffId(one) for one in until]) if until else []
    return [
        replace(one, kind=WrapKind.TIMED, until=until[StaffId(UUID(bytes=one.id))])
        for one in people
    ]
