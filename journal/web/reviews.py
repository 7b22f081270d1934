"""Gennemgang: what waits for somebody who reviews timed access, and what she says of it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.access import Face
from journal.domain.codes import code_list
from journal.domain.errors import RuleBroken
from journal.domain.ids import GrantId
from journal.domain.timed_access import OUTCOMES, REASONS
from journal.request import perform
from journal.schemas.reviews import JudgementSchema
from journal.services import passwords, reviews
from journal.services.reviews import ReviewItem, Verdict
from journal.web import forms
from journal.web.words import language, word

blueprint = Blueprint("reviews", __name__, url_prefix="/gennemgang")
FIELDS = ("reason", "words")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every use of timed access that waits."""
    return _page()


@blueprint.post("/<uuid:grant>")
def judge(grant: UUID) -> ResponseReturnValue:
    """Say what is to be said of one use."""
    week = request.form.get("week", "")
    try:
        perform(reviews.judge, JudgementSchema(GrantId(grant)).load(forms.submitted("week")))
    except ValidationError as invalid:
        return _page(grant, forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        return _page(grant, {broken.field: [forms.sentence(broken)]}), 422
    if week:
        return redirect(url_for("oversight.show", week=week, saved="saved"), 303)
    return redirect(url_for(".index", saved="saved"), 303)


def _page(grant: UUID | None = None, errors: dict[str, list[str]] | None = None) -> str:
    """The queue; with what was typed of one use, where it was not taken."""
    found = perform(reviews.waiting)
    return render_template(
        "reviews/index.html",
        items=[shown(item) for item in found.items],
        elsewhere=found.elsewhere,
        outcomes=outcomes(),
        wrong=grant,
        form={name: request.form.get(name, "") for name in FIELDS},
        errors=errors or {},
        has_code=perform(passwords.has_recovery),
        saved=request.args.get("saved"),
    )


def outcomes() -> list[tuple[str, str]]:
    """Codes and words of what a reviewer may find of a timed access."""
    return [(one.code, one.label(language())) for one in code_list(OUTCOMES).values()]


def verdict(found: Verdict | None) -> dict[str, Any] | None:
    """What was said of something, in the reader's language."""
    if found is None:
        return None
    return {
        "outcome": word(OUTCOMES, found.outcome),
        "is_breach": found.outcome == "breach",
        "who": found.who,
        "at": found.at,
        "comment": found.comment,
    }


def shown(item: ReviewItem) -> dict[str, Any]:
    """One use of timed access in the reader's language."""
    return {
        "id": item.id,
        "who": item.who,
        "function": word("role", item.role),
        "case": item.case,
        "is_emergency": item.face is Face.BREAK_GLASS,
        "reason": word(REASONS[item.face], item.reason),
        "words": item.words,
        "lacks_words": item.lacks_words,
        "has_erased_words": item.has_erased_words,
        "opened_at": item.opened_at,
        "ended_at": min(item.ended_at or item.expires_at, item.expires_at),
        "due": item.due,
        "stage": item.stage.value,
        "is_altered": item.is_altered,
        "verdict": verdict(item.verdict),
    }
