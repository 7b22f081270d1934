"""Husets tilstand: what is green, what is red, and who does what about it."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, ngettext

from journal.domain.access import Action
from journal.domain.condition import TITLES, Finding, Tongue
from journal.domain.condition_rules import NEARLY_FULL
from journal.domain.errors import DiskFull, RuleBroken
from journal.domain.policy import decide
from journal.request import condition as requests
from journal.request import context, house, now, perform, principal
from journal.services import condition
from journal.services.condition import Seen
from journal.web import forms

blueprint = Blueprint("condition", __name__, url_prefix="/tilstand")
SERVICE_UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE
RETRY_SECONDS = "5"


def _counted(one: str, other: str, count: int) -> str:
    said: str = ngettext(one, other, count, count=format_decimal(count))
    return said


TONGUE = Tongue(translated=gettext, counted=_counted, number=format_decimal)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Everything that is looked at, with what to do about what is red."""
    return _page()


@blueprint.post("/reserve")
def free() -> ResponseReturnValue:
    """Give the room of the reserve file back to a full disk."""
    try:
        requests.free_reserve()
    except RuleBroken as broken:
        return _page(forms.sentence(broken), HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for(".index", saved="freed"), HTTPStatus.SEE_OTHER)


def _page(error: str = "", status: int = HTTPStatus.OK) -> ResponseReturnValue:
    """The state of the house; on a full disk what can be said while no look can be on record."""
    seen, is_full = _seen(), False
    try:
        found = perform(condition.show, seen)
    except DiskFull:
        if not is_hers():
            raise
        found, is_full, status = condition.outside(seen, now()), True, SERVICE_UNAVAILABLE
    role, percent = principal().role, seen.state_disk or 0
    page = render_template(
        "condition/index.html",
        findings=[_shown(one) for one in found],
        red=sum(not one.is_green for one in found),
        printed=house().vault.signer.printed(),
        sees_keys=role is not None and decide(role, Action.KEY_READ).allowed,
        is_full=is_full,
        may_free=seen.has_reserve and (is_full or percent >= NEARLY_FULL),
        error=error,
        saved=request.args.get("saved"),
    )
    return page, status, {"Retry-After": RETRY_SECONDS} if is_full else {}


def is_hers() -> bool:
    """Whether whoever is signed in sees to the state of the house."""
    role = principal().role
    return role is not None and decide(role, Action.HEALTH_READ).allowed


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
