"""
Trying a backup: how much of it opens without anybody's password, and with hers.

Rules: a copy that is tried lies apart and is thrown away; a machine holds no key to a text, so of
each case it tries its shares, the makers of its keys, and that they are wrapped to somebody; a
person opens one thing of each case, its pseudonym; the outcome is in the log of the house itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from journal.domain.access import Action, Basis, Outcome
from journal.domain.audit import Event, Item
from journal.domain.clock import from_milliseconds
from journal.domain.compartments import ABOUT_A_CASE, OF_A_CASE, SHARED_BY_THE_HOUSE
from journal.domain.errors import Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, StaffId
from journal.services.context import Context
from journal.services.record import record
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import key_facts, logbook
from journal.store import keys as key_store
from journal.store.cases import CaseFileRow
from journal.store.db import reading
from journal.store.logbook import Search
from journal.vault.standing import Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """
    How a copy stood its trial.

    Args:
        cases: how many there are.
        failed: those of which something does not open.
        is_house_sound: whether every share of the house is there.
    """

    cases: int
    failed: Sequence[CaseAlias]
    is_house_sound: bool

    @property
    def is_proven(self) -> bool:
        """Whether nothing failed."""
        return self.is_house_sound and not self.failed


def try_keys(work: Work) -> Tried:
    """Try of each case what opens without a password; leaves no event in the copy."""
    provider, house = work.vault.keys.provider, work.vault.house
    cases = case_store.all_cases(work.session)
    return Tried(
        cases=len(cases),
        failed=[CaseAlias(case.alias) for case in cases if not _stands(work, case)],
        is_house_sound=all(
            provider.has_share(UUID(bytes=house.bytes), comp) for comp in SHARED_BY_THE_HOUSE
        ),
    )


def _stands(work: Work, case: CaseFileRow) -> bool:
    """Whether all shares of a case open, and each key has a right maker and a holder."""
    provider, nobody = work.vault.keys.provider, StaffId(UUID(int=0))
    if not all(provider.has_share(CaseId(case.id), comp) for comp in ABOUT_A_CASE):
        return False
    held = key_store.holdings(work.session, [case.id])
    for comp in OF_A_CASE:
        epochs = key_facts.all_epochs(work.session, case.id, comp, nobody)
        if not epochs or not held.get((case.id, int(comp))):
            return False
        try:
            for one in epochs:
                use = Use(case=case, is_mailbox=one is not epochs[-1])
                work.vault.keys.standing.check_epoch(work.desk, one.epoch, one.signers, use)
        except Tampered:
            return False
    return True


def open_each(work: Work) -> Later[Tried]:
    """
    Open the pseudonym of every case with the keys of whoever is signed in to the copy.

    Raises:
        AccessDenied: she may not see them.
    """
    work.require(Action.HOUSE_LABELS)
    house, rows = work.house(), case_store.all_cases(work.session)
    house.prefetch(rows)
    labels = [(CaseAlias(row.alias), house.pseudonym(row)) for row in rows]
    work.act(Action.HOUSE_LABELS, count=len(labels))

    def opened() -> Tried:
        failed = []
        for alias, label in labels:
            before = len(work.desk.damaged)
            label.text()
            if len(work.desk.damaged) > before:
                failed.append(alias)
        return Tried(cases=len(labels), failed=failed, is_house_sound=True)

    return work.later(opened)


def note(context: Context, tried: Tried | None) -> None:
    """
    Put the outcome on record in the house itself.

    Args:
        tried: None where the copy did not come so far.
    """
    is_proven = tried is not None and tried.is_proven
    failed = [] if tried is None else [Item(case=alias) for alias in tried.failed]
    count = 0 if tried is None else tried.cases - len(tried.failed)
    event = Event(
        id=EventId(uuid4()),
        action=Action.BACKUP_DRILL,
        outcome=Outcome.OK if is_proven else Outcome.ERROR,
        basis=Basis.JOB,
        items=failed,
        count=count,
    )
    record(context, event)


def last_proven(context: Context) -> datetime | None:
    """When a backup was last tried and stood; the looking leaves no event."""
    asked = Search(acts=[Action.BACKUP_DRILL.value], outcomes=[Outcome.OK.value])
    with reading(context.sessions) as session:
        rows = logbook.search(session, asked, 0, 1)
        return from_milliseconds(rows[0].t) if rows else None
