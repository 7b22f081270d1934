"""
Min vagt: what somebody on shift has at hand, whether or not she is in any team.

The cases of the house by pseudonym, the accesses that run, her own notes of the day, and what she
has done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from journal.domain.access import Action, Basis, Face, Facts, Outcome
from journal.domain.audit import Item
from journal.domain.cases import CaseState
from journal.domain.clock import from_milliseconds, to_milliseconds
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, FamilyId, StaffId
from journal.domain.policy import decide
from journal.domain.stays import ENDINGS, StayState
from journal.domain.timed_access import LONGEST, Opened
from journal.services import labels, places, residents
from journal.services.labels import Banner
from journal.services.timed_access import faces_for
from journal.services.work import Later, Work
from journal.store import audit as audit_store
from journal.store import cases as case_store
from journal.store import keys as key_store
from journal.store import logbook
from journal.store import stays as stay_store
from journal.store import teams as team_store
from journal.store import timed_access as timed_store
from journal.store.cases import CaseFileRow
from journal.store.logbook import Search
from journal.vault import duty, timed
from journal.vault.duty import OnDuty

MOST_USES = 100
USES = (
    Action.NOTE_READ,
    Action.NOTE_SEARCH,
    Action.NOTE_SEND,
    Action.NOTE_WRITE,
    Action.BREAK_GLASS_OPEN,
    Action.BREAK_GLASS_WORDS,
    Action.BREAK_GLASS_CLOSE,
    Action.PURPOSE_OPEN,
    Action.EXCLUSION_ADD,
)
"""What stands under "what I did" of a shift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """
    One case of the house for somebody on shift.

    Args:
        is_readable: she is in its team, or reads it for a time.
        face: by which face she could open it; None for none.
    """

    banner: Banner
    family_id: FamilyId
    is_readable: bool
    face: Face | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccess:
    """A timed access of my own: running, or over and still without my words."""

    opened: Opened
    pseudonym: str
    is_running: bool


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
        writes_until: until when she may send notes; None when no shift was lately.
        next_at: when her next shift begins, if she has none now.
        families: the cases of the house, members of a family together.
        accesses: her own.
        may_admit: she can admit somebody now.
    """

    is_on: bool
    ends_at: datetime | None
    writes_until: datetime | None
    next_at: datetime | None
    families: Sequence[Sequence[AtHand]]
    accesses: Sequence[OwnAccess]
    uses: Sequence[Use]
    may_admit: bool


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
    is_there = decide(role, Action.SHIFT_READ, facts).allowed
    hidden = places.hidden(work)
    rows = [row for row in case_store.all_cases(work.session) if row.id not in hidden]
    accesses = _own_accesses(work, {CaseId(row.id): row for row in rows}, own)
    at_hand = _at_hand(work, rows) if is_there else []
    named = {one.case_id for one, _ in accesses} | {row.id for row in at_hand}
    shown = [row for row in rows if row.id in named]
    items = [Item(case=CaseAlias(row.alias)) for row in shown]
    work.act(Action.SHIFT_READ, basis=Basis.DUTY if is_there else Basis.SELF, items=items)
    return _page(work, shift, shown, _hands(work, at_hand, accesses, shift), accesses)


def _at_hand(work: Work, rows: Sequence[CaseFileRow]) -> list[CaseFileRow]:
    """The open files, but for those of whoever never came."""
    stays = stay_store.of_cases(work.session, [CaseId(row.id) for row in rows])
    never_came = {case_id for case_id, stay in stays.items() if StayState(stay.state) in ENDINGS}
    return [row for row in rows if row.state == CaseState.OPEN.value and row.id not in never_came]


Running = tuple[Opened, bool]
"""An access of hers, and whether it runs."""
Hand = tuple[CaseFileRow, bool, Face | None]
"""A case at hand: whether she reads it now, and by which face she could open it."""


def _page(
    work: Work,
    shift: OnDuty,
    shown: Sequence[CaseFileRow],
    hands: Sequence[Hand],
    accesses: Sequence[Running],
) -> Later[MyShift]:
    open_banners = labels.declare_banners(work, shown)
    uses = _uses(work, shift)
    next_at = None if shift.is_on else duty.next_start(work.desk, work.vault.keys.standing)
    role, facts = work.principal.role, Facts(is_on_shift=shift.is_on)
    may_admit = role is not None and decide(role, Action.STAY_ADMIT, facts).allowed

    def opened() -> MyShift:
        banners = open_banners()
        names = {CaseAlias(row.alias): banners[CaseId(row.id)].pseudonym for row in shown}
        return MyShift(
            is_on=shift.is_on,
            ends_at=shift.ends_at,
            writes_until=shift.writes_until,
            next_at=next_at,
            families=_families(banners, hands),
            accesses=[_named(one, is_running, banners) for one, is_running in accesses],
            uses=[
                Use(at=at, action=action, pseudonym=None if alias is None else names.get(alias))
                for at, action, alias in uses
            ],
            may_admit=may_admit,
        )

    return work.later(opened)


def _named(one: Opened, is_running: bool, banners: Mapping[CaseId, Banner]) -> OwnAccess:
    pseudonym = banners[one.case_id].pseudonym
    return OwnAccess(opened=one, pseudonym=pseudonym, is_running=is_running)


def _own_accesses(work: Work, cases: Mapping[CaseId, CaseFileRow], own: StaffId) -> list[Running]:
    """Her accesses that run, and those over that may still be given her words."""
    found = []
    held = key_store.timed_scopes(work.session, own)
    for row in timed_store.of_staff(work.session, own, work.now - max(LONGEST.values())):
        case = cases.get(CaseId(row.case_id))
        if case is None:
            continue
        is_running = (
            row.ended_at is None
            and row.case_id in held
            and timed.is_running(work.vault.keys, work.desk, case, row)
        )
        one = timed.opened(row)
        lacks_words = one.words_until is not None and work.now <= one.words_until
        if is_running or lacks_words:
            found.append((one, is_running))
    return found


def _hands(
    work: Work,
    rows: Sequence[CaseFileRow],
    accesses: Sequence[Running],
    shift: OnDuty,
) -> list[Hand]:
    if work.principal.id is None:
        return []
    mine = {CaseId(place.case_id) for place in team_store.of_staff(work.session, work.principal.id)}
    mine |= {one.case_id for one, is_running in accesses if is_running}
    faces = faces_for(work, [row for row in rows if row.id not in mine], shift)
    return [(row, row.id in mine, faces.get(CaseId(row.id))) for row in rows]


def _families(banners: Mapping[CaseId, Banner], hands: Sequence[Hand]) -> list[list[AtHand]]:
    """Members of a family together, the woman at their head, then who came first."""
    families: dict[FamilyId, list[AtHand]] = {}
    for row, is_readable, face in sorted(hands, key=lambda hand: residents.woman_first(hand[0])):
        one = AtHand(
            banner=banners[CaseId(row.id)],
            family_id=FamilyId(row.family_id),
            is_readable=is_readable,
            face=face,
        )
        families.setdefault(one.family_id, []).append(one)
    return sorted(families.values(), key=lambda family: family[0].banner.pseudonym.casefold())


def _uses(work: Work, shift: OnDuty) -> list[tuple[datetime, str, CaseAlias | None]]:
    """What the actor has done since her shift began, as the log has it, newest first."""
    if work.principal.alias is None or shift.began_at is None:
        return []
    search = Search(
        actor=work.principal.alias,
        acts=[action.value for action in USES],
        outcomes=[Outcome.OK.value],
        since=to_milliseconds(shift.began_at),
    )
    rows = logbook.search(work.session, search, 0, MOST_USES)
    aliases = audit_store.cases_of(work.session, [row.id for row in rows])
    of_event = {entry_id: CaseAlias(alias) for entry_id, alias in aliases}
    return [(from_milliseconds(row.t), row.act, of_event.get(row.id)) for row in rows]
