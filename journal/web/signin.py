"""Signing in and out, and covering the screen in between."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from marshmallow import ValidationError

from journal.domain.entry import PasswordWrong, SigninBlocked, SigninFailed, SigninWaits
from journal.domain.errors import N_, RuleBroken
from journal.request import context, entering, house, perform
from journal.schemas.signin import SigninSchema, UncoverSchema, kept_of
from journal.services import devices
from journal.services import signin as signin_service
from journal.services.sessions import Seen
from journal.services.signin import Attempt
from journal.vault.desk import Principal
from journal.web import access, forms, pages, restored

blueprint = Blueprint("signin", __name__)
FRONT = "/"
SAID = {
    "recovered": N_(
        "Your password is new. Your code has been used: make another one on your page."
    ),
}
"""What the page says to somebody who has been sent here."""
REFUSALS = (SigninFailed, SigninBlocked, SigninWaits)


@blueprint.route("/log-ind", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The sign-in page, and signing in."""
    if request.method != "POST":
        said = SAID.get(request.args.get("said", ""), "")
        return pages.sign_in_page({"name": "", "next": ""}, {}, notice=said and gettext(said))
    try:
        loaded: dict[str, Any] = SigninSchema().load(forms.submitted())
        principal = entering.sign_in(context(), attempt(loaded["name"]), loaded["password"])
    except ValidationError as invalid:
        errors = forms.sentences(invalid.messages, ("name", "password"))
        return _not_in(errors, 422)
    except SigninWaits as waits:
        return _not_in({}, 422, forms.sentence(waits))
    except REFUSALS as refused:
        return _not_in({"": [forms.sentence(refused)]}, _status(refused))
    access.end_session(make_response())
    token, principal = access.begin_session(principal)
    response = _in_the_page(principal) if forms.wants_data() else _answer(principal, loaded)
    access.give_token(response, token)
    remember(response, loaded["name"])
    return response


def _not_in(errors: dict[str, list[str]], status: int, notice: str = "") -> ResponseReturnValue:
    """She is not signed in: the page again, or the sentences for a dialog that asked."""
    if forms.wants_data():
        said = [one for sentences in errors.values() for one in sentences]
        return jsonify(errors=[*said, notice] if notice else said), status
    return pages.sign_in_again(errors, notice), status


def _in_the_page(principal: Principal) -> Response:
    """
    Signed in from a dialog over a page with words in it: the page goes on as it stands.

    It learns who that was, since words go back to nobody but who wrote them.
    """
    return jsonify(
        alias=str(principal.alias),
        token=generate_csrf(),
        session=url_for(".alive", of=access.mark_of(principal)),
        home=pages.home_of(principal.role),
    )


def attempt(name: str) -> Attempt:
    """Who tries a password, from which device and address."""
    cookie = request.cookies.get(access.DEVICE_COOKIE, "")
    device = devices.known_device(house().vault.unlocker, name, cookie)
    return Attempt(name=name, device=device, address=request.remote_addr or "")


def _status(refused: RuleBroken) -> int:
    return 429 if isinstance(refused, SigninBlocked) else 422


def _answer(principal: Principal, loaded: dict[str, Any]) -> Response:
    """On to where she wanted to go; or, with the words she had just sent, back to their form."""
    g.principal = principal
    kept = kept_of(loaded)
    is_hers = kept.get("written_by") == str(principal.alias)
    again = restored.form_again(kept) if is_hers else None
    wanted = pages.safe_next(loaded["next"])
    onward = pages.home_of(principal.role) if wanted == FRONT else wanted
    return make_response(again or redirect(onward, 303))


def remember(response: Response, name: str) -> None:
    """Know this device again for a name that has signed in on it."""
    cookie = request.cookies.get(access.DEVICE_COOKIE, "")
    fresh = devices.remember_device(house().vault.unlocker, name, cookie)
    access.set_cookie(response, access.DEVICE_COOKIE, fresh, access.DEVICE_DAYS)


@blueprint.post("/session/daek")
def cover() -> ResponseReturnValue:
    """Cover the screen now: her keys leave the session, and the page she was on asks for them."""
    access.keeper().cover(access.token_of(request))
    if forms.wants_data():
        return make_response("", 204)
    return redirect(pages.safe_next(request.form.get("next", "")), 303)


@blueprint.post("/session/aktiv")
def active() -> ResponseReturnValue:
    """Somebody is at the screen: typing counts as a use of the session."""
    return make_response("", 204)


@blueprint.post("/laas-op")
def uncover() -> ResponseReturnValue:
    """Bring a covered screen back with her password alone."""
    seen = access.seen()
    if seen is None:
        return _over()
    try:
        loaded: dict[str, Any] = UncoverSchema().load(forms.submitted())
        staff_id = seen.card.staff_id
        own = Attempt(device=seen.card.tag.hex())  # wrong tries elsewhere do not lock her out here
        entered = entering.uncover(context(), staff_id, own, loaded["password"])
        principal = replace(entered, session_tag=seen.card.tag)
    except ValidationError as invalid:
        return _refused(seen, forms.sentences(invalid.messages, ("password",)), 422)
    except SigninFailed:
        return _refused(seen, {"password": [forms.sentence(PasswordWrong())]}, 422)
    except REFUSALS as refused:
        return _refused(seen, {"password": [forms.sentence(refused)]}, _status(refused))
    response = make_response("", 204) if forms.wants_data() else _answer(principal, loaded)
    return response if access.uncover(response, principal) else _over()


def _over() -> ResponseReturnValue:
    """The session has ended: she signs in, and what she had typed waits."""
    if forms.wants_data():
        return jsonify(over=True), 401
    return pages.sign_in_again({}), 401


def _refused(seen: Seen, errors: dict[str, list[str]], status: int) -> ResponseReturnValue:
    if forms.wants_data():
        return jsonify(errors=[sentence for said in errors.values() for sentence in said]), status
    return pages.cover_again(seen.card.name, errors), status


@blueprint.post("/log-ud")
def sign_out() -> ResponseReturnValue:
    """End the session of this browser: first of all, so that it ends while the log is away too."""
    response = make_response(redirect(url_for(".sign_in"), 303))
    found = access.seen()
    access.end_session(response)
    if found is not None:
        card = found.card
        g.principal = Principal(id=card.staff_id, alias=card.alias, session_tag=card.tag)
        perform(signin_service.sign_out)
    return response


@blueprint.get("/session")
def alive() -> ResponseReturnValue:
    """Whether the session lives, for a page that comes back from the browser's memory."""
    return access.is_alive()
