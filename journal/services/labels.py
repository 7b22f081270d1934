"""What a page may say of people and cases without opening a file: names, pseudonyms, teams."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from journal.domain.compartments import Compartment
from journal.domain.ids import CaseId, KeyId, StaffId
from journal.services.work import Work
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.vault.opened import Label, OpenHouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact person as a page shows her; ``profession`` is a code."""

    id: StaffId
    name: str
    profession: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """What stands above every page of a case; kind, state and profession are codes."""

    id: CaseId
    pseudonym: str
    kind: str
    state: str
    team: Sequence[Contact]
    waits_for: Sequence[str] = ()
    """Names of the colleagues one of whom must open the case before its new key is complete."""


def declare_names(
    work: Work, house: OpenHouse, ids: Collection[StaffId] | None = None
) -> dict[StaffId, Label]:
    """Declare the names of some colleagues, or of all."""
    rows = staff_store.all_staff(work.session)
    return {
        StaffId(row.id): house.staff_name(row)
        for row in rows
        if row.name_sealed is not None and (ids is None or row.id in ids)
    }


def declare_banners(
    work: Work, house: OpenHouse, cases: Sequence[CaseFileRow]
) -> Callable[[], dict[CaseId, Banner]]:
    """
    Declare the banners of some cases.

    Returns:
        A function that opens them after COMMIT.
    """
    teams = team_store.present(work.session, [CaseId(case.id) for case in cases])
    waiting = {CaseId(case.id): _holders_awaited(work, case) for case in cases}
    shown = {member.staff_id for team in teams.values() for member in team} | {
        staff_id for holders in waiting.values() for staff_id in holders
    }
    names = declare_names(work, house, shown)
    house.prefetch(cases)
    pseudonyms = {CaseId(case.id): house.pseudonym(case) for case in cases}

    def open_all() -> dict[CaseId, Banner]:
        texts = {staff_id: label.text() for staff_id, label in names.items()}
        return {
            CaseId(case.id): Banner(
                id=CaseId(case.id),
                pseudonym=pseudonyms[CaseId(case.id)].text(),
                kind=case.person_kind,
                state=case.state,
                team=[
                    Contact(
                        id=StaffId(member.staff_id),
                        name=texts.get(StaffId(member.staff_id), Label.UNREADABLE),
                        profession=member.profession,
                    )
                    for member in teams[CaseId(case.id)]
                ],
                waits_for=sorted(
                    texts[staff_id] for staff_id in waiting[CaseId(case.id)] if staff_id in texts
                ),
            )
            for case in cases
        }

    return open_all


def _holders_awaited(work: Work, case: CaseFileRow) -> frozenset[StaffId]:
    """Who can complete what the journal key of a case waits for; nobody when nothing waits."""
    is_waiting = case.rotate_pending & Compartment.JOURNAL.bit or key_store.grants(
        work.session, CaseId(case.id), Compartment.JOURNAL
    )
    epoch = key_store.epochs(work.session, case.id, [Compartment.JOURNAL]).get(Compartment.JOURNAL)
    if not is_waiting or epoch is None:
        return frozenset()
    return key_store.staff_holders(work.session, KeyId(epoch.key_id))
