"""Min vagt: what somebody on shift has at hand; off shift a calm page."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from journal.domain.access import Face
from journal.request import perform
from journal.services import drafts, intake, nights, passwords
from journal.services.nights import AtHand, OwnAccess
from journal.web import cases, countdown
from journal.web.words import word

blueprint = Blueprint("nights", __name__, url_prefix="/min-vagt")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The shift of the reader."""
    found = perform(nights.my_shift)
    return render_template(
        "nights/index.html",
        shift=found,
        families=[[_hand(one) for one in family] for family in found.families],
        accesses=[_access(one) for one in found.accesses],
        uses=[
            {"at": use.at, "what": word("audit_action", use.action), "case": use.pseudonym}
            for use in found.uses
        ],
        drafts=perform(drafts.list_own),
        has_code=perform(passwords.has_recovery),
        saved=request.args.get("saved"),
    )


def _hand(one: AtHand) -> dict[str, object]:
    return {
        "case": cases.banner(one.banner),
        "is_readable": one.is_readable,
        "has_emergency": one.face is Face.BREAK_GLASS,
        "has_purpose": one.face is Face.PURPOSE,
    }


def _access(one: OwnAccess) -> dict[str, object]:
    return {
        "timed": countdown.shown(one.opened),
        "case_id": one.opened.case_id,
        "pseudonym": one.pseudonym,
        "is_running": one.is_running,
    }


@blueprint.get("/skrevet")
def written() -> ResponseReturnValue:
    """What the reader has sent within a day."""
    return render_template(
        "nights/written.html",
        texts=perform(intake.own_texts),
        saved=request.args.get("saved"),
    )
