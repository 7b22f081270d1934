"""
The leader's look at the log.

Who has used which journal, and whether the log is still what was signed.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from journal.domain.access import Action, Outcome
from journal.domain.audit import Item, bytes_of
from journal.domain.clock import from_milliseconds, to_milliseconds
from journal.domain.errors import Tampered
from journal.domain.ids import CaseAlias, CaseId, StaffAlias, StaffId
from journal.domain.logbook import KINDS, REFUSAL, LogQuery
from journal.services.context import Context
from journal.services.work import Later, Work
from journal.store import audit as audit_store
from journal.store import cases as case_store
from journal.store import staff as staff_store
from journal.store.audit import AuditEntryRow, Search
from journal.store.db import reading
from journal.vault.opened import Label
from journal.vault.vault import Report
from journal.vault.verifier import Verdict

PAGE = 50
SHORT_LOG = 3_000
"""
A log up to this size is verified for every page that shows its state; a longer one by button and at
start.
"""
LONGEST_PICTURE = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One use as the page shows it; ``action``, ``outcome``, ``basis`` and ``role`` are codes."""

    at: datetime
    who: str | None
    role: str | None
    action: str
    case: str | None
    notes: int
    outcome: str
    basis: str | None
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """
    A page of the log with what its filters offer, and the uses per day of the period shown.

    Args:
        is_readable: False when an entry is damaged so that none of this page can be shown.
    """

    lines: Sequence[LogLine]
    page: int
    pages: int
    total: int
    cases: Sequence[tuple[CaseId, str]]
    people: Sequence[tuple[StaffId, str]]
    per_day: Sequence[tuple[date, int]]
    is_readable: bool


def review(work: Work, query: LogQuery, zone: ZoneInfo) -> Later[LogPage]:
    """
    Search the log; the look is itself logged.

    Args:
        query: the filters.
        zone: the zone of the house, in which days begin.

    Raises:
        AccessDenied: the actor does not review the log.
    """
    basis = work.require(Action.LOG_READ)
    cases = {CaseId(row.id): row for row in case_store.all_cases(work.session)}
    people = {StaffId(row.id): row for row in staff_store.all_staff(work.session)}
    asked = _search(query, zone, cases, people)
    total = audit_store.count(work.session, asked)
    pages = max(1, -(-total // PAGE))
    page = min(max(query.page, 1), pages)
    rows, per_day, is_readable = _read(work, asked, page, zone)
    items = [] if asked.case is None else [Item(case=asked.case)]
    work.act(Action.LOG_READ, basis=basis, items=items, count=len(rows))
    house = work.house()
    house.prefetch(list(cases.values()))
    pseudonyms = {case_id: house.pseudonym(row) for case_id, row in cases.items()}
    names = {staff_id: house.staff_name(row) for staff_id, row in people.items()}

    def open_page() -> LogPage:
        cases_shown = {case_id: label.text() for case_id, label in pseudonyms.items()}
        people_shown = {staff_id: label.text() for staff_id, label in names.items()}
        by_case = {cases[case_id].alias: text for case_id, text in cases_shown.items()}
        by_person = {
            people[staff_id].alias: (text, people[staff_id].role)
            for staff_id, text in people_shown.items()
        }
        return LogPage(
            lines=[_line(row, by_case, by_person) for row in rows],
            page=page,
            pages=pages,
            total=total,
            cases=sorted(cases_shown.items(), key=lambda pair: pair[1]),
            people=sorted(people_shown.items(), key=lambda pair: pair[1]),
            per_day=per_day,
            is_readable=is_readable,
        )

    return work.later(open_page)


def _read(
    work: Work, asked: Search, page: int, zone: ZoneInfo
) -> tuple[Sequence[AuditEntryRow], list[tuple[date, int]], bool]:
    """A page of entries and the uses per day; nothing where a damaged entry stands among them."""
    try:
        rows = audit_store.search(work.session, asked, (page - 1) * PAGE, PAGE)
        return rows, _per_day(work, asked, zone), True
    except Tampered:
        return [], [], False


def _search(
    query: LogQuery, zone: ZoneInfo, cases: Mapping[CaseId, Any], people: Mapping[StaffId, Any]
) -> Search:
    """
    Ids of the form become aliases of the log.

    An unknown id finds nothing, like an id without events.
    """
    case = None if query.case is None else cases.get(query.case)
    person = None if query.person is None else people.get(query.person)
    return Search(
        case=None if query.case is None else CaseAlias(query.case if case is None else case.alias),
        actor=None
        if query.person is None
        else StaffAlias(query.person if person is None else person.alias),
        acts=sorted(action.value for action in KINDS.get(query.kind or "", ())),
        outcomes=[Outcome.DENIED.value] if query.kind == REFUSAL else [],
        since=None if query.day_from is None else _midnight(query.day_from, zone),
        until=None if query.day_to is None else _midnight(query.day_to + timedelta(days=1), zone),
    )


def _midnight(day: date, zone: ZoneInfo) -> int:
    return to_milliseconds(datetime(day.year, day.month, day.day, tzinfo=zone))


def _per_day(work: Work, asked: Search, zone: ZoneInfo) -> list[tuple[date, int]]:
    """Uses per local day over at most the last 31 days that were asked for."""
    until = to_milliseconds(work.now) if asked.until is None else asked.until
    earliest = until - LONGEST_PICTURE // timedelta(milliseconds=1)
    since = earliest if asked.since is None else max(asked.since, earliest)
    period = Search(
        case=asked.case,
        actor=asked.actor,
        acts=asked.acts,
        outcomes=asked.outcomes,
        since=since,
        until=asked.until,
    )
    days = Counter(
        from_milliseconds(t).astimezone(zone).date()
        for t in audit_store.times(work.session, period)
    )
    return sorted(days.items())


def _line(
    row: AuditEntryRow, cases: Mapping[CaseAlias, str], people: Mapping[StaffAlias, tuple[str, str]]
) -> LogLine:
    aliases, notes = _said(row)
    shown = [cases.get(alias, Label.UNREADABLE) for alias in aliases]
    who, role = (
        (None, None) if row.actor is None else people.get(row.actor, (Label.UNREADABLE, None))
    )
    return LogLine(
        at=from_milliseconds(row.t),
        who=who,
        role=role,
        action=row.act,
        case=shown[0] if len(shown) == 1 else None,
        notes=notes if row.act.startswith("note.") else 0,
        outcome=row.out,
        basis=row.basis,
        reference=row.id.hex[:8],
    )


def _said(row: AuditEntryRow) -> tuple[list[CaseAlias], int]:
    """Cases and count of an entry; none of a damaged one, which the verifier reports by index."""
    try:
        said = json.loads(row.entry or b"{}")
        aliases = [CaseAlias(UUID(bytes=bytes_of(alias))) for alias, _ in said["on"] if alias]
        return aliases, int(said["n"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return [], 0


def request_check(work: Work) -> None:
    """
    Put on record that somebody has the whole log checked.

    Raises:
        AccessDenied: the actor does not review the log.
    """
    work.act(Action.LOG_VERIFY, basis=work.require(Action.LOG_VERIFY))


def check_log(context: Context, outside: str | None = None) -> Report:
    """
    Verify the whole log in a session that only reads; the result stays for the leader's page.

    Args:
        outside: a checkpoint from elsewhere; by default those of this machine. A folder elsewhere
            is asked by ``journal verify`` alone: no page waits for a disk that is away.
    """
    # Read first: what was signed before the look began must be seen by it.
    kept = context.witness.near() if outside is None else outside
    with reading(context.sessions) as session:
        report = context.vault.verify(session, kept)
    context.watch.note(report, context.clock())
    return report


def needs_check(context: Context) -> bool:
    """
    Whether a page should check the log itself.

    Never checked yet, short enough to check every time, or another process has found evidence.
    """
    report = context.watch.report
    if report is None or context.vault.ledger.size <= SHORT_LOG:
        return True
    return report.verdict is not Verdict.TAMPERED and context.witness.has_evidence()
