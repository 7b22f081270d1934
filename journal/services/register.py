"""
The coded answers about one person: filled in as work happens, one sealed document.

Rules: every answer may wait until the discharge; whoever saves has seen the newest answers; after
the discharge every change is a new frozen row that names the one it replaces.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from journal.domain import register
from journal.domain.access import Action, Basis
from journal.domain.audit import Item
from journal.domain.broken import ChangedMeanwhile
from journal.domain.cases import PersonKind
from journal.domain.compartments import Compartment
from journal.domain.decisions import DecisionKind
from journal.domain.errors import AccessDenied
from journal.domain.facts import Fact
from journal.domain.ids import CaseAlias, CaseId
from journal.domain.kept import Kept, from_content, to_content
from journal.domain.records import RecordKind
from journal.services import case_banner, decisions, records
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import records as record_store
from journal.store.cases import CaseFileRow
from journal.store.records import RecordRow
from journal.vault import facts
from journal.vault.opened import OpenCase

NEW = 0
"""The revision of answers that nobody has given yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """
    The answers about one person.

    Args:
        revision: of the document, for whoever saves; ``NEW`` before there is one.
        may_discharge: the actor may decide that she leaves.
    """

    banner: Banner
    kind: PersonKind
    kept: Kept
    revision: int
    may_discharge: bool


def show(work: Work, case_id: CaseId) -> Later[RegisterPage]:
    """
    What has been answered about a person.

    Raises:
        AccessDenied: unknown case, or neither in the team nor leader, or kept away.
    """
    case = work.open_case(case_id, Action.REGISTER_READ, Compartment.REGISTER)
    row = case_of(work, case_id)
    record = newest(work, case_id)
    unread = None if record is None else case.record(record)
    open_banners = case_banner.declare_banner(work, row)
    may_discharge = decisions.may_decide(work, DecisionKind.DISCHARGE)
    return work.later(
        lambda: RegisterPage(
            banner=open_banners()[case_id],
            kind=PersonKind(row.person_kind),
            kept=Kept() if unread is None else from_content(unread.document()),
            revision=NEW if record is None else record.revision,
            may_discharge=may_discharge,
        )
    )


def save(
    work: Work, case_id: CaseId, kept: Kept, answers: Mapping[str, Sequence[str]], revision: int
) -> None:
    """
    Keep answers in place of those that were shown.

    Args:
        kept: what was kept until now, as ``show`` gave it.
        answers: codes by question, those left out are open again.
        revision: of the document that the actor has seen.

    Raises:
        AccessDenied: as ``show``.
        AnswerUnusable: an answer that is not on its list.
        ChangedMeanwhile: somebody else has saved meanwhile.
    """
    case = open_to_write(work, case_id, revision)
    row = case_of(work, case_id)
    changed = replace(kept, answers=register.checked(PersonKind(row.person_kind), answers))
    if changed.left is not None and changed.left.fact is not None:
        changed = frozen(work, row, changed)
    keep(work, case, changed)


def case_of(work: Work, case_id: CaseId) -> CaseFileRow:
    """The case file; ``AccessDenied`` for an unknown one."""
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(Action.REGISTER_READ)
    return row


def newest(work: Work, case_id: CaseId) -> RecordRow | None:
    """The document of a case, if there is one."""
    rows = record_store.of_case(work.session, case_id, RecordKind.REGISTER_ANSWERS)
    return rows[-1] if rows else None


def open_to_write(work: Work, case_id: CaseId, revision: int) -> OpenCase:
    """
    Open the register of a case for whoever has seen its newest answers.

    Raises:
        AccessDenied: as ``show``.
        ChangedMeanwhile: somebody else has saved meanwhile.
    """
    work.vault.keys.hold_log(work.desk)  # of two who save at once the second sees the first
    case = work.open_case(case_id, Action.REGISTER_WRITE, Compartment.REGISTER)
    record = newest(work, case_id)
    if revision != (NEW if record is None else record.revision):
        raise ChangedMeanwhile
    return case


def keep(work: Work, case: OpenCase, kept: Kept) -> None:
    """Seal what is kept about a person, in place of what ``open_to_write`` has looked at."""
    record = newest(work, case.case_id)
    if record is not None:
        records.changed(work, record, case.event_id, record.revision)
        record.body_sealed = case.seal_record(record, to_content(kept))
        return
    record = records.new(work, RecordKind.REGISTER_ANSWERS, case.case_id, case.event_id)
    record.body_sealed = case.seal_record(record, to_content(kept))
    record_store.add(work.session, record)


def frozen(work: Work, row: CaseFileRow, kept: Kept) -> Kept:
    """
    Freeze what the yearly tables count, in place of what was frozen before.

    The event names the case, and nothing but the sealed document names the row.

    Args:
        kept: of somebody who has left.

    Returns:
        The same with the row it became.
    """
    left = kept.left
    if left is None:
        return kept
    fact = Fact(
        year=left.day.year,
        kind=PersonKind(row.person_kind),
        family=left.family,
        answers=kept.answers,
        leaving=left.leaving,
        aftercare=left.aftercare,
        replaces=left.fact,
    )
    facts.freeze(work.vault.keys, work.desk, fact)
    work.act(Action.FACT_FREEZE, basis=Basis.SELF, items=[Item(case=CaseAlias(row.alias))])
    return replace(kept, left=replace(left, fact=fact.id))
