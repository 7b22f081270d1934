"""
What is due, whoever is awake: each a work of its own, with no key in hand.

It can end and delete what is over, and say who must act; it opens nothing.
"""

from journal.domain.access import Action, Basis
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, GrantId
from journal.services import keycare
from journal.services.keycare import Found
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import drafts as draft_store
from journal.store import joining as joining_store
from journal.store import timed_access as timed_store
from journal.vault import timed


def run_out(work: Work) -> list[GrantId]:
    """Which timed accesses are over; leaves no event."""
    return [GrantId(row.id) for row in timed_store.run_out(work.session, work.now)]


def end_access(work: Work, grant_id: GrantId) -> None:
    """
    End one timed access whose time is over: her wraps go, and the journal waits for a new key.

    Raises:
        AccessDenied: there is none, or somebody has ended it.
    """
    row = timed_store.get(work.session, grant_id)
    case = None if row is None else case_store.get(work.session, CaseId(row.case_id))
    if row is None or case is None or row.ended_at is not None or row.expires_at > work.now:
        raise AccessDenied(Action.BREAK_GLASS_CLOSE)
    work.vault.keys.hold_log(work.desk)
    timed.end(work.desk, case, row, Basis.JOB)


def sweep(work: Work) -> int:
    """Delete texts and codes that are out of date; the texts are counted in the log."""
    joining_store.delete_expired(work.session, work.now)
    dropped = draft_store.delete_expired(work.session, work.now)
    if dropped:
        work.act(Action.DRAFT_DROP, basis=Basis.JOB, count=dropped)
    return dropped


def look(work: Work) -> list[Found]:
    """Which keys need somebody; leaves no event."""
    return keycare.find(work)
