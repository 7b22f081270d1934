"""Frister: what must be done by when, by day; ticking one off, and calling one off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, ValidationError

from journal.domain.codes import code_list
from journal.domain.deadlines import HOW, WHY_CANCELLED, Standing, State
from journal.domain.errors import RuleBroken
from journal.domain.ids import DeadlineId
from journal.domain.law import in_force
from journal.request import now, perform
from journal.schemas.deadlines import CancelSchema, TickSchema
from journal.services import deadline_list
from journal.services.deadline_list import DeadlineShown
from journal.web import coming_of_age, forms
from journal.web.words import language, typed_moment, word, zone

blueprint = Blueprint("deadlines", __name__, url_prefix="/frister")
FIELDS = ("how", "occurred_at", "reason")
LATE = (Standing.OVERDUE, Standing.TARGET_MISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    A deadline in the reader's language.

    Args:
        pseudonym: of the case; empty where it is about none yet, or where the page says which.
        owner, names: whose function it is to see to it, and who that is here.
        law: name and text of each paragraph that held when it began, and whether it was looked up.
        ended: how it was met, or why it was called off, in words; empty while it runs.
    """

    id: UUID
    title: str
    reason: str
    pseudonym: str
    owner: str
    names: str
    kind: str
    start: str
    law: Sequence[tuple[str, str, bool]]
    started_at: datetime
    due_at: datetime
    target_at: datetime | None
    alarm_at: datetime
    standing: Standing
    state: State
    met_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    ended: str
    is_late: bool


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every deadline that the reader may see, by day; those that are late come first."""
    visible = perform(deadline_list.of_house)
    found = lines(visible)
    running = sorted(
        (one for one in found if one.state is State.OPEN), key=lambda one: (one.alarm_at, one.title)
    )
    ended = [one for one in found if one.state is not State.OPEN]
    return render_template(
        "deadlines/index.html",
        coming_of_age=coming_of_age.nearing(),
        late=[one for one in running if one.standing in LATE],
        days=_days([one for one in running if one.standing not in LATE]),
        ended=sorted(ended, key=lambda one: one.ended_at or one.due_at, reverse=True),
        saved=request.args.get("saved"),
    )


@blueprint.get("/<uuid:deadline>")
def show(deadline: UUID) -> ResponseReturnValue:
    """One deadline, with the forms that end it."""
    return _page(DeadlineId(deadline), {"occurred_at": typed_moment(now())})


@blueprint.post("/<uuid:deadline>")
def tick(deadline: UUID) -> ResponseReturnValue:
    """Note that it was met."""
    return _end(DeadlineId(deadline), TickSchema(DeadlineId(deadline), zone(), now()), "met")


@blueprint.post("/<uuid:deadline>/annuller")
def cancel(deadline: UUID) -> ResponseReturnValue:
    """Call it off."""
    return _end(DeadlineId(deadline), CancelSchema(DeadlineId(deadline)), "cancelled")


def _end(deadline_id: DeadlineId, schema: Schema, saved: str) -> ResponseReturnValue:
    act = deadline_list.tick_off if saved == "met" else deadline_list.call_off
    try:
        perform(act, schema.load(forms.submitted()))
    except ValidationError as invalid:
        errors = forms.sentences(invalid.messages, FIELDS)
    except RuleBroken as broken:
        errors = {broken.field: [forms.sentence(broken)]}
    else:
        return redirect(url_for(".index", saved=saved), 303)
    return _page(deadline_id, request.form, errors), 422


def _page(
    deadline_id: DeadlineId, values: dict[str, str], errors: dict[str, list[str]] | None = None
) -> str:
    (line,) = lines([perform(deadline_list.show, deadline_id)])
    form = {name: values.get(name, "") for name in FIELDS}
    form["occurred_at"] = form["occurred_at"] or typed_moment(now())
    return render_template(
        "deadlines/show.html",
        line=line,
        form=form,
        ways=_choices(HOW),
        reasons=_choices(WHY_CANCELLED),
        errors=errors or {},
    )


def late() -> tuple[int, list[Line]]:
    """How many deadlines are late, and the oldest of them, for the overview of who leads."""
    count, oldest = perform(deadline_list.late)
    return count, lines(oldest)


def lines(found: Sequence[DeadlineShown]) -> list[Line]:
    """Some deadlines in the reader's language."""
    return [_line(one) for one in found]


def _line(one: DeadlineShown) -> Line:
    rule, chosen = one.rule, language()
    law = in_force(rule.references if rule else (), one.started_at.astimezone(zone()).date())
    code_names = HOW if one.state is State.MET else WHY_CANCELLED
    return Line(
        id=one.id,
        title=rule.title.label(chosen) if rule else one.rule_id,
        reason=rule.reason.label(chosen) if rule else "",
        pseudonym=one.case.pseudonym if one.case else "",
        owner=word("deadline_owner", rule.owner) if rule else "",
        names=", ".join(owner.name for owner in one.owners),
        kind=word("deadline_kind", rule.kind) if rule else "",
        start=word("deadline_start", rule.start) if rule else "",
        law=[(each.name.label(chosen), each.text.label(chosen), each.is_certain) for each in law],
        started_at=one.started_at,
        due_at=one.clocks.due_at,
        target_at=one.clocks.target_at,
        alarm_at=one.clocks.alarm_at,
        standing=one.standing,
        state=one.state,
        met_at=one.met_at,
        ended_at=one.ended_at,
        ended_by=one.ended_by or "",
        ended=word(code_names, one.ended_code) if one.ended_code else "",
        is_late=one.is_late,
    )


def _days(running: Sequence[Line]) -> list[tuple[date, list[Line]]]:
    """The days on which something is due, in order, each with what that is."""
    by_day: dict[date, list[Line]] = {}
    for one in running:
        by_day.setdefault(one.alarm_at.astimezone(zone()).date(), []).append(one)
    return list(by_day.items())


def _choices(name: str) -> list[tuple[str, str]]:
    return [(code.code, code.label(language())) for code in code_list(name).values()]
