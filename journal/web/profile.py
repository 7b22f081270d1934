"""Min side: who I am, my sessions, my password and my recovery code."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.errors import AccessDenied
from journal.domain.ids import StaffId
from journal.request import perform, principal
from journal.schemas.profile import EndSessionsSchema
from journal.services import passwords
from journal.services import signin as signin_service
from journal.web import access, forms

blueprint = Blueprint("profile", __name__, url_prefix="/mig")


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """My page."""
    return page({})


def page(errors: dict[str, list[str]]) -> str:
    """My page, with the errors of one of its forms."""
    return render_template(
        "profile/show.html",
        has_code=perform(passwords.has_recovery),
        sessions=access.keeper().list(own_id(), access.token_of(request)),
        errors=errors,
        said=request.args.get("said"),
    )


def own_id() -> StaffId:
    """Whose page it is; ``AccessDenied`` for nobody."""
    own = principal().id
    if own is None:
        raise AccessDenied
    return own


@blueprint.post("/sessioner/afslut")
def end_sessions() -> ResponseReturnValue:
    """End one of my sessions, or all others; it ends even while the log is away."""
    try:
        loaded = EndSessionsSchema().load(forms.submitted())
    except ValidationError as invalid:
        return page(forms.sentences(invalid.messages, ())), 422
    own, token, keeper = own_id(), access.token_of(request), access.keeper()
    response = make_response(redirect(url_for(".show", said="ended"), 303))
    if loaded["others"]:
        count = keeper.end_others(own, token)
    else:
        count = int(keeper.end_one(own, loaded["handle"]))
    if access.seen() is None:
        access.end_session(response)
        response.location = url_for("signin.sign_in")
    perform(signin_service.end_sessions, count)
    return response
