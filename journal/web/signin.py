"""Signing in and out."""

from typing import Any

from flask import Blueprint, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.broken import SigninBlocked, SigninFailed
from journal.domain.errors import AccessDenied, RuleBroken
from journal.domain.ids import CaseId
from journal.request import context, house, id_from, perform
from journal.request import sign_in as sign_in_as
from journal.schemas.signin import SigninSchema, kept_of
from journal.services import devices
from journal.services import signin as signin_service
from journal.services.signin import Attempt
from journal.vault.desk import Principal
from journal.web import access, forms, notes, pages

blueprint = Blueprint("signin", __name__)


@blueprint.route("/log-ind", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The sign-in page, and signing in."""
    if request.method != "POST":
        return pages.sign_in_page({"name": "", "next": ""}, {})
    try:
        loaded: dict[str, Any] = SigninSchema().load(forms.submitted())
        principal = _try(loaded["name"], loaded["password"])
    except ValidationError as invalid:
        errors = forms.sentences(invalid.messages, ("name", "password"))
        return pages.sign_in_again(errors), 422
    except SigninFailed as failed:
        return pages.sign_in_again({"": [forms.sentence(failed)]}), 422
    except SigninBlocked as blocked:
        return pages.sign_in_again({"": [forms.sentence(blocked)]}), 429
    return _welcome(principal, loaded)


def _try(name: str, password: str) -> Principal:
    cookie = request.cookies.get(access.DEVICE_COOKIE, "")
    device = devices.known_device(house().vault.unlocker, name, cookie)
    attempt = Attempt(name=name, device=device, address=request.remote_addr or "")
    return sign_in_as(context(), attempt, password)


def _welcome(principal: Principal, loaded: dict[str, Any]) -> ResponseReturnValue:
    """On to where she wanted to go; or, with the note she had just sent, back to its form."""
    access.end_session(make_response())
    g.principal = principal
    kept = kept_of(loaded)
    restored = _restored(kept) if kept.get("written_by") == str(principal.alias) else None
    answer = restored or redirect(pages.safe_next(loaded["next"]), 303)
    response = make_response(answer)
    access.begin_session(response, principal)
    _remember(response, loaded["name"])
    return response


def _restored(kept: dict[str, str]) -> ResponseReturnValue | None:
    case = id_from(kept.get("case", ""))
    try:
        return None if case is None else notes.form_page(CaseId(case), kept, restored=True)
    except (AccessDenied, RuleBroken):  # not into this file, but back to who wrote them
        return pages.error_page(404, words=kept.get("text", ""))


def _remember(response: Any, name: str) -> None:
    cookie = request.cookies.get(access.DEVICE_COOKIE, "")
    fresh = devices.remember_device(house().vault.unlocker, name, cookie)
    access.set_cookie(response, access.DEVICE_COOKIE, fresh, access.DEVICE_DAYS)


@blueprint.post("/log-ud")
def sign_out() -> ResponseReturnValue:
    """End the session of this browser: first of all, so that it ends while the log is away too."""
    response = make_response(redirect(url_for(".sign_in"), 303))
    access.end_session(response)
    perform(signin_service.sign_out)
    return response


@blueprint.get("/session")
def alive() -> ResponseReturnValue:
    """Whether the session lives, for a page that comes back from the browser's memory."""
    return access.is_alive()
