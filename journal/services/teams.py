"""
Setting the contact team of a case.

Who joins gets the whole file, who leaves loses it in this very act.
"""

from uuid import UUID

from journal.domain import teams
from journal.domain.access import Action, Basis, CaseFacts
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.compartments import OF_THE_TEAM, Compartment
from journal.domain.errors import AccessDenied, TeamIncomplete, TeamUnchanged
from journal.domain.ids import CaseAlias, CaseId, KeyId, StaffId
from journal.domain.staff import Profession
from journal.domain.teams import TeamChange, TeamMember
from journal.services.work import Work
from journal.store import audit as audit_store
from journal.store import cases as case_store
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.teams import TeamMemberRow
from journal.vault import rotation
from journal.vault.epochs import Recipient
from journal.vault.recipients import roles_in_a_case


def set_team(work: Work, case_id: CaseId, wanted: frozenset[StaffId]) -> TeamChange:
    """
    Make these colleagues the contact team of a case.

    The wraps of those who leave are deleted here. Keys the actor holds are exchanged here; the
    others wait for the next request of a member who holds them.

    Args:
        work: of a leader or deputy.
        wanted: the whole team as it shall be.

    Returns:
        Who left and who joined; the entrance ends the sessions of those who left.

    Raises:
        AccessDenied: unknown case, or the actor does not lead.
        TeamUnchanged: nobody leaves or joins.
        TeamIncomplete: the minimum is broken, or somebody has no certified keys.
        TeamWithoutKey: nobody who stays could pass the journal key on.
    """
    audit_store.lock(work.session, work.vault.house)  # keys are exchanged: the log comes first
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(Action.TEAM_ADD)
    facts = CaseFacts(is_member=False, state=CaseState(row.state))
    basis = work.require(Action.TEAM_ADD, facts=facts, case=CaseAlias(row.alias))
    present = frozenset(
        StaffId(member.staff_id) for member in team_store.present(work.session, [case_id])[case_id]
    )
    change = teams.change(present, wanted)
    if not change.leaving and not change.joining:
        raise TeamUnchanged
    people = staff_store.certified(work.session, ids=wanted)
    members = [
        TeamMember(
            staff_id=StaffId(person.staff.id), profession=Profession(person.staff.profession)
        )
        for person in people
    ]
    if len(members) != len(wanted):
        raise TeamIncomplete
    teams.require_complete(members)
    _require_key_holder(work, row, change)
    _end_places(work, row, change, basis)
    _begin_places(
        work, row, [member for member in members if member.staff_id in change.joining], basis
    )
    for comp in OF_THE_TEAM:
        _renew(work, row, comp, change)
    return change


def _require_key_holder(work: Work, row: CaseFileRow, change: TeamChange) -> None:
    epoch = key_store.epochs(work.session, row.id, [Compartment.JOURNAL])[Compartment.JOURNAL]
    holders = key_store.staff_holders(work.session, KeyId(epoch.key_id))
    if work.principal.id not in holders:
        teams.require_key_holder(change.staying, holders)


def _end_places(work: Work, row: CaseFileRow, change: TeamChange, basis: Basis) -> None:
    if not change.leaving:
        return
    case_id = CaseId(row.id)
    team_store.end(work.session, case_id, change.leaving, work.now)
    key_store.delete_grants(work.session, case_id, None, change.leaving)
    for comp, epoch in key_store.epochs(work.session, row.id, OF_THE_TEAM).items():
        by_role = staff_store.certified(work.session, roles_in_a_case(comp), change.leaving)
        losing = change.leaving - {person.staff.id for person in by_role}
        key_store.delete_staff_wraps(work.session, [KeyId(epoch.key_id)], losing)
    work.act(Action.TEAM_REMOVE, basis=basis, items=_items(row, change.leaving))


def _begin_places(work: Work, row: CaseFileRow, joining: list[TeamMember], basis: Basis) -> None:
    for member in joining:
        place = TeamMemberRow(
            case_id=CaseId(row.id),
            staff_id=member.staff_id,
            since=work.now,
            profession=member.profession.value,
        )
        team_store.add(work.session, place)
    if joining:
        work.act(
            Action.TEAM_ADD,
            basis=basis,
            items=_items(row, frozenset(member.staff_id for member in joining)),
        )


def _items(row: CaseFileRow, staff_ids: frozenset[StaffId]) -> list[Item]:
    return [Item(case=CaseAlias(row.alias), row=staff_id) for staff_id in sorted(staff_ids)]


def _renew(work: Work, row: CaseFileRow, comp: Compartment, change: TeamChange) -> None:
    """Exchange or pass on one key now if the actor holds it; otherwise note what it waits for."""
    case_id, keys = CaseId(row.id), work.vault.keys
    epoch = key_store.epochs(work.session, row.id, [comp])[comp]
    holders = key_store.staff_holders(work.session, KeyId(epoch.key_id))
    is_holder = work.principal.id in holders
    is_pending = bool(change.leaving) or bool(row.rotate_pending & comp.bit)
    if is_pending and is_holder:
        rotation.rotate(keys, work.desk, row, comp)
        return
    if is_pending:
        case_store.mark_rotation(row, comp)
    without = change.joining - holders
    if is_holder and without:
        people = staff_store.certified(work.session, ids=without)
        recipients = [Recipient.colleague(keys.chain, person) for person in people]
        keys.pass_on(work.desk, comp, UUID(bytes=case_id.bytes), recipients, CaseAlias(row.alias))
    elif not is_holder:
        for staff_id in without:
            keys.ask_for_key(work.desk, case_id, comp, staff_id)
