"""
Notes that a whole team must read: asked by who wrote them, and taken back by her.

Rules: asking opens no note; it counts from the signing when she asked while she wrote.
"""

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, EventId, NoteId
from journal.services import places
from journal.services.work import Work
from journal.store import handover as handover_store
from journal.store.handover import MustReadRow


def ask(work: Work, case_id: CaseId, note_id: NoteId) -> None:
    """
    Ask the whole team to read a note that the actor wrote; asked twice is asked once.

    Raises:
        AccessDenied: unknown case or note, closed, not in its team, or somebody else's note.
    """
    event_id = _act(work, Action.NOTE_ASK, case_id, note_id)
    if work.principal.id is not None and handover_store.must_read(work.session, note_id) is None:
        row = MustReadRow(
            note_id=note_id,
            case_id=case_id,
            asked_by=work.principal.id,
            asked_at=work.now,
            event_id=event_id,
        )
        handover_store.add(work.session, row)


def withdraw(work: Work, case_id: CaseId, note_id: NoteId) -> None:
    """
    Ask the team no longer; who has read the note stays on record.

    Raises:
        AccessDenied: as for ``ask``.
    """
    _act(work, Action.NOTE_UNASK, case_id, note_id)
    row = handover_store.must_read(work.session, note_id)
    if row is not None:
        handover_store.drop(work.session, row)


def _act(work: Work, action: Action, case_id: CaseId, note_id: NoteId) -> EventId:
    case, basis = places.require_member(work, case_id, action)
    alias = CaseAlias(case.alias)
    author = handover_store.of_case(work.session, case_id, [note_id]).get(note_id)
    if author is None or author != work.principal.id:
        raise AccessDenied(action, alias)
    return EventId(work.act(action, basis=basis, items=[Item(case=alias, row=note_id)]).id)
