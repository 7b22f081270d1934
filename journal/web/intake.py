"""Hurtigt notat: a note that is sent into a case whose journal its writer does not read."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.broken import NoteSaved
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.domain.notes import NoteDraft
from journal.request import now, perform
from journal.schemas.notes import NoteDraftSchema
from journal.services import intake
from journal.web import forms
from journal.web.notes import CHANGED_SINCE, FIELDS, USUAL_TYPE, filled
from journal.web.words import typed_moment, zone

blueprint = Blueprint("intake", __name__, url_prefix="/sag/<uuid:case>/send")


@blueprint.get("")
def new(case: UUID) -> ResponseReturnValue:
    """The form for a quick note, with everything but the text filled in."""
    usual = {"type": USUAL_TYPE, "occurred_at": typed_moment(now())}
    return form_page(CaseId(case), usual)


@blueprint.post("")
def send(case: UUID) -> ResponseReturnValue:
    """Sign a note and send it to the team; the same form twice is one note."""
    try:
        draft = NoteDraftSchema(CaseId(case), zone(), now()).load(forms.submitted("written_by"))
        perform(intake.send_note, draft)
    except ValidationError as invalid:
        return form_page(CaseId(case), request.form, forms.sentences(invalid.messages, FIELDS)), 422
    except NoteSaved:
        return _sent_before(draft)
    except RuleBroken as broken:
        return form_page(CaseId(case), request.form, {broken.field: [forms.sentence(broken)]}), 422
    return redirect(url_for("nights.written", saved="saved"), 303)


def _sent_before(draft: NoteDraft) -> ResponseReturnValue:
    """The form was stored before: say so; words that were changed since come back as a new note."""
    if perform(intake.is_as_sent, draft):
        return redirect(url_for("nights.written", saved="already"), 303)
    changed = {**request.form.to_dict(), "id": ""}
    return form_page(draft.case_id, changed, {"": [gettext(CHANGED_SINCE)]}), 409


def form_page(
    case: CaseId,
    values: dict[str, str],
    errors: dict[str, list[str]] | None = None,
    *,
    restored: bool = False,
) -> str:
    """
    The form for a quick note, new or with what was typed.

    Args:
        case: whom it is about.
        values: what stands in the fields.
        errors: sentences by field.
        restored: the text comes back after a sign-in.
    """
    prepared = perform(intake.prepare, case)
    return filled("intake/send.html", prepared, values, errors, restored=restored)
