"""
Find: words in the notes of a case, or in all cases that are the reader's.

Rules: a search is a POST, so no word is in an address; the page that carries it on holds it in its
form, and nothing else does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.errors import RuleBroken
from journal.domain.excerpts import Excerpt
from journal.domain.ids import CaseId
from journal.domain.note_form import TEXT
from journal.domain.note_types import NoteType, note_type, note_types
from journal.domain.search import MOST_HITS
from journal.domain.timed_access import Opened
from journal.request import context, perform, searching
from journal.request.searching import Step
from journal.schemas.search import Search, SearchSchema, carried
from journal.services import search
from journal.services.search import Form, Hit
from journal.web import cases, forms
from journal.web.cases import CaseShown
from journal.web.countdown import covering
from journal.web.notes_shown import NoteShown, shown
from journal.web.words import language, word

blueprint = Blueprint("search", __name__)
FIELDS = ("words", "kind", "author", "day_from", "day_to")


@dataclass(frozen=True, slots=True, kw_only=True)
class HitShown:
    """A note that was found, whose it is, and where it has what was looked for, by field."""

    case: CaseShown
    note: NoteShown
    places: Sequence[tuple[str, Sequence[Excerpt]]]


@blueprint.get("/find")
def index() -> ResponseReturnValue:
    """The form for a search in all cases that are the reader's."""
    return _page(perform(search.prepare, None), None, {})


@blueprint.post("/find")
def find() -> ResponseReturnValue:
    """Search in all cases that are the reader's."""
    return _search(None)


@blueprint.get("/sag/<uuid:case>/find")
def in_case(case: UUID) -> ResponseReturnValue:
    """The form for a search in one case."""
    return _page(perform(search.prepare, CaseId(case)), CaseId(case), {})


@blueprint.post("/sag/<uuid:case>/find")
def find_in_case(case: UUID) -> ResponseReturnValue:
    """Search in one case."""
    return _search(CaseId(case))


def _search(case_id: CaseId | None) -> ResponseReturnValue:
    try:
        asked: Search = SearchSchema().load(forms.submitted())
        in_words = replace(asked.asked, language=language())
        step = searching.go_on(context(), case_id, in_words, asked.so_far)
    except ValidationError as invalid:
        return _refused(case_id, forms.sentences(invalid.messages, FIELDS))
    except RuleBroken as broken:
        if broken.field not in FIELDS:
            raise
        return _refused(case_id, {broken.field: [forms.sentence(broken)]})
    return _page(step.form, case_id, request.form, step=step)


def _refused(case_id: CaseId | None, errors: dict[str, list[str]]) -> ResponseReturnValue:
    form = perform(search.prepare, case_id)
    return _page(form, case_id, request.form, errors), 422


def _page(
    form: Form,
    case_id: CaseId | None,
    typed: Mapping[str, str],
    errors: dict[str, list[str]] | None = None,
    step: Step | None = None,
) -> Response:
    values = {name: typed.get(name, "") for name in FIELDS}
    hits = [] if step is None else [_hit(one) for one in step.shown]
    is_over = step is None or step.so_far.page > 0
    page = render_template(
        "search/find.html" if is_over else "search/going.html",
        case=None if form.banner is None else cases.banner(form.banner),
        case_id=case_id,
        values=values,
        carried={} if step is None else carried(step.so_far),
        kinds=[(code, word("note_type", code)) for code in note_types()],
        authors=[(str(one.id), one.name) for one in form.authors],
        errors=errors or {},
        step=step,
        hits=hits,
        most=MOST_HITS,
        reading_logged=True,
    )
    return covering(page, _ending(form, step))


def _ending(form: Form, step: Step | None) -> Opened | None:
    """Of the accesses by which the page shows something, the one that ends first."""
    banners = [form.banner, *(hit.banner for hit in (step.shown if step else ()))]
    timed = [one.timed for one in banners if one is not None and one.timed is not None]
    return min(timed, key=attrgetter("expires_at"), default=None)


def _hit(hit: Hit) -> HitShown:
    kind = note_type(hit.note.type)
    return HitShown(
        case=cases.banner(hit.banner),
        note=shown(hit.note),
        places=[(_label(kind, one.field), one.excerpts) for one in hit.places],
    )


def _label(kind: NoteType, name: str | None) -> str:
    """What stands before a field of a note; nothing before the main text."""
    if name is None:
        return str(gettext("Addendum"))
    field = kind.field(name)
    if field is None:
        return name
    return "" if name == TEXT else field.wording.label(language())
