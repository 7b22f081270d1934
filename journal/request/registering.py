"""
Changing what was kept about a person: read, then written; two works, so both are on record.

Nothing opens before it is on record, and what was kept must be known to change a part of it.
"""

from collections.abc import Mapping, Sequence

from journal.domain.discharge import Aftercare, AftercareEnd, NewDischarge
from journal.domain.ids import CaseId
from journal.services import closing, discharge, register
from journal.services.context import Context
from journal.services.work import perform
from journal.vault.desk import Fresh


def save(
    context: Context, case_id: CaseId, answers: Mapping[str, Sequence[str]], revision: int
) -> None:
    """
    Keep answers in place of those the actor has seen; see ``services.register.save``.

    Args:
        revision: of the document that she has seen.
    """
    shown = perform(context, register.show, case_id)
    perform(context, register.save, case_id, shown.kept, answers, revision)


def leave(
    context: Context,
    case_id: CaseId,
    new: NewDischarge,
    answered: Aftercare | None,
    fresh: Fresh,
    override: str = "",
) -> Aftercare:
    """
    Discharge somebody; see ``services.discharge.discharge``.

    Args:
        answered: how the offer of aftercare was answered; None where there is none.
        fresh: her password, typed just now.
        override: why it is offered though it is not hers by the rule.
    """
    proposal = perform(context, discharge.propose, case_id, new)
    return perform(context, discharge.discharge, case_id, proposal, answered, fresh, override)


def close(context: Context, case_id: CaseId, how: AftercareEnd, fresh: Fresh) -> None:
    """
    Close a file whose aftercare is over; see ``services.closing.close``.

    Args:
        fresh: her password, typed just now.
    """
    page = perform(context, closing.prepare, case_id)
    perform(context, closing.close, case_id, page.kept, page.revision, how, fresh)
