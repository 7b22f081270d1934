"""
Reviewing timed access: somebody else judges each use within three working days.

Nobody reviews her own; a leader's are for the deputy or the board's reviewer. Whoever reviews reads
the words that were written for her; a case without its key stays a reference.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from journal.domain.access import Action, Basis, Face, Facts
from journal.domain.audit import Item
from journal.domain.broken import AlreadyReviewed
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, GrantId, StaffId
from journal.domain.oversight import read_use
from journal.domain.policy import decide
from journal.domain.staff import Role
from journal.domain.timed_access import Judgement, Stage, require_outcome, stage_of
from journal.services import labels
from journal.services.context import Context
from journal.services.due import reference
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import exclusions as exclusion_store
from journal.store import history
from journal.store import staff as staff_store
from journal.store import timed_access as timed_store
from journal.store.cases import CaseFileRow
from journal.store.db import reading
from journal.store.staff import StaffRow
from journal.store.timed_access import TimedAccessRow
from journal.vault import timed
from journal.vault.desk import Principal
from journal.vault.recipients import roles_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    A review that was given; ``outcome`` is a code.

    Args:
        who: the name of the reviewer, or a short reference.
        comment: hers, or None when she gave none or it does not open.
    """

    outcome: str
    who: str
    at: datetime
    comment: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """
    One use that waits for review; ``role``, ``face`` and ``reason`` are codes.

    Args:
        who, case: a name and a pseudonym, or short references for who holds no key of the house.
        words: her own, or None when they were not given or do not open.
        lacks_words: an emergency for which she has not said why.
        stage: how pressing it is.
        is_altered: its row is not what the log says was opened.
        has_erased_words: she said why, and it was erased when its time was over.
        verdict: what was said of it, once it was reviewed.
    """

    id: GrantId
    who: str
    role: str
    case: str
    face: Face
    reason: str
    words: str | None = field(repr=False)
    lacks_words: bool
    opened_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    due: datetime
    stage: Stage
    is_altered: bool
    has_erased_words: bool = False
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """
    What waits for review.

    Args:
        items: what the reader may judge: missing words first, then the longest due.
        elsewhere: how many more wait for somebody else: her own, or those of a leader.
    """

    items: Sequence[ReviewItem]
    elsewhere: int


def waiting(work: Work) -> Later[Queue]:
    """
    Every use that waits for the actor's review; nobody is shown her own, or a leader a leader's.

    Raises:
        AccessDenied: the actor reviews nothing.
    """
    basis = work.require(Action.REVIEW_READ)
    every = _unreviewed(work.session, work.principal)
    own = [row for row in every if may_judge(work.session, work.principal, row)]
    rows = sorted(own, key=_most_pressing_first)
    items = [Item(case=None, row=row.id) for row in rows]
    work.act(Action.REVIEW_READ, basis=basis, items=items, comp=Compartment.REVIEW)
    open_items = declare(work, rows)
    return work.later(lambda: Queue(items=open_items(), elsewhere=len(every) - len(rows)))


def declare(work: Work, rows: Sequence[TimedAccessRow]) -> Callable[[], list[ReviewItem]]:
    """
    Declare some uses, with their words, names and reviews.

    Returns:
        A function that opens them after COMMIT, in the same order.
    """
    people = {row.id: row for row in staff_store.by_ids(work.session, {r.staff_id for r in rows})}
    cases = {row.case_id: case_store.get(work.session, CaseId(row.case_id)) for row in rows}
    open_texts = declare_words(work, [row.words_event for row in rows])
    open_verdicts = declare_verdicts(work, [row.reviewed_event for row in rows])
    facts = [
        (row, _item(work, row, people[row.staff_id], cases[row.case_id])) for row in rows
    ]  # all of it on the way down: nothing asks the database on the way up
    name_of = declare_names(work, list(people.values()), [case for case in cases.values() if case])

    def shown() -> list[ReviewItem]:
        texts, verdicts, (who, which) = open_texts(), open_verdicts(), name_of()
        return [
            replace(
                item,
                who=who[StaffId(row.staff_id)],
                case=which.get(CaseId(row.case_id), ""),
                words=None if row.words_event is None else texts.get(EventId(row.words_event)),
                has_erased_words=row.words_event is not None and row.words_event not in texts,
                verdict=None
                if row.reviewed_event is None
                else verdicts.get(EventId(row.reviewed_event)),
            )
            for row, item in facts
        ]

    return shown


def declare_words(
    work: Work, event_ids: Sequence[EventId | None]
) -> Callable[[], dict[EventId, str | None]]:
    """Declare the words sealed beside some events; the function opens them after COMMIT."""
    wanted = [EventId(one) for one in event_ids if one is not None]
    events = history.by_ids(work.session, wanted)
    review = work.vault.keys.open_review(work.desk)
    spoken = {one: entry for one, entry in events.items() if entry.sealed_words is not None}
    for entry in spoken.values():
        review.declare(entry)
    return lambda: {event_id: review.text(entry) for event_id, entry in spoken.items()}


def declare_verdicts(
    work: Work, event_ids: Sequence[EventId | None]
) -> Callable[[], dict[EventId, Verdict]]:
    """Declare what some reviews said, as the log has it; the function opens them after COMMIT."""
    wanted = [EventId(one) for one in event_ids if one is not None]
    said = {
        event_id: found
        for event_id, entry in history.by_ids(work.session, wanted).items()
        if (found := read_use(entry.data)) is not None and found.act == Action.REVIEW_DONE
    }
    open_texts = declare_words(work, wanted)
    staff = {row.alias: row for row in staff_store.all_staff(work.session)} if said else {}
    name_of = declare_names(work, [staff[use.actor] for use in said.values()], [])

    def opened() -> dict[EventId, Verdict]:
        texts, (who, _) = open_texts(), name_of()
        return {
            event_id: Verdict(
                outcome=use.reason or "",
                who=who[StaffId(staff[use.actor].id)],
                at=use.at,
                comment=texts.get(event_id),
            )
            for event_id, use in said.items()
        }

    return opened


def _unreviewed(session: Session, reader: Principal) -> list[TimedAccessRow]:
    """Uses that nobody has reviewed; of cases that the reader is kept away from, none."""
    hidden = frozenset() if reader.id is None else exclusion_store.cases_of(session, reader.id)
    return [row for row in timed_store.unreviewed(session) if row.case_id not in hidden]


def _most_pressing_first(row: TimedAccessRow) -> tuple[bool, datetime, datetime]:
    return not _lacks_words(row), row.review_due, row.opened_at


def _lacks_words(row: TimedAccessRow) -> bool:
    return row.words_event is None and row.face == Face.BREAK_GLASS.value


Names = tuple[dict[StaffId, str], dict[CaseId, str]]


def declare_names(
    work: Work, people: Sequence[StaffRow], cases: Sequence[CaseFileRow]
) -> Callable[[], Names]:
    """Names and pseudonyms for who holds the key of the house; short references for others."""
    if work.principal.role not in roles_of(Compartment.HOUSE):
        who = {StaffId(row.id): reference(row.alias) for row in people}
        which = {CaseId(row.id): reference(row.alias) for row in cases}
        return lambda: (who, which)
    open_people = labels.declare_people(work, {StaffId(row.id) for row in people})
    house = work.house()
    house.prefetch(cases)
    declared = {CaseId(case.id): house.pseudonym(case) for case in cases}
    return lambda: (
        {staff_id: contact.name for staff_id, contact in open_people().items()},
        {case_id: label.text() for case_id, label in declared.items()},
    )


def _item(
    work: Work, row: TimedAccessRow, person: StaffRow, case: CaseFileRow | None
) -> ReviewItem:
    """One use without names and words, which open after COMMIT."""
    is_sound = case is not None and timed.is_as_opened(work.desk, work.vault.house, case, row)
    return ReviewItem(
        id=GrantId(row.id),
        who="",
        role=person.role,
        case="",
        face=Face(row.face),
        reason=row.reason_code,
        words=None,
        lacks_words=_lacks_words(row),
        opened_at=row.opened_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        due=row.review_due,
        stage=stage_of(row.opened_at, row.review_due, work.now),
        is_altered=not is_sound,
    )


def _facts(session: Session, reader: Principal, row: TimedAccessRow, person: StaffRow) -> Facts:
    is_kept_away = reader.id is not None and exclusion_store.is_excluded(
        session, CaseId(row.case_id), reader.id
    )
    return Facts(
        is_excluded=is_kept_away,
        is_own=row.staff_id == reader.id,
        is_of_leader=person.role == Role.LEADER.value,
    )


def may_judge(session: Session, reader: Principal, row: TimedAccessRow) -> bool:
    """Whether somebody may judge a use, by whom and of which case it is."""
    person = staff_store.get(session, StaffId(row.staff_id))
    role = reader.role
    return (
        role is not None
        and person is not None
        and decide(role, Action.REVIEW_DONE, _facts(session, reader, row, person)).allowed
    )


def judge(work: Work, judgement: Judgement) -> None:
    """
    Put a review on record; its comment is sealed for reviewers.

    Raises:
        AccessDenied: unknown, her own, or a leader's judged by a leader.
        AlreadyReviewed: somebody was faster.
        ReasonMissing, WordsTooShort, WordsTooLong: it says nothing, or too much.
    """
    row = timed_store.get(work.session, GrantId(judgement.subject))
    person = None if row is None else staff_store.get(work.session, StaffId(row.staff_id))
    if row is None or person is None:
        raise AccessDenied(Action.REVIEW_DONE)
    case = case_store.get(work.session, CaseId(row.case_id))
    alias = None if case is None else CaseAlias(case.alias)
    facts = _facts(work.session, work.principal, row, person)
    basis = work.require(Action.REVIEW_DONE, facts=facts, case=alias)
    if row.reviewed_event is not None:
        raise AlreadyReviewed
    if case is None or not timed.is_as_opened(work.desk, work.vault.house, case, row):
        raise Tampered  # whose it was, and so who may judge it, is not known any more
    row.reviewed_event = put_on_record(
        work, judgement, basis, case=alias, ref=EventId(row.event_id), grant=GrantId(row.id)
    )


def put_on_record(work: Work, judgement: Judgement, basis: Basis, **about: Any) -> EventId:
    """
    Write what a reviewer says into the log, its comment sealed to the key of reviewers.

    Args:
        about: ``case``, ``ref`` and ``grant`` of the event.

    Raises:
        ReasonMissing, WordsTooShort, WordsTooLong: it says nothing, or too much.
    """
    require_outcome(judgement)
    event = work.act(Action.REVIEW_DONE, basis=basis, count=1, reason=judgement.outcome, **about)
    if judgement.comment.strip():
        event.private = work.vault.keys.seal_words(work.desk, EventId(event.id), judgement.comment)
    return EventId(event.id)


def count_waiting(context: Context) -> int:
    """
    How many uses the actor may review; reads and leaves no event.

    A number names nobody and no case, so looking at it is no use of the journal. It is 0 while the
    database cannot be asked: the page that says so has the menu too.
    """
    try:
        with reading(context.sessions) as session:
            return len(stages_waiting(session, context.principal, context.clock()))
    except SQLAlchemyError:
        return 0


def stages_waiting(session: Session, reader: Principal, now: datetime) -> list[Stage]:
    """How pressing each use is that somebody may review and nobody has."""
    role = reader.role
    if role is None or not decide(role, Action.REVIEW_READ).allowed:
        return []
    return [
        stage_of(row.opened_at, row.review_due, now)
        for row in _unreviewed(session, reader)
        if may_judge(session, reader, row)
    ]
