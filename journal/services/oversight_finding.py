"""
Looking through a week that is over: with no key in hand, once, and on record.

Rules: weeks come in order and none is left out; what was found is named by one event of the log;
openings of timed access have rows of their own, which are reviewed as they come.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from journal.domain.access import Action, Basis
from journal.domain.audit import Item
from journal.domain.clock import from_milliseconds, to_milliseconds
from journal.domain.ids import CaseAlias, EventId, NoteId, StaffAlias, StaffId
from journal.domain.oversight import (
    LOOKS_BACK,
    OF_A_CASE,
    OPENING,
    ROSTER_BEFORE,
    WEEKS_BEFORE,
    Colleague,
    Duty,
    Facts,
    Span,
    Thresholds,
    Use,
    Week,
    explain,
    read_use,
)
from journal.domain.oversight_rules import SAMPLE, Found, find
from journal.domain.oversight_sample import draw, drawable
from journal.domain.timed_access import review_due
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import exclusions as exclusion_store
from journal.store import notes as note_store
from journal.store import oversight as oversight_store
from journal.store import roster as roster_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.oversight import ReviewCountRow, ReviewItemRow, ReviewWeekRow
from journal.vault.timed import OPENING as TIMED

BY_THEMSELVES = frozenset(action.value for action in TIMED.values())
"""Openings that wait for review from the minute they are made, not from Monday."""


def due_week(work: Work) -> Week | None:
    """The oldest week that is over and was not looked through; leaves no event."""
    last = oversight_store.last_week(work.session)
    newest = Week.at(work.now, work.zone).moved(-1, work.zone)
    if last is None:
        begin = oversight_store.first_instant(work.session)
        has_begun = begin is not None and from_milliseconds(begin) < newest.ends
        return newest if has_begun else None
    following = Week.named(last, work.zone).moved(1, work.zone)
    return following if following.begins < newest.ends else None


def look_through(work: Work, week: Week, thresholds: Thresholds) -> int:
    """
    Find what is to be reviewed in a week, and keep it.

    Returns:
        How many things; 0 where somebody else was faster.
    """
    work.vault.keys.hold_log(work.desk)
    if oversight_store.week(work.session, week.name) is not None:
        work.act(Action.REVIEW_FIND, basis=Basis.JOB, reason=week.name, count=0)
        return 0
    uses = _uses(work, week)
    facts = gather(work, week, uses)
    found = find(week, uses, facts, thresholds, work.zone)
    shown = {event_id for item in found for event_id in item.picked}
    checkpoint, sample = _sample(work, week, drawable(uses, week, shown), thresholds.sample)
    items = [_row(work, week, item) for item in found]
    items += [_row(work, week, _drawn(use)) for use in sample]
    explained = Counter(
        explain(use, facts, thresholds).value
        for use in uses
        if use.act in OF_A_CASE and week.holds(use.at) and use.id not in shown
    )
    event = work.act(
        Action.REVIEW_FIND,
        basis=Basis.JOB,
        reason=week.name,
        items=[Item(case=row.case_alias, row=row.id) for row in items],
    )
    oversight_store.add(
        work.session,
        ReviewWeekRow(week=week.name, event_id=EventId(event.id), checkpoint=checkpoint),
        [
            ReviewCountRow(week=week.name, explanation=explanation, uses=uses)
            for explanation, uses in explained.items()
        ],
        items,
    )
    return len(items)


def _uses(work: Work, week: Week) -> list[Use]:
    since, until = to_milliseconds(week.begins - LOOKS_BACK), to_milliseconds(week.ends)
    read = (read_use(data) for data in oversight_store.entries(work.session, since, until))
    return [use for use in read if use is not None and use.act not in BY_THEMSELVES]


def _sample(work: Work, week: Week, uses: Sequence[Use], count: int) -> tuple[int, Sequence[Use]]:
    """The size of the checkpoint by which is drawn, and what; 0 and nothing without one."""
    since, until = to_milliseconds(week.begins), to_milliseconds(week.ends)
    checkpoint = oversight_store.first_checkpoint(work.session, since, until)
    if checkpoint is None or not uses:
        return 0, ()
    weeks_since = {
        actor: (week.begins - Week.named(name, work.zone).begins) // timedelta(days=6, hours=20)
        for actor, name in oversight_store.drawn(work.session, SAMPLE).items()
    }
    return checkpoint.size, draw(checkpoint.note, week, uses, weeks_since, count)


def _drawn(use: Use) -> Found:
    return Found(actor=use.actor, case=use.case, rules=[SAMPLE], picked={use.id: use})


def _row(work: Work, week: Week, item: Found) -> ReviewItemRow:
    return ReviewItemRow(
        id=item.first.id,
        week=week.name,
        actor=item.actor,
        case_alias=item.case,
        rules=" ".join(item.rules),
        uses=len(item.picked),
        since=week.ends,
        review_due=review_due(week.ends, work.zone),
    )


def gather(work: Work, week: Week, uses: Sequence[Use]) -> Facts:
    """What was so in the house around a week, on aliases."""
    staff = staff_store.all_staff(work.session)
    cases = case_store.all_cases(work.session)
    alias_of = {StaffId(row.id): StaffAlias(row.alias) for row in staff}
    case_of = {row.id: CaseAlias(row.alias) for row in cases}
    places: dict[tuple[StaffAlias, CaseAlias], list[Span]] = defaultdict(list)
    for place in team_store.everybody(work.session):
        key = (alias_of[StaffId(place.staff_id)], case_of[place.case_id])
        places[key].append(Span(since=place.since, until=place.until))
    return Facts(
        people={
            StaffAlias(row.alias): Colleague(role=row.role, since=row.active_from) for row in staff
        },
        places=places,
        duties=_duties(work, week, alias_of),
        kept_away={
            (alias_of[StaffId(row.staff_id)], case_of[row.case_id]): row.since
            for row in exclusion_store.everybody(work.session)
        },
        closed={CaseAlias(row.alias): row.closed_at for row in cases if row.closed_at is not None},
        written=_written(work, uses),
        usual=_usual(work, week),
    )


def _written(work: Work, uses: Sequence[Use]) -> dict[UUID, datetime]:
    """When the notes that were opened were signed."""
    opened = {NoteId(row) for use in uses if use.act == Action.NOTE_READ for row in use.rows}
    signed = note_store.signed_at(work.session, opened)
    return dict[UUID, datetime](signed.items())


def _duties(
    work: Work, week: Week, alias_of: dict[StaffId, StaffAlias]
) -> dict[StaffAlias, list[Duty]]:
    """The roster; a shift whose planning is not in the log was never planned."""
    since = week.begins - ROSTER_BEFORE
    rows = roster_store.between(work.session, since, week.ends + LOOKS_BACK)
    planned = oversight_store.times_of(work.session, {EventId(row.event_id) for row in rows})
    duties: dict[StaffAlias, list[Duty]] = defaultdict(list)
    for row in rows:
        at = planned.get(EventId(row.event_id))
        if at is not None:
            duties[alias_of[StaffId(row.staff_id)]].append(_duty(row.starts_at, row.ends_at, at))
    return duties


def _duty(begins: datetime, ends: datetime, planned_ms: int) -> Duty:
    return Duty(planned_at=from_milliseconds(planned_ms), begins=begins, ends=ends)


def _usual(work: Work, week: Week) -> dict[StaffAlias, list[int]]:
    """How many cases each opened in each of the weeks before in which she opened any."""
    usual: dict[StaffAlias, list[int]] = defaultdict(list)
    for before in range(1, WEEKS_BEFORE + 1):
        then = week.moved(-before, work.zone)
        since, until = to_milliseconds(then.begins), to_milliseconds(then.ends)
        opened = oversight_store.cases_opened(work.session, OPENING, since, until)
        for actor, cases in opened.items():
            usual[actor].append(cases)
    return usual
