"""
Timed access: opening a journal in an emergency or for a purpose, saying why, ending it early.

Two works make one opening. The first puts it on record; its receipt releases the key; the second
wraps that key to her until the end. A crash between them leaves an opening on paper and no key.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from journal.domain.access import Action, Basis, Face, Facts
from journal.domain.broken import AccessEnded, EmergencyKeyMissing, WordsTooLate
from journal.domain.cases import CaseState
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, EventId, GrantId, StaffId
from journal.domain.policy import decide
from journal.domain.timed_access import (
    WORDS_WITHIN,
    Ask,
    Opened,
    expiry,
    require_reason,
    require_words,
    review_due,
)
from journal.services import labels, places
from journal.services.cases import look_at
from journal.services.labels import Banner, Relative
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store import timed_access as timed_store
from journal.store.cases import CaseFileRow
from journal.store.timed_access import TimedAccessRow
from journal.vault import duty, timed
from journal.vault.desk import Fresh
from journal.vault.timed import OPENING, Gate, Released


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """
    What somebody reads before she opens a journal.

    Args:
        banner: whom it is about; her contact team is told.
        until: when an access that is opened now ends.
        reason: of the running access that this one goes along with; None for one by itself.
    """

    banner: Banner
    until: datetime
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """A journal that the actor may open for a time, with the gated keys she holds to it."""

    case: CaseFileRow
    basis: Basis
    until: datetime
    gates: Sequence[Gate] = field(repr=False)

    @property
    def alias(self) -> CaseAlias:
        return CaseAlias(self.case.alias)


def prepare(work: Work, case_id: CaseId, face: Face, along: GrantId | None) -> Later[Asking]:
    """
    Say what opening a journal means, before anything is opened.

    Args:
        along: the running access to somebody of the same family that this one goes along with.

    Raises:
        AccessDenied, EmergencyKeyMissing: as ``open_access`` would.
    """
    door = _door(work, case_id, face)
    first = _first(work, door, Ask(case_id=case_id, face=face, along=along))
    open_banners = labels.declare_banners(work, [door.case])
    return work.later(
        lambda: Asking(
            banner=open_banners()[case_id],
            until=door.until,
            reason=None if first is None else first.reason_code,
        )
    )


def open_access(work: Work, ask: Ask, fresh: Fresh) -> Later[Released]:
    """
    Put an opening on record, and release the key once it is committed.

    Raises:
        AccessDenied: unknown case, off shift, kept away, or no rule speaks for her.
        EmergencyKeyMissing: she may, but nobody has passed the gated key on to her.
        ReasonMissing, WordsTooShort, WordsTooLong: no reason that a colleague can judge.
    """
    work.vault.keys.hold_log(work.desk)  # nobody is kept away between this decision and its event
    door = _door(work, ask.case_id, ask.face)
    first = _first(work, door, ask)
    if first is None:
        require_reason(ask)
    fresh.spend(work.principal, work.now)
    reason = ask.reason if first is None else first.reason_code
    access = timed.draw(work.vault.house, work.desk, ask.case_id, ask.face, reason, door.until)
    access.review_due = review_due(work.now, work.zone)
    private = None
    if first is not None:
        access.words_event = first.words_event
    elif ask.words.strip():
        access.words_event = EventId(access.event_id)
        private = work.vault.keys.seal_words(work.desk, access.words_event, ask.words)
    timed_store.add(work.session, access)
    work.act(
        OPENING[ask.face],
        id=EventId(access.event_id),
        basis=door.basis,
        comp=Compartment.JOURNAL,
        case=door.alias,
        count=1,
        reason=reason,
        ref=None if first is None else EventId(first.event_id),
        grant=GrantId(access.id),
        private=private,
    )
    shop = work.vault.keys
    return work.later(lambda: timed.release(shop, work.desk, access, door.alias, door.gates))


def _door(work: Work, case_id: CaseId, face: Face) -> _Door:
    action = OPENING[face]
    row = case_store.get(work.session, case_id)
    if row is None or work.principal.id is None:
        raise AccessDenied(action)
    shift = duty.of_actor(work.desk, work.vault.keys.standing)
    basis = work.require(
        action, facts=_facts(work, [row], shift)[case_id], case=CaseAlias(row.alias)
    )
    gates = timed.gates(work.vault.keys, work.desk, row, face)
    if not gates:
        raise EmergencyKeyMissing(action, CaseAlias(row.alias))
    until = expiry(face, work.now, shift.ends_at)
    return _Door(case=row, basis=basis, until=until, gates=gates)


def _first(work: Work, door: _Door, ask: Ask) -> TimedAccessRow | None:
    """Her running access to somebody of the family that a new one goes along with, or refuse."""
    if ask.along is None:
        return None
    row = timed_store.get(work.session, ask.along)
    case = None if row is None else case_store.get(work.session, CaseId(row.case_id))
    if row is None or case is None or case.family_id != door.case.family_id:
        raise AccessDenied(OPENING[ask.face], door.alias)
    is_hers = row.staff_id == work.principal.id and row.face == ask.face.value
    is_running = row.ended_at is None and timed.is_running(work.vault.keys, work.desk, case, row)
    if not (is_hers and is_running):
        raise AccessDenied(OPENING[ask.face], door.alias)
    return row


def _facts(work: Work, rows: Sequence[CaseFileRow], shift: duty.OnDuty) -> dict[CaseId, Facts]:
    own, hidden = work.principal.id, places.hidden(work)
    if own is None:
        return {CaseId(row.id): Facts(is_excluded=True) for row in rows}
    teams = team_store.present(work.session, [CaseId(row.id) for row in rows])
    return {
        CaseId(row.id): Facts(
            is_member=any(place.staff_id == own for place in teams[CaseId(row.id)]),
            state=CaseState(row.state),
            is_excluded=row.id in hidden,
            is_on_shift=shift.is_on,
            was_on_shift=shift.was_on,
        )
        for row in rows
    }


def faces_for(work: Work, rows: Sequence[CaseFileRow], shift: duty.OnDuty) -> dict[CaseId, Face]:
    """By which face the actor could open each case now, an emergency before a purpose."""
    role, found = work.principal.role, {}
    for case_id, facts in _facts(work, rows, shift).items():
        faces = (face for face, act in OPENING.items() if role and decide(role, act, facts).allowed)
        if (face := next(faces, None)) is not None:
            found[case_id] = face
    return found


def grant(work: Work, released: Released) -> Opened:
    """
    Wrap released keys to the actor until her access ends.

    Raises:
        AccessDenied: it is not hers, or has ended meanwhile.
    """
    row = case_store.get(work.session, released.case_id)
    if row is None:
        raise AccessDenied(Action.KEY_WRAP)
    access = timed.wrap_for_actor(work.vault.keys, work.desk, released, row)
    return timed.opened(access)


def declare_relatives(
    work: Work, case: CaseFileRow, running: Opened | None
) -> Callable[[], list[Relative]]:
    """
    Declare the others of her family whom the reader of a timed access could open along with her.

    Returns:
        A function that opens their pseudonyms after COMMIT.
    """
    if running is None:
        return list
    shift = duty.of_actor(work.desk, work.vault.keys.standing)
    own = StaffId(work.principal.id) if work.principal.id is not None else None
    house, family = work.house(), case_store.of_family(work.session, case.family_id)
    faces = faces_for(work, family, shift)
    declared = [
        (other, house.pseudonym(other))
        for other in family
        if other.id != case.id
        and own is not None
        and not timed_store.live(work.session, CaseId(other.id), own)
        and faces.get(CaseId(other.id)) is running.face
    ]
    return lambda: [
        Relative(id=CaseId(other.id), pseudonym=label.text(), kind=other.person_kind)
        for other, label in declared
    ]


def add_words(work: Work, grant_id: GrantId, words: str) -> Opened:
    """
    Say why, within half an hour of an opening in acute danger.

    They count as well for whom she opened along with it.

    Raises:
        AccessDenied: unknown, or not her own.
        WordsTooLate: the half hour is over, or the words were given.
        WordsTooShort, WordsTooLong: they say nothing, or too much.
    """
    access, case = _own(work, grant_id, Action.BREAK_GLASS_WORDS)
    if access.words_event is not None or work.now > access.opened_at + WORDS_WITHIN:
        raise WordsTooLate
    require_words(words)
    event = work.act(
        Action.BREAK_GLASS_WORDS,
        basis=work.require(Action.BREAK_GLASS_WORDS, facts=Facts(is_own=True)),
        case=CaseAlias(case.alias),
        count=1,
        ref=EventId(access.event_id),
        grant=grant_id,
    )
    event.private = work.vault.keys.seal_words(work.desk, EventId(event.id), words)
    for row in (access, *_companions(work, access, case)):
        row.words_event = EventId(event.id)
    return timed.opened(access)


def _companions(work: Work, access: TimedAccessRow, case: CaseFileRow) -> list[TimedAccessRow]:
    """Her accesses to others of the family, for the same reason, that lack her words as well."""
    family = {other.id for other in case_store.of_family(work.session, case.family_id)}
    since = work.now - WORDS_WITHIN
    rows = timed_store.of_staff(work.session, StaffId(access.staff_id), since)
    return [
        row
        for row in rows
        if row.case_id in family
        and row.words_event is None
        and (row.face, row.reason_code) == (access.face, access.reason_code)
    ]


def close(work: Work, grant_id: GrantId) -> None:
    """
    End one's own access before its time.

    Raises:
        AccessDenied: unknown, or not her own.
        AccessEnded: it is over already.
    """
    work.vault.keys.hold_log(work.desk)
    access, case = _own(work, grant_id, Action.BREAK_GLASS_CLOSE)
    if access.ended_at is not None:
        raise AccessEnded
    basis = work.require(Action.BREAK_GLASS_CLOSE, facts=Facts(is_own=True))
    timed.end(work.desk, case, access, basis)


def _own(work: Work, grant_id: GrantId, action: Action) -> tuple[TimedAccessRow, CaseFileRow]:
    access = timed_store.get(work.session, grant_id)
    if access is None or StaffId(access.staff_id) != work.principal.id:
        raise AccessDenied(action)
    case = case_store.get(work.session, CaseId(access.case_id))
    if case is None:
        raise AccessDenied(action)
    return access, case


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """
    One timed access to a case as its team sees it; ``function`` is a code of the list ``role``.

    Args:
        ended_at: when it ended, or will end.
    """

    face: Face
    function: str
    opened_at: datetime
    ended_at: datetime
    is_over: bool
    is_reviewed: bool


def of_case(work: Work, case_id: CaseId) -> Later[tuple[Banner, list[Past]]]:
    """
    Who has opened a case for a time, by function and without a word of why, newest first.

    Raises:
        AccessDenied: unknown, or neither in the team nor leading.
    """
    row = look_at(work, case_id)
    accesses = timed_store.of_cases(work.session, [case_id], row.opened_at)
    people = staff_store.by_ids(work.session, {StaffId(one.staff_id) for one in accesses})
    roles = {person.id: person.role for person in people}
    open_banners = labels.declare_banners(work, [row])
    past = [_past(one, roles[one.staff_id], work.now) for one in accesses]
    return work.later(lambda: (open_banners()[case_id], past))


def _past(row: TimedAccessRow, function: str, now: datetime) -> Past:
    ended_at = row.expires_at if row.ended_at is None else min(row.ended_at, row.expires_at)
    return Past(
        face=Face(row.face),
        function=function,
        opened_at=row.opened_at,
        ended_at=ended_at,
        is_over=ended_at <= now,
        is_reviewed=row.reviewed_event is not None,
    )
