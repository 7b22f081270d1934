"""The run of what is due: started by a timer and at each start of the service."""

from collections.abc import Sequence
from dataclasses import dataclass

from journal.services import due
from journal.services.context import Context
from journal.services.keycare import Found
from journal.services.work import perform


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run did, and what it found that somebody must do."""

    ended: int
    dropped: int
    concerns: Sequence[Found]


def run(context: Context) -> Done:
    """Do all that is due, each as a work of its own."""
    over = perform(context, due.run_out)
    for grant_id in over:
        perform(context, due.end_access, grant_id)
    dropped = perform(context, due.sweep)
    return Done(ended=len(over), dropped=dropped, concerns=perform(context, due.look))
