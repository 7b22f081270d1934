"""
Admitting a family: one form, one person after the other, each with a file and a team of her own.

Rules: who decides and when is on record; a team is a pedagogue and a social worker (R-T1) unless it
is said that somebody is found later (R-T2); a child that comes later has a decision of its own
(R-M5); a child on a visit has none. No name is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from journal.domain import pseudonyms
from journal.domain.broken import TeamIncomplete
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId, DecisionId, StaffId, StayId
from journal.domain.staff import Profession
from journal.domain.stays import Arrival, MoveInTooEarly
from journal.domain.teams import TeamMember, is_complete

MOST_PEOPLE = 12
"""One mother and eleven children; a form is no list."""


class AlreadyAdmitted(RuleBroken):
    """The form was sent twice; there is one admission."""

    code = "already_admitted"
    sentence = N_("This admission is noted already. Nothing was made twice.")


class PseudonymTaken(RuleBroken):
    """Two words that somebody has, or that were never drawn."""

    code = "pseudonym_taken"
    sentence = N_("These two words cannot be used. Draw two others.")

    def __init__(self, number: int) -> None:
        super().__init__()
        self.field = f"draw-{number}"


class TeamTooSmall(TeamIncomplete):
    """A team that breaks the minimum, and nobody says that it is completed later."""

    code = "team_too_small"
    sentence = N_(
        "Choose one pedagogue and one social worker: two different people. "
        "If one of them is not found yet, say below that the team is completed later."
    )

    def __init__(self, number: int) -> None:
        super().__init__()
        self.field = f"member-{number}"


class NobodyChosen(RuleBroken):
    """A file that nobody could open."""

    code = "nobody_chosen"
    sentence = N_("Choose at least one contact person who is not kept away from the family.")

    def __init__(self, number: int) -> None:
        super().__init__()
        self.field = f"member-{number}"


class DecisionMissing(RuleBroken):
    """Somebody is admitted, and nobody says who decided it, or that nobody has yet."""

    code = "decision_missing"
    field = "decision"
    sentence = N_("Choose who has decided, or that nobody has decided yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """
    One person of an admission.

    Args:
        pseudonym: drawn by the house.
        team: her contact persons; more may follow until the first working day is over.
        is_visiting: a child on a visit: in the house for the fire list, and in no figures.
    """

    kind: PersonKind
    pseudonym: str
    anonymity: Anonymity
    team: frozenset[StaffId]
    is_visiting: bool = False
    id: CaseId = field(default_factory=lambda: CaseId(uuid4()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """
    The decision that an admission follows.

    Args:
        reason: a code of the list of reasons.
        by: whoever decided on the phone; None for the actor.
        at: when, with a time zone; None for now.
        late_reason: a code of ``late_reason``, where it is entered late.
    """

    reason: str
    by: StaffId | None = None
    at: datetime | None = None
    late_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAdmission:
    """
    Some people who are admitted together.

    Args:
        id: came with the form: the same form twice is one admission.
        people: the woman first, where she is one of them.
        decided: what is decided with the form; None while nobody has decided: they are proposed.
        decision: the one that followed from a talk before; then ``decided`` is None.
        proposal: a code of the list of reasons, where nobody has decided.
        move_in_at: when they came, with a time zone; None while they are expected.
        is_pending: the teams may lack somebody for now.
        relative: somebody of the family who is here already.
    """

    id: StayId
    people: Sequence[NewPerson]
    decided: Decided | None = None
    decision: DecisionId | None = None
    proposal: str = ""
    move_in_at: datetime | None = None
    is_pending: bool = False
    relative: CaseId | None = None
    arrival: Arrival = Arrival.ADMISSION

    @property
    def is_decided(self) -> bool:
        """Whether they may come: it is decided, or nobody stays."""
        has_decision = self.decided is not None or self.decision is not None
        return has_decision or all(one.is_visiting for one in self.people)


def require_sound(
    admission: NewAdmission, able: Mapping[StaffId, Profession], taken: frozenset[str]
) -> None:
    """
    Refuse an admission that cannot be carried out, before any key is made.

    Args:
        able: who may be in the teams, with what each is trained as.
        taken: the pseudonyms in use.

    Raises:
        DecisionMissing: somebody stays who is said to visit, or comes by a decision about others.
        NobodyChosen, TeamTooSmall, PseudonymTaken, MoveInTooEarly: as they say.
    """
    _require_own_decision(admission)
    seen = {words.casefold() for words in taken}
    for number, person in enumerate(admission.people):
        if not person.team or not person.team <= set(able):
            raise NobodyChosen(number)
        team = [TeamMember(staff_id=one, profession=able[one]) for one in person.team]
        if not admission.is_pending and not is_complete(team):
            raise TeamTooSmall(number)
        if person.pseudonym.casefold() in seen or not pseudonyms.is_drawn(person.pseudonym):
            raise PseudonymTaken(number)
        seen.add(person.pseudonym.casefold())
    if admission.move_in_at is not None and not admission.is_decided:
        raise MoveInTooEarly


def _require_own_decision(admission: NewAdmission) -> None:
    """Only children visit; what was decided after a talk is about a family that comes (R-M5)."""
    visiting = [one for one in admission.people if one.is_visiting]
    if any(one.kind is not PersonKind.CHILD for one in visiting):
        raise DecisionMissing
    nobody_stays = len(visiting) == len(admission.people)
    if admission.decision is not None and (admission.relative is not None or nobody_stays):
        raise DecisionMissing
