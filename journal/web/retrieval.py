"""A resident's code: on a slip without a name, and at the desk when she is back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.entry import CodeMistyped
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.domain.sheets import FIELDS as FIELDS_OF
from journal.domain.sheets import Sheet, masked
from journal.request import context, perform
from journal.request import retrieval as acts
from journal.schemas.retrieval import CodeSchema, KeepSchema
from journal.schemas.sheets import sheet_schema
from journal.services import retrieval
from journal.web import cases, forms
from journal.web.sheets import facts, identity_form

blueprint = Blueprint("retrieval", __name__)
FIELDS = ("typed",)
CODE = ("code",)
WRITTEN = ("code", *FIELDS_OF[Sheet.IDENTITY])


@blueprint.get("/sag/<uuid:case>/kode")
def index(case: UUID) -> ResponseReturnValue:
    """What a code is for, whether she has one, and a button that draws one."""
    found = perform(retrieval.prepare, CaseId(case))
    return render_template(
        "retrieval/index.html",
        case=cases.banner(found.banner),
        since=found.since,
        is_sealed=found.is_sealed,
        saved=request.args.get("saved"),
    )


@blueprint.post("/sag/<uuid:case>/kode")
def draw(case: UUID) -> ResponseReturnValue:
    """A slip with a new code; it counts once it was typed back from the paper."""
    try:
        _, slip = acts.draw(context(), CaseId(case))
    except RuleBroken as broken:
        return _busy(case, forms.sentence(broken))
    return _slip(case, slip.code, slip.sealed, {})


@blueprint.post("/sag/<uuid:case>/kode/gem")
def keep(case: UUID) -> ResponseReturnValue:
    """Keep the code; from then on it opens who she is."""
    perform(retrieval.prepare, CaseId(case))
    printed, sealed = request.form.get("printed", ""), request.form.get("sealed", "")
    try:
        loaded = KeepSchema().load(forms.submitted())
        acts.keep(context(), CaseId(case), loaded["sealed"], loaded["typed"], seals=loaded["seals"])
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
    return render_template("retrieval/desk.html", errors={}, saved=request.args.get("saved"))


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
        is_sealed=found.is_sealed,
        fields=identity_form(),
        form=fields,
        seen=found.seen,
        errors={},
        reading_logged=True,
    )


@blueprint.post("/udlevering/identitet")
def write() -> ResponseReturnValue:
    """Write who somebody is with her code, where nothing else opens it."""
    perform(retrieval.may_collect)
    try:
        sent = forms.submitted()
        code = {"code": sent.pop("code", "")}
        loaded: dict[str, Any] = sheet_schema(Sheet.IDENTITY).load(sent)
        typed = CodeSchema().load(code)["code"]
        acts.write(context(), typed, loaded["fields"], loaded["seen"])
    except ValidationError as invalid:
        return _again(forms.sentences(invalid.messages, WRITTEN)), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, WRITTEN)
        return _again(errors), status
    return redirect(url_for(".desk", saved="yes"), 303)


def _again(errors: dict[str, list[str]]) -> str:
    """The form with what was typed; whose it is shows again once the code is right."""
    return render_template(
        "retrieval/write.html",
        fields=identity_form(),
        form=request.form,
        seen=request.form.get("seen", "0"),
        errors=errors,
    )


def _slip(case: UUID, code: str, sealed: str, errors: dict[str, list[str]]) -> str:
    """The neutral page: nothing that is printed says whose, or of what house."""
    return render_template(
        "retrieval/slip.html",
        of=case,
        code=code,
        sealed=sealed,
        seals=request.form.get("seals", ""),
        errors=errors,
    )


def _busy(case: UUID, sentence: str) -> ResponseReturnValue:
    found = perform(retrieval.prepare, CaseId(case))
    shown = render_template(
        "retrieval/index.html",
        case=cases.banner(found.banner),
        since=found.since,
        is_sealed=found.is_sealed,
        saved=None,
        errors={"": [sentence]},
    )
    return shown, 429
