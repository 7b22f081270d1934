"""
Years from before the journal, put into a house that is invented: rows, calls and nights.

Rules: only the demo may call this, for in a real house no row is frozen but by a discharge; the log
says who put them in and when, and does not pretend to have seen those years.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.enquiries import ClosedEnquiry, EnquiryState, require_outcome
from journal.domain.errors import AccessDenied
from journal.domain.facts import Fact
from journal.domain.occupancy import Counted
from journal.services.work import Work
from journal.store.enquiries import EnquiryRow
from journal.store.rooms import RoomNightRow
from journal.vault import facts


def freeze_rows(work: Work, rows: Sequence[Fact]) -> None:
    """
    Seal what the yearly tables count, all of it at once.

    Raises:
        AccessDenied: the actor does not lead the house.
    """
    basis = work.require(Action.ROOM_SET)
    for fact in rows:
        facts.freeze(work.vault.keys, work.desk, fact)
    work.act(Action.FACT_FREEZE, basis=basis, count=len(rows))


def enter_enquiries(work: Work, closed: Sequence[ClosedEnquiry]) -> None:
    """
    Put calls on record with what they led to.

    Raises:
        AccessDenied: the actor does not lead the house.
        OutcomeMissing, NotMovedIn: an outcome that cannot be.
    """
    basis, own = work.require(Action.ROOM_SET), work.principal.id
    if own is None:
        raise AccessDenied(Action.ENQUIRY_WRITE)
    items = [Item(case=None, row=one.id) for one in closed]
    event = work.act(Action.ENQUIRY_WRITE, basis=basis, items=items, reason="recorded")
    for one in closed:
        require_outcome(one.outcome, has_moved_in=one.moved_in_at is not None)
        row = EnquiryRow(
            id=one.id,
            received_at=one.received_at,
            channel=one.channel,
            by=one.by,
            region=one.region,
            is_copenhagen=int(one.is_copenhagen),
            children=one.children,
            state=EnquiryState.CLOSED.value,
            outcome=one.outcome,
            closed_at=one.closed_at,
            moved_in_at=one.moved_in_at,
            entered_by=own,
            event_id=event.id,
        )
        work.session.add(row)


def enter_nights(work: Work, nights: Mapping[date, Counted]) -> None:
    """
    Put on record how full nights were that nobody counts any more.

    The nights of the journal are counted first: counting goes on after the last one on record.

    Raises:
        AccessDenied: the actor does not lead the house.
    """
    basis = work.require(Action.ROOM_SET)
    work.session.add_all(
        RoomNightRow(
            night=night,
            rooms=counted.rooms,
            out_of_service=counted.out_of_service,
            occupied=counted.occupied,
        )
        for night, counted in nights.items()
    )
    work.act(Action.NIGHT_COUNT, basis=basis, count=len(nights))
