"""
Places in a contact team: whose they are, and how one begins.

Each begins with a statement that whoever gives it signs.
"""

from collections.abc import Collection, Sequence
from uuid import uuid4

from journal.domain import exclusions
from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, EventId, FamilyId, StaffId
from journal.domain.teams import TeamMember
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import exclusions as exclusion_store
from journal.store import grants as grant_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.teams import TeamMemberRow


def of(work: Work, staff_id: StaffId) -> list[CaseId]:
    """The cases whose team a colleague is in."""
    return [CaseId(place.case_id) for place in team_store.of_staff(work.session, staff_id)]


def hidden(work: Work) -> frozenset[CaseId]:
    """The cases that the actor is kept away from: she sees neither pseudonym nor team."""
    own = work.principal.id
    if own is None:
        return frozenset()
    listed = exclusion_store.cases_of(work.session, own)
    aliases = case_store.aliases(work.session)
    return listed | {case for case, alias in aliases.items() if _is_logged_away(work, alias)}


def withheld(work: Work) -> frozenset[CaseId]:
    """The cases of which no list of the house tells the actor anything (R-X1)."""
    away, own = hidden(work), work.principal.id
    if not away or own is None:
        return away
    cases = case_store.all_cases(work.session)
    families = {CaseId(case.id): FamilyId(case.family_id) for case in cases}
    return exclusions.withheld(families, away, of(work, own))


def is_hidden(work: Work, case: CaseFileRow) -> bool:
    """Whether the actor is kept away from a case, by the table or by the log."""
    own = work.principal.id
    if own is None:
        return False
    is_listed = exclusion_store.is_excluded(work.session, CaseId(case.id), own)
    return is_listed or _is_logged_away(work, CaseAlias(case.alias))


def _is_logged_away(work: Work, case: CaseAlias) -> bool:
    """As the log has it: a row of the table that somebody deletes uncovers nothing."""
    own, standing = work.principal.id, work.vault.keys.standing
    return own is not None and standing.is_kept_away(work.desk, case, own)


def require_member(work: Work, case_id: CaseId, action: Action) -> tuple[CaseFileRow, Basis]:
    """
    Decide an act that is of the team of a case and opens nothing of it.

    Raises:
        AccessDenied: unknown case, kept away, or no rule speaks for the actor.
    """
    row, own = case_store.get(work.session, case_id), work.principal.id
    if row is None:
        raise AccessDenied(action)
    team = team_store.present(work.session, [case_id])[case_id]
    facts = Facts(
        is_member=any(member.staff_id == own for member in team),
        state=CaseState(row.state),
        is_excluded=own is None or is_hidden(work, row),
    )
    return row, work.require(action, facts=facts, case=CaseAlias(row.alias))


def end(work: Work, case: CaseFileRow, leaving: Collection[StaffId], basis: Basis) -> None:
    """End places in the team of a case; the keys that came with them are the caller's business."""
    if not leaving:
        return
    team_store.end(work.session, CaseId(case.id), leaving, work.now)
    grant_store.delete_of(work.session, CaseId(case.id), None, leaving)
    items = [Item(case=CaseAlias(case.alias), row=staff_id) for staff_id in sorted(leaving)]
    work.act(Action.TEAM_REMOVE, basis=basis, items=items)


def begin(work: Work, case: CaseFileRow, joining: Sequence[TeamMember], basis: Basis) -> None:
    """Put colleagues into the team of a case; the actor signs each place."""
    if not joining:
        return
    if work.principal.certificate_id is None:
        raise AccessDenied(Action.TEAM_ADD, CaseAlias(case.alias))
    event_id = EventId(uuid4())
    for member in joining:
        row = TeamMemberRow(
            case_id=CaseId(case.id),
            staff_id=member.staff_id,
            since=work.now,
            profession=member.profession.value,
            event_id=event_id,
            cert_id=work.principal.certificate_id,
            sig=b"",
        )
        row.sig = work.vault.keys.sign_place(work.desk, row)
        team_store.add(work.session, row)
    alias = CaseAlias(case.alias)
    items = [Item(case=alias, row=member.staff_id) for member in joining]
    work.act(Action.TEAM_ADD, id=event_id, basis=basis, items=items)
