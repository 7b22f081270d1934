"""
Who is on duty, and the key of the duty week.

Rules: a shift counts when somebody who leads has signed it; each week has a key of its own, held by
who leads and by who is on the roster of that week; an old key stays while a journal is wrapped to
it, so that nobody on shift is locked out of an emergency; teams wrap their journals to the new one
as they come by.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.clock import from_milliseconds
from journal.domain.compartments import GATED, Compartment
from journal.domain.ids import CaseAlias, CaseId, KeyId
from journal.domain.roster import WRITING_UP, week_of
from journal.store import key_facts
from journal.store import keys as key_store
from journal.store import roster as roster_store
from journal.store.cases import CaseFileRow
from journal.vault import epochs
from journal.vault.desk import Desk
from journal.vault.standing import Standing, Use
from journal.vault.workshop import Workshop, collect

NEXT = timedelta(days=60)
"""How far ahead somebody's next shift is looked for."""
AHEAD = timedelta(days=14)
"""How far ahead the roster decides who is given the key of duty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """
    What the roster says of the actor at this instant.

    Args:
        is_on: on shift.
        was_on: on shift, or lately.
        began_at: when the first of these shifts began.
        ends_at: when the last that runs ends; None when none runs.
        writes_until: until when she may send notes about these shifts.
    """

    is_on: bool = False
    was_on: bool = False
    began_at: datetime | None = None
    ends_at: datetime | None = None
    writes_until: datetime | None = None


def of_actor(desk: Desk, standing: Standing) -> OnDuty:
    """What the signed roster says of the actor at this instant."""
    staff, now = desk.principal.id, desk.now
    if staff is None:
        return OnDuty()
    lately = roster_store.of_one(desk.session, staff, now - WRITING_UP, now)
    real = [row for row in lately if standing.has_shift(desk, row)]
    if not real:
        return OnDuty()
    last_end = max(row.ends_at for row in real)
    return OnDuty(
        is_on=last_end > now,
        was_on=True,
        began_at=min(row.starts_at for row in real),
        ends_at=last_end if last_end > now else None,
        writes_until=last_end + WRITING_UP,
    )


def next_start(desk: Desk, standing: Standing) -> datetime | None:
    """When the actor's next shift begins, by the signed roster; None without one."""
    if desk.principal.id is None:
        return None
    coming = roster_store.of_one(desk.session, desk.principal.id, desk.now, desk.now + NEXT)
    starts = [
        row.starts_at
        for row in coming
        if row.starts_at > desk.now and standing.has_shift(desk, row)
    ]
    return min(starts, default=None)


def begin_week(shop: Workshop, desk: Desk, zone: ZoneInfo) -> None:
    """Make the key of this duty week, if the newest is of an earlier one."""
    newest = key_store.epochs(desk.session, shop.house, [Compartment.DUTY])[Compartment.DUTY]
    since, until = week_of(desk.now, zone)
    if from_milliseconds(newest.created_ms) >= since:
        return
    shop.hold_log(desk)
    wanted = shop.recipients.rostered(desk, since, until)
    key = (shop.house, Compartment.DUTY, newest.epoch + 1)
    shop.make(desk, key, wanted, action=Action.KEY_ROTATE)


def pass_on(shop: Workshop, desk: Desk) -> None:
    """Give every key of duty that the actor holds to all who are on the roster and lack it."""
    staff = desk.principal.id
    if staff is None:
        return
    house = shop.house
    held = [
        one
        for one in key_facts.all_epochs(desk.session, house, Compartment.DUTY, staff)
        if one.wrap is not None
    ]
    if not held:
        return
    shop.hold_log(desk)
    rostered = shop.recipients.rostered(desk, desk.now - WRITING_UP, desk.now + AHEAD)
    for one in held:
        shop.standing.check_epoch(desk, one.epoch, one.signers)
        shop.wrap_to(desk, shop.ring(desk, one.epoch, one.wrap or b""), rostered, None)


def follow(shop: Workshop, desk: Desk, cases: Iterable[CaseFileRow]) -> None:
    """Wrap the journals that the actor holds to the newest duty and purpose key."""
    staff = desk.principal.id
    newest = {
        comp: KeyId(epoch.key_id)
        for comp, epoch in key_store.epochs(desk.session, shop.house, GATED).items()
    }
    behind = key_store.behind(desk.session, [case.id for case in cases], newest.values())
    stale = [case for case in cases if case.id in behind and not case.rotate_pending]
    if not stale or staff is None:
        return
    shop.hold_log(desk)
    gated = shop.recipients.gated(desk)
    for case in stale:
        facts = shop.live(desk, case.id, Compartment.JOURNAL, Use(case=case))
        if facts.wrap is None:
            continue
        ring = shop.ring(desk, facts.epoch, facts.wrap)
        rows = [epochs.wrapped(shop.house, facts.epoch, ring.epoch_key(), to) for to in gated]
        key_store.replace_gated(desk.session, KeyId(facts.epoch.key_id), rows)
        item = Item(case=CaseAlias(case.alias), row=CaseId(case.id))
        collect(desk, Action.KEY_WRAP, Compartment.JOURNAL, [item])


def drop_unused(shop: Workshop, desk: Desk) -> None:
    """
    Delete gated keys that are not the newest and to which nothing is wrapped any more.

    This work may have passed one on just before; it does not rely on it any longer.
    """
    for comp in GATED:
        for epoch in key_store.of_scope(desk.session, shop.house, comp)[1:]:
            if not key_store.is_recipient(desk.session, KeyId(epoch.key_id)):
                shop.hold_log(desk)
                epochs.drop(desk, KeyId(epoch.key_id))
