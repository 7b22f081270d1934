"""
Dates of birth, each a sealed document of its own beside who somebody is: compared, and watched.

Rules: a date is opened alone, without name or number; it is compared only with dates that whoever
writes may read, and of the others nothing is said; no table holds a day that a date of birth
follows from. What a reader is shown of who comes of age is how near it is, and the day itself only
if she is in the team.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from journal.domain.access import Action
from journal.domain.births import (
    NOT_KNOWN,
    OF_AGE,
    Born,
    Talk,
    Turning,
    birthday,
    from_content,
    is_close,
    require_child,
    require_possible,
    to_content,
    turning,
)
from journal.domain.broken import ChangedMeanwhile
from journal.domain.broken_sheets import OnlyHers
from journal.domain.cases import CaseState, PersonKind
from journal.domain.compartments import Compartment
from journal.domain.deadlines import DeadlineOver, DeadlineTooEarly, Ending, require_how
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, FamilyId, StaffId
from journal.domain.records import RecordKind
from journal.domain.staff import Role
from journal.services import case_banner, labels, places, records
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import keys as key_store
from journal.store import records as record_store
from journal.store import staff as staff_store
from journal.store import stays as stay_store
from journal.store.cases import CaseFileRow
from journal.vault.opened import OpenCase

RULE = "DL27"
"""Its entry in ``domain/deadlines``: words and law. It has no row, for its day tells the date."""
NEVER_WRITTEN = 0
"""The revision of a date that nobody has written yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """
    One person's date of birth as it was opened.

    Args:
        seen: the revision of its document.
    """

    case_id: CaseId
    kind: PersonKind
    born: Born = NOT_KNOWN
    seen: int = NEVER_WRITTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingOfAge:
    """
    A child who is soon 18, or who is.

    Args:
        on: the day; None for a reader who is not in the team.
        talk: what was said to be done, once it was.
        entered_by: by name, who said so.
    """

    banner: Banner
    turning: Turning
    on: date | None
    talk: Talk | None
    entered_by: str


def to_compare(work: Work, case_id: CaseId) -> list[CaseId]:
    """
    With whose dates a new one of this person is compared; it leaves no event.

    Those are the women of the family, and her children for a woman. If the actor may not read the
    date of one of the women it is nobody: that one could be the mother.

    Raises:
        AccessDenied: unknown case, or the actor is not in its team.
        OnlyHers: only her own code opens who she is.
    """
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(Action.IDENTITY_WRITE)
    own = _own_cases(work)
    if case_id not in own:
        raise AccessDenied(Action.IDENTITY_WRITE, CaseAlias(row.alias))
    if work.vault.keys.standing.is_sealed(work.desk, row):
        raise OnlyHers
    family = case_store.of_family(work.session, FamilyId(row.family_id))
    others = [one for one in family if one.id != case_id]
    women = [one for one in others if one.person_kind == PersonKind.WOMAN.value]
    may_read = {
        one.id
        for one in others
        if one.id in own and not places.is_hidden(work, one) and _holds_key(work, one)
    }
    if any(one.id not in may_read for one in women):
        return []
    is_child = row.person_kind == PersonKind.CHILD.value
    found = women if is_child else [one for one in others if one.id in may_read]
    return [CaseId(one.id) for one in found]


def read(work: Work, case_id: CaseId) -> Later[Known]:
    """
    Open one person's date of birth, and nothing else.

    Raises:
        AccessDenied: unknown case, or neither in its team nor leader.
    """
    _, open_known = _declare(work, case_id)
    return work.later(open_known)


def require(work: Work, row: CaseFileRow, born: date, compared: Sequence[Known]) -> bool:
    """
    Refuse a date of birth that cannot be, as far as the actor may know.

    Args:
        row: whose it is.
        compared: the dates of ``to_compare``, opened just now.

    Returns:
        Whether it is worth a second look: mother and child are less than twelve years apart.

    Raises:
        RuleBroken: as ``require_possible``, ``require_child`` and ``is_close`` say.
        ChangedMeanwhile: somebody has written another one of those that were opened.
    """
    require_possible(born, work.now.astimezone(work.zone).date())
    if any(_revision(work, one.case_id) != one.seen for one in compared):
        raise ChangedMeanwhile
    women = [one.born.on for one in compared if one.kind is PersonKind.WOMAN]
    if row.person_kind == PersonKind.CHILD.value:
        require_child(born, _came_on(work, row))
        return is_close(born, women)
    children = [one.born.on for one in compared if one.kind is PersonKind.CHILD]
    close = [is_close(child, [born, *women]) for child in children if child is not None]
    return any(close)  # each of them is compared, also after one that is close


def keep(work: Work, case: OpenCase, born: date | None, own: Known) -> None:
    """
    Keep a date by itself, in the act that writes who somebody is; the talk stays if it is the same.

    Args:
        case: opened in the identity compartment.
        own: what was kept before, opened just now.
    """
    talk = own.born.talk if own.born.on == born else None
    document = to_content(Born(on=born, talk=talk))
    records.save_only(work, case, RecordKind.BIRTH, document, own.seen)


def keep_with_code(work: Work, case: OpenCase, born: date | None) -> None:
    """
    Keep the date of somebody whom only her own code opens; it is compared with nobody's.

    Raises:
        RuleBroken: as ``require_possible`` says.
    """
    if born is not None:
        require_possible(born, work.now.astimezone(work.zone).date())
    seen = _revision(work, case.case_id)
    records.save_only(work, case, RecordKind.BIRTH, to_content(Born(on=born)), seen)


def whose(work: Work) -> list[CaseId]:
    """The children of whom the actor may see whether they come of age; it leaves no event."""
    written = {
        row.case_id for row in record_store.of_kind(work.session, RecordKind.BIRTH) if row.case_id
    }
    rows = [row for row in case_store.all_cases(work.session) if row.id in written]
    own = _own_cases(work)
    return [CaseId(row.id) for row in rows if _may_watch(work, row, own)]


def is_watched(work: Work, case_id: CaseId) -> bool:
    """Whether ``whose`` names a case; it leaves no event."""
    row = case_store.get(work.session, case_id)
    is_written = records.only(work, case_id, RecordKind.BIRTH) is not None
    return row is not None and is_written and _may_watch(work, row, _own_cases(work))


def look(work: Work, case_id: CaseId) -> Later[ComingOfAge]:
    """
    See how near a child is to the day on which it comes of age.

    Raises:
        AccessDenied: unknown case, or neither in its team nor leader.
    """
    row, open_known = _declare(work, case_id)
    open_banners = case_banner.declare_banner(work, row)
    open_people = labels.declare_people(
        work, [StaffId(one.id) for one in staff_store.all_staff(work.session)]
    )
    is_member, today = case_id in _own_cases(work), work.now.astimezone(work.zone).date()

    def opened() -> ComingOfAge:
        known, people = open_known(), open_people()
        talk = known.born.talk
        born = known.born.on if known.kind is PersonKind.CHILD else None
        by = None if talk is None else people.get(talk.entered_by)
        return ComingOfAge(
            banner=open_banners()[case_id],
            turning=Turning.FAR if born is None else turning(born, today),
            on=None if born is None or not is_member else birthday(born, OF_AGE),
            talk=talk,
            entered_by="" if by is None else by.name,
        )

    return work.later(opened)


def tick_off(work: Work, known: Known, ending: Ending) -> None:
    """
    Note that the talk about what 18 means was held: how, when, and who says so.

    Args:
        known: the date as ``read`` has just opened it.

    Raises:
        AccessDenied: unknown case, or neither in its team nor leader.
        DeadlineTooEarly: it is no child, or 18 is more than thirty days away.
        HowMissing: no way of the list.
        DeadlineOver: somebody has noted it before.
        ChangedMeanwhile: somebody has written another date meanwhile.
    """
    own = work.principal.id
    if own is None:
        raise AccessDenied(Action.DEADLINE_MEET)
    work.vault.keys.hold_log(work.desk)
    case = work.open_case(known.case_id, Action.DEADLINE_MEET, Compartment.IDENTITY)
    born, today = known.born, work.now.astimezone(work.zone).date()
    if born.talk is not None:
        raise DeadlineOver
    is_far = born.on is None or turning(born.on, today) is Turning.FAR
    if is_far or known.kind is not PersonKind.CHILD:
        raise DeadlineTooEarly
    require_how(ending)
    talk = Talk(how=ending.code, held_at=ending.at or work.now, entered_at=work.now, entered_by=own)
    document = to_content(Born(on=born.on, talk=talk))
    records.save_only(work, case, RecordKind.BIRTH, document, known.seen)


def _declare(work: Work, case_id: CaseId) -> tuple[CaseFileRow, Callable[[], Known]]:
    """Put the reading of one date on record; returns a function that opens it after COMMIT."""
    case = work.open_case(case_id, Action.AGE_READ, Compartment.IDENTITY)
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(Action.AGE_READ)
    kind = PersonKind(row.person_kind)
    stored = records.only(work, case_id, RecordKind.BIRTH)
    if stored is None:
        return row, lambda: Known(case_id=case_id, kind=kind)
    unread, seen = case.record(stored), stored.revision
    return row, lambda: Known(
        case_id=case_id, kind=kind, born=from_content(unread.document()), seen=seen
    )


def _own_cases(work: Work) -> frozenset[UUID]:
    own = work.principal.id
    return frozenset() if own is None else frozenset(places.of(work, own))


def _holds_key(work: Work, row: CaseFileRow) -> bool:
    """Whether her key is there: one that waits is no refusal of hers, so it is not even tried."""
    case_id = CaseId(row.id)
    if not key_store.of_scope(work.session, case_id, Compartment.IDENTITY):
        return False
    return work.principal.id in key_store.text_holders(work.session, case_id, Compartment.IDENTITY)


def _may_watch(work: Work, row: CaseFileRow, own: frozenset[UUID]) -> bool:
    is_open_child = row.state == CaseState.OPEN.value and row.person_kind == PersonKind.CHILD.value
    is_hers = row.id in own or work.principal.role is Role.LEADER
    return is_open_child and is_hers and not places.is_hidden(work, row) and _holds_key(work, row)


def _revision(work: Work, case_id: CaseId) -> int:
    stored = records.only(work, case_id, RecordKind.BIRTH)
    return NEVER_WRITTEN if stored is None else stored.revision


def _came_on(work: Work, row: CaseFileRow) -> date:
    """The day of the admission; today for who has not come yet."""
    stay = stay_store.of_case(work.session, CaseId(row.id))
    came_at = row.opened_at if stay is None else stay.move_in_at or work.now
    return came_at.astimezone(work.zone).date()
