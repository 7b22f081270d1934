"""
The sheets of a case: read by its team, and who she is by a leader who says for what purpose.

The safety card is read by whoever works here, a night guard or a temp while on shift.

Rules: whoever sees a number sees first where she must never be reached; a form is filled in from a
revision and overwrites no other unseen; of somebody unknown to the house nothing is written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from journal.domain.access import Action, Facts
from journal.domain.broken_sheets import OnlyHers
from journal.domain.cases import CaseState
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, StaffId
from journal.domain.records import RecordKind, compartment_of
from journal.domain.sheets import ACTS, Sheet, born_on, require_known
from journal.domain.staff import Role
from journal.services import births, case_banner, labels, places, records
from journal.services.births import Known
from journal.services.labels import Banner, Contact
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store.cases import CaseFileRow

NEVER = "never"
"""The field of safe contact that stands before every number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """
    A sheet as a page shows it.

    Args:
        anonymity: a code.
        asks_purpose: nothing is opened until the reader says for what purpose.
        fields: what was written; None where nothing was.
        seen: the revision that is shown; 0 where there is none.
        never: where she must never be reached; None where that was not written, or the reader
            cannot open it.
        may_write: the reader is in the team.
        is_sealed: only her own code opens it; nothing is shown here.
    """

    banner: Banner
    anonymity: str
    asks_purpose: bool = False
    fields: Mapping[str, Any] | None = field(default=None, repr=False)
    seen: int = 0
    written_at: datetime | None = None
    author: Contact | None = None
    never: str | None = field(default=None, repr=False)
    may_write: bool = False
    is_sealed: bool = False


def show(work: Work, case_id: CaseId, sheet: Sheet, purpose: str | None = None) -> Later[SheetView]:
    """
    Declare a sheet; it opens after COMMIT, when the reading is on record.

    Args:
        purpose: a code of ``access_purpose``, said for this one look; only a leader needs it.

    Raises:
        AccessDenied: unknown case, or nobody of those who may read this sheet.
    """
    row = _case(work, case_id, ACTS[sheet].read)
    is_member = case_id in _own_cases(work)
    if sheet is Sheet.IDENTITY and is_sealed(work, row):
        return _closed(work, row, is_member=is_member)
    if sheet is Sheet.IDENTITY and not is_member and purpose is None and _may_ask(work, row):
        return _asking(work, row)
    return _declared(work, row, sheet, purpose, is_member=is_member)


def prepare(work: Work, case_id: CaseId, sheet: Sheet) -> Later[SheetView]:
    """
    Declare a sheet for the form that changes it.

    Raises:
        AccessDenied: unknown case, or the actor is not in its team.
    """
    row = _case(work, case_id, ACTS[sheet].write)
    if case_id not in _own_cases(work):
        raise AccessDenied(ACTS[sheet].write, CaseAlias(row.alias))
    if sheet is Sheet.IDENTITY and is_sealed(work, row):
        return _closed(work, row, is_member=True)
    return _declared(work, row, sheet, None, is_member=True)


def save(work: Work, case_id: CaseId, sheet: Sheet, fields: Mapping[str, str], seen: int) -> None:
    """
    Write a sheet, for the first time or anew; who somebody is is written by ``save_identity``.

    Args:
        fields: those of ``domain.sheets.FIELDS``, the empty ones left out.
        seen: the revision that the form was filled in from.

    Raises:
        AccessDenied: unknown case, or not in its team.
        ChangedMeanwhile: somebody has written another one since.
        OnlyHers: only her own code opens it.
    """
    if sheet is Sheet.IDENTITY:
        message = "a date of birth is compared before it is written"
        raise ValueError(message)
    work.vault.keys.hold_log(work.desk)  # her level may be changed at once; see ``anonymity``
    case = work.open_case(case_id, ACTS[sheet].write, compartment_of(sheet.kind))
    require_known(sheet, _case(work, case_id, ACTS[sheet].write).anonymity)
    records.save_only(work, case, sheet.kind, fields, seen)


def save_identity(
    work: Work,
    case_id: CaseId,
    fields: Mapping[str, str],
    seen: int,
    own: Known,
    compared: Sequence[Known],
) -> bool:
    """
    Write who somebody is, for the first time or anew.

    Args:
        fields, seen: as of ``save``.
        own: her date of birth as it was, opened just now.
        compared: the dates of ``births.to_compare``, opened just now.

    Returns:
        Whether her date of birth is worth a second look; see ``births.require``.

    Raises:
        AccessDenied: unknown case, or not in its team.
        OnlyHers: only her own code opens it.
        UnknownToHouse: nothing may be written about who she is.
        ChangedMeanwhile: somebody has written another one since.
        RuleBroken: as ``births.require`` says.
    """
    work.vault.keys.hold_log(work.desk)  # her level, or her child's date, may be changed at once
    require_open(work, case_id, Action.IDENTITY_WRITE)
    case = work.open_case(case_id, Action.IDENTITY_WRITE, Compartment.IDENTITY)
    row = _case(work, case_id, Action.IDENTITY_WRITE)
    require_known(Sheet.IDENTITY, row.anonymity)
    born = born_on(fields)
    is_close = born is not None and births.require(work, row, born, compared)
    records.save_only(work, case, RecordKind.IDENTITY, fields, seen)
    births.keep(work, case, born, own)
    return is_close


def is_sealed(work: Work, case: CaseFileRow) -> bool:
    """Whether only her own code opens who somebody is."""
    return work.vault.keys.standing.is_sealed(work.desk, case)


def require_open(work: Work, case_id: CaseId, action: Action) -> None:
    """
    Insist that a team can open who somebody is; whether the actor is in it is decided elsewhere.

    Raises:
        AccessDenied: unknown case, or not in its team.
        OnlyHers: only her own code opens it.
    """
    row = _case(work, case_id, action)
    if is_sealed(work, row):
        _require_reader(work, row, action, is_member=case_id in _own_cases(work))
        raise OnlyHers


def _require_reader(work: Work, row: CaseFileRow, action: Action, *, is_member: bool) -> None:
    facts = Facts(
        is_member=is_member,
        state=CaseState(row.state),
        is_excluded=places.is_hidden(work, row),
        has_purpose=True,
    )
    work.require(action, facts=facts, case=CaseAlias(row.alias))


def _closed(work: Work, row: CaseFileRow, *, is_member: bool) -> Later[SheetView]:
    """Say that only her code opens it, to whoever could read it otherwise; nothing is opened."""
    _require_reader(work, row, Action.IDENTITY_READ, is_member=is_member)
    open_banners = labels.declare_banners(work, [row])
    return work.later(
        lambda: SheetView(
            banner=open_banners()[CaseId(row.id)],
            anonymity=row.anonymity,
            may_write=is_member,
            is_sealed=True,
        )
    )


def _case(work: Work, case_id: CaseId, action: Action) -> CaseFileRow:
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(action)
    return row


def _own_cases(work: Work) -> list[CaseId]:
    return [] if work.principal.id is None else places.of(work, work.principal.id)


def _may_ask(work: Work, row: CaseFileRow) -> bool:
    return work.principal.role is Role.LEADER and not places.is_hidden(work, row)


def _asking(work: Work, row: CaseFileRow) -> Later[SheetView]:
    facts = Facts(has_purpose=True)
    work.require(Action.IDENTITY_READ, facts=facts, case=CaseAlias(row.alias))
    open_banners = labels.declare_banners(work, [row])
    return work.later(
        lambda: SheetView(
            banner=open_banners()[CaseId(row.id)], anonymity=row.anonymity, asks_purpose=True
        )
    )


def _declared(
    work: Work, row: CaseFileRow, sheet: Sheet, purpose: str | None, *, is_member: bool
) -> Later[SheetView]:
    case_id, comp = CaseId(row.id), compartment_of(sheet.kind)
    case = work.open_case(case_id, ACTS[sheet].read, comp, purpose)
    stored = records.only(work, case_id, sheet.kind)
    unread = None if stored is None else case.record(stored)
    open_never = (
        _declare_never(work, case_id) if comp is Compartment.IDENTITY and is_member else _no
    )
    authors = set() if stored is None else {StaffId(stored.author_id)}
    open_people = labels.declare_people(work, authors)
    open_banners = case_banner.declare_banner(work, row)

    def opened() -> SheetView:
        people = open_people()
        return SheetView(
            banner=replace(open_banners()[case_id], timed=case.timed),
            anonymity=row.anonymity,
            fields=None if unread is None else unread.document(),
            seen=0 if stored is None else stored.revision,
            written_at=None if stored is None else stored.written_at,
            author=None if stored is None else people.get(StaffId(stored.author_id)),
            never=open_never(),
            may_write=is_member,
        )

    return work.later(opened)


def _no() -> str | None:
    return None


def _declare_never(work: Work, case_id: CaseId) -> Callable[[], str | None]:
    """Declare where she must never be reached, for a page with a number on it."""
    stored = records.only(work, case_id, RecordKind.SAFE_CONTACT)
    if stored is None:
        return _no
    unread = work.open_case(case_id, Action.CONTACT_READ).record(stored)
    return lambda: unread.document().get(NEVER)
