"""Hurtigt notat: a note that is sent into a case whose journal its writer does not read."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from journal.domain.ids import CaseId
from journal.request import now, perform
from journal.services import drafts, intake
from journal.web.notes import USUAL_TYPE
from journal.web.words import typed_moment
from journal.web.writing import filled, signed

blueprint = Blueprint("intake", __name__, url_prefix="/sag/<uuid:case>/send")


@blueprint.get("")
def new(case: UUID) -> ResponseReturnValue:
    """The form for a quick note, everything but the text filled in; her draft if she has one."""
    begun = perform(drafts.find, CaseId(case), USUAL_TYPE)
    if begun is not None:
        return redirect(url_for("drafts.show", case=case, draft=begun), 303)
    usual = {"type": USUAL_TYPE, "occurred_at": typed_moment(now())}
    return form_page(CaseId(case), usual)


@blueprint.post("")
def send(case: UUID) -> ResponseReturnValue:
    """Sign a note and send it to the team; the same form twice is one note."""
    return signed(
        CaseId(case),
        intake.send_note,
        form_page,
        lambda draft: perform(intake.is_as_sent, draft),
        lambda saved: url_for("nights.written", saved=saved),
    )


def form_page(
    case: CaseId,
    values: dict[str, str],
    errors: dict[str, list[str]] | None = None,
    *,
    restored: bool = False,
    saved_at: datetime | None = None,
) -> str:
    """
    The form for a quick note, new or with what was typed.

    Args:
        case: whom it is about.
        values: what stands in the fields.
        errors: sentences by field.
        restored: the text comes back after a sign-in.
        saved_at: when its draft was saved, if it has one.
    """
    prepared = perform(intake.prepare, case)
    return filled(
        "intake/send.html", prepared, values, errors, restored=restored, saved_at=saved_at
    )
