"""
Erasing what the log says of times that are over: looked at by anybody, agreed to by two, then done.

Rules: who agrees puts on record exactly what she agrees to, before anything goes; a week that
nobody has looked through is not erased; what was agreed to is erased in one transaction, and by
whoever runs the command again where a machine died in between.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config.settings import Settings
from journal.domain.access import Action, Basis
from journal.domain.clock import to_milliseconds
from journal.domain.ids import EventId
from journal.domain.oversight import LOOKS_BACK, WEEKS_BEFORE, Week
from journal.domain.retention import (
    REMINDER,
    Span,
    Survey,
    Terms,
    cutoff,
)
from journal.services.house import House
from journal.services.work import Work
from journal.store import audit as audit_store
from journal.store import condition as condition_store
from journal.store import history, rights
from journal.store import oversight as oversight_store
from journal.store import retention as retention_store
from journal.store.db import make_engine, make_sessions, reading
from journal.vault import retention

_NEEDED_BY_REVIEW = timedelta(weeks=WEEKS_BEFORE) + LOOKS_BACK


def look(house: House) -> tuple[Survey, Terms | None]:
    """
    What could be erased, and what was agreed to and is still to be erased; it leaves no event.

    Raises:
        Tampered: an old event is damaged.
        PruneRefused: the log is not what was agreed to.
    """
    months = house.settings.log_retention_months
    with reading(house.sessions) as session:
        last = oversight_store.last_week(session)
        until = _until(last, house.clock(), months, house.zone)
        return retention.survey(session, until, months), retention.waiting(session)


def _until(last: str | None, now: datetime, months: int, zone: ZoneInfo) -> int:
    """
    Up to when, in UTC milliseconds, events are old enough.

    The week's review still reads what is close before the next week that it looks through.

    Args:
        last: the newest week that was looked through, or None.
    """
    if last is None:
        return 0
    next_week = Week.named(last, zone).moved(1, zone).begins
    return to_milliseconds(min(cutoff(now, months), next_week - _NEEDED_BY_REVIEW))


def span(session: Session) -> Span:
    """
    Since when the log tells everything, and where a restore lost some of it; leaves no event.

    Args:
        session: an open transaction.
    """
    head = audit_store.head(session)
    mark = 0 if head is None else head.pruned
    gaps = []
    for restore in history.of_kinds(session, [Action.LOG_RESTORE.value], mark):
        last = condition_store.written_at(session, restore.seq - 1)
        after = condition_store.written_at(session, restore.seq)
        if last is not None and after is not None:
            gaps.append((last, after))
    since = condition_store.written_at(session, mark)
    return Span(since=since, is_cut=mark > 0, gaps=gaps)


def is_due(work: Work, months: int) -> bool:
    """Whether it is time to erase something; leaves no event."""
    last = oversight_store.last_week(work.session)
    return retention.is_due(work.session, _until(last, work.now - REMINDER, months, work.zone))


def confirm(work: Work, terms: Terms) -> EventId:
    """
    Agree, as a leader, to erase a prefix of the log.

    Returns:
        The event that says so.

    Raises:
        AccessDenied: she does not lead.
    """
    basis = work.require(Action.RETENTION_CONFIRM)
    return _agree(work, Action.RETENTION_CONFIRM, basis, terms, None)


def approve(work: Work, terms: Terms, confirmed: EventId) -> EventId:
    """
    Agree, as the second, to what a leader has agreed to; from then on it is to be erased.

    Args:
        confirmed: her event.

    Raises:
        AccessDenied: an account that has no part in the house.
        PruneRefused: it is the same person, or the leader agreed to something else.
    """
    basis = work.require(Action.RETENTION_PRUNE)
    retention.require_other(work.session, terms, confirmed, work.principal.alias)
    return _agree(work, Action.RETENTION_PRUNE, basis, terms, confirmed)


def _agree(work: Work, action: Action, basis: Basis, terms: Terms, ref: EventId | None) -> EventId:
    event = work.act(
        action,
        basis=basis,
        items=terms.items(),
        count=terms.size,
        reason=str(terms.months),
        ref=ref,
    )
    return EventId(event.id)


def carry_out(house: House, terms: Terms, owned: Settings) -> int:
    """
    Erase what was agreed to, in one transaction, under the role that may.

    Args:
        house: that is pruned.
        terms: what two people agreed to.
        owned: settings with the password of the owner of the tables, where the server wants one.

    Returns:
        How many events went.

    Raises:
        PruneRefused: the log is not what was agreed to; nothing was erased.
        Tampered: it is damaged; nothing was erased.
    """
    engine = make_engine(rights.retention_url(owned))
    try:
        sessions = make_sessions(engine)
        with sessions.begin() as session:
            audit_store.lock(session, house.vault.house)
            erased = retention.erase(session, terms)
        with engine.connect() as connection:
            retention_store.wipe(connection)
    finally:
        engine.dispose()
    return erased
