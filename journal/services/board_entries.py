"""Writing on the house board about one resident: her language, and warnings that run out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from journal.domain.access import Action
from journal.domain.audit import Event, Item
from journal.domain.board import BoardEntry
from journal.domain.compartments import Compartment
from journal.domain.ids import CaseAlias, CaseId, EventId
from journal.domain.records import RecordKind
from journal.services import board, case_banner, records, residents
from journal.services.board import NOTHING_SAID, Said
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import records as record_store
from journal.store.records import RecordRow

ENTRY = "entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """What stands on the board about somebody, for the form that changes it."""

    banner: Banner
    said: Said


def prepare(work: Work, case_id: CaseId) -> Later[EntryShown]:
    """
    Show what stands on the board about somebody to whoever may change it.

    Raises:
        AccessDenied: unknown case, kept away, or no rule speaks for the actor.
    """
    case, basis = residents.require(work, case_id, Action.BOARD_SET)
    event = work.act(
        Action.BOARD_READ,
        basis=basis,
        reason=ENTRY,
        items=[Item(case=CaseAlias(case.alias))],
        comp=Compartment.HOUSE,
    )
    open_said = board.declare_said(work, [case_id], event)
    open_banner = case_banner.declare_banner(work, case)
    return work.later(
        lambda: EntryShown(
            banner=open_banner()[case_id], said=open_said().get(case_id, NOTHING_SAID)
        )
    )


def write(work: Work, entry: BoardEntry) -> None:
    """
    Set what stands on the board about somebody; what stood there is gone.

    Raises:
        AccessDenied: unknown case, kept away, or no rule speaks for the actor.
    """
    case, basis = residents.require(work, entry.case_id, Action.BOARD_SET)
    event = work.act(
        Action.BOARD_SET,
        basis=basis,
        items=[Item(case=CaseAlias(case.alias))],
        comp=Compartment.HOUSE,
    )
    rows = record_store.of_case(work.session, entry.case_id, RecordKind.BOARD_ENTRY)
    lasting = next((row for row in rows if row.expires_at is None), None)
    passing = next((row for row in rows if row.expires_at is not None), None)
    language = {"language": entry.language} if entry.language else None
    _set(work, entry.case_id, event, lasting, language)
    words = {"alerts": list(entry.alerts), "text": entry.text} if entry.has_words else None
    _set(work, entry.case_id, event, passing, words, work.now + entry.kept_for)


def _set(
    work: Work,
    case_id: CaseId,
    event: Event,
    stored: RecordRow | None,
    document: Mapping[str, Any] | None,
    expires_at: datetime | None = None,
) -> None:
    """Seal a document anew, or erase the one that is there."""
    house, event_id = work.house(), EventId(event.id)
    if document is None:
        records.erase(work, [stored] if stored else [], event.basis)
    elif stored is not None:
        row = records.changed(work, stored, event_id, stored.revision)
        row.expires_at = expires_at
        row.body_sealed = house.seal_record(row, document)
        work.session.flush()
    else:
        row = records.new(work, RecordKind.BOARD_ENTRY, case_id, event_id, expires_at=expires_at)
        row.body_sealed = house.seal_record(row, document)
        record_store.add(work.session, row)
