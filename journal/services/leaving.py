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
from journal.domain.broken import AccountElsewhere, LastKeyHolder, LastLeader
from journal.domain.cases import CaseState
from journal.domain.compartments import OF_THE_TEAM, Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, EventId, KeyId, StaffId
from journal.domain.teams import TeamMember, is_complete
from journal.services import colleagues, labels, places, teams
from journal.services.colleagues import Colleague
from journal.services.labels import Contact
from journal.services.losses import Taken
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import grants as grant_store
from journal.store import joining as joining_store
from journal.store import keys as key_store
from journal.store import roster as roster_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.staff import Certified
from journal.vault import welcome
from journal.vault.desk import Fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    One case of a colleague who is to leave.

    Args:
        team: as it is, without her.
        is_needed: it breaks without a replacement.
        candidates: who can take her place; where one is needed, only those who mend it.
    """

    case_id: CaseId
    pseudonym: str
    team: Sequence[Contact]
    is_needed: bool
    candidates: Sequence[Contact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """
    What must be settled before a colleague leaves.

    Args:
        unseen: how many more cases there are whose team the actor cannot change.
    """

    colleague: Colleague
    places: Sequence[Place]
    unseen: int


def prepare(work: Work, staff_id: StaffId) -> Later[Leaving]:
    """
    Her cases by pseudonym, and who could take her place in each.

    Raises:
        AccessDenied: unknown, the actor is no leader, or she means herself.
    """
    shown = colleagues.show(work, staff_id, Action.STAFF_LEAVE)
    unseen = _unseen(work, staff_id)
    seen = [case_id for case_id in places.of(work, staff_id) if case_id not in unseen]
    rows = case_store.by_ids(work.session, seen)
    open_banners = labels.declare_banners(work, rows)
    declared = [_declare_place(work, row, staff_id) for row in rows]
    people = {one.staff_id for _, _, able in declared for one in able}
    open_people = labels.declare_people(work, people)

    def opened() -> Leaving:
        banners, names = open_banners(), open_people()
        found = [
            Place(
                case_id=case_id,
                pseudonym=banners[case_id].pseudonym,
                team=[one for one in banners[case_id].team if one.id != staff_id],
                is_needed=is_needed,
                candidates=_by_name([names[one.staff_id] for one in able]),
            )
            for case_id, is_needed, able in declared
        ]
        by_pseudonym = sorted(found, key=lambda place: place.pseudonym)
        return Leaving(colleague=shown.run(), places=by_pseudonym, unseen=len(unseen))

    return work.later(opened)


def _declare_place(
    work: Work, row: CaseFileRow, staff_id: StaffId
) -> tuple[CaseId, bool, list[TeamMember]]:
    case_id = CaseId(row.id)
    present = {
        StaffId(place.staff_id) for place in team_store.present(work.session, [case_id])[case_id]
    }
    stay = teams.staying(work, present - {staff_id})
    is_needed = not is_complete(stay)
    able = [
        one
        for one in teams.replacements(work, row, present)
        if not is_needed or is_complete([*stay, one])
    ]
    return case_id, is_needed, able


def _by_name(people: Sequence[Contact]) -> list[Contact]:
    return sorted(people, key=lambda one: one.name.casefold())


def leave(
    work: Work, staff_id: StaffId, replacements: Mapping[CaseId, StaffId], fresh: Fresh
) -> Taken:
    """
    End a colleague's account for good.

    In a case that the actor is kept away from her place ends without a replacement, as if she had
    excluded herself: whoever else leads is told to mend the team.

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
    work.vault.keys.hold_log(work.desk)
    row = staff_store.get(work.session, staff_id)
    if row is None:
        raise AccessDenied(Action.STAFF_LEAVE)
    if row.active_to is not None:
        raise AccountElsewhere
    _require_other_holders(work, staff_id)
    cases = _leave_teams(work, staff_id, replacements)
    row.active_to = work.now
    work.act(Action.STAFF_LEAVE, basis=basis, items=[Item(case=None, row=staff_id)])
    roster_store.remove_of_staff(work.session, staff_id, work.now)
    taken = strip(work, staff_id, cases)
    forget(work, staff_id)
    return taken


def forget(work: Work, staff_id: StaffId) -> None:
    """Delete what signs a leaver in, her personal key and the texts under it."""
    welcome.take_personal(work.desk, staff_id)
    joining_store.delete_activation(work.session, staff_id)
    joining_store.delete_enrolment(work.session, staff_id)
    staff_store.delete_secret(work.session, staff_id)


def suspend(work: Work, staff_id: StaffId, fresh: Fresh) -> Taken:
    """
    Stop a colleague's account until a leader lets her in again; her places in teams stay.

    Raises:
        AccessDenied: unknown, the actor is no leader, or she means herself.
        AccountElsewhere: it is not in use.
        LastKeyHolder: nobody else could open one of her cases.
    """
    basis = _require(work, Action.STAFF_SUSPEND, staff_id)
    fresh.spend(work.principal, work.now)
    work.vault.keys.hold_log(work.desk)
    account = staff_store.account_of(work.session, staff_id)
    if account is None:
        raise AccessDenied(Action.STAFF_SUSPEND)
    if not account.is_open:
        raise AccountElsewhere
    _require_other_holders(work, staff_id)
    account.staff.suspended_at = work.now
    work.act(Action.STAFF_SUSPEND, basis=basis, items=[Item(case=None, row=staff_id)])
    return _take(work, staff_id, places.of(work, staff_id))


def resume(work: Work, staff_id: StaffId, fresh: Fresh) -> None:
    """
    Let a suspended colleague in again: she gets the keys of her role, her teams pass theirs on.

    Raises:
        AccessDenied: unknown, or the actor is no leader.
        AccountElsewhere: it is not suspended.
    """
    basis = _require(work, Action.STAFF_RESUME, staff_id)
    fresh.spend(work.principal, work.now)
    work.vault.keys.hold_log(work.desk)
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


def strip(work: Work, staff_id: StaffId, cases: Sequence[CaseId]) -> Taken:
    """
    Revoke a colleague's certificate and take every key from her, here and now.

    Args:
        cases: those whose team she is in, or was until this act.

    Raises:
        LastKeyHolder: nobody else could open one of her cases.
        LastLeader: nobody else could certify anybody.
    """
    work.vault.keys.hold_log(work.desk)
    _require_other_holders(work, staff_id)
    return revoke(work, staff_id, cases)


def revoke(work: Work, staff_id: StaffId, cases: Sequence[CaseId]) -> Taken:
    """As ``strip``, whoever is left to open her cases."""
    ids = [row.id for row in staff_store.certificates(work.session, staff_id)]
    items = [Item(case=None, row=UUID(bytes=row.bytes)) for row in (staff_id, *ids)]
    event = work.act(Action.CERT_REVOKE, basis=Basis.SELF, items=items)
    staff_store.revoke(work.session, staff_id, EventId(event.id))
    grant_store.delete_of_staff(work.session, staff_id)
    return _take(work, staff_id, cases)


def _take(work: Work, staff_id: StaffId, cases: Sequence[CaseId]) -> Taken:
    waiting = welcome.take(work.vault.keys, work.desk, staff_id, cases)
    exchanged = sum(event.action is Action.KEY_ROTATE for event in work.desk.events)
    return Taken(staff_id=staff_id, cases=cases, exchanged=exchanged, waiting=waiting)


def _require(work: Work, action: Action, staff_id: StaffId) -> Basis:
    return work.require(action, facts=Facts(is_own=staff_id == work.principal.id))


def _require_other_holders(work: Work, staff_id: StaffId) -> None:
    """Refuse an act after which nobody in service could open a journal, or certify anybody."""
    sound, _ = work.vault.keys.standing.people(work.desk)
    living = {person.staff.id for person in sound} - {staff_id}
    alone = [
        epoch
        for epoch in key_store.held_by(work.session, staff_id)
        if epoch.comp in (Compartment.JOURNAL, Compartment.ROOT)
        and not living & key_store.staff_holders(work.session, KeyId(epoch.key_id))
    ]
    if any(epoch.comp == Compartment.ROOT for epoch in alone):
        raise LastLeader
    if alone:
        raise LastKeyHolder(count=len({epoch.scope_id for epoch in alone}))


def _leave_teams(
    work: Work, staff_id: StaffId, replacements: Mapping[CaseId, StaffId]
) -> list[CaseId]:
    """End her places, each with its replacement; refuse to break a team."""
    cases, unseen = places.of(work, staff_id), _unseen(work, staff_id)
    for case_id in cases:
        row = unseen.get(case_id)
        if row is None:
            teams.replace_member(work, case_id, staff_id, replacements.get(case_id))
        else:
            places.end(work, row, frozenset({staff_id}), Basis.LEADER)
            case_store.mark_rotation(row, *OF_THE_TEAM)
    return cases


def _unseen(work: Work, staff_id: StaffId) -> dict[CaseId, CaseFileRow]:
    """Her cases whose team the actor cannot change: kept away from it, or it is closed."""
    hidden = places.hidden(work)
    return {
        CaseId(row.id): row
        for row in case_store.by_ids(work.session, places.of(work, staff_id))
        if row.id in hidden or row.state == CaseState.CLOSED.value
    }
