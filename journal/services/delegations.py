"""
Delegations: a leader lets somebody decide for her, for a time, and everybody can see whom (R-A1).

Rules: only a leader gives or ends one; none longer than a month, none to a temp; one that somebody
wrote into the database or changed there counts for nothing: the leader signs each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.decisions import (
    DELEGABLE,
    DecisionKind,
    Delegation,
    DelegationUnusable,
    Scope,
    require_delegable,
)
from journal.domain.errors import AccessDenied
from journal.domain.ids import DelegationId, EventId, StaffId
from journal.domain.policy import decide
from journal.domain.staff import Role
from journal.services import labels
from journal.services.work import Later, Work
from journal.store import decisions as decision_store
from journal.store.decisions import DelegationRow
from journal.vault import decided


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationShown:
    """One delegation as a page shows it; ``scope`` is a code, instants have a time zone."""

    id: DelegationId
    giver: str
    holder: str
    scope: str
    starts_at: datetime
    ends_at: datetime
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """
    Somebody who may decide now.

    Args:
        function: a code of the list ``role``.
        scope: what she may decide by delegation; empty for a leader, who decides everything.
        until: when her delegation ends; None for a leader.
    """

    id: StaffId
    name: str
    function: str
    scope: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoDecides:
    """
    Who may decide now, and by whose leave.

    Args:
        delegations: that run or are to begin.
        candidates: id, name and role of whom the actor can delegate to; empty for who cannot.
    """

    deciders: Sequence[Decider]
    delegations: Sequence[DelegationShown]
    candidates: Sequence[Decider]


def real(work: Work) -> list[DelegationRow]:
    """
    Delegations that run or are to begin, each given by a leader in service to a colleague in it.

    One that is not what the log says is reported as damage and counts for nothing.
    """
    rows = decision_store.delegations(work.session, work.now)
    if not rows:
        return []
    standing = work.vault.keys.standing
    sound = [row for row in rows if decided.has_delegation(standing, work.desk, row)]
    work.desk.damaged += [Item(case=None, row=row.id) for row in rows if row not in sound]
    holders, _ = standing.people(work.desk, DELEGABLE, {StaffId(row.to_id) for row in sound})
    here = {holder.staff.id for holder in holders}
    return [row for row in sound if row.to_id in here]


def held(
    work: Work, staff_id: StaffId, kind: DecisionKind, *instants: datetime
) -> DelegationRow | None:
    """The delegation by which somebody may decide this now and at each of some instants."""
    for row in real(work):
        terms = decision_store.terms_of(row)
        covers = all(terms.covers(kind, at) for at in (work.now, *instants))
        if terms.to_id == staff_id and covers:
            return row
    return None


def leaders(work: Work) -> set[StaffId]:
    """The leaders in service."""
    sound, _ = work.vault.keys.standing.people(work.desk, [Role.LEADER])
    return {StaffId(person.staff.id) for person in sound}


def require_may_issue(work: Work) -> None:
    """
    Say whether the actor gives delegations at all, for a form that is shown again.

    Raises:
        AccessDenied: she does not.
    """
    work.require(Action.DELEGATION_ISSUE)


def issue(
    work: Work, to_id: StaffId, scope: Scope, starts_at: datetime, ends_at: datetime
) -> DelegationId:
    """
    Let a colleague decide for the leader for a time.

    Args:
        starts_at, ends_at: with a time zone; a beginning in the past is now.

    Raises:
        AccessDenied: the actor is no leader.
        DelegationUnusable: nobody who may hold one, or no time, or too long a time.
    """
    basis, own = work.require(Action.DELEGATION_ISSUE), work.principal.id
    if own is None or work.principal.certificate_id is None:
        raise AccessDenied(Action.DELEGATION_ISSUE)
    terms = Delegation(
        from_id=own,
        to_id=to_id,
        scope=scope,
        starts_at=max(starts_at, work.now),
        ends_at=ends_at,
    )
    found, _ = work.vault.keys.standing.people(work.desk, DELEGABLE, {to_id})
    if not found:
        raise DelegationUnusable
    require_delegable(terms, Role(found[0].staff.role), work.now)
    event_id = EventId(uuid4())
    row = DelegationRow(
        id=terms.id(event_id),
        from_id=own,
        to_id=to_id,
        scope=scope.value,
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        event_id=event_id,
        cert_id=work.principal.certificate_id,
    )
    row.sig = work.vault.keys.sign_delegation(work.desk, row)
    decision_store.add_delegation(work.session, row)
    items = [Item(case=None, row=row.id), Item(case=None, row=to_id)]
    work.act(Action.DELEGATION_ISSUE, id=event_id, basis=basis, items=items, reason=scope.value)
    return DelegationId(row.id)


def end(work: Work, delegation_id: DelegationId) -> None:
    """
    End a delegation before its time.

    Raises:
        AccessDenied: the actor is no leader, or there is no such delegation, or it is over.
    """
    basis = work.require(Action.DELEGATION_END)
    row = decision_store.get_delegation(work.session, delegation_id)
    if row is None or row.ended_at is not None:
        raise AccessDenied(Action.DELEGATION_END)
    row.ended_at = work.now
    work.act(Action.DELEGATION_END, basis=basis, items=[Item(case=None, row=row.id)])


def who_decides(work: Work) -> Later[WhoDecides]:
    """
    Who may decide now, for everybody who works with residents.

    Raises:
        AccessDenied: the actor has nothing to do with residents.
    """
    work.require(Action.HOUSE_LABELS)
    rows, leading = real(work), leaders(work)
    role = work.principal.role
    may_issue = role is not None and decide(role, Action.DELEGATION_ISSUE).allowed
    sound, _ = work.vault.keys.standing.people(work.desk, DELEGABLE)
    roles = {StaffId(person.staff.id): person.staff.role for person in sound}
    named = leading | {StaffId(one) for row in rows for one in (row.from_id, row.to_id)}
    open_people = labels.declare_people(work, named | (set(roles) if may_issue else set()))
    now = work.now

    def opened() -> WhoDecides:
        names = {staff_id: contact.name for staff_id, contact in open_people().items()}
        own = [Decider(id=one, name=names[one], function=Role.LEADER.value) for one in leading]
        shown = [_shown(row, names, now) for row in rows]
        others = [_by_leave(row, names, roles) for row in rows if row.starts_at <= now]
        able = roles if may_issue else {}
        return WhoDecides(
            deciders=[*sorted(own, key=_by_name), *sorted(others, key=_by_name)],
            delegations=shown,
            candidates=sorted(
                (Decider(id=one, name=names[one], function=role) for one, role in able.items()),
                key=_by_name,
            ),
        )

    return work.later(opened)


def _by_name(decider: Decider) -> str:
    return decider.name.casefold()


def _by_leave(row: DelegationRow, names: dict[StaffId, str], roles: dict[StaffId, str]) -> Decider:
    holder = StaffId(row.to_id)
    return Decider(
        id=holder,
        name=names[holder],
        function=roles[holder],
        scope=row.scope,
        until=row.ends_at,
    )


def _shown(row: DelegationRow, names: dict[StaffId, str], now: datetime) -> DelegationShown:
    return DelegationShown(
        id=DelegationId(row.id),
        giver=names[StaffId(row.from_id)],
        holder=names[StaffId(row.to_id)],
        scope=row.scope,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_live=row.starts_at <= now,
    )
