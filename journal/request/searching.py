"""
One request of a search: keys that wait are exchanged, notes are gone through, hits are read.

What was found so far travels with the page, as ids; the words travel with it too and are kept
nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from journal.domain.errors import JournalError
from journal.domain.ids import CaseId
from journal.domain.search import MOST_HITS, Asked, SoFar
from journal.services import search, upkeep
from journal.services.context import Context
from journal.services.search import Form, Hit
from journal.services.work import perform

PAGE = 25
"""How many hits a page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    What one request of a search has come to.

    Args:
        so_far: to be carried on; over when its ``page`` is not 0.
        total: how many notes there are to go through.
        shown: the hits of this page.
        cases, waiting: how many cases were searched, and how many were not for want of a key.
        is_cut: there are more hits than a search gives.
    """

    form: Form
    so_far: SoFar
    total: int
    shown: Sequence[Hit]
    cases: int
    waiting: int
    is_cut: bool

    @property
    def pages(self) -> int:
        """How many pages the hits have."""
        return max(1, -(-len(self.so_far.hits) // PAGE))


def go_on(context: Context, case_id: CaseId | None, asked: Asked, so_far: SoFar) -> Step:
    """
    Go through the next notes; when none are left, read the first hits, or those of the page.

    Args:
        case_id: one case; None for all that are the actor's.
        so_far: what the page before carried.

    Raises:
        AccessDenied: not her case, or a hit that she may not read.
        NothingAsked: neither words nor anything else.
    """
    asked.require_something()
    if so_far.page:
        form = perform(context, search.prepare, case_id)
        cases, waiting, total, now = 0, 0, so_far.done, so_far
    else:
        if case_id is None and so_far.after is None:
            _exchange(context)
        found = perform(context, search.scan, case_id, asked, so_far.after)
        form, cases, waiting, total = found.form, found.cases, found.waiting, found.total
        now = SoFar(
            hits=list(dict.fromkeys([*so_far.hits, *found.hits])),  # by itself, and by an addendum
            done=so_far.done + found.done,
            unread=so_far.unread + found.unread,
            after=found.after,
        )
    is_cut = len(now.hits) > MOST_HITS
    if now.after is None or is_cut:
        now = replace(now, hits=now.hits[:MOST_HITS], after=None, page=max(1, now.page))
    return Step(
        form=form,
        so_far=now,
        total=max(total, now.done),
        shown=_shown(context, case_id, asked, now),
        cases=cases,
        waiting=waiting,
        is_cut=is_cut,
    )


def _exchange(context: Context) -> None:
    """Exchange the keys of her cases that wait for it; what fails here is searched another time."""
    for case_id in perform(context, search.due):
        try:
            perform(context, upkeep.of_case, case_id)
        except JournalError:
            continue


def _shown(context: Context, case_id: CaseId | None, asked: Asked, now: SoFar) -> list[Hit]:
    first = (now.page - 1) * PAGE
    ids = now.hits[first : first + PAGE] if now.page else ()
    if not ids:
        return []
    return perform(context, search.read, case_id, ids, asked)
