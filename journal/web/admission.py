"""Indskrivning: admitting a family in one form, and a child who comes to a family later."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain import pseudonyms
from journal.domain.admission import MOST_PEOPLE, AlreadyAdmitted, NewAdmission
from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.domain.decisions import REASONS, DecisionKind
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.domain.staff import LEADING_ROLES
from journal.request import context, house, now, perform, principal
from journal.request.admitting import admit
from journal.schemas.stays import (
    NOBODY,
    PHONE,
    SELF,
    AdmissionSchema,
    fold,
    lists_in,
    people_in,
    unfold,
)
from journal.services import delegations, stay_pages
from journal.services.delegations import Decider
from journal.services.stay_pages import AdmissionPage
from journal.web import cases, forms
from journal.web.words import language, typed_moment, word, zone

blueprint = Blueprint("admission", __name__)
Form = Mapping[str, Any]
PLAIN = ("arrival", "decision", "reason", "decided_by", "decided_at", "late_reason", "here", "at")
NUMBERED = ("draw", "anonymity", "member")
STEP = "step"
A_NUMBER = re.compile("[0-9]{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    """One person of the form: everything that was typed, and what stands above it."""

    number: int
    title: str
    kind: str
    pseudonym: str
    anonymity: str
    is_same: bool
    is_visiting: bool
    members: Sequence[str]


@blueprint.get("/indskrivning/ny")
def new() -> ResponseReturnValue:
    """The form for a family that nobody knows yet, with words drawn."""
    return _page(None, _usual(PersonKind.WOMAN))


@blueprint.post("/indskrivning/ny/personer")
def people() -> ResponseReturnValue:
    """The same form with a child more or less, or with other words; nothing is stored."""
    return _page(None, _usual(PersonKind.WOMAN) | _stepped(_typed()))


@blueprint.post("/indskrivning/ny")
def create() -> ResponseReturnValue:
    """Admit everybody on the form."""
    return _admit(None)


@blueprint.get("/sag/<uuid:case>/ophold/barn")
def new_child(case: UUID) -> ResponseReturnValue:
    """The form for a child who comes to a family, is born or visits."""
    return _page(CaseId(case), _usual(PersonKind.CHILD) | {"same-0": "yes"})


@blueprint.post("/sag/<uuid:case>/ophold/barn/ord")
def redraw_child(case: UUID) -> ResponseReturnValue:
    """The same form with other words; nothing is stored."""
    return _page(CaseId(case), _stepped(_typed()))


@blueprint.post("/sag/<uuid:case>/ophold/barn")
def create_child(case: UUID) -> ResponseReturnValue:
    """Admit the child."""
    return _admit(CaseId(case))


def _usual(kind: PersonKind) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "kind-0": kind.value,
        "here": "yes",
        "at": typed_moment(now()),
        "decided_at": typed_moment(now()),
        "follows": request.args.get("follows", ""),
    }


def _typed() -> dict[str, Any]:
    """The form as it was sent, the teams as lists."""
    lists = {name: request.form.getlist(name) for name in lists_in(request.form)}
    return {**request.form.to_dict(), **lists}


def _stepped(form: dict[str, Any]) -> dict[str, Any]:
    """The form after the button that was pressed: a child more, one less, or other words."""
    step, _, number = form.pop(STEP, "").partition("-")
    if step == "add" and people_in(form) < MOST_PEOPLE:
        last = people_in(form)
        return form | {f"kind-{last}": PersonKind.CHILD.value, f"same-{last}": "yes"}
    if step == "draw":
        return form | {f"pseudonym-{number}": ""}
    if step == "remove" and A_NUMBER.fullmatch(number) and int(number) > 0:
        return _without(form, int(number))
    return form


def _without(form: dict[str, Any], gone: int) -> dict[str, Any]:
    """The form without one person; whoever stood below moves up."""
    kept: dict[str, Any] = {}
    for name, value in form.items():
        field, _, number = name.rpartition("-")
        if not field or not A_NUMBER.fullmatch(number):
            kept[name] = value
        elif int(number) != gone:
            kept[f"{field}-{int(number) - (int(number) > gone)}"] = value
    return kept


def _admit(relative: CaseId | None) -> ResponseReturnValue:
    form = _typed()
    known = perform(stay_pages.prepare, relative)
    try:
        admission = _loaded(form, relative, known)
        made = admit(house(), context(), admission)
    except ValidationError as invalid:
        named = _fields(form)
        return _page(relative, form, forms.sentences(fold(invalid.messages_dict), named)), 422
    except AlreadyAdmitted:
        return redirect(url_for("stays.house", said="already"), 303)
    except RuleBroken as broken:
        errors, status = forms.refused(broken, _fields(form))
        return _page(relative, form, errors), status
    may_look = principal().role in LEADING_ROLES or principal().id in admission.people[0].team
    said = "proposed" if admission.proposal else "admitted"
    if not may_look:
        return redirect(url_for("stays.house", said=said), 303)
    return redirect(url_for("stays.show", case=made[0], said=said), 303)


def _loaded(form: Form, relative: CaseId | None, known: AdmissionPage) -> NewAdmission:
    lists = lists_in(form)
    sent = {**forms.submitted(*lists, STEP), **{name: form[name] for name in lists}}
    sent = {name: value for name, value in sent.items() if value != ""}
    schema = AdmissionSchema(zone(), now(), relative, known.team)
    admission: NewAdmission = schema.load(unfold(sent))
    return admission


def _fields(form: Form) -> tuple[str, ...]:
    """The fields that the page shows, in its order."""
    numbered = [f"{name}-{number}" for number in range(people_in(form)) for name in NUMBERED]
    return (*numbered, *PLAIN)


def _page(relative: CaseId | None, form: Form, errors: dict[str, list[str]] | None = None) -> str:
    known = perform(stay_pages.prepare, relative)
    decides = perform(delegations.who_decides)
    shown = _people(form, known)
    usual = SELF if known.may_decide else ""
    return render_template(
        "admission/new.html",
        case=None if known.relative is None else cases.banner(known.relative),
        people=shown,
        colleagues=[_colleague(one) for one in known.colleagues],
        form={"decision": usual} | dict(form),
        anonymity=[(one.code, one.label(language())) for one in code_list("anonymity").values()],
        decisions=_choices(known),
        reasons=[(one, word("decision_reason", one)) for one in REASONS[DecisionKind.ADMISSION]],
        late_reasons=[(code, word("late_reason", code)) for code in code_list("late_reason")],
        deciders=[_decider(one) for one in decides.deciders if one.scope != "discharge"],
        errors=errors or {},
        has_room=len(shown) < MOST_PEOPLE,
    )


def _choices(known: AdmissionPage) -> list[tuple[str, str]]:
    """Who has decided, in the order in which it is most likely."""
    own = [(SELF, gettext("I decide it now"))] if known.may_decide else []
    return [
        *own,
        (PHONE, gettext("It was decided on the phone")),
        (NOBODY, gettext("Nobody has decided yet: this is a proposal")),
    ]


def _decider(one: Decider) -> tuple[str, str]:
    return (str(one.id), f"{one.name} ({word('role', one.function).lower()})")


def _colleague(one: Any) -> dict[str, str]:
    return {"id": str(one.id), "name": one.name, "profession": word("profession", one.profession)}


def _people(form: Form, known: AdmissionPage) -> list[PersonShown]:
    """Everybody on the form; who has no words of the house yet is drawn two."""
    taken, shown = set(known.taken), []
    for number in range(people_in(form)):
        words = form.get(f"pseudonym-{number}", "")
        if words in taken or not pseudonyms.is_drawn(words):
            words = pseudonyms.draw(taken)
        taken.add(words)
        kind = form.get(f"kind-{number}", PersonKind.CHILD.value)
        is_woman = kind == PersonKind.WOMAN.value
        shown.append(
            PersonShown(
                number=number,
                title=str(gettext("The woman")) if is_woman else _child(number, known),
                kind=kind,
                pseudonym=words,
                anonymity=form.get(f"anonymity-{number}", "1"),
                is_same=form.get(f"same-{number}") == "yes",
                is_visiting=form.get(f"visiting-{number}") == "yes",
                members=form.get(f"member-{number}", []),
            )
        )
    return shown


def _child(number: int, known: AdmissionPage) -> str:
    if known.relative is not None:
        return str(gettext("The child"))
    return str(gettext("Child %(number)s", number=number))
