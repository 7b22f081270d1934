"""Who has read this case, what is logged about me, and a week of uses as a picture."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema, ValidationError

from journal.domain.access import Basis
from journal.domain.compartments import Compartment
from journal.domain.ids import CaseId
from journal.request import now, perform, principal
from journal.schemas.uses import MonthSchema, PageSchema
from journal.services import uses
from journal.services.uses import CaseUses, OwnUse, UseLine
from journal.web import cases, forms, retention
from journal.web.words import month as month_name
from journal.web.words import word, zone

blueprint = Blueprint("uses", __name__)
DARKEST = 4
"""In so many steps an hour grows darker."""


@blueprint.get("/sag/<uuid:case>/hvem-har-laest")
def of_case(case: UUID) -> ResponseReturnValue:
    """Who used this case in a month: functions for its team, names for who leads."""
    asked, status = _loaded(MonthSchema())
    found = perform(uses.of_case, CaseId(case), asked.get("month"))
    page = render_template(
        "uses/of_case.html",
        case=cases.banner(found.banner),
        month=found.month,
        month_name=month_name(found.month),
        days=_by_day(found),
        older=_older(found),
        newer=_newer(found),
        has_names=any(line.name is not None for line in found.lines),
        span=retention.sentences(found.span),
    )
    return page, status


@blueprint.get("/mig/log")
def own() -> ResponseReturnValue:
    """Everything that the log holds as done by me, or to my account."""
    asked, status = _loaded(PageSchema())
    found = perform(uses.own, asked.get("page", 1))
    page = render_template(
        "uses/own.html",
        lines=[
            {
                "at": line.at,
                "what": word("audit_action", line.act),
                "case": line.case,
                "outcome": line.outcome,
                "outcome_label": word("audit_outcome", line.outcome),
                "basis_label": "" if line.basis is None else word("audit_basis", line.basis),
                "by": _by(line),
                "reference": line.reference,
            }
            for line in found.lines
        ],
        page=found.page,
        pages=found.pages,
        total=found.total,
        has_names=principal().role is not None,
        span=retention.sentences(found.span),
    )
    return page, status


@blueprint.get("/hvem-har-laest/uge/<week>")
def picture(week: str) -> ResponseReturnValue:
    """A week by day and hour, and by colleague."""
    found = perform(uses.picture, week)
    most = max((number for _, hours in found.hours for number in hours), default=0)
    return render_template(
        "uses/picture.html",
        week=found.week.name,
        previous=found.week.moved(-1, zone()).name,
        following=found.week.moved(1, zone()).name if found.week.ends <= now() else "",
        first=found.hours[0][0],
        last=found.hours[-1][0],
        hours=[
            (day, [(number, _shade(number, most)) for number in row]) for day, row in found.hours
        ],
        people=[
            (f"{name}, {word('role', role).lower()}" if role else name, number)
            for name, role, number in found.people
        ],
        total=sum(number for _, _, number in found.people),
        most=most,
        span=retention.sentences(found.span),
    )


def _by(line: OwnUse) -> str:
    """Who else did it: by function, as colleagues see each other in the log."""
    service: str = gettext("The service")
    if line.by == Basis.JOB:
        return service
    return word("role", line.by) if line.by else ""


def _shade(number: int, most: int) -> int:
    """How dark an hour is: 0 for none, else 1 to four."""
    return -(-number * DARKEST // most) if number else 0


def _loaded(schema: Schema) -> tuple[Mapping[str, Any], int]:
    """What was asked for; a question that nobody understands is answered by the first page."""
    try:
        found: Mapping[str, Any] = schema.load(forms.asked())
    except ValidationError:
        return {}, 422
    return found, 200


def _by_day(found: CaseUses) -> list[tuple[date, list[dict[str, Any]]]]:
    days: dict[date, list[dict[str, Any]]] = {}
    for line in found.lines:
        days.setdefault(line.day, []).append(_shown(line))
    return list(days.items())


def _shown(line: UseLine) -> dict[str, Any]:
    return {
        "function": word("role", line.role) if line.role else "",
        "name": line.name,
        "compartment": ""
        if line.comp is None
        else word("compartment", Compartment(line.comp).name.lower()),
        "what": word("audit_action", line.act),
        "basis_label": "" if line.basis is None else word("audit_basis", line.basis),
        "is_refused": line.is_refused,
        "is_emergency": line.basis == "breakglass" or line.act == "bg.open",
        "times": line.times,
    }


def _older(found: CaseUses) -> date | None:
    before = (found.month - timedelta(days=1)).replace(day=1)
    return before if before >= found.first_month else None


def _newer(found: CaseUses) -> date | None:
    after = (found.month + timedelta(days=32)).replace(day=1)
    return after if after <= found.last_month else None
