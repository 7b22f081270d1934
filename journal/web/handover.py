"""Overlevering: what is new to me, lines for the next shift, and what a team must read."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.errors import AccessDenied, RuleBroken
from journal.domain.handover import MOST_CHARACTERS, NOTE_TYPE
from journal.domain.ids import CaseId, NoteId, RecordId
from journal.request import id_from, perform, principal
from journal.schemas.handover import LineSchema, SeenSchema
from journal.services import handover, handover_lines, must_read
from journal.services.board import OffShift
from journal.web import forms
from journal.web.words import alike, word
from journal.web.writing import require_author

blueprint = Blueprint("handover", __name__)


@blueprint.get("/overlevering/")
def index() -> ResponseReturnValue:
    """What a shift takes over."""
    return page({})


@blueprint.post("/overlevering/")
def write() -> ResponseReturnValue:
    """Leave a line for the next shift."""
    require_author()
    try:
        is_kept = perform(handover_lines.write, LineSchema().load(forms.submitted("written_by")))
    except ValidationError as invalid:
        return page(request.form, forms.sentences(invalid.messages, ("text",))), 422
    except RuleBroken as broken:
        return page(request.form, forms.refused(broken, ("text",))[0]), 422
    if not is_kept:
        again = {"text": request.form["text"]}
        return page(again, {"": [gettext(forms.SAVED_AS_IT_WAS)]}), 409
    return redirect(url_for(".index", saved="written"), 303)


@blueprint.post("/overlevering/<uuid:line>/fjern")
def take_down(line: UUID) -> ResponseReturnValue:
    """Erase a line before its time."""
    perform(handover_lines.take_down, RecordId(line))
    return redirect(url_for(".index", saved="gone"), 303)


@blueprint.post("/sag/<uuid:case>/laest")
def mark(case: UUID) -> ResponseReturnValue:
    """Mark the notes that stood on a page as read; then on to what else is new, or back."""
    try:
        notes, goes_on = SeenSchema().load(forms.submitted())
    except ValidationError:
        abort(422)
    perform(handover.mark, CaseId(case), notes)
    if goes_on:
        return redirect(url_for(".index", saved="seen"), 303)
    return redirect(url_for("notes.index", case=case, saved="seen"), 303)


@blueprint.post("/sag/<uuid:case>/notat/<uuid:note>/skal-laeses")
def ask(case: UUID, note: UUID) -> ResponseReturnValue:
    """Ask the whole team to read a note."""
    forms.submitted()
    perform(must_read.ask, CaseId(case), NoteId(note))
    return redirect(url_for("notes.show", case=case, note=note), 303)


@blueprint.post("/sag/<uuid:case>/notat/<uuid:note>/skal-laeses/fortryd")
def withdraw(case: UUID, note: UUID) -> ResponseReturnValue:
    """Ask the team no longer to read a note."""
    forms.submitted()
    perform(must_read.withdraw, CaseId(case), NoteId(note))
    return redirect(url_for("notes.show", case=case, note=note), 303)


def page(
    values: Mapping[str, str],
    errors: dict[str, list[str]] | None = None,
    *,
    restored: bool = False,
) -> str:
    """
    What a shift takes over, with the form for a line.

    Args:
        values: what stands in the form.
        errors: sentences by field.
        restored: the text comes back after a sign-in.

    Raises:
        AccessDenied: her shift is over, and there are words in the form.
    """
    found = perform(handover.show)
    if isinstance(found, OffShift):
        if values.get("text"):
            raise AccessDenied
        return render_template("handover/off_shift.html", next_at=found.next_at)
    return render_template(
        "handover/index.html",
        found=found,
        lines=[(line, alike(line.alike)) for line in found.lines],
        form={
            "id": id_from(values.get("id", "")) or uuid4(),
            "text": values.get("text", ""),
            "written_by": principal().alias,
        },
        most=MOST_CHARACTERS,
        note_type=NOTE_TYPE,
        word=word,
        errors=errors or {},
        restored=restored,
        saved=request.args.get("saved"),
        reading_logged=True,
    )
