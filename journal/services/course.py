"""
The course of a stay: the weekly talks that were offered, and what is cleared up in which phase.

Rules: a week counts by a tick or by a note of somebody who is or was in the team (R-W1); ticks are
codes, sealed in the journal of the case, so the whole of them is written at once. Who leads has no
key to them: she sees what was noted of the last four weeks.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from journal.domain.access import Action
from journal.domain.calendar import ONE_DAY
from journal.domain.cases import CaseState, PersonKind
from journal.domain.course import NOTHING_TICKED, Course, from_content, phase_of, to_content
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId
from journal.domain.records import RecordKind
from journal.domain.stays import StayState
from journal.domain.timeline import instants
from journal.domain.weekly_talks import (
    DAYS,
    NOTE_TYPE,
    Period,
    PeriodUnknown,
    day_of,
    last_period,
    periods,
)
from journal.services import case_banner, records, words
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import stays as stay_store
from journal.store import timeline as timeline_store
from journal.store.cases import CaseFileRow
from journal.store.stays import StayRow
from journal.vault.opened import OpenCase

WATCHED = 4
"""Of how many weeks that are over a list says whether a talk was noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePage:
    """
    The course of one stay.

    Args:
        phase: a code of the list ``phase``.
        periods: the weeks that have begun, the newest first.
        revision: of what is ticked, for the form; 0 where nothing is.
        may_write: the file is open.
    """

    banner: Banner
    phase: str
    periods: list[Period]
    course: Course
    revision: int
    may_write: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stay:
    """From when to when she was here, on the calendar of the house."""

    admitted: date
    left: date | None
    today: date
    is_moving_out: bool


def show(work: Work, case_id: CaseId) -> Later[CoursePage]:
    """
    Declare the course of a stay; it opens after COMMIT.

    Raises:
        AccessDenied: unknown case, or not in its team.
    """
    case = work.open_case(case_id, Action.COURSE_READ)
    row = _row(work, case_id)
    stay = _stay(work, row, stay_store.of_case(work.session, case_id))
    stored = records.only(work, case_id, RecordKind.COURSE)
    unread = None if stored is None else case.record(stored)
    open_banners = case_banner.declare_banner(work, row)
    noted = _noted(work, [case_id], stay.admitted)[case_id]

    def opened() -> CoursePage:
        course = NOTHING_TICKED if unread is None else from_content(unread.document())
        return CoursePage(
            banner=open_banners()[case_id],
            phase=phase_of(stay.admitted, stay.today, is_moving_out=stay.is_moving_out),
            periods=periods(stay.admitted, stay.left, stay.today, course.talks, noted),
            course=course,
            revision=0 if stored is None else stored.revision,
            may_write=row.state == CaseState.OPEN.value,
        )

    return work.later(opened)


def save(work: Work, case_id: CaseId, course: Course, seen: int) -> None:
    """
    Write what is ticked in place of what stood there.

    Args:
        seen: the revision that the form was filled in from; 0 where there was none.

    Raises:
        AccessDenied: unknown or closed case, or not in its team.
        PeriodUnknown: a tick for a week that has not begun, or that she was not here in.
        ChangedMeanwhile: somebody has ticked something since.
    """
    case = work.open_case(case_id, Action.COURSE_WRITE)
    stay = _stay(work, _row(work, case_id), stay_store.of_case(work.session, case_id))
    newest = last_period(stay.admitted, stay.left, stay.today)
    if any(not 1 <= number <= newest for number in course.talks):
        raise PeriodUnknown
    records.save_only(work, case, RecordKind.COURSE, to_content(course), seen)


def declare_lacking(work: Work, case: OpenCase) -> Callable[[], int]:
    """
    Declare how many weeks lack an offered talk, of a woman who lives here and whose file is open.

    What is ticked is opened only where what was noted leaves a week open, and is then on record as
    whenever it is looked at. Damage there is told, and nothing counts as ticked.

    Args:
        case: opened by somebody of its team.
    """
    row = _row(work, case.case_id)
    stay = _stay(work, row, stay_store.of_case(work.session, case.case_id))
    if not _is_watched(row, stay):
        return lambda: 0
    noted = _noted(work, [case.case_id], stay.admitted)[case.case_id]
    if not _lacking(stay, NOTHING_TICKED, noted):
        return lambda: 0
    stored = records.only(work, case.case_id, RecordKind.COURSE)
    unread = None
    if stored is not None:
        unread = work.open_case(case.case_id, Action.COURSE_READ).record(stored)

    def lacking() -> int:
        document = None if unread is None else words.opened(unread)
        course = NOTHING_TICKED if document is None else from_content(document)
        return len(_lacking(stay, course, noted))

    return lacking


def unnoted(work: Work, rows: Sequence[CaseFileRow]) -> dict[CaseId, int]:
    """
    Of the last four weeks that are over, how many have no note of a talk; by case, without text.

    Only women who live here. What a team has ticked is sealed in the journal, and not known here.
    """
    stays = stay_store.of_cases(work.session, [CaseId(row.id) for row in rows])
    here = {CaseId(row.id): _stay(work, row, stays.get(CaseId(row.id))) for row in rows}
    watched = {CaseId(row.id) for row in rows if _is_watched(row, here[CaseId(row.id)])}
    since = day_of(work.now, work.zone) - (WATCHED + 1) * DAYS * ONE_DAY
    noted = _noted(work, watched, since)
    return {
        case_id: sum(first > since for first in _lacking(here[case_id], NOTHING_TICKED, days))
        for case_id, days in noted.items()
    }


def _is_watched(row: CaseFileRow, stay: _Stay) -> bool:
    is_here = row.state == CaseState.OPEN.value and stay.left is None
    return is_here and row.person_kind == PersonKind.WOMAN.value


def _lacking(stay: _Stay, course: Course, noted: Collection[date]) -> list[date]:
    """On which days the weeks begin that are over, and in which nobody offered her a talk."""
    weeks = periods(stay.admitted, stay.left, stay.today, course.talks, noted)
    return [one.first for one in weeks if one.is_lacking]


def _noted(work: Work, case_ids: Collection[CaseId], since: date) -> dict[CaseId, set[date]]:
    """On which days of the house somebody who is or was in the team noted a talk, by case."""
    first, _ = instants(since, work.zone)
    told = timeline_store.by_team(work.session, case_ids, NOTE_TYPE, first)
    return {
        case_id: {day_of(instant, work.zone) for instant in told.get(case_id, ())}
        for case_id in case_ids
    }


def _row(work: Work, case_id: CaseId) -> CaseFileRow:
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(Action.COURSE_READ)
    return row


def _stay(work: Work, row: CaseFileRow, stay: StayRow | None) -> _Stay:
    """
    A file that is older than stays begins on the day it was opened.

    Who has not moved in does so tomorrow at the earliest: no week of hers has begun.
    """
    began = row.opened_at if stay is None else stay.move_in_at or work.now + ONE_DAY
    left = row.closed_at if stay is None else stay.discharge_at
    return _Stay(
        admitted=day_of(began, work.zone),
        left=None if left is None else day_of(left, work.zone),
        today=day_of(work.now, work.zone),
        is_moving_out=stay is not None and stay.state == StayState.MOVING_OUT.value,
    )
