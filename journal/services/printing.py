"""
Notes on paper, in two works: what is opened is on record first, what was made before it is sent.

Rules: only the team prints, and says for what purpose; the second event has the hash of the file,
so that a paper that turns up somewhere can be told from a forged one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, EventId
from journal.domain.printing import MOST_NOTES, Printing, require_few, require_purpose
from journal.services import case_banner, labels, notes_shown, places, timeline
from journal.services.labels import Banner
from journal.services.notes_shown import NoteView
from journal.services.work import Later, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """
    What stands on a paper.

    Args:
        notes: oldest event first, as a file is read.
        printed_by: the name of whoever prints it.
        reference: the event that put it on record, which the second one names.
    """

    banner: Banner
    notes: Sequence[NoteView]
    printed_by: str
    printed_at: datetime
    reference: EventId


def prepare(work: Work, case_id: CaseId) -> Later[Banner]:
    """
    Whose notes would be printed, before any is opened.

    Raises:
        AccessDenied: unknown case, or not in its team.
    """
    row, basis = places.require_member(work, case_id, Action.NOTES_EXPORT)
    work.act(Action.CASE_READ, basis=basis, items=[Item(case=CaseAlias(row.alias))])
    open_banners = case_banner.declare_banner(work, row)
    return work.later(lambda: open_banners()[case_id])


def read(work: Work, case_id: CaseId, printing: Printing) -> Later[Printed]:
    """
    Declare the notes of a paper; they open after COMMIT, when it is on record for what purpose.

    Raises:
        AccessDenied: unknown case, or not in its team.
        PurposeMissing, TooManyNotes: of this no paper is made.
    """
    require_purpose(printing.purpose)
    case = work.open_case(case_id, Action.NOTES_EXPORT, purpose=printing.purpose)
    if work.principal.id is None:
        raise AccessDenied(Action.NOTES_EXPORT, case.alias)
    require_few(timeline.count(work, case_id, printing.wanted))
    found = timeline.find(work, case_id, printing.wanted, 0, MOST_NOTES)
    open_notes = notes_shown.declare(work, case, found[::-1])
    open_writers = timeline.declare_writers(work, case_id)
    open_banners = case_banner.declare_banner_of(work, case_id)
    own, now, reference = work.principal.id, work.now, EventId(case.event_id)
    open_people = labels.declare_people(work, {own})
    return work.later(
        lambda: Printed(
            banner=open_banners()[case_id],
            notes=timeline.name_references(open_notes(), open_writers()),
            printed_by=open_people()[own].name,
            printed_at=now,
            reference=reference,
        )
    )


def done(work: Work, case_id: CaseId, reference: EventId, digest: bytes, count: int) -> None:
    """
    Put on record what was made, before it is sent.

    Args:
        reference: the event of ``read``.
        digest: SHA-256 of the file, 32 bytes.
        count: of notes.

    Raises:
        AccessDenied: unknown case, or no longer in its team.
    """
    case, basis = places.require_member(work, case_id, Action.EXPORT_DONE)
    work.act(
        Action.EXPORT_DONE,
        basis=basis,
        items=[Item(case=CaseAlias(case.alias), envelope_hash=digest)],
        count=count,
        ref=reference,
    )
