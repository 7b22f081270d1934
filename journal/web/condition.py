"""Husets tilstand: what is green, what is red, and who does what about it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, ngettext

from journal.domain.access import Action
from journal.domain.condition import TITLES, Finding, Tongue
from journal.domain.policy import decide
from journal.request import context, house, perform, principal
from journal.services import condition
from journal.services.condition import Seen

blueprint = Blueprint("condition", __name__, url_prefix="/tilstand")


def _counted(one: str, other: str, count: int) -> str:
    said: str = ngettext(one, other, count, count=format_decimal(count))
    return said


TONGUE = Tongue(translated=gettext, counted=_counted, number=format_decimal)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Everything that is looked at, with what to do about what is red."""
    found = perform(condition.show, _seen())
    role = principal().role
    return render_template(
        "condition/index.html",
        findings=[_shown(one) for one in found],
        red=sum(not one.is_green for one in found),
        printed=house().vault.signer.printed(),
        sees_keys=role is not None and decide(role, Action.KEY_READ).allowed,
    )


def count_red() -> int:
    """How much is red, for the front page; 0 for who may not look."""
    return condition.count_red(context(), _seen)


def _seen() -> Seen:
    return condition.see(house().settings, context().witness, context().watch)


def _shown(one: Finding) -> dict[str, object]:
    return {
        "check": one.check.value,
        "title": gettext(TITLES[one.check]),
        "is_green": one.is_green,
        "facts": [fact.words(TONGUE) for fact in one.facts],
        "to_do": gettext(one.to_do) if one.to_do else "",
    }
