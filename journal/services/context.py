"""
What an entrance hands to a unit of work.

Where to work, with which vault, for whom, and in whose turn.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, sessionmaker

from journal.domain.calendar import NO_DAYS_OFF, DayOff
from journal.domain.clock import now_utc
from journal.domain.errors import Busy
from journal.domain.ids import RequestId
from journal.domain.oversight import Thresholds
from journal.vault.desk import NOBODY, Principal
from journal.vault.lookout import Lookout
from journal.vault.vault import Report, Vault
from journal.vault.witness import Witness

WAIT_SECONDS = 5.0


class Turnstile:
    """
    Lets the writers of one process in one after another, in order of arrival.

    SQLite has one writer at a time and wakes waiting ones by chance; PostgreSQL needs no turnstile.
    """

    def __init__(self, *, is_needed: bool) -> None:
        self._lock = Lock() if is_needed else None

    @contextmanager
    def pass_through(self) -> Iterator[None]:
        """Wait for a turn; raises ``Busy`` after five seconds."""
        if self._lock is None:
            yield
            return
        if not self._lock.acquire(timeout=WAIT_SECONDS):
            raise Busy
        try:
            yield
        finally:
            self._lock.release()


@dataclass(slots=True)
class LogWatch:
    """The last verification of the log in this process, and what the process has seen of it."""

    report: Report | None = None
    at: datetime | None = None
    lookout: Lookout = field(default_factory=Lookout)

    def note(self, report: Report, at: datetime) -> None:
        """Keep the newest report."""
        self.report, self.at = report, at


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """
    What an entrance hands over: where to work, with which vault, for whom.

    Args:
        zone: of the house, in which days and weeks begin.
        thresholds: from when on the week's review shows something.
        days_off: what deadlines in working days leave out beside the public holidays.
        log_months: how long the house keeps what its log says.
        source: ``web``, ``cli`` or ``job``, as written in the log.
        clock: gives the present instant in UTC.
    """

    sessions: sessionmaker[Session]
    vault: Vault
    turnstile: Turnstile
    witness: Witness
    zone: ZoneInfo
    thresholds: Thresholds = field(default_factory=Thresholds)
    days_off: frozenset[DayOff] = NO_DAYS_OFF
    log_months: int = 60
    watch: LogWatch = field(default_factory=LogWatch)
    principal: Principal = NOBODY
    source: str = "job"
    request_id: RequestId = field(default_factory=lambda: RequestId(uuid4()))
    clock: Callable[[], datetime] = now_utc
