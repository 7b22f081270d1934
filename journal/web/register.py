"""Oplysninger: the answers about a person that are counted, filled in as work happens."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.discharge import WHY_ALL_THE_SAME, Aftercare, aftercare_until
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.domain.kept import Left
from journal.domain.register import QUESTIONS, Answers, is_asked, missing
from journal.domain.staff import Role
from journal.request import context, perform, principal, registering
from journal.schemas.register import IDS, AnswersSchema
from journal.services import register
from journal.services.register import RegisterPage
from journal.web import cases, forms, questions
from journal.web.words import word

blueprint = Blueprint("register", __name__, url_prefix="/sag/<uuid:case>/oplysninger")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftShown:
    """
    How somebody left, in the reader's language.

    Args:
        until: the first day on which aftercare may be completed; None where there is none.
        ended: why it ended; empty before.
        override: why it was offered beyond the rule; empty otherwise.
    """

    day: date
    length_days: int
    aftercare: str
    until: date | None
    ended: str
    override: str


@blueprint.get("")
def index(case: UUID) -> ResponseReturnValue:
    """The answers so far, to be filled in further."""
    return _page(case, None, {}, request.args.get("said", ""))


@blueprint.post("")
def save(case: UUID) -> ResponseReturnValue:
    """Keep the answers in place of those that were shown."""
    given = questions.chosen()
    try:
        answers, revision = AnswersSchema().load(forms.submitted(*IDS) | given)
        registering.save(context(), CaseId(case), answers, revision)
    except ValidationError as invalid:
        return _page(case, given, forms.sentences(invalid.messages, IDS)), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, IDS)
        return _page(case, given, errors), status
    return redirect(url_for(".index", case=case, said="saved"), 303)


def _page(case: UUID, given: Answers | None, errors: dict[str, list[str]], said: str = "") -> str:
    found = perform(register.show, CaseId(case))
    answers = found.kept.answers if given is None else given
    asked = [one for one in QUESTIONS[found.kind] if is_asked(one, found.kept.answers)]
    return render_template(
        "register/index.html",
        case=cases.banner(found.banner),
        sections=questions.sections(found.kind, answers),
        revision=found.revision,
        done=len(asked) - len(missing(found.kind, found.kept.answers)),
        most=len(asked),
        left=None if found.kept.left is None else left_shown(found.kept.left),
        may_discharge=found.may_discharge and found.kept.left is None,
        may_close=_may_close(found),
        fields=IDS,
        reading_logged=True,
        errors=errors,
        said=said,
    )


def _may_close(found: RegisterPage) -> bool:
    left = found.kept.left
    is_open = left is not None and left.aftercare is Aftercare.ACCEPTED and left.ended is None
    return is_open and principal().role is Role.LEADER


def left_shown(left: Left) -> LeftShown:
    """How somebody left, in the reader's language."""
    has_aftercare = left.aftercare is Aftercare.ACCEPTED
    return LeftShown(
        day=left.day,
        length_days=left.leaving.length_days,
        aftercare=word("aftercare", left.aftercare.value),
        until=aftercare_until(left.day) if has_aftercare else None,
        ended="" if left.ended is None else word("aftercare_end", left.ended.value),
        override=word(WHY_ALL_THE_SAME, left.override) if left.override else "",
    )
