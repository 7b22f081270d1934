"""Årets tal: the year inside, exactly, for leaders; frozen there, and on paper with its mark."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.errors import N_, RuleBroken
from journal.domain.occupancy import tenths
from journal.exports import catalogue
from journal.exports.catalogue import About, Part, Spec
from journal.exports.counts import Table
from journal.exports.percent import Mode, number
from journal.exports.yearly import Population, members, tabulate
from journal.request import context, perform
from journal.request import statistics as acts
from journal.schemas.passwords import ProofSchema
from journal.schemas.statistics import FileSchema, InsideSchema
from journal.services import statistics
from journal.services.statistics import Inside
from journal.web import figures, forms
from journal.web.figures import Chapter, Document
from journal.web.proof import fresh
from journal.web.typesetting import FIGURES, typeset
from journal.web.words import language, tenth_percent

blueprint = Blueprint("statistics", __name__, url_prefix="/statistik")
ASKED = ("population", "mode", "beside")
POPULATIONS = {
    Population.DISCHARGED: N_("Moved out in the year"),
    Population.PRESENT: N_("Lived here in the year"),
    Population.RECEIVED: N_("Came in the year"),
}
MODES = {
    Mode.PLAIN: N_("Rounded as they are"),
    Mode.FORCED_LAST_UNIQUE: N_("Sum to 100: the last unlike row gives way"),
    Mode.FORCED_NAMED: N_("Sum to 100: the named row gives way"),
}
KINDS = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}
FILE_NAMES = {"da": "tal", "en": "figures"}
"""What a file is called: nothing that tells where it comes from."""


@blueprint.get("/")
def index() -> str:
    """The years, and which of them are frozen."""
    return render_template("statistics/index.html", years=perform(statistics.years))


@blueprint.get("/<int(min=2000, max=2999):year>")
def show(year: int) -> ResponseReturnValue:
    """A year exactly as it was, with the mark that it stays inside."""
    try:
        asked: dict[str, Any] = InsideSchema().load(forms.asked())
    except ValidationError as wrong:
        return _page(year, {}, forms.sentences(wrong.messages, ASKED)), 422
    return _page(year, asked)


@blueprint.post("/<int(min=2000, max=2999):year>")
def freeze(year: int) -> ResponseReturnValue:
    """Freeze the year as it stands, with her password."""
    try:
        said: dict[str, Any] = ProofSchema().load(forms.submitted())
        acts.freeze(context(), year, fresh(said["password"]))
    except ValidationError as wrong:
        return _page(year, {}, forms.sentences(wrong.messages, ("password",))), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, ("password",))
        return _page(year, {}, errors), status
    return redirect(url_for(".show", year=year), 303)


@blueprint.post("/<int(min=2000, max=2999):year>/fil")
def file(year: int) -> ResponseReturnValue:
    """The same on paper or as a spreadsheet, with its mark."""
    try:
        asked: dict[str, Any] = FileSchema().load(forms.submitted())
    except ValidationError as wrong:
        return _page(year, {}, forms.sentences(wrong.messages, ASKED)), 422
    shown = _document(*_read(year, asked), asked)
    if asked["form"] == "csv":
        return sent(figures.as_csv(shown), KINDS["csv"], f"{FILE_NAMES[language()]}.csv")
    made = typeset(figures.as_data(shown), FIGURES)
    return sent(made, KINDS["pdf"], f"{FILE_NAMES[language()]}.pdf")


def sent(content: bytes, kind: str, name: str) -> Response:
    """A file to be kept."""
    answer = Response(content, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _read(year: int, asked: Mapping[str, Any]) -> tuple[Inside, Inside | None]:
    """The year, and the one beside it."""
    other = asked.get("beside")
    inside = perform(statistics.read, year)
    return inside, None if other is None else perform(statistics.read, other)


def _page(year: int, asked: Mapping[str, Any], errors: dict[str, list[str]] | None = None) -> str:
    inside, other = _read(year, asked)
    shown = _document(inside, other, asked)
    return render_template(
        "statistics/year.html",
        year=year,
        inside=inside,
        shown=shown,
        chapters=figures.for_screen(shown.chapters),
        facts=_facts(inside),
        form={
            "population": asked.get("population", Population.DISCHARGED.value),
            "mode": asked.get("mode", Mode.PLAIN.value),
            "beside": str(asked.get("beside") or ""),
        },
        populations=[(one.value, gettext(words)) for one, words in POPULATIONS.items()],
        modes=[(one.value, gettext(words)) for one, words in MODES.items()],
        errors=errors or {},
        values=request.form,
    )


def _facts(inside: Inside) -> list[tuple[str, str]]:
    shown = inside.now
    full = tenths(shown.house.nights)
    return [
        (gettext("Women who lived here"), str(shown.house.women)),
        (gettext("Children who lived here"), str(shown.house.children)),
        (gettext("Women who moved out"), str(shown.stays)),
        (gettext("Mean stay"), _days(shown.mean_stay)),
        (gettext("Occupancy"), figures.DASH if full is None else tenth_percent(full)),
    ]


def _days(found: int | None) -> str:
    if found is None:
        return figures.DASH
    said: str = gettext("%(days)s days", days=number(found, language()))
    return said


def _document(inside: Inside, other: Inside | None, asked: Mapping[str, Any]) -> Document:
    frozen = inside.frozen
    foot = gettext("Not frozen yet")
    if frozen is not None:
        foot = gettext(
            "Frozen, version %(version)s, %(digest)s",
            version=frozen.version,
            digest=frozen.digest.hex()[:16],
        )
    title = gettext("The year %(year)s in figures", year=inside.year)
    chapters = [_chapter(part, inside, other, asked) for part in catalogue.parts()]
    mark = gettext(figures.INTERNAL)
    return figures.document(title, chapters, language(), mark=mark, foot=foot)


def _chapter(part: Part, inside: Inside, other: Inside | None, asked: Mapping[str, Any]) -> Chapter:
    population = Population(asked.get("population", Population.DISCHARGED.value))
    mode = Mode(asked.get("mode", Mode.PLAIN.value))
    tables = {spec.id: _table(spec, inside, population) for spec in part.specs}
    base = max((table.base.persons for table in tables.values()), default=0)
    present = {
        About.WOMEN: inside.now.house.women,
        About.CHILDREN: inside.now.house.children,
        About.ENQUIRIES: None,
    }[part.name]
    intro = figures.about(part, inside.year, base, present, language())
    if population is not Population.DISCHARGED and part.name is not About.ENQUIRIES:
        intro = [_who(population, base)]
    return Chapter(
        title=part.title.label(language()),
        intro=intro,
        sheets=[
            figures.exact_sheet(
                spec,
                tables[spec.id],
                language(),
                mode,
                None if other is None else _table(spec, other, population),
            )
            for spec in part.specs
        ],
    )


def _who(population: Population, base: int) -> str:
    said: str = gettext(
        "%(who)s: %(base)s. Whoever still lives here has no frozen row and is not in the tables.",
        who=gettext(POPULATIONS[population]),
        base=base,
    )
    return said


def _table(spec: Spec, inside: Inside, population: Population) -> Table:
    """A table of a year; of another population than the frozen one counted from its rows."""
    if population is Population.DISCHARGED or spec.about is About.ENQUIRIES:
        return next(table for table in inside.now.tables if table.id == spec.id)
    return tabulate(spec, members(inside.facts, population, inside.year).facts)
