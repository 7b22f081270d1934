"""
What a colleague is given when her keys are certified, and what is taken when they are not any more.

Rules: she gets every key of her role and, for cases whose team she is in, those that the actor
holds; the others wait for a member. Whoever loses her keys loses all of them in one act, and every
key she held is exchanged: now where the actor holds it, else by the next one who does.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from journal.domain.access import Basis
from journal.domain.compartments import (
    OF_A_CASE,
    OF_THE_TEAM,
    OVERLAPPING,
    SHARED_BY_THE_HOUSE,
    Compartment,
)
from journal.domain.ids import CaseId, KeyId, StaffId
from journal.domain.staff import Role
from journal.store import cases as case_store
from journal.store import drafts as draft_store
from journal.store import house as house_store
from journal.store import key_facts
from journal.store import keys as key_store
from journal.store import teams as team_store
from journal.store import timed_access as timed_store
from journal.store.cases import CaseFileRow
from journal.store.staff import Certified
from journal.vault import duty, epochs, house_rotation, timed
from journal.vault.desk import Desk
from journal.vault.epochs import Recipient
from journal.vault.recipients import roles_in_a_case, roles_of
from journal.vault.workshop import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A key that could not be exchanged in the act: of which case, or of the house."""

    case_id: CaseId | None
    comp: Compartment


def give(shop: Workshop, desk: Desk, person: Certified) -> None:
    """
    Give a newly certified colleague every key of her role, and of her teams those at hand.

    What the actor does not hold, as of a case that she is kept away from, is asked for.

    Args:
        desk: of a leader.
    """
    role, recipient = Role(person.staff.role), Recipient.colleague(person)
    staff_id = StaffId(person.staff.id)
    shop.hold_log(desk)
    for comp in SHARED_BY_THE_HOUSE:
        if role in roles_of(comp):
            _give_house_key(shop, desk, comp, recipient)
    in_team = {CaseId(place.case_id) for place in team_store.of_staff(desk.session, staff_id)}
    for case in case_store.all_cases(desk.session):
        if not shop.recipients.let_in(desk, case, [staff_id]):
            continue
        for comp in OF_A_CASE:
            of_team = comp in OF_THE_TEAM and case.id in in_team
            if of_team or role in roles_in_a_case(comp):
                _give_case_key(shop, desk, case, comp, recipient)
    duty.pass_on(shop, desk)


def _give_house_key(shop: Workshop, desk: Desk, comp: Compartment, recipient: Recipient) -> None:
    """Of most compartments the one live key; of those that overlap every key the actor holds."""
    if comp not in OVERLAPPING:
        shop.pass_on(desk, comp, [recipient])
        return
    staff = desk.principal.id
    if staff is None:
        return
    for one in key_facts.all_epochs(desk.session, shop.house, comp, staff):
        if one.wrap is not None:
            shop.standing.check_epoch(desk, one.epoch, one.signers)
            shop.wrap_to(desk, shop.ring(desk, one.epoch, one.wrap), [recipient], None)


def _give_case_key(
    shop: Workshop, desk: Desk, case: CaseFileRow, comp: Compartment, recipient: Recipient
) -> None:
    if holds(desk, case, comp):
        shop.pass_on(desk, comp, [recipient], case)
    else:
        shop.ask_for_key(desk, CaseId(case.id), comp, StaffId(UUID(bytes=recipient.id)))


def take(
    shop: Workshop, desk: Desk, staff_id: StaffId, left: Collection[CaseId] = ()
) -> list[Waiting]:
    """
    Take every key from a colleague, and mark each to be exchanged.

    The keys of the house are exchanged here, or she would go on reading names; those of cases in
    works of their own, since one work over all of them would hold everybody up.

    Args:
        desk: of a leader; or of herself or a job, who exchange nothing and leave it to others.
        left: cases whose team she has left in this act; what she held of them is taken already.

    Returns:
        The keys that wait.
    """
    shop.hold_log(desk)
    held = key_store.held_by(desk.session, staff_id)
    cases = {CaseId(case.id): case for case in case_store.all_cases(desk.session)}
    for access in timed_store.live_of_staff(desk.session, staff_id):
        timed.end(desk, cases[CaseId(access.case_id)], access, Basis.SELF)
    key_store.delete_wraps_of(desk.session, staff_id)
    house_comps = {Compartment(row.comp) for row in held if row.scope_id == shop.house}
    house_store.mark_rotation(desk.session, *house_comps)
    touched = set(left)
    for row in held:
        case = cases.get(CaseId(row.scope_id))
        if case is not None:
            case_store.mark_rotation(case, Compartment(row.comp))
            touched.add(CaseId(case.id))
    if desk.principal.id not in (staff_id, None):
        house_rotation.settle_house(shop, desk)
        duty.pass_on(shop, desk)
    return _waiting(
        shop, desk, house_comps, [case for one, case in cases.items() if one in touched]
    )


def _waiting(
    shop: Workshop, desk: Desk, house_comps: Collection[Compartment], cases: Iterable[CaseFileRow]
) -> list[Waiting]:
    """What could not be exchanged of these keys of the house, and of these cases."""
    pending = house_store.pending(desk.session)
    of_house = [comp for comp in SHARED_BY_THE_HOUSE if comp in house_comps and pending & comp.bit]
    of_cases = [
        Waiting(case_id=CaseId(case.id), comp=comp)
        for case in cases
        for comp in shop.standing.waiting(desk, case)
    ]
    return [*(Waiting(case_id=None, comp=comp) for comp in of_house), *of_cases]


def take_personal(desk: Desk, staff_id: StaffId) -> None:
    """End a colleague's personal key and the texts under it: her own keys are gone or new."""
    draft_store.delete_of_author(desk.session, staff_id)
    for epoch in key_store.of_scope(desk.session, staff_id, Compartment.PERSONAL):
        epochs.drop(desk, KeyId(epoch.key_id))


def holds(desk: Desk, case: CaseFileRow, comp: Compartment) -> bool:
    """Whether the actor holds every live key of a compartment of a case, and may have it."""
    staff = desk.principal.id
    if staff is None:
        return False
    found = key_facts.all_epochs(desk.session, case.id, comp, staff)
    return bool(found) and all(one.wrap is not None for one in found)
