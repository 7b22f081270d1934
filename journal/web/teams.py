"""The contact team of a case: who is in it, a change seen before it is made, and who stays away."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.broken import TeamUnchanged
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId, StaffId
from journal.request import perform
from journal.schemas.teams import ExcludeSchema, MembersSchema, SetTeamSchema
from journal.services import exclusions, teams
from journal.services.teams import Candidate
from journal.web import access, cases, forms, proof
from journal.web.leaving import team_shown
from journal.web.words import word

blueprint = Blueprint("teams", __name__, url_prefix="/sag/<uuid:case>/team")
MEMBERS = ("member",)
LISTS = ("member", "before")
PROOF = ("password",)
EXCLUSION = ("colleague", "password")


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateShown:
    """A colleague as the page of a team shows her."""

    id: str
    name: str
    profession: str
    role: str
    is_member: bool
    is_waiting: bool
    is_kept_away: bool


@blueprint.get("")
def index(case: UUID) -> ResponseReturnValue:
    """The team, with everybody who could be in it."""
    return _page(case, None, {}, request.args.get("said", ""))


@blueprint.post("/aendring")
def propose(case: UUID) -> ResponseReturnValue:
    """What a change would do, in plain words, before it is done."""
    chosen = request.form.getlist("member")
    try:
        wanted = MembersSchema().load({**forms.submitted(*MEMBERS), "member": chosen})
        return _confirm(case, wanted, {})
    except ValidationError as invalid:
        return _page(case, chosen, forms.sentences(invalid.messages, MEMBERS)), 422
    except RuleBroken as broken:
        return _page(case, chosen, {"member": [forms.sentence(broken)]}), 422


@blueprint.post("")
def change(case: UUID) -> ResponseReturnValue:
    """Set the team; who leaves it is signed out."""
    chosen = request.form.getlist("member")
    try:
        lists = {name: request.form.getlist(name) for name in LISTS}
        wanted, before, password = SetTeamSchema().load(forms.submitted(*LISTS) | lists)
        done = perform(teams.set_team, CaseId(case), wanted, before, proof.fresh(password))
    except ValidationError as invalid:
        return _refused(case, chosen, forms.sentences(invalid.messages, PROOF))
    except TeamUnchanged:
        return redirect(url_for(".index", case=case, said="already"), 303)
    except RuleBroken as broken:
        errors, status = forms.refused(broken, PROOF)
        return _refused(case, chosen, errors, status)
    for staff_id in done.leaving:
        access.keeper().end_all(staff_id)
    return redirect(url_for(".index", case=case, said="changed"), 303)


@blueprint.route("/udeluk", methods=["GET", "POST"])
def exclude(case: UUID) -> ResponseReturnValue:
    """Keep a colleague away from the case; her sessions end."""
    if request.method != "POST":
        return _exclusion_page(case, {})
    try:
        loaded = ExcludeSchema().load(forms.submitted())
        staff_id = StaffId(loaded["colleague"])
        perform(exclusions.exclude, CaseId(case), staff_id, proof.fresh(loaded["password"]))
    except ValidationError as invalid:
        return _exclusion_page(case, forms.sentences(invalid.messages, EXCLUSION)), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, EXCLUSION)
        return _exclusion_page(case, errors), status
    access.keeper().end_all(staff_id)
    return redirect(url_for(".index", case=case, said="kept_away"), 303)


def _page(
    case: UUID, chosen: list[str] | None, errors: dict[str, list[str]], said: str = ""
) -> str:
    found = perform(teams.prepare, CaseId(case))
    people = [_shown(one) for one in found.candidates]
    ticked = [one.id for one in people if one.is_member] if chosen is None else chosen
    return render_template(
        "teams/show.html",
        case=cases.banner(found.banner),
        people=people,
        chosen=ticked,
        errors=errors,
        said=said,
    )


def _shown(one: Candidate) -> CandidateShown:
    return CandidateShown(
        id=str(one.id),
        name=one.name,
        profession=word("profession", one.profession),
        role=word("role", one.role),
        is_member=one.is_member,
        is_waiting=one.is_waiting,
        is_kept_away=one.is_kept_away,
    )


def _confirm(case: UUID, wanted: frozenset[StaffId], errors: dict[str, list[str]]) -> str:
    found = perform(teams.propose, CaseId(case), wanted)
    return render_template(
        "teams/confirm.html",
        case=cases.banner(found.banner),
        leaving=team_shown(found.leaving),
        joining=team_shown(found.joining),
        holders=found.holders,
        wanted=sorted(str(one) for one in wanted),
        before=found.before,
        errors=errors,
    )


def _refused(
    case: UUID, chosen: list[str], errors: dict[str, list[str]], status: int = 422
) -> tuple[str, int]:
    """The same question once more; where the team cannot be set like this, the list of people."""
    try:
        wanted: Any = MembersSchema().load({"member": chosen})
        return _confirm(case, wanted, errors), status
    except ValidationError as invalid:
        return _page(case, chosen, forms.sentences(invalid.messages, MEMBERS)), 422
    except RuleBroken as broken:
        return _page(case, chosen, {"member": [forms.sentence(broken)]}), 422


def _exclusion_page(case: UUID, errors: dict[str, list[str]]) -> str:
    found = perform(teams.prepare, CaseId(case))
    able = [_shown(one) for one in found.candidates if not one.is_kept_away]
    return render_template(
        "teams/exclude.html",
        case=cases.banner(found.banner),
        people=[(one.id, f"{one.name} ({one.role.lower()})") for one in able],
        kept_away=[one.name for one in found.candidates if one.is_kept_away],
        chosen=request.form.get("colleague", ""),
        errors=errors,
    )
