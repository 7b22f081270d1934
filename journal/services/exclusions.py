"""Keeping a colleague away from a case, on her own word or on a leader's (R-X1)."""

from dataclasses import dataclass

from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Event, Item
from journal.domain.broken import LastKeyHolder, LastToLead
from journal.domain.cases import CaseState
from journal.domain.compartments import OF_A_CASE, OF_THE_TEAM, Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, EventId, KeyId, StaffId
from journal.domain.policy_rules import LEADING
from journal.services import labels, places
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import exclusions as exclusion_store
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.store import timed_access as timed_store
from journal.store.cases import CaseFileRow
from journal.store.exclusions import ExclusionRow
from journal.vault import rotation, timed, welcome
from journal.vault.desk import Fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaring:
    """
    What somebody reads before she says that she knows the person of a case.

    Args:
        is_member: her place in the team would end too.
    """

    banner: Banner
    is_member: bool


def prepare(work: Work, case_id: CaseId) -> Later[Declaring]:
    """
    Say what happens when the actor declares that she knows this person; nothing happens yet.

    Raises:
        AccessDenied: unknown case, kept away already, or no rule speaks for her.
    """
    row, own = case_store.get(work.session, case_id), work.principal.id
    if row is None or own is None:
        raise AccessDenied(Action.EXCLUSION_ADD)
    work.require(Action.EXCLUSION_ADD, facts=_facts(work, row, own), case=CaseAlias(row.alias))
    is_member = case_id in places.of(work, own)
    open_banners = labels.declare_banners(work, [row])
    return work.later(lambda: Declaring(banner=open_banners()[case_id], is_member=is_member))


def _facts(work: Work, row: CaseFileRow, staff_id: StaffId) -> Facts:
    return Facts(
        state=CaseState(row.state),
        is_excluded=places.is_hidden(work, row),
        is_own=staff_id == work.principal.id,
    )


def exclude(work: Work, case_id: CaseId, staff_id: StaffId, fresh: Fresh | None = None) -> None:
    """
    Keep a colleague away from a case: no team, no emergency, no safety card, from now on.

    Her place in the team ends even where the team breaks: the leader is told to mend it. Keys she
    held are exchanged by the actor where she holds them and stays, else by the next holder.

    Args:
        fresh: the password of a leader, typed for this act; who declares for herself needs none.

    Raises:
        AccessDenied: unknown case or colleague, or no rule speaks for the actor.
        LastKeyHolder: nobody else could open the journal.
        LastToLead: nobody else who leads could look after the case.
    """
    work.vault.keys.hold_log(work.desk)
    row, own = case_store.get(work.session, case_id), work.principal.id
    if row is None or own is None or staff_store.get(work.session, staff_id) is None:
        raise AccessDenied(Action.EXCLUSION_ADD)
    alias = CaseAlias(row.alias)
    facts = _facts(work, row, staff_id)
    basis = work.require(Action.EXCLUSION_ADD, facts=facts, case=alias)
    if fresh is not None:
        fresh.spend(work.principal, work.now)
    event = work.act(Action.EXCLUSION_ADD, basis=basis, items=[Item(case=alias, row=staff_id)])
    if exclusion_store.is_excluded(work.session, case_id, staff_id):
        return
    _require_other_holder(work, row, staff_id)
    _require_other_leader(work, row, staff_id)
    keep_away(work, row, staff_id, event)


def keep_away(work: Work, row: CaseFileRow, staff_id: StaffId, event: Event) -> None:
    """
    End all that a colleague has to do with a case, whoever is left to open it.

    Args:
        event: that says so; its basis is that of what follows.
    """
    case_id, basis = CaseId(row.id), event.basis or Basis.JOB
    entry = ExclusionRow(
        case_id=case_id, staff_id=staff_id, since=work.now, event_id=EventId(event.id)
    )
    exclusion_store.add(work.session, entry)
    if case_id in places.of(work, staff_id):
        places.end(work, row, [staff_id], basis)
        case_store.mark_rotation(row, *OF_THE_TEAM)
    for access in timed_store.live(work.session, case_id, staff_id):
        timed.end(work.desk, row, access, basis)
    _take(work, row, staff_id)


def _require_other_holder(work: Work, row: CaseFileRow, staff_id: StaffId) -> None:
    holders = key_store.text_holders(work.session, row.id, Compartment.JOURNAL)
    sound, _ = work.vault.keys.standing.people(work.desk, ids=holders - {staff_id})
    if staff_id in holders and not sound:
        raise LastKeyHolder(count=1)


def _require_other_leader(work: Work, row: CaseFileRow, staff_id: StaffId) -> None:
    """Somebody who leads must be able to mend its team; who stands still cannot."""
    sound, _ = work.vault.keys.standing.people(work.desk, LEADING)
    leading = {StaffId(person.staff.id) for person in sound}
    others = work.vault.keys.recipients.let_in(work.desk, row, leading - {staff_id})
    if staff_id in leading and not others:
        raise LastToLead


def _take(work: Work, row: CaseFileRow, staff_id: StaffId) -> None:
    """Take what she holds of this case and exchange it, or leave that to the next holder."""
    for comp in OF_A_CASE:
        keys = [KeyId(one.key_id) for one in key_store.of_scope(work.session, row.id, comp)]
        held = {KeyId(one.key_id) for one in key_store.held_by(work.session, staff_id)}
        if held.intersection(keys):
            key_store.delete_staff_wraps(work.session, keys, [staff_id])
            case_store.mark_rotation(row, comp)
    for comp in OF_A_CASE:
        is_due = row.rotate_pending & comp.bit and staff_id != work.principal.id
        if is_due and welcome.holds(work.desk, row, comp):
            rotation.rotate(work.vault.keys, work.desk, row, comp)
