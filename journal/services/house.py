"""An opened house: what every entrance works with, put together once by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, sessionmaker

from config.settings import Settings
from journal.domain.access import Action, Basis
from journal.domain.audit import Event
from journal.domain.calendar import DayOff
from journal.domain.clock import now_utc
from journal.domain.ids import EventId, RequestId
from journal.domain.oversight import Thresholds
from journal.services.context import Context, LogWatch, Turnstile
from journal.services.record import record, sign_checkpoint
from journal.store import history
from journal.vault.desk import NOBODY, Principal
from journal.vault.vault import Vault
from journal.vault.witness import Witness


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """
    One house, opened.

    Args:
        settings: of the service.
        sessions: makes database sessions.
        vault: of this house.
        turnstile: for the writers of this process.
        watch: the last verification of the log.
        clock: gives the present instant in UTC.
    """

    settings: Settings
    sessions: sessionmaker[Session]
    vault: Vault
    turnstile: Turnstile
    watch: LogWatch = field(default_factory=LogWatch)
    clock: Callable[[], datetime] = now_utc

    def __post_init__(self) -> None:
        """Let the key provider see for itself what the log holds."""
        self.vault.keys.provider.use_log(history.committed(self.sessions))

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the house."""
        return ZoneInfo(self.settings.time_zone)

    @property
    def witness(self) -> Witness:
        """What bears witness for the log outside the database."""
        settings = self.settings
        return Witness(
            signer=self.vault.signer,
            elsewhere=settings.witness_dir,
            evidence=settings.evidence_dir,
        )

    @property
    def thresholds(self) -> Thresholds:
        """From when on the week's review shows something, as the house has set it."""
        names = Thresholds.__dataclass_fields__
        return Thresholds(**{name: getattr(self.settings, f"review_{name}") for name in names})

    def context(
        self, source: str, principal: Principal = NOBODY, request_id: RequestId | None = None
    ) -> Context:
        """What a unit of work is handed: this house, for one person and one request."""
        return Context(
            sessions=self.sessions,
            vault=self.vault,
            turnstile=self.turnstile,
            witness=self.witness,
            zone=self.zone,
            thresholds=self.thresholds,
            days_off=frozenset(DayOff(each) for each in self.settings.days_off),
            log_months=self.settings.log_retention_months,
            watch=self.watch,
            principal=principal,
            source=source,
            request_id=RequestId(uuid4()) if request_id is None else request_id,
            clock=self.clock,
        )


def note_start(house: House) -> None:
    """Put the start of the service on record and sign a checkpoint."""
    _note(house, Action.SERVICE_START)


def note_stop(house: House) -> None:
    """Put the stop of the service on record and sign a checkpoint."""
    _note(house, Action.SERVICE_STOP)


def note_migration(house: House) -> None:
    """Put a change of the schema on record."""
    _note(house, Action.SCHEMA_MIGRATE)


def _note(house: House, action: Action) -> None:
    context = house.context("job")
    record(context, Event(id=EventId(uuid4()), action=action, basis=Basis.JOB))
    sign_checkpoint(context)
