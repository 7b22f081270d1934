"""One decision: what was decided, who decided, by whose leave; and its confirmation."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal.domain.errors import RuleBroken
from journal.domain.ids import DecisionId
from journal.request import perform
from journal.services import decisions, decisions_shown
from journal.web import forms
from journal.web.words import word

blueprint = Blueprint("decisions", __name__, url_prefix="/afgoerelse/<uuid:decision>")


@blueprint.get("")
def show(decision: UUID) -> ResponseReturnValue:
    """A decision with who decided, who entered it, and whether it waits for somebody."""
    return _page(DecisionId(decision))


@blueprint.post("/bekraeft")
def confirm(decision: UUID) -> ResponseReturnValue:
    """Confirm what was entered as decided on the phone."""
    try:
        perform(decisions.confirm, DecisionId(decision))
    except RuleBroken as broken:
        return _page(DecisionId(decision), {"": [forms.sentence(broken)]}), 422
    return redirect(url_for(".show", decision=decision, saved="confirmed"), 303)


def _page(decision: DecisionId, errors: dict[str, list[str]] | None = None) -> str:
    return render_template(
        "decisions/show.html",
        found=perform(decisions_shown.show, decision),
        word=word,
        errors=errors or {},
        saved=request.args.get("saved"),
        reading_logged=True,
    )
