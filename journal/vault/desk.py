"""
The desk at which one unit of work is done.

What the vault and the work share between BEGIN and the page.

Rules: text opens only after COMMIT, things are declared only before it, and nothing works
afterwards.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy.orm import Session

from crypto.identity import UserKeys
from journal.domain.audit import Event, Item
from journal.domain.errors import AccessDenied, NotCommitted
from journal.domain.ids import CertificateId, EventId, KeyId, StaffAlias, StaffId
from journal.domain.staff import Role


class Stage(Enum):
    """Where a unit of work is: on its way down, sealed for the log, committed, or over."""

    DOWN = auto()
    SEALED = auto()
    COMMITTED = auto()
    DEAD = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """
    Who acts: a colleague with or without her keys, a job, or nobody yet.

    Args:
        auth: how she proved herself, as written in the log; empty before she has.
        name: as colleagues see her, for the head of her own pages.
        session_tag: 8 bytes that stand for her session in the log, never the session itself.
    """

    id: StaffId | None = None
    alias: StaffAlias | None = None
    role: Role | None = None
    certificate_id: CertificateId | None = None
    keys: UserKeys | None = field(default=None, repr=False)
    auth: str = ""
    name: str = field(default="", repr=False)
    session_tag: bytes | None = None


NOBODY = Principal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof that an event was committed: its entry and the hash of its bytes."""

    entry_id: EventId
    hash: bytes


FRESH_FOR = timedelta(seconds=60)
PERFORMING: ContextVar[object | None] = ContextVar("performing", default=None)
"""Stands for the perform that is running, through all its tries; None between performs."""


@dataclass(slots=True, kw_only=True)
class Fresh:
    """
    Proof that she typed her password just now, good for one act within a minute.

    Args:
        session_tag: of the session in which it was typed.
        at: when, with a time zone.
        spent_in: the perform it was used in; a use case that runs again there uses it again.
    """

    session_tag: bytes | None
    at: datetime
    spent_in: object | None = None

    def spend(self, principal: Principal, now: datetime) -> None:
        """
        Use it up.

        Raises:
            AccessDenied: used before, older than a minute, or of another session.
        """
        here = PERFORMING.get() or object()
        is_spent = self.spent_in is not None and self.spent_in is not here
        is_young = timedelta() <= now - self.at <= FRESH_FOR
        if is_spent or not is_young or self.session_tag != principal.session_tag:
            raise AccessDenied
        self.spent_in = here


@dataclass(slots=True, kw_only=True)
class Desk:
    """Shared state of one unit of work."""

    session: Session
    principal: Principal
    now: datetime
    stage: Stage = Stage.DOWN
    events: list[Event] = field(default_factory=list)
    used: set[tuple[KeyId, bytes | None]] = field(default_factory=set)
    """
    ``(key id, recipient)`` of every key this work relies on; looked at again under the lock of the
    log.
    """
    damaged: list[Item] = field(default_factory=list)
    """What did not open on the way up."""
    labels: int = 0
    holds_log: bool = False
    """Whether this work holds the log of the house until its COMMIT."""
    has_read_log: bool = False
    """Whether this work has asked the log what has ended."""
    receipts: dict[EventId, Receipt] = field(default_factory=dict)
    """What was appended; proof of anything only once this work is committed."""
    until: datetime | None = None
    """Until when the timed access counts that this work relies on; None when it relies on none."""
    appended_ms: int | None = None
    """The clock at which the events of this work were appended."""

    def require(self, stage: Stage) -> None:
        """
        Insist on the stage.

        Raises:
            NotCommitted: text is asked for too early or too late, or something is declared after
                the events are fixed.
        """
        if self.stage is not stage:
            raise NotCommitted
