"""
Keys that wait to be exchanged, in the words of a report: which, and for whose sign-in.

What needs somebody by now in the whole house is ``keycare``; this is what one act has left behind,
or would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from journal.domain.access import Action
from journal.domain.compartments import OVERLAPPING, Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, KeyId, StaffId
from journal.services import labels, places
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import keys as key_store
from journal.store.keys import Holding, WrapKind
from journal.vault.welcome import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """
    Keys that wait to be exchanged, as a report names them.

    Args:
        case_id: None for keys of the house.
        pseudonym: empty for keys of the house, and for a case that the reader is kept away from.
        who: names of the colleagues one of whom must sign in.
    """

    case_id: CaseId | None
    pseudonym: str
    comps: Sequence[Compartment]
    who: Sequence[str]


def report(work: Work, waiting: Sequence[Waiting]) -> Later[list[Awaited]]:
    """
    Say of keys that wait whose sign-in they wait for, to who leads; that she looked is in the log.

    Raises:
        AccessDenied: the actor does not lead.
    """
    basis = work.require(Action.KEY_READ)
    work.act(Action.KEY_READ, basis=basis, count=len(waiting))
    return _declare(work, waiting, frozenset())


def own(work: Work) -> Later[list[Awaited]]:
    """
    The keys that the actor holds, and who else holds each: for whom they would wait without her.

    Raises:
        AccessDenied: the actor has no part in the house's names.
    """
    staff_id = work.principal.id
    if staff_id is None:
        raise AccessDenied(Action.HOUSE_LABELS)
    basis = work.require(Action.HOUSE_LABELS)
    cases = {case.id for case in case_store.all_cases(work.session)}
    held = [
        Waiting(
            case_id=CaseId(row.scope_id) if row.scope_id in cases else None,
            comp=Compartment(row.comp),
        )
        for row in key_store.held_by(work.session, staff_id)
        if row.comp != int(Compartment.PERSONAL)
    ]
    work.act(Action.HOUSE_LABELS, basis=basis, count=len(held))
    return _declare(work, held, frozenset({staff_id}))


def _declare(
    work: Work, waiting: Sequence[Waiting], without: frozenset[StaffId]
) -> Later[list[Awaited]]:
    sound, _ = work.vault.keys.standing.people(work.desk)
    living = {StaffId(person.staff.id) for person in sound} - without
    grouped: dict[tuple[CaseId | None, tuple[StaffId, ...]], list[Compartment]] = {}
    hidden = places.hidden(work)
    wanted = {one.case_id for one in waiting if one.case_id is not None} - hidden
    held = key_store.holdings(work.session, wanted)
    for one in sorted(set(waiting), key=lambda each: each.comp):
        if one.case_id is None:
            who = _holders(work, work.vault.house, one.comp)
        else:
            who = _colleagues(held.get((one.case_id, int(one.comp)), ()))
        key = (one.case_id, tuple(sorted(living.intersection(who))))
        grouped.setdefault(key, []).append(one.comp)
    cases = case_store.by_ids(work.session, wanted)
    open_people = labels.declare_people(work, {one for _, who in grouped for one in who})
    house = work.house()
    house.prefetch(cases)
    pseudonyms = {CaseId(case.id): house.pseudonym(case) for case in cases}

    def opened() -> list[Awaited]:
        names = open_people()
        which = {case_id: label.text() for case_id, label in pseudonyms.items()}
        said = [
            Awaited(
                case_id=case_id,
                pseudonym="" if case_id is None else which.get(case_id, ""),
                comps=comps,
                who=sorted(names[one].name for one in who),
            )
            for (case_id, who), comps in grouped.items()
        ]
        return sorted(said, key=lambda one: (one.case_id is None, one.pseudonym, one.comps))

    return work.later(opened)


def _colleagues(held: Sequence[Holding]) -> frozenset[StaffId]:
    """Who of the holders of a key is a colleague."""
    staff = WrapKind.STAFF.value
    return frozenset(StaffId(UUID(bytes=one.recipient_id)) for one in held if one.kind == staff)


def _holders(work: Work, scope: UUID, comp: Compartment) -> frozenset[StaffId]:
    """Who holds the key of the house that is exchanged."""
    epochs = key_store.of_scope(work.session, scope, comp)
    if not epochs:
        return frozenset()
    live = epochs[0] if comp in OVERLAPPING else epochs[-1]
    return key_store.staff_holders(work.session, KeyId(live.key_id))
