"""The duty roster: planning shifts, taking them off, and looking at a span of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from journal.domain.access import Action, Basis
from journal.domain.audit import Item
from journal.domain.broken import PlanUnusable, ShiftUnusable
from journal.domain.errors import AccessDenied
from journal.domain.ids import EventId, ShiftId, StaffId
from journal.domain.policy import decide
from journal.domain.policy_rules import WITH_RESIDENTS
from journal.domain.roster import Plan, Planned
from journal.domain.staff import sign_in_name
from journal.services import labels
from journal.services.work import Later, Work
from journal.store import roster as roster_store
from journal.store import staff as staff_store
from journal.store.roster import ShiftRow
from journal.vault import duty
from journal.vault.evidence import REMOVED

AN_EVENT_HOLDS = 200
"""Shifts of one event: a shift counts by the event that names it, and an event is one leaf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftShown:
    """One shift in a list; ``function`` is a code of the list ``role``."""

    id: ShiftId
    staff_id: StaffId
    name: str
    function: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rosterable:
    """A colleague who can be planned; ``function`` is a code of the list ``role``."""

    id: StaffId
    name: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterShown:
    """
    A span of the roster.

    Args:
        shifts: that touch it, in order.
        colleagues: who can be planned, by name; empty for who plans nothing.
    """

    shifts: Sequence[ShiftShown]
    colleagues: Sequence[Rosterable]


def take_plan(work: Work, plan: Plan) -> int:
    """
    Put the shifts of a plan on the roster: all of them, or none.

    Returns:
        How many were new; a shift that is there already stays one.

    Raises:
        AccessDenied: the actor plans no shifts.
        PlanUnusable: lines that are no shift, or of nobody in service; names each.
    """
    return plan_shifts(work, _resolved(work, plan))


def _resolved(work: Work, plan: Plan) -> list[Planned]:
    """Find the colleagues of a plan by their user names; the look-up is a line in the log."""
    work.act(Action.HOUSE_LABELS, basis=work.require(Action.ROSTER_SET), count=len(plan.lines))
    found: dict[str, StaffId | None] = {}
    for login in {sign_in_name(line.login) for line in plan.lines}:
        account = staff_store.account_by_name(work.session, work.vault.unlocker.name_mac(login))
        found[login] = None if account is None else StaffId(account.staff.id)
    known = {one for one in found.values() if one is not None}
    sound, _ = work.vault.keys.standing.people(work.desk, WITH_RESIDENTS, known)
    here = {StaffId(person.staff.id) for person in sound}
    planned: list[Planned] = []
    unknown: list[int] = []
    for line in plan.lines:
        staff_id = found[sign_in_name(line.login)]
        if staff_id is None or staff_id not in here:
            unknown.append(line.number)
            continue
        planned.append(Planned(staff_id=staff_id, starts_at=line.starts_at, ends_at=line.ends_at))
    if plan.wrong or unknown:
        raise PlanUnusable(plan.wrong, unknown)
    return planned


def plan_shifts(work: Work, shifts: Sequence[Planned]) -> int:
    """
    Put shifts on the roster; those who have one are given the key of duty.

    Returns:
        How many were new.

    Raises:
        AccessDenied: the actor plans no shifts.
        ShiftUnusable: for somebody who does not work with residents here.
    """
    basis = work.require(Action.ROSTER_SET)
    work.vault.keys.hold_log(work.desk)
    wanted = {shift.staff_id for shift in shifts}
    sound, _ = work.vault.keys.standing.people(work.desk, WITH_RESIDENTS, wanted)
    if wanted != {person.staff.id for person in sound}:
        raise ShiftUnusable
    new = [shift for shift in dict.fromkeys(shifts) if not _is_there(work, shift)]
    for first in range(0, len(new), AN_EVENT_HOLDS):
        _put_on(work, new[first : first + AN_EVENT_HOLDS], basis)
    if not new:
        work.act(Action.ROSTER_SET, basis=basis, count=0)
    duty.pass_on(work.vault.keys, work.desk)
    return len(new)


def _put_on(work: Work, shifts: Sequence[Planned], basis: Basis) -> None:
    event_id = EventId(uuid4())
    rows = [_signed(work, shift, event_id) for shift in shifts]
    roster_store.add(work.session, rows)
    items = [Item(case=None, row=row.id) for row in rows]
    work.act(Action.ROSTER_SET, id=event_id, basis=basis, items=items)


def _is_there(work: Work, shift: Planned) -> bool:
    """Whether the roster has this very shift already, signed by somebody who may."""
    known = roster_store.of_one(work.session, shift.staff_id, shift.starts_at, shift.starts_at)
    return any(
        (row.starts_at, row.ends_at) == (shift.starts_at, shift.ends_at)
        and work.vault.keys.standing.has_shift(work.desk, row)
        for row in known
    )


def _signed(work: Work, shift: Planned, event_id: EventId) -> ShiftRow:
    if work.principal.certificate_id is None:
        raise AccessDenied(Action.ROSTER_SET)
    row = ShiftRow(
        id=ShiftId(uuid4()),
        staff_id=shift.staff_id,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        event_id=event_id,
        cert_id=work.principal.certificate_id,
        sig=b"",
    )
    row.sig = work.vault.keys.sign_shift(work.desk, row)
    return row


def remove(work: Work, shift_ids: Collection[ShiftId]) -> None:
    """
    Take shifts off the roster.

    Raises:
        AccessDenied: the actor plans no shifts, or there is no such shift.
    """
    basis = work.require(Action.ROSTER_SET)
    if any(roster_store.get(work.session, shift_id) is None for shift_id in shift_ids):
        raise AccessDenied(Action.ROSTER_SET)
    roster_store.remove(work.session, shift_ids)
    items = [Item(case=None, row=shift_id) for shift_id in sorted(shift_ids)]
    work.act(Action.ROSTER_SET, basis=basis, items=items, reason=REMOVED)


def between(work: Work, since: datetime, until: datetime) -> Later[RosterShown]:
    """
    The signed shifts that touch a span of time; one that nobody signed is reported, not shown.

    Raises:
        AccessDenied: the actor has nothing to do with residents.
    """
    work.require(Action.HOUSE_LABELS)
    standing = work.vault.keys.standing
    rows = roster_store.between(work.session, since, until)
    real = [row for row in rows if standing.has_shift(work.desk, row)]
    work.desk.damaged += [Item(case=None, row=row.id) for row in rows if row not in real]
    role = work.principal.role
    may_plan = role is not None and decide(role, Action.ROSTER_SET).allowed
    sound = standing.people(work.desk, WITH_RESIDENTS)[0] if may_plan else []
    plannable = {StaffId(person.staff.id) for person in sound}
    shown = {StaffId(row.staff_id) for row in real} | plannable
    roles = {StaffId(row.id): row.role for row in staff_store.by_ids(work.session, shown)}
    open_people = labels.declare_people(work, shown)
    work.act(Action.HOUSE_LABELS, basis=Basis.SELF, count=len(shown))

    def opened() -> RosterShown:
        names = {staff_id: contact.name for staff_id, contact in open_people().items()}
        colleagues = [Rosterable(id=one, name=names[one], function=roles[one]) for one in plannable]
        return RosterShown(
            shifts=[_shown(row, names, roles) for row in real],
            colleagues=sorted(colleagues, key=lambda one: one.name.casefold()),
        )

    return work.later(opened)


def _shown(row: ShiftRow, names: dict[StaffId, str], roles: dict[StaffId, str]) -> ShiftShown:
    staff_id = StaffId(row.staff_id)
    return ShiftShown(
        id=ShiftId(row.id),
        staff_id=staff_id,
        name=names[staff_id],
        function=roles[staff_id],
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
