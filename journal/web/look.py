"""Language, theme and keyboard shortcuts, kept in the reader's own cookie."""

from flask import Blueprint, abort, redirect, request, session
from flask.typing import ResponseReturnValue

from journal.web.pages import safe_next
from journal.web.words import LANGUAGES, SHORTCUTS, THEMES

blueprint = Blueprint("look", __name__, url_prefix="/udseende")


@blueprint.post("/sprog")
def language() -> ResponseReturnValue:
    """Choose the language of the pages."""
    return _keep("language", LANGUAGES)


@blueprint.post("/tema")
def theme() -> ResponseReturnValue:
    """Choose light, dark, or what the machine says."""
    return _keep("theme", THEMES)


@blueprint.post("/genveje")
def shortcuts() -> ResponseReturnValue:
    """Switch shortcuts of one key on or off, for whoever speaks to her machine (WCAG 2.1.4)."""
    return _keep("shortcuts", SHORTCUTS)


def _keep(name: str, choices: tuple[str, ...]) -> ResponseReturnValue:
    chosen = request.form.get(name, "")
    if chosen not in choices:
        abort(422)
    session[name] = chosen
    session.permanent = True
    return redirect(safe_next(request.form.get("next", "")), 303)
