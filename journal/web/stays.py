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
from journal.domain.stays import ASKED_WHY, WHY_ENDED, Move, StayState
from journal.request import now, perform
from journal.schemas.passwords import ProofSchema
from journal.schemas.stays import DecideSchema, MoveSchema, RefuseSchema
from journal.services import closing, refusals, stay_pages, stays
from journal.services.stay_pages import Guest
from journal.web import cases, coming_of_age, forms, proof
from journal.web.cases import CaseShown
from journal.web.words import options, typed_moment, word, zone

blueprint = Blueprint("stays", __name__)
FIELDS = ("move", "at", "why", "reason", "refusal")
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
    end_reason: str


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
        sent = forms.submitted() | {"move": Move.MOVE_IN}
        step, at, _ = MoveSchema(zone(), now()).load(sent)
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
        step, at, why = MoveSchema(zone(), now()).load(forms.submitted())
        perform(stays.move, CaseId(case), step, at, None, why)
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


@blueprint.post("/sag/<uuid:case>/ophold/afslag")
def refuse(case: UUID) -> ResponseReturnValue:
    """Decide that whoever of the family is proposed may not come."""
    try:
        loaded = RefuseSchema().load(forms.submitted())
        perform(refusals.refuse, CaseId(case), loaded["refusal"])
    except ValidationError as invalid:
        return page(case, forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        field = "refusal" if broken.field == "reason" else broken.field
        return page(case, {field: [forms.sentence(broken)]}), 422
    return redirect(url_for(".show", case=case, said="refused"), 303)


@blueprint.route("/sag/<uuid:case>/ophold/luk", methods=["GET", "POST"])
def close(case: UUID) -> ResponseReturnValue:
    """Close the file of somebody who never came."""
    if request.method != "POST":
        return _closing(CaseId(case), {})
    try:
        loaded = ProofSchema().load(forms.submitted())
        perform(closing.close_unused, CaseId(case), proof.fresh(loaded["password"]))
    except ValidationError as invalid:
        return _closing(CaseId(case), forms.sentences(invalid.messages, ("password",))), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, ("password",))
        return _closing(CaseId(case), errors), status
    return redirect(url_for(".show", case=case, said="closed"), 303)


def _closing(case: CaseId, errors: dict[str, list[str]]) -> str:
    banner = cases.banner(perform(closing.prepare_unused, case))
    return render_template("stays/close.html", case=banner, errors=errors)


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
        reasons=_reasons(DecisionKind.ADMISSION),
        refusals=_reasons(DecisionKind.REFUSAL),
        ends=options(WHY_ENDED) if ASKED_WHY & set(found.moves) else [],
        form={name: request.form.get(name, "") for name in ("reason", "refusal", "why")},
        said=request.args.get("said", ""),
        coming_of_age=coming_of_age.of_case(found.guest.banner),
        now=now(),
        errors=errors,
    )


def _reasons(kind: DecisionKind) -> list[tuple[str, str]]:
    return [(one, word("decision_reason", one)) for one in REASONS[kind]]


def _shown(guest: Guest) -> GuestShown:
    ends = "decision_reason" if guest.state is StayState.REFUSED else WHY_ENDED
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
        end_reason=word(ends, guest.end_reason) if guest.end_reason else "",
    )
