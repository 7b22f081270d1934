"""
Her own extract: made by who leads, for one woman or one child, and given to nobody else.

Rules: looking and giving out are events of their own, the second with the hash of what was given;
names of colleagues need a decision, which is an event too and good for one extract; whoever is kept
away from the case finds none (R-L3, R-X1).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.broken import ReasonMissing
from journal.domain.cases import CaseState
from journal.domain.codes import code_list
from journal.domain.errors import AccessDenied
from journal.domain.extract import (
    NAMES,
    Asked,
    Form,
    Line,
    Told,
    require_days,
    require_decision,
    require_few,
    tell,
)
from journal.domain.ids import CaseAlias, CaseId, EventId, StaffAlias, StaffId
from journal.domain.oversight import NOBODY, Use, read_use
from journal.domain.retention import Span
from journal.services import labels, places, retention
from journal.services.context import Context
from journal.services.labels import Banner
from journal.services.record import sign_checkpoint
from journal.services.work import Later, Work
from journal.store import audit as audit_store
from journal.store import cases as case_store
from journal.store import history
from journal.store import staff as staff_store
from journal.store.cases import CaseFileRow
from journal.store.db import reading
from journal.vault.desk import Fresh
from journal.vault.outside import OpenLog, Proof

SERVICE = StaffAlias(NOBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """
    A line with who did it.

    Args:
        role: a code; empty for the service and for whom the house does not know.
        name: only where a decision has turned names on.
    """

    line: Line
    role: str
    name: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """
    What the log says of a case, ready to be shown and given out.

    Args:
        asked: what it was made of; its ``size`` is the number of events of the log it looked at.
        erased: how many events of any time are no longer readable.
        span: the time that the whole log tells of.
        taken_at: when, in UTC.
        reference: the event that giving it out will be.
    """

    banner: Banner
    asked: Asked
    lines: Sequence[ToldLine]
    others: Mapping[str, int]
    erased: int
    span: Span
    has_names: bool
    taken_at: datetime
    reference: EventId


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """
    What was given out.

    Args:
        digest: SHA-256 of its bytes.
        lines: how many uses it tells of.
        decision: that turned names on for it.
    """

    reference: EventId
    form: Form
    digest: bytes
    lines: int
    decision: EventId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """Every event that names a case, as far as it can be read."""

    uses: Sequence[Use]
    erased: int
    size: int


def prepare(work: Work, case_id: CaseId, action: Action = Action.EXTRACT_READ) -> Later[Banner]:
    """
    Whom an extract would be about, before anything is read.

    Raises:
        AccessDenied: unknown, kept away, or the actor does not lead.
    """
    row, _ = _door(work, case_id, action)
    open_banners = labels.declare_banners(work, [row])
    return work.later(lambda: open_banners()[case_id])


def show(work: Work, case_id: CaseId, asked: Asked) -> Later[Extract]:
    """
    Read what the log says of a case.

    Raises:
        AccessDenied: as ``prepare``.
        DaysTurned, TooManyLines: of these days no extract can be made.
        NamesUndecided: names are asked for and nobody has decided on them.
    """
    row, basis = _door(work, case_id, Action.EXTRACT_READ)
    require_days(asked)
    read = _read(work, CaseAlias(row.alias), asked.size)
    if asked.decision is not None:
        _require_decision(work, CaseAlias(row.alias), asked.decision, read.uses)
    told = tell(read.uses, SERVICE, asked, work.zone)
    require_few(told.lines)
    work.act(
        Action.EXTRACT_READ,
        basis=basis,
        items=[Item(case=CaseAlias(row.alias))],
        count=len(told.lines),
        ref=asked.decision,
    )
    open_banners = labels.declare_banners(work, [row])
    open_lines = _declare_lines(work, told, has_names=asked.decision is not None)
    reference, now, span = EventId(uuid4()), work.now, retention.span(work.session)
    return work.later(
        lambda: Extract(
            banner=open_banners()[case_id],
            asked=replace(asked, size=read.size),
            lines=open_lines(),
            others=told.others,
            erased=read.erased,
            span=span,
            has_names=asked.decision is not None,
            taken_at=now,
            reference=reference,
        )
    )


def decide_names(work: Work, case_id: CaseId, reason: str, fresh: Fresh) -> EventId:
    """
    Decide that the next extract of a case names colleagues, and put it on record.

    Returns:
        The event, which that extract has to name.

    Raises:
        AccessDenied: as ``prepare``.
        ReasonMissing: no reason of the list.
    """
    row, basis = _door(work, case_id, Action.EXTRACT_NAMES)
    if reason not in code_list(NAMES):
        raise ReasonMissing
    fresh.spend(work.principal, work.now)
    alias = CaseAlias(row.alias)
    event = work.act(
        Action.EXTRACT_NAMES, basis=basis, items=[Item(case=alias)], count=1, reason=reason
    )
    return EventId(event.id)


def give_out(work: Work, case_id: CaseId, given: Given) -> None:
    """
    Put on record what is given out, before it is.

    Raises:
        AccessDenied: as ``prepare``.
        NamesUndecided: the decision was used meanwhile.
    """
    work.vault.keys.hold_log(work.desk)  # one decision is good for one extract, not for two at once
    row, basis = _door(work, case_id, Action.EXTRACT_DONE)
    alias = CaseAlias(row.alias)
    if given.decision is not None:
        _require_decision(work, alias, given.decision, _read(work, alias, None).uses)
    work.act(
        Action.EXTRACT_DONE,
        id=given.reference,
        basis=basis,
        items=[Item(case=alias, envelope_hash=given.digest)],
        count=given.lines,
        reason=given.form.value,
        ref=given.decision,
    )


def prove(context: Context, entries: Collection[EventId]) -> dict[EventId, Proof]:
    """
    Proofs that lines of an extract are in the log, up to a checkpoint that is signed for them.

    It reads hashes and aliases and opens no text, in a session of its own: the tree of a whole log
    is walked through, and nobody shall wait for it.

    Raises:
        NothingSigned, LogDiffers: the log cannot be proven.
    """
    sign_checkpoint(context)
    with reading(context.sessions) as session:
        return OpenLog(session=session, witness=context.witness, outside=()).prove_all(entries)


def _door(work: Work, case_id: CaseId, action: Action) -> tuple[CaseFileRow, Basis]:
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(action)
    facts = Facts(
        state=CaseState(row.state),
        is_excluded=work.principal.id is None or places.is_hidden(work, row),
    )
    return row, work.require(action, facts=facts, case=CaseAlias(row.alias))


def _read(work: Work, alias: CaseAlias, size: int | None) -> _Read:
    head = audit_store.head(work.session)
    known = 0 if head is None else head.size
    until = known if size is None else min(size, known)
    entries = history.of_case(work.session, alias, until)
    uses = [read_use(entry.data, is_job=True) for entry in entries]
    readable = [use for use in uses if use is not None]
    return _Read(uses=readable, erased=len(uses) - len(readable), size=until)


def _require_decision(work: Work, alias: CaseAlias, decision: EventId, uses: Sequence[Use]) -> None:
    entry = history.by_ids(work.session, [decision]).get(decision)
    said = None if entry is None else read_use(entry.data)
    require_decision(said, uses, work.principal.alias or SERVICE, alias, work.now)


def _declare_lines(work: Work, told: Told, *, has_names: bool) -> Callable[[], list[ToldLine]]:
    people = {StaffAlias(one.alias): one for one in staff_store.all_staff(work.session)}
    seen = {StaffId(people[one.actor].id) for one in told.lines if one.actor in people}
    open_people = labels.declare_people(work, seen if has_names else ())

    def opened() -> list[ToldLine]:
        names = {one: person.name for one, person in open_people().items()}
        return [
            ToldLine(
                line=line,
                role=people[line.actor].role if line.actor in people else "",
                name=names.get(StaffId(people[line.actor].id)) if line.actor in people else None,
            )
            for line in told.lines
        ]

    return opened
