"""A resident's code: on a slip without a name, and at the desk when she is back."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.entry import CodeMistyped
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.domain.sheets import Sheet, masked
from journal.request import context, perform
from journal.request import retrieval as acts
from journal.schemas.retrieval import CodeSchema, KeepSchema
from journal.services import retrieval
from journal.web import cases, forms
from journal.web.sheets import facts

blueprint = Blueprint("retrieval", __name__)
FIELDS = ("typed",)
CODE = ("code",)


@blueprint.get("/sag/<uuid:case>/kode")
def index(case: UUID) -> ResponseReturnValue:
    """What a code is for, whether she has one, and a button that draws one."""
    found = perform(retrieval.prepare, CaseId(case))
    return render_template(
        "retrieval/index.html",
        case=cases.banner(found.banner),
        since=found.since,
        saved=request.args.get("saved"),
    )


@blueprint.post("/sag/<uuid:case>/kode")
def draw(case: UUID) -> ResponseReturnValue:
    """A slip with a new code; it counts once it was typed back from the paper."""
    try:
        _, slip = acts.draw(context(), CaseId(case))
    except RuleBroken as broken:
        return _busy(case, forms.sentence(broken))
    return _slip(case, slip.code, slip.sealed)


@blueprint.post("/sag/<uuid:case>/kode/gem")
def keep(case: UUID) -> ResponseReturnValue:
    """Keep the code; from then on it opens who she is."""
    perform(retrieval.prepare, CaseId(case))
    printed, sealed = request.form.get("printed", ""), request.form.get("sealed", "")
    try:
        loaded = KeepSchema().load(forms.submitted())
        acts.keep(context(), CaseId(case), loaded["sealed"], loaded["typed"])
    except ValidationError as invalid:
        return _slip(case, printed, sealed, forms.sentences(invalid.messages, FIELDS)), 422
    except CodeMistyped as broken:
        return _slip(case, printed, sealed, {"typed": [forms.sentence(broken)]}), 422
    except RuleBroken as broken:
        return _busy(case, forms.sentence(broken))
    return redirect(url_for(".index", case=case, saved="yes"), 303)


@blueprint.get("/udlevering")
def desk() -> ResponseReturnValue:
    """The form for a code that somebody has brought back."""
    perform(retrieval.may_collect)
    return render_template("retrieval/desk.html", errors={})


@blueprint.post("/udlevering")
def collect() -> ResponseReturnValue:
    """Whose code it is; a wrong one and an unknown one get the same page."""
    try:
        perform(retrieval.may_collect)
        found = acts.collect(context(), CodeSchema().load(forms.submitted())["code"])
    except ValidationError as invalid:
        errors = forms.sentences(invalid.messages, CODE)
        return render_template("retrieval/desk.html", errors=errors), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, CODE)
        return render_template("retrieval/desk.html", errors=errors), status
    fields = found.fields or {}
    return render_template(
        "retrieval/found.html",
        case=cases.banner(found.banner),
        facts=facts(Sheet.IDENTITY, fields),
        cpr=fields.get("cpr", ""),
        cpr_masked=masked(fields.get("cpr", "")),
        is_mine=found.is_mine,
        reading_logged=True,
    )


def _slip(case: UUID, code: str, sealed: str, errors: dict[str, list[str]] | None = None) -> str:
    """The neutral page: nothing that is printed says whose, or of what house."""
    return render_template(
        "retrieval/slip.html", of=case, code=code, sealed=sealed, errors=errors or {}
    )


def _busy(case: UUID, sentence: str) -> ResponseReturnValue:
    found = perform(retrieval.prepare, CaseId(case))
    shown = render_template(
        "retrieval/index.html",
        case=cases.banner(found.banner),
        since=found.since,
        saved=None,
        errors={"": [sentence]},
    )
    return shown, 429
