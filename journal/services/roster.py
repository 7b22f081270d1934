"""The duty roster: planning shifts, taking them off, and looking at a week."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.broken import ShiftUnusable
from journal.domain.errors import AccessDenied
from journal.domain.ids import EventId, ShiftId, StaffId
from journal.domain.roster import Line, Planned
from journal.domain.staff import sign_in_name
from journal.services import labels
from journal.services.work import Later, Work
from journal.store import roster as roster_store
from journal.store import staff as staff_store
from journal.store.roster import ShiftRow
from journal.vault import duty
from journal.vault.evidence import REMOVED


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftShown:
    """One shift in a list; ``function`` is a code of the list ``role``."""

    id: ShiftId
    staff_id: StaffId
    name: str
    function: str
    starts_at: datetime
    ends_at: datetime


def resolve(work: Work, lines: Sequence[Line]) -> list[Planned]:
    """
    Find the colleagues of a plan by their user names; the look-up is a line in the log.

    Raises:
        AccessDenied: the actor plans no shifts.
        ShiftUnusable: a user name that nobody in service has.
    """
    work.act(Action.HOUSE_LABELS, basis=work.require(Action.ROSTER_SET), count=len(lines))
    found: dict[str, StaffId] = {}
    for line in lines:
        login = sign_in_name(line.login)
        if login in found:
            continue
        account = staff_store.account_by_name(work.session, work.vault.unlocker.name_mac(login))
        if account is None or account.staff.active_to is not None:
            raise ShiftUnusable(line=line.number)
        found[login] = StaffId(account.staff.id)
    return [
        Planned(
            staff_id=found[sign_in_name(line.login)],
            starts_at=line.starts_at,
            ends_at=line.ends_at,
        )
        for line in lines
    ]


def plan(work: Work, shifts: Sequence[Planned]) -> int:
    """
    Put shifts on the roster; those who have one are given the key of duty.

    Returns:
        How many were new.

    Raises:
        AccessDenied: the actor plans no shifts.
        ShiftUnusable: for somebody who does not work here.
    """
    basis = work.require(Action.ROSTER_SET)
    if work.principal.certificate_id is None:
        raise AccessDenied(Action.ROSTER_SET)
    work.vault.keys.hold_log(work.desk)
    sound, _ = work.vault.keys.standing.people(work.desk, ids={shift.staff_id for shift in shifts})
    if {shift.staff_id for shift in shifts} != {person.staff.id for person in sound}:
        raise ShiftUnusable
    event_id = EventId(uuid4())
    new = [shift for shift in dict.fromkeys(shifts) if not _is_there(work, shift)]
    rows = [_signed(work, shift, event_id) for shift in new]
    roster_store.add(work.session, rows)
    items = [Item(case=None, row=row.id) for row in rows]
    work.act(Action.ROSTER_SET, id=event_id, basis=basis, items=items)
    duty.pass_on(work.vault.keys, work.desk)
    return len(new)


def _is_there(work: Work, shift: Planned) -> bool:
    known = roster_store.of_one(work.session, shift.staff_id, shift.starts_at, shift.starts_at)
    return any((row.starts_at, row.ends_at) == (shift.starts_at, shift.ends_at) for row in known)


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


def between(work: Work, since: datetime, until: datetime) -> Later[list[ShiftShown]]:
    """The shifts that touch a span of time, in order, with names."""
    work.require(Action.HOUSE_LABELS)
    rows = roster_store.between(work.session, since, until)
    people = {StaffId(row.staff_id) for row in rows}
    roles = {StaffId(row.id): row.role for row in staff_store.by_ids(work.session, people)}
    open_people = labels.declare_people(work, people)
    work.act(Action.HOUSE_LABELS, count=len(people))

    def shown() -> list[ShiftShown]:
        names = open_people()
        return [
            ShiftShown(
                id=ShiftId(row.id),
                staff_id=StaffId(row.staff_id),
                name=names[StaffId(row.staff_id)].name,
                function=roles[StaffId(row.staff_id)],
                starts_at=row.starts_at,
                ends_at=row.ends_at,
            )
            for row in rows
        ]

    return work.later(shown)
