"""
Finding words in the notes that the actor may read: in one case, or in all that are hers.

Rules: a search is two works. The first puts on record how many notes of each case it goes through,
and says which have the words; the second reads those as anybody reads them, note by note on record.
Nothing is kept between them or after them, on disk or in the process; no word is put on record.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from journal.domain.access import Action, Basis
from journal.domain.errors import AccessDenied
from journal.domain.excerpts import Excerpt, excerpts
from journal.domain.ids import CaseAlias, CaseId, NoteId
from journal.domain.note_documents import words_of
from journal.domain.note_form import TEXT
from journal.domain.notes import HIDDEN, NoteKind, state_of
from journal.domain.search import AT_ONCE, Asked, Place
from journal.domain.timeline import instants
from journal.services import labels, notes, notes_shown, upkeep
from journal.services.labels import Banner, Contact
from journal.services.notes_shown import NoteView
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import notes as note_store
from journal.store import search as search_store
from journal.store import timed_access as timed_store
from journal.store.search import Narrowed, StoredNote
from journal.vault.opened import OpenCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """
    What a form for a search needs.

    Args:
        banner: of the case; None for a search in all of hers.
        authors: who has written there.
    """

    banner: Banner | None
    authors: Sequence[Contact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """
    What one request has gone through.

    Args:
        form: for the next search.
        hits: which notes have what was asked for, newest event first.
        done: how many notes it went through.
        total: how many there are to go through, from the first request to the last.
        unread: how many of them did not open.
        after: where the next request begins; None when there is nothing left.
        cases: how many cases it is about.
        waiting: how many more are hers while her key is not ready.
    """

    form: Form
    hits: Sequence[NoteId]
    done: int
    total: int
    unread: int
    after: Place | None
    cases: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HitPlace:
    """
    A part of a note that has what was asked for.

    Args:
        field: one of the fields of its kind; None for an addendum.
    """

    field: str | None
    excerpts: Sequence[Excerpt]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """
    A note that was found, and whose it is.

    Args:
        places: where it has what was asked for; none when it does not open.
    """

    banner: Banner
    note: NoteView
    places: Sequence[HitPlace]


def prepare(work: Work, case_id: CaseId | None) -> Later[Form]:
    """
    Say whom a search is about and who has written there; no note is opened.

    Args:
        case_id: one case; None for all of hers.

    Raises:
        AccessDenied: unknown case, or she may not read it; without one, she has no cases.
    """
    if case_id is None:
        return work.later(_form(work, None, mine(work)))
    case = work.open_case(case_id, Action.NOTE_SEARCH)
    case.scan(())
    return work.later(_form(work, case, [case_id]))


def _form(work: Work, case: OpenCase | None, case_ids: Collection[CaseId]) -> Callable[[], Form]:
    own = set() if work.principal.id is None else {work.principal.id}
    wrote = search_store.authors(work.session, case_ids)
    open_people = labels.declare_people(work, own.union(wrote))
    open_banner = None if case is None else notes.declare_banner(work, case)

    def form() -> Form:
        people = sorted(open_people().values(), key=attrgetter("name"))
        return Form(banner=None if open_banner is None else open_banner(), authors=people)

    return form


def due(work: Work) -> list[CaseId]:
    """Which of her cases have a key that waits for something; leaves no event."""
    own = set(mine(work))
    return [case_id for case_id in upkeep.waiting(work) if case_id in own]


def mine(work: Work) -> list[CaseId]:
    """
    The cases she may search in one go: whose team she is in, and which are open to her for a time.

    Raises:
        AccessDenied: she has nothing to do with cases.
    """
    return [CaseId(row.id) for row in _mine(work)]


def _mine(work: Work) -> Sequence[case_store.CaseFileRow]:
    work.require(Action.CASE_LIST)
    own = work.own(Action.CASE_LIST)
    timed = timed_store.live_of_staff(work.session, own)
    open_to_her = {CaseId(row.case_id) for row in timed if row.expires_at > work.now}
    of_team = case_store.of_member(work.session, own)
    return [*of_team, *case_store.by_ids(work.session, open_to_her - {row.id for row in of_team})]


def scan(
    work: Work, case_id: CaseId | None, asked: Asked, after: Place | None = None
) -> Later[Scanned]:
    """
    Go through the next notes for what is asked for, 2,000 at most.

    Args:
        case_id: one case; None for all of hers.
        after: where the request before has come to.

    Raises:
        AccessDenied: unknown case, or she may not read it; without one, she has no cases.
    """
    if case_id is None:
        held = work.open_held(mine(work), Action.NOTE_SEARCH)
        opened, waiting = held.cases, len(held.waiting)
    else:
        opened, waiting = {case_id: work.open_case(case_id, Action.NOTE_SEARCH)}, 0
    narrowed = _narrowed(work, opened, asked)
    last = search_store.last_of_next(work.session, narrowed, after, AT_ONCE)
    stored = {one: search_store.stored(work.session, one, narrowed, after, last) for one in opened}
    readable = {one: _readable(work, case, stored[one]) for one, case in opened.items()}
    scans = [case.scan(readable[one]) for one, case in opened.items()]
    total = search_store.count(work.session, narrowed)
    open_form = _form(work, opened.get(case_id) if case_id is not None else None, list(opened))
    if not opened:
        work.act(Action.NOTE_SEARCH, basis=Basis.SELF, count=0)

    def found() -> Scanned:
        has = asked.is_in if asked.terms else None
        having = [note for one in scans for note in one.having(has, asked.language)]
        having.sort(key=attrgetter("occurred_at", "id"), reverse=True)
        return Scanned(
            form=open_form(),
            hits=list(dict.fromkeys(note.parent_id or note.id for note in having)),
            done=sum(len(found) for found in readable.values()),
            total=total,
            unread=sum(one.unread for one in scans),
            after=last,
            cases=len(opened),
            waiting=waiting,
        )

    return work.later(found)


def _readable(work: Work, case: OpenCase, stored: Sequence[StoredNote]) -> list[StoredNote]:
    """Without notes that are restricted, and what was added to them: as the actor may read them."""
    if notes_shown.may_read_hidden(case):
        return list(stored)
    marks = search_store.marks(work.session, case.case_id)
    hidden = {
        note
        for note, kinds in marks.items()
        if state_of(NoteKind(one) for one in kinds if one in set(NoteKind)) in HIDDEN
    }
    return [note for note in stored if (note.parent_id or note.id) not in hidden]


def _narrowed(work: Work, cases: Collection[CaseId], asked: Asked) -> Narrowed:
    """The days of the house as instants."""
    first, last = asked.day_from, asked.day_to
    return Narrowed(
        cases=list(cases),
        kind=asked.kind,
        author=asked.author,
        since=None if first is None else instants(first, work.zone)[0],
        until=None if last is None else instants(last, work.zone)[1],
    )


def read(
    work: Work, case_id: CaseId | None, note_ids: Collection[NoteId], asked: Asked
) -> Later[list[Hit]]:
    """
    Declare notes that were found, in one case or in several; they open after COMMIT.

    Returns:
        Newest event first.

    Raises:
        AccessDenied: one that does not exist, or that she may not read, here or at all.
    """
    found = note_store.by_ids(work.session, note_ids)
    allowed = {case_id} if case_id is not None else set(mine(work))
    whose = {CaseId(one.note.case_id) for one in found}
    if len(found) != len(set(note_ids)) or not whose <= allowed:
        raise AccessDenied(Action.NOTE_READ, _alias(work, whose - allowed))
    cases = {one: work.open_case(one, Action.NOTE_READ) for one in sorted(whose)}
    opening: list[Callable[[], list[NoteView]]] = [
        notes_shown.declare(work, case, [one for one in found if one.note.case_id == each])
        for each, case in cases.items()
    ]
    rows = case_store.by_ids(work.session, whose)
    open_banners = labels.declare_banners(work, rows)  # a hit tells no room, and no child

    def hits() -> list[Hit]:
        banners = open_banners()
        shown = {one: replace(banners[one], timed=case.timed) for one, case in cases.items()}
        by_id = {view.id: view for views in opening for view in views()}
        return [
            _hit(shown[CaseId(one.note.case_id)], by_id[NoteId(one.note.id)], asked)
            for one in found
            if not by_id[NoteId(one.note.id)].is_hidden
        ]

    return work.later(hits)


def _hit(banner: Banner, note: NoteView, asked: Asked) -> Hit:
    parts: list[tuple[str | None, str]] = []
    if note.text is not None:
        parts += words_of(note.type, {**note.fields, TEXT: note.text}, asked.language).items()
    parts += [(None, one.text) for one in note.marks(NoteKind.ADDENDUM) if one.text is not None]
    having = [(field, text) for field, text in parts if asked.has_some(text)]
    places = [
        HitPlace(field=field, excerpts=excerpts(text, asked.terms))
        for field, text in having or parts[:1]
    ]
    return Hit(banner=banner, note=note, places=places)


def _alias(work: Work, others: Collection[CaseId]) -> CaseAlias | None:
    rows = case_store.by_ids(work.session, list(others)[:1])
    return CaseAlias(rows[0].alias) if rows else None
