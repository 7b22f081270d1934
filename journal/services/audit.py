"""
The leader's look at the log.

Who has used which journal, and whether the log is still what was signed.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from journal.domain.access import Action, Outcome
from journal.domain.audit import Item, bytes_of
from journal.domain.clock import from_milliseconds, to_milliseconds
from journal.domain.errors import Tampered
from journal.domain.ids import CaseAlias, CaseId, StaffAlias, StaffId
from journal.domain.logbook import KINDS, REFUSAL, LogQuery
from journal.services import places
from journal.services.context import Context
from journal.services.work import Later, Work
from journal.store import audit as audit_store
from journal.store import cases as case_store
from journal.store import staff as staff_store
from journal.store.audit import AuditEntryRow, Search
from journal.store.cases import CaseFileRow
from journal.store.db import reading
from journal.store.staff import StaffRow
from journal.vault.opened_house import Label
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
        unshown: lines of the whole log about cases that the reader is kept away from.
    """

    lines: Sequence[LogLine]
    page: int
    pages: int
    total: int
    cases: Sequence[tuple[CaseId, str]]
    people: Sequence[tuple[StaffId, str]]
    per_day: Sequence[tuple[date, int]]
    is_readable: bool
    unshown: int


def review(work: Work, query: LogQuery, zone: ZoneInfo) -> Later[LogPage]:
    """
    Search the log, but for what speaks only of cases she is kept away from; the look is logged.

    Args:
        query: the filters.
        zone: the zone of the house, in which days begin.

    Raises:
        AccessDenied: the actor does not review the log.
    """
    basis, known = work.require(Action.LOG_READ), _known(work)
    asked = _search(query, zone, known)
    total = audit_store.count(work.session, asked)
    pages = max(1, -(-total // PAGE))
    page = min(max(query.page, 1), pages)
    found = _read(work, asked, page, zone) if known.is_certain else NOTHING
    items = [Item(case=asked.case)] if query.case in known.cases else []
    work.act(Action.LOG_READ, basis=basis, items=items, count=len(found.rows))
    unshown, open_names = _unshown(work, known), _declare(work, known)

    def open_page() -> LogPage:
        cases, people = open_names()
        by_case = {known.cases[one].alias: text for one, text in cases.items()}
        posts = {one: (row.alias, row.role) for one, row in known.people.items()}
        by_person = {posts[one][0]: (name, posts[one][1]) for one, name in people.items()}
        return LogPage(
            lines=[_line(row, by_case, by_person) for row in found.rows],
            page=page,
            pages=pages,
            total=total,
            cases=sorted(cases.items(), key=lambda pair: pair[1]),
            people=sorted(people.items(), key=lambda pair: pair[1]),
            per_day=found.per_day,
            is_readable=found.is_readable,
            unshown=unshown,
        )

    return work.later(open_page)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """
    Whom and what the reader may see named.

    Args:
        hidden: the cases that she is kept away from.
        is_certain: False where the log is damaged so that it does not tell which these are.
    """

    cases: Mapping[CaseId, CaseFileRow]
    people: Mapping[StaffId, StaffRow]
    hidden: Collection[CaseAlias]
    is_certain: bool


def _known(work: Work) -> _Known:
    rows = case_store.all_cases(work.session)
    try:
        hidden, is_certain = places.hidden(work), True
    except Tampered:
        hidden, is_certain = frozenset(CaseId(row.id) for row in rows), False
    return _Known(
        cases={CaseId(row.id): row for row in rows if row.id not in hidden},
        people={StaffId(row.id): row for row in staff_store.all_staff(work.session)},
        hidden=[CaseAlias(row.alias) for row in rows if row.id in hidden],
        is_certain=is_certain,
    )


def _unshown(work: Work, known: _Known) -> int:
    """How many lines of the whole log she is not shown: no filter tells her whose or when."""
    if not known.hidden or not known.is_certain:
        return 0
    shown = audit_store.count(work.session, Search(without=known.hidden))
    return audit_store.count(work.session, Search()) - shown


def _declare(
    work: Work, known: _Known
) -> Callable[[], tuple[dict[CaseId, str], dict[StaffId, str]]]:
    """Pseudonyms and names, opened after COMMIT."""
    house = work.house()
    house.prefetch(list(known.cases.values()))
    pseudonyms = {case_id: house.pseudonym(row) for case_id, row in known.cases.items()}
    names = {staff_id: house.staff_name(row) for staff_id, row in known.people.items()}
    return lambda: (
        {case_id: label.text() for case_id, label in pseudonyms.items()},
        {staff_id: label.text() for staff_id, label in names.items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A page of entries, and the uses per day."""

    rows: Sequence[AuditEntryRow]
    per_day: Sequence[tuple[date, int]]
    is_readable: bool


NOTHING = _Found(rows=(), per_day=(), is_readable=False)


def _read(work: Work, asked: Search, page: int, zone: ZoneInfo) -> _Found:
    """A page of the log; nothing of it where a damaged entry stands among them."""
    try:
        rows = audit_store.search(work.session, asked, (page - 1) * PAGE, PAGE)
        return _Found(rows=rows, per_day=_per_day(work, asked, zone), is_readable=True)
    except Tampered:
        return NOTHING


def _search(query: LogQuery, zone: ZoneInfo, known: _Known) -> Search:
    """
    Ids of the form become aliases of the log.

    An unknown id finds nothing, like an id without events.
    """
    case = None if query.case is None else known.cases.get(query.case)
    person = None if query.person is None else known.people.get(query.person)
    return Search(
        case=None if query.case is None else CaseAlias(query.case if case is None else case.alias),
        actor=None
        if query.person is None
        else StaffAlias(query.person if person is None else person.alias),
        acts=sorted(action.value for action in KINDS.get(query.kind or "", ())),
        outcomes=[Outcome.DENIED.value] if query.kind == REFUSAL else [],
        since=None if query.day_from is None else _midnight(query.day_from, zone),
        until=None if query.day_to is None else _midnight(query.day_to + timedelta(days=1), zone),
        without=known.hidden,
    )


def _midnight(day: date, zone: ZoneInfo) -> int:
    return to_milliseconds(datetime(day.year, day.month, day.day, tzinfo=zone))


def _per_day(work: Work, asked: Search, zone: ZoneInfo) -> list[tuple[date, int]]:
    """Uses per local day over at most the last 31 days that were asked for."""
    until = to_milliseconds(work.now) if asked.until is None else asked.until
    earliest = until - LONGEST_PICTURE // timedelta(milliseconds=1)
    since = earliest if asked.since is None else max(asked.since, earliest)
    period = replace(asked, since=since)
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


def check_log(context: Context, outside: str | Sequence[str] | None = None) -> Report:
    """
    Verify the whole log in a session that only reads; the result stays for the leader's page.

    Args:
        outside: checkpoints from elsewhere; by default those of this machine. A folder elsewhere is
            asked by ``journal verify`` and the timer: no page waits for a disk that is away.
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
