"""The run of what is due: started by a timer and at each start of the service."""

from collections.abc import Sequence
from dataclasses import dataclass

from journal.domain.errors import AccessDenied
from journal.domain.ids import GrantId
from journal.request import oversight
from journal.services import due, occupancy, retention
from journal.services.context import Context
from journal.services.due import Due
from journal.services.work import perform


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """
    What a run did, and what it found that somebody must do.

    Args:
        ended: timed accesses whose time was over.
        dropped: copies of sent texts that were out of date.
        is_witnessed: whether the newest checkpoint lies where the house keeps it elsewhere; True
            also where it names no such place.
        weeks: weeks of the log that were looked through for review.
        nights: whose rooms were counted.
        is_prune_due: the log says things that are older than the house keeps them.
    """

    ended: int
    dropped: int
    weeks: int
    concerns: Sequence[Due]
    is_witnessed: bool
    is_prune_due: bool = False
    nights: int = 0


def run(context: Context) -> Done:
    """Do all that is due, each as a work of its own."""
    ended = sum(_end(context, grant_id) for grant_id in perform(context, due.run_out))
    dropped = perform(context, due.sweep)
    due.wipe(context)  # each time: pages erase as well, and a run may have been killed before this
    weeks = oversight.look_through(context)
    nights = perform(context, occupancy.count_nights)
    concerns = perform(context, due.look)
    is_witnessed = context.witness.elsewhere is None or context.witness.catch_up()
    return Done(
        ended=ended,
        dropped=dropped,
        weeks=weeks,
        concerns=concerns,
        is_witnessed=is_witnessed,
        nights=nights,
        is_prune_due=perform(context, retention.is_due, context.log_months),
    )


def _end(context: Context, grant_id: GrantId) -> bool:
    """End one access; False where a member's request was faster."""
    try:
        perform(context, due.end_access, grant_id)
    except AccessDenied:
        return False
    return True
