"""
The steps of a publication: proposed by one, approved by another in another role, fetched once.

Rules: a step counts when it is signed and its event is in the log; who approves types her password
and her reason, and approves the hash that she saw; a step that cannot be taken leaves nothing but
the record that somebody tried.
"""

from journal.domain.access import Action, Outcome
from journal.domain.audit import Item
from journal.domain.errors import AccessDenied
from journal.domain.ids import EventId, PublicationId
from journal.domain.statistics import (
    ACTIONS,
    FiguresChanged,
    FiguresRefused,
    Hand,
    SamePerson,
    State,
    Step,
    after,
    are_two,
    last_of,
    named,
    require_fetchable,
    require_reason,
)
from journal.services import publishing
from journal.services.work import Work
from journal.store import statistics as figures_store
from journal.store.statistics import PublicationRow
from journal.vault import publications
from journal.vault.desk import Fresh


def check(work: Work, publication_id: PublicationId) -> None:
    """Put on record that the machine has checked a draft; the entrance has run it again."""
    row, _ = _step(work, publication_id, Step.CHECK)
    _take(work, row, Step.CHECK)


def propose(work: Work, publication_id: PublicationId, fresh: Fresh) -> None:
    """
    Propose a checked draft.

    Raises:
        AccessDenied: there is none, or the actor is no leader.
        StepRefused: it is not where it can be proposed from.
        FiguresChanged: it is no longer what would be drafted today.
    """
    row, _ = _step(work, publication_id, Step.PROPOSE)
    publishing.require_current(work, row)
    fresh.spend(work.principal, work.now)
    row.proposer_id, row.proposer_role = work.principal.id, work.principal.role
    row.approver_id = row.approver_role = None
    _take(work, row, Step.PROPOSE)


def approve(
    work: Work, publication_id: PublicationId, digest: str, reason: str, fresh: Fresh
) -> None:
    """
    Approve what somebody else has proposed.

    Args:
        digest: of what the actor saw, in hexadecimal.
        reason: in her own words.
        fresh: her password, typed for this act.

    Raises:
        AccessDenied: there is none, or the actor is no second person.
        StepRefused: it is not proposed.
        SamePerson: she proposed it, or whoever did has her role.
        FiguresChanged: it is not what she saw, or no longer what would be drafted today.
        ReasonTooShort, ReasonTooLong: it says nothing, or too much.
    """
    row, hands = _step(work, publication_id, Step.APPROVE)
    staff, role = work.principal.id, work.principal.role
    if staff is None or role is None:
        raise AccessDenied(Action.RELEASE_APPROVE)
    hand = Hand(step=Step.APPROVE, staff=staff, role=role, at=work.now)
    if not are_two(last_of(hands, Step.PROPOSE), hand):
        raise SamePerson
    if digest != row.digest.hex():
        raise FiguresChanged
    publishing.require_current(work, row)
    words = require_reason(reason)
    fresh.spend(work.principal, work.now)
    row.approver_id, row.approver_role = staff, role
    _take(work, row, Step.APPROVE, words)


def refuse(work: Work, publication_id: PublicationId, reason: str) -> None:
    """
    Send a proposal back.

    Raises:
        AccessDenied, StepRefused: as ``approve``.
        ReasonTooShort, ReasonTooLong: it says nothing, or too much.
    """
    row, _ = _step(work, publication_id, Step.REFUSE)
    _take(work, row, Step.REFUSE, require_reason(reason))


def release(work: Work, publication_id: PublicationId) -> None:
    """Let go what was approved; raises ``AccessDenied`` and ``StepRefused`` as ``approve``."""
    row, _ = _step(work, publication_id, Step.RELEASE)
    _take(work, row, Step.RELEASE)


def withdraw(work: Work, publication_id: PublicationId, fresh: Fresh) -> None:
    """Withdraw what was released; it stays in the ledger, for it was seen."""
    row, _ = _step(work, publication_id, Step.WITHDRAW)
    fresh.spend(work.principal, work.now)
    _take(work, row, Step.WITHDRAW)


def download(work: Work, publication_id: PublicationId) -> None:
    """
    Put on record that the file is fetched, before it is sent.

    Raises:
        AccessDenied: there is none, or the actor is no second person.
        DownloadOver: she did not approve it, it was fetched, or 72 hours are over.
    """
    row, hands = _step(work, publication_id, Step.DOWNLOAD)
    if work.principal.id is None:
        raise AccessDenied(Action.RELEASE_DOWNLOAD)
    require_fetchable(hands, work.principal.id, work.now)
    _take(work, row, Step.DOWNLOAD)


def get(work: Work, publication_id: PublicationId, action: Action) -> PublicationRow:
    """One publication, locked; raises ``AccessDenied`` where there is none."""
    row = figures_store.publication(work.session, publication_id)
    if row is None:
        raise AccessDenied(action)
    return row


def _step(
    work: Work, publication_id: PublicationId, step: Step
) -> tuple[PublicationRow, list[Hand]]:
    """The publication and who did what, if the actor may take a step and it leads on."""
    work.require(ACTIONS[step])
    work.vault.keys.hold_log(work.desk)  # of two who take a step at once the second sees the first
    row = get(work, publication_id, ACTIONS[step])
    publications.require_signed(work.vault.keys, work.desk, row)
    hands = publications.hands(work.vault.keys, work.desk, row)
    after(State(row.state), step)
    return row, hands


def _take(work: Work, row: PublicationRow, step: Step, words: str = "") -> None:
    event = work.act(ACTIONS[step], basis=work.require(ACTIONS[step]))
    if words:
        event.private = work.vault.keys.seal_words(work.desk, EventId(event.id), words)
    row.state = after(State(row.state), step).value
    publications.take(work.vault.keys, work.desk, row, step, event)


def record_refusal(
    work: Work, refused: FiguresRefused, publication_id: PublicationId | None
) -> None:
    """Put on record that a step was refused, and why; the step itself left nothing."""
    row = (
        None if publication_id is None else figures_store.publication(work.session, publication_id)
    )
    named_rows = () if row is None else (row.id, named(row.digest))
    items = [Item(case=None, row=one) for one in named_rows]
    work.act(refused.action, outcome=Outcome.DENIED, items=items, reason=refused.code)
