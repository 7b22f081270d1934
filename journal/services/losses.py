"""
What an act did in which a colleague lost her keys, and what is left to be done.

Her part of every key is deleted in the act itself; here stands which of them have a new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from journal.domain.ids import CaseId, StaffId
from journal.services import awaited, labels, places
from journal.services.awaited import Awaited
from journal.services.labels import Banner
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import house as house_store
from journal.vault.welcome import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """
    What an act did in which a colleague lost her keys.

    Args:
        cases: those whose team she was in.
        exchanged: how many keys have a new one already.
        waiting: the keys that wait to be exchanged.
    """

    staff_id: StaffId
    cases: Sequence[CaseId]
    exchanged: int
    waiting: Sequence[Waiting]


def still_waiting(work: Work, taken: Taken) -> Taken:
    """What an act has left behind, once the keys that the actor holds are exchanged."""
    pending = house_store.pending(work.session)
    left = []
    for one in taken.waiting:
        case = None if one.case_id is None else case_store.get(work.session, one.case_id)
        marks = pending if case is None else case.rotate_pending
        if marks & one.comp.bit:
            left.append(one)
    done = taken.exchanged + len(taken.waiting) - len(left)
    return replace(taken, exchanged=done, waiting=left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    What an act did in which a colleague lost her keys, with names.

    Args:
        cases: those whose team she was or is in, with the team as it is now.
        unseen: how many more there are that the reader is kept away from.
        waiting: the keys that wait, and for whom.
    """

    name: str
    cases: Sequence[Banner]
    unseen: int
    waiting: Sequence[Awaited]


def report(work: Work, taken: Taken) -> Later[Report]:
    """
    Tell what an act did and whom the rest waits for.

    Raises:
        AccessDenied: the actor does not lead.
    """
    waiting = awaited.report(work, taken.waiting)
    hidden = places.hidden(work)
    seen = [case_store.get(work.session, one) for one in taken.cases if one not in hidden]
    open_banners = labels.declare_banners(work, [row for row in seen if row is not None])
    open_people = labels.declare_people(work, {taken.staff_id})
    return work.later(
        lambda: Report(
            name=open_people()[taken.staff_id].name,
            cases=sorted(open_banners().values(), key=lambda one: one.pseudonym),
            unseen=len(hidden.intersection(taken.cases)),
            waiting=waiting.run(),
        )
    )
