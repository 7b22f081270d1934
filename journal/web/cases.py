"""Mine sager: the cases of a contact person, or the overview of those who lead."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from journal.domain.policy import WITH_RESIDENTS
from journal.domain.staff import LEADING_ROLES
from journal.request import perform, principal
from journal.services import cases, passwords
from journal.services.cases import CaseCard
from journal.services.labels import Banner
from journal.web import health
from journal.web.words import word

blueprint = Blueprint("cases", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A contact person or an author on a page."""

    name: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseShown:
    """A case as its banner and its card show it."""

    id: UUID
    pseudonym: str
    kind: str
    kind_label: str
    state_label: str
    team: list[Shown]
    waits_for: list[str]
    latest: dict[str, object] | None = None


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The cases of the reader; who has nothing to do with residents gets a page without any."""
    has_code = perform(passwords.has_recovery)
    if principal().role not in WITH_RESIDENTS:
        return render_template("cases/home.html", has_code=has_code)
    is_leader = principal().role in LEADING_ROLES
    shown = [_card(card) for card in perform(cases.list_cases)]
    log_health = health.of_log() if is_leader else None
    return render_template(
        "cases/index.html",
        cases=shown,
        is_leader=is_leader,
        log_health=log_health,
        has_code=has_code,
    )


def banner(found: Banner, latest: dict[str, object] | None = None) -> CaseShown:
    """A banner in the reader's language."""
    return CaseShown(
        id=found.id,
        pseudonym=found.pseudonym,
        kind=found.kind,
        kind_label=word("person_kind", found.kind),
        state_label=word("case_state", found.state),
        team=[
            Shown(name=one.name, function=word("profession", one.profession)) for one in found.team
        ],
        waits_for=list(found.waits_for),
        latest=latest,
    )


def _card(card: CaseCard) -> CaseShown:
    if card.latest is None:
        return banner(card.banner)
    latest: dict[str, object] = {
        "occurred_at": card.latest.occurred_at,
        "type_label": word("note_type", card.latest.type),
        "author": card.latest.author,
    }
    return banner(card.banner, latest)
