"""Ophold: who is in the house or expected, one person's stay, and whose team lacks somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain import pseudonyms
from journal.domain.decisions import REASONS, DecisionKind
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId
from journal.domain.stays import Move
from journal.request import now, perform
from journal.schemas.stays import DecideSchema, MoveSchema
from journal.services import stay_pages, stays
from journal.services.stay_pages import Guest
from journal.web import cases, coming_of_age, forms
from journal.web.cases import CaseShown
from journal.web.words import typed_moment, word, zone

blueprint = Blueprint("stays", __name__)
FIELDS = ("move", "at", "reason")
BUTTONS: Mapping[Move, tuple[str, str]] = {
    Move.MOVE_IN: (N_("Has moved in"), "primary"),
    Move.COME_BACK: (N_("Is back"), "primary"),
    Move.GO_AWAY: (N_("Away for some days"), "secondary"),
    Move.BEGIN_MOVING_OUT: (N_("Is moving out"), "secondary"),
    Move.NO_SHOW: (N_("Did not come"), "secondary"),
    Move.ANNUL: (N_("Annul the admission"), "secondary"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestShown:
    """Somebody as pages of stays show her, in the reader's language; see ``Guest``."""

    case: CaseShown
    anonymity: str
    arrival: str
    state: str
    is_visiting: bool
    changed_at: datetime | None
    decision_at: datetime | None
    move_in_at: datetime | None
    discharge_at: datetime | None


@blueprint.get("/indskrivning/")
def house() -> ResponseReturnValue:
    """Who lives in the house, is expected or is proposed."""
    return _house({})


@blueprint.get("/indskrivning/hold")
def lacking() -> ResponseReturnValue:
    """Whose team lacks somebody, and until when."""
    found = perform(stay_pages.lacking)
    return render_template("stays/lacking.html", guests=[_shown(one) for one in found], now=now())


@blueprint.post("/indskrivning/<uuid:case>/kommet")
def arrive(case: UUID) -> ResponseReturnValue:
    """Somebody who was expected has come."""
    try:
        step, at = MoveSchema(zone(), now()).load(forms.submitted() | {"move": Move.MOVE_IN})
        perform(stays.move, CaseId(case), step, at)
    except ValidationError as invalid:
        return _house(forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, FIELDS)
        return _house(errors), status
    return redirect(url_for(".house", said="moved"), 303)


@blueprint.get("/sag/<uuid:case>/ophold")
def show(case: UUID) -> ResponseReturnValue:
    """One person's stay, her family and her team."""
    return page(case, {})


@blueprint.post("/sag/<uuid:case>/ophold/skift")
def move(case: UUID) -> ResponseReturnValue:
    """Bring the stay from one state to the next."""
    try:
        step, at = MoveSchema(zone(), now()).load(forms.submitted())
        perform(stays.move, CaseId(case), step, at)
    except ValidationError as invalid:
        return page(case, forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, FIELDS)
        return page(case, errors), status
    return redirect(url_for(".show", case=case, said="moved"), 303)


@blueprint.post("/sag/<uuid:case>/ophold/afgoerelse")
def decide(case: UUID) -> ResponseReturnValue:
    """Decide that whoever of the family is proposed may come."""
    try:
        perform(stays.decide, CaseId(case), DecideSchema().load(forms.submitted()))
    except ValidationError as invalid:
        return page(case, forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, FIELDS)
        return page(case, errors), status
    return redirect(url_for(".show", case=case, said="decided"), 303)


@blueprint.post("/sag/<uuid:case>/ophold/ord")
def redraw(case: UUID) -> ResponseReturnValue:
    """Draw two other words for somebody whom the first ones hurt."""
    known = perform(stays.pseudonyms_of_house, CaseId(case))
    perform(stays.redraw, CaseId(case), pseudonyms.draw(known))
    return redirect(url_for(".show", case=case, said="redrawn"), 303)


def _house(errors: dict[str, list[str]]) -> str:
    found = perform(stay_pages.of_house)
    return render_template(
        "stays/house.html",
        families=[[_shown(one) for one in family] for family in found],
        typed_at=request.form.get("at") or typed_moment(now()),
        said=request.args.get("said", ""),
        errors=errors,
    )


def page(case: UUID, errors: dict[str, list[str]]) -> str:
    """One person's stay, with what stood in the way of an act on it."""
    found = perform(stay_pages.of_case, CaseId(case))
    buttons = [(move.value, gettext(BUTTONS[move][0]), BUTTONS[move][1]) for move in found.moves]
    return render_template(
        "stays/show.html",
        case=cases.banner(found.guest.banner),
        guest=_shown(found.guest),
        family=[_shown(one) for one in found.family],
        found=found,
        buttons=buttons,
        typed_at=request.form.get("at") or typed_moment(now()),
        reasons=[(one, word("decision_reason", one)) for one in REASONS[DecisionKind.ADMISSION]],
        reason=request.form.get("reason", ""),
        said=request.args.get("said", ""),
        coming_of_age=coming_of_age.of_case(found.guest.banner),
        now=now(),
        errors=errors,
    )


def _shown(guest: Guest) -> GuestShown:
    return GuestShown(
        case=cases.banner(guest.banner),
        anonymity=word("anonymity", guest.anonymity),
        arrival=word("arrival", guest.arrival) if guest.arrival else "",
        state=guest.state.value if guest.state else "",
        is_visiting=guest.is_visiting,
        changed_at=guest.changed_at,
        decision_at=guest.decision_at,
        move_in_at=guest.move_in_at,
        discharge_at=guest.discharge_at,
    )
