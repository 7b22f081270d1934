"""Mandag: one week's things to review, each with its reason and three answers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.access import Action
from journal.domain.codes import code_list
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import EventId
from journal.domain.oversight_rules import SAMPLE
from journal.domain.policy import decide
from journal.domain.timed_access import Stage
from journal.request import context, house, perform, principal
from journal.request import oversight as due
from journal.schemas.reviews import JudgementSchema
from journal.services import oversight
from journal.services.oversight import WeekItem, WeekPage
from journal.web import forms, reviews
from journal.web.words import word, zone

blueprint = Blueprint("oversight", __name__, url_prefix="/gennemgang/uge")
FIELDS = ("reason", "words")
ANSWERS = (
    ("explained", N_("Explained")),
    ("ask_colleague", N_("Ask the colleague")),
    ("breach", N_("A breach")),
)
"""The three answers: each a button, so that what explains itself takes one press."""


@blueprint.get("/")
def newest() -> ResponseReturnValue:
    """The week that is to be reviewed now."""
    return redirect(url_for(".show", week=perform(oversight.newest)), 303)


@blueprint.get("/<week>")
def show(week: str) -> ResponseReturnValue:
    """Everything of a week that the reader may judge."""
    return _page(week)


@blueprint.post("/<week>/<uuid:item>")
def judge(week: str, item: UUID) -> ResponseReturnValue:
    """Say what is to be said of one thing."""
    try:
        perform(oversight.judge, JudgementSchema(EventId(item)).load(forms.submitted()))
    except ValidationError as invalid:
        return _page(week, item, forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        return _page(week, item, {broken.field: [forms.sentence(broken)]}), 422
    return redirect(url_for(".show", week=week, saved="saved"), 303)


def _page(week: str, item: UUID | None = None, errors: dict[str, list[str]] | None = None) -> str:
    """The week; with what was typed of one thing, where it was not taken."""
    role = principal().role
    if role is not None and decide(role, Action.REVIEW_READ).allowed:
        due.look_through(context())
    found = perform(oversight.show, week)
    return render_template(
        "oversight/week.html",
        **_about(found),
        wrong=item,
        form={name: request.form.get(name, "") for name in FIELDS},
        errors=errors or {},
        saved=request.args.get("saved"),
    )


def _about(found: WeekPage) -> dict[str, Any]:
    items = [_shown(one) for one in found.items]
    timed = [reviews.shown(one) for one in found.timed]
    every = [*timed, *items]
    explained = [
        (word("use_explanation", code.code), found.explained[code.code])
        for code in code_list("use_explanation").values()
        if code.code in found.explained
    ]
    return {
        "week": found.week.name,
        "number": int(found.week.name[-2:]),
        "begins": found.week.begins,
        "last": found.week.ends - timedelta(hours=1),
        "previous": found.week.moved(-1, zone()).name,
        "following": found.week.moved(1, zone()).name if found.is_over else "",
        "page": found,
        "timed": timed,
        "flagged": [one for one in items if not one["is_sample"]],
        "sample": [one for one in items if one["is_sample"]],
        "explained": explained,
        "explained_total": sum(number for _, number in explained),
        "open_count": sum(one["verdict"] is None for one in every),
        "done_count": sum(one["verdict"] is not None for one in every),
        "is_red": any(one["stage"] == Stage.RED and one["verdict"] is None for one in every),
        "answers": [(code, gettext(label)) for code, label in ANSWERS],
        "outcomes": reviews.outcomes(),
    }


def _shown(item: WeekItem) -> dict[str, Any]:
    thresholds = house().thresholds
    return {
        "id": item.id,
        "at": item.at,
        "who": item.who,
        "function": word("role", item.role) if item.role else "",
        "case": item.case,
        "what": word("audit_action", item.act) if item.act else "",
        "is_refused": item.outcome == "denied",
        "uses": item.uses,
        "reasons": [
            word("review_rule", code)
            % {name: getattr(thresholds, name) for name in type(thresholds).__dataclass_fields__}
            for code in item.rules
        ],
        "is_sample": list(item.rules) == [SAMPLE],
        "due": item.due,
        "stage": item.stage.value,
        "may_review": item.may_review,
        "is_altered": item.is_altered,
        "verdict": reviews.verdict(item.verdict),
    }
