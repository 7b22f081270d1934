"""Udskriv: the notes of a file as a PDF, for a purpose that is on record before it is made."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId
from journal.domain.notes import NoteState
from journal.domain.printing import NOT_FOR_PAPER, PURPOSES
from journal.request import perform
from journal.schemas import timeline as filters
from journal.schemas.printing import PrintingSchema
from journal.services import printing
from journal.services.printing import Printed
from journal.web import cases, forms
from journal.web.notes_shown import HangingShown, NoteShown, shown
from journal.web.typesetting import NOTES, typeset
from journal.web.words import language, moment, options, word

blueprint = Blueprint("printing", __name__, url_prefix="/sag/<uuid:case>/udskriv")
FILE_NAMES = {"da": "notater.pdf", "en": "notes.pdf"}
"""Nothing in a name tells whose they are."""
CLOSED = N_("Cannot be opened \N{EN DASH} tell the leader.")


@blueprint.get("")
def ask(case: UUID) -> ResponseReturnValue:
    """What the paper is for."""
    return _page(CaseId(case), {})


@blueprint.post("")
def make(case: UUID) -> ResponseReturnValue:
    """Make the PDF and send it, once both are on record."""
    case_id = CaseId(case)
    try:
        wanted = PrintingSchema().load(forms.submitted())
        found = perform(printing.read, case_id, wanted)
    except ValidationError as invalid:
        return _page(case_id, forms.sentences(invalid.messages, ("purpose",))), 422
    except RuleBroken as broken:
        return _page(case_id, forms.refused(broken, ("purpose",))[0]), 422
    file = typeset(_document(found, wanted.purpose), NOTES)
    digest = hashlib.sha256(file).digest()
    perform(printing.done, case_id, found.reference, digest, len(found.notes))
    answer = Response(file, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=FILE_NAMES[language()])
    return answer


def _document(found: Printed, purpose: str) -> dict[str, object]:
    """The paper as words and lists of words."""
    return {
        "language": language(),
        "title": gettext("Journal notes"),
        "pseudonym": found.banner.pseudonym,
        "purpose": word(PURPOSES, purpose),
        "printed": gettext(
            "Printed by %(name)s, %(moment)s",
            name=found.printed_by,
            moment=moment(found.printed_at),
        ),
        "page": gettext("page"),
        "of": gettext("of"),
        "intro": [] if found.notes else [gettext("No notes yet.")],
        "notes": [_note(shown(note)) for note in found.notes],
    }


def _note(note: NoteShown) -> dict[str, object]:
    """A note with its marks above it and what was added below it; a gap in it is said."""
    facts = [f"{label}: {value}" for label, value in note.facts]
    return {
        "title": f"{moment(note.occurred_at)} · {note.type_label}",
        "marks": [*_standing(note), *(_mark(one) for one in note.marks)],
        "lines": [] if note.is_hidden else facts,
        "is_struck": note.is_struck,
        "pieces": _pieces(note.passages),
        "signed": _signed(note.author, note.signed_at),
        "addenda": [
            {
                "title": one.title,
                "pieces": _pieces([("", gettext(CLOSED))] if one.text is None else one.passages),
                "signed": _signed(one.author, one.signed_at),
            }
            for one in note.addenda
        ],
    }


def _standing(note: NoteShown) -> list[str]:
    """What a reader of the paper must know of a note before she reads it."""
    said = [gettext("entered late")] if note.is_late else []
    if note.reference:
        at, author = moment(note.reference.occurred_at), note.reference.author
        words = gettext("Refers to the note of %(moment)s, %(author)s", moment=at, author=author)
        said.append(words)
    if note.is_joint:
        said.append(gettext("joint event"))
    if note.moved_by and note.moved_at:
        words = gettext("moved here by %(name)s", name=note.moved_by)
        said.append(f"{words}, {moment(note.moved_at)}")
    if note.is_hidden:
        said.append(gettext("It opens only for who leads, for a purpose."))
    elif note.text is None and note.state != NoteState.MISFILED.value:
        said.append(gettext(CLOSED))
    return said


def _mark(one: HangingShown) -> str:
    reason = gettext(CLOSED) if one.text is None else one.text
    return f"{one.title}: {reason} ({one.author}, {moment(one.signed_at)})"


def _pieces(passages: Sequence[tuple[str, str]]) -> list[dict[str, object]]:
    return [{"source": source, "lines": text.split("\n")} for source, text in passages]


def _signed(name: str, at: datetime) -> str:
    return str(gettext("Signed by %(name)s, %(moment)s", name=name, moment=moment(at)))


def _page(case: CaseId, errors: dict[str, list[str]]) -> str:
    banner = perform(printing.prepare, case)
    return render_template(
        "printing/ask.html",
        case=cases.banner(banner),
        purposes=options(PURPOSES, *NOT_FOR_PAPER),
        filters=filters.arguments(filters.wanted(request.values)),
        form={"purpose": request.form.get("purpose", "")},
        errors=errors,
    )
