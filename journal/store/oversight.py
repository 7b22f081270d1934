"""
The week's review: which weeks were looked through, what explained uses, and what is to be judged.

Who did what stands in the log; a row here only says that an event of the log is shown, why, and
whether somebody has judged it. The event of the finding names every row, so that none can vanish.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Index, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.clock import from_milliseconds
from journal.domain.ids import CaseAlias, EventId, StaffAlias
from journal.store.audit import (
    AuditCaseRow,
    AuditCheckpointRow,
    AuditEntryRow,
    AuditLeafRow,
)
from journal.store.columns import Count
from journal.store.db import Base
from journal.store.logbook import QUARTER_MS


class ReviewWeekRow(Base):
    """A week that was looked through, and by the root of which checkpoint its sample was drawn."""

    __tablename__ = "review_week"

    week: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[EventId]
    checkpoint: Mapped[int] = mapped_column(Count(is_long=True))
    """Its size; 0 where nothing was drawn."""


class ReviewCountRow(Base):
    """How many uses of a week were explained by the same thing."""

    __tablename__ = "review_count"

    week: Mapped[str] = mapped_column(primary_key=True)
    explanation: Mapped[str] = mapped_column(primary_key=True)
    uses: Mapped[int] = mapped_column(Count(is_long=True))


class ReviewItemRow(Base):
    """
    What a colleague did in one case on one day, for somebody to judge.

    ``id`` is the first event of it; ``rules`` are codes with spaces between them.
    """

    __tablename__ = "review_item"

    id: Mapped[EventId] = mapped_column(primary_key=True)
    week: Mapped[str]
    actor: Mapped[StaffAlias]
    case_alias: Mapped[CaseAlias | None] = mapped_column(default=None)
    rules: Mapped[str]
    uses: Mapped[int] = mapped_column(Count(is_long=True))
    since: Mapped[datetime]
    review_due: Mapped[datetime]
    reviewed_event: Mapped[EventId | None] = mapped_column(default=None)

    __table_args__ = (Index(None, "week"), Index(None, "reviewed_event"))


_ENTRIES = (
    select(AuditEntryRow.entry)
    .join(AuditLeafRow, AuditLeafRow.entry_id == AuditEntryRow.id)
    .where(
        AuditEntryRow.t >= bindparam("since"),
        AuditEntryRow.t < bindparam("until"),
        AuditEntryRow.actor.is_not(None),
    )
    .order_by(AuditEntryRow.t, AuditLeafRow.seq)
)
_CASES_OPENED = (
    select(AuditEntryRow.actor, func.count(AuditCaseRow.alias.distinct()).label("cases"))
    .join(AuditCaseRow, AuditCaseRow.entry_id == AuditEntryRow.id)
    .where(
        AuditEntryRow.act.in_(bindparam("acts", expanding=True)),
        AuditEntryRow.t >= bindparam("since"),
        AuditEntryRow.t < bindparam("until"),
        AuditEntryRow.out == "ok",
        AuditEntryRow.actor.is_not(None),
    )
    .group_by(AuditEntryRow.actor)
)
_FIRST_PLACE = (
    select(func.min(AuditLeafRow.seq))
    .join(AuditEntryRow, AuditEntryRow.id == AuditLeafRow.entry_id)
    .where(AuditEntryRow.t >= bindparam("since"), AuditEntryRow.t < bindparam("until"))
)


def add(
    session: Session,
    week: ReviewWeekRow,
    counts: Collection[ReviewCountRow],
    items: Collection[ReviewItemRow],
) -> None:
    """Store what was found in a week."""
    session.add_all([week, *counts, *items])
    session.flush()


def week(session: Session, name: str) -> ReviewWeekRow | None:
    """A week, if it was looked through."""
    return session.get(ReviewWeekRow, name)


def last_week(session: Session) -> str | None:
    """The newest week that was looked through."""
    return session.scalars(select(func.max(ReviewWeekRow.week))).one()


def counts(session: Session, name: str) -> dict[str, int]:
    """What explained the uses of a week, and how many."""
    query = select(ReviewCountRow).where(ReviewCountRow.week == name)
    return {row.explanation: row.uses for row in session.scalars(query)}


def items(session: Session, name: str) -> Sequence[ReviewItemRow]:
    """What is to be judged of a week, or was, in order of its events' ids."""
    query = select(ReviewItemRow).where(ReviewItemRow.week == name).order_by(ReviewItemRow.id)
    return session.scalars(query).all()


def get(session: Session, item_id: EventId) -> ReviewItemRow | None:
    """One thing to judge."""
    return session.get(ReviewItemRow, item_id)


def unreviewed(session: Session) -> Sequence[ReviewItemRow]:
    """What nobody has judged, the oldest week first."""
    query = select(ReviewItemRow).where(ReviewItemRow.reviewed_event.is_(None))
    return session.scalars(query.order_by(ReviewItemRow.week, ReviewItemRow.id)).all()


def reviews_of(session: Session, actor: StaffAlias) -> list[EventId]:
    """The events by which things that a colleague did were judged."""
    query = select(ReviewItemRow.reviewed_event).where(
        ReviewItemRow.actor == actor, ReviewItemRow.reviewed_event.is_not(None)
    )
    return [EventId(one) for one in session.scalars(query) if one is not None]


def drawn(session: Session, rule: str) -> dict[StaffAlias, str]:
    """The last week in which each colleague was drawn."""
    query = (
        select(ReviewItemRow.actor, func.max(ReviewItemRow.week).label("week"))
        .where(ReviewItemRow.rules == rule)
        .group_by(ReviewItemRow.actor)
    )
    return {row.actor: row.week for row in session.execute(query)}


def entries(session: Session, since: int, until: int) -> Sequence[bytes | None]:
    """The events of people between two instants in UTC milliseconds, in order of time."""
    return session.scalars(_ENTRIES, {"since": since, "until": until}).all()


def cases_opened(
    session: Session, acts: Collection[str], since: int, until: int
) -> dict[StaffAlias, int]:
    """How many cases each colleague opened between two instants in UTC milliseconds."""
    asked = {"acts": list(acts), "since": since, "until": until}
    return {row.actor: row.cases for row in session.execute(_CASES_OPENED, asked)}


def uses_by_quarter(
    session: Session, acts: Collection[str], since: int, until: int
) -> list[tuple[datetime, StaffAlias, int]]:
    """
    How often each colleague did something that was not refused, in each quarter of an hour.

    Args:
        since, until: UTC milliseconds; ``until`` is excluded.

    Returns:
        ``(begin of the quarter, colleague, uses)``, where there are any.
    """
    quarter = AuditEntryRow.t // QUARTER_MS
    query = select(quarter, AuditEntryRow.actor, func.count()).where(
        AuditEntryRow.act.in_(acts),
        AuditEntryRow.t >= since,
        AuditEntryRow.t < until,
        AuditEntryRow.out == "ok",
        AuditEntryRow.actor.is_not(None),
    )
    rows = session.execute(query.group_by(quarter, AuditEntryRow.actor))
    return [
        (from_milliseconds(number * QUARTER_MS), StaffAlias(actor), uses)
        for number, actor, uses in rows
        if actor is not None
    ]


def first_instant(session: Session) -> int | None:
    """When the log begins, in UTC milliseconds."""
    return session.scalars(select(func.min(AuditEntryRow.t))).one()


def times_of(session: Session, ids: Collection[EventId]) -> dict[EventId, int]:
    """When some events were appended, in UTC milliseconds; an unknown one is left out."""
    found: dict[EventId, int] = {}
    wanted = list(ids)
    for first in range(0, len(wanted), 500):
        query = select(AuditEntryRow.id, AuditEntryRow.t.label("ms")).where(
            AuditEntryRow.id.in_(wanted[first : first + 500])
        )
        found |= {row.id: row.ms for row in session.execute(query)}
    return found


def first_checkpoint(session: Session, since: int, until: int) -> AuditCheckpointRow | None:
    """The first checkpoint that covers an event between two instants in UTC milliseconds."""
    asked = {"since": since, "until": until}
    place = _FIRST_PLACE.scalar_subquery()
    query = select(AuditCheckpointRow).where(AuditCheckpointRow.size > place)
    return session.scalars(query.order_by(AuditCheckpointRow.size).limit(1), asked).one_or_none()
