"""Anonymitet: another level for somebody who has a file."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.anonymity import WHY
from journal.domain.cases import Anonymity
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.request import perform
from journal.schemas.anonymity import LevelSchema
from journal.services import anonymity
from journal.web import cases, forms
from journal.web.words import options, word

blueprint = Blueprint("anonymity", __name__, url_prefix="/sag/<uuid:case>/anonymitet")
FIELDS = ("level", "reason")


@blueprint.get("")
def edit(case: UUID) -> ResponseReturnValue:
    """The level that somebody has, and the form for another one."""
    return _page(CaseId(case))


@blueprint.post("")
def change(case: UUID) -> ResponseReturnValue:
    """Give her another one."""
    try:
        new = LevelSchema(CaseId(case)).load(forms.submitted())
        perform(anonymity.change, new)
    except ValidationError as invalid:
        return _page(CaseId(case), forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, FIELDS)
        return _page(CaseId(case), errors), status
    return redirect(url_for("stays.show", case=case, said=f"level-{new.level.value}"), 303)


def _page(case: CaseId, errors: dict[str, list[str]] | None = None) -> str:
    found = perform(anonymity.prepare, case)
    return render_template(
        "anonymity/change.html",
        case=cases.banner(found.banner),
        now_is=word("anonymity", found.level.value),
        is_unknown=found.level is Anonymity.UNKNOWN_TO_HOUSE,
        levels=options("anonymity", found.level.value),
        reasons=options(WHY),
        form={name: request.form.get(name, "") for name in FIELDS},
        errors=errors or {},
    )
