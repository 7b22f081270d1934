"""Forløb: the weekly talks of a stay, its phases, and what is cleared up."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.codes import code_list
from journal.domain.course import OPEN, open_topics, phase_of_task
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.request import perform
from journal.schemas import course as course_schema
from journal.services import course
from journal.services.course import CoursePage
from journal.web import cases, forms
from journal.web.words import options, word

blueprint = Blueprint("course", __name__, url_prefix="/sag/<uuid:case>/forloeb")


@blueprint.get("")
def index(case: UUID) -> ResponseReturnValue:
    """The course so far, to be ticked further."""
    return _page(case, {})


@blueprint.post("")
def save(case: UUID) -> ResponseReturnValue:
    """Keep what is ticked in place of what was shown."""
    try:
        tasks = request.form.getlist(course_schema.TASK)
        ticked, seen = course_schema.course(forms.submitted(course_schema.TASK), tasks)
        perform(course.save, CaseId(case), ticked, seen)
    except ValidationError as invalid:
        return _page(case, forms.sentences(invalid.messages, ())), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken)
        return _page(case, errors), status
    return redirect(url_for(".index", case=case, saved="saved"), 303)


def _page(case: UUID, errors: dict[str, list[str]]) -> str:
    found = perform(course.show, CaseId(case))
    typed = request.form if errors else None
    return render_template(
        "course/show.html",
        case=cases.banner(found.banner),
        found=found,
        phases=_phases(found, typed),
        topics=[
            (code, words, _value(typed, f"topic_{code}", found.course.topics.get(code, OPEN)))
            for code, words in options("topic")
        ],
        talks=[(one, _value(typed, f"talk_{one.number}", one.tick or "")) for one in found.periods],
        answers=options("weekly_talk_answer"),
        states=options("topic_state"),
        lacking=sum(one.is_lacking for one in found.periods),
        left=open_topics(found.course),
        most=len(code_list("topic")),
        word=word,
        errors=errors,
        saved=request.args.get("saved"),
        reading_logged=True,
    )


def _value(typed: Any, name: str, stored: str) -> str:
    """What stands in a field: what was typed, where a form came back."""
    return stored if typed is None else typed.get(name, stored)


def _phases(found: CoursePage, typed: Any) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """Each phase with its words and its tasks: code, words, and whether it is done."""
    done = found.course.tasks if typed is None else set(typed.getlist(course_schema.TASK))
    tasks = options("phase_task")
    return [
        (
            phase,
            words,
            [(code, said, code in done) for code, said in tasks if phase_of_task(code) == phase],
        )
        for phase, words in options("phase")
    ]
