"""One event about two of a family: one form, two notes, each with its own words."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.broken import NoteSaved
from journal.domain.errors import AccessDenied, RuleBroken
from journal.domain.ids import CaseId
from journal.domain.notes import NoteDraft
from journal.request import id_from, now, perform, principal
from journal.schemas.joint_notes import JointSchema
from journal.services import joint_notes, notes
from journal.web import cases, forms, pages
from journal.web.words import typed_moment, word, zone
from journal.web.writing import require_author

blueprint = Blueprint("joint_notes", __name__, url_prefix="/sag/<uuid:case>/notat/faelles")
FIELDS = ("other", "text", "other_text", "type", "occurred_at")
USUAL_TYPE = "mother_child_talk"


@blueprint.get("")
def new(case: UUID) -> ResponseReturnValue:
    """The form for two notes."""
    return form_page(CaseId(case), {"type": USUAL_TYPE, "occurred_at": typed_moment(now())})


@blueprint.post("")
def create(case: UUID) -> ResponseReturnValue:
    """Sign both notes; the same form twice is one pair."""
    require_author()
    try:
        both = JointSchema(CaseId(case), zone(), now()).load(forms.submitted("written_by"))
        perform(joint_notes.write_joint, *both)
    except ValidationError as invalid:
        errors = forms.sentences(invalid.messages, FIELDS)
        return form_page(CaseId(case), request.form, errors), 422
    except NoteSaved:
        return _saved_before(*both)
    except RuleBroken as broken:
        errors, status = forms.refused(broken, FIELDS)
        return form_page(CaseId(case), request.form, errors), status
    return redirect(url_for("notes.index", case=case, saved="saved"), 303)


def _saved_before(first: NoteDraft, second: NoteDraft) -> ResponseReturnValue:
    """The form was stored before: say so; words that were changed since come back in a new one."""
    sent = [(one.text, one.type, one.occurred_at) for one in (first, second)]
    found = [perform(notes.read_note, one.case_id, one.id)[1] for one in (first, second)]
    if sent == [(one.text, one.type, one.occurred_at) for one in found]:
        return redirect(url_for("notes.index", case=first.case_id, saved="already"), 303)
    changed = {**request.form.to_dict(), "id": "", "other_id": ""}
    return form_page(first.case_id, changed, {"": [gettext(forms.SAVED_AS_IT_WAS)]}), 409


def form_page(
    case: CaseId,
    values: dict[str, str],
    errors: dict[str, list[str]] | None = None,
    *,
    restored: bool = False,
) -> str:
    """
    The form, new or with what was typed.

    Args:
        case: whom it is about.
        values: what stands in the fields.
        errors: sentences by field.
        restored: both texts come back after a sign-in, each in the file it was written for.

    Raises:
        AccessDenied: not in her team; or what comes back is about somebody she cannot choose.
    """
    prepared = perform(joint_notes.prepare, case)
    if restored and values.get("other") not in {str(one.id) for one in prepared.others}:
        raise AccessDenied
    form = {name: values.get(name, "") for name in FIELDS}
    form["must_read"] = values.get("must_read", "")
    form["written_by"] = str(principal().alias)
    form["id"] = str(id_from(values.get("id", "")) or prepared.id)
    form["other_id"] = str(id_from(values.get("other_id", "")) or prepared.other_id)
    return render_template(
        "notes/joint.html",
        case=cases.banner(prepared.banner),
        form=form,
        others=[
            (one.id, f"{one.pseudonym} ({word('person_kind', one.kind).lower()})")
            for one in prepared.others
        ],
        note_types=pages.kinds_of_note(),
        errors=errors or {},
        restored=restored,
    )
