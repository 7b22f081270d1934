"""Udgivelser: what may leave the house, why the rest may not, and the two who let it go."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from marshmallow import ValidationError

from journal.domain.errors import RuleBroken
from journal.domain.ids import PublicationId
from journal.domain.statistics import Step
from journal.exports import catalogue, risk
from journal.exports.protect import Published, Withheld
from journal.exports.reasons import Reason
from journal.exports.risk import Risk
from journal.request import context, perform
from journal.request import statistics as acts
from journal.schemas.statistics import PeriodSchema, StepSchema
from journal.services import releases_shown, statistics
from journal.services.publishing import HeldBack, PublishedBefore
from journal.services.releases_shown import Shown
from journal.web import figures, forms
from journal.web.figures import Document
from journal.web.proof import fresh
from journal.web.statistics import sent
from journal.web.typesetting import FIGURES, typeset
from journal.web.words import LANGUAGES, day, language, word

blueprint = Blueprint("releases", __name__, url_prefix="/statistik/udgivelser")
FIELDS = ("reason", "password")
FILE = "udgivelse.zip"

Figures = Mapping[str, Published | Withheld]


@blueprint.get("/")
def index() -> str:
    """Every publication, and where it is."""
    return render_template(
        "statistics/releases.html",
        cards=[
            {
                "id": one.id,
                "name": _name(one.number, one.years),
                "state": one.state.value,
                "words": word("release_state", one.state),
                "at": one.changed_at,
            }
            for one in perform(releases_shown.list_all)
        ],
    )


@blueprint.get("/ny")
def preview() -> ResponseReturnValue:
    """What may go out of some years, before anything is kept."""
    if "period" not in request.args:
        perform(statistics.years)
        return _preview_page("")
    return _asked(forms.asked, _previewed)


@blueprint.post("/ny")
def draft() -> ResponseReturnValue:
    """Draft it, and have the machine check it."""
    return _asked(forms.submitted, _drafted)


def _asked(
    given: Callable[[], dict[str, str]], act: Callable[[str], ResponseReturnValue]
) -> ResponseReturnValue:
    """Do something with the years that somebody typed; a refusal stands beside them."""
    typed = request.values.get("period", "")
    try:
        said: dict[str, Any] = PeriodSchema().load(given())
        return act(said["period"])
    except ValidationError as wrong:
        perform(statistics.years)
        return _preview_page(typed, errors=forms.sentences(wrong.messages, ("period",))), 422
    except PublishedBefore as before:
        return _preview_page(typed, before=before.number), 422
    except HeldBack as held:
        return _preview_page(typed, held=figures.because(held.reasons)), 422
    except RuleBroken as broken:
        return _preview_page(typed, errors={"period": [forms.sentence(broken)]}), 422


def _previewed(period: str) -> ResponseReturnValue:
    material, made = acts.preview(context(), period)
    shown = made.release.figures
    full = made.occupancy([one.figures for one in material.frozen])
    told = _told(shown, risk.assess(shown), _sums(made.mean_stay, full))
    return _preview_page(period, told=told)


def _drafted(period: str) -> ResponseReturnValue:
    return redirect(url_for(".show", publication=acts.draft(context(), period)), 303)


@blueprint.get("/<uuid:publication>")
def show(publication: UUID) -> str:
    """What goes out, what does not and why, what can still be found out, and who did what."""
    return _page(PublicationId(publication))


@blueprint.post("/<uuid:publication>")
def step(publication: UUID) -> ResponseReturnValue:
    """Take a step; the last one is the file."""
    which = PublicationId(publication)
    try:
        said: dict[str, Any] = StepSchema().load(forms.submitted())
        if said["step"] == Step.DOWNLOAD:
            return _file(which)
        _take(which, Step(said["step"]), said)
    except ValidationError as wrong:
        return _page(which, forms.sentences(wrong.messages, FIELDS)), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, FIELDS)
        return _page(which, errors), status
    return redirect(url_for(".show", publication=publication), 303)


def _take(which: PublicationId, step: Step, said: Mapping[str, Any]) -> None:
    acting, reason = context(), said["reason"]
    if step is Step.CHECK:
        acts.check(acting, which)
    elif step is Step.PROPOSE:
        acts.propose(acting, which, fresh(said["password"]))
    elif step is Step.APPROVE:
        acts.approve(acting, which, said["digest"], reason, fresh(said["password"]))
    elif step is Step.REFUSE:
        acts.refuse(acting, which, reason)
    elif step is Step.RELEASE:
        acts.release(acting, which)
    else:
        acts.withdraw(acting, which, fresh(said["password"]))


def _file(which: PublicationId) -> ResponseReturnValue:
    """The file in both languages; that it is fetched is on record before it is sent."""
    shown = acts.to_fetch(context(), which)
    files = {}
    for chosen in LANGUAGES:
        with force_locale(chosen):
            made = _document(shown, chosen)
            files[f"{chosen}.pdf"] = typeset(figures.as_data(made), FIGURES)
            files[f"{chosen}.csv"] = figures.as_csv(made)
    acts.fetched(context(), which)
    return sent(figures.packed(files), "application/zip", FILE)


def _document(shown: Shown, chosen: str) -> Document:
    released = next(one.at for one in reversed(shown.steps) if one.step == Step.RELEASE)
    foot = gettext(
        "Publication %(number)s, %(day)s, %(digest)s",
        number=shown.card.number,
        day=day(released, chosen),
        digest=shown.digest[:16],
    )
    return figures.document(
        gettext("The year %(year)s in figures", year=_years(shown.card.years)),
        figures.public_chapters(shown.figures, chosen),
        chosen,
        intro=[gettext(figures.ABOUT_US), *_sums(shown.mean_stay, shown.occupancy)],
        foot=foot,
    )


def _sums(mean_stay: int | None, occupancy: int | None) -> list[str]:
    said = []
    if mean_stay is not None:
        said.append(gettext("Mean stay: about %(days)s days", days=mean_stay))
    if occupancy is not None:
        said.append(gettext("Occupancy: %(percent)s %%", percent=occupancy))
    return said


def _years(years: tuple[int, int]) -> str:
    return figures.DASH.join(str(year) for year in dict.fromkeys(years))


def _name(number: int, years: tuple[int, int]) -> str:
    said: str = gettext("No. %(number)s: %(years)s", number=number, years=_years(years))
    return said


def _preview_page(
    period: str,
    *,
    told: Mapping[str, Any] | None = None,
    held: list[str] | None = None,
    before: int | None = None,
    errors: dict[str, list[str]] | None = None,
) -> str:
    return render_template(
        "statistics/preview.html",
        period=period,
        held=held or [],
        before=before,
        errors=errors or {},
        **(told or {}),
    )


def _told(shown: Figures, risks: Risk, sums: Sequence[str]) -> dict[str, Any]:
    """Tables and sums, what is withheld and why, and the risks, in words."""
    sentence, gaps = risks.neighbour
    return {
        "chapters": figures.for_screen(figures.public_chapters(shown, language())),
        "sums": sums,
        "withheld": _by_reason(risks.withheld),
        "together": _by_reason(risks.together),
        "neighbour": gettext(sentence) % gaps,
        "guess": gettext(risk.GUESS) % {"percent": risks.guess},
        "bars": [(gettext(bar.label), bar.figures) for bar in risks.bars],
        "counts": (len(risks.exact), len(risks.together), len(risks.withheld)),
    }


def _by_reason(found: Mapping[str, Sequence[Reason]]) -> list[tuple[str, str, list[str]]]:
    """Each chapter's reasons once, with the titles of the tables that they keep back."""
    told: dict[tuple[str, str], list[str]] = {}
    for part in catalogue.parts():
        for spec in part.specs:
            if spec.id in found:
                why = " ".join(figures.because(found[spec.id]))
                titles = told.setdefault((part.title.label(language()), why), [])
                titles.append(spec.title.label(language()))
    return [(chapter, why, titles) for (chapter, why), titles in told.items()]


def _page(which: PublicationId, errors: dict[str, list[str]] | None = None) -> str:
    shown = perform(releases_shown.show, which)
    return render_template(
        "statistics/release.html",
        shown=shown,
        name=_name(shown.card.number, shown.card.years),
        state=word("release_state", shown.card.state),
        steps=[
            {
                "what": word("audit_action", f"release.{one.step}"),
                "who": one.who,
                "at": one.at,
                "role": word("role", one.role),
                "words": one.words,
            }
            for one in shown.steps
        ],
        may={one.value for one in shown.may},
        errors=errors or {},
        tried=request.form.get("step", ""),
        reason=request.form.get("reason", ""),
        **_told(shown.figures, shown.risk, _sums(shown.mean_stay, shown.occupancy)),
    )
