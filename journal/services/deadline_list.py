"""
Frister: which deadlines run, who must see to each, and ending one by hand.

Rules: a contact person sees those of her cases, who leads sees all; of a case that one is kept away
from there is nothing to see, nor of the enquiry that led to it. What was met or called off stays
visible for thirty days here, and with its case for good. Whoever ends one is named, with when it
was done and when that was entered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.deadline_rules import DeadlineRule, Owner, rules
from journal.domain.deadlines import (
    Clocks,
    Ending,
    Move,
    Standing,
    State,
    moved,
    require_after_start,
    require_how,
    require_why,
    standing,
)
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, DeadlineId, EnquiryId, StaffId
from journal.domain.staff import LEADING_ROLES, Profession
from journal.services import deadlines, decisions, labels, places
from journal.services.labels import Banner, Contact
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import deadlines as deadline_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.deadlines import DeadlineRow, Placed

Row = TypeVar("Row", DeadlineRow, Placed)
MOST_LATE = 10
"""So many late deadlines stand on the overview; a house that has more looks at their list."""
SHOWN_FOR = timedelta(days=30)
"""How long a deadline that is over stays on the page of the house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineShown:
    """
    A deadline as a page shows it; ``ended_code`` is a code of ``HOW`` or ``WHY_CANCELLED``.

    Args:
        rule: its entry; None when that was taken away since, then ``rule_id`` is all there is.
        case: None where it is about no case yet, or where the page is about one case.
        owners: whose it is, by name, where those are known.
        met_at, ended_at: when it was done, and when that was entered.
        ended_by: by name; None where the page names nobody.
        is_late: it was met after the statute's limit.
    """

    id: DeadlineId
    rule_id: str
    rule: DeadlineRule | None
    case: Banner | None
    owners: Sequence[Contact]
    started_at: datetime
    clocks: Clocks
    standing: Standing
    state: State
    met_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    ended_code: str | None
    is_late: bool


def of_house(work: Work) -> Later[list[DeadlineShown]]:
    """
    Every deadline that the actor may see: those that run by day, and those that ended lately.

    Raises:
        AccessDenied: her role has nothing to do with residents.
    """
    basis = work.require(Action.DEADLINE_LIST)
    since = work.now - SHOWN_FOR
    if work.principal.role in LEADING_ROLES:
        rows = _visible(work, deadline_store.of_house(work.session, since))
    else:
        own = [] if work.principal.id is None else places.of(work, work.principal.id)
        rows = list(deadline_store.of_cases(work.session, own, since))
    return _shown(work, rows, basis)


def late(work: Work) -> Later[tuple[int, list[DeadlineShown]]]:
    """
    The deadlines of the house of which a clock has run out, for who leads; leaves no event if none.

    Returns:
        How many there are, and those that have been late longest.

    Raises:
        AccessDenied: she does not lead.
    """
    basis = work.require(Action.DEADLINE_LIST)
    if work.principal.role not in LEADING_ROLES:
        raise AccessDenied(Action.DEADLINE_LIST)
    found = _visible(work, deadline_store.late(work.session, work.now))
    if not found:
        return work.later(lambda: (0, []))
    rows = deadline_store.by_ids(work.session, [one.id for one in found[:MOST_LATE]])
    oldest = _shown(work, rows, basis)
    return work.later(lambda: (len(found), oldest.run()))


def show(work: Work, deadline_id: DeadlineId) -> Later[DeadlineShown]:
    """
    One deadline.

    Raises:
        AccessDenied: unknown, or of a case that is not hers to see.
    """
    row, basis = _admit(work, deadline_id, Action.CASE_READ)
    open_all = _shown(work, [row], basis)
    return work.later(lambda: open_all.run()[0])


def tick_off(work: Work, ending: Ending) -> None:
    """
    Note that a deadline was met: who, when it was done, when that was entered, and how.

    Raises:
        AccessDenied: unknown, or of a case that is not hers.
        HowMissing: no way of the list.
        DeadlineOver: somebody has ended it meanwhile.
        DeadlineTooEarly: it had not begun then.
    """
    row, basis = _admit(work, ending.deadline_id, Action.DEADLINE_MEET)
    moved(State(row.state), Move.MEET)  # who was late reads that, and not what her form lacks
    require_how(ending)
    met_at = ending.at or work.now
    require_after_start(met_at, row.started_at)
    deadlines.end(work, row, Move.MEET, ending.code, basis, met_at)


def call_off(work: Work, ending: Ending) -> None:
    """
    Call a deadline off; it stays visible with its reason (R-M4).

    Raises:
        AccessDenied: unknown, or of a case that is not hers.
        WhyMissing: no reason of the list.
        DeadlineOver: somebody has ended it meanwhile.
    """
    row, basis = _admit(work, ending.deadline_id, Action.DEADLINE_CANCEL)
    moved(State(row.state), Move.CANCEL)
    require_why(ending)
    deadlines.end(work, row, Move.CANCEL, ending.code, basis)


def of_case(work: Work, case_id: CaseId) -> list[DeadlineShown]:
    """The deadlines of a case that is open already; they ride on the event of its opening."""
    rows = deadline_store.of_case(work.session, case_id)
    return [_view(work, row, None, (), {}) for row in rows]


def _admit(work: Work, deadline_id: DeadlineId, action: Action) -> tuple[DeadlineRow, Basis]:
    """A deadline, as it stands when nobody else can end it, and why the actor may do this to it."""
    if action is not Action.CASE_READ:
        work.vault.keys.hold_log(work.desk)
    row = deadline_store.get(work.session, deadline_id)
    if row is None:
        raise AccessDenied(action)
    case = None if row.case_id is None else case_store.get(work.session, CaseId(row.case_id))
    if case is None:
        is_away = bool(decisions.kept_from(work, [EnquiryId(row.about_id)]))
        return row, work.require(action, facts=Facts(is_excluded=is_away))
    team = team_store.present(work.session, [CaseId(case.id)])[CaseId(case.id)]
    own = work.principal.id
    facts = Facts(
        is_member=any(member.staff_id == own for member in team),
        state=CaseState(case.state),
        is_excluded=own is None or places.is_hidden(work, case),
    )
    return row, work.require(action, facts=facts, case=CaseAlias(case.alias))


def _visible(work: Work, rows: Sequence[Row]) -> list[Row]:
    hidden = places.hidden(work)
    before = [EnquiryId(row.about_id) for row in rows if row.case_id is None]
    away = decisions.kept_from(work, before) if before else frozenset()
    return [row for row in rows if row.case_id not in hidden and row.about_id not in away]


def _shown(work: Work, rows: Sequence[DeadlineRow], basis: Basis) -> Later[list[DeadlineShown]]:
    """Put the looking on record, and declare the names."""
    cases = _cases(work, rows)
    items = [
        Item(case=None if row.case_id is None else CaseAlias(cases[row.case_id].alias), row=row.id)
        for row in rows
    ]
    work.act(Action.DEADLINE_LIST, basis=basis, items=items)
    open_banners = labels.declare_banners(work, list(cases.values()))
    enders = {StaffId(row.ended_by) for row in rows if row.ended_by is not None}
    open_people = labels.declare_people(work, enders)

    def opened() -> list[DeadlineShown]:
        banners, people = open_banners(), open_people()
        return [
            _view(work, row, banner, _owners(row, banner), people)
            for row in rows
            for banner in [None if row.case_id is None else banners[CaseId(row.case_id)]]
        ]

    return work.later(opened)


def _cases(work: Work, rows: Sequence[DeadlineRow]) -> dict[CaseId, CaseFileRow]:
    wanted = {CaseId(row.case_id) for row in rows if row.case_id is not None}
    return {CaseId(row.id): row for row in case_store.by_ids(work.session, wanted)}


def _owners(row: DeadlineRow, banner: Banner | None) -> list[Contact]:
    """Of the team, whom its entry names."""
    rule = rules().get(row.rule_id)
    if rule is None or banner is None or rule.owner is Owner.LEADER:
        return []
    return [
        one
        for one in banner.team
        if rule.owner is Owner.TEAM or Profession(one.profession).is_social_worker
    ]


def _view(
    work: Work,
    row: DeadlineRow,
    banner: Banner | None,
    owners: Sequence[Contact],
    people: dict[StaffId, Contact],
) -> DeadlineShown:
    limits = Clocks(due_at=row.due_at, target_at=row.target_at)
    ended_by = None if row.ended_by is None else people.get(StaffId(row.ended_by))
    return DeadlineShown(
        id=DeadlineId(row.id),
        rule_id=row.rule_id,
        rule=rules().get(row.rule_id),
        case=banner,
        owners=owners,
        started_at=row.started_at,
        clocks=limits,
        standing=standing(limits, work.now, work.zone),
        state=State(row.state),
        met_at=row.met_at,
        ended_at=row.ended_at,
        ended_by=None if ended_by is None else ended_by.name,
        ended_code=row.ended_code,
        is_late=row.met_at is not None and row.met_at > row.due_at,
    )
