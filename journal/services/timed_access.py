"""
Timed access: opening a journal in an emergency or for a purpose, saying why, ending it early.

Two works make one opening. The first puts it on record; its receipt releases the key; the second
wraps that key to her until the end. A crash between them leaves an opening on paper and no key.
"""

from dataclasses import dataclass
from datetime import datetime

from journal.domain.access import Action, Face, Facts
from journal.domain.broken import EmergencyKeyMissing, WordsTooLate
from journal.domain.cases import CaseState
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, EventId, GrantId, StaffId
from journal.domain.timed_access import (
    WORDS_WITHIN,
    Ask,
    expiry,
    require_reason,
    require_words,
    review_due,
)
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import exclusions as exclusion_store
from journal.store import teams as team_store
from journal.store import timed_access as timed_store
from journal.store.cases import CaseFileRow
from journal.store.timed_access import TimedAccessRow
from journal.vault import duty, timed
from journal.vault.desk import Fresh
from journal.vault.timed import OPENING, Released


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An access that runs: to which case, and until when."""

    id: GrantId
    case_id: CaseId
    face: Face
    expires_at: datetime
    words_until: datetime | None
    """Until when her own words may still follow; None when they were given."""


def open_access(work: Work, ask: Ask, fresh: Fresh) -> Later[Released]:
    """
    Put an opening on record, and release the key once it is committed.

    Raises:
        AccessDenied: unknown case, off shift, kept away, or no rule speaks for her.
        EmergencyKeyMissing: she may, but nobody has passed the gated key on to her.
        ReasonMissing, WordsTooShort, WordsTooLong: no reason that a colleague can judge.
    """
    action = OPENING[ask.face]
    row = case_store.get(work.session, ask.case_id)
    if row is None or work.principal.id is None:
        raise AccessDenied(action)
    alias, shift = CaseAlias(row.alias), duty.of_actor(work.desk, work.vault.keys.standing)
    basis = work.require(action, facts=_facts(work, row, shift), case=alias)
    require_reason(ask)
    fresh.spend(work.principal, work.now)
    gates = timed.gates(work.vault.keys, work.desk, row, ask.face)
    if not gates:
        raise EmergencyKeyMissing(action, alias)
    until = expiry(ask.face, work.now, shift.ends_at)
    access = timed.draw(work.vault.house, work.desk, ask.case_id, ask.face, ask.reason, until)
    access.review_due = review_due(work.now, work.zone)
    private = None
    if ask.words.strip():
        event_id = EventId(access.event_id)
        private = work.vault.keys.seal_words(work.desk, event_id, ask.words)
        access.words_event = event_id
    timed_store.add(work.session, access)
    work.act(
        action,
        id=EventId(access.event_id),
        basis=basis,
        comp=Compartment.JOURNAL,
        case=alias,
        count=1,
        reason=ask.reason,
        grant=GrantId(access.id),
        private=private,
    )
    return work.later(lambda: timed.release(work.vault.keys, work.desk, access, alias, gates))


def _facts(work: Work, row: CaseFileRow, shift: duty.OnDuty) -> Facts:
    own = work.principal.id
    if own is None:
        return Facts(is_excluded=True)
    case_id = CaseId(row.id)
    is_listed = exclusion_store.is_excluded(work.session, case_id, own)
    places = team_store.present(work.session, [case_id])[case_id]
    return Facts(
        is_member=any(place.staff_id == own for place in places),
        state=CaseState(row.state),
        is_excluded=is_listed or work.vault.keys.standing.is_kept_away(work.desk, row, own),
        is_on_shift=shift.is_on,
        was_on_shift=shift.was_on,
    )


def grant(work: Work, released: Released) -> Opened:
    """
    Wrap released keys to the actor until her access ends.

    Raises:
        AccessDenied: it is not hers, or has ended meanwhile.
    """
    row = case_store.get(work.session, released.case_id)
    if row is None:
        raise AccessDenied(Action.KEY_WRAP)
    access = timed.wrap_for_actor(work.vault.keys, work.desk, released, CaseAlias(row.alias))
    return opened(access)


def opened(access: TimedAccessRow) -> Opened:
    """An access as pages show it."""
    needs_words = access.words_event is None and access.face == Face.BREAK_GLASS.value
    return Opened(
        id=GrantId(access.id),
        case_id=CaseId(access.case_id),
        face=Face(access.face),
        expires_at=access.expires_at,
        words_until=access.opened_at + WORDS_WITHIN if needs_words else None,
    )


def add_words(work: Work, grant_id: GrantId, words: str) -> Opened:
    """
    Say why, within half an hour of an opening in acute danger.

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
    access.words_event = EventId(event.id)
    return opened(access)


def close(work: Work, grant_id: GrantId) -> None:
    """
    End one's own access before its time.

    Raises:
        AccessDenied: unknown, not her own, or over.
    """
    access, case = _own(work, grant_id, Action.BREAK_GLASS_CLOSE)
    if access.ended_at is not None:
        raise AccessDenied(Action.BREAK_GLASS_CLOSE, CaseAlias(case.alias))
    basis = work.require(Action.BREAK_GLASS_CLOSE, facts=Facts(is_own=True))
    work.vault.keys.hold_log(work.desk)
    timed.end(work.desk, case, access, basis)


def _own(work: Work, grant_id: GrantId, action: Action) -> tuple[TimedAccessRow, CaseFileRow]:
    access = timed_store.get(work.session, grant_id)
    if access is None or StaffId(access.staff_id) != work.principal.id:
        raise AccessDenied(action)
    case = case_store.get(work.session, CaseId(access.case_id))
    if case is None:
        raise AccessDenied(action)
    return access, case
