"""The reserve of a full disk is given away first and put on record then: room comes first."""

from journal.domain.access import Action
from journal.domain.broken import ReserveMissing
from journal.domain.policy import decide
from journal.request.current import context, house
from journal.services import condition
from journal.services.work import perform


def free_reserve() -> None:
    """
    Give the reserve away.

    Raises:
        AccessDenied: the state of the house is not hers to see to; nothing was given away.
        ReserveMissing: there is none.
        LogStopped: it is given away, and there is still no room to put it on record.
        OSError: it cannot be deleted.
    """
    role = context().principal.role
    is_hers = role is not None and decide(role, Action.RESERVE_FREE).allowed
    if is_hers and not condition.release_reserve(house().settings):
        raise ReserveMissing
    perform(context(), condition.free_reserve)
