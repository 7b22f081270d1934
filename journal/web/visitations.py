"""Visitation: the talk with its questions and its clock, and what is decided on it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.decisions import REASONS, DecisionKind, Scope
from journal.domain.errors import RuleBroken
from journal.domain.ids import EnquiryId
from journal.domain.visitations import MOST_WORDS, SECTIONS, Pressing
from journal.request import now, perform
from journal.schemas.visitations import (
    BY_PHONE,
    HERSELF,
    AnswersSchema,
    VerdictSchema,
    field_of,
)
from journal.services import visitations
from journal.services.visitations import VisitationShown
from journal.web import forms
from journal.web.words import alike, options, word, zone

blueprint = Blueprint("visitations", __name__, url_prefix="/henvendelser/<uuid:enquiry>")
ANSWERED = ("text", "ended_at")
DECIDED = ("way", "reason", "decided_by", "decided_at", "late_reason")


@blueprint.get("/visitation")
def show(enquiry: UUID) -> ResponseReturnValue:
    """The talk with its answers, its clock, and the form of a decision once it is over."""
    return _page(EnquiryId(enquiry))


@blueprint.post("/visitation")
def keep(enquiry: UUID) -> ResponseReturnValue:
    """Keep the answers, and the end of the talk where it is said."""
    try:
        answers, seen, ended_at = AnswersSchema(zone(), now()).load(forms.submitted())
        perform(visitations.keep, EnquiryId(enquiry), answers, seen, ended_at)
    except ValidationError as invalid:
        return _page(EnquiryId(enquiry), forms.sentences(invalid.messages, ANSWERED)), 422
    except RuleBroken as broken:
        return _page(EnquiryId(enquiry), forms.refused(broken, ANSWERED)[0]), 422
    saved = "kept" if ended_at is None else "ended"
    return redirect(url_for(".show", enquiry=enquiry, saved=saved), 303)


@blueprint.post("/afgoerelse")
def decide(enquiry: UUID) -> ResponseReturnValue:
    """Put on record what was decided on the talk, or is proposed."""
    try:
        verdict = VerdictSchema(zone(), now()).load(forms.submitted())
        decision = perform(visitations.decide, EnquiryId(enquiry), verdict)
    except ValidationError as invalid:
        return _page(EnquiryId(enquiry), forms.sentences(invalid.messages, DECIDED)), 422
    except RuleBroken as broken:
        return _page(EnquiryId(enquiry), forms.refused(broken, DECIDED)[0]), 422
    return redirect(url_for("decisions.show", decision=decision), 303)


def _page(enquiry: EnquiryId, errors: dict[str, list[str]] | None = None) -> str:
    found = perform(visitations.read, enquiry)
    return render_template(
        "visitations/show.html",
        found=found,
        sections=_sections(found),
        alike=alike(found.alike),
        text=_typed("text", "" if found.answers is None else found.answers.text),
        ended_at=_typed("ended_at", ""),
        seconds=_seconds(found),
        form=_verdict_form(found),
        phone=[
            (str(one.id), f"{one.name} ({word('role', one.function).lower()})")
            for one in found.who.deciders
            if one.id != found.actor and one.scope != Scope.DISCHARGE.value
        ],
        reasons=_reasons(),
        late_reasons=options("late_reason"),
        most=MOST_WORDS,
        Pressing=Pressing,
        word=word,
        errors=errors or {},
        saved=request.args.get("saved"),
        reading_logged=True,
    )


def _typed(name: str, usual: str) -> str:
    return request.form.get(name, usual)


def _seconds(found: VisitationShown) -> int:
    """How long the decision still has; 0 when it is late or the talk goes on."""
    if found.due_at is None:
        return 0
    return max(0, int((found.due_at - now()).total_seconds()))


def _sections(found: VisitationShown) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Each section with its words and its questions: field, words, answer so far."""
    chosen = {} if found.answers is None else found.answers.chosen
    return [
        (
            section,
            word("visitation_section", section),
            [
                (
                    field_of(question),
                    word("visitation_question", question),
                    _typed(field_of(question), chosen.get(question, "")),
                )
                for question in asked
            ],
        )
        for section, asked in SECTIONS.items()
        if section != "children" or found.children
    ]


def _reasons() -> list[tuple[str, list[tuple[str, str]]]]:
    """For admission and for refusal its words and its reasons, each with the kind before it."""
    kinds = (DecisionKind.ADMISSION, DecisionKind.REFUSAL)
    return [
        (
            word("decision_kind", kind.value),
            [(f"{kind.value}:{code}", word("decision_reason", code)) for code in REASONS[kind]],
        )
        for kind in kinds
    ]


def _verdict_form(found: VisitationShown) -> dict[str, Any]:
    form = {name: request.form.get(name, "") for name in DECIDED}
    way = HERSELF if found.may_decide else BY_PHONE
    return form | {"way": form["way"] or way}
