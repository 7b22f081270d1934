"""Earlier stays of a woman who is back: what is linked, one link more, and one undone."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.codes import code_list
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.domain.linking import Way
from journal.request import context, now
from journal.request import linking as acts
from journal.request.linking import Earlier
from journal.schemas.linking import EndSchema, LinkSchema
from journal.schemas.sheets import PurposeSchema
from journal.web import cases, forms
from journal.web.words import language, zone

blueprint = Blueprint("linking", __name__, url_prefix="/sag/<uuid:case>/tidligere")
FIELDS = ("way", "code", "words", "agreed", "agreed_on")
WHY = ("reason",)


@blueprint.get("")
def index(case: UUID) -> ResponseReturnValue:
    """What is linked, for the team; a leader is asked first for what purpose she looks."""
    return _page(acts.show(context(), CaseId(case)))


@blueprint.post("")
def look(case: UUID) -> ResponseReturnValue:
    """The same, for whoever has just said for what purpose."""
    try:
        reason = PurposeSchema().load(forms.submitted())["reason"]
    except ValidationError as invalid:
        found = acts.show(context(), CaseId(case))
        return _page(found, forms.sentences(invalid.messages, WHY)), 422
    return _page(acts.show(context(), CaseId(case), reason))


@blueprint.post("/knyt")
def make(case: UUID) -> ResponseReturnValue:
    """Link the file with an earlier one, since she wants it."""
    try:
        loaded: dict[str, Any] = LinkSchema().load(forms.submitted())
        acts.make(context(), CaseId(case), **loaded)
    except ValidationError as invalid:
        return _again(case, forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, FIELDS)
        return _again(case, errors), status
    return _done(case, loaded["purpose"])


@blueprint.post("/loes")
def end(case: UUID) -> ResponseReturnValue:
    """Undo a link, since she takes her consent back."""
    try:
        loaded: dict[str, Any] = EndSchema().load(forms.submitted())
        acts.end(context(), CaseId(case), **loaded)
    except ValidationError as invalid:
        return _again(case, forms.sentences(invalid.messages, ())), 422
    except RuleBroken as broken:
        return _again(case, {"": [forms.sentence(broken)]}), 422
    return _done(case, loaded["purpose"])


def _done(case: UUID, purpose: str | None) -> ResponseReturnValue:
    """What is linked now; a leader has said her purpose in this very act, and is not asked anew."""
    if purpose is None:
        return redirect(url_for(".index", case=case, saved="yes"), 303)
    return _page(acts.show(context(), CaseId(case), purpose), saved=True)


def _again(case: UUID, errors: dict[str, list[str]]) -> str:
    """The form with what was typed, but for her code."""
    reason = request.form.get("reason", "")
    purpose = reason if reason in code_list("access_purpose") else None
    return _page(acts.show(context(), CaseId(case), purpose), errors)


def _page(
    found: Earlier, errors: dict[str, list[str]] | None = None, *, saved: bool = False
) -> str:
    links, typed = found.links, request.form
    return render_template(
        "sheets/purpose.html" if links.asks_purpose else "linking/index.html",
        case=cases.banner(links.banner),
        found=links,
        title=gettext("Earlier stays"),
        looks_at="linking.look",
        listed=[
            {
                "agreed_on": one.link.agreed_on,
                "by_code": one.link.way is Way.CODE,
                "place": one.place,
                "other": None if one.other is None else cases.banner(one.other),
            }
            for one in found.listed
        ],
        form={name: typed.get(name, "") for name in ("way", "words", "agreed")},
        agreed_on=typed.get("agreed_on", _today().isoformat()),
        reason=typed.get("reason", ""),
        reasons=[(one.code, one.label(language())) for one in code_list("access_purpose").values()],
        saved=saved or request.args.get("saved"),
        errors=errors or {},
        reading_logged=not (links.asks_purpose or links.is_sealed),
    )


def _today() -> date:
    return now().astimezone(zone()).date()
