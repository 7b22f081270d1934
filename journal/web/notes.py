"""Journal notes: the timeline of a case, one note, and writing one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.broken import NoteSaved
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId, NoteId
from journal.domain.notes import NoteDraft
from journal.request import now, perform, principal
from journal.schemas.notes import NoteDraftSchema
from journal.services import notes
from journal.services.notes import NewNote, NoteView
from journal.web import cases, coming_of_age, deadlines, forms, pages
from journal.web.countdown import covering
from journal.web.words import typed_moment, word, zone

blueprint = Blueprint("notes", __name__, url_prefix="/sag/<uuid:case>")
FIELDS = ("text", "type", "occurred_at")
USUAL_TYPE = "observation"
CHANGED_SINCE = N_(
    "This note is saved already as it was. What you changed since is not: sign it as a new note."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteShown:
    """A note as a page shows it."""

    id: UUID
    type_label: str
    occurred_at: datetime
    signed_at: datetime
    author: str
    author_function: str
    text: str | None
    is_late: bool
    is_mine: bool


@blueprint.get("/")
def index(case: UUID) -> ResponseReturnValue:
    """The timeline of a case, newest event first."""
    page = request.args.get("page", 1, type=int)
    found = perform(notes.read_timeline, CaseId(case), page)
    shown = render_template(
        "notes/timeline.html",
        case=cases.banner(found.banner),
        notes=[_shown(note) for note in found.notes],
        page=found.page,
        pages=found.pages,
        total=found.total,
        deadlines=deadlines.lines(found.deadlines),
        coming_of_age=coming_of_age.of_case(found.banner),
        saved=request.args.get("saved"),
        reading_logged=True,
    )
    return covering(shown, found.banner.timed)


@blueprint.get("/notat/<uuid:note>")
def show(case: UUID, note: UUID) -> ResponseReturnValue:
    """One note."""
    banner, found = perform(notes.read_note, CaseId(case), NoteId(note))
    shown = render_template(
        "notes/show.html", case=cases.banner(banner), note=_shown(found), reading_logged=True
    )
    return covering(shown, banner.timed)


@blueprint.get("/notat/nyt")
def new(case: UUID) -> ResponseReturnValue:
    """The form for a new note, with everything but the text filled in."""
    usual = {"type": USUAL_TYPE, "occurred_at": typed_moment(now())}
    return form_page(CaseId(case), usual)


@blueprint.post("/notat")
def create(case: UUID) -> ResponseReturnValue:
    """Sign and store a note; the same form twice is one note."""
    timeline = url_for(".index", case=case, saved="saved")
    try:
        draft = NoteDraftSchema(CaseId(case), zone(), now()).load(forms.submitted("written_by"))
        perform(notes.write_note, draft)
    except ValidationError as invalid:
        return form_page(CaseId(case), request.form, forms.sentences(invalid.messages, FIELDS)), 422
    except NoteSaved:
        return _saved_before(draft)
    except RuleBroken as broken:
        return form_page(CaseId(case), request.form, {broken.field: [forms.sentence(broken)]}), 422
    return redirect(timeline, 303)


def _saved_before(draft: NoteDraft) -> ResponseReturnValue:
    """The form was stored before: say so; words that were changed since come back as a new note."""
    _, stored = perform(notes.read_note, draft.case_id, draft.id)
    is_same = (stored.text, stored.type, stored.occurred_at) == (
        draft.text,
        draft.type,
        draft.occurred_at,
    )
    if is_same:
        return redirect(url_for(".index", case=draft.case_id, saved="already"), 303)
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
    The form for a note, new or with what was typed.

    Args:
        case: whom it is about.
        values: what stands in the fields.
        errors: sentences by field.
        restored: the text comes back after a sign-in.
    """
    prepared = perform(notes.prepare_note, case)
    return filled("notes/new.html", prepared, values, errors, restored=restored)


def filled(
    template: str,
    prepared: NewNote,
    values: dict[str, str],
    errors: dict[str, list[str]] | None,
    *,
    restored: bool,
) -> str:
    """The page of a form that takes a note, whichever way the note goes."""
    form = {name: values.get(name, "") for name in FIELDS}
    form["id"] = str(id_or(values.get("id", ""), prepared.id))
    form["written_by"] = str(principal().alias)
    return render_template(
        template,
        case=cases.banner(prepared.banner),
        form=form,
        note_types=pages.note_types(),
        errors=errors or {},
        restored=restored,
    )


def id_or(typed: str, drawn: NoteId) -> UUID:
    """The id that came with a form, so that a resend is recognised; a fresh one when it is none."""
    try:
        return UUID(typed)
    except ValueError:
        return drawn


def _shown(note: NoteView) -> NoteShown:
    return NoteShown(
        id=note.id,
        type_label=word("note_type", note.type),
        occurred_at=note.occurred_at,
        signed_at=note.signed_at,
        author=note.author,
        author_function=word("profession", note.author_function),
        text=note.text,
        is_late=note.is_late,
        is_mine=note.is_mine,
    )
