"""
The code of a resident: given to her on paper, and tried with her when she is back (R-R2).

Rules: known and unknown codes get the same work, the same counter and the same answer; five wrong
tries lock the first part for a day; nothing of the code is kept; whoever tries it is in the log.
Who somebody is may be left to her code alone: then there is no new code, and no way without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from journal.domain.access import Action, Basis, Facts, Outcome
from journal.domain.audit import Item
from journal.domain.broken_sheets import CodeWrong
from journal.domain.cases import CaseState
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId
from journal.domain.records import RecordKind
from journal.domain.sheets import Sheet, born_on, require_known
from journal.services import births, labels, places, records, sheets
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import residents as resident_store
from journal.store import signin as signin_store
from journal.store.cases import CaseFileRow
from journal.store.residents import ResidentKeyRow
from journal.store.signin import SigninThrottleRow
from journal.vault import residents, rotation
from journal.vault.evidence import resident_name, row_of_comp
from journal.vault.unlock import DrawnLock, Lock, PasswordKeys

FREE_TRIES = 5
LOCKED_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Having:
    """
    Whether somebody has a code, and since when.

    Args:
        is_sealed: only her code opens who she is, so she can have no other one.
    """

    banner: Banner
    since: datetime | None
    is_sealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    What was found for the first part of a code, known or not.

    Args:
        row: None where there is none, or it is locked.
        key: under what wrong tries are counted.
    """

    row: ResidentKeyRow | None
    lock: Lock
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """
    A file whose code was right.

    Args:
        fields: who she is, as it was written; None where nothing was.
        is_mine: the actor is in its team.
        is_sealed: nothing but the code opens who she is, so that is written here, too.
        seen: the revision of the fields; 0 where there are none.
    """

    banner: Banner
    fields: Mapping[str, Any] | None = field(repr=False)
    is_mine: bool
    is_sealed: bool
    seen: int


def prepare(work: Work, case_id: CaseId) -> Later[Having]:
    """
    Say whether somebody has a code; nothing of her file is opened.

    Raises:
        AccessDenied: unknown case, or not in its team.
    """
    case = work.open_case(case_id, Action.CASE_READ)
    row = case_store.get(work.session, case_id)
    if case.timed is not None or row is None:
        raise AccessDenied(Action.CODE_ISSUE, case.alias)
    stored = resident_store.get(work.session, case_id)
    since = None if stored is None else stored.made_at
    open_banners = labels.declare_banners(work, [row])
    is_sealed = work.vault.keys.standing.is_sealed(work.desk, row)
    return work.later(
        lambda: Having(banner=open_banners()[case_id], since=since, is_sealed=is_sealed)
    )


def keep(work: Work, case_id: CaseId, drawn: DrawnLock, *, seals: bool = False) -> None:
    """
    Keep the key behind a code that was typed back; a code that she had counts no more.

    Args:
        seals: from now on nothing but this code opens who she is: neither her team, nor a leader,
            nor the recovery of the house.

    Raises:
        AccessDenied: unknown case, or not in its team.
        OnlyHers: who she is is left to the code she has.
    """
    sheets.require_open(work, case_id, Action.CODE_ISSUE)
    case = work.open_case(case_id, Action.CODE_ISSUE, Compartment.IDENTITY)
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(Action.CODE_ISSUE)
    older = resident_store.get(work.session, case_id)
    if older is not None:
        item = Item(case=case.alias, row=resident_name(older.box_pub))
        work.act(Action.CODE_END, basis=Basis.TEAM, items=[item])
    case.name_item(resident_name(drawn.box_pub))
    new = residents.row_of(case_id, drawn, case.event_id, work.desk)
    resident_store.put(work.session, new)
    shop = work.vault.keys
    shop.hold_log(work.desk)
    if seals:
        item = Item(case=case.alias, row=row_of_comp(Compartment.IDENTITY))
        work.act(Action.CODE_SEAL, basis=Basis.TEAM, items=[item])
        rotation.rotate(shop, work.desk, row, Compartment.IDENTITY)
    else:
        to_her = shop.recipients.resident(work.desk, row)
        shop.pass_on(work.desk, Compartment.IDENTITY, to_her, row)


def may_collect(work: Work) -> None:
    """
    Insist that the actor may try a code; leaves no event.

    Raises:
        AccessDenied: she has nothing to do with residents.
    """
    work.require(Action.CODE_USE)


def find(work: Work, locator: str) -> Found:
    """
    Look the first part of a code up and count the try, before the second is derived; no event.

    Raises:
        AccessDenied: the actor has nothing to do with residents.
    """
    work.require(Action.CODE_USE)
    unlocker = work.vault.unlocker
    mac = unlocker.locator_mac(locator)
    key = unlocker.throttle_key("resident code", mac.hex())
    row = resident_store.by_locator(work.session, mac)
    if row is not None and not _is_hers_to_try(work, row):
        row = None
    if _count(work, key):
        row = None
    return Found(row=row, lock=unlocker.resident_lock(row, mac), key=key)


def _is_hers_to_try(work: Work, row: ResidentKeyRow) -> bool:
    """Whoever is kept away from a case finds nothing under its code, and no old code counts."""
    case = case_store.get(work.session, CaseId(row.case_id))
    return case is not None and not places.is_hidden(work, case)


def _count(work: Work, key: bytes) -> bool:
    """Count a try; True while the code is locked."""
    row = signin_store.counters(work.session, [key]).get(key)
    if row is not None and row.blocked_until is not None and row.blocked_until > work.now:
        return True
    if row is None:
        row = SigninThrottleRow(key=key, failed=0, last_at=work.now)
        signin_store.add(work.session, row)
    is_recent = work.now - row.last_at < LOCKED_FOR
    row.failed, row.last_at = row.failed + 1 if is_recent else 1, work.now
    row.blocked_until = work.now + LOCKED_FOR if row.failed >= FREE_TRIES else None
    return False


def fail(work: Work) -> None:
    """Put a wrong code on record; the log does not say whether there is such a file."""
    work.act(Action.CODE_USE, outcome=Outcome.DENIED)


def use(work: Work, found: Found, derived: PasswordKeys) -> Later[Collected]:
    """
    Open who somebody is with her code, and say whose file it is.

    Raises:
        CodeWrong: the code has been exchanged meanwhile.
        AccessDenied: the actor may not.
    """
    row, case = proven(work, found)
    basis = _require(work, case)
    event = work.act(
        Action.CODE_USE, basis=basis, comp=Compartment.IDENTITY, case=CaseAlias(case.alias)
    )
    clear(work, found)
    keys = work.vault.unlocker.open_resident(row, derived)
    opened = residents.open_identity(work.vault.keys, work.desk, case, keys, event)
    stored = records.only(work, CaseId(case.id), RecordKind.IDENTITY)
    unread = None if stored is None else opened.record(stored)
    open_banners = labels.declare_banners(work, [case])
    is_mine = _is_mine(work, case)
    is_sealed = work.vault.keys.standing.is_sealed(work.desk, case)
    return work.later(
        lambda: Collected(
            banner=open_banners()[CaseId(case.id)],
            fields=None if unread is None else unread.document(),
            is_mine=is_mine,
            is_sealed=is_sealed,
            seen=0 if stored is None else stored.revision,
        )
    )


def write(
    work: Work, found: Found, derived: PasswordKeys, fields: Mapping[str, str], seen: int
) -> None:
    """
    Write who somebody is with her code, where nothing else opens it.

    Args:
        fields: those of ``domain.sheets.FIELDS``, the empty ones left out.
        seen: the revision that the form was filled in from.

    Raises:
        CodeWrong: the code has been exchanged meanwhile.
        AccessDenied: the actor is not in her team, or her team writes it without her.
        UnknownToHouse: nothing may be written about who she is.
        ChangedMeanwhile: somebody has written with her since.
    """
    row, case = proven(work, found)
    _require(work, case)
    alias, action = CaseAlias(case.alias), Action.IDENTITY_WRITE
    facts = Facts(
        is_member=_is_mine(work, case),
        state=CaseState(case.state),
        is_excluded=places.is_hidden(work, case),
    )
    basis = work.require(action, facts=facts, case=alias)
    if not work.vault.keys.standing.is_sealed(work.desk, case):
        raise AccessDenied(action, alias)
    require_known(Sheet.IDENTITY, case.anonymity)
    event = work.act(action, basis=basis, comp=Compartment.IDENTITY, case=alias)
    clear(work, found)
    keys = work.vault.unlocker.open_resident(row, derived)
    opened = residents.open_identity(work.vault.keys, work.desk, case, keys, event)
    records.save_only(work, opened, RecordKind.IDENTITY, fields, seen)
    births.keep_with_code(work, opened, born_on(fields))


def clear(work: Work, found: Found) -> None:
    """Forget the wrong tries before a right one."""
    signin_store.forget(work.session, [found.key], work.now - LOCKED_FOR)


def proven(work: Work, found: Found) -> tuple[ResidentKeyRow, CaseFileRow]:
    """
    The row whose code was right, and her case; no key is believed that the log did not give her.

    Raises:
        CodeWrong: it is not there any more, or somebody has planted it.
    """
    row = None if found.row is None else resident_store.get(work.session, found.row.case_id)
    case = None if row is None else case_store.get(work.session, CaseId(row.case_id))
    if row is None or case is None or found.row is None or row.event_id != found.row.event_id:
        raise CodeWrong
    named = resident_name(row.box_pub)
    if not work.vault.keys.standing.has_code(work.desk, case, row.event_id, named):
        raise CodeWrong
    return row, case


def _is_mine(work: Work, case: CaseFileRow) -> bool:
    own = work.principal.id
    return own is not None and CaseId(case.id) in places.of(work, own)


def _require(work: Work, case: CaseFileRow) -> Basis:
    facts = Facts(state=CaseState(case.state), is_excluded=places.is_hidden(work, case))
    return work.require(Action.CODE_USE, facts=facts, case=CaseAlias(case.alias))
