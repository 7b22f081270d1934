"""Two people agree to erase old events of the log: two works, and a checkpoint behind them."""

from journal.domain.retention import Terms
from journal.services import retention
from journal.services.context import Context
from journal.services.record import sign_checkpoint
from journal.services.work import perform


def agree(leader: Context, second: Context, terms: Terms) -> None:
    """
    Put on record that both agree.

    Args:
        leader: of who leads.
        second: of somebody else.
        terms: what is to be erased, as it was shown to both.

    Raises:
        AccessDenied: the first does not lead, or the second has no part in the house.
        PruneRefused: they are the same person.
    """
    confirmed = perform(leader, retention.confirm, terms)
    perform(second, retention.approve, terms, confirmed)
    sign_checkpoint(second)
