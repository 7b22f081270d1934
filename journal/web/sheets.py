"""Sheets of a case: who she is, how she is reached safely, whose child she is, her safety card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.broken import ChangedMeanwhile
from journal.domain.cases import Anonymity
from journal.domain.codes import code_list
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId
from journal.domain.sheets import (
    CHOICES,
    DAYS,
    FIELDS,
    LONGEST_TEXT,
    Sheet,
    ends_soon,
    is_odd_cpr,
    masked,
)
from journal.request import births, context, now, perform
from journal.schemas.sheets import PurposeSchema, sheet_schema
from journal.services import sheets
from journal.services.sheets import SheetView
from journal.web import cases, coming_of_age, forms
from journal.web.coming_of_age import ChildShown
from journal.web.countdown import covering
from journal.web.words import day, language, word, zone

blueprint = Blueprint("sheets", __name__, url_prefix="/sag/<uuid:case>")
SHEETS = {
    "identitet": Sheet.IDENTITY,
    "kontakt": Sheet.CONTACT,
    "foraeldremyndighed": Sheet.CUSTODY,
    "sikkerhedskort": Sheet.SAFETY,
}
"""The last part of an address, and the sheet that lies there."""
_IDENTITY, _CONTACT, _CUSTODY, _SAFETY = ({"sheet": address} for address in SHEETS)
TITLES = {
    Sheet.IDENTITY: N_("Who she is"),
    Sheet.CONTACT: N_("Safe contact"),
    Sheet.CUSTODY: N_("Custody"),
    Sheet.SAFETY: N_("Safety card"),
}
LABELS = {
    "names": N_("Full name"),
    "cpr": N_("CPR number"),
    "birth_date": N_("Date of birth"),
    "citizenship": N_("Citizenship"),
    "languages": N_("Languages"),
    "phones": N_("Phone numbers"),
    "email": N_("E-mail"),
    "old_address": N_("Address she came from"),
    "home_municipality": N_("Home municipality"),
    "acting_municipality": N_("Acting municipality"),
    "protection": N_("Protection of name and address"),
    "protection_until": N_("Protected until"),
    "never": N_("Never"),
    "channel": N_("She may be reached by"),
    "reach": N_("Number, address or person"),
    "hours": N_("Safe hours"),
    "code_word": N_("Code word"),
    "custody": N_("Who has custody"),
    "lives_with": N_("Whose address the child has"),
    "collectors": N_("Who may collect the child"),
    "school": N_("School or nursery"),
    "threat": N_("How dangerous it is now"),
    "allergy": N_("Allergies"),
    "medicine": N_("Medicine that a doctor must know of"),
    "not_told": N_("Who must be told nothing"),
}
HINTS = {
    "cpr": N_("Ten digits. It is shown covered on the page."),
    "phones": N_("One on each line. Write beside it whose it is."),
    "never": N_(
        "Numbers, places and people that must never hear from the house. "
        "It stands above every number."
    ),
    "acting_municipality": N_("The one that acts for her now, if it is another."),
    "hours": N_("When nobody else is near."),
    "code_word": N_(
        "What you say so that she knows it is the house, and what she says if she cannot talk."
    ),
    "collectors": N_("Names, and how you know that it is they."),
    "school": N_("It tells where the child is. It is never given out."),
    "threat": N_("Everybody on shift reads this card. Write no name and no number of hers on it."),
    "not_told": N_("Authorities or people who may call, and what they say they are."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShown:
    """A field of a form: its name, words, and how it is filled in."""

    name: str
    label: str
    hint: str
    kind: str
    options: list[tuple[str, str]]


@blueprint.get("/identitet", defaults=_IDENTITY)
@blueprint.get("/kontakt", defaults=_CONTACT)
@blueprint.get("/foraeldremyndighed", defaults=_CUSTODY)
@blueprint.get("/sikkerhedskort", defaults=_SAFETY)
def show(case: UUID, sheet: str) -> ResponseReturnValue:
    """A sheet; a leader is asked first for what purpose she looks at who somebody is."""
    found = perform(sheets.show, CaseId(case), SHEETS[sheet])
    return covering(_page(SHEETS[sheet], found), found.banner.timed)


@blueprint.post("/identitet")
def look(case: UUID) -> ResponseReturnValue:
    """Who somebody is, for whoever has just said for what purpose."""
    try:
        reason = PurposeSchema().load(forms.submitted())["reason"]
    except ValidationError as invalid:
        found = perform(sheets.show, CaseId(case), Sheet.IDENTITY)
        errors = forms.sentences(invalid.messages, ("reason",))
        return _page(Sheet.IDENTITY, found, errors), 422
    found = perform(sheets.show, CaseId(case), Sheet.IDENTITY, reason)
    return _page(Sheet.IDENTITY, found)


@blueprint.get("/identitet/ret", defaults=_IDENTITY)
@blueprint.get("/kontakt/ret", defaults=_CONTACT)
@blueprint.get("/foraeldremyndighed/ret", defaults=_CUSTODY)
@blueprint.get("/sikkerhedskort/ret", defaults=_SAFETY)
def edit(case: UUID, sheet: str) -> ResponseReturnValue:
    """The form of a sheet, with what stands there."""
    found = perform(sheets.prepare, CaseId(case), SHEETS[sheet])
    return _form(SHEETS[sheet], found, found.fields or {}, found.seen)


@blueprint.post("/identitet/ret", defaults=_IDENTITY)
@blueprint.post("/kontakt/ret", defaults=_CONTACT)
@blueprint.post("/foraeldremyndighed/ret", defaults=_CUSTODY)
@blueprint.post("/sikkerhedskort/ret", defaults=_SAFETY)
def save(case: UUID, sheet: str) -> ResponseReturnValue:
    """Write a sheet; nothing that a colleague has written meanwhile is overwritten unseen."""
    which = SHEETS[sheet]
    try:
        loaded: dict[str, Any] = sheet_schema(which).load(forms.submitted())
        fields, seen = loaded["fields"], loaded["seen"]
        is_close = births.save_sheet(context(), CaseId(case), which, fields, seen)
    except ValidationError as invalid:
        return _again(CaseId(case), which, forms.sentences(invalid.messages, tuple(FIELDS[which])))
    except RuleBroken as broken:
        errors, _ = forms.refused(broken, tuple(FIELDS[which]))
        return _again(CaseId(case), which, errors, is_newer=isinstance(broken, ChangedMeanwhile))
    saved = "look" if is_close else "yes"
    return redirect(url_for(".show", case=case, sheet=sheet, saved=saved), 303)


def _again(
    case: CaseId, sheet: Sheet, errors: dict[str, list[str]], *, is_newer: bool = False
) -> ResponseReturnValue:
    """The form with what was typed; what a colleague wrote meanwhile stands beside it."""
    found = perform(sheets.prepare, case, sheet)
    seen = found.seen if is_newer else request.form.get("seen", "0")
    return _form(sheet, found, request.form, seen, errors, is_newer=is_newer), 422


def _title(sheet: Sheet, found: SheetView) -> str:
    """The name of a sheet; a child is no she."""
    is_childs = sheet is Sheet.IDENTITY and found.banner.kind == "child"
    title: str = gettext("Who the child is" if is_childs else TITLES[sheet])
    return title


def _page(sheet: Sheet, found: SheetView, errors: dict[str, list[str]] | None = None) -> str:
    fields = found.fields or {}
    until = fields.get("protection_until", "")
    return render_template(
        "sheets/purpose.html" if found.asks_purpose else "sheets/show.html",
        case=cases.banner(found.banner),
        sheet=_address_of(sheet),
        title=_title(sheet, found),
        found=found,
        facts=facts(sheet, fields),
        never=fields.get("never") if sheet is Sheet.CONTACT else found.never,
        says_never=sheet in (Sheet.IDENTITY, Sheet.CONTACT),
        cpr=fields.get("cpr", ""),
        cpr_masked=masked(fields.get("cpr", "")),
        is_odd=is_odd_cpr(fields.get("cpr", "")),
        ends_soon=ends_soon(until, now().astimezone(zone()).date()),
        is_unknown=_is_unknown(sheet, found),
        reasons=[(one.code, one.label(language())) for one in code_list("access_purpose").values()],
        reason=request.form.get("reason", ""),
        saved=request.args.get("saved"),
        errors=errors or {},
        reading_logged=not (found.asks_purpose or found.is_sealed),
        coming_of_age=_coming_of_age(sheet, found),
    )


def _form(
    sheet: Sheet,
    found: SheetView,
    values: Mapping[str, str],
    seen: int | str,
    errors: dict[str, list[str]] | None = None,
    *,
    is_newer: bool = False,
) -> str:
    return render_template(
        "sheets/edit.html",
        case=cases.banner(found.banner),
        sheet=_address_of(sheet),
        title=_title(sheet, found),
        fields=[_field(name, limit) for name, limit in FIELDS[sheet].items()],
        form={name: values.get(name, "") for name in FIELDS[sheet]},
        seen=seen,
        stands=facts(sheet, found.fields or {}) if is_newer else [],
        is_unknown=_is_unknown(sheet, found),
        found_sealed=found.is_sealed,
        errors=errors or {},
        reading_logged=not found.is_sealed,
    )


def _coming_of_age(sheet: Sheet, found: SheetView) -> ChildShown | None:
    """What whoever reads who has custody must know: from 18 on nobody has."""
    return coming_of_age.of_case(found.banner) if sheet is Sheet.CUSTODY else None


def _is_unknown(sheet: Sheet, found: SheetView) -> bool:
    return sheet is Sheet.IDENTITY and found.anonymity == Anonymity.UNKNOWN_TO_HOUSE


def _address_of(sheet: Sheet) -> str:
    return next(address for address, which in SHEETS.items() if which is sheet)


def facts(sheet: Sheet, fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was written, in words; what has a place of its own on the page is left out."""
    apart = ("cpr", "never")
    return [
        (gettext(LABELS[name]), _words(name, fields[name]))
        for name in FIELDS[sheet]
        if name in fields and name not in apart
    ]


def _words(name: str, value: str) -> str:
    if name in CHOICES:
        return word(CHOICES[name], value)
    return day(date.fromisoformat(value)) if name in DAYS else value


def identity_form() -> list[FieldShown]:
    """The fields of who somebody is, for the desk at which her code is tried."""
    return [_field(name, limit) for name, limit in FIELDS[Sheet.IDENTITY].items()]


def _field(name: str, limit: int) -> FieldShown:
    kind = "day" if name in DAYS else "long" if limit == LONGEST_TEXT else "line"
    options = code_list(CHOICES[name]).values() if name in CHOICES else ()
    return FieldShown(
        name=name,
        label=gettext(LABELS[name]),
        hint=gettext(HINTS[name]) if name in HINTS else "",
        kind="choice" if options else kind,
        options=[(one.code, one.label(language())) for one in options],
    )
