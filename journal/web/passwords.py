"""Passwords: a new one, a forgotten one, one that may be stolen, and the code of her own."""

from uuid import UUID

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.access import Action
from journal.domain.entry import PasswordWrong, SigninBlocked
from journal.domain.errors import RuleBroken
from journal.domain.ids import StaffId
from journal.domain.policy_rules import WITH_RESIDENTS
from journal.request import accounts, context, perform, principal, upkeep
from journal.request.accounts import NewCode
from journal.schemas.passwords import (
    ChangeSchema,
    CodeSchema,
    KeepSchema,
    ProofSchema,
    RecoverySchema,
)
from journal.services import awaited, losses, passwords
from journal.services.awaited import Awaited
from journal.web import access, forms, profile, proof, signin
from journal.web.leaving import awaited_shown
from journal.web.staff import Act

blueprint = Blueprint("passwords", __name__)
FORGOTTEN = ("name", "code", "password", "again")
CHANGE = ("present", "password", "again")


@blueprint.route("/glemt-adgangskode", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """The form for a recovery code, and a new password with it; all her sessions end."""
    if request.method != "POST":
        return _forgotten_page("", {})
    try:
        loaded = CodeSchema().load(forms.submitted())
        staff_id = accounts.recover(
            context(), signin.attempt(loaded["name"]), loaded["code"], loaded["password"]
        )
    except ValidationError as invalid:
        errors = forms.sentences(invalid.messages, FORGOTTEN)
        return _forgotten_page(request.form.get("name", ""), errors), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, FORGOTTEN)
        return _forgotten_page(request.form.get("name", ""), errors), status
    access.keeper().end_all(staff_id)
    return redirect(url_for("signin.sign_in", said="recovered"), 303)


def _forgotten_page(name: str, errors: dict[str, list[str]]) -> str:
    return render_template("passwords/forgotten.html", name=name, errors=errors)


@blueprint.post("/mig/adgangskode")
def change() -> ResponseReturnValue:
    """A new password for the same keys; her other sessions end, this one goes on."""
    try:
        loaded = ChangeSchema().load(forms.submitted())
        accounts.change_password(context(), loaded["password"], proof.fresh(loaded["present"]))
    except ValidationError as invalid:
        return profile.page(forms.sentences(invalid.messages, CHANGE)), 422
    except RuleBroken as broken:
        errors, status = _refused(broken)
        return profile.page(errors), status
    response = make_response(redirect(url_for("profile.show", said="changed"), 303))
    access.go_on_alone(response, principal())
    return response


def _refused(broken: RuleBroken) -> tuple[dict[str, list[str]], int]:
    """The errors of a form in which the present password has a field of its own."""
    errors, status = forms.refused(broken, CHANGE)
    if isinstance(broken, (PasswordWrong, SigninBlocked)):
        errors = {"present": [forms.sentence(broken)]}
    return errors, status


@blueprint.post("/mig/kode")
def draw_code() -> ResponseReturnValue:
    """A recovery code on paper: shown once, kept when it was typed back."""
    try:
        loaded = RecoverySchema().load(forms.submitted())
        drawn = accounts.draw_recovery(context(), proof.fresh(loaded["proof"]))
    except ValidationError as invalid:
        return profile.page(forms.sentences(invalid.messages, ("proof",))), 422
    except RuleBroken as broken:
        _, status = forms.refused(broken)
        return profile.page({"proof": [forms.sentence(broken)]}), status
    return _code_page(drawn, {})


@blueprint.post("/mig/kode/gem")
def keep_code() -> ResponseReturnValue:
    """Keep a recovery code that was typed back from paper."""
    try:
        loaded = KeepSchema().load(forms.submitted())
        accounts.keep_recovery(context(), loaded["sealed"], loaded["typed"])
    except ValidationError as invalid:
        return _code_again(forms.sentences(invalid.messages, ("typed",))), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, ("typed",))
        return _code_again(errors), status
    return redirect(url_for("profile.show", said="kept"), 303)


def _code_again(errors: dict[str, list[str]]) -> str:
    """The page with the code once more, if what it carries is still what we made."""
    carried = NewCode(code=request.form.get("code", ""), sealed=request.form.get("sealed", ""))
    if not accounts.is_recovery(context(), carried.sealed, carried.code):
        return profile.page(errors)
    return _code_page(carried, errors)


def _code_page(drawn: NewCode, errors: dict[str, list[str]]) -> str:
    return render_template(
        "passwords/code.html", code=drawn.code, sealed=drawn.sealed, errors=errors
    )


@blueprint.route("/mig/stjaalet", methods=["GET", "POST"])
def stolen() -> ResponseReturnValue:
    """Make keys and password new after a theft; all her sessions end, this one too."""
    mine = perform(awaited.own) if principal().role in WITH_RESIDENTS else []
    if request.method != "POST":
        return _stolen_page(mine, {})
    try:
        loaded = ChangeSchema().load(forms.submitted())
        fresh = proof.fresh(loaded["present"])
        digits, taken = accounts.renew_keys(context(), loaded["password"], fresh)
    except ValidationError as invalid:
        return _stolen_page(mine, forms.sentences(invalid.messages, CHANGE)), 422
    except RuleBroken as broken:
        errors, status = _refused(broken)
        return _stolen_page(mine, errors), status
    access.keeper().end_all(taken.staff_id)
    g.pop("principal")  # from here on nobody is signed in, on this page neither
    return _signed_out(
        render_template(
            "passwords/renewed.html", digits=digits, waiting=[awaited_shown(one) for one in mine]
        )
    )


def _stolen_page(mine: list[Awaited], errors: dict[str, list[str]]) -> str:
    return render_template(
        "passwords/stolen.html", waiting=[awaited_shown(one) for one in mine], errors=errors
    )


def _signed_out(page: str) -> Response:
    response = make_response(page)
    access.end_session(response)
    return response


@blueprint.route("/medarbejdere/<uuid:person>/nulstil", methods=["GET", "POST"])
def reset(person: UUID) -> ResponseReturnValue:
    """Begin anew for a colleague who has lost password and code; the new code is shown once."""
    act = Act(person=person, action=Action.PASSWORD_RESET, template="passwords/reset.html")
    if request.method != "POST":
        return act.page({})
    try:
        loaded = ProofSchema().load(forms.submitted())
        fresh = proof.fresh(loaded["password"])
        invited, taken = perform(passwords.reset, StaffId(person), fresh)
    except (ValidationError, RuleBroken) as error:
        return act.again(error)
    access.keeper().end_all(taken.staff_id)
    taken = upkeep.follow_up(context(), taken)
    found = perform(losses.report, taken)
    return render_template(
        "passwords/reset_done.html",
        name=found.name,
        invited=invited,
        exchanged=taken.exchanged,
        waiting=[awaited_shown(one) for one in found.waiting],
    )
