"""Fylder 18: what the day means for one child, and the talk about it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.codes import code_list
from journal.domain.deadline_rules import rules
from journal.domain.deadlines import HOW
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId, DeadlineId
from journal.domain.law import in_force
from journal.request import births, context, now, perform
from journal.schemas.deadlines import TickSchema
from journal.services import births as services
from journal.services.births import RULE
from journal.web import cases, forms
from journal.web.coming_of_age import shown
from journal.web.words import language, typed_moment, zone

blueprint = Blueprint("births", __name__, url_prefix="/sag/<uuid:case>/myndig")
FIELDS = ("how", "occurred_at")


@blueprint.get("/")
def show(case: UUID) -> ResponseReturnValue:
    """How near one child is, and the form that notes the talk."""
    return _page(CaseId(case), {"occurred_at": typed_moment(now())})


@blueprint.post("/")
def tick(case: UUID) -> ResponseReturnValue:
    """Note that the talk was held."""
    try:
        ending = TickSchema(DeadlineId(case), zone(), now()).load(forms.submitted())
        births.tick_off(context(), CaseId(case), ending)
    except ValidationError as invalid:
        return _page(CaseId(case), request.form, forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, FIELDS)
        return _page(CaseId(case), request.form, errors), status
    return redirect(url_for(".show", case=case, saved="yes"), 303)


def _page(
    case_id: CaseId, values: Mapping[str, str], errors: dict[str, list[str]] | None = None
) -> str:
    look = perform(services.look, case_id)
    found = shown(look)
    rule, chosen = rules()[RULE], language()
    law = in_force(rule.references, now().astimezone(zone()).date())
    form = {name: values.get(name, "") for name in FIELDS}
    return render_template(
        "births/show.html",
        case=cases.banner(look.banner),
        found=found,
        title=rule.title.label(chosen),
        reason=rule.reason.label(chosen),
        law=[(one.name.label(chosen), one.text.label(chosen), one.is_certain) for one in law],
        form=form | {"occurred_at": form["occurred_at"] or typed_moment(now())},
        ways=_ways(),
        saved=request.args.get("saved"),
        errors=errors or {},
        reading_logged=True,
    )


def _ways() -> Sequence[tuple[str, str]]:
    return [(code.code, code.label(language())) for code in code_list(HOW).values()]
