"""
The database: base class and engines for SQLite and PostgreSQL.

Rules: what a column may hold is decided by its kind (``store.columns``). SQLite writes through to
the disk (``synchronous=FULL``), wipes what it deletes and begins every transaction as a writer;
PostgreSQL commits synchronously.
"""

from datetime import date, datetime
from typing import Any, dataclass_transform
from uuid import UUID

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeEngine

from journal.domain import ids
from journal.store.authorizer import guard_connection
from journal.store.columns import Count, Day, Id, Raw, SealedBytes, Utc, Words

_ID_KINDS: tuple[Any, ...] = (
    UUID,
    ids.HouseId,
    ids.LogId,
    ids.StaffId,
    ids.StaffAlias,
    ids.CertificateId,
    ids.CaseId,
    ids.CaseAlias,
    ids.FamilyId,
    ids.StayId,
    ids.NoteId,
    ids.DeadlineId,
    ids.RecordId,
    ids.EventId,
    ids.FactId,
    ids.FiguresId,
    ids.PublicationId,
    ids.RequestId,
    ids.RecoveryId,
    ids.AppointmentId,
    ids.ShiftId,
    ids.GrantId,
    ids.EnquiryId,
    ids.VisitationId,
    ids.SafetyEventId,
    ids.DecisionId,
    ids.DelegationId,
    ids.RoomId,
    ids.AssignmentId,
    ids.OutId,
)
_TYPES: dict[Any, TypeEngine[Any]] = {
    **{kind: Id() for kind in _ID_KINDS},
    datetime: Utc(),
    date: Day(),
    ids.Sealed: SealedBytes(),
    ids.KeyId: Raw(8),
    bytes: Raw(),
    str: Words(),
    int: Count(),
}


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column,))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Base of all tables of a house; constructors are typed and take names only."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = _TYPES


READS_ONLY = "reads_only"
"""Execution option of a connection that begins as a reader on SQLite."""

SQLITE_PRAGMAS = (
    "busy_timeout=5000",  # first: the next one may have to wait for another process
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
)


def is_sqlite(bind: Engine | Connection) -> bool:
    """Whether this is the file engine."""
    return bind.dialect.name == "sqlite"


def make_engine(url: str, *, guarded: bool = True) -> Engine:
    """
    Open the database of one house.

    Args:
        url: SQLAlchemy address, ``sqlite:///...`` or ``postgresql+psycopg://...``.
        guarded: False only for migrations, which must change the schema that the guard protects.

    Returns:
        An engine whose connections carry the settings of this module.
    """
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if is_sqlite(engine):

        @event.listens_for(engine, "connect")
        def on_connect(connection: Any, _record: ConnectionPoolEntry) -> None:
            # SQLAlchemy's own BEGIN below, never the driver's late one.
            connection.isolation_level = None
            for pragma in SQLITE_PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            if guarded:
                guard_connection(connection)

        @event.listens_for(engine, "begin")
        def on_begin(connection: Connection) -> None:
            reads_only = connection.get_execution_options().get("reads_only", False)
            # A late upgrade from reader to writer would fail without waiting.
            connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def on_checkin(connection: Any, _record: ConnectionPoolEntry) -> None:
        # After a COMMIT that failed SQLAlchemy takes the transaction for ended; the database may
        # not. A connection that waits in the pool with its locks would stop the house, or refuse
        # whoever gets it next.
        if connection is not None and not getattr(connection, "closed", False):
            connection.rollback()

    return engine


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """A maker of sessions whose rows stay readable after COMMIT, when their text is opened."""
    return sessionmaker(engine, expire_on_commit=False)


def reading(sessions: sessionmaker[Session]) -> Session:
    """
    A session that only reads, holds nobody up, and sees one moment, for long looks.

    Without one moment a log that grows during the look would seem not to fit its head.
    """
    engine: Engine = sessions.kw["bind"]
    if is_sqlite(engine):
        return sessions(bind=engine.execution_options(**{READS_ONLY: True}))
    return sessions(bind=engine.execution_options(isolation_level="REPEATABLE READ"))
