"""Writing single events outside a use case, and signing checkpoints."""

import errno
from uuid import uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError

from journal.domain.access import Action, Outcome
from journal.domain.audit import Event, Item, Origin
from journal.domain.broken import KeyWaits
from journal.domain.clock import to_milliseconds
from journal.domain.errors import AccessDenied, Busy, DiskFull, LogStopped, Tampered
from journal.domain.ids import EventId
from journal.domain.replay import REPLAYED
from journal.services.context import Context
from journal.store.db import reading
from journal.vault.desk import Desk

_LOG = structlog.get_logger()
FULL = (errno.ENOSPC, errno.EDQUOT)
FULL_STATE = "53100"
"""PostgreSQL's own word for a disk that is full."""


def origin(context: Context) -> Origin:
    """What all events of one request share."""
    principal, ledger = context.principal, context.vault.ledger
    return Origin(
        house=ledger.house,
        log=ledger.log,
        actor=principal.alias,
        auth=principal.auth,
        session_tag=principal.session_tag,
        source=context.source,
        request=context.request_id,
    )


def record(context: Context, event: Event) -> None:
    """
    Write one event in a transaction of its own: a refusal, damage that was found, start and stop.

    Raises:
        LogStopped: it cannot be written.
    """
    try:
        with context.turnstile.pass_through(), context.sessions() as session:
            desk = Desk(
                session=session, principal=context.principal, now=context.clock(), events=[event]
            )
            context.vault.ledger.append(desk, origin(context), to_milliseconds(context.clock()))
            session.commit()
            context.vault.ledger.committed(desk)
    except SQLAlchemyError as error:
        raise stopped(error) from error


def stopped(error: Exception) -> LogStopped:
    """Why nothing can be put on record, as far as the database or the disk says it."""
    cause = getattr(error, "orig", error)
    is_full = (
        getattr(cause, "errno", None) in FULL
        or getattr(cause, "sqlstate", None) == FULL_STATE
        or "database or disk is full" in str(cause)
    )
    return DiskFull() if is_full else LogStopped()


def record_refusal(context: Context, denied: AccessDenied | KeyWaits) -> None:
    """Nobody in particular is counted elsewhere; a colleague's refused act stands in the log."""
    if denied.action is None or context.principal.alias is None:
        return
    items = [] if denied.case is None else [Item(case=denied.case)]
    record(
        context,
        Event(
            id=EventId(uuid4()), action=Action(denied.action), outcome=Outcome.DENIED, items=items
        ),
    )


def report_damage(context: Context, desk: Desk | None, *, is_certain: bool = False) -> None:
    """Put on record what did not open in a work, or that something did not."""
    damaged = [] if desk is None else list(desk.damaged)
    if damaged or is_certain:
        event = Event(
            id=EventId(uuid4()), action=Action.OPEN_ERROR, outcome=Outcome.ERROR, items=damaged
        )
        record(context, event)


def sign_checkpoint(context: Context) -> bool:
    """
    Sign the present head of the log, inside the database and in the files outside it.

    The answer to a request is ready when this runs, so a failure is reported and never raised. A
    head that does not follow stays unsigned, and the verifier shows it to the leader.

    Returns:
        Whether log and file are signed up to the present.
    """
    try:
        turn = context.turnstile.pass_through()
        context.witness.sign(context.sessions, context.clock(), turn)
        follow(context)
    except (Tampered, Busy, SQLAlchemyError, OSError) as error:
        _LOG.error("checkpoint not signed", code=getattr(error, "code", type(error).__name__))
        return False
    return True


def follow(context: Context) -> None:
    """
    Bring the replay log up to what is committed.

    Raises:
        Tampered: the log of the house is shorter than the replay log has seen it.
        OSError, SQLAlchemyError: it cannot be read or written.
    """
    with reading(context.sessions) as session:
        context.vault.replay.follow(session, to_milliseconds(context.clock()))


def set_aside(context: Context, desk: Desk) -> None:
    """
    Before COMMIT: make room for the lines of acts that no old copy of the database may undo.

    Raises:
        LogStopped: there is none, so the act is refused.
    """
    if _outlives(desk):
        try:
            context.vault.replay.set_aside()
        except OSError as error:
            raise stopped(error) from error


def follow_act(context: Context, desk: Desk) -> None:
    """
    After COMMIT: write the lines of such acts.

    Where it fails although room was set aside, the next act or checkpoint tries again: the answer
    to this one is ready.
    """
    if not _outlives(desk):
        return
    try:
        follow(context)
    except (Tampered, OSError, SQLAlchemyError) as error:
        _LOG.error("replay log not written", code=getattr(error, "code", type(error).__name__))


def _outlives(desk: Desk) -> bool:
    return any(event.action in REPLAYED and event.outcome is Outcome.OK for event in desk.events)
