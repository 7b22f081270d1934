"""Medarbejdere: who works here, inviting a colleague, and confirming her keys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.access import Action
from journal.domain.accounts import ACTS_IN, AccountState
from journal.domain.broken import AccountElsewhere
from journal.domain.errors import RuleBroken
from journal.domain.ids import StaffId
from journal.domain.staff import Profession, Role
from journal.request import accounts, context, now, perform
from journal.schemas.staff import ConfirmSchema, InviteSchema, NewCodeSchema
from journal.services import colleagues, joining
from journal.services.colleagues import Colleague
from journal.web import forms, proof
from journal.web.words import word

blueprint = Blueprint("staff", __name__, url_prefix="/medarbejdere")
INVITATION = ("name", "login", "role", "profession", "password")
TYPED = INVITATION[:-1]
PROOF = ("password",)
CONFIRMATION = ("aloud", "password")
FIRST = (AccountState.UNCONFIRMED, AccountState.INVITED, AccountState.SUSPENDED)
"""States that are of concern; who waits for the leader stands above all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    """A colleague as a page shows her; ``acts`` are what can be done in her state."""

    id: UUID
    name: str
    role: str
    profession: str
    state: str
    state_label: str
    since: datetime
    code_until: datetime | None
    is_code_over: bool
    cases: list[str]
    acts: list[str]
    is_self: bool


def shown(person: Colleague) -> PersonShown:
    """A colleague in the reader's language."""
    until = person.code_until
    return PersonShown(
        id=person.id,
        name=person.name,
        role=word("role", person.role),
        profession=word("profession", person.profession),
        state=person.state.value,
        state_label=word("account_state", person.state.value),
        since=person.since,
        code_until=until,
        is_code_over=until is None or until <= now(),
        cases=list(person.cases),
        acts=[] if person.is_self else [action.value for action in ACTS_IN[person.state]],
        is_self=person.is_self,
    )


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Everybody by name; who waits for the leader first, who has left last."""
    found = perform(colleagues.overview)
    people = sorted(found, key=_concern)
    return render_template(
        "staff/index.html",
        people=[shown(one) for one in people if one.state is not AccountState.LEFT],
        gone=[shown(one) for one in people if one.state is AccountState.LEFT],
    )


def _concern(person: Colleague) -> tuple[int, float]:
    """Concerns by kind, the newest first; the others keep their order."""
    if person.state not in FIRST:
        return len(FIRST), 0
    return FIRST.index(person.state), -(person.waits_since or person.since).timestamp()


@blueprint.route("/inviter", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """The form for a new colleague, and inviting her: the code is shown once."""
    if request.method != "POST":
        return _invite_page({}, {})
    try:
        person, password = InviteSchema().load(forms.submitted())
        invited = perform(joining.invite, person, proof.fresh(password))
    except ValidationError as invalid:
        errors = forms.sentences(invalid.messages, INVITATION)
        return _invite_page(request.form, errors), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, INVITATION)
        return _invite_page(request.form, errors), status
    return render_template("staff/code.html", name=person.name, invited=invited)


def _invite_page(typed: dict[str, str], errors: dict[str, list[str]]) -> str:
    perform(colleagues.may_invite)
    return render_template(
        "staff/invite.html",
        form={name: typed.get(name, "") for name in TYPED},
        roles=[(role.value, word("role", role.value)) for role in Role],
        professions=[(each.value, word("profession", each.value)) for each in Profession],
        errors=errors,
    )


@blueprint.get("/<uuid:person>")
def show(person: UUID) -> ResponseReturnValue:
    """One colleague: how her account stands, and what can be done about it."""
    found = perform(colleagues.show, StaffId(person))
    return render_template("staff/show.html", colleague=shown(found), said=request.args.get("said"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act on a colleague's account that needs nothing but the leader's password."""

    person: UUID
    action: Action
    template: str

    def page(self, errors: dict[str, list[str]], status: int = 200) -> Response:
        """Its form; back to her page when her account is in another state by now."""
        found = perform(colleagues.show, StaffId(self.person), self.action)
        if self.action not in ACTS_IN[found.state]:
            return back_to(self.person, "elsewhere")
        page = render_template(self.template, colleague=shown(found), errors=errors)
        return make_response(page, status)

    def again(self, error: ValidationError | RuleBroken) -> Response:
        """Its form with what was wrong."""
        if isinstance(error, ValidationError):
            return self.page(forms.sentences(error.messages, PROOF), 422)
        return self.page(*forms.refused(error, PROOF))


def back_to(person: UUID, said: str) -> Response:
    """To her page, with a word about what was done."""
    return make_response(redirect(url_for("staff.show", person=person, said=said), 303))


@blueprint.route("/<uuid:person>/kode", methods=["GET", "POST"])
def new_code(person: UUID) -> ResponseReturnValue:
    """A new code for an account that nobody has activated; the old one is void."""
    act = Act(person=person, action=Action.STAFF_INVITE, template="staff/new_code.html")
    if request.method != "POST":
        return act.page({})
    try:
        seen, password = NewCodeSchema().load(forms.submitted())
        invited = perform(joining.invite_again, StaffId(person), seen, proof.fresh(password))
    except (ValidationError, RuleBroken) as error:
        return act.again(error)
    name = perform(colleagues.show, StaffId(person)).name
    return render_template("staff/code.html", name=name, invited=invited)


@blueprint.route("/<uuid:person>/godkend", methods=["GET", "POST"])
def confirm(person: UUID) -> ResponseReturnValue:
    """The fingerprint of keys that wait, and signing them once it was heard."""
    if request.method != "POST":
        return _confirm_page(person, {})
    try:
        heard, password = ConfirmSchema().load(forms.submitted())
        accounts.confirm(context(), StaffId(person), heard, proof.fresh(password))
    except ValidationError as invalid:
        return _confirm_page(person, forms.sentences(invalid.messages, CONFIRMATION), 422)
    except RuleBroken as broken:
        return _confirm_page(person, *forms.refused(broken, CONFIRMATION))
    return back_to(person, "confirmed")


def _confirm_page(person: UUID, errors: dict[str, list[str]], status: int = 200) -> Response:
    try:
        found, digits = perform(joining.prepare_confirm, StaffId(person))
    except AccountElsewhere:
        return back_to(person, "elsewhere")
    page = render_template(
        "staff/confirm.html", colleague=shown(found), post=found, digits=digits, errors=errors
    )
    return make_response(page, status)
