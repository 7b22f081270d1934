"""
Leaving: for good, or for a time.

One act ends account, sessions, keys and places, with a replacement where a team would break, and
exchanges every key she held; it tells what is done and whom the rest waits for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.broken import AccountElsewhere, LastKeyHolder
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, EventId, KeyId, StaffId
from journal.services import teams
from journal.services.work import Work
from journal.store import grants as grant_store
from journal.store import joining as joining_store
from journal.store import keys as key_store
from journal.store import roster as roster_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.staff import Certified
from journal.vault import welcome
from journal.vault.desk import Fresh
from journal.vault.welcome import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What an act of leaving did: how many cases, and which keys wait for somebody else."""

    staff_id: StaffId
    cases: Sequence[CaseId]
    waiting: Sequence[Waiting]


def leave(
    work: Work, staff_id: StaffId, replacements: Mapping[CaseId, StaffId], fresh: Fresh
) -> Left:
    """
    End a colleague's account for good.

    Args:
        replacements: who takes her place in a case; needed where its team would break.

    Raises:
        AccessDenied: unknown, the actor is no leader, or she means herself.
        AccountElsewhere: she has left already.
        ReplacementMissing: a team would lack a pedagogue or a social worker.
        LastKeyHolder: nobody else could open one of her cases.
    """
    basis = _require(work, Action.STAFF_LEAVE, staff_id)
    fresh.spend(work.principal, work.now)
    row = staff_store.get(work.session, staff_id)
    if row is None:
        raise AccessDenied(Action.STAFF_LEAVE)
    if row.active_to is not None:
        raise AccountElsewhere
    work.vault.keys.hold_log(work.desk)
    _require_other_holders(work, staff_id)
    cases = _leave_teams(work, staff_id, replacements)
    row.active_to = work.now
    work.act(Action.STAFF_LEAVE, basis=basis, items=[Item(case=None, row=staff_id)])
    roster_store.remove_of_staff(work.session, staff_id, work.now)
    waiting = strip(work, staff_id)
    welcome.take_personal(work.desk, staff_id)
    joining_store.delete_activation(work.session, staff_id)
    joining_store.delete_enrolment(work.session, staff_id)
    staff_store.delete_secret(work.session, staff_id)
    return Left(staff_id=staff_id, cases=cases, waiting=waiting)


def suspend(work: Work, staff_id: StaffId, fresh: Fresh) -> Left:
    """
    Stop a colleague's account until a leader lets her in again; her places in teams stay.

    Raises:
        AccessDenied: unknown, the actor is no leader, or she means herself.
        AccountElsewhere: it is not in use.
        LastKeyHolder: nobody else could open one of her cases.
    """
    basis = _require(work, Action.STAFF_SUSPEND, staff_id)
    fresh.spend(work.principal, work.now)
    account = staff_store.account_of(work.session, staff_id)
    if account is None:
        raise AccessDenied(Action.STAFF_SUSPEND)
    if not account.is_open:
        raise AccountElsewhere
    work.vault.keys.hold_log(work.desk)
    _require_other_holders(work, staff_id)
    account.staff.suspended_at = work.now
    work.act(Action.STAFF_SUSPEND, basis=basis, items=[Item(case=None, row=staff_id)])
    cases = [CaseId(place.case_id) for place in team_store.of_staff(work.session, staff_id)]
    waiting = welcome.take(work.vault.keys, work.desk, staff_id)
    return Left(staff_id=staff_id, cases=cases, waiting=waiting)


def resume(work: Work, staff_id: StaffId, fresh: Fresh) -> None:
    """
    Let a suspended colleague in again: she gets the keys of her role, her teams pass theirs on.

    Raises:
        AccessDenied: unknown, or the actor is no leader.
        AccountElsewhere: it is not suspended.
    """
    basis = _require(work, Action.STAFF_RESUME, staff_id)
    fresh.spend(work.principal, work.now)
    account = staff_store.account_of(work.session, staff_id)
    if account is None:
        raise AccessDenied(Action.STAFF_RESUME)
    if account.staff.suspended_at is None or account.staff.active_to is not None:
        raise AccountElsewhere
    account.staff.suspended_at = None
    work.session.flush()
    work.act(Action.STAFF_RESUME, basis=basis, items=[Item(case=None, row=staff_id)])
    if account.certificate is not None and account.appointment is not None:
        person = Certified(
            staff=account.staff, certificate=account.certificate, appointment=account.appointment
        )
        welcome.give(work.vault.keys, work.desk, person)


def strip(work: Work, staff_id: StaffId) -> Sequence[Waiting]:
    """
    Revoke a colleague's certificate and take every key from her, here and now.

    Returns:
        The keys that wait for somebody else to exchange them.

    Raises:
        LastKeyHolder: nobody else could open one of her cases.
    """
    work.vault.keys.hold_log(work.desk)
    _require_other_holders(work, staff_id)
    ids = [row.id for row in staff_store.certificates(work.session, staff_id)]
    items = [Item(case=None, row=UUID(bytes=row.bytes)) for row in (staff_id, *ids)]
    event = work.act(Action.CERT_REVOKE, basis=Basis.SELF, items=items)
    staff_store.revoke(work.session, staff_id, EventId(event.id))
    grant_store.delete_of_staff(work.session, staff_id)
    return welcome.take(work.vault.keys, work.desk, staff_id)


def _require(work: Work, action: Action, staff_id: StaffId) -> Basis:
    return work.require(action, facts=Facts(is_own=staff_id == work.principal.id))


def _require_other_holders(work: Work, staff_id: StaffId) -> None:
    """Refuse an act after which nobody in service could open a journal."""
    sound, _ = work.vault.keys.standing.people(work.desk)
    living = {person.staff.id for person in sound} - {staff_id}
    alone = [
        epoch
        for epoch in key_store.held_by(work.session, staff_id)
        if epoch.comp == int(Compartment.JOURNAL)
        and not living & key_store.staff_holders(work.session, KeyId(epoch.key_id))
    ]
    if alone:
        raise LastKeyHolder(count=len({epoch.scope_id for epoch in alone}))


def _leave_teams(
    work: Work, staff_id: StaffId, replacements: Mapping[CaseId, StaffId]
) -> list[CaseId]:
    """End her places, each with its replacement; refuse to break a team."""
    cases = []
    for place in team_store.of_staff(work.session, staff_id):
        case_id = CaseId(place.case_id)
        teams.replace_member(work, case_id, staff_id, replacements.get(case_id))
        cases.append(case_id)
    return cases
