"""
What a sign-in does for others on the way: keys that waited for somebody who holds them.

Each case is a work of its own: one that is damaged stops none of the others, and none of them keeps
whoever signs in outside.
"""

import structlog

from journal.domain.errors import JournalError
from journal.domain.ids import CaseId
from journal.services import upkeep
from journal.services.context import Context
from journal.services.work import perform

_LOG = structlog.get_logger()


def keep_up(context: Context) -> None:
    """Exchange, pass on and wrap what waits for the keys of whoever has signed in."""
    try:
        for case_id in perform(context, upkeep.of_house):
            _settle(context, case_id)
        perform(context, upkeep.follow)
    except JournalError as error:
        _LOG.error("upkeep failed", code=error.code)


def _settle(context: Context, case_id: CaseId) -> None:
    try:
        perform(context, upkeep.of_case, case_id)
    except JournalError as error:
        _LOG.error("upkeep of a case failed", code=error.code)
