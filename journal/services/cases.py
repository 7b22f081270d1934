"""Case files: listing them by pseudonym, opening a new one, showing how one stands."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from journal.domain.access import Action, Face, Facts
from journal.domain.audit import Item
from journal.domain.broken import HouseNotReady
from journal.domain.cases import Anonymity, CaseState, CaseType, PersonKind
from journal.domain.compartments import OF_A_CASE, Compartment
from journal.domain.errors import N_, AccessDenied, Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, FamilyId, StaffId
from journal.domain.policy_rules import WITH_RESIDENTS
from journal.domain.silence import is_silent
from journal.domain.staff import CARE_ROLES, LEADING_ROLES, Profession
from journal.domain.stays import PRESENT
from journal.domain.teams import TeamMember
from journal.services import course, labels, places
from journal.services.labels import Banner, Contact
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import house as house_store
from journal.store import keys as key_store
from journal.store import notes as note_store
from journal.store import teams as team_store
from journal.store import timed_access as timed_store
from journal.store.cases import CaseFileRow
from journal.vault import making
from journal.vault.vault import Vault

LEAST_CARE_STAFF = 2
TOLD_FOR = timedelta(days=7)
"""How long a team is told on its list that somebody from outside has opened a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The newest note of a case as a list shows it: no text."""

    occurred_at: datetime
    type: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCard:
    """
    One case in a list.

    Args:
        emergencies, purposes: how often somebody outside the team has opened it lately.
        is_silent: she lives here, and nothing was written for fourteen days.
        talks_unnoted: in how many of the last four weeks no talk was noted; for who leads.
    """

    banner: Banner
    latest: Latest | None
    emergencies: int = 0
    purposes: int = 0
    is_silent: bool = False
    talks_unnoted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """
    A case file to be opened.

    Args:
        id: reserved before; its shares exist already.
        pseudonym: drawn, and in use by no readable file.
        team: at least one contact person; the team is completed later if need be (R-T2).
        relative: a case of the same family; None for a family of her own.
    """

    id: CaseId
    kind: PersonKind
    pseudonym: str
    team: frozenset[StaffId]
    case_type: CaseType = CaseType.RESIDENTIAL
    anonymity: Anonymity = Anonymity.WITHHELD_OUTSIDE
    relative: CaseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    How a case stands, without a word of its notes.

    Epochs by compartment and who holds the journal key.
    """

    banner: Banner
    epochs: Mapping[Compartment, int]
    pending: Sequence[Compartment]


def list_cases(work: Work) -> Later[list[CaseCard]]:
    """
    The cases whose team the actor is in.

    For those who lead, all cases of the house but of families with somebody they are kept away
    from, by pseudonym and team only.
    """
    basis = work.require(Action.CASE_LIST)
    if work.principal.id is None:
        raise AccessDenied(Action.CASE_LIST)
    if work.principal.role in LEADING_ROLES:
        withheld = places.withheld(work)
        rows = [row for row in case_store.all_cases(work.session) if row.id not in withheld]
    else:
        rows = list(case_store.of_member(work.session, work.principal.id))
    work.act(Action.CASE_LIST, basis=basis, items=[Item(case=CaseAlias(row.alias)) for row in rows])
    open_banners = labels.declare_banners(work, rows)
    latest = _latest(work, rows)
    open_authors = labels.declare_people(work, {note.author_id for note in latest.values()})

    opened = _opened_lately(work, [CaseId(row.id) for row in rows])
    leads = work.principal.role in LEADING_ROLES
    unnoted = course.unnoted(work, rows) if leads else {}
    silent = {row.id for row in rows if _is_silent(work, row, latest.get(CaseId(row.id)))}

    def cards() -> list[CaseCard]:
        banners = open_banners()
        authors = open_authors()
        listed = [
            _card(banners[CaseId(row.id)], latest.get(CaseId(row.id)), authors) for row in rows
        ]
        return [
            replace(
                card,
                emergencies=opened[card.banner.id, Face.BREAK_GLASS.value],
                purposes=opened[card.banner.id, Face.PURPOSE.value],
                is_silent=card.banner.id in silent and card.banner.stay in {None, *PRESENT},
                talks_unnoted=unnoted.get(card.banner.id, 0),
            )
            for card in listed
        ]

    return work.later(cards)


def _is_silent(work: Work, row: CaseFileRow, note: note_store.LatestNote | None) -> bool:
    last = row.opened_at if note is None else note.occurred_at
    return row.state == CaseState.OPEN.value and is_silent(last, work.now, work.zone)


def _latest(work: Work, rows: Sequence[CaseFileRow]) -> dict[CaseId, note_store.LatestNote]:
    """The newest note of each case; one that is damaged is reported, and hides no other case."""
    try:
        return note_store.latest(work.session, [CaseId(row.id) for row in rows])
    except Tampered:
        if len(rows) == 1:
            work.desk.damaged.append(Item(case=CaseAlias(rows[0].alias)))
            return {}
        return {case_id: note for row in rows for case_id, note in _latest(work, [row]).items()}


def _opened_lately(work: Work, case_ids: Sequence[CaseId]) -> Counter[tuple[CaseId, str]]:
    """How often each case was opened for a time, by case and face."""
    rows = timed_store.of_cases(work.session, case_ids, work.now - TOLD_FOR)
    return Counter((CaseId(row.case_id), row.face) for row in rows)


def _card(
    banner: Banner, note: note_store.LatestNote | None, authors: Mapping[StaffId, Contact]
) -> CaseCard:
    latest = (
        None
        if note is None
        else Latest(
            occurred_at=note.occurred_at,
            type=note.type,
            author=authors[StaffId(note.author_id)].name,
        )
    )
    return CaseCard(banner=banner, latest=latest)


def pseudonyms(work: Work) -> Later[dict[CaseId, str]]:
    """
    The pseudonyms of all files.

    They let none be drawn twice, and let a case be named on a command line.
    """
    work.require(Action.CASE_CREATE)
    house = work.house()
    rows = case_store.all_cases(work.session)
    house.prefetch(rows)
    declared = {CaseId(row.id): house.pseudonym(row) for row in rows}
    work.act(Action.HOUSE_LABELS, count=len(declared))
    return work.later(lambda: {case_id: label.text() for case_id, label in declared.items()})


def reserve(vault: Vault, case_id: CaseId | None = None) -> CaseId:
    """
    Draw the id of a case to be and store its shares.

    A case row never exists before its shares do.

    Args:
        case_id: drawn already, and used by nothing.
    """
    reserved = case_id or CaseId(uuid4())
    making.new_shares(vault.keys, reserved)
    return reserved


def create_case(work: Work, new: NewCase) -> CaseId:
    """
    Open a case file with its four keys.

    Raises:
        AccessDenied: the actor may not open cases.
        HouseNotReady: somebody who must hold its keys does not exist yet.
    """
    basis = work.require(Action.CASE_CREATE)
    _require_ready(work, new.team)
    house, event_id, alias = work.house(), EventId(uuid4()), CaseAlias(uuid4())
    row = CaseFileRow(
        id=new.id,
        alias=alias,
        family_id=_family(work, new),
        person_kind=new.kind.value,
        case_type=new.case_type.value,
        state=CaseState.OPEN.value,
        anonymity=new.anonymity.value,
        event_id=event_id,
        revision=1,
        opened_at=work.now,
    )
    row.pseudonym_sealed = house.seal_pseudonym(row, new.pseudonym)
    case_store.add(work.session, row)
    work.act(Action.CASE_CREATE, id=event_id, basis=basis, items=[Item(case=alias)])
    sound, _ = work.vault.keys.standing.people(work.desk, ids=new.team)
    members = [
        TeamMember(
            staff_id=StaffId(person.staff.id), profession=Profession(person.staff.profession)
        )
        for person in sound
    ]
    places.begin(work, row, members, basis)
    making.new_case_keys(work.vault.keys, work.desk, row)
    return new.id


def _family(work: Work, new: NewCase) -> FamilyId:
    """Her relative's family, or one of her own."""
    if new.relative is None:
        return FamilyId(uuid4())
    relative = case_store.get(work.session, new.relative)
    if relative is None:
        raise AccessDenied(Action.CASE_CREATE)
    return FamilyId(relative.family_id)


def _require_ready(work: Work, team: frozenset[StaffId]) -> None:
    """No compartment is ever made before its recipients exist."""
    house = work.vault.house
    epochs = key_store.epochs(work.session, house, [Compartment.DUTY, Compartment.PURPOSE])
    standing = work.vault.keys.standing
    care_staff, _ = standing.people(work.desk, CARE_ROLES)
    sound, _ = standing.people(work.desk, WITH_RESIDENTS, team)
    certified = {person.staff.id for person in sound}
    missing = [
        name
        for name, is_there in {
            N_("two certified care staff"): len(care_staff) >= LEAST_CARE_STAFF,
            N_("recovery key"): house_store.recovery_key(work.session) is not None,
            N_("duty key"): Compartment.DUTY in epochs,
            N_("purpose key"): Compartment.PURPOSE in epochs,
            N_("a certified contact person"): bool(team) and team == certified,
        }.items()
        if not is_there
    ]
    if missing:
        raise HouseNotReady(missing=missing)


def show_case(work: Work, case_id: CaseId) -> Later[Standing]:
    """
    How a case stands: team, keys, and whose next sign-in the new key waits for. No note is opened.

    Raises:
        AccessDenied: unknown, or neither in the team nor leading.
    """
    row = look_at(work, case_id)
    open_banners = labels.declare_banners(work, [row])
    numbers = {
        comp: epoch.epoch
        for comp, epoch in key_store.epochs(work.session, case_id, OF_A_CASE).items()
    }
    pending = work.vault.keys.standing.waiting(work.desk, row)
    return work.later(
        lambda: Standing(banner=open_banners()[case_id], epochs=numbers, pending=pending)
    )


def look_at(work: Work, case_id: CaseId) -> CaseFileRow:
    """
    Put on record that somebody looks at a case without its notes.

    Raises:
        AccessDenied: unknown, kept away, or neither in the team nor leading.
    """
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(Action.CASE_READ)
    team = team_store.present(work.session, [case_id])[case_id]
    own = work.principal.id
    facts = Facts(
        is_member=any(member.staff_id == own for member in team),
        state=CaseState(row.state),
        is_excluded=own is None or places.is_hidden(work, row),
    )
    basis = work.require(Action.CASE_READ, facts=facts, case=CaseAlias(row.alias))
    work.act(Action.CASE_READ, basis=basis, items=[Item(case=CaseAlias(row.alias))])
    return row
