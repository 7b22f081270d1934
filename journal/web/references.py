"""References outside: what each recipient calls a case in place of a name."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.request import context, perform
from journal.request.references import give
from journal.schemas.references import RecipientSchema
from journal.services import references
from journal.web import cases, forms

blueprint = Blueprint("references", __name__, url_prefix="/sag/<uuid:case>/referencer")
FIELDS = ("recipient",)


@blueprint.get("")
def index(case: UUID) -> ResponseReturnValue:
    """Who outside has which reference, and the form for one more."""
    return _page(CaseId(case))


@blueprint.post("")
def add(case: UUID) -> ResponseReturnValue:
    """Draw a reference for a recipient who has none."""
    try:
        recipient = RecipientSchema().load(forms.submitted())["recipient"].strip()
        give(context(), CaseId(case), recipient)
    except ValidationError as invalid:
        return _page(CaseId(case), forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        return _page(CaseId(case), {broken.field: [forms.sentence(broken)]}), 422
    return redirect(url_for(".index", case=case, saved="yes"), 303)


def _page(case: CaseId, errors: dict[str, list[str]] | None = None) -> str:
    found = perform(references.show, case)
    return render_template(
        "references/index.html",
        case=cases.banner(found.banner),
        references=found.listed,
        is_sealed=found.is_sealed,
        recipient=request.form.get("recipient", ""),
        saved=request.args.get("saved"),
        errors=errors or {},
        reading_logged=not found.is_sealed,
    )
