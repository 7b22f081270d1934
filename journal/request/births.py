"""
Dates of birth: compared before one is written, and watched for the day a child comes of age.

Each date is opened by a work of its own, so each is on record, and a key that waits is exchanged
for one after the other. Nothing opens before it is on record.
"""

from collections.abc import Mapping, Sequence

from journal.domain.births import Turning
from journal.domain.deadlines import Ending
from journal.domain.errors import Tampered
from journal.domain.ids import CaseId
from journal.domain.sheets import BIRTH_DATE, Sheet
from journal.services import births, sheets
from journal.services.births import ComingOfAge, Known
from journal.services.context import Context
from journal.services.work import perform


def save_sheet(
    context: Context, case_id: CaseId, sheet: Sheet, fields: Mapping[str, str], seen: int
) -> bool:
    """
    Write a sheet; see ``services.sheets.save`` and ``save_identity``.

    Returns:
        Whether a date of birth in it is worth a second look.
    """
    if sheet is not Sheet.IDENTITY:
        perform(context, sheets.save, case_id, sheet, fields, seen)
        return False
    others = perform(context, births.to_compare, case_id)
    own = perform(context, births.read, case_id)
    compared = _opened(context, others) if BIRTH_DATE in fields else []
    return perform(context, sheets.save_identity, case_id, fields, seen, own, compared)


def coming_of_age(context: Context) -> list[ComingOfAge]:
    """
    The children who are soon 18, or are, and with whom nobody has noted the talk.

    One that does not open is reported and hides no other.
    """
    found = [_look(context, case_id) for case_id in perform(context, births.whose)]
    return [one for one in found if one is not None and one.talk is None]


def of_case(context: Context, case_id: CaseId) -> ComingOfAge | None:
    """How near one child is, for whoever may see it; None while it is far."""
    return _look(context, case_id) if perform(context, births.is_watched, case_id) else None


def tick_off(context: Context, case_id: CaseId, ending: Ending) -> None:
    """Note that the talk about what 18 means was held; see ``services.births.tick_off``."""
    known = perform(context, births.read, case_id)
    perform(context, births.tick_off, known, ending)


def _opened(context: Context, case_ids: Sequence[CaseId]) -> list[Known]:
    """The dates of some people; none at all if one of them is damaged, which is reported."""
    try:
        return [perform(context, births.read, one) for one in case_ids]
    except Tampered:
        return []


def _look(context: Context, case_id: CaseId) -> ComingOfAge | None:
    try:
        found = perform(context, births.look, case_id)
    except Tampered:
        return None
    return None if found.turning is Turning.FAR else found
