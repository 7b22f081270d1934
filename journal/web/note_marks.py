"""What is hung on a signed note: addendum, strike, restriction; and its way to the right file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema, ValidationError

from journal.domain.broken import NoteSaved
from journal.domain.errors import AccessDenied, RuleBroken
from journal.domain.ids import CaseId, NoteId
from journal.domain.notes import NoteKind, may_hang
from journal.domain.staff import Role
from journal.request import id_from, perform, principal
from journal.schemas.note_marks import AddendumSchema, MarkSchema, MovingSchema
from journal.services import misfiled, note_marks, notes
from journal.services.misfiled import Moving
from journal.services.note_marks import Hanging
from journal.web import cases, forms
from journal.web.countdown import covering
from journal.web.notes_shown import shown
from journal.web.writing import require_author

blueprint = Blueprint("note_marks", __name__, url_prefix="/sag/<uuid:case>/notat/<uuid:note>")
MOVE = "misfile"
KINDS = {
    "note_marks.amend": NoteKind.ADDENDUM,
    "note_marks.strike": NoteKind.STRIKE,
    "note_marks.restrict": NoteKind.RESTRICTION,
    "note_marks.lift": NoteKind.LIFT,
}
"""What is hung on a note, by the endpoint of its form."""


@blueprint.get("/ret")
def index(case: UUID, note: UUID) -> ResponseReturnValue:
    """The note with everything that its reader may do with it now."""
    return page(case, note)


@blueprint.post("/tillaeg")
def amend(case: UUID, note: UUID) -> ResponseReturnValue:
    """Sign an addendum."""
    return _hang(case, note, NoteKind.ADDENDUM, AddendumSchema())


@blueprint.post("/streg")
def strike(case: UUID, note: UUID) -> ResponseReturnValue:
    """Strike the note; its text stays readable."""
    return _hang(case, note, NoteKind.STRIKE, MarkSchema())


@blueprint.post("/begraens")
def restrict(case: UUID, note: UUID) -> ResponseReturnValue:
    """Let the note open only for who leads, for a purpose."""
    return _hang(case, note, NoteKind.RESTRICTION, MarkSchema())


@blueprint.post("/ophaev")
def lift(case: UUID, note: UUID) -> ResponseReturnValue:
    """Let the team read the note again."""
    return _hang(case, note, NoteKind.LIFT, MarkSchema())


@blueprint.post("/flyt")
def move(case: UUID, note: UUID) -> ResponseReturnValue:
    """Move the note to the file it belongs in."""
    require_author()
    try:
        wanted = MovingSchema().load(forms.submitted("written_by"))
        moving = Moving(
            id=NoteId(wanted["id"]),
            case_id=CaseId(case),
            note_id=NoteId(note),
            target=CaseId(wanted["target"]),
        )
        perform(misfiled.move_note, moving)
    except NoteSaved:
        return _done(case, note)
    except (ValidationError, RuleBroken) as wrong:
        return page(case, note, MOVE, _said(wrong, "target")), 422
    return _done(case, note)


def _hang(case: UUID, note: UUID, kind: NoteKind, schema: Schema) -> ResponseReturnValue:
    require_author()
    try:
        typed = schema.load(forms.submitted("written_by"))
        new = Hanging(
            id=NoteId(typed["id"]),
            case_id=CaseId(case),
            note_id=NoteId(note),
            kind=kind,
            text=typed["text"],
        )
        perform(note_marks.hang, new)
    except NoteSaved:
        return _hung_before(new)
    except (ValidationError, RuleBroken) as wrong:
        return page(case, note, kind.value, _said(wrong, "text")), 422
    return _done(case, note)


def _hung_before(new: Hanging) -> ResponseReturnValue:
    """The form was stored before: words that were changed since come back in a new one."""
    if new.kind is NoteKind.ADDENDUM:
        _, found = perform(notes.read_note, new.case_id, new.note_id)
        stored = {one.text for one in found.marks(new.kind) if one.is_mine}
        if not found.is_hidden and new.text not in stored:
            errors = {"": [gettext(forms.SAVED_AS_IT_WAS)]}
            return page(new.case_id, new.note_id, new.kind.value, errors), 409
    return _done(new.case_id, new.note_id)


def _done(case: UUID, note: UUID) -> ResponseReturnValue:
    return redirect(url_for("notes.show", case=case, note=note), 303)


def _said(wrong: ValidationError | RuleBroken, name: str) -> dict[str, list[str]]:
    """The errors of a form that has one field that people fill in."""
    if isinstance(wrong, ValidationError):
        return forms.sentences(wrong.messages, (name,))
    return {name if wrong.field in (name, "reason") else "": [forms.sentence(wrong)]}


def _ids(failed: str, kept: Mapping[str, str]) -> dict[str, UUID]:
    """New ids; a form that perhaps was sent before keeps its own, so that twice is one."""
    drawn = {kind.value: uuid4() for kind in NoteKind}
    return drawn | ({failed: id_from(kept.get("id", "")) or drawn[failed]} if kept else {})


def page_again(case: CaseId, note: NoteId, kept: Mapping[str, str]) -> Response:
    """
    The page of a note after a sign-in, with what was typed before it in its form.

    Args:
        kept: the fields of the form, and in ``form`` one of ``KINDS``.

    Raises:
        AccessDenied: unknown note, or no such form stands there any more.
    """
    return page(case, note, KINDS[kept["form"]].value, restored=kept)


def page(
    case: UUID,
    note: UUID,
    failed: str = "",
    errors: Mapping[str, Any] | None = None,
    *,
    restored: Mapping[str, str] | None = None,
) -> Response:
    """
    The page of a note with its forms.

    Args:
        failed: the form whose errors these are; what was typed into it stands there again.
        restored: the fields of that form as they were before a sign-in.
    """
    banner, found = perform(notes.read_note, CaseId(case), NoteId(note))
    may = may_hang(
        found.state,
        is_leader=principal().role is Role.LEADER,
        is_mine=found.is_mine,
        is_timed=banner.timed is not None,
    )
    kept, said = restored or {}, errors or {}
    if kept and failed not in {kind.value for kind in may}:
        raise AccessDenied
    targets = perform(misfiled.targets, CaseId(case)) if NoteKind.MISFILE in may else []
    answer = render_template(
        "notes/marks.html",
        case=cases.banner(banner),
        note=shown(found),
        may={kind.value for kind in may},
        targets=targets,
        ids=_ids(failed, kept),
        failed=failed,
        errors=said,
        summary={failed if name == "text" else name: sentences for name, sentences in said.items()},
        typed=(kept or request.form).get("text", ""),
        restored=bool(kept),
        written_by=principal().alias,
        chosen=request.form.get("target", ""),
        reading_logged=True,
    )
    return covering(answer, banner.timed)
