"""Telefonkortet: what to say to a caller who asks for somebody, and noting it down (R-E3)."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.codes import code_list
from journal.domain.enquiries import MOST_CHARACTERS
from journal.domain.errors import RuleBroken
from journal.request import now, perform
from journal.schemas.enquiries import NewSafetyEventSchema
from journal.services import safety_events
from journal.web import forms
from journal.web.words import alike, options, typed_moment, word, zone

blueprint = Blueprint("safety_events", __name__, url_prefix="/henvendelser/telefonkort")
FIELDS = ("kind", "channel", "occurred_at", "text")
USUAL = {"kind": "asks_for_somebody", "channel": "phone"}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The card, the form, and what has happened lately."""
    return _page({"occurred_at": typed_moment(now()), **USUAL})


@blueprint.post("")
def record() -> ResponseReturnValue:
    """Note a safety event down."""
    try:
        event = NewSafetyEventSchema(zone(), now()).load(forms.submitted())
        perform(safety_events.record, event)
    except ValidationError as invalid:
        return _page(request.form, forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        return _page(request.form, forms.refused(broken, FIELDS)[0]), 422
    return redirect(url_for(".index", saved="recorded"), 303)


def _page(values: Any, errors: dict[str, list[str]] | None = None) -> str:
    found = perform(safety_events.lately)
    form = {name: values.get(name, "") for name in FIELDS}
    try:
        drawn = UUID(values.get("id", ""))
    except ValueError:
        drawn = uuid4()
    return render_template(
        "safety_events/index.html",
        events=[(event, alike(event.alike)) for event in found],
        form=form | {"id": str(drawn)},
        card=[(one.da, one.en) for one in code_list("phone_card").values()],
        kinds=options("safety_event_kind"),
        channels=options("enquiry_channel"),
        word=word,
        most=MOST_CHARACTERS,
        errors=errors or {},
        saved=request.args.get("saved"),
        reading_logged=True,
    )
