"""The filters of a case's timeline: what is wanted of it, and whose notes there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from journal.domain.ids import CaseId, StaffAlias, StaffId
from journal.domain.timeline import Wanted, instants
from journal.services.notes_shown import NoteView
from journal.services.work import Work
from journal.store import notes as note_store
from journal.store import timeline as timeline_store
from journal.store.notes import SignedNote
from journal.store.timeline import Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Somebody who has written in a case; an address names her by her alias in the log."""

    id: StaffId
    alias: StaffAlias
    name: str


def count(work: Work, case_id: CaseId, wanted: Wanted) -> int:
    """How many notes of a case are wanted."""
    if wanted.is_everything:
        return note_store.count(work.session, case_id)
    return timeline_store.count(work.session, case_id, _conditions(work, wanted))


def find(work: Work, case_id: CaseId, wanted: Wanted, offset: int, limit: int) -> list[SignedNote]:
    """A page of the wanted notes, newest event first."""
    if wanted.is_everything:  # the usual page: its query is built once
        return note_store.timeline(work.session, case_id, offset, limit)
    return timeline_store.page(work.session, case_id, _conditions(work, wanted), offset, limit)


def name_references(notes: Sequence[NoteView], writers: Sequence[Writer]) -> list[NoteView]:
    """
    The same notes; those that refer to an earlier one say who wrote it.

    Args:
        writers: everybody who has written in their case.
    """
    names = {one.id: one.name for one in writers}
    return [
        note
        if note.reference is None
        else replace(note, reference_author=names.get(note.reference.author_id, ""))
        for note in notes
    ]


def _conditions(work: Work, wanted: Wanted) -> Conditions:
    return Conditions(
        type=wanted.type or None,
        author=wanted.author,
        new_to=work.principal.id if wanted.unread else None,
        between=None if wanted.day is None else instants(wanted.day, work.zone),
    )


def declare_writers(work: Work, case_id: CaseId) -> Callable[[], Sequence[Writer]]:
    """
    Declare who has written in a case.

    Returns:
        A function that opens their names after COMMIT, in alphabetical order.
    """
    house = work.house()
    declared = [
        (StaffId(row.id), StaffAlias(row.alias), house.staff_name(row))
        for row in timeline_store.authors(work.session, case_id)
    ]

    def opened() -> Sequence[Writer]:
        writers = [Writer(id=one, alias=alias, name=label.text()) for one, alias, label in declared]
        return sorted(writers, key=lambda one: one.name.casefold())

    return opened
