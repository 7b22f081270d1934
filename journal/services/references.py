"""References outside: who has which, and a new one for a new recipient."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from journal.domain import references
from journal.domain.access import Action
from journal.domain.compartments import Compartment
from journal.domain.errors import Tampered
from journal.domain.ids import CaseId
from journal.domain.records import RecordKind
from journal.domain.sheets import Sheet
from journal.services import case_banner, records, sheets
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import records as record_store
from journal.vault.records import UnreadRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What one recipient outside calls a case; both None where it does not open."""

    recipient: str | None = field(repr=False)
    reference: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """All references of a case, oldest first; none where only her own code opens them."""

    banner: Banner
    listed: Sequence[Reference]
    is_sealed: bool = False


def show(work: Work, case_id: CaseId) -> Later[References]:
    """
    Declare the references of a case; they open after COMMIT.

    Raises:
        AccessDenied: unknown case, or not in its team.
    """
    row = case_store.get(work.session, case_id)
    if row is not None and sheets.is_sealed(work, row):
        closed = sheets.prepare(work, case_id, Sheet.IDENTITY)
        return work.later(lambda: References(banner=closed.run().banner, listed=[], is_sealed=True))
    case = work.open_case(case_id, Action.IDENTITY_READ, Compartment.IDENTITY)
    rows = record_store.of_case(work.session, case_id, RecordKind.EXTERNAL_REF)
    unread = [case.record(one) for one in rows]
    open_banners = case_banner.declare_banner_of(work, case_id)
    return work.later(
        lambda: References(banner=open_banners()[case_id], listed=[_opened(one) for one in unread])
    )


def add(work: Work, case_id: CaseId, recipient: str) -> None:
    """
    Draw a reference for a recipient who has none.

    Raises:
        AccessDenied: unknown case, or not in its team.
        OnlyHers: only her own code opens them.
    """
    sheets.require_open(work, case_id, Action.IDENTITY_WRITE)
    case = work.open_case(case_id, Action.IDENTITY_WRITE, Compartment.IDENTITY)
    row = records.new(work, RecordKind.EXTERNAL_REF, case_id, case.event_id)
    document = {"recipient": recipient, "reference": references.draw()}
    row.body_sealed = case.seal_record(row, document)
    record_store.add(work.session, row)


def _opened(unread: UnreadRecord) -> Reference:
    try:
        found = unread.document()
    except Tampered:
        return Reference(recipient=None, reference=None)  # reported; the others open
    return Reference(recipient=found["recipient"], reference=found["reference"])
