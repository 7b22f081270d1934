"""
A house put back from a copy: what is owed is done again, and a new log begins.

Rules: no key is in hand, so what was removed since the copy is taken away and nothing is given
back; every timed access is over, every unused code void; the first event of the new log holds the
root of the old one; a leader and a second colleague stand by it before the house is theirs again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal.domain.access import Action, Basis
from journal.domain.audit import Item
from journal.domain.clock import from_milliseconds, to_milliseconds
from journal.domain.compartments import ABOUT_A_CASE, OF_THE_TEAM
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, LogId, StaffId
from journal.domain.replay import Act, Owed
from journal.services import exclusions, leaving, places, teams
from journal.services.due import reference
from journal.services.house import House
from journal.services.work import Work
from journal.store import audit as audit_store
from journal.store import cases as case_store
from journal.store import exclusions as exclusion_store
from journal.store import house as house_store
from journal.store import joining as joining_store
from journal.store import retention as retention_store
from journal.store import roster as roster_store
from journal.store import staff as staff_store
from journal.store import timed_access as timed_store
from journal.store.db import make_engine, make_sessions, reading
from journal.vault import timed, welcome
from journal.vault.outside import root_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """
    What a copy holds of the log.

    Args:
        size: events.
        root: of their tree, 32 bytes.
        last_at: instant of the newest, in UTC.
        known: ids of the events among those asked about that it holds.
    """

    size: int
    root: bytes
    last_at: datetime
    known: frozenset[EventId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """
    What a restore did; people and cases by reference, since a job holds no key to a name.

    Args:
        owed: what was done again.
        accesses, codes: how many timed accesses and unused codes ended.
        passwords: references of those whose old password or recovery code is good again.
    """

    owed: Owed
    accesses: int
    codes: int
    passwords: tuple[str, ...]


def look(url: str, acts: tuple[Act, ...]) -> Kept:
    """
    Read what a copy holds of the log.

    Args:
        url: of the restored database.
        acts: lines of the replay log.
    """
    engine = make_engine(url)
    try:
        with reading(make_sessions(engine)) as session:
            head = audit_store.head(session)
            if head is None:
                raise Tampered
            ids = [act.event for act in acts]
            known = frozenset(retention_store.places(session, ids))
            newest = audit_store.newest_instant(session)
            return Kept(
                size=head.size,
                root=root_of(head.size, head.frontier),
                last_at=from_milliseconds(newest),
                known=known,
            )
    finally:
        engine.dispose()


def begin_log(url: str, log_id: LogId, origin: str) -> LogId:
    """Give a restored database another log id and origin; the id of the former log."""
    engine = make_engine(url)
    try:
        with make_sessions(engine).begin() as session:
            return house_store.begin_log(session, log_id, origin)
    finally:
        engine.dispose()


def follow_from(house: House, kept: int) -> None:
    """Let the replay log go on from where the copy of the log ends."""
    with reading(house.sessions) as session:
        house.vault.replay.follow(session, to_milliseconds(house.clock()), kept)


def clear_shares(house: House, found: Owed) -> None:
    """Destroy the shares of cases that were shredded since the copy."""
    for case_id in found.shreds:
        for comp in ABOUT_A_CASE:
            house.vault.keys.provider.destroy_share(case_id, comp)


def go_on(work: Work, former: tuple[LogId, bytes, int], found: Owed) -> Restored:
    """
    Open the new log and take away again what was taken away since the copy.

    Args:
        former: id of the log before this one, root of what is kept of it, its largest known size.
        found: what is owed.
    """
    work.vault.keys.hold_log(work.desk)
    note_restore(work, *former)
    for staff_id in found.leavings:
        leave(work, staff_id)
    for staff_id, certificates in found.revoked.items():
        revoke(work, staff_id, certificates)
    for staff_id in found.stops:
        stop(work, staff_id)
    for alias, staff_id in found.exclusions:
        keep_away(work, alias, staff_id)
    for alias, staff_id in found.places:
        end_place(work, alias, staff_id)
    accesses, codes = end_what_was_open(work)
    rows = staff_store.by_ids(work.session, found.passwords)
    known = sorted(reference(row.alias) for row in rows if row.active_to is None)
    return Restored(owed=found, accesses=accesses, codes=codes, passwords=tuple(known))


def note_restore(work: Work, former: LogId, root: bytes, seen: int) -> None:
    """Write the first event of the new log: which log it goes on from, and where that stood."""
    item = Item(case=None, row=UUID(bytes=former.bytes), envelope_hash=root)
    work.act(Action.LOG_RESTORE, basis=Basis.JOB, items=[item], count=seen)


def end_place(work: Work, alias: CaseAlias, staff_id: StaffId) -> None:
    """Take a colleague out of a team again, whoever is left; if she is in it."""
    row = case_store.by_alias(work.session, alias)
    if row is None or CaseId(row.id) not in places.of(work, staff_id):
        return
    places.end(work, row, [staff_id], Basis.JOB)
    for comp in OF_THE_TEAM:
        teams.take(work, row, comp, frozenset({staff_id}))
    case_store.mark_rotation(row, *OF_THE_TEAM)


def keep_away(work: Work, alias: CaseAlias, staff_id: StaffId) -> None:
    """Keep a colleague away from a case again, where the copy knows both."""
    row = case_store.by_alias(work.session, alias)
    if row is None or staff_store.get(work.session, staff_id) is None:
        return
    if exclusion_store.is_excluded(work.session, CaseId(row.id), staff_id):
        return
    item = Item(case=alias, row=staff_id)
    event = work.act(Action.EXCLUSION_ADD, basis=Basis.JOB, items=[item])
    exclusions.keep_away(work, row, staff_id, event)


def leave(work: Work, staff_id: StaffId) -> None:
    """End an account again, its places and its keys, whoever is left."""
    row = staff_store.get(work.session, staff_id)
    if row is None or row.active_to is not None:
        return
    cases = places.of(work, staff_id)
    for case_id in cases:
        case = case_store.get(work.session, case_id)
        if case is not None:
            places.end(work, case, [staff_id], Basis.JOB)
            case_store.mark_rotation(case, *OF_THE_TEAM)
    row.active_to = work.now
    work.act(Action.STAFF_LEAVE, basis=Basis.JOB, items=[Item(case=None, row=staff_id)])
    roster_store.remove_of_staff(work.session, staff_id, work.now)
    leaving.revoke(work, staff_id, cases)
    leaving.forget(work, staff_id)


def revoke(work: Work, staff_id: StaffId, certificates: Sequence[UUID]) -> None:
    """Revoke certificates that ended since the copy, and take the keys that were given to them."""
    present = staff_store.certificates(work.session, staff_id)
    if any(row.id in certificates and row.revoked_event is None for row in present):
        leaving.revoke(work, staff_id, places.of(work, staff_id))


def stop(work: Work, staff_id: StaffId) -> None:
    """Stop an account again; a leader lets her in if that was over."""
    row = staff_store.get(work.session, staff_id)
    if row is None or row.suspended_at is not None or row.active_to is not None:
        return
    row.suspended_at = work.now
    work.act(Action.STAFF_SUSPEND, basis=Basis.JOB, items=[Item(case=None, row=staff_id)])
    welcome.take(work.vault.keys, work.desk, staff_id, places.of(work, staff_id))


def end_what_was_open(work: Work) -> tuple[int, int]:
    """End every timed access, which is asked for anew in a minute, and void every unused code."""
    rows = timed_store.unended(work.session)
    for row in rows:
        case = case_store.get(work.session, CaseId(row.case_id))
        if case is not None:
            timed.end(work.desk, case, row, Basis.JOB)
    return len(rows), joining_store.delete_activations(work.session)


def confirm(work: Work, leads: bool) -> None:
    """
    Stand by a restore.

    Args:
        leads: whether this is the one of the two who must lead the house.

    Raises:
        AccessDenied: she does not.
    """
    basis = work.require(Action.RESTORE_CONFIRM)
    if leads and basis is not Basis.LEADER:
        raise AccessDenied(Action.RESTORE_CONFIRM)
    work.act(Action.RESTORE_CONFIRM, basis=basis)
