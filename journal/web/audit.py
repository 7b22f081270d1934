"""Hvem har læst: the leader's look at the log."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.errors import N_
from journal.domain.logbook import KINDS, REFUSAL, LogQuery
from journal.request import perform
from journal.schemas.audit import AuditQuerySchema
from journal.services import audit
from journal.services.audit import LogLine
from journal.web import forms, health, retention
from journal.web.words import word, zone

blueprint = Blueprint("audit", __name__, url_prefix="/hvem-har-laest")
FIELDS = ("case", "person", "kind", "day_from", "day_to")
FEWEST_DAYS = 14
SYSTEM = N_("The service")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every use of the journal that fits the filter, newest first."""
    errors: dict[str, list[str]] = {}
    try:
        query = AuditQuerySchema().load(forms.asked())
    except ValidationError as invalid:
        query, errors = LogQuery(), forms.sentences(invalid.messages, FIELDS)
    found = perform(audit.review, query, zone())
    page = render_template(
        "audit/index.html",
        query={name: request.args.get(name, "") for name in FIELDS},
        errors=errors,
        cases=[(str(case_id), pseudonym) for case_id, pseudonym in found.cases],
        people=[(str(staff_id), name) for staff_id, name in found.people],
        kinds=[(kind, word("audit_kind", kind)) for kind in (*KINDS, REFUSAL)],
        entries=[_shown(line) for line in found.lines],
        page=found.page,
        pages=found.pages,
        total=found.total,
        per_day=_without_gaps(found.per_day),
        is_readable=found.is_readable,
        unshown=found.unshown,
        span=retention.sentences(found.span),
        health=health.of_log(),
    )
    return page, 422 if errors else 200


@blueprint.post("/efterproev")
def verify() -> ResponseReturnValue:
    """Check the whole log now."""
    perform(audit.request_check)
    health.of_log(is_fresh=True)
    return redirect(url_for(".index"), 303)


def _without_gaps(per_day: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """A picture of time: days without a use are in it too, and a few days do not fill its width."""
    if not per_day:
        return []
    uses = dict(per_day)
    last = max(uses)
    days = max(FEWEST_DAYS, (last - min(uses)).days + 1)
    shown = (last - timedelta(days=back) for back in reversed(range(days)))
    return [(day, uses.get(day, 0)) for day in shown]


def _shown(line: LogLine) -> dict[str, object]:
    return {
        "t": line.at,
        "who": line.who or gettext(SYSTEM),
        "function": "" if line.role is None else word("role", line.role),
        "what": word("audit_action", line.action),
        "kind": line.action,
        "case": line.case,
        "count": line.notes,
        "outcome": line.outcome,
        "outcome_label": word("audit_outcome", line.outcome),
        "basis_label": "" if line.basis is None else word("audit_basis", line.basis),
        "reference": line.reference,
    }
