"""
Publications as those who decide see them: the list, and one with its figures, reasons and risks.

Rules: the list opens nothing; one publication opens on record; the steps that are offered are those
that the reader can take.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.ids import EventId, PublicationId, StaffId
from journal.domain.staff import Role
from journal.domain.statistics import (
    FETCHED_WITHIN,
    MOVES,
    ROLES,
    DownloadOver,
    Hand,
    State,
    Step,
    are_two,
    last_of,
    require_fetchable,
)
from journal.exports import risk
from journal.exports.protect import Published, Withheld
from journal.exports.releases import figures_from_fields
from journal.exports.risk import Risk
from journal.services import publishing, releasing, reviews
from journal.services.work import Later, Work
from journal.store import staff as staff_store
from journal.store import statistics as figures_store
from journal.store.statistics import PublicationRow
from journal.vault import publications
from journal.vault.publications import open_publications
from journal.vault.statistics import require_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """
    A publication in the list.

    Args:
        years: the first and the last.
        changed_at: of its last step, in UTC.
    """

    id: PublicationId
    number: int
    years: tuple[int, int]
    state: State
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """
    One step as a page shows it.

    Args:
        who: her name, or a reference for whoever may not see names.
        words: the reason that was typed with it; None without, or where it does not open.
    """

    step: str
    who: str = field(repr=False)
    role: str
    at: datetime
    words: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """
    A publication as one of the two sees it.

    Args:
        digest: in hexadecimal: whoever approves sends it back.
        figures: every table, protected or withheld with its reasons.
        mean_stay: in days; None where it may not be said.
        occupancy: in whole percent.
        is_current: nothing has changed since it was drafted.
        may: steps that the reader can take now.
        fetch_until: until when the file can be fetched; None for whoever cannot.
    """

    card: Card
    digest: str
    printed: str = field(repr=False)
    figures: dict[str, Published | Withheld] = field(repr=False)
    mean_stay: int | None
    occupancy: int | None
    risk: Risk = field(repr=False)
    is_current: bool
    steps: Sequence[Taken]
    may: frozenset[Step]
    fetch_until: datetime | None


def list_all(work: Work) -> list[Card]:
    """
    Every publication, the newest first; opens none.

    Raises:
        AccessDenied: the actor is none of those who decide.
        Tampered: one is gone, or is not what was signed.
    """
    basis = work.require(Action.RELEASE_READ)
    require_whole(work.vault.keys, work.desk)
    rows = figures_store.publications(work.session)
    cards = [_card(row, publications.hands(work.vault.keys, work.desk, row)) for row in rows]
    items = [Item(case=None, row=row.id) for row in rows]
    work.act(Action.RELEASE_READ, basis=basis, items=items)
    return cards


def show(work: Work, publication_id: PublicationId) -> Later[Shown]:
    """
    Open a publication for one of those who decide.

    Raises:
        AccessDenied: there is none, or the actor is none of them.
    """
    basis = work.require(Action.RELEASE_READ)
    require_whole(work.vault.keys, work.desk)
    row = releasing.get(work, publication_id, Action.RELEASE_READ)
    hands = publications.hands(work.vault.keys, work.desk, row)
    open_document = open_publications(work.vault.keys, work.desk).document(row)
    open_steps = _declare_steps(work, row, hands)
    is_current = publishing.is_current(work, row)
    may = _may(work, row, hands, is_current=is_current)
    until = last_of(hands, Step.RELEASE) if Step.DOWNLOAD in may else None
    work.act(Action.RELEASE_READ, basis=basis, items=[Item(case=None, row=row.id)])

    def shown() -> Shown:
        document = open_document()
        figures = figures_from_fields(document["figures"])
        return Shown(
            card=_card(row, hands),
            digest=row.digest.hex(),
            printed=document["printed"],
            figures=figures,
            mean_stay=document["mean_stay"],
            occupancy=document["occupancy"],
            risk=risk.assess(figures),
            is_current=is_current,
            steps=open_steps(),
            may=may,
            fetch_until=None if until is None else until.at + FETCHED_WITHIN,
        )

    return work.later(shown)


def _card(row: PublicationRow, hands: Sequence[Hand]) -> Card:
    return Card(
        id=PublicationId(row.id),
        number=row.number,
        years=(row.year, row.until),
        state=State(row.state),
        changed_at=hands[-1].at if hands else row.written_at,
    )


def _may(
    work: Work, row: PublicationRow, hands: Sequence[Hand], *, is_current: bool
) -> frozenset[Step]:
    """The steps that lead on from here and are the reader's."""
    staff, role = work.principal.id, work.principal.role
    if staff is None or role is None:
        return frozenset()
    found = {step for step in Step if _is_hers(State(row.state), step, role)}
    hand = Hand(step=Step.APPROVE, staff=staff, role=role, at=work.now)
    if not are_two(last_of(hands, Step.PROPOSE), hand) or not is_current:
        found.discard(Step.APPROVE)
    if Step.DOWNLOAD in found and not _is_fetchable(hands, staff, work.now):
        found.discard(Step.DOWNLOAD)
    return frozenset(found)


def _is_hers(state: State, step: Step, role: Role) -> bool:
    return (state, step) in MOVES and role in ROLES[step]


def _is_fetchable(hands: Sequence[Hand], staff: StaffId, now: datetime) -> bool:
    try:
        require_fetchable(hands, staff, now)
    except DownloadOver:
        return False
    return True


def _declare_steps(
    work: Work, row: PublicationRow, hands: Sequence[Hand]
) -> Callable[[], list[Taken]]:
    """Who did what, with the words typed for it; the function opens them after COMMIT."""
    ids = [EventId(one.event_id) for one in figures_store.steps(work.session, row.id)]
    people = staff_store.by_ids(work.session, {hand.staff for hand in hands})
    open_words = reviews.declare_words(work, ids)
    open_names = reviews.declare_names(work, list(people), [])

    def opened() -> list[Taken]:
        words, (names, _) = open_words(), open_names()
        return [
            Taken(
                step=hand.step.value,
                who=names.get(hand.staff, ""),
                role=hand.role.value,
                at=hand.at,
                words=words.get(event_id),
            )
            for hand, event_id in zip(hands, ids, strict=True)
        ]

    return opened
