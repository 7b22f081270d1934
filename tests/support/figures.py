"""The invented year of ``catalogue_year`` put into a house, row by row; no fixture here."""

from catalogue_year import facts as rows_of_the_year

from journal.domain.access import Action, Basis
from journal.services.work import perform
from journal.vault import facts


def put_in(context, rows=None):
    """Freeze rows as discharges do, each with its event; without rows the whole invented year."""
    perform(context, _freeze, rows_of_the_year() if rows is None else rows)


def _freeze(work, rows):
    for row in rows:
        facts.freeze(work.vault.keys, work.desk, row)
        work.act(Action.FACT_FREEZE, basis=Basis.SELF)
