"""Hvem må afgøre nu: who may decide, for everybody; and delegating, for the leader."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.errors import RuleBroken
from journal.domain.ids import DelegationId
from journal.request import now, perform
from journal.schemas.visitations import DelegationSchema
from journal.services import delegations
from journal.web import forms
from journal.web.words import options, word, zone

blueprint = Blueprint("delegations", __name__, url_prefix="/henvendelser/hvem-afgoer")
FIELDS = ("to", "scope", "until", "hour")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Who may decide now, and by whose leave."""
    return _page()


@blueprint.post("")
def issue() -> ResponseReturnValue:
    """Let a colleague decide from now on."""
    try:
        to_id, scope, ends_at = DelegationSchema(zone()).load(forms.submitted())
        perform(delegations.issue, to_id, scope, now(), ends_at)
    except ValidationError as invalid:
        return _asked_again(forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        return _asked_again(forms.refused(broken, FIELDS)[0]), 422
    return redirect(url_for(".index", saved="issued"), 303)


@blueprint.post("/<uuid:delegation>/slut")
def end(delegation: UUID) -> ResponseReturnValue:
    """End a delegation before its time."""
    perform(delegations.end, DelegationId(delegation))
    return redirect(url_for(".index", saved="ended"), 303)


def _asked_again(errors: dict[str, list[str]]) -> str:
    """The form with what was typed, for who may send it; others learn nothing from its errors."""
    perform(delegations.require_may_issue)
    return _page(errors)


def _page(errors: dict[str, list[str]] | None = None) -> str:
    found = perform(delegations.who_decides)
    return render_template(
        "delegations/index.html",
        found=found,
        candidates=[
            (str(one.id), f"{one.name} ({word('role', one.function).lower()})")
            for one in found.candidates
        ],
        scopes=options("delegation_scope"),
        form={name: request.form.get(name, "") for name in FIELDS},
        word=word,
        errors=errors or {},
        saved=request.args.get("saved"),
    )
