"""Jeg kender hende: a colleague keeps herself away from a case, and hears first what happens."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal.domain.broken import LastKeyHolder, LastToLead
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId
from journal.request import perform, principal
from journal.services import exclusions
from journal.web import cases, forms

blueprint = Blueprint("exclusions", __name__, url_prefix="/sag/<uuid:case>/kender-hende")


@blueprint.get("")
def ask(case: UUID) -> ResponseReturnValue:
    """What happens when she says that she knows this person."""
    return _page(CaseId(case))


@blueprint.post("")
def declare(case: UUID) -> ResponseReturnValue:
    """Keep herself away from now on."""
    own = principal().id
    if own is None:
        raise AccessDenied
    try:
        perform(exclusions.exclude, CaseId(case), own)
    except (LastKeyHolder, LastToLead) as broken:
        return _page(CaseId(case), {broken.field: [forms.sentence(broken)]}), 422
    return redirect(url_for("nights.index", saved="excluded"), 303)


def _page(case: CaseId, errors: dict[str, list[str]] | None = None) -> str:
    found = perform(exclusions.prepare, case)
    return render_template(
        "exclusions/ask.html",
        case=cases.banner(found.banner),
        is_member=found.is_member,
        errors=errors or {},
    )
