"""What a page may say of people and cases without opening a file: names, pseudonyms, teams."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from journal.domain.cases import CaseState
from journal.domain.compartments import Compartment
from journal.domain.ids import CaseId, StaffId
from journal.domain.staff import Profession
from journal.domain.stays import PRESENT, StayState, team_due
from journal.domain.teams import Lacking, TeamMember, lacking
from journal.domain.timed_access import Opened
from journal.services.work import Work
from journal.store import grants as grant_store
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.store import stays as stay_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.stays import StayRow
from journal.store.teams import TeamMemberRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact person as a page shows her; ``profession`` is a code."""

    id: StaffId
    name: str
    profession: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """Somebody of the same family as a page names her; ``kind`` is a code."""

    id: CaseId
    pseudonym: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """
    What stands above every page of a case; kind, state and profession are codes.

    Args:
        timed: the access by which somebody outside the team reads it, with its end.
        relatives: whom of the family she could open along with it.
        lacks: what the team lacks of a pedagogue and a social worker, two people whose accounts are
            in use (R-T1).
        stay: where her stay is; None for a file without one.
        team_due: until when a team that lacks somebody is completed (R-T2), once she lives here.
        room: where she sleeps tonight, for whoever may see the house board; else empty.
        children: the initials of a woman's children, for one case only.
    """

    id: CaseId
    pseudonym: str
    kind: str
    state: str
    team: Sequence[Contact]
    waits_for: Sequence[str] = ()
    """Names of the colleagues one of whom must open the case before its new key is complete."""
    timed: Opened | None = None
    relatives: Sequence[Relative] = ()
    lacks: Lacking | None = None
    stay: StayState | None = None
    team_due: datetime | None = None
    room: str = ""
    children: Sequence[str] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the team lacks nobody."""
        return self.lacks is None


def declare_people(work: Work, ids: Collection[StaffId]) -> Callable[[], dict[StaffId, Contact]]:
    """
    Declare the names of some colleagues.

    Returns:
        A function that opens them after COMMIT.
    """
    house = work.house()
    rows = staff_store.by_ids(work.session, ids)
    declared = [(row, house.staff_name(row)) for row in rows]
    return lambda: {
        StaffId(row.id): Contact(id=StaffId(row.id), name=label.text(), profession=row.profession)
        for row, label in declared
    }


def declare_banners(work: Work, cases: Sequence[CaseFileRow]) -> Callable[[], dict[CaseId, Banner]]:
    """
    Declare the banners of some cases.

    Returns:
        A function that opens them after COMMIT.
    """
    house, case_ids = work.house(), [CaseId(case.id) for case in cases]
    teams = team_store.present(work.session, case_ids)
    waiting = _holders_awaited(work, cases)
    members = {StaffId(member.staff_id) for team in teams.values() for member in team}
    living = {one.staff.id for one in staff_store.certified(work.session, ids=members)}
    open_people = declare_people(work, members.union(*waiting.values()))
    house.prefetch(cases)
    pseudonyms = {CaseId(case.id): house.pseudonym(case) for case in cases}
    stays = stay_store.of_cases(work.session, case_ids)

    def open_all() -> dict[CaseId, Banner]:
        people = open_people()
        return {
            case_id: Banner(
                id=case_id,
                pseudonym=pseudonyms[case_id].text(),
                kind=case.person_kind,
                state=case.state,
                team=_contacts(teams[case_id], people),
                waits_for=sorted(people[one].name for one in waiting.get(case_id, ())),
                lacks=_lacks(case, teams[case_id], living),
                stay=StayState(stays[case_id].state) if case_id in stays else None,
                team_due=_team_due(work, stays.get(case_id)),
            )
            for case_id, case in zip(case_ids, cases, strict=True)
        }

    return open_all


def _contacts(team: Sequence[TeamMemberRow], people: Mapping[StaffId, Contact]) -> list[Contact]:
    """The team as it serves in this case; training may have changed since."""
    return [
        replace(people[StaffId(member.staff_id)], profession=member.profession) for member in team
    ]


def _lacks(
    case: CaseFileRow, team: Sequence[TeamMemberRow], living: Collection[UUID]
) -> Lacking | None:
    if case.state == CaseState.CLOSED.value:
        return None  # a closed file has no team, and needs none
    return lacking(
        TeamMember(staff_id=StaffId(member.staff_id), profession=Profession(member.profession))
        for member in team
        if member.staff_id in living
    )


def _team_due(work: Work, stay: StayRow | None) -> datetime | None:
    if stay is None or stay.move_in_at is None or StayState(stay.state) not in PRESENT:
        return None
    return team_due(stay.move_in_at, work.zone)


def _holders_awaited(work: Work, cases: Sequence[CaseFileRow]) -> dict[CaseId, frozenset[StaffId]]:
    """For each case whose journal key waits for something: who can complete it."""
    asked = grant_store.waiting_cases(work.session, [CaseId(case.id) for case in cases])
    due = [
        case
        for case in cases
        if case.rotate_pending & Compartment.JOURNAL.bit or CaseId(case.id) in asked
    ]
    return {
        CaseId(case.id): key_store.text_holders(work.session, case.id, Compartment.JOURNAL)
        for case in due
    }
