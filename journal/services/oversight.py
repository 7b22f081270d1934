"""
Leader's Monday: one week's things to review, each with its reason, for whoever may judge them.

Rules: nobody judges her own, and a leader's are for the deputy or the log reviewer, to whom alone
they are shown; what is shown of an item comes from the log, not from its row; being late is said
and stops nobody; what was never looked at is said.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from journal.domain.access import Action, Facts
from journal.domain.audit import Item
from journal.domain.broken import AlreadyReviewed
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, EventId, StaffAlias, StaffId
from journal.domain.oversight import Use, Week, read_use
from journal.domain.policy import decide
from journal.domain.staff import Role
from journal.domain.timed_access import Judgement, Stage, stage_of
from journal.services import reviews
from journal.services.context import Context
from journal.services.reviews import ReviewItem, Verdict
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import exclusions as exclusion_store
from journal.store import history
from journal.store import oversight as oversight_store
from journal.store import staff as staff_store
from journal.store import timed_access as timed_store
from journal.store.cases import CaseFileRow
from journal.store.db import reading
from journal.store.history import Recorded
from journal.store.oversight import ReviewItemRow
from journal.store.timed_access import TimedAccessRow
from journal.vault.desk import Principal

SECOND_EYES = (Role.DEPUTY, Role.LOG_REVIEWER)
"""Who reviews what a leader does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekItem:
    """
    One thing to judge; ``role``, ``act``, ``outcome`` and ``rules`` are codes.

    Args:
        who, case: a name and a pseudonym, or short references for who holds no key of the house;
            ``case`` is empty where it is about no single one.
        uses: how many events go with it.
        is_altered: the log does not hold what the row points to.
    """

    id: EventId
    at: datetime | None
    who: str
    role: str
    case: str
    act: str
    outcome: str
    uses: int
    rules: Sequence[str]
    due: datetime
    stage: Stage
    may_review: bool
    is_altered: bool
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPage:
    """
    One week as its reviewer sees it.

    Args:
        is_found: the week was looked through; before that only timed access stands here.
        timed: accesses that were opened in it.
        elsewhere: how many things of this week somebody else must judge.
        has_second: somebody can judge what a leader does.
        explained: how many uses each explanation covers.
        left: earlier weeks with things that nobody has judged, and how many.
        missing: things that the log says were found, and that are gone.
        is_drawn: uses were drawn by chance.
        is_erased: what was found in it was erased when its time was over.
    """

    week: Week
    is_over: bool
    is_found: bool
    timed: Sequence[ReviewItem]
    items: Sequence[WeekItem]
    elsewhere: int
    has_second: bool
    explained: Mapping[str, int]
    left: Sequence[tuple[str, int]]
    missing: int
    is_drawn: bool
    is_erased: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much somebody may judge, and how pressing the most pressing of it is."""

    count: int = 0
    stage: Stage = Stage.IN_TIME


class _House:
    """The people and cases behind the aliases of a page; cases are read when one is asked for."""

    def __init__(self, session: Session, reader: Principal) -> None:
        self.people = {StaffAlias(row.alias): row for row in staff_store.all_staff(session)}
        self._session = session
        self._reader = reader
        self._hidden = (
            frozenset() if reader.id is None else exclusion_store.cases_of(session, reader.id)
        )

    @cached_property
    def cases(self) -> dict[CaseAlias, CaseFileRow]:
        """The case files of the house."""
        return {CaseAlias(row.alias): row for row in case_store.all_cases(self._session)}

    def facts(self, row: ReviewItemRow) -> Facts:
        """What decides whether the reader may judge an item."""
        person = self.people.get(StaffAlias(row.actor))
        case = None
        if self._hidden and row.case_alias is not None:  # else there is none to keep her away from
            case = self.cases.get(CaseAlias(row.case_alias))
        return Facts(
            is_excluded=case is not None and case.id in self._hidden,
            is_own=row.actor == self._reader.alias,
            is_of_leader=person is not None and person.role == Role.LEADER.value,
        )

    def may_judge(self, row: ReviewItemRow) -> bool:
        """Whether the reader may judge an item."""
        role = self._reader.role
        return role is not None and decide(role, Action.REVIEW_DONE, self.facts(row)).allowed

    def has_second(self) -> bool:
        """Whether somebody in service can judge what a leader does."""
        return any(
            row.role in SECOND_EYES and row.active_to is None and row.suspended_at is None
            for row in self.people.values()
        )


def newest(work: Work) -> str:
    """
    The name of the week that is to be reviewed now; leaves no event.

    Raises:
        AccessDenied: the actor reviews nothing.
    """
    work.require(Action.REVIEW_READ)
    return Week.at(work.now, work.zone).moved(-1, work.zone).name


def show(work: Work, name: str) -> Later[WeekPage]:
    """
    One week, with everything of it that the actor may judge.

    Raises:
        AccessDenied: the actor reviews nothing, or there is no such week.
    """
    basis = work.require(Action.REVIEW_READ)
    try:
        week = Week.named(name, work.zone)
    except ValueError as error:
        raise AccessDenied(Action.REVIEW_READ) from error
    house = _House(work.session, work.principal)
    every = oversight_store.items(work.session, name)
    rows = [row for row in every if house.may_judge(row)]
    timed, others = _timed(work, week)
    found = oversight_store.week(work.session, name)
    look = None if found is None else _look(work.session, found.event_id)
    shown = [Item(case=None, row=row.id) for row in timed]
    shown += [Item(case=None, row=row.id) for row in rows]
    work.act(
        Action.REVIEW_READ, basis=basis, items=shown, comp=Compartment.REVIEW, reason=week.name
    )
    open_timed = reviews.declare(work, timed)
    open_items = _declare(work, house, rows)
    page = WeekPage(
        week=week,
        is_over=week.ends <= work.now,
        is_found=found is not None,
        timed=(),
        items=(),
        elsewhere=len(every) - len(rows) + others,
        has_second=house.has_second(),
        explained=oversight_store.counts(work.session, name),
        left=_left(work.session, house, week),
        missing=0 if look is None else _missing(look, every),
        is_drawn=found is not None and found.checkpoint > 0,
        is_erased=found is not None and look is None,
    )
    return work.later(lambda: replace(page, timed=open_timed(), items=open_items()))


def _timed(work: Work, week: Week) -> tuple[list[TimedAccessRow], int]:
    """Timed accesses of a week that the actor may judge, and how many others there are."""
    rows = timed_store.opened_between(work.session, week.begins, week.ends)
    mine = [row for row in rows if reviews.may_judge(work.session, work.principal, row)]
    return mine, len(rows) - len(mine)


def _left(session: Session, house: _House, week: Week) -> list[tuple[str, int]]:
    """Weeks before this one with things that nobody has judged."""
    rows = [row for row in oversight_store.unreviewed(session) if row.week < week.name]
    return sorted(Counter(row.week for row in rows if house.may_judge(row)).items())


def _look(session: Session, event_id: EventId) -> Recorded | None:
    """The event of a look at a week; None where it was erased."""
    return history.by_ids(session, [event_id]).get(event_id)


def _missing(look: Recorded, rows: Sequence[ReviewItemRow]) -> int:
    """How many things the log says were found in a week and that have no row any more."""
    said = read_use(look.data, is_job=True)
    there = {row.id for row in rows}
    return 0 if said is None else sum(row not in there for row in said.rows)


def _declare(
    work: Work, house: _House, rows: Sequence[ReviewItemRow]
) -> Callable[[], list[WeekItem]]:
    entries = history.by_ids(work.session, [EventId(row.id) for row in rows])
    uses = {row.id: read_use(entries[row.id].data) for row in rows if row.id in entries}
    people = [house.people[use.actor] for use in uses.values() if use and use.actor in house.people]
    cases = [house.cases[use.case] for use in uses.values() if use and use.case in house.cases]
    name_of = reviews.declare_names(work, people, cases)
    open_verdicts = reviews.declare_verdicts(work, [row.reviewed_event for row in rows])
    now = work.now

    def opened() -> list[WeekItem]:
        (who, which), verdicts = name_of(), open_verdicts()
        items = []
        for row in rows:
            use = uses.get(row.id)
            person = None if use is None else house.people.get(use.actor)
            case = None if use is None or use.case is None else house.cases.get(use.case)
            items.append(
                replace(
                    _item(row, use, now),
                    who="" if person is None else who[StaffId(person.id)],
                    role="" if person is None else person.role,
                    case="" if case is None else which[CaseId(case.id)],
                    verdict=verdicts.get(row.reviewed_event) if row.reviewed_event else None,
                )
            )
        return sorted(items, key=_flagged_first)

    return opened


def _flagged_first(item: WeekItem) -> tuple[bool, str]:
    return item.rules == ["sample"], "" if item.at is None else item.at.isoformat()


def _item(row: ReviewItemRow, use: Use | None, now: datetime) -> WeekItem:
    """An item without names, which open after COMMIT."""
    is_same = use is not None and use.actor == row.actor
    return WeekItem(
        id=EventId(row.id),
        at=None if use is None else use.at,
        who="",
        role="",
        case="",
        act="" if use is None else use.act,
        outcome="" if use is None else use.outcome,
        uses=row.uses,
        rules=row.rules.split(),
        due=row.review_due,
        stage=stage_of(row.since, row.review_due, now),
        may_review=row.reviewed_event is None,
        is_altered=not is_same,
    )


def judge(work: Work, judgement: Judgement) -> None:
    """
    Put on record what a reviewer says of something of a week; the comment is sealed for reviewers.

    Raises:
        AccessDenied: unknown, her own, or a leader's judged by a leader.
        AlreadyReviewed: somebody was faster.
        ReasonMissing, WordsTooShort, WordsTooLong: it says nothing, or too much.
    """
    row = oversight_store.get(work.session, EventId(judgement.subject))
    if row is None:
        raise AccessDenied(Action.REVIEW_DONE)
    facts = _House(work.session, work.principal).facts(row)
    basis = work.require(Action.REVIEW_DONE, facts=facts, case=row.case_alias)
    if row.reviewed_event is not None:
        raise AlreadyReviewed
    row.reviewed_event = reviews.put_on_record(
        work, judgement, basis, case=row.case_alias, ref=EventId(row.id)
    )


def waiting(context: Context) -> Waiting:
    """
    How much the actor may judge, for her menu; reads and leaves no event.

    It is nothing while the database cannot be asked: the page that says so has the menu too.
    """
    try:
        with reading(context.sessions) as session:
            stages = stages_waiting(session, context.principal, context.clock())
    except SQLAlchemyError:
        return Waiting()
    worst = max(stages, key=list(Stage).index, default=Stage.IN_TIME)
    return Waiting(count=len(stages), stage=worst)


def stages_waiting(session: Session, reader: Principal, now: datetime) -> list[Stage]:
    """How pressing each thing is that somebody may judge and nobody has."""
    if reader.role is None or not decide(reader.role, Action.REVIEW_READ).allowed:
        return []
    rows = oversight_store.unreviewed(session)
    house = _House(session, reader) if rows else None
    return reviews.stages_waiting(session, reader, now) + [
        stage_of(row.since, row.review_due, now)
        for row in rows
        if house is not None and house.may_judge(row)
    ]


def count_overdue(session: Session, now: datetime) -> int:
    """How much of the whole house is late, whoever may judge it: a number for who runs it."""
    due = [row.review_due for row in oversight_store.unreviewed(session)]
    due += [row.review_due for row in timed_store.unreviewed(session)]
    return sum(one < now for one in due)
