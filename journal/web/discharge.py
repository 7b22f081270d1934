"""Udskrivning: the day and the last answers, what follows from them, and closing the file later."""

from datetime import date
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.cases import PersonKind
from journal.domain.decisions import REASONS, DecisionKind
from journal.domain.discharge import WHY_ALL_THE_SAME, Aftercare, AftercareEnd, NewDischarge
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId
from journal.domain.register import QUESTIONS, Answers, AnswersMissing, Moment, missing
from journal.domain.staff import Role
from journal.request import context, now, perform, principal, registering
from journal.schemas import rules
from journal.schemas.discharge import OFFERED, CloseSchema, DischargeSchema, LeaveSchema
from journal.schemas.register import IDS
from journal.services import closing, discharge
from journal.services.discharge import Proposal
from journal.web import cases, forms, proof, questions, register
from journal.web.words import options, word, zone

blueprint = Blueprint("discharge", __name__, url_prefix="/sag/<uuid:case>/udskrivning")
ASKED_ONCE_MORE = "police_report_out"
FIELDS = ("day", "reason", *IDS)
CONFIRMED = ("override", "aftercare", "password")
BEYOND = (Aftercare.ACCEPTED, Aftercare.DECLINED)
"""What can be answered where aftercare is offered beyond the rule."""
CLOSING = ("how", "password")


@blueprint.get("")
def index(case: UUID) -> ResponseReturnValue:
    """The form of a discharge, with what is known and what is missing."""
    return _ask(case, None, {})


@blueprint.post("/forslag")
def propose(case: UUID) -> ResponseReturnValue:
    """What the discharge would do, in plain words, before it is done."""
    try:
        new: NewDischarge = DischargeSchema().load(_submitted())
        return _confirm(case, new, {})
    except ValidationError as invalid:
        return _ask(case, questions.chosen(), forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        errors, status = _errors(broken)
        return _ask(case, questions.chosen(), errors), status


@blueprint.post("")
def leave(case: UUID) -> ResponseReturnValue:
    """Discharge; the file closes, or stays open to the team while there is aftercare."""
    try:
        new, answered, override, password = LeaveSchema().load(_submitted())
        fresh = proof.fresh(password)
        aftercare = registering.leave(context(), CaseId(case), new, answered, fresh, override)
    except ValidationError as invalid:
        return _refused(case, forms.sentences(invalid.messages, (*FIELDS, *CONFIRMED)))
    except RuleBroken as broken:
        errors, status = _errors(broken)
        return _refused(case, errors, status)
    if aftercare is not Aftercare.ACCEPTED and principal().role is not Role.LEADER:
        return redirect(url_for("cases.index"), 303)  # the file is closed to her too
    return redirect(url_for("register.index", case=case, said="discharged"), 303)


@blueprint.route("/luk", methods=["GET", "POST"])
def close(case: UUID) -> ResponseReturnValue:
    """Close a file whose aftercare is over."""
    if request.method != "POST":
        return _closing(case, {})
    try:
        loaded = CloseSchema().load(forms.submitted())
        registering.close(context(), CaseId(case), loaded["how"], proof.fresh(loaded["password"]))
    except ValidationError as invalid:
        return _closing(case, forms.sentences(invalid.messages, CLOSING)), 422
    except RuleBroken as broken:
        errors, status = forms.refused(broken, CLOSING)
        return _closing(case, errors), status
    return redirect(url_for("register.index", case=case, said="closed"), 303)


def _submitted() -> dict[str, object]:
    return {**forms.submitted(*IDS), **questions.chosen()}


def _ask(case: UUID, given: Answers | None, errors: dict[str, list[str]]) -> str:
    found = perform(discharge.prepare, CaseId(case))
    kept = {name: codes for name, codes in found.kept.answers.items() if name != ASKED_ONCE_MORE}
    before = [
        one for one in missing(found.kind, found.kept.answers) if one.at is not Moment.DISCHARGE
    ]
    return render_template(
        "discharge/ask.html",
        case=cases.banner(found.banner),
        sections=questions.sections(
            found.kind, kept if given is None else given, (Moment.DISCHARGE,)
        ),
        missing=questions.named(before),
        is_left=found.kept.left is not None,
        day=request.form.get("day", _today().isoformat()),
        reason=request.form.get("reason", ""),
        reasons=_words("decision_reason", REASONS[DecisionKind.DISCHARGE]),
        fields=FIELDS,
        errors=errors,
    )


def _today() -> date:
    return now().astimezone(zone()).date()


def _words(name: str, codes: object) -> list[tuple[str, str]]:
    return [(str(code), word(name, str(code))) for code in codes]  # type: ignore[attr-defined]


def _confirm(case: UUID, new: NewDischarge, errors: dict[str, list[str]]) -> str:
    found = perform(discharge.propose, CaseId(case), new)
    if found.missing:
        raise AnswersMissing([one.id for one in found.missing])
    return render_template(
        "discharge/confirm.html",
        case=cases.banner(found.banner),
        new=new,
        facts=_facts(found),
        leaving=found.leaving,
        why_not=gettext(found.leaving.why_not) if found.leaving.why_not else "",
        offered=_words("aftercare", OFFERED if found.leaving.is_eligible else BEYOND),
        overrides=options(WHY_ALL_THE_SAME) if found.may_override else [],
        override=request.form.get("override", ""),
        answered=request.form.get("aftercare", ""),
        errors=errors,
    )


def _facts(found: Proposal) -> list[tuple[str, str]]:
    """What was answered about leaving, as question and words."""
    kind = PersonKind(found.banner.kind)
    return [
        (gettext(one.words), questions.answer(one, found.kept.answers))
        for one in QUESTIONS[kind]
        if one.at is Moment.DISCHARGE and one.id in found.kept.answers
    ]


def _refused(case: UUID, errors: dict[str, list[str]], status: int = 422) -> tuple[str, int]:
    """The same question once more; where the discharge cannot be like this, its form."""
    try:
        known = {name: value for name, value in _submitted().items() if name not in CONFIRMED}
        new: NewDischarge = DischargeSchema().load(known)
        return _confirm(case, new, errors), status
    except ValidationError as invalid:
        return _ask(case, questions.chosen(), forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        again, _ = _errors(broken)
        return _ask(case, questions.chosen(), again), 422


def _errors(broken: RuleBroken) -> tuple[dict[str, list[str]], int]:
    """What a broken rule says, and beside each question of this form that it is missing."""
    errors, status = forms.refused(broken, (*FIELDS, *CONFIRMED))
    open_here = broken.questions if isinstance(broken, AnswersMissing) else ()
    here = {one.id for asked in QUESTIONS.values() for one in asked if one.at is Moment.DISCHARGE}
    return errors | {one: [gettext(rules.MISSING)] for one in open_here if one in here}, status


def _closing(case: UUID, errors: dict[str, list[str]]) -> str:
    found = perform(closing.prepare, CaseId(case))
    return render_template(
        "discharge/close.html",
        case=cases.banner(found.banner),
        left=None if found.kept.left is None else register.left_shown(found.kept.left),
        until=found.until,
        ends=_words("aftercare_end", [one.value for one in AftercareEnd]),
        how=request.form.get("how", ""),
        errors=errors,
    )
