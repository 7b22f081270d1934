"""The invented year of ``catalogue_year`` put into a house, row by row; no fixture here."""

from dataclasses import replace
from uuid import UUID

from catalogue_year import facts as rows_of_the_year

from journal.domain.access import Action, Basis
from journal.request import statistics
from journal.services.work import perform
from journal.vault import facts
from journal.vault.desk import Fresh


def put_in(context, rows=None):
    """Freeze rows as discharges do, each with its event; without rows the whole invented year."""
    perform(context, freeze_rows, rows_of_the_year() if rows is None else rows)


def freeze_rows(work, rows):
    """Freeze rows; the one event says how many."""
    for row in rows:
        facts.freeze(work.vault.keys, work.desk, row)
    work.act(Action.FACT_FREEZE, basis=Basis.SELF, count=len(rows))


def moved(year):
    """Return the rows of the invented year as rows of other people in another year."""
    return [
        replace(
            row,
            id=_moved(row.id, year),
            family=_moved(row.family, year),
            year=year,
            leaving=replace(row.leaving, arrived_year=year),
        )
        for row in rows_of_the_year()
    ]


def _moved(one, year):
    return UUID(int=one.int + year * 1000)


def publish(context, year, *, is_proposed=False):
    """Put a year in, freeze it, draft it, and propose it where that is asked; return its id."""
    put_in(context, moved(year))
    proof = [Fresh(session_tag=context.principal.session_tag, at=context.clock()) for _ in "ab"]
    statistics.freeze(context, year, proof[0])
    drafted = statistics.draft(context, str(year))
    if is_proposed:
        statistics.propose(context, drafted, proof[1])
    return drafted
