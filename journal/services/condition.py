"""
The state of the house, for who sees to it: what was measured becomes green or red.

Rules: looking is on record; nobody learns a name, a case or a path by it; how many reviews are late
is told to those who may review. No page waits for a disk that is away: ``keep_watch`` measures, for
a timer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config.settings import Settings
from journal.domain import condition_rules as rules
from journal.domain.access import Action, Basis, Outcome
from journal.domain.audit import Event
from journal.domain.clock import to_milliseconds
from journal.domain.condition import Check, Finding
from journal.domain.condition_rules import Covered, Verified
from journal.domain.errors import JournalError, Tampered
from journal.domain.ids import EventId
from journal.domain.policy import decide
from journal.domain.timed_access import Stage
from journal.services import audit, oversight
from journal.services.context import Context, LogWatch
from journal.services.house import House
from journal.services.record import record
from journal.services.work import Work
from journal.store import audit as audit_store
from journal.store import condition as condition_store
from journal.store.db import reading
from journal.vault import condition as measures
from journal.vault.condition import Measured
from journal.vault.verifier import Report
from journal.vault.witness import Witness

_LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    What is known of the house outside its database.

    Args:
        settings: which folders it has.
        verified: the last check of its log.
        measured: what the timer, or whoever looks now, found.
        ran_at: when the timer last measured.
        state_disk: how full the disk of journal and log is, in percent.
        has_reserve: there is room to give away.
        signer: events that the checkpoint beside the database confirms, or None.
        has_evidence: somebody's browser had seen another log.
    """

    settings: Settings
    verified: Verified | None
    measured: Measured | None
    ran_at: datetime | None
    state_disk: int | None
    has_reserve: bool
    signer: int | None
    has_evidence: bool


def see(
    settings: Settings, witness: Witness, watch: LogWatch, measured: Measured | None = None
) -> Seen:
    """
    Look at what lies on this machine beside the database.

    Args:
        watch: the last check of the log in this process.
        measured: of folders outside; by default what the timer noted.
    """
    noted = measures.read_measured(settings)
    note = witness.signer.outside_note()
    known = None if note is None else witness.signer.read(note)
    return Seen(
        settings=settings,
        verified=_newer(measures.read_verified(settings), watch),
        measured=noted if measured is None else measured,
        ran_at=None if noted is None else noted.at,
        state_disk=measures.used(settings.state_dir),
        has_reserve=measures.has_reserve(settings),
        signer=None if known is None else known.size,
        has_evidence=witness.has_evidence(),
    )


def _newer(noted: Verified | None, watch: LogWatch) -> Verified | None:
    if watch.report is None or watch.at is None:
        return noted
    return (
        noted
        if noted is not None and noted.at > watch.at
        else measures.verified_by(watch.report, watch.at)
    )


def show(work: Work, seen: Seen) -> list[Finding]:
    """
    Every finding that the actor may see; that she looked is in the log.

    Raises:
        AccessDenied: the state of the house is not hers to see to.
    """
    work.act(Action.HEALTH_READ, basis=work.require(Action.HEALTH_READ))
    stages = oversight.stages_waiting(work.session, work.principal, work.now)
    is_told = (
        work.principal.role is not None and decide(work.principal.role, Action.REVIEW_READ).allowed
    )
    overdue = sum(stage is not Stage.IN_TIME for stage in stages) if is_told else None
    return findings(work.session, seen, work.now, overdue)


def count_red(context: Context, seen: Callable[[], Seen]) -> int:
    """
    How much is red, for the front page of who may look; reads and leaves no event.

    It is nothing while the database cannot be asked: the page that says so comes by itself.
    """
    role = context.principal.role
    if role is None or not decide(role, Action.HEALTH_READ).allowed:
        return 0
    try:
        with reading(context.sessions) as session:
            stages = oversight.stages_waiting(session, context.principal, context.clock())
            overdue = sum(stage is not Stage.IN_TIME for stage in stages)
            found = findings(session, seen(), context.clock(), overdue)
    except SQLAlchemyError:
        return 0
    return sum(not one.is_green for one in found)


def of_log(session: Session, seen: Seen, now: datetime) -> list[Finding]:
    """Every finding, for who runs the machine; leaves no event."""
    return findings(session, seen, now, oversight.count_overdue(session, now))


def findings(session: Session, seen: Seen, now: datetime, overdue: int | None) -> list[Finding]:
    """
    Everything that is looked at, in its order.

    Args:
        overdue: how many reviews are late; None for who is not told.
    """
    groups: dict[Check, Callable[[], list[Finding]]] = {
        Check.CHECKPOINT: lambda: _of_checkpoints(session, seen, now),
        Check.BROWSERS: lambda: [_of_browsers(session, seen, now)],
        Check.CLOCK: lambda: [_of_clock(session, now)],
        Check.STOPS: lambda: [_of_stops(session, now)],
        Check.RESTORE: lambda: _of_backups(session, seen, now),
    }
    found = [rules.of_verify(seen.verified, now), *outside(seen, now)]
    found += [] if overdue is None else [rules.of_reviews(overdue)]
    for check, ask in groups.items():
        found += _unless_damaged(check, ask)
    return sorted(found, key=lambda one: list(Check).index(one.check))


def outside(seen: Seen, now: datetime) -> list[Finding]:
    """What can be said while the database does not answer."""
    disks = {} if seen.measured is None else seen.measured.disks
    return [
        rules.of_disk(Check.STATE_DISK, seen.state_disk),
        *(rules.of_disk(check, percent) for check, percent in disks.items()),
        rules.of_reserve(is_there=seen.has_reserve),
        rules.of_timer(seen.ran_at, now),
    ]


def beside_database(settings: Settings, now: datetime) -> list[Finding]:
    """As ``outside``, where neither pins nor database can be read."""
    noted = measures.read_measured(settings)
    seen = Seen(
        settings=settings,
        verified=None,
        measured=noted,
        ran_at=None if noted is None else noted.at,
        state_disk=measures.used(settings.state_dir),
        has_reserve=measures.has_reserve(settings),
        signer=None,
        has_evidence=False,
    )
    return outside(seen, now)


def _of_checkpoints(session: Session, seen: Seen, now: datetime) -> list[Finding]:
    head = audit_store.head(session)
    size = 0 if head is None else head.size
    stored = condition_store.last_checkpoint(session)
    found = [
        rules.of_checkpoint(check, _covered(session, confirmed, size), now)
        for check, confirmed in ((Check.CHECKPOINT, stored), (Check.SIGNER, seen.signer))
    ]
    if seen.settings.witness_dir is None:
        return [*found, rules.no_place(Check.ELSEWHERE)]
    confirmed = None if seen.measured is None else seen.measured.elsewhere
    elsewhere = _covered(session, confirmed, size)
    return [*found, rules.of_checkpoint(Check.ELSEWHERE, elsewhere, now)]


def _covered(session: Session, confirmed: int | None, size: int) -> Covered | None:
    if confirmed is None:
        return None
    return Covered(
        size=confirmed,
        newer=max(0, size - confirmed),
        at=condition_store.written_at(session, confirmed - 1),
        waits_since=condition_store.written_at(session, confirmed),
    )


def _unless_damaged(check: Check, ask: Callable[[], list[Finding]]) -> list[Finding]:
    """A damaged event must not hide what else there is to say."""
    try:
        return ask()
    except Tampered:
        return [rules.of_damage(check)]


def _of_browsers(session: Session, seen: Seen, now: datetime) -> Finding:
    last = condition_store.last_used(session)
    return rules.of_browsers(last, now, has_evidence=seen.has_evidence)


def _of_clock(session: Session, now: datetime) -> Finding:
    head = audit_store.head(session)
    size = 0 if head is None else head.size
    falls = condition_store.falls(
        session,
        Action.CLOCK_JUMP.value,
        size,
        since=to_milliseconds(now - rules.LOOKS_BACK),
        until=to_milliseconds(now + rules.CLOCK_TOLERANCE),
        tolerance=rules.CLOCK_TOLERANCE // timedelta(milliseconds=1),
    )
    return rules.of_clock(condition_store.written_at(session, size - 1), falls, now)


def _of_stops(session: Session, now: datetime) -> Finding:
    start, stop = Action.SERVICE_START.value, Action.SERVICE_STOP.value
    since = to_milliseconds(now - rules.LOOKS_BACK)
    return rules.of_stops(condition_store.starts_without_stop(session, start, stop, since))


def _of_backups(session: Session, seen: Seen, now: datetime) -> list[Finding]:
    proven = condition_store.last_of(session, Action.BACKUP_DRILL.value, Outcome.OK.value)
    begun = condition_store.last_of(session, Action.BACKUP_MAKE.value, Outcome.OK.value)
    restore = rules.of_restore(proven, now)
    if seen.settings.backup_dir is None and begun is None:
        return [rules.no_place(Check.BACKUP), restore]
    is_looked_at = seen.settings.backup_dir is not None and seen.measured is not None
    last = seen.measured.backup if is_looked_at and seen.measured is not None else begun
    return [rules.of_backup(last, now), restore]


def keep_watch(house: House) -> Report | None:
    """
    Check the log where that is due, make the reserve, measure every disk, and note it all.

    For a timer: it may wait for a disk that is away. What cannot be done is left for the next run.

    Returns:
        The report of a check that was made.
    """
    settings, context = house.settings, house.context("job")
    measures.make_reserve(settings)
    report = None
    noted = measures.read_verified(settings)
    age = None if noted is None else context.clock() - noted.at
    if age is None or not timedelta() <= age < rules.VERIFY_EVERY:
        report = _check(context)
    if report is not None:
        note_report(settings, report, context.clock())
    measures.keep_measured(settings, measures.measure(settings, context.witness, context.clock()))
    return report


def _check(context: Context) -> Report | None:
    try:
        return audit.check_log(context, context.witness.everywhere())
    except (JournalError, SQLAlchemyError, OSError) as error:
        _LOG.error("log not checked", code=getattr(error, "code", type(error).__name__))
        return None


def note_report(settings: Settings, report: Report, at: datetime) -> None:
    """Note what a check of the whole log said, for whoever asks when it was last checked."""
    measures.keep_verified(settings, measures.verified_by(report, at))


def release_reserve(settings: Settings) -> bool:
    """
    Give the room of the reserve back, whatever else can be done; False when there was none.

    Raises:
        OSError: it cannot be deleted.
    """
    return measures.release_reserve(settings)


def free_reserve(work: Work) -> None:
    """
    Put on record who gives the reserve away.

    Raises:
        AccessDenied: the state of the house is not hers to see to.
    """
    work.act(Action.RESERVE_FREE, basis=work.require(Action.RESERVE_FREE))


def record_release(house: House) -> None:
    """
    Put on record that the reserve was given away.

    Raises:
        LogStopped: there is still no room for it.
    """
    event = Event(id=EventId(uuid4()), action=Action.RESERVE_FREE, basis=Basis.JOB)
    record(house.context("cli"), event)
