"""Nødadgang and adgang med formål: opening one journal for a time, saying why, ending it."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.access import Face
from journal.domain.broken import AccessEnded
from journal.domain.codes import code_list
from journal.domain.entry import SigninBlocked
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId, GrantId
from journal.domain.timed_access import FEWEST_CHARACTERS, REASONS, WORDS_MAY_FOLLOW
from journal.request import context, id_from, now, opening, perform
from journal.schemas.timed_access import AskSchema, WordsSchema
from journal.services import timed_access
from journal.web import cases, forms
from journal.web.proof import fresh
from journal.web.words import language, word

blueprint = Blueprint("timed_access", __name__)
FIELDS = ("reason", "words", "password")
NEARLY_OVER = timedelta(seconds=15)  # a journal that shows for less than this is not gone back to


@blueprint.get("/sag/<uuid:case>/noedadgang")
def emergency(case: UUID) -> ResponseReturnValue:
    """What an emergency access means, and the form that opens one."""
    return _page(CaseId(case), Face.BREAK_GLASS, request.args.to_dict())


@blueprint.post("/sag/<uuid:case>/noedadgang")
def open_emergency(case: UUID) -> ResponseReturnValue:
    """Open a journal in an emergency."""
    return _open(CaseId(case), Face.BREAK_GLASS)


@blueprint.get("/sag/<uuid:case>/formaal")
def purpose(case: UUID) -> ResponseReturnValue:
    """What a purpose access means, and the form that opens one."""
    return _page(CaseId(case), Face.PURPOSE, request.args.to_dict())


@blueprint.post("/sag/<uuid:case>/formaal")
def open_purpose(case: UUID) -> ResponseReturnValue:
    """Open a journal for a purpose."""
    return _open(CaseId(case), Face.PURPOSE)


def _open(case: CaseId, face: Face) -> ResponseReturnValue:
    typed = request.form.to_dict()
    try:
        loaded: dict[str, Any] = AskSchema(case, face).load(forms.submitted())
        opening.open_access(context(), loaded["ask"], fresh(loaded["password"]))
    except ValidationError as invalid:
        return _page(case, face, typed, forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        errors = {broken.field: [forms.sentence(broken)]}
        status = 429 if isinstance(broken, SigninBlocked) else 422
        return _page(case, face, typed, errors), status
    return redirect(url_for("notes.index", case=case), 303)


def _page(
    case: CaseId, face: Face, values: dict[str, str], errors: dict[str, list[str]] | None = None
) -> str:
    """The form with what was typed; who may not open this case gets none."""
    along = id_from(values.get("along", ""))
    asking = perform(timed_access.prepare, case, face, None if along is None else GrantId(along))
    reasons = REASONS[face]
    return render_template(
        "timed_access/ask.html",
        case=cases.banner(asking.banner),
        is_emergency=face is Face.BREAK_GLASS,
        until=asking.until,
        reasons=[(one.code, one.label(language())) for one in code_list(reasons).values()],
        may_follow=word(reasons, WORDS_MAY_FOLLOW),
        least=FEWEST_CHARACTERS,
        along=along if asking.reason else None,
        along_reason=asking.reason and word(reasons, asking.reason),
        form={name: values.get(name, "") for name in ("reason", "words")},
        errors=errors or {},
    )


@blueprint.post("/adgang/<uuid:grant>/ord")
def say_why(grant: UUID) -> ResponseReturnValue:
    """Own words, within half an hour of an opening in acute danger."""
    try:
        loaded: dict[str, Any] = WordsSchema().load(forms.submitted())
        opened = perform(timed_access.add_words, GrantId(grant), loaded["words"])
    except ValidationError as invalid:
        return _words_page(grant, forms.sentences(invalid.messages, ("words",))), 422
    except RuleBroken as broken:
        return _words_page(grant, {broken.field: [forms.sentence(broken)]}), 422
    if opened.is_ended or opened.expires_at - now() <= NEARLY_OVER:
        return redirect(url_for("nights.index", saved="words"), 303)
    return redirect(url_for("notes.index", case=opened.case_id, saved="words"), 303)


def _words_page(grant: UUID, errors: dict[str, list[str]]) -> str:
    """The words that were not taken, on a page without a word of the case."""
    return render_template(
        "timed_access/words.html",
        grant=grant,
        words=request.form.get("words", ""),
        least=FEWEST_CHARACTERS,
        errors=errors,
    )


@blueprint.post("/adgang/<uuid:grant>/slut")
def close(grant: UUID) -> ResponseReturnValue:
    """End an access before its time; a second click finds it ended."""
    with suppress(AccessEnded):
        perform(timed_access.close, GrantId(grant))
    return redirect(url_for(".over"), 303)


@blueprint.get("/adgang/slut")
def over() -> ResponseReturnValue:
    """The page that covers a journal whose time is over; it knows of no case."""
    return render_template("timed_access/over.html")


@blueprint.get("/sag/<uuid:case>/adgange")
def of_case(case: UUID) -> ResponseReturnValue:
    """Who from outside the team has opened a case, by function and without words."""
    banner, accesses = perform(timed_access.of_case, CaseId(case))
    return render_template(
        "timed_access/of_case.html",
        case=cases.banner(banner),
        accesses=[
            {
                "is_emergency": one.face is Face.BREAK_GLASS,
                "function": word("role", one.function),
                "opened_at": one.opened_at,
                "ended_at": one.ended_at,
                "is_over": one.is_over,
                "is_reviewed": one.is_reviewed,
            }
            for one in accesses
        ],
    )
