"""
Setting the contact team of a case.

Who joins gets the whole file, who leaves loses it in this very act.
"""

from collections.abc import Collection, Sequence

from journal.domain import teams
from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.broken import ReplacementMissing, TeamIncomplete, TeamUnchanged
from journal.domain.cases import CaseState
from journal.domain.compartments import OF_THE_TEAM, Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, KeyId, StaffId
from journal.domain.staff import Profession
from journal.domain.teams import TeamChange, TeamMember
from journal.services import places
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import exclusions as exclusion_store
from journal.store import grants as grant_store
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.vault import rotation, welcome
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
    work.vault.keys.hold_log(work.desk)  # keys are exchanged: the log comes first
    row, basis = open_for_change(work, case_id)
    change = teams.change(_present(work, case_id), wanted)
    if not change.leaving and not change.joining:
        raise TeamUnchanged
    members = _members(work, case_id, wanted)
    teams.require_complete(members)
    _apply(work, row, change, members, basis)
    return change


def open_for_change(work: Work, case_id: CaseId) -> tuple[CaseFileRow, Basis]:
    """
    The case whose team the actor may change.

    Raises:
        AccessDenied: unknown case, or the actor does not lead, or is kept away from it.
    """
    row = case_store.get(work.session, case_id)
    if row is None or work.principal.id is None:
        raise AccessDenied(Action.TEAM_ADD)
    facts = Facts(
        state=CaseState(row.state),
        is_excluded=exclusion_store.is_excluded(work.session, case_id, work.principal.id),
    )
    return row, work.require(Action.TEAM_ADD, facts=facts, case=CaseAlias(row.alias))


def _present(work: Work, case_id: CaseId) -> frozenset[StaffId]:
    rows = team_store.present(work.session, [case_id])[case_id]
    return frozenset(StaffId(row.staff_id) for row in rows)


def _members(work: Work, case_id: CaseId, wanted: Collection[StaffId]) -> list[TeamMember]:
    """The colleagues of a team to be; none of them kept away, each with certified keys."""
    sound, _ = work.vault.keys.standing.people(work.desk, ids=wanted)
    if exclusion_store.of_case(work.session, case_id) & frozenset(wanted):
        raise TeamIncomplete
    if len(sound) != len(wanted):
        raise TeamIncomplete
    return [
        TeamMember(
            staff_id=StaffId(person.staff.id), profession=Profession(person.staff.profession)
        )
        for person in sound
    ]


def replace_member(
    work: Work, case_id: CaseId, leaving: StaffId, joining: StaffId | None
) -> TeamChange:
    """
    End one colleague's place and, where the team would break, begin another's in the same act.

    Raises:
        ReplacementMissing: the team would lack a pedagogue or a social worker, or who joins is
            kept away from the case or has no certified keys.
    """
    row, basis = open_for_change(work, case_id)
    present = _present(work, case_id)
    wanted = present - {leaving} | ({joining} if joining is not None else frozenset())
    change = teams.change(present, wanted)
    sound, _ = work.vault.keys.standing.people(work.desk, ids=change.joining)
    if change.joining != {person.staff.id for person in sound}:
        raise ReplacementMissing
    if change.joining & exclusion_store.of_case(work.session, case_id):
        raise ReplacementMissing
    members = _in_service(work, wanted)
    if not teams.is_complete(members):
        raise ReplacementMissing
    _apply(work, row, change, members, basis)
    return change


def _in_service(work: Work, wanted: Collection[StaffId]) -> list[TeamMember]:
    """Who works here; a place that somebody has stays hers while she is suspended."""
    rows = staff_store.by_ids(work.session, wanted)
    return [
        TeamMember(staff_id=StaffId(row.id), profession=Profession(row.profession))
        for row in rows
        if row.active_to is None
    ]


def _apply(
    work: Work,
    row: CaseFileRow,
    change: TeamChange,
    members: Sequence[TeamMember],
    basis: Basis,
) -> None:
    _require_key_holder(work, row, change)
    end_places(work, row, change.leaving, basis)
    joining = [member for member in members if member.staff_id in change.joining]
    places.begin(work, row, joining, basis)
    for comp in OF_THE_TEAM:
        _renew(work, row, comp, change)


def _require_key_holder(work: Work, row: CaseFileRow, change: TeamChange) -> None:
    epoch = key_store.epochs(work.session, row.id, [Compartment.JOURNAL])[Compartment.JOURNAL]
    holders = key_store.staff_holders(work.session, KeyId(epoch.key_id))
    if work.principal.id not in holders:
        teams.require_key_holder(change.staying, holders)


def end_places(work: Work, row: CaseFileRow, leaving: frozenset[StaffId], basis: Basis) -> None:
    """End places in a team; the wraps that came with them go in this act."""
    if not leaving:
        return
    case_id = CaseId(row.id)
    team_store.end(work.session, case_id, leaving, work.now)
    grant_store.delete_of(work.session, case_id, None, leaving)
    for comp in OF_THE_TEAM:
        by_role = staff_store.certified(work.session, roles_in_a_case(comp), leaving)
        losing = leaving - {person.staff.id for person in by_role}
        keys = [KeyId(one.key_id) for one in key_store.of_scope(work.session, row.id, comp)]
        key_store.delete_staff_wraps(work.session, keys, losing)
    alias = CaseAlias(row.alias)
    items = [Item(case=alias, row=staff_id) for staff_id in sorted(leaving)]
    work.act(Action.TEAM_REMOVE, basis=basis, items=items)


def _renew(work: Work, row: CaseFileRow, comp: Compartment, change: TeamChange) -> None:
    """Exchange or pass on one key now if the actor holds it; otherwise note what it waits for."""
    shop, case_id = work.vault.keys, CaseId(row.id)
    holders = key_store.staff_holders(
        work.session, KeyId(key_store.epochs(work.session, row.id, [comp])[comp].key_id)
    )
    is_holder = welcome.holds(work.desk, row, comp)
    if change.leaving:
        case_store.mark_rotation(row, comp)
    if row.rotate_pending & comp.bit and is_holder:
        rotation.rotate(shop, work.desk, row, comp)
        return
    without = change.joining - holders
    if is_holder and without:
        shop.pass_on(work.desk, comp, shop.recipients.people(work.desk, ids=without), row)
    elif not is_holder:
        for staff_id in without:
            shop.ask_for_key(work.desk, case_id, comp, staff_id)
