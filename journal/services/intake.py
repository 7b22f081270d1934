"""
Sending a note into a case one does not read, and reading one's own words for a day.

Temps and night guards write this way: the team sees the note at once, they themselves only what
they wrote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from journal.domain import drafts as documents
from journal.domain.access import Action, Facts
from journal.domain.audit import Item
from journal.domain.broken import NoteSaved
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, NoteId
from journal.domain.note_documents import content_of
from journal.domain.note_form import TEXT
from journal.domain.notes import NoteDraft, NoteState, require_past
from journal.services import drafts, labels, places
from journal.services.notes import NewNote
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import drafts as draft_store
from journal.store import notes as note_store
from journal.store.cases import CaseFileRow
from journal.store.drafts import DraftRow
from journal.store.notes import NoteRow
from journal.vault.sent import OpenDrafts

READABLE_FOR = timedelta(hours=24)
"""How long the author of a sent note may read her own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """Something I sent lately; ``text`` is None when it does not open."""

    id: NoteId
    pseudonym: str
    sent_at: datetime
    until: datetime
    text: str | None = field(repr=False)


def send_note(work: Work, draft: NoteDraft) -> NoteId:
    """
    Sign a note and send it into a case whose journal the author cannot read.

    Args:
        draft: the note; ``id`` came with the form, ``occurred_at`` carries a time zone.

    Raises:
        AccessDenied: unknown case, or no rule speaks for her.
        NoteSaved: this form was stored before.
        DraftChanged: another window has saved its draft since.
        TimeUnusable: the event lies ahead.
    """
    require_past(draft.occurred_at, work.now)
    case = work.write_case(draft.case_id, Action.NOTE_SEND)
    if work.principal.id is None or work.principal.certificate_id is None:
        raise AccessDenied(Action.NOTE_SEND, case.alias)
    drafts.end(work, draft, Action.NOTE_SEND)
    stored = note_store.get(work.session, draft.id)
    if stored is not None:
        is_hers = stored.note.case_id == case.case_id and stored.note.author_id == work.principal.id
        raise NoteSaved if is_hers else AccessDenied(Action.NOTE_SEND, case.alias)
    row = NoteRow(
        id=draft.id,
        case_id=case.case_id,
        type=draft.type,
        state=NoteState.SIGNED.value,
        author_id=work.principal.id,
        cert_id=work.principal.certificate_id,
        event_id=case.event_id,
        revision=1,
        occurred_at=draft.occurred_at,
        signed_at=work.now,
    )
    row.body_sealed = case.seal(row, content_of(draft.fields))
    note_store.add(work.session, row)
    _keep_copy(work, row, draft.fields)
    return draft.id


def _keep_copy(work: Work, note: NoteRow, fields: Mapping[str, str]) -> None:
    """A copy for her own eyes."""
    own = work.vault.keys.open_drafts(work.desk)
    copy = DraftRow(
        id=NoteId(note.id),
        case_id=CaseId(note.case_id),
        author_id=note.author_id,
        revision=1,
        saved_at=work.now,
        expires_at=work.now + READABLE_FOR,
        body_sealed=own.seal(NoteId(note.id), CaseId(note.case_id), documents.to_copy(fields)),
    )
    draft_store.add(work.session, copy)


def _kept(own: OpenDrafts, copy: DraftRow | None) -> dict[str, str] | None:
    """What a copy says by field; None where there is none or it does not open."""
    document = None if copy is None else own.text(copy)
    return None if document is None else documents.from_copy(document)


def is_as_sent(work: Work, draft: NoteDraft) -> Later[bool]:
    """
    Whether a form that was stored before says what was sent, as far as her own copy still tells.

    Raises:
        AccessDenied: it is not hers.
    """
    if work.principal.id is None:
        raise AccessDenied(Action.DRAFT_READ)
    basis = work.require(Action.DRAFT_READ, facts=Facts(is_own=True))
    stored = note_store.get(work.session, draft.id)
    if stored is None or stored.note.author_id != work.principal.id:
        raise AccessDenied(Action.DRAFT_READ)
    copy = draft_store.get(work.session, draft.id)
    if copy is not None and copy.expires_at is not None and copy.expires_at <= work.now:
        copy = None  # hers no longer
    own = work.vault.keys.open_drafts(work.desk)
    if copy is not None:
        own.declare(copy)
    work.act(Action.DRAFT_READ, basis=basis, items=[Item(case=None, row=draft.id)])
    sent = (draft.case_id, draft.type, draft.occurred_at)
    is_same = sent == (stored.note.case_id, stored.note.type, stored.note.occurred_at)
    return work.later(lambda: is_same and _kept(own, copy) == draft.fields)


def own_texts(work: Work) -> Later[list[OwnText]]:
    """What the actor has sent within a day, newest first; of cases she may not know, nothing."""
    if work.principal.id is None:
        raise AccessDenied(Action.DRAFT_READ)
    basis = work.require(Action.DRAFT_READ, facts=Facts(is_own=True))
    hidden = places.hidden(work)
    rows = [
        row
        for row in draft_store.copies(work.session, work.principal.id, work.now)
        if row.case_id not in hidden
    ]
    cases = _cases(work, rows)
    items = [Item(case=CaseAlias(cases[CaseId(row.case_id)].alias), row=row.id) for row in rows]
    work.act(Action.DRAFT_READ, basis=basis, items=items)
    house = work.house()
    pseudonyms = {case_id: house.pseudonym(case) for case_id, case in cases.items()}
    own = work.vault.keys.open_drafts(work.desk)
    for row in rows:
        own.declare(row)
    return work.later(
        lambda: [
            OwnText(
                id=NoteId(row.id),
                pseudonym=pseudonyms[CaseId(row.case_id)].text(),
                sent_at=row.saved_at,
                until=row.expires_at or row.saved_at,
                text=(_kept(own, row) or {}).get(TEXT),
            )
            for row in rows
        ]
    )


def _cases(work: Work, rows: Sequence[DraftRow]) -> dict[CaseId, CaseFileRow]:
    found = {CaseId(row.case_id): case_store.get(work.session, CaseId(row.case_id)) for row in rows}
    return {case_id: case for case_id, case in found.items() if case is not None}


def prepare(work: Work, case_id: CaseId) -> Later[NewNote]:
    """
    Say whom a note that will be sent is about; nothing of the journal is opened.

    Raises:
        AccessDenied: unknown case, or no rule speaks for her.
    """
    row = work.vault.keys.require_send(work.desk, case_id)
    open_banners = labels.declare_banners(work, [row])
    return work.later(lambda: NewNote(banner=open_banners()[case_id], id=NoteId(uuid4())))
