"""
What the log tells about the state of the house: ages, and a clock or a service that fell.

Nothing here reads a use of somebody's: times, places and the kinds of acts of the service alone.
"""

from datetime import datetime
from itertools import pairwise

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from journal.domain.clock import from_milliseconds
from journal.store.audit import AuditCheckpointRow, AuditEntryRow, AuditLeafRow

MOST = 2_000
"""So many of the newest events are looked at for falls: some two days of a house of fifteen."""
MOST_STARTS = 200


def written_at(session: Session, place: int) -> datetime | None:
    """When the event at a place was written, in UTC; None where there is none."""
    query = (
        select(AuditEntryRow.t)
        .join(AuditLeafRow, AuditLeafRow.entry_id == AuditEntryRow.id)
        .where(AuditLeafRow.seq == place)
    )
    found = session.scalars(query).one_or_none()
    return None if found is None else from_milliseconds(found)


def last_checkpoint(session: Session) -> int | None:
    """How many events the newest stored checkpoint confirms."""
    query = select(AuditCheckpointRow.size).order_by(AuditCheckpointRow.size.desc()).limit(1)
    return session.scalars(query).one_or_none()


def last_of(session: Session, act: str, outcome: str) -> datetime | None:
    """When an act was last done with an outcome, in UTC."""
    query = (
        select(AuditEntryRow.t)
        .where(AuditEntryRow.act == act, AuditEntryRow.out == outcome)
        .order_by(AuditEntryRow.t.desc())
        .limit(1)
    )
    found = session.scalars(query).one_or_none()
    return None if found is None else from_milliseconds(found)


def last_used(session: Session) -> datetime | None:
    """When a colleague last did anything, in UTC."""
    query = (
        select(AuditEntryRow.t)
        .where(AuditEntryRow.actor.is_not(None))
        .order_by(AuditEntryRow.t.desc())
        .limit(1)
    )
    found = session.scalars(query).one_or_none()
    return None if found is None else from_milliseconds(found)


def falls(session: Session, jump: str, size: int, *, since: int, until: int, tolerance: int) -> int:
    """
    How often the clock fell by more than a tolerance, by the order of the log.

    A fall counts while its later event, or the earlier one, lies in the time that is asked for: a
    clock that was put right after a year ahead is forgotten in time, and so is one that was a year
    behind. Further back than the newest events those count that the service saw itself.

    Args:
        jump: the act that the service writes when it sees one.
        size: of the log.
        since, until, tolerance: in UTC milliseconds.
    """
    seen = select(func.count()).where(
        AuditEntryRow.act == jump, AuditEntryRow.t.between(since, until)
    )
    before = func.lag(AuditEntryRow.t).over(order_by=AuditLeafRow.seq).label("before")
    pairs = (
        select(AuditEntryRow.t.label("after"), before)
        .join(AuditLeafRow, AuditLeafRow.entry_id == AuditEntryRow.id)
        .where(AuditLeafRow.seq >= size - MOST)
        .subquery()
    )
    query = select(func.count()).where(
        pairs.c.after < pairs.c.before - tolerance,
        or_(
            pairs.c.after.between(since, until),
            pairs.c.before.between(since, until),
        ),
    )
    return max(session.scalars(query).one(), session.scalars(seen).one())


def starts_without_stop(session: Session, start: str, stop: str, since: int) -> int:
    """
    How often the service started although it had not been stopped.

    Args:
        start, stop: the acts.
        since: in UTC milliseconds.
    """
    query = (
        select(AuditEntryRow.act, AuditEntryRow.t.label("ms"))
        .join(AuditLeafRow, AuditLeafRow.entry_id == AuditEntryRow.id)
        .where(AuditEntryRow.act.in_((start, stop)))
        .order_by(AuditLeafRow.seq.desc())
        .limit(MOST_STARTS)
    )
    found = [(row.act, row.ms) for row in session.execute(query)]
    return sum(
        later == earlier == start and at >= since for (later, at), (earlier, _) in pairwise(found)
    )
