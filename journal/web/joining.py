"""Aktiver: a colleague who was invited chooses her password and draws her keys."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.errors import RuleBroken
from journal.request import accounts, context
from journal.schemas.passwords import CodeSchema
from journal.web import forms, signin

blueprint = Blueprint("joining", __name__)
FIELDS = ("name", "code", "password", "again")


@blueprint.route("/aktiver", methods=["GET", "POST"])
def activate() -> ResponseReturnValue:
    """The form for a code, and using it; one answer for every wrong name and code."""
    if request.method != "POST":
        return _page("", {})
    try:
        loaded = CodeSchema().load(forms.submitted())
        digits = accounts.activate(
            context(), signin.attempt(loaded["name"]), loaded["code"], loaded["password"]
        )
    except ValidationError as invalid:
        errors = forms.sentences(invalid.messages, FIELDS)
        return _page(request.form.get("name", ""), errors), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, FIELDS)
        return _page(request.form.get("name", ""), errors), status
    return render_template("joining/done.html", digits=digits)


def _page(name: str, errors: dict[str, list[str]]) -> str:
    return render_template("joining/activate.html", name=name, errors=errors)
