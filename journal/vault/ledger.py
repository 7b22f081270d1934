"""
The log on its way into the database: events appended as the last statements before COMMIT.

Order: write the entries, lock, look again at every key that was used, read the head, write the
places of the entries, move the head. Others wait from the lock to the COMMIT, so that what needs no
place is done before it.
"""

import os
from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy.orm import Session

from crypto.errors import Malformed
from crypto.merkle import Frontier, leaf_hash
from journal.domain import audit
from journal.domain.access import Action, Basis
from journal.domain.audit import Event, Origin
from journal.domain.clock import from_milliseconds
from journal.domain.errors import AccessDenied, LogStopped, StaleKey, Tampered
from journal.domain.ids import EventId, HouseId, LogId
from journal.store import audit as audit_store
from journal.store import keys as key_store
from journal.vault.desk import Desk, Receipt

CLOCK_TOLERANCE_MS = 30_000
"""A fall of the clock beyond this is an event of its own."""


class Ledger:
    """
    Appends to the log of one house.

    Args:
        house: id of the house, in every leaf.
        log: id of the log, in every leaf.
    """

    def __init__(self, house: HouseId, log: LogId) -> None:
        self.house = house
        self.log = log
        self.size = 0
        """Size after the last append of this process; a hint for when a checkpoint is due."""
        self._last_ms = 0

    def start(self, session: Session) -> None:
        """Make the empty head of a new house's log."""
        audit_store.start(session)

    def append(self, desk: Desk, origin: Origin, milliseconds: int) -> None:
        """
        Append everything that was collected.

        Args:
            desk: the unit of work with its events and the keys it used.
            origin: what all events of the request share.
            milliseconds: UTC wall clock.

        Raises:
            AccessDenied: a wrap that was used is gone: the reader was removed meanwhile; or the
                time of her access ran out while she waited.
            StaleKey: a key that was used is gone: it was exchanged meanwhile.
            LogStopped: the log has no head, or a damaged one.
        """
        session = desk.session
        self._note_clock(desk, milliseconds)
        written = self._write(desk, origin, milliseconds)
        audit_store.lock(session, self.house)
        self._look_again(desk, milliseconds)
        self._place(session, written)
        desk.appended_ms = milliseconds

    def committed(self, desk: Desk) -> None:
        """Remember the clock of an append that was committed; of another nothing is on record."""
        if desk.appended_ms is not None:
            self._last_ms = desk.appended_ms

    def _look_again(self, desk: Desk, milliseconds: int) -> None:
        if not desk.used:
            return
        is_epoch_gone, is_wrap_gone = key_store.missing(desk.session, desk.used)
        if is_epoch_gone:
            raise StaleKey
        is_over = desk.until is not None and from_milliseconds(milliseconds) >= desk.until
        if is_wrap_gone or is_over:
            event = desk.events[0]
            cases = audit.cases_of(event)
            raise AccessDenied(event.action, cases.pop() if len(cases) == 1 else None)

    def _note_clock(self, desk: Desk, milliseconds: int) -> None:
        if milliseconds < self._last_ms - CLOCK_TOLERANCE_MS:
            desk.events.append(
                Event(id=EventId(uuid4()), action=Action.CLOCK_JUMP, basis=Basis.JOB)
            )

    def _write(self, desk: Desk, origin: Origin, milliseconds: int) -> list[Receipt]:
        """Write the entries of all events, and say what has no place yet."""
        written, entries, cases = [], [], []
        for event in desk.events:
            for leaf in audit.encode(event, origin, milliseconds, _draw):
                receipt = Receipt(entry_id=leaf.id, hash=leaf_hash(leaf.data))
                written.append(receipt)
                entries.append(_columns(event, origin, milliseconds, leaf) | {"hash": receipt.hash})
                desk.receipts.setdefault(event.id, receipt)
                cases += [{"alias": alias, "entry_id": leaf.id} for alias in leaf.cases]
        audit_store.add_entries(desk.session, entries, cases)
        return written

    def _place(self, session: Session, written: Sequence[Receipt]) -> None:
        """Give the entries the next places of the log, which is held."""
        try:
            head = audit_store.head(session)
            if head is None:
                raise LogStopped
            frontier = Frontier.unpack(head.size, head.frontier)
        except (Malformed, Tampered) as error:
            raise LogStopped from error
        frontier = frontier.extend(receipt.hash for receipt in written)
        places = [(receipt.entry_id, receipt.hash) for receipt in written]
        audit_store.add_leaves(session, places, head.size)
        audit_store.move_head(session, frontier.size, frontier.pack())
        self.size = frontier.size


def _draw() -> bytes:
    return os.urandom(16)


def _columns(
    event: Event, origin: Origin, milliseconds: int, leaf: audit.Leaf
) -> dict[str, object]:
    return {
        "id": leaf.id,
        "t": milliseconds,
        "act": event.action.value,
        "actor": origin.actor,
        "out": event.outcome.value,
        "basis": None if event.basis is None else event.basis.value,
        "rid": origin.request,
        "entry": leaf.data,
        "priv_ct": event.private,
    }
