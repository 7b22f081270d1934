"""
Putting the earlier years into the invented house.

Rules: the leader enters them, on her second day; the rows carry no day but a year, so nothing is
dated back: the log says when they were entered.
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from journal.cli.demo.past.printed import PRINTED_YEAR, printed
from journal.cli.demo.past.year import SEED, invent
from journal.exports.ledger import Release
from journal.exports.releases import of_printed
from journal.services import earlier_years, publishing

LEADER = "ingrid"
ENTERED = "22 13:40"
"""When she enters them, as the story says times."""

Act = Callable[..., Any]
"""Lets somebody of the invented house carry out a use case: who, which, with what."""


def enter(act: Act, zone: ZoneInfo) -> None:
    """Seal who left in the earlier years, and put their calls on record."""
    past = invent(SEED, zone)
    act(LEADER, earlier_years.freeze_rows, past.facts)
    act(LEADER, earlier_years.enter_enquiries, past.enquiries)
    act(LEADER, publishing.enter_earlier, _printed(), PRINTED_YEAR)


def _printed() -> Release:
    """The printed year as a publication of which nobody can say any more who was counted."""
    tables = [
        {"id": name, "rows": [{"label": code, "count": n} for code, n in counts.items()]}
        for name, counts in printed(PRINTED_YEAR).tables.items()
    ]
    return of_printed(PRINTED_YEAR, tables)


def enter_nights(act: Act, zone: ZoneInfo) -> None:
    """Put on record how full the house was, once its own nights are counted."""
    act(LEADER, earlier_years.enter_nights, invent(SEED, zone).nights)
