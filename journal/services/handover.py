"""
Handing over: what is new to somebody, what a team must read, and lines for the next shift.

Rules: the list opens no note; a mark says that she has read what stood on her page, and nothing
else; who wrote a note and who leads see who has not read what all must read.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter

from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.errors import AccessDenied
from journal.domain.handover import NOTE_TYPE, not_yet
from journal.domain.ids import CaseAlias, CaseId, EventId, NoteId, StaffId
from journal.domain.notes import NoteKind
from journal.domain.policy import decide
from journal.domain.staff import LEADING_ROLES
from journal.services import handover_lines, labels, places
from journal.services.board import OffShift
from journal.services.handover_lines import LineShown
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import handover as handover_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.handover import Asked, NewRow, NoteSeenRow
from journal.vault import duty


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShown:
    """
    A note that is new to the reader, or of which something is.

    Args:
        type: a code.
        author: of what is newest.
        is_unread: the note itself.
        added: what is new and hangs on it, in the order in which it was signed.
    """

    id: NoteId
    type: str
    author: str
    occurred_at: datetime
    is_asked: bool
    is_unread: bool
    added: Sequence[NoteKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNews:
    """What is new in a case: first what all must read and what is for the next shift."""

    case_id: CaseId
    pseudonym: str
    notes: Sequence[NewShown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A note that must be read, and who has not; ``type`` is a code."""

    case_id: CaseId
    pseudonym: str
    type: str
    occurred_at: datetime
    names: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPage:
    """
    What a shift takes over.

    Args:
        own: the open cases whose team the reader is in, by pseudonym: where she writes for the
            next shift what is about one person.
    """

    lines: Sequence[LineShown]
    cases: Sequence[CaseNews]
    waiting: Sequence[Waiting]
    own: Sequence[tuple[CaseId, str]]


def show(work: Work) -> Later[HandoverPage | OffShift]:
    """
    What is new to the reader, lines of the house, and what others have not read of hers.

    A night guard or temp off shift hears when her next one begins.

    Raises:
        AccessDenied: the actor has nothing to do with residents.
    """
    work.require(Action.HOUSE_LABELS)
    role, standing = work.principal.role, work.vault.keys.standing
    shift = Facts(was_on_shift=duty.of_actor(work.desk, standing).was_on)
    if role is None or not decide(role, Action.HANDOVER_READ, shift).allowed:
        work.act(Action.HOUSE_LABELS, basis=Basis.SELF, count=0)
        off = OffShift(next_at=duty.next_start(work.desk, standing))
        return work.later(lambda: off)
    return work.later(_declare(work))


def _declare(work: Work) -> Callable[[], HandoverPage]:
    event = handover_lines.begin(work, Action.HANDOVER_READ)
    rows = {CaseId(row.id): row for row in _cases(work)}
    own = work.own(Action.HANDOVER_READ)
    places_of_hers = places.of(work, own)
    news = handover_store.new_to(work.session, own, places_of_hers)
    asked = handover_store.asked(work.session, list(rows))
    waiting = _waiting(work, own, asked)
    hers = rows.keys() & places_of_hers
    shown = hers | {one.case_id for one in news} | {one.row.case_id for one, _ in waiting}
    event.items += [Item(case=CaseAlias(row.alias)) for key, row in rows.items() if key in shown]
    people = {one.author_id for one in news}.union(*(missing for _, missing in waiting))
    open_people = labels.declare_people(work, people)
    open_lines = handover_lines.declare(work, own, event)
    house = work.house()
    names = {key: house.pseudonym(rows[key]) for key in shown}
    must = {one.row.note_id for one in asked}

    def opened() -> HandoverPage:
        known = {key: contact.name for key, contact in open_people().items()}
        pseudonyms = {key: label.text() for key, label in names.items()}
        return HandoverPage(
            lines=open_lines(),
            cases=_by_case(news, pseudonyms, known, must),
            waiting=[
                Waiting(
                    case_id=one.row.case_id,
                    pseudonym=pseudonyms[one.row.case_id],
                    type=one.type,
                    occurred_at=one.occurred_at,
                    names=sorted(known[who] for who in missing),
                )
                for one, missing in waiting
            ],
            own=sorted(((one, pseudonyms[one]) for one in hers), key=itemgetter(1)),
        )

    return opened


def _cases(work: Work) -> Sequence[CaseFileRow]:
    """The open cases that the reader may hear of: all for who leads, else those of her teams."""
    if work.principal.role in LEADING_ROLES:
        withheld = places.withheld(work)
        found = [row for row in case_store.all_cases(work.session) if row.id not in withheld]
    else:
        found = list(case_store.of_member(work.session, work.own(Action.HANDOVER_READ)))
    return [row for row in found if row.state == CaseState.OPEN.value]


def _waiting(work: Work, own: StaffId, asked: Sequence[Asked]) -> list[tuple[Asked, list[StaffId]]]:
    """What the reader wrote, or anybody where she leads, and somebody has not read."""
    leads = work.principal.role in LEADING_ROLES
    asked = [one for one in asked if leads or one.author_id == own]
    teams = team_store.present(work.session, [one.row.case_id for one in asked])
    marks = handover_store.seen(work.session, [one.row.note_id for one in asked])
    found = []
    for one in asked:
        seen = {mark.staff_id for mark in marks if mark.note_id == one.row.note_id}
        team = [StaffId(member.staff_id) for member in teams[one.row.case_id]]
        missing = not_yet(team, one.author_id, seen)
        if missing:
            found.append((one, missing))
    return found


def _by_case(
    news: Sequence[NewRow],
    pseudonyms: Mapping[CaseId, str],
    people: Mapping[StaffId, str],
    must: Collection[NoteId],
) -> list[CaseNews]:
    found: dict[CaseId, list[NewShown]] = {}
    for note_id, new in groupby(news, key=attrgetter("note_id")):
        rows = list(new)
        newest, kinds = rows[-1], [one.kind for one in rows]
        found.setdefault(newest.case_id, []).append(
            NewShown(
                id=note_id,
                type=newest.type,
                author=people[newest.author_id],
                occurred_at=newest.occurred_at,
                is_asked=note_id in must,
                is_unread=NoteKind.NOTE in kinds,
                added=[kind for kind in kinds if kind is not NoteKind.NOTE],
            )
        )
    return [
        CaseNews(
            case_id=case_id,
            pseudonym=pseudonyms[case_id],
            notes=sorted(notes, key=lambda one: not (one.is_asked or one.type == NOTE_TYPE)),
        )
        for case_id, notes in found.items()
    ]


def mark(work: Work, case_id: CaseId, note_ids: Collection[NoteId]) -> None:
    """
    Mark notes of a case, and what hangs on them, as read by the actor; marked twice is once.

    Raises:
        AccessDenied: unknown case, not in its team, or one that does not stand in it.
    """
    case, basis = places.require_member(work, case_id, Action.NOTE_SEEN)
    alias, own = CaseAlias(case.alias), work.own(Action.NOTE_SEEN)
    found = handover_store.of_case(work.session, case_id, note_ids, handover_store.NEWS)
    if not note_ids or set(found) != set(note_ids):
        raise AccessDenied(Action.NOTE_SEEN, alias)
    seen = {
        one.note_id for one in handover_store.seen(work.session, note_ids) if one.staff_id == own
    }
    fresh = sorted(set(found) - seen)
    items = [Item(case=alias, row=note_id) for note_id in fresh] or [Item(case=alias)]
    event = work.act(Action.NOTE_SEEN, basis=basis, items=items)
    for note_id in fresh:
        handover_store.add(
            work.session,
            NoteSeenRow(
                note_id=note_id, staff_id=own, seen_at=work.now, event_id=EventId(event.id)
            ),
        )
