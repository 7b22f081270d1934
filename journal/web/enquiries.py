"""Henvendelser: taking a call in sixty seconds, later contacts, closing and reopening."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.enquiries import MOST_CHARACTERS, OutcomeMissing
from journal.domain.errors import RuleBroken
from journal.domain.ids import EnquiryId
from journal.request import now, perform
from journal.schemas.enquiries import LaterSchema, NewEnquirySchema, OutcomeSchema
from journal.services import enquiries, enquiries_shown, visitations
from journal.web import forms
from journal.web.words import alike, options, typed_moment, word, zone

blueprint = Blueprint("enquiries", __name__, url_prefix="/henvendelser")
FIELDS = (
    "received_at",
    "channel",
    "by",
    "region",
    "copenhagen",
    "children",
    "text",
    "outcome",
)
LATER = ("received_at", "channel", "by", "text")
USUAL = {"channel": "phone", "by": "self", "region": "unknown", "children": "0"}


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """What is open, what was closed today, what waits for whom, and who may decide now."""
    found = perform(enquiries_shown.overview)
    return render_template(
        "enquiries/index.html",
        found=found,
        word=word,
        saved=request.args.get("saved"),
        reading_logged=True,
    )


@blueprint.get("/ny")
def new() -> ResponseReturnValue:
    """The form of a call, filled in with what is usual."""
    return _form({"received_at": typed_moment(now()), **USUAL})


@blueprint.post("/ny")
def create() -> ResponseReturnValue:
    """Put an enquiry on record; the same form twice is one."""
    try:
        enquiry = NewEnquirySchema(zone(), now()).load(forms.submitted())
        perform(enquiries.record, enquiry)
    except ValidationError as invalid:
        return _form(request.form, forms.sentences(invalid.messages, FIELDS)), 422
    except RuleBroken as broken:
        return _form(request.form, {broken.field: [forms.sentence(broken)]}), 422
    if enquiry.outcome and not enquiry.text:
        return redirect(url_for(".index", saved="closed"), 303)
    return redirect(url_for(".show", enquiry=enquiry.id, saved="recorded"), 303)


def _form(values: Any, errors: dict[str, list[str]] | None = None) -> str:
    who = perform(enquiries.prepare)
    form = {name: values.get(name, "") for name in FIELDS}
    return render_template(
        "enquiries/new.html",
        form=form | {"id": _id(values.get("id", ""))},
        who=who,
        word=word,
        lists=lists(),
        most=MOST_CHARACTERS,
        errors=errors or {},
    )


def _id(typed: str) -> str:
    """The id that came with a form, so that a resend is recognised; a fresh one when it is none."""
    try:
        return str(UUID(typed))
    except ValueError:
        return str(uuid4())


def lists() -> dict[str, list[tuple[str, str]]]:
    """What the forms of the phone offer; the outcome that nobody chooses is left out."""
    return {
        "channel": options("enquiry_channel"),
        "by": options("enquiry_by"),
        "region": options("home_region"),
        "outcome": options("enquiry_outcome", "admitted"),
    }


@blueprint.get("/<uuid:enquiry>")
def show(enquiry: UUID) -> ResponseReturnValue:
    """One enquiry with its words, and what can be done with it."""
    return _page(EnquiryId(enquiry))


@blueprint.post("/<uuid:enquiry>/opkald")
def attach(enquiry: UUID) -> ResponseReturnValue:
    """Attach a later contact, or put the words right."""
    try:
        contact, text, seen = LaterSchema(zone(), now()).load(forms.submitted())
        perform(enquiries.attach, EnquiryId(enquiry), contact, text, seen)
    except ValidationError as invalid:
        return _page(EnquiryId(enquiry), forms.sentences(invalid.messages, LATER)), 422
    except RuleBroken as broken:
        return _page(EnquiryId(enquiry), _said(broken, LATER)), 422
    return redirect(url_for(".show", enquiry=enquiry, saved="attached"), 303)


@blueprint.post("/<uuid:enquiry>/luk")
def close(enquiry: UUID) -> ResponseReturnValue:
    """Close it with what it led to."""
    try:
        loaded: dict[str, Any] = OutcomeSchema().load(forms.submitted())
        perform(enquiries.close, EnquiryId(enquiry), loaded["outcome"])
    except ValidationError as invalid:
        return _page(EnquiryId(enquiry), forms.sentences(invalid.messages, ("outcome",))), 422
    except RuleBroken as broken:
        return _page(EnquiryId(enquiry), _said(broken, (OutcomeMissing.field,))), 422
    return redirect(url_for(".index", saved="closed"), 303)


@blueprint.post("/<uuid:enquiry>/genaabn")
def reopen(enquiry: UUID) -> ResponseReturnValue:
    """Reopen it on the day it was closed."""
    try:
        perform(enquiries.reopen, EnquiryId(enquiry))
    except RuleBroken as broken:
        return _page(EnquiryId(enquiry), _said(broken, ())), 422
    return redirect(url_for(".show", enquiry=enquiry, saved="reopened"), 303)


@blueprint.post("/<uuid:enquiry>/samtale")
def begin_talk(enquiry: UUID) -> ResponseReturnValue:
    """Begin the talk; nothing is typed again."""
    try:
        perform(visitations.begin, EnquiryId(enquiry))
    except RuleBroken as broken:
        return _page(EnquiryId(enquiry), _said(broken, ())), 422
    return redirect(url_for("visitations.show", enquiry=enquiry), 303)


def _said(broken: RuleBroken, known: tuple[str, ...]) -> dict[str, list[str]]:
    return forms.refused(broken, known)[0]


def _page(enquiry: EnquiryId, errors: dict[str, list[str]] | None = None) -> str:
    found = perform(enquiries_shown.show, enquiry)
    usual = {"received_at": typed_moment(now()), "channel": "phone", "by": "self"}
    typed = request.form if errors else usual | {"text": found.text or ""}
    return render_template(
        "enquiries/show.html",
        found=found,
        form={name: typed.get(name, "") for name in (*LATER, "outcome")},
        alike=alike(found.alike),
        word=word,
        lists=lists(),
        most=MOST_CHARACTERS,
        errors=errors or {},
        saved=request.args.get("saved"),
        reading_logged=True,
    )
