"""Journal notes: the timeline of a case, one note, and writing one."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal.domain.ids import CaseId, NoteId
from journal.domain.note_types import note_type, note_types
from journal.domain.notes import NoteDraft
from journal.request import id_from, now, perform
from journal.schemas import timeline as filters
from journal.services import drafts, note_readers, notes
from journal.services.notes_shown import NoteView
from journal.web import cases, coming_of_age, deadlines, pages
from journal.web.countdown import covering
from journal.web.notes_shown import shown
from journal.web.words import language, typed_moment
from journal.web.writing import filled, signed

blueprint = Blueprint("notes", __name__, url_prefix="/sag/<uuid:case>")
USUAL_TYPE = "observation"


@blueprint.get("/")
def index(case: UUID) -> ResponseReturnValue:
    """The timeline of a case, newest event first."""
    page = request.args.get("page", 1, type=int)
    wanted = filters.wanted(request.args)
    marked = perform(note_readers.read_timeline, CaseId(case), page, wanted)
    found = marked.timeline
    page_shown = render_template(
        "notes/timeline.html",
        case=cases.banner(found.banner),
        notes=[shown(note) for note in found.notes],
        new=marked.new,
        asked=marked.asked,
        page=found.page,
        pages=found.pages,
        total=found.total,
        deadlines=deadlines.lines(found.deadlines),
        filters=filters.arguments(wanted),
        note_types=pages.kinds_of_note(),
        writers=[(str(one.alias), one.name) for one in found.writers],
        coming_of_age=coming_of_age.of_case(found.banner),
        drafts=found.drafts,
        talks_lacking=found.talks_lacking,
        saved=request.args.get("saved"),
        reading_logged=True,
    )
    return covering(page_shown, found.banner.timed)


@blueprint.get("/notat/<uuid:note>")
def show(case: UUID, note: UUID) -> ResponseReturnValue:
    """One note."""
    found = perform(note_readers.read_note, CaseId(case), NoteId(note))
    answer = render_template(
        "notes/show.html",
        case=cases.banner(found.banner),
        note=shown(found.note),
        marks=found,
        link=_link(found.note),
        reading_logged=True,
    )
    return covering(answer, found.banner.timed)


@blueprint.get("/notat/nyt")
def new(case: UUID) -> ResponseReturnValue:
    """
    The form for a new note, everything but the text filled in; her draft if she has one.

    Either takes up a reference to the note from whose page she comes.
    """
    refers_to = id_from(request.args.get("refers_to", ""))
    asked = note_types().get(request.args.get("type", USUAL_TYPE))
    kind = asked if asked is not None and asked.is_offered else note_type(USUAL_TYPE)
    begun = perform(drafts.find, CaseId(case), kind.code)
    if begun is not None:
        draft = url_for("drafts.show", case=case, draft=begun, refers_to=refers_to)
        return redirect(draft, 303)
    usual = {"type": kind.code, "occurred_at": typed_moment(now())}
    usual["refers_to"] = str(refers_to or "")
    headings = [heading.label(language()) for heading in kind.headings]
    usual["text"] = "\n\n".join(f"{one}\n" for one in headings)
    return form_page(CaseId(case), usual)


@blueprint.post("/notat")
def create(case: UUID) -> ResponseReturnValue:
    """Sign and store a note; the same form twice is one note."""
    return signed(
        CaseId(case),
        notes.write_note,
        form_page,
        _is_as_stored,
        lambda saved: url_for(".index", case=case, saved=saved),
    )


def _is_as_stored(draft: NoteDraft) -> bool:
    """Whether the note that a form was stored as says what is sent now."""
    _, stored = perform(notes.read_note, draft.case_id, draft.id)
    sent = (draft.text, dict(draft.more), draft.type, draft.occurred_at, draft.refers_to)
    earlier = stored.reference and stored.reference.note_id
    return sent == (stored.text, dict(stored.fields), stored.type, stored.occurred_at, earlier)


def form_page(
    case: CaseId,
    values: dict[str, str],
    errors: dict[str, list[str]] | None = None,
    *,
    restored: bool = False,
    saved_at: datetime | None = None,
) -> str:
    """
    The form for a note, new or with what was typed.

    Args:
        case: whom it is about.
        values: what stands in the fields.
        errors: sentences by field.
        restored: the text comes back after a sign-in.
        saved_at: when its draft was saved, if it has one.
    """
    earlier = id_from(values.get("refers_to", ""))
    prepared = perform(notes.prepare_note, case, None if earlier is None else NoteId(earlier))
    return filled("notes/new.html", prepared, values, errors, restored=restored, saved_at=saved_at)


def _link(note: NoteView) -> str:
    """The address of the note in a child's file about the same event; empty where there is none."""
    if note.link is None:
        return ""
    return url_for(".show", case=note.link.case_id, note=note.link.note_id)
