"""
The answers of a talk once she is admitted: into her own journal, and nowhere else.

Rules: what was sealed for the house is sealed for her team and erased in one work; answers that do
not open stay where they are; nobody who is not in her team takes or reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from journal.domain.access import Action
from journal.domain.decisions import DecisionKind
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, RecordId, StaffId
from journal.domain.records import RecordKind
from journal.domain.visitations import Answers, AnswersGone, from_document
from journal.services import case_banner, decided, labels, records, words
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import decisions as decision_store
from journal.store import records as record_store
from journal.store import visitations as visitation_store
from journal.store.records import RecordRow
from journal.store.visitations import VisitationRow
from journal.vault.opened import OpenCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """
    Answers on their way into a file.

    Args:
        answers: None where they do not open, which is reported.
        record_id: where they lie, and in which revision: nothing else is erased.
    """

    answers: Answers | None
    record_id: RecordId
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Answers in a file, with who put them there; the answers are None where they do not open."""

    answers: Answers | None
    by: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkPage:
    """The answers of every talk in a file, oldest first."""

    banner: Banner
    kept: Sequence[Kept]


def until(work: Work, case_id: CaseId) -> datetime | None:
    """When the answers that wait to be put into a file are erased; None where none wait."""
    found = _waiting(work, case_id)
    return None if found is None else found[1].expires_at


def are_kept(work: Work, case_id: CaseId) -> bool:
    """Whether a file holds the answers of a talk."""
    return bool(record_store.of_case(work.session, case_id, RecordKind.VISITATION_ANSWERS))


def take(work: Work, case_id: CaseId) -> Later[Taken]:
    """
    The answers of the talk that led to a case, for its file.

    Raises:
        AccessDenied: unknown case, or the actor is not in its team.
        AnswersGone: none wait.
    """
    case = _of_team(work, case_id, Action.NOTE_READ)
    found = _waiting(work, case_id)
    if found is None:
        raise AnswersGone
    talk, row = found
    case.name_item(talk.id)
    record_id, revision = RecordId(row.id), row.revision
    unread = work.house().record(row)

    def opened() -> Taken:
        document = words.opened(unread)
        answers = None if document is None else from_document(document)
        return Taken(answers=answers, record_id=record_id, revision=revision)

    return work.later(opened)


def carry(work: Work, case_id: CaseId, taken: Taken) -> None:
    """
    Seal the answers of a talk in the journal of the woman who moves in, and erase them elsewhere.

    Raises:
        AccessDenied: unknown case, or the actor is not in its team.
        AnswersGone: they have been put there meanwhile, are erased, or did not open.
    """
    work.vault.keys.hold_log(work.desk)
    case = _of_team(work, case_id, Action.VISITATION_WRITE)
    found = _waiting(work, case_id)
    if found is None or taken.answers is None:
        raise AnswersGone
    talk, old = found
    if (old.id, old.revision) != (taken.record_id, taken.revision):
        raise AnswersGone
    row = records.new(work, RecordKind.VISITATION_ANSWERS, case_id, case.event_id)
    row.body_sealed = case.seal_record(row, taken.answers.document())
    record_store.add(work.session, row)
    talk.answers_id = RecordId(row.id)
    records.erase(work, [old], None)


def show(work: Work, case_id: CaseId) -> Later[TalkPage]:
    """
    The answers in a file, to be read; nobody changes them there.

    Raises:
        AccessDenied: unknown case, or the actor is not in its team.
    """
    case = _of_team(work, case_id, Action.NOTE_READ)
    stored = record_store.of_case(work.session, case_id, RecordKind.VISITATION_ANSWERS)
    declared = [(case.record(row), StaffId(row.author_id), row.written_at) for row in stored]
    open_people = labels.declare_people(work, {author for _, author, _ in declared})
    open_banners = case_banner.declare_banner_of(work, case_id)

    def opened() -> TalkPage:
        people, kept = open_people(), []
        for unread, author, written_at in declared:
            document = words.opened(unread)
            answers = None if document is None else from_document(document)
            kept.append(Kept(answers=answers, by=people[author].name, written_at=written_at))
        return TalkPage(banner=open_banners()[case_id], kept=kept)

    return work.later(opened)


def _of_team(work: Work, case_id: CaseId, action: Action) -> OpenCase:
    case = work.open_case(case_id, action)
    if case.timed is not None:
        raise AccessDenied(action, CaseAlias(case.alias))
    return case


def _waiting(work: Work, case_id: CaseId) -> tuple[VisitationRow, RecordRow] | None:
    """The talk by which somebody was admitted, and its answers while the house still has them."""
    for decision in decided.sound(work, decision_store.of_case(work.session, case_id)):
        if decision.kind != DecisionKind.ADMISSION.value or decision.visitation_id is None:
            continue
        talk = visitation_store.get(work.session, decision.visitation_id)
        known = None if talk is None else talk.answers_id
        row = None if known is None else record_store.get(work.session, known)
        if talk is None or row is None or row.kind != RecordKind.VISITATION_ANSWERS.value:
            continue
        if row.case_id is None:
            return talk, row
    return None
