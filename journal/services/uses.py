"""
Uses in the eyes of those they concern: of a case for its team, of oneself, of a week as a picture.

Rules: a look at the log is itself a line in it; colleagues see functions and only who leads sees
names; nobody learns here of a case that she is kept away from.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.clock import to_milliseconds
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, EventId, StaffAlias, StaffId
from journal.domain.oversight import OF_A_CASE, Use, Week, read_use
from journal.domain.retention import Span
from journal.domain.staff import LEADING_ROLES
from journal.services import case_banner, labels, places, retention, reviews, upon
from journal.services.due import reference
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import exclusions as exclusion_store
from journal.store import logbook
from journal.store import oversight as oversight_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.logbook import Search
from journal.store.staff import StaffRow
from journal.vault.timed import OPENING as TIMED

PAGE = 50
HOURS = 24
MOST = 100_000
"""More than anybody does in one case in a month."""
SHOWN = OF_A_CASE | {action.value for action in TIMED.values()}
"""What counts as a use of a case in these views."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UseLine:
    """
    What somebody did in a case on one day by one right; ``role``, ``basis``, ``act`` are codes.

    Args:
        name: of the colleague, for who leads; else None.
        comp: number of the compartment, or None where nothing of it was opened.
        times: how often.
    """

    day: date
    role: str
    name: str | None
    comp: int | None
    act: str
    basis: str | None
    is_refused: bool
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUses:
    """Who used a case in one month, newest day first."""

    banner: Banner
    month: date
    first_month: date
    last_month: date
    lines: Sequence[UseLine]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnUse:
    """
    One event of one's own, or upon one's own account.

    ``act``, ``outcome``, ``basis`` and ``by`` are codes, ``case`` is a name.

    Args:
        by: the role of a colleague who did it, ``job`` for the service; empty for what she did
            herself, or somebody in her name before a password was right.
    """

    at: datetime
    act: str
    case: str
    outcome: str
    basis: str | None
    by: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnUses:
    """A page of what is logged about oneself, newest first."""

    lines: Sequence[OwnUse]
    page: int
    pages: int
    total: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """
    The uses of case files in a week.

    Args:
        hours: for each day of the week how many there were in each hour of the house's clock.
        people: name, role and number of each colleague, most first.
    """

    week: Week
    hours: Sequence[tuple[date, Sequence[int]]]
    people: Sequence[tuple[str, str, int]]
    span: Span


def of_case(work: Work, case_id: CaseId, month: date | None) -> Later[CaseUses]:
    """
    Who used a case in a month, for its team and for who leads.

    Args:
        month: a day of it; by default the present one.

    Raises:
        AccessDenied: unknown, kept away, or neither in the team nor leading.
    """
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(Action.LOG_READ)
    alias = CaseAlias(row.alias)
    basis = work.require(Action.LOG_READ, facts=_facts(work, row), case=alias)
    today = work.now.astimezone(work.zone).date()
    first = (month or today).replace(day=1)
    since, until = _midnight(first, work.zone), _midnight(_next(first), work.zone)
    uses = _uses(work, Search(case=alias, acts=sorted(SHOWN), since=since, until=until))
    work.act(Action.LOG_READ, basis=basis, items=[Item(case=alias)], count=len(uses))
    open_lines = _declare_lines(work, uses)
    open_banners = case_banner.declare_banner(work, row)
    opened = row.opened_at.astimezone(work.zone).date()
    span = retention.span(work.session)
    return work.later(
        lambda: CaseUses(
            banner=open_banners()[case_id],
            month=first,
            first_month=opened.replace(day=1),
            last_month=today.replace(day=1),
            lines=open_lines(),
            span=span,
        )
    )


def _uses(work: Work, asked: Search) -> list[Use]:
    rows = logbook.search(work.session, asked, 0, MOST)
    return [use for row in rows if (use := read_use(row.entry)) is not None]


def _declare_lines(work: Work, uses: Sequence[Use]) -> Callable[[], list[UseLine]]:
    """Declare the lines of a case: with names for who leads, by function for its team."""
    people = {StaffAlias(one.alias): one for one in staff_store.all_staff(work.session)}
    is_leading = work.principal.role in LEADING_ROLES
    seen = {StaffId(people[use.actor].id) for use in uses if use.actor in people}
    open_people = labels.declare_people(work, seen if is_leading else ())
    counted = _counted(uses, work.zone)

    def opened() -> list[UseLine]:
        names = open_people()
        lines = [
            UseLine(
                day=day,
                role=people[actor].role if actor in people else "",
                name=_name(names, people, actor) if is_leading else None,
                comp=comp,
                act=act,
                basis=basis,
                is_refused=is_refused,
                times=times,
            )
            for (day, actor, comp, act, basis, is_refused), times in counted
        ]
        return lines if is_leading else _merged(lines)

    return opened


_Kind = tuple[date, StaffAlias, int | None, str, str | None, bool]


def _counted(uses: Sequence[Use], zone: ZoneInfo) -> list[tuple[_Kind, int]]:
    """How often each did what on which day, newest day first."""
    kinds = Counter(
        (
            use.at.astimezone(zone).date(),
            use.actor,
            use.comp,
            use.act,
            use.basis,
            use.is_refused,
        )
        for use in uses
    )
    return sorted(kinds.items(), key=lambda each: (-each[0][0].toordinal(), each[0][3], each[0][1]))


def _merged(lines: Sequence[UseLine]) -> list[UseLine]:
    """Lines of a page without names: colleagues of one function on one day are one line."""
    times: Counter[UseLine] = Counter()
    for line in lines:
        times[replace(line, times=0)] += line.times
    return [replace(line, times=number) for line, number in times.items()]


def _name(
    names: Mapping[StaffId, labels.Contact],
    people: Mapping[StaffAlias, StaffRow],
    actor: StaffAlias,
) -> str:
    return names[StaffId(people[actor].id)].name if actor in people else reference(actor)


def _facts(work: Work, row: CaseFileRow) -> Facts:
    own, case_id = work.principal.id, CaseId(row.id)
    team = team_store.present(work.session, [case_id])[case_id]
    return Facts(
        is_member=any(member.staff_id == own for member in team),
        state=CaseState(row.state),
        is_excluded=own is None or exclusion_store.is_excluded(work.session, case_id, own),
    )


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _midnight(day: date, zone: ZoneInfo) -> int:
    return to_milliseconds(datetime.combine(day, time(), tzinfo=zone))


def own(work: Work, page: int) -> Later[OwnUses]:
    """
    A page of everything that the log holds as done by the actor herself, or to her account.

    Raises:
        AccessDenied: nobody is signed in.
    """
    alias = work.principal.alias
    if alias is None:
        raise AccessDenied(Action.LOG_READ)
    basis = work.require(Action.LOG_READ, facts=Facts(is_own=True))
    rows, total = upon.page(work, alias, page, PAGE)
    pages = max(1, -(-total // PAGE))
    shown_page = min(max(page, 1), pages)
    uses = [use for entry in rows if (use := read_use(entry.entry, is_job=True)) is not None]
    work.act(Action.LOG_READ, basis=basis, count=len(uses))
    roles = _roles_but(work, alias)
    hidden = places.hidden(work)
    cases = {CaseAlias(one.alias): one for one in case_store.all_cases(work.session)}
    seen = {use.case for use in uses if use.case is not None}
    shown = [case for case in cases.values() if case.alias in seen and case.id not in hidden]
    open_names = reviews.declare_names(work, [], shown)
    span = retention.span(work.session)

    def opened() -> OwnUses:
        _, names = open_names()
        called = {case.alias: names[CaseId(case.id)] for case in shown}
        lines = [
            OwnUse(
                at=use.at,
                act=use.act,
                case="" if use.case is None else called.get(use.case, reference(use.case)),
                outcome=use.outcome,
                basis=use.basis,
                by=roles.get(use.actor, Basis.JOB.value),
                reference=EventId(use.id).hex[:8],
            )
            for use in uses
        ]
        return OwnUses(lines=lines, page=shown_page, pages=pages, total=total, span=span)

    return work.later(opened)


def _roles_but(work: Work, own: StaffAlias) -> dict[StaffAlias, str]:
    """The role of every colleague; empty for oneself."""
    people = staff_store.all_staff(work.session)
    return {StaffAlias(one.alias): "" if one.alias == own else one.role for one in people}


def picture(work: Work, name: str) -> Later[Picture]:
    """
    The uses of case files in a week by day and hour, and by colleague, for who leads.

    Raises:
        AccessDenied: the actor does not lead, or there is no such week.
    """
    basis = work.require(Action.LOG_READ)
    try:
        week = Week.named(name, work.zone)
    except ValueError as error:
        raise AccessDenied(Action.LOG_READ) from error
    since, until = to_milliseconds(week.begins), to_milliseconds(week.ends)
    found = oversight_store.uses_by_quarter(work.session, OF_A_CASE, since, until)
    total = sum(uses for _, _, uses in found)
    work.act(Action.LOG_READ, basis=basis, count=total, reason=week.name)
    monday = week.begins.astimezone(work.zone).date()
    hours = {monday + timedelta(days=number): [0] * HOURS for number in range(7)}
    counts = Counter[StaffAlias]()
    for at, actor, uses in found:
        local = at.astimezone(work.zone)
        hours[local.date()][local.hour] += uses
        counts[actor] += uses
    people = {StaffAlias(one.alias): one for one in staff_store.all_staff(work.session)}
    seen = {StaffId(people[actor].id) for actor in counts if actor in people}
    open_people = labels.declare_people(work, seen)
    span = retention.span(work.session)

    def opened() -> Picture:
        names = open_people()
        bars = [
            (_name(names, people, actor), people[actor].role if actor in people else "", number)
            for actor, number in counts.most_common()
        ]
        return Picture(week=week, hours=list(hours.items()), people=bars, span=span)

    return work.later(opened)
