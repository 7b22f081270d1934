"""
What is due, whoever is awake: each a work of its own, with no key in hand.

It can end and delete what is over, and say who must act; it opens nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.engine import Engine

from journal.domain.access import Action, Basis
from journal.domain.compartments import Compartment
from journal.domain.drafts import READABLE_AFTER_CLOSING
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, GrantId, StaffId
from journal.services import keycare, records
from journal.services.context import Context
from journal.services.keycare import Concern
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import drafts as draft_store
from journal.store import joining as joining_store
from journal.store import retention as retention_store
from journal.store import staff as staff_store
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
    work.vault.keys.hold_log(work.desk)
    row = timed_store.get(work.session, grant_id)
    case = None if row is None else case_store.get(work.session, CaseId(row.case_id))
    if row is None or case is None or row.ended_at is not None or row.expires_at > work.now:
        raise AccessDenied(Action.BREAK_GLASS_CLOSE)
    timed.end(work.desk, case, row, Basis.JOB)


def wipe(context: Context) -> None:
    """Bring what was erased out of the file that changes are written to first."""
    engine: Engine = context.sessions.kw["bind"]
    with engine.connect() as connection:
        retention_store.wipe(connection)


def sweep(work: Work) -> int:
    """
    Delete texts, codes and sealed documents that are out of date; the log says so of all but codes.

    Returns:
        How many copies and drafts.
    """
    joining_store.delete_expired(work.session, work.now)
    records.erase_expired(work)
    closed_before = work.now - READABLE_AFTER_CLOSING
    dropped = draft_store.delete_expired(work.session, work.now, closed_before)
    if dropped:
        work.act(Action.DRAFT_DROP, basis=Basis.JOB, count=dropped)
    return dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """
    Something that a person must mend, by reference: a job holds no key to a name.

    Args:
        case: the first eight signs of its alias in the log; None for a key of the house.
        who: role and first eight signs of the alias of each colleague of whom one must act; empty
            where a leader must.
    """

    concern: Concern
    case: str | None
    comps: Sequence[Compartment]
    who: Sequence[tuple[str, str]]


def look(work: Work) -> list[Due]:
    """Which keys need somebody; leaves no event."""
    found = keycare.find(work)
    asked = {staff_id for one in found for staff_id in one.who}
    people = {StaffId(row.id): row for row in staff_store.by_ids(work.session, asked)}
    return [
        Due(
            concern=one.concern,
            case=None if one.case is None else reference(one.case.alias),
            comps=one.comps,
            who=[(people[who].role, reference(people[who].alias)) for who in one.who],
        )
        for one in found
    ]


def reference(alias: UUID) -> str:
    """How a case or a colleague is named to somebody who holds no key of the house."""
    return alias.hex[:8]
