"""Kladder: what is being written, saved while it is, found again anywhere, or thrown away."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.access import Basis
from journal.domain.broken import TextMissing
from journal.domain.drafts import DraftChanged, DraftOfAnother, DraftSigned, Writing
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId, NoteId
from journal.request import drafting, perform
from journal.request.drafting import Clash
from journal.schemas.drafts import SeenSchema
from journal.schemas.timeline import YES
from journal.services import drafts
from journal.services.drafts import OpenedDraft, Saved
from journal.web import forms, intake, notes
from journal.web.words import clock, word
from journal.web.writing import clash_page, known_fields, writing

blueprint = Blueprint("drafts", __name__)
SAVED = N_("Draft saved at %(clock)s")
CHANGED = N_(
    "The draft is not saved: it has been changed in another window or on another computer."
)
NOT_DELETED = N_(
    "The draft is not deleted: it has been changed in another window or on another computer. "
    "This is what stands in it now."
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
    return _page_of(perform(drafts.read, CaseId(case), NoteId(draft)))


def _page_of(found: OpenedDraft, errors: dict[str, list[str]] | None = None) -> str:
    if found.basis is None or found.written is None:
        kind = word("note_type", found.line.type)
        return render_template("drafts/kept.html", draft=found, kind=kind)
    values = {
        "id": str(found.line.id),
        "revision": str(found.revision),
        "type": found.line.type,
        "occurred_at": found.written.occurred_at,
        "must_read": YES if found.written.must_read else "",
        "refers_to": request.args.get("refers_to") or str(found.written.refers_to or ""),
        **found.written.fields,
    }
    return form_page(found.line.case_id, values, errors, saved_at=found.line.saved_at)


@blueprint.post("/sag/<uuid:case>/kladde/<uuid:draft>/slet")
def discard(case: UUID, draft: UUID) -> ResponseReturnValue:
    """Throw one's own draft away for good; if other words stand in it by now, show them instead."""
    asked = CaseId(case), NoteId(draft)
    try:
        perform(drafts.discard, *asked, SeenSchema().load(forms.submitted())["revision"])
    except ValidationError as invalid:
        errors = forms.sentences(invalid.messages, ("revision",))
        return _page_of(perform(drafts.read, *asked), errors), 422
    except DraftChanged:
        return _page_of(perform(drafts.read, *asked), {"": [gettext(NOT_DELETED)]}), 409
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
