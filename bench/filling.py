"""
Many notes at once: signed, sealed and on record each by itself, many in one transaction.

Rules: a note that is filled in opens as any other, stands under its author's signature and has an
event of its own that names its envelope; the twins go the same way with the text as it is.
"""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from bench.house import NOTE_SIZE, Founded, invented_text
from journal.domain.access import Action, Basis
from journal.domain.audit import Event
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, EventId, NoteId
from journal.domain.note_documents import content_of
from journal.domain.note_form import TEXT
from journal.domain.notes import NoteKind, NoteState
from journal.services.work import Work, perform
from journal.store.notes import NoteRow
from journal.vault.desk import Principal

BATCH = 500
"""Notes of one transaction."""
POOL = 200
"""Different texts of a filled house; a text is no shorter to seal because another has its words."""
KINDS = ("observation", "phone", "meeting", "weekly_talk")


def texts(chance: random.Random, count: int = POOL, size: int = NOTE_SIZE) -> list[str]:
    """Invented texts to fill a house with."""
    return [invented_text(chance, size) for _ in range(count)]


def fill(
    founded: Founded,
    worker: Principal,
    cases: Sequence[CaseId],
    count: int,
    text: Callable[[], str],
    chance: random.Random,
) -> None:
    """Let somebody of their teams write ``count`` notes, a batch in each case by turns."""
    context = founded.house.context("cli", worker)
    for turn, first in enumerate(range(0, count, BATCH)):
        some = [text() for _ in range(min(BATCH, count - first))]
        founded.clock.tick()
        perform(context, write_many, cases[turn % len(cases)], some, chance)


def write_many(
    work: Work,
    case_id: CaseId,
    some: Sequence[str],
    chance: random.Random,
    within: timedelta = timedelta(days=700),
) -> list[NoteId]:
    """
    Sign and store notes of one case.

    Args:
        within: how long ago the oldest of them happened.
    """
    case = work.open_case(case_id, Action.NOTE_WRITE)
    own, certificate = work.principal.id, work.principal.certificate_id
    if own is None or certificate is None:
        raise AccessDenied
    ids = [EventId(uuid4()) for _ in some]
    ids[0] = case.event_id
    rows = [
        NoteRow(
            id=NoteId(UUID(bytes=chance.randbytes(16), version=4)),
            case_id=case_id,
            type=chance.choice(KINDS),
            kind=NoteKind.NOTE.value,
            state=NoteState.SIGNED.value,
            author_id=own,
            cert_id=certificate,
            event_id=event_id,
            revision=1,
            occurred_at=work.now - chance.random() * within,
            signed_at=work.now,
        )
        for event_id in ids
    ]
    for row, text in zip(rows, some, strict=True):
        row.body_sealed = case.seal(row, content_of({TEXT: text}))
    work.session.add_all(rows)
    _share_out(work, ids)
    return [NoteId(row.id) for row in rows]


def _share_out(work: Work, ids: Sequence[EventId]) -> None:
    """Give each note its own event: the one of the opened file has named them all."""
    opened = next(event for event in work.desk.events if event.id == ids[0])
    first, *others = opened.items
    opened.items = [first]
    work.desk.events += [
        Event(id=event_id, action=Action.NOTE_WRITE, basis=Basis.TEAM, items=[item])
        for event_id, item in zip(ids[1:], others, strict=True)
    ]
