"""
Admitting people: what can be said beforehand, the shares of each, then all of it in one work.

A share is on disk before the row that needs it; one whose row never came is of no use to anybody.
"""

from contextlib import suppress

from journal.domain.admission import NewAdmission, require_sound
from journal.domain.errors import AccessDenied, RuleBroken
from journal.domain.ids import CaseId
from journal.request import talks
from journal.services import cases, stay_pages, stays
from journal.services.backup import secure_shares
from journal.services.context import Context
from journal.services.house import House
from journal.services.work import perform


def admit(house: House, context: Context, admission: NewAdmission) -> list[CaseId]:
    """
    Admit some people.

    Returns:
        Their files, in the order of the people.

    Raises:
        as ``stay_pages.prepare``, ``require_sound`` and ``stays.admit``; then nothing is stored.
    """
    known = perform(context, stay_pages.prepare, admission.relative, admission.id)
    require_sound(admission, known.professions, known.taken)
    for person in admission.people:
        cases.reserve(house.vault, person.id)
    secure_shares(house)
    made = perform(context, stays.admit, admission)
    if admission.decision is not None and context.principal.id in admission.people[0].team:
        _keep_answers(context, made[0])
    return made


def _keep_answers(context: Context, case_id: CaseId) -> None:
    """The answers of the talk go with her at once; if they cannot, her team is asked to do it."""
    with suppress(RuleBroken, AccessDenied):
        talks.keep(context, case_id)
