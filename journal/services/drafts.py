"""
Drafts: what a colleague is writing, saved under her own key until it is signed or thrown away.

Rules: whether she may write there is decided at every saving; one draft for each person, case and
kind of note; beginning, reading and dropping one leave an event, the savings between do not; what
she may no longer write in stays readable to her, unless she is kept away from the case.
"""

from dataclasses import dataclass
from datetime import datetime

from journal.domain import drafts
from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.drafts import DraftChanged, DraftSigned, Writing, Written
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseAlias, CaseId, NoteId, StaffId
from journal.domain.note_types import note_type
from journal.domain.notes import NoteDraft
from journal.domain.staff import LEADING_ROLES
from journal.services import places
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import drafts as draft_store
from journal.store import notes as note_store
from journal.store.cases import CaseFileRow
from journal.store.drafts import DraftRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A draft as it is stored now."""

    id: NoteId
    revision: int
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """
    A draft in a list: no word of it.

    Args:
        reference: the first eight signs of its id, as the leader's list names it.
        pseudonym: of whom it is about; empty on a page that says so already.
        is_old: older than a day.
    """

    id: NoteId
    case_id: CaseId
    type: str
    reference: str
    started_at: datetime
    saved_at: datetime
    is_old: bool
    pseudonym: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedDraft:
    """
    A draft with its words.

    Args:
        written: None when it does not open.
        basis: by which right she writes there now; None when she may not any more.
        is_closed: the file is closed.
        until: the last moment at which it can be read, once the file is closed.
    """

    line: DraftLine
    revision: int
    written: Written | None
    basis: Basis | None
    is_closed: bool
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OldDraft:
    """A draft that has lain too long, as the leader sees it: by its id."""

    reference: str
    started_at: datetime


def save(work: Work, writing: Writing) -> Saved | None:
    """
    Save what somebody is writing; nothing without words begins a draft.

    Returns:
        None when there was nothing to save.

    Raises:
        AccessDenied: unknown case, she may not write there, or the id is another's.
        DraftChanged: another window has saved it since, or has begun the one draft of this kind.
        DraftSigned: it is a note by now.
    """
    own = work.own(Action.DRAFT_START)
    case, basis = work.vault.keys.require_writing(work.desk, writing.case_id)
    draft_store.hold(work.session, own)
    stored = draft_store.get(work.session, writing.id)
    _require_unsigned(work, own, case, writing.id, stored)
    twin = draft_store.of_kind(work.session, own, writing.case_id, writing.type)
    if stored is None and _is_blank(writing):
        return None
    if twin is not None and twin.id != writing.id:
        raise DraftChanged(NoteId(twin.id))
    if stored is not None and stored.revision != writing.revision:
        raise DraftChanged(writing.id)
    row = _row(work, own, writing)
    if stored is None:
        draft_store.add(work.session, row)
        begun = Item(case=CaseAlias(case.alias), row=writing.id)
        work.act(Action.DRAFT_START, basis=basis, items=[begun])
    elif not draft_store.replace(work.session, row, writing.revision):
        raise DraftChanged(writing.id)
    _drop_former(work, own, writing)
    return Saved(id=writing.id, revision=row.revision, saved_at=work.now)


def _drop_former(work: Work, own: StaffId, kept: Writing | NoteDraft) -> None:
    """Delete another draft of hers whose words have gone into the one that is kept."""
    case, taken = case_store.get(work.session, kept.case_id), (kept.former, kept.former_revision)
    is_other = kept.former not in (None, kept.id)
    if case and is_other and draft_store.drop_as_seen(work.session, own, case, *taken):
        gone = Item(case=CaseAlias(case.alias), row=kept.former)
        work.act(Action.DRAFT_DROP, basis=Basis.SELF, items=[gone])


def _require_unsigned(
    work: Work, own: StaffId, case: CaseFileRow, draft_id: NoteId, stored: DraftRow | None
) -> None:
    """Refuse an id that is another's or of another case; say so when it is a note of hers."""
    alias = CaseAlias(case.alias)
    if stored is not None and (stored.author_id != own or stored.case_id != case.id):
        raise AccessDenied(Action.DRAFT_START, alias)
    if stored is not None and stored.type is None:
        raise DraftSigned
    note = note_store.get(work.session, draft_id) if stored is None else None
    if note is not None:
        is_hers = note.note.author_id == own and note.note.case_id == case.id
        raise DraftSigned if is_hers else AccessDenied(Action.DRAFT_START, alias)


def _is_blank(writing: Writing) -> bool:
    """Whether nothing is written yet: a choice from a list alone is no text."""
    chosen = {field.id for field in note_type(writing.type).fields if field.is_code}
    return not any(text.strip() for name, text in writing.fields.items() if name not in chosen)


def _row(work: Work, own: StaffId, writing: Writing) -> DraftRow:
    revision = writing.revision + 1
    opened = work.vault.keys.open_drafts(work.desk)
    sealed = opened.seal(writing.id, writing.case_id, drafts.to_document(writing), revision)
    return DraftRow(
        id=writing.id,
        case_id=writing.case_id,
        author_id=own,
        revision=revision,
        saved_at=work.now,
        type=writing.type,
        started_at=work.now,
        body_sealed=sealed,
    )


def end(work: Work, note: NoteDraft, action: Action) -> None:
    """
    Delete the draft of a note that is being signed in this work, and one that went into it.

    Nothing of hers is saved or signed meanwhile, so the note takes the place of its draft at once.

    Args:
        note: with the revision of the draft that its form was filled from; 0 for none.
        action: as which the note is signed.

    Raises:
        AccessDenied: the id is another's.
        DraftChanged: another window has saved the draft since; nothing is signed.
    """
    own = work.own(action)
    draft_store.hold(work.session, own)
    stored = draft_store.get(work.session, note.id)
    if stored is not None and stored.type is not None:
        if stored.author_id != own or stored.case_id != note.case_id:
            raise AccessDenied(action)
        if stored.revision != note.revision:
            raise DraftChanged(note.id)
        draft_store.drop(work.session, note.id)
    _drop_former(work, own, note)


def read(work: Work, case_id: CaseId, draft_id: NoteId) -> Later[OpenedDraft]:
    """
    Declare a draft of one's own; it opens after COMMIT.

    Raises:
        AccessDenied: there is none of hers, or she is kept away from the case.
    """
    row, case, basis = _own_draft(work, case_id, draft_id, Action.DRAFT_READ)
    item = Item(case=CaseAlias(case.alias), row=draft_id)
    work.act(Action.DRAFT_READ, basis=basis, items=[item])
    opened = work.vault.keys.open_drafts(work.desk)
    opened.declare(row)
    pseudonym = work.house().pseudonym(case)
    right = _right(work, case_id)

    def written() -> Written | None:
        text = opened.text(row)
        try:
            return None if text is None else drafts.from_document(text, row.type or "")
        except Tampered:
            work.desk.damaged.append(item)
            return None

    return work.later(
        lambda: OpenedDraft(
            line=_line(row, work.now, pseudonym.text()),
            revision=row.revision,
            written=written(),
            basis=right,
            is_closed=case.state == CaseState.CLOSED.value,
            until=case.closed_at and case.closed_at + drafts.READABLE_AFTER_CLOSING,
        )
    )


def _right(work: Work, case_id: CaseId) -> Basis | None:
    try:
        return way(work, case_id)
    except AccessDenied:  # no attempt to write: she only reads her own words
        return None


def way(work: Work, case_id: CaseId) -> Basis:
    """
    By which right the actor writes about a case: in its team, or sent in. Leaves no event.

    Raises:
        AccessDenied: unknown case, or she may not write there.
    """
    return work.vault.keys.require_writing(work.desk, case_id)[1]


def find(work: Work, case_id: CaseId, kind: str) -> NoteId | None:
    """One's own draft of a kind of note; none about a case she is kept away from. No event."""
    own = work.own(Action.DRAFT_READ)
    found = draft_store.of_kind(work.session, own, case_id, kind)
    case = None if found is None else case_store.get(work.session, case_id)
    if found is None or case is None or places.is_hidden(work, case) or _is_over(work, case):
        return None
    return NoteId(found.id)


def list_own(work: Work) -> Later[list[DraftLine]]:
    """
    One's own drafts, oldest first, by pseudonym; of cases she may not know, nothing.

    Raises:
        AccessDenied: she has nothing to do with residents.
    """
    own = work.own(Action.DRAFT_READ)
    work.require(Action.DRAFT_READ, facts=Facts(is_own=True))
    rows = draft_store.of_author(work.session, own)
    hidden = places.hidden(work) if rows else frozenset()
    found = case_store.by_ids(work.session, {row.case_id for row in rows} - hidden)
    cases = {case.id: case for case in found if not _is_over(work, case)}
    shown = [row for row in rows if row.case_id in cases]
    house = work.house() if shown else None
    labels = {} if house is None else {key: house.pseudonym(case) for key, case in cases.items()}
    return work.later(lambda: [_line(row, work.now, labels[row.case_id].text()) for row in shown])


def of_case(work: Work, case_id: CaseId) -> list[DraftLine]:
    """One's own drafts about a case that is being read in this work."""
    own = work.own(Action.DRAFT_READ)
    rows = draft_store.of_author(work.session, own)
    return [_line(row, work.now) for row in rows if row.case_id == case_id]


def old_ones(work: Work) -> list[OldDraft]:
    """
    The drafts of the house that have lain for three days, by their ids; leaves no event.

    Raises:
        AccessDenied: the actor does not lead.
    """
    if work.principal.role not in LEADING_ROLES:
        raise AccessDenied(Action.CASE_LIST)
    found = draft_store.begun_before(work.session, work.now - drafts.TOLD_AFTER)
    return [OldDraft(reference=_reference(one), started_at=since) for one, since in found]


def discard(work: Work, case_id: CaseId, draft_id: NoteId, seen: int) -> None:
    """
    Delete a draft of one's own for good, as she has seen it: nobody deletes words unseen.

    Raises:
        AccessDenied: there is none of hers, or she is kept away from the case.
        DraftChanged: another window has saved it since she saw revision ``seen``.
    """
    row, case, basis = _own_draft(work, case_id, draft_id, Action.DRAFT_DROP)
    if not draft_store.drop_as_seen(work.session, row.author_id, case, draft_id, seen):
        raise DraftChanged(draft_id)
    item = Item(case=CaseAlias(case.alias), row=draft_id)
    work.act(Action.DRAFT_DROP, basis=basis, items=[item])


def _own_draft(
    work: Work, case_id: CaseId, draft_id: NoteId, action: Action
) -> tuple[DraftRow, CaseFileRow, Basis]:
    own = work.own(action)
    row, case = draft_store.get(work.session, draft_id), case_store.get(work.session, case_id)
    if case is None:
        raise AccessDenied(action)
    alias = CaseAlias(case.alias)
    facts = Facts(
        is_own=row is not None and row.author_id == own, is_excluded=places.is_hidden(work, case)
    )
    basis = work.require(action, facts=facts, case=alias)
    if row is None or row.case_id != case_id or row.type is None or _is_over(work, case):
        raise AccessDenied(action, alias)
    return row, case, basis


def _is_over(work: Work, case: CaseFileRow) -> bool:
    """Whether a file was closed so long ago that drafts about it are only waiting to be deleted."""
    return case.closed_at is not None and case.closed_at <= work.now - drafts.READABLE_AFTER_CLOSING


def _line(row: DraftRow, now: datetime, pseudonym: str = "") -> DraftLine:
    started_at = row.started_at or row.saved_at
    return DraftLine(
        id=NoteId(row.id),
        case_id=CaseId(row.case_id),
        type=row.type or "",
        reference=_reference(NoteId(row.id)),
        started_at=started_at,
        saved_at=row.saved_at,
        is_old=drafts.is_old(started_at, now),
        pseudonym=pseudonym,
    )


def _reference(draft_id: NoteId) -> str:
    return draft_id.hex[:8]
