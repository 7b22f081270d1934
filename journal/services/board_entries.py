"""Writing on the house board about one resident: her language, and warnings that run out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from journal.domain.access import Action
from journal.domain.audit import Event, Item
from journal.domain.board import BoardEntry
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, EventId, RecordId, Sealed
from journal.domain.records import RecordKind
from journal.services import board, labels, residents
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
    open_banner = labels.declare_banners(work, [case])
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
    stored = record_store.of_case(work.session, entry.case_id, RecordKind.BOARD_ENTRY)
    record_store.erase(work.session, [RecordId(row.id) for row in stored])
    if entry.language:
        _seal(work, entry.case_id, event, None, {"language": entry.language})
    if entry.has_words:
        words = {"alerts": list(entry.alerts), "text": entry.text}
        _seal(work, entry.case_id, event, work.now + entry.kept_for, words)


def _seal(
    work: Work,
    case_id: CaseId,
    event: Event,
    expires_at: datetime | None,
    document: Mapping[str, Any],
) -> None:
    if work.principal.id is None:
        raise AccessDenied(Action.BOARD_SET)
    row = RecordRow(
        id=RecordId(uuid4()),
        kind=RecordKind.BOARD_ENTRY.value,
        comp=int(Compartment.HOUSE),
        case_id=case_id,
        revision=1,
        event_id=EventId(event.id),
        author_id=work.principal.id,
        written_at=work.now,
        expires_at=expires_at,
        body_sealed=Sealed(b""),
    )
    row.body_sealed = work.house().seal_record(row, document)
    record_store.add(work.session, row)
