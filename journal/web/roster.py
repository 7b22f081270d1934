"""Vagtplan: a week of shifts, and planning them for who leads."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.broken import PlanUnusable
from journal.domain.errors import RuleBroken
from journal.domain.roster import YEARS, faults, week_of
from journal.request import now, perform
from journal.schemas.roster import PlanSchema, RemovalSchema, ShiftSchema, WeekSchema
from journal.services import roster
from journal.services.roster import ShiftShown
from journal.web import forms
from journal.web.words import word, zone

blueprint = Blueprint("roster", __name__, url_prefix="/vagtplan")
FIELDS = ("person", "day", "begins", "ends", "plan")
ONE_WEEK = timedelta(days=7)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The week of a day, by default this one."""
    try:
        asked: dict[str, Any] = WeekSchema().load(forms.asked())
    except ValidationError as invalid:
        return _page(None, forms.sentences(invalid.messages, ())), 422
    return _page(asked["day"])


@blueprint.post("/")
def add() -> ResponseReturnValue:
    """Put one shift on the roster."""
    try:
        shift = ShiftSchema(zone()).load(forms.submitted())
        perform(roster.plan_shifts, [shift])
    except ValidationError as invalid:
        return _page(_typed_day(), forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        return _page(_typed_day(), {broken.field: [forms.sentence(broken)]}), 422
    day = shift.starts_at.astimezone(zone()).date()
    return redirect(url_for(".index", day=day, saved="added"), 303)


@blueprint.post("/csv")
def take() -> ResponseReturnValue:
    """Put a pasted table on the roster: all of it, or nothing."""
    try:
        perform(roster.take_plan, PlanSchema(zone()).load(forms.submitted()))
    except ValidationError as invalid:
        return _page(None, forms.sentences(invalid.messages, FIELDS)), 422
    except PlanUnusable as unusable:
        said = [gettext(sentence, **values) for sentence, values in faults(unusable)]
        return _page(None, {unusable.field: [forms.sentence(unusable), *said]}), 422
    return redirect(url_for(".index", saved="plan"), 303)


@blueprint.post("/fjern")
def remove() -> ResponseReturnValue:
    """Take a shift off the roster."""
    try:
        loaded: dict[str, Any] = RemovalSchema().load(forms.submitted())
    except ValidationError as invalid:
        return _page(None, forms.sentences(invalid.messages, ())), 422
    perform(roster.remove, [loaded["shift"]])
    return redirect(url_for(".index", day=loaded["day"], saved="removed"), 303)


def _typed_day() -> date | None:
    try:
        typed = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        return None
    return typed if typed.year in YEARS else None


def _page(day: date | None, errors: dict[str, list[str]] | None = None) -> str:
    """A week with the forms of who leads, and what was typed in them where it was not taken."""
    today = now().astimezone(zone()).date()
    monday = _monday(today if day is None else day)
    since, until = week_of(datetime.combine(monday, time(12), tzinfo=zone()), zone())
    found = perform(roster.between, since, until)
    return render_template(
        "roster/index.html",
        days=_days(monday, found.shifts),
        today=today,
        monday=monday,
        earlier=monday - ONE_WEEK,
        later=monday + ONE_WEEK,
        colleagues=[
            (str(one.id), f"{one.name} ({word('role', one.function).lower()})")
            for one in found.colleagues
        ],
        form={name: request.form.get(name, "") for name in FIELDS},
        errors=errors or {},
        saved=request.args.get("saved"),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days(monday: date, shifts: Sequence[ShiftShown]) -> list[tuple[date, list[dict[str, Any]]]]:
    """The seven days of a week, each with the shifts that begin on it."""
    days = [monday + timedelta(days=offset) for offset in range(7)]
    began = [(shift.starts_at.astimezone(zone()).date(), _shown(shift)) for shift in shifts]
    return [(day, [shown for first, shown in began if first == day]) for day in days]


def _shown(shift: ShiftShown) -> dict[str, Any]:
    return {
        "id": shift.id,
        "name": shift.name,
        "function": word("role", shift.function),
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
    }
