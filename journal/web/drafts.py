"""Kladder: what is being written, saved while it is, found again anywhere, or thrown away."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.access import Basis
from journal.domain.broken import TextMissing
from journal.domain.drafts import DraftOfAnother, DraftSigned, Writing
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId, NoteId
from journal.request import drafting, perform
from journal.request.drafting import Clash
from journal.schemas.timeline import YES
from journal.services import drafts
from journal.services.drafts import Saved
from journal.web import forms, intake, notes
from journal.web.words import clock, word
from journal.web.writing import clash_page, known_fields, writing

blueprint = Blueprint("drafts", __name__)
SAVED = N_("Draft saved at %(clock)s")
CHANGED = N_(
    "The draft is not saved: it has been changed in another window or on another computer."
)


@blueprint.post("/sag/<uuid:case>/kladde")
def save(case: UUID) -> ResponseReturnValue:
    """Save what is being written; a script gets the new revision, a form its page again."""
    try:
        mine = writing(CaseId(case))
        done = drafting.save(mine)
    except ValidationError as invalid:
        return _refused(CaseId(case), forms.sentences(invalid.messages, known_fields()), 422)
    except DraftSigned as signed:
        return _refused(CaseId(case), {"": [forms.sentence(signed)]}, 409)
    except RuleBroken as broken:
        if isinstance(broken, DraftOfAnother) and not forms.wants_data():
            raise
        return _refused(CaseId(case), {broken.field: [forms.sentence(broken)]}, 422)
    return _as_data(done) if forms.wants_data() else _as_page(mine, done)


def _refused(case: CaseId, errors: dict[str, list[str]], status: int) -> ResponseReturnValue:
    if forms.wants_data():
        return jsonify(sentence=" ".join(one for said in errors.values() for one in said)), status
    is_signed = {"id": "", "revision": "0"} if status == 409 else {}
    return form_page(case, {**request.form.to_dict(), **is_signed}, errors), status


def _as_data(done: Saved | Clash | None) -> ResponseReturnValue:
    if isinstance(done, Clash):
        return jsonify(sentence=gettext(CHANGED), clash=True), 409
    if done is None:
        return jsonify(sentence="")
    said = gettext(SAVED, clock=clock(done.saved_at))
    return jsonify(sentence=said, id=str(done.id), revision=done.revision)


def _as_page(mine: Writing, done: Saved | Clash | None) -> ResponseReturnValue:
    if isinstance(done, Clash):
        return clash_page(mine, done)
    if done is None:
        errors = {"text": [forms.sentence(TextMissing())]}
        return form_page(mine.case_id, request.form.to_dict(), errors), 422
    return redirect(url_for(".show", case=mine.case_id, draft=done.id), 303)


@blueprint.get("/sag/<uuid:case>/kladde/<uuid:draft>")
def show(case: UUID, draft: UUID) -> ResponseReturnValue:
    """
    One's own draft: in its form, or only to be read where she may not write any more.

    It takes up a reference to the note from whose page she comes.
    """
    found = perform(drafts.read, CaseId(case), NoteId(draft))
    if found.basis is None or found.written is None:
        kind = word("note_type", found.line.type)
        return render_template("drafts/kept.html", draft=found, kind=kind)
    values = {
        "id": str(draft),
        "revision": str(found.revision),
        "type": found.line.type,
        "occurred_at": found.written.occurred_at,
        "must_read": YES if found.written.must_read else "",
        "refers_to": request.args.get("refers_to") or str(found.written.refers_to or ""),
        **found.written.fields,
    }
    return form_page(CaseId(case), values, saved_at=found.line.saved_at)


@blueprint.post("/sag/<uuid:case>/kladde/<uuid:draft>/slet")
def discard(case: UUID, draft: UUID) -> ResponseReturnValue:
    """Throw one's own draft away for good."""
    perform(drafts.discard, CaseId(case), NoteId(draft))
    return redirect(url_for(".index", saved="dropped"), 303)


@blueprint.get("/kladder/")
def index() -> ResponseReturnValue:
    """One's own drafts."""
    return render_template(
        "drafts/index.html", drafts=perform(drafts.list_own), saved=request.args.get("saved")
    )


def form_page(
    case: CaseId,
    values: dict[str, str],
    errors: dict[str, list[str]] | None = None,
    *,
    restored: bool = False,
    saved_at: datetime | None = None,
) -> str:
    """
    The form for a note of the team, or for one that is sent in.

    Args:
        case: whom it is about.
        values: what stands in the fields.
        errors: sentences by field.
        restored: the text comes back after a sign-in.
        saved_at: when its draft was saved, if it has one.
    """
    is_of_team = perform(drafts.way, case) is Basis.TEAM
    page = notes.form_page if is_of_team else intake.form_page
    return page(case, values, errors, restored=restored, saved_at=saved_at)
