"""
Min vagt: what somebody on shift has at hand, whether or not she is in any team.

The cases of the house by pseudonym, the emergencies that run, her own notes of the day, and what
she has opened.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.clock import from_milliseconds, to_milliseconds
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, FamilyId, StaffId
from journal.domain.policy import decide
from journal.domain.roster import WRITING_UP
from journal.services import labels
from journal.services.labels import Banner
from journal.services.timed_access import Opened, opened
from journal.services.work import Later, Work
from journal.store import audit as audit_store
from journal.store import cases as case_store
from journal.store import exclusions as exclusion_store
from journal.store import roster as roster_store
from journal.store import teams as team_store
from journal.store import timed_access as timed_store
from journal.store.audit import Search
from journal.store.cases import CaseFileRow
from journal.vault import duty

MOST_USES = 100
AHEAD = timedelta(days=30)
USES = (
    Action.NOTE_READ,
    Action.NOTE_SEND,
    Action.NOTE_WRITE,
    Action.BREAK_GLASS_OPEN,
    Action.BREAK_GLASS_CLOSE,
    Action.EXCLUSION_ADD,
)
"""What stands under "what I did" of a shift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """One case of the house for somebody on shift."""

    banner: Banner
    family_id: FamilyId
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Something I did on this shift; ``action`` is a code."""

    at: datetime
    action: str
    pseudonym: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyShift:
    """
    A shift as its page shows it.

    Args:
        ends_at: None when she is not on shift now.
        next_at: when her next shift begins, if she has none now.
        running: her timed accesses.
    """

    is_on: bool
    ends_at: datetime | None
    next_at: datetime | None
    cases: Sequence[AtHand]
    running: Sequence[Opened]
    uses: Sequence[Use]


def my_shift(work: Work) -> Later[MyShift]:
    """
    The page of somebody on shift; off shift it says when the next one begins.

    Raises:
        AccessDenied: her role has nothing to do with residents.
    """
    work.require(Action.HOUSE_LABELS)
    role, own = work.principal.role, work.principal.id
    if role is None or own is None:
        raise AccessDenied(Action.SHIFT_READ)
    shift = duty.of_actor(work.desk, work.vault.keys.standing)
    facts = Facts(is_on_shift=shift.is_on, was_on_shift=shift.was_on)
    if not decide(role, Action.SHIFT_READ, facts).allowed:
        return _off_shift(work, own)
    rows = _open_cases(work, own)
    items = [Item(case=CaseAlias(row.alias)) for row in rows]
    work.act(Action.SHIFT_READ, basis=Basis.DUTY, items=items)
    open_banners = labels.declare_banners(work, rows)
    mine = {CaseId(place.case_id) for place in team_store.of_staff(work.session, own)}
    running = [opened(one) for one in timed_store.live_of_staff(work.session, own)]
    uses = _uses(work)

    def shown() -> MyShift:
        banners = open_banners()
        names = {CaseAlias(row.alias): banners[CaseId(row.id)].pseudonym for row in rows}
        return MyShift(
            is_on=shift.is_on,
            ends_at=shift.ends_at,
            next_at=None,
            cases=[_at_hand(row, banners, mine) for row in rows],
            running=[one for one in running if one.expires_at > work.now],
            uses=[
                Use(at=at, action=action, pseudonym=None if alias is None else names.get(alias))
                for at, action, alias in uses
            ],
        )

    return work.later(shown)


def _at_hand(
    row: CaseFileRow, banners: Mapping[CaseId, Banner], mine: Collection[CaseId]
) -> AtHand:
    return AtHand(
        banner=banners[CaseId(row.id)], family_id=FamilyId(row.family_id), is_mine=row.id in mine
    )


def _open_cases(work: Work, own: StaffId) -> list[CaseFileRow]:
    """The cases of the house that she may know."""
    hidden = exclusion_store.cases_of(work.session, own)
    rows = case_store.all_cases(work.session)
    return [row for row in rows if row.id not in hidden and row.state == CaseState.OPEN.value]


def _off_shift(work: Work, own: StaffId) -> Later[MyShift]:
    work.act(Action.SHIFT_READ, basis=Basis.SELF, count=0)
    coming = roster_store.of_one(work.session, own, work.now, work.now + AHEAD)
    starts = [row.starts_at for row in coming if row.starts_at > work.now]
    page = MyShift(
        is_on=False,
        ends_at=None,
        next_at=min(starts) if starts else None,
        cases=(),
        running=(),
        uses=(),
    )
    return work.later(lambda: page)


def _uses(work: Work) -> list[tuple[datetime, str, CaseAlias | None]]:
    """What the actor has done since her shift began, as the log has it, newest first."""
    if work.principal.id is None or work.principal.alias is None:
        return []
    shifts = roster_store.of_one(work.session, work.principal.id, work.now - WRITING_UP, work.now)
    if not shifts:
        return []
    search = Search(
        actor=work.principal.alias,
        acts=[action.value for action in USES],
        since=to_milliseconds(min(row.starts_at for row in shifts)),
    )
    rows = audit_store.search(work.session, search, 0, MOST_USES)
    aliases = audit_store.cases_of(work.session, [row.id for row in rows])
    of_event = {entry_id: CaseAlias(alias) for entry_id, alias in aliases}
    return [(from_milliseconds(row.t), row.act, of_event.get(row.id)) for row in rows]
