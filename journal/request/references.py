"""A reference outside, given in two works: what stands there is read before one is drawn."""

from journal.domain.ids import CaseId
from journal.domain.references import require_new
from journal.services import references
from journal.services.context import Context
from journal.services.work import perform


def give(context: Context, case_id: CaseId, recipient: str) -> None:
    """
    Draw a reference for a recipient who has none.

    Raises:
        AccessDenied: unknown case, or not in its team.
        RecipientKnown: it has one.
    """
    known = perform(context, references.show, case_id)
    require_new(recipient, (one.recipient for one in known.listed if one.recipient))
    perform(context, references.add, case_id, recipient)
