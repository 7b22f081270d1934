"""The talk before she came: its answers in her file, put there by her team and read by it."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.domain.visitations import ANSWERS, SECTIONS
from journal.request import context, perform
from journal.request import talks as acts
from journal.services import talks
from journal.web import cases, forms, stays
from journal.web.words import word

blueprint = Blueprint("talks", __name__, url_prefix="/sag/<uuid:case>/samtale")


@blueprint.get("")
def show(case: UUID) -> ResponseReturnValue:
    """What was answered; it is read here and changed nowhere."""
    found = perform(talks.show, CaseId(case))
    return render_template(
        "talks/show.html",
        case=cases.banner(found.banner),
        talks=[
            (one, [] if one.answers is None else _answered(one.answers.chosen))
            for one in found.kept
        ],
        reading_logged=True,
    )


@blueprint.post("")
def keep(case: UUID) -> ResponseReturnValue:
    """Put the answers into her journal; they are erased elsewhere."""
    try:
        acts.keep(context(), CaseId(case))
    except RuleBroken as broken:
        return stays.page(case, {"": [forms.sentence(broken)]}), 422
    return redirect(url_for("stays.show", case=case, said="answers"), 303)


def _answered(chosen: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each question that was answered, in the order in which it was asked, and its answer."""
    return [
        (word("visitation_question", question), word(ANSWERS, chosen[question]))
        for asked in SECTIONS.values()
        for question in asked
        if question in chosen
    ]
