"""
One event about two of a family: two notes, one in each file (R-N4).

Rules: each file has its own words; who writes is in both teams; the link stands sealed in the
woman's note alone, so that the file of a child never leads to hers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from journal.domain.access import Action
from journal.domain.cases import CaseState, PersonKind
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, NoteId, StaffId
from journal.domain.note_documents import Content, Link, content_of
from journal.domain.notes import NoteDraft, require_past
from journal.services import must_read, notes
from journal.services.labels import Banner, Relative
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store.cases import CaseFileRow


@dataclass(frozen=True, slots=True, kw_only=True)
class JointForm:
    """What the form needs: whom it is about, the ids of both notes, who else it may be about."""

    banner: Banner
    id: NoteId
    other_id: NoteId
    others: Sequence[Relative]


def prepare(work: Work, case_id: CaseId) -> Later[JointForm]:
    """
    Say about whom of the family the actor could write along with her; nothing is opened.

    Raises:
        AccessDenied: unknown case, or not in its team.
    """
    case = work.open_case(case_id, Action.CASE_READ)
    row = case_store.get(work.session, case_id)
    if row is None or case.timed is not None or work.principal.id is None:
        raise AccessDenied(Action.NOTE_WRITE, case.alias)
    open_banner = notes.declare_banner(work, case)
    open_others = _others(work, row, work.principal.id)
    return work.later(
        lambda: JointForm(
            banner=open_banner(),
            id=NoteId(uuid4()),
            other_id=NoteId(uuid4()),
            others=open_others(),
        )
    )


def write_joint(work: Work, first: NoteDraft, second: NoteDraft) -> NoteId:
    """
    Sign and store two notes about one event.

    Args:
        first: in the file whose page she is on.
        second: in the other file; kind and time are those of the first.

    Raises:
        AccessDenied: she is not in both teams, or the two are of different families.
        NoteSaved: this form was stored before.
        TimeUnusable: the event lies ahead.
    """
    require_past(first.occurred_at, work.now)
    opened = [work.open_case(draft.case_id, Action.NOTE_WRITE) for draft in (first, second)]
    rows = [case_store.get(work.session, case.case_id) for case in opened]
    if rows[0] is None or rows[1] is None or rows[0] is rows[1]:
        raise AccessDenied(Action.NOTE_WRITE, opened[0].alias)
    if rows[0].family_id != rows[1].family_id:
        raise AccessDenied(Action.NOTE_WRITE, opened[1].alias)
    notes.sign(work, opened[1], second, _content(rows[1], second, first))
    notes.sign(work, opened[0], first, _content(rows[0], first, second))
    for draft in (first, second):
        if draft.must_read:
            must_read.ask(work, draft.case_id, draft.id)
    return first.id


def _content(row: CaseFileRow, own: NoteDraft, other: NoteDraft) -> Content:
    if row.person_kind == PersonKind.CHILD.value:
        return content_of(own.fields, is_joint=True)
    return content_of(own.fields, link=Link(case_id=other.case_id, note_id=other.id))


def _others(work: Work, row: CaseFileRow, own: StaffId) -> Callable[[], list[Relative]]:
    mine = {CaseId(case.id) for case in case_store.of_member(work.session, own)}
    house = work.house()
    declared = [
        (other, house.pseudonym(other))
        for other in case_store.of_family(work.session, row.family_id)
        if other.id != row.id and other.id in mine and other.state != CaseState.CLOSED.value
    ]
    return lambda: [
        Relative(id=CaseId(other.id), pseudonym=label.text(), kind=other.person_kind)
        for other, label in declared
    ]
