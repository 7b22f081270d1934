"""
What browsers have seen of the log, compared at each request.

A log that does not fit is put on record, evidence of it is kept, and the leader's pages are red.
"""

from dataclasses import replace
from uuid import uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError

from journal.domain.access import Action, Basis, Outcome
from journal.domain.audit import Event
from journal.domain.errors import JournalError, LogChanged, LogStopped, Tampered
from journal.domain.ids import EventId
from journal.services.context import Context
from journal.services.record import record
from journal.vault.desk import NOBODY
from journal.vault.lookout import Finding
from journal.vault.verifier import Report, Verdict

_LOG = structlog.get_logger()


def compare(context: Context, carried: str | None) -> None:
    """
    Compare the log with what the browser of this request has seen of it.

    Args:
        carried: a signed head, or None when the browser brings none.

    Raises:
        LogChanged: it does not fit. It is on record, and the next request is served.
        LogStopped: the log cannot be read.
    """
    try:
        found = _look(context, carried)
    except (SQLAlchemyError, Tampered) as error:
        raise LogStopped from error
    if found is not None:
        raise LogChanged


def attest(context: Context) -> str | None:
    """The present head, signed, for the browser to carry; None when it cannot be."""
    try:
        found = _look(context, None)
    except (SQLAlchemyError, Tampered):
        return None
    return None if found is not None else context.watch.lookout.attest(context.vault.signer)


def _look(context: Context, carried: str | None) -> Finding | None:
    found = context.watch.lookout.look(context.sessions, context.vault.signer, carried)
    if found is not None:
        _raise_alarm(context, found)
    return found


def _raise_alarm(context: Context, found: Finding) -> None:
    """Evidence first: it outlives this process and is read by every later verification."""
    _LOG.error("log changed", code=found.check.value)
    try:
        if found.evidence is not None:
            context.witness.accuse(found.evidence)
    except OSError as error:
        _LOG.error("evidence not kept", code=type(error).__name__)
    report = Report(verdict=Verdict.TAMPERED, size=found.size, check=found.check)
    context.watch.note(report, context.clock())
    event = Event(
        id=EventId(uuid4()),
        action=Action.LOG_ALARM,
        outcome=Outcome.ERROR,
        basis=Basis.JOB,
        count=found.seen,
    )
    try:
        record(replace(context, principal=NOBODY, source="job"), event)
    except JournalError as error:
        _LOG.error("alarm not on record", code=error.code)
