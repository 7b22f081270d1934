"""A colleague stops: for a time, or for good, with a report of what became of her keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.access import Action
from journal.domain.accounts import ACTS_IN
from journal.domain.errors import RuleBroken
from journal.domain.ids import StaffId
from journal.request import context, perform, upkeep
from journal.schemas.leaving import INSTEAD, LeaveSchema
from journal.schemas.passwords import ProofSchema
from journal.services import leaving, losses
from journal.services.awaited import Awaited
from journal.services.labels import Contact
from journal.services.leaving import Place
from journal.services.losses import Taken
from journal.web import access, forms, proof, staff
from journal.web.staff import Act
from journal.web.words import word

blueprint = Blueprint("leaving", __name__, url_prefix="/medarbejdere/<uuid:person>")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShown:
    """One of her cases on the form: who stays, and who could come instead."""

    case_id: UUID
    field: str
    pseudonym: str
    team: list[dict[str, str]]
    is_needed: bool
    candidates: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedShown:
    """Keys that wait, in the reader's language."""

    pseudonym: str
    is_house: bool
    keys: list[str]
    who: list[str]


@blueprint.route("/pause", methods=["GET", "POST"])
def suspend(person: UUID) -> ResponseReturnValue:
    """Stop an account until a leader lets her in again."""
    act = Act(person=person, action=Action.STAFF_SUSPEND, template="leaving/suspend.html")
    if request.method != "POST":
        return act.page({})
    try:
        loaded = ProofSchema().load(forms.submitted())
        taken = perform(leaving.suspend, StaffId(person), proof.fresh(loaded["password"]))
    except (ValidationError, RuleBroken) as error:
        return act.again(error)
    return _report("suspended", taken)


@blueprint.route("/genoptag", methods=["GET", "POST"])
def resume(person: UUID) -> ResponseReturnValue:
    """Let a suspended colleague in again."""
    act = Act(person=person, action=Action.STAFF_RESUME, template="leaving/resume.html")
    if request.method != "POST":
        return act.page({})
    try:
        loaded = ProofSchema().load(forms.submitted())
        perform(leaving.resume, StaffId(person), proof.fresh(loaded["password"]))
    except (ValidationError, RuleBroken) as error:
        return act.again(error)
    return staff.back_to(person, "resumed")


@blueprint.route("/fratraed", methods=["GET", "POST"])
def leave(person: UUID) -> ResponseReturnValue:
    """Her cases and who takes her place in each, and ending her account for good."""
    if request.method != "POST":
        return _leave_page(person, {}, {})
    try:
        instead, password = LeaveSchema().load(forms.submitted())
        taken = perform(leaving.leave, StaffId(person), instead, proof.fresh(password))
    except ValidationError as invalid:
        return _leave_page(person, request.form, invalid.messages, 422)
    except RuleBroken as broken:
        _, status = forms.refused(broken)
        return _leave_page(person, request.form, {broken.field: [broken]}, status)
    return _report("left", taken)


def _leave_page(person: UUID, typed: dict[str, str], messages: Any, status: int = 200) -> Response:
    found = perform(leaving.prepare, StaffId(person))
    if Action.STAFF_LEAVE not in ACTS_IN[found.colleague.state]:
        return staff.back_to(person, "elsewhere")
    places = [_place(place) for place in found.places]
    fields = [*(place.field for place in places), "password"]
    page = render_template(
        "leaving/leave.html",
        colleague=staff.shown(found.colleague),
        places=places,
        unseen=found.unseen,
        form={field: typed.get(field, "") for field in fields},
        fields=fields,
        errors=forms.sentences(messages, fields),
    )
    return make_response(page, status)


def _place(place: Place) -> PlaceShown:
    return PlaceShown(
        case_id=place.case_id,
        field=f"{INSTEAD}{place.case_id}",
        pseudonym=place.pseudonym,
        team=team_shown(place.team),
        is_needed=place.is_needed,
        candidates=[
            (str(one.id), f"{one.name} ({word('profession', one.profession).lower()})")
            for one in place.candidates
        ],
    )


def _report(what: str, taken: Taken) -> ResponseReturnValue:
    """What was ended, and what waits for whom; shown once, after her sessions are over."""
    access.keeper().end_all(taken.staff_id)
    taken = upkeep.follow_up(context(), taken)
    found = perform(losses.report, taken)
    return render_template(
        "leaving/report.html",
        what=what,
        name=found.name,
        cases=[(one.pseudonym, team_shown(one.team)) for one in found.cases],
        unseen=found.unseen,
        exchanged=taken.exchanged,
        waiting=[awaited_shown(one) for one in found.waiting],
    )


def team_shown(team: Sequence[Contact]) -> list[dict[str, str]]:
    """Contact persons as a page shows them."""
    return [{"name": one.name, "function": word("profession", one.profession)} for one in team]


def awaited_shown(one: Awaited) -> AwaitedShown:
    """Keys that wait for somebody, in the reader's language."""
    return AwaitedShown(
        pseudonym=one.pseudonym,
        is_house=one.case_id is None,
        keys=[word("compartment", comp.name.lower()) for comp in one.comps],
        who=list(one.who),
    )
