"""Who lives in the house, and who may do something about where she lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal.domain.access import Action, Basis, Facts
from journal.domain.cases import CaseState, CaseType, PersonKind
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId
from journal.domain.stays import AHEAD, PRESENT, StayState
from journal.services import places
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import stays as stay_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.vault import duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """
    Somebody who is in the house.

    Args:
        is_visiting: a child who only visits: on the fire list, and in no figure of the year.
    """

    case: CaseFileRow
    is_visiting: bool = False


def present(work: Work) -> Sequence[Resident]:
    """Everybody who lives here now, also who is away for some days; a file without a stay does."""
    rows = [
        row
        for row in case_store.all_cases(work.session)
        if row.state == CaseState.OPEN.value and row.case_type == CaseType.RESIDENTIAL.value
    ]
    stays = stay_store.of_cases(work.session, [CaseId(row.id) for row in rows])
    found = [(row, stays.get(CaseId(row.id))) for row in rows]
    return [
        Resident(case=row, is_visiting=stay is not None and stay.is_visiting)
        for row, stay in found
        if stay is None or StayState(stay.state) in PRESENT
    ]


def may_have_room(work: Work, case_id: CaseId) -> bool:
    """Whether somebody lives here or is to come; a file without a stay is one of who lives here."""
    stay = stay_store.of_case(work.session, case_id)
    return stay is None or StayState(stay.state) in AHEAD | PRESENT


def woman_first(row: CaseFileRow) -> tuple[bool, datetime, UUID]:
    """Sorts files: women first, then who has been here longest; a family comes at one instant."""
    return row.person_kind != PersonKind.WOMAN.value, row.opened_at, row.id


def require(work: Work, case_id: CaseId, action: Action) -> tuple[CaseFileRow, Basis]:
    """
    Decide an act about where somebody lives; her case is held until COMMIT.

    Raises:
        AccessDenied: unknown case, kept away from it, or no rule speaks for the actor.
    """
    row, own = case_store.lock(work.session, case_id), work.principal.id
    if row is None or own is None:
        raise AccessDenied(action)
    team = team_store.present(work.session, [case_id])[case_id]
    facts = Facts(
        is_member=any(member.staff_id == own for member in team),
        state=CaseState(row.state),
        is_excluded=places.is_hidden(work, row),
        is_on_shift=duty.of_actor(work.desk, work.vault.keys.standing).is_on,
    )
    return row, work.require(action, facts=facts, case=CaseAlias(row.alias))
