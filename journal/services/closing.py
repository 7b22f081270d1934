"""
Closing a file: the team's access ends, and nothing is written in it any more (R-T5).

A file closes with the discharge, when aftercare is over, or by the leader where nobody came. What
opens it then is a purpose of somebody who leads, and the recovery key.
"""

from dataclasses import dataclass, replace
from datetime import date

from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.compartments import OF_THE_TEAM
from journal.domain.discharge import (
    Aftercare,
    AftercareEnd,
    HasNotLeft,
    aftercare_until,
    require_may_end,
)
from journal.domain.ids import CaseAlias, CaseId, DecisionId, StaffId
from journal.domain.kept import Kept, Left
from journal.domain.stays import NEVER_CAME, Move, StayState
from journal.services import case_banner, places, register, stays, teams
from journal.services.cases import look_at
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import stays as stay_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.vault.desk import Fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePage:
    """
    A file that may be closed.

    Args:
        until: the first day on which aftercare may be completed (R-AC3).
    """

    banner: Banner
    kept: Kept
    revision: int
    until: date


def prepare(work: Work, case_id: CaseId) -> Later[ClosePage]:
    """
    How aftercare stands, for whoever closes the file.

    Raises:
        AccessDenied: unknown case, or the actor may not close it.
        HasNotLeft: no discharge is on record.
    """
    _require(work, case_id)
    shown = register.show(work, case_id)

    def page() -> ClosePage:
        found = shown.run()
        left = _left(found.kept)
        return ClosePage(
            banner=found.banner,
            kept=found.kept,
            revision=found.revision,
            until=aftercare_until(left.day),
        )

    return work.later(page)


def close(
    work: Work, case_id: CaseId, kept: Kept, revision: int, how: AftercareEnd, fresh: Fresh
) -> None:
    """
    Close the file of somebody whose aftercare is over.

    Args:
        kept: as ``prepare`` gave it, with its revision.
        how: why aftercare ends.
        fresh: the actor's password, typed for this act.

    Raises:
        AccessDenied: as ``prepare``.
        HasNotLeft: no discharge is on record.
        AftercareRuns: it is called completed too early (R-AC4).
        ChangedMeanwhile: somebody has changed the answers since.
    """
    basis = _require(work, case_id)
    fresh.spend(work.principal, work.now)
    left = _left(kept)
    if left.aftercare is Aftercare.ACCEPTED:
        require_may_end(left.day, work.now.astimezone(work.zone).date(), how)
    case = register.open_to_write(work, case_id, revision)
    register.keep(work, case, replace(kept, left=replace(left, ended=how)))
    shut(work, register.case_of(work, case_id), basis)


def prepare_unused(work: Work, case_id: CaseId) -> Later[Banner]:
    """
    Whose file it is, for whoever closes one of somebody who never came.

    Raises:
        AccessDenied: as ``prepare``.
        HasNotLeft: she came, or may still come.
    """
    row = look_at(work, case_id)
    _require(work, case_id)
    _require_never_came(work, case_id)
    open_banners = case_banner.declare_banner(work, row)
    return work.later(lambda: open_banners()[case_id])


def close_unused(work: Work, case_id: CaseId, fresh: Fresh) -> None:
    """
    Close the file of somebody who never came: no discharge, no aftercare, no row for the tables.

    Args:
        fresh: the actor's password, typed for this act.

    Raises:
        AccessDenied, HasNotLeft: as ``prepare_unused``.
    """
    basis = _require(work, case_id)
    fresh.spend(work.principal, work.now)
    _require_never_came(work, case_id)
    shut(work, register.case_of(work, case_id), basis)


def _require_never_came(work: Work, case_id: CaseId) -> None:
    stay = stay_store.of_case(work.session, case_id)
    if stay is None or StayState(stay.state) not in NEVER_CAME:
        raise HasNotLeft


def shut(work: Work, row: CaseFileRow, basis: Basis, decision: DecisionId | None = None) -> None:
    """
    End the places and the keys of the team, and close the file.

    Args:
        decision: the discharge that was decided in this work, if it closes the file.
    """
    present = team_store.present(work.session, [CaseId(row.id)])[CaseId(row.id)]
    members = frozenset(StaffId(member.staff_id) for member in present)
    places.end(work, row, members, basis)
    for comp in OF_THE_TEAM:
        teams.take(work, row, comp, members)
    row.state, row.closed_at = CaseState.CLOSED.value, work.now
    work.act(Action.CASE_CLOSE, basis=basis, items=[Item(case=CaseAlias(row.alias))])
    stay = stay_store.of_case(work.session, CaseId(row.id))
    if stay is not None and StayState(stay.state) not in NEVER_CAME:
        stays.move(work, CaseId(row.id), Move.CLOSE, work.now, decision)


def _require(work: Work, case_id: CaseId) -> Basis:
    row = register.case_of(work, case_id)
    facts = Facts(state=CaseState(row.state), is_excluded=places.is_hidden(work, row))
    return work.require(Action.CASE_CLOSE, facts=facts, case=CaseAlias(row.alias))


def _left(kept: Kept) -> Left:
    if kept.left is None:
        raise HasNotLeft
    return kept.left
