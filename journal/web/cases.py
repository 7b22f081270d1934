"""Mine sager: the cases of a contact person, or the overview of those who lead."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from journal.domain.policy_rules import WITH_RESIDENTS
from journal.domain.staff import LEADING_ROLES, Role
from journal.request import now, perform, principal
from journal.services import cases, drafts, passwords
from journal.services.cases import CaseCard, Latest
from journal.services.labels import Banner
from journal.web import condition, countdown, deadlines, drill, health, pages
from journal.web.countdown import AccessShown
from journal.web.words import word

blueprint = Blueprint("cases", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A contact person or an author on a page."""

    name: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseShown:
    """
    A case as its banner and its card show it.

    Args:
        timed: the reader's access, where she is not in the team.
        relatives: whom of the family she could open along with it: id, pseudonym, kind in words.
        emergencies, purposes: how often others have opened it lately.
        is_mine: the reader is in its team.
        lacks: a code of what its team lacks of a pedagogue and a social worker; empty when it is
            complete.
        team_due: until when the team is completed, once she lives here.
        stay_label: where her stay is; empty for a file without one.
        room: tonight, where the reader may see the house board.
        children: the initials of her children.
        is_silent: nothing was written for fourteen days.
        talks_unnoted: in how many of the last four weeks no talk was noted.
    """

    id: UUID
    pseudonym: str
    kind: str
    kind_label: str
    state_label: str
    team: list[Shown]
    waits_for: list[str]
    latest: dict[str, object] | None = None
    timed: AccessShown | None = None
    relatives: Sequence[tuple[UUID, str, str]] = ()
    emergencies: int = 0
    purposes: int = 0
    is_mine: bool = False
    lacks: str = ""
    team_due: datetime | None = None
    stay_label: str = ""
    room: str = ""
    children: Sequence[str] = ()
    is_silent: bool = False
    talks_unnoted: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether the team lacks nobody."""
        return not self.lacks


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The cases of the reader; who has nothing to do with residents gets a page without any."""
    role = principal().role
    home = pages.home_of(role)
    if role not in WITH_RESIDENTS and home != request.path:
        return redirect(home, 303)
    has_code = perform(passwords.has_recovery)
    if role not in WITH_RESIDENTS:
        return render_template("cases/home.html", has_code=has_code, red=condition.count_red())
    is_leader = role in LEADING_ROLES
    shown = [_card(card) for card in perform(cases.list_cases)]
    log_health = health.of_log() if is_leader else None
    return render_template(
        "cases/index.html",
        cases=shown,
        is_leader=is_leader,
        asks_who=role is Role.LEADER,
        log_health=log_health,
        red=condition.count_red() if is_leader else 0,
        drill=drill.shown() if is_leader else None,
        late=deadlines.late() if is_leader else (0, []),
        drafts=perform(drafts.list_own),
        old_drafts=perform(drafts.old_ones) if is_leader else [],
        has_code=has_code,
        may_admit=role is not Role.TEMP,
        now=now(),
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
        lacks="" if found.lacks is None else found.lacks.value,
        team_due=found.team_due,
        stay_label="" if found.stay is None else word("stay_state", found.stay.value),
        room=found.room,
        children=found.children,
        latest=latest,
        is_mine=principal().id in {one.id for one in found.team},
        timed=None if found.timed is None else countdown.shown(found.timed),
        relatives=[
            (one.id, one.pseudonym, word("person_kind", one.kind)) for one in found.relatives
        ],
    )


def _card(card: CaseCard) -> CaseShown:
    shown = banner(card.banner, None if card.latest is None else _latest(card.latest))
    return replace(
        shown,
        emergencies=card.emergencies,
        purposes=card.purposes,
        is_silent=card.is_silent,
        talks_unnoted=card.talks_unnoted,
    )


def _latest(note: Latest) -> dict[str, object]:
    return {
        "occurred_at": note.occurred_at,
        "type_label": word("note_type", note.type),
        "author": note.author,
    }
