"""
The answers of a talk put into her file: read, then sealed anew; two works, so both are on record.

Killed between the two they stay where they were.
"""

from journal.domain.ids import CaseId
from journal.domain.visitations import AnswersShut
from journal.services import talks
from journal.services.context import Context
from journal.services.work import perform


def keep(context: Context, case_id: CaseId) -> None:
    """
    Put the answers of the talk that led to a case into its journal.

    Raises:
        AccessDenied: unknown case, or the actor is not in its team.
        AnswersGone: none wait.
        AnswersShut: they do not open; they stay where they are.
    """
    taken = perform(context, talks.take, case_id)
    if taken.answers is None:
        raise AnswersShut
    perform(context, talks.carry, case_id, taken)
