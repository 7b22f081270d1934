"""Belægning: how full the house was, month by month, as a picture and its table."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.occupancy import Counted, tenths
from journal.request import perform
from journal.schemas.rooms import YearSchema
from journal.services import occupancy
from journal.web import forms
from journal.web.words import month, number, tenth_percent

blueprint = Blueprint("occupancy", __name__)


@blueprint.get("/huset/belaegning")
def index() -> ResponseReturnValue:
    """The months of a year, by default this one."""
    try:
        asked: dict[str, Any] = YearSchema().load(forms.asked())
    except ValidationError:
        return _page(None), 422
    return _page(asked["year"])


def _page(year: int | None) -> str:
    found = perform(occupancy.show, year)
    return render_template(
        "occupancy/index.html",
        year=found.year,
        years=[one for one in found.years if one != found.year],
        bars=[(month(first), (tenths(one) or 0) // 10) for first, one in found.months],
        rows=[[month(first), *_cells(one)] for first, one in found.months],
        all=_cells(found.all),
        percent=_percent(found.all),
    )


def _cells(counted: Counted) -> list[str]:
    return [
        number(counted.occupied),
        number(counted.available),
        number(counted.out_of_service),
        _percent(counted),
    ]


def _percent(counted: Counted) -> str:
    found = tenths(counted)
    return "\N{EN DASH}" if found is None else tenth_percent(found)
