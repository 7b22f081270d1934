"""The style page: every part of the look in every state, in a demonstration only."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from journal.request import house, now

blueprint = Blueprint("style", __name__)


@blueprint.get("/stil")
def show() -> ResponseReturnValue:
    """All components."""
    if not house().settings.demo:
        abort(404)
    return render_template("stil.html", now=now())
