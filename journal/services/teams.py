"""
Setting the contact team of a case.

Who joins gets the whole file (R-T4), who leaves loses it in this very act (R-T3).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from journal.domain import teams
from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.broken import ReplacementMissing, TeamIncomplete, TeamUnchanged
from journal.domain.cases import CaseState
from journal.domain.compartments import OF_THE_TEAM, Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, KeyId, StaffId
from journal.domain.policy_rules import WITH_RESIDENTS
from journal.domain.staff import Profession
from journal.domain.teams import TeamChange, TeamMember
from journal.services import case_banner, deadlines, labels, places
from journal.services.labels import Banner, Contact
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import grants as grant_store
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.vault import rotation, welcome
from journal.vault.desk import Fresh
from journal.vault.recipients import roles_in_a_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """
    A colleague on the page of a team; ``profession`` and ``role`` are codes.

    Args:
        is_member: she is in the team now.
        is_waiting: she is in it, and has not been given the key yet.
        is_kept_away: she is kept away from the case and cannot be chosen.
    """

    id: StaffId
    name: str
    profession: str
    role: str
    is_member: bool
    is_waiting: bool
    is_kept_away: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage:
    """The team of a case and everybody who could be in it, by name."""

    banner: Banner
    candidates: Sequence[Candidate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    A change of a team that breaks no rule, before it is done.

    Args:
        holders: names of those who can exchange or pass on the key at their next sign-in; empty
            when the actor does it herself in the act.
        before: the team that it would change.
    """

    banner: Banner
    before: Sequence[StaffId]
    leaving: Sequence[Contact]
    joining: Sequence[Contact]
    holders: Sequence[str]


def prepare(work: Work, case_id: CaseId) -> Later[TeamPage]:
    """
    The team of a case, and everybody who works with residents.

    Raises:
        AccessDenied: unknown case, or the actor does not lead or is kept away from it.
    """
    row = _look(work, case_id)
    waiting = {one.staff_id for one in grant_store.of_case(work.session, case_id)}
    present = _present(work, case_id)
    sound, _ = work.vault.keys.standing.people(work.desk, WITH_RESIDENTS)
    shown = {StaffId(person.staff.id) for person in sound} | present
    let_in = work.vault.keys.recipients.let_in(work.desk, row, shown)
    people = staff_store.by_ids(work.session, shown)
    open_people = labels.declare_people(work, shown)
    open_banners = case_banner.declare_banner(work, row)

    def opened() -> TeamPage:
        names = open_people()
        candidates = [
            Candidate(
                id=StaffId(person.id),
                name=names[StaffId(person.id)].name,
                profession=person.profession,
                role=person.role,
                is_member=person.id in present,
                is_waiting=person.id in present and person.id in waiting,
                is_kept_away=person.id not in let_in,
            )
            for person in people
        ]
        by_name = sorted(candidates, key=lambda one: (not one.is_member, one.name.casefold()))
        return TeamPage(banner=open_banners()[case_id], candidates=by_name)

    return work.later(opened)


def _look(work: Work, case_id: CaseId) -> CaseFileRow:
    row, basis = open_for_change(work, case_id)
    work.act(Action.CASE_READ, basis=basis, items=[Item(case=CaseAlias(row.alias))])
    return row


def propose(work: Work, case_id: CaseId, wanted: frozenset[StaffId]) -> Later[Proposal]:
    """
    Say what setting the team would do; nothing is changed.

    Raises:
        as ``set_team``.
    """
    row = _look(work, case_id)
    change, _ = _proposed(work, row, wanted)
    is_holder = welcome.holds(work.desk, row, Compartment.JOURNAL)
    holders = (
        frozenset()
        if is_holder
        else key_store.text_holders(work.session, row.id, Compartment.JOURNAL)
    )
    awaited = holders & change.staying
    open_people = labels.declare_people(work, change.leaving | change.joining | awaited)
    open_banners = case_banner.declare_banner(work, row)

    def opened() -> Proposal:
        people = open_people()
        return Proposal(
            banner=open_banners()[case_id],
            before=sorted(change.leaving | change.staying),
            leaving=_by_name(people[one] for one in change.leaving),
            joining=_by_name(people[one] for one in change.joining),
            holders=[one.name for one in _by_name(people[one] for one in awaited)],
        )

    return work.later(opened)


def _by_name(people: Iterable[Contact]) -> list[Contact]:
    return sorted(people, key=lambda one: one.name.casefold())


def set_team(
    work: Work,
    case_id: CaseId,
    wanted: frozenset[StaffId],
    before: frozenset[StaffId] | None = None,
    fresh: Fresh | None = None,
) -> TeamChange:
    """
    Make these colleagues the contact team of a case.

    The wraps of those who leave are deleted here. Keys the actor holds are exchanged here; the
    others wait for the next request of a member who holds them.

    Args:
        wanted: the whole team as it shall be.
        before: the team that the actor has seen; None when she names the new one without looking.
        fresh: her password, typed for this act; None where she has signed in for it alone.

    Returns:
        Who left and who joined; the entrance ends the sessions of those who left.

    Raises:
        AccessDenied: unknown case, or the actor does not lead.
        TeamUnchanged: nobody leaves or joins.
        TeamIncomplete: the minimum is broken, or somebody who joins may not or has no keys yet.
        TeamWithoutKey: nobody who stays could pass the journal key on.
        TeamMoved: the team is not the one she has seen.
    """
    work.vault.keys.hold_log(work.desk)  # keys are exchanged: the log comes first
    row, basis = open_for_change(work, case_id)
    if fresh is not None:
        fresh.spend(work.principal, work.now)
    change, members = _proposed(work, row, wanted)
    if before is not None:
        teams.require_same(change, before)
    _move(work, row, change, members, basis)
    for comp in OF_THE_TEAM:
        take(work, row, comp, change.leaving)
        _renew(work, row, comp, change)
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
    facts = Facts(state=CaseState(row.state), is_excluded=places.is_hidden(work, row))
    return row, work.require(Action.TEAM_ADD, facts=facts, case=CaseAlias(row.alias))


def _present(work: Work, case_id: CaseId) -> frozenset[StaffId]:
    rows = team_store.present(work.session, [case_id])[case_id]
    return frozenset(StaffId(row.staff_id) for row in rows)


def _proposed(
    work: Work, row: CaseFileRow, wanted: frozenset[StaffId]
) -> tuple[TeamChange, list[TeamMember]]:
    """A change of a team that breaks no rule, and the members after it."""
    change = teams.change(_present(work, CaseId(row.id)), wanted)
    if not change.leaving and not change.joining:
        raise TeamUnchanged
    joining = [
        one for one in replacements(work, row, change.staying) if one.staff_id in change.joining
    ]
    if len(joining) != len(change.joining):
        raise TeamIncomplete
    members = [*staying(work, change.staying), *joining]
    teams.require_complete(members)
    _require_key_holder(work, row, change)
    return change, members


def replace_member(
    work: Work, case_id: CaseId, leaving: StaffId, joining: StaffId | None
) -> TeamChange:
    """
    End one colleague's place and, where the team would break, begin another's in the same act.

    The keys of the team are marked to be exchanged, which gives them to who joins; the caller takes
    hers from who leaves.

    Raises:
        ReplacementMissing: the team would lack a pedagogue or a social worker, or who shall join
            may not.
        TeamWithoutKey: nobody who stays could pass the journal key on.
    """
    row, basis = open_for_change(work, case_id)
    present = _present(work, case_id)
    joins = frozenset() if joining is None else frozenset({joining})
    members = staying(work, present - {leaving})
    if joins:
        members += [one for one in replacements(work, row, present) if one.staff_id in joins]
    if not joins <= {one.staff_id for one in members} or not teams.is_complete(members):
        raise ReplacementMissing(case_id)
    change = teams.change(present, present - {leaving} | joins)
    _require_key_holder(work, row, change)
    _move(work, row, change, members, basis)
    case_store.mark_rotation(row, *OF_THE_TEAM)
    return change


def staying(work: Work, ids: Collection[StaffId]) -> list[TeamMember]:
    """Members of a team who are in service, certified by now or not."""
    return [
        TeamMember(staff_id=StaffId(row.id), profession=Profession(row.profession))
        for row in staff_store.by_ids(work.session, ids)
        if row.active_to is None
    ]


def replacements(work: Work, case: CaseFileRow, present: Collection[StaffId]) -> list[TeamMember]:
    """Who may join the team of a case: certified, with residents, not in it, not kept away."""
    sound, _ = work.vault.keys.standing.people(work.desk, WITH_RESIDENTS)
    able = work.vault.keys.recipients.let_in(
        work.desk, case, [StaffId(person.staff.id) for person in sound]
    )
    return [
        TeamMember(
            staff_id=StaffId(person.staff.id), profession=Profession(person.staff.profession)
        )
        for person in sound
        if person.staff.id in able and person.staff.id not in present
    ]


def _move(
    work: Work,
    row: CaseFileRow,
    change: TeamChange,
    members: Sequence[TeamMember],
    basis: Basis,
) -> None:
    """End and begin places, before any key is touched."""
    places.end(work, row, change.leaving, basis)
    joining = [member for member in members if member.staff_id in change.joining]
    places.begin(work, row, joining, basis)
    deadlines.on_team_changed(work, CaseId(row.id))


def _require_key_holder(work: Work, row: CaseFileRow, change: TeamChange) -> None:
    holders = key_store.text_holders(work.session, row.id, Compartment.JOURNAL)
    if work.principal.id not in holders:
        teams.require_key_holder(change.staying, holders)


def take(work: Work, row: CaseFileRow, comp: Compartment, leaving: frozenset[StaffId]) -> None:
    """Delete the wraps that came with a place; who holds the key by her role keeps hers."""
    by_role = staff_store.certified(work.session, roles_in_a_case(comp), leaving)
    losing = leaving - {person.staff.id for person in by_role}
    keys = [KeyId(one.key_id) for one in key_store.of_scope(work.session, row.id, comp)]
    key_store.delete_staff_wraps(work.session, keys, losing)


def _renew(work: Work, row: CaseFileRow, comp: Compartment, change: TeamChange) -> None:
    """Exchange or pass on one key now if the actor holds it; otherwise note what it waits for."""
    shop, case_id = work.vault.keys, CaseId(row.id)
    holders = key_store.text_holders(work.session, row.id, comp)
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
