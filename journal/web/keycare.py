"""Nøgler: which keys need somebody, and who must act."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from journal.domain.errors import N_
from journal.request import perform
from journal.services import keycare
from journal.services.keycare import Concern, Shown
from journal.web.words import word

blueprint = Blueprint("keycare", __name__, url_prefix="/noegler")
SAID = {
    Concern.NO_HOLDER: N_("Nobody can open the journal"),
    Concern.ONE_HOLDER: N_("Only one colleague can open the journal"),
    Concern.NO_RECOVERY: N_("The recovery slips do not open it"),
    Concern.NO_DUTY: N_("It cannot be opened in an emergency"),
    Concern.NO_PURPOSE: N_("A leader cannot open it for a purpose"),
    Concern.TEAM_INCOMPLETE: N_("The contact team lacks a pedagogue or a social worker"),
    Concern.EXCHANGE_WAITS: N_("A new key waits to be made"),
    Concern.MEMBER_WAITS: N_("A member of the team waits for the key"),
    Concern.HOUSE_WAITS: N_("A new key waits to be made"),
}
TO_DO = {
    Concern.NO_HOLDER: N_("The recovery slips must be used."),
    Concern.ONE_HOLDER: N_("Put a second colleague into the team."),
    Concern.TEAM_INCOMPLETE: N_("Mend the team."),
}
"""What a leader does; the rest waits for a sign-in."""
URGENT = (Concern.NO_HOLDER, Concern.ONE_HOLDER, Concern.NO_DUTY)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Everything that somebody must do about keys."""
    found = perform(keycare.overview)
    return render_template("keycare/index.html", concerns=[_shown(one) for one in found])


def _shown(one: Shown) -> dict[str, object]:
    to_do = TO_DO.get(one.concern)
    return {
        "case_id": one.case_id,
        "pseudonym": one.pseudonym,
        "title": gettext(SAID[one.concern]),
        "keys": [word("compartment", comp.name.lower()) for comp in one.comps],
        "to_do": gettext(to_do) if to_do else "",
        "who": list(one.who),
        "is_urgent": one.concern in URGENT,
    }
