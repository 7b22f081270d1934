"""
Children who come of age, as several pages show them: how near it is, and what is done about it.

Rules: a day is shown to the team alone; whoever else may know is told how near it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext

from journal.domain.births import Turning
from journal.domain.cases import PersonKind
from journal.domain.deadlines import HOW
from journal.domain.errors import N_
from journal.request import births, context
from journal.services.births import ComingOfAge
from journal.services.labels import Banner
from journal.web.words import word

STANDING: Mapping[Turning, tuple[str, str]] = {
    Turning.SOON: (N_("Turns 18 within 30 days"), "care"),
    Turning.TODAY: (N_("Turns 18 today"), "alarm"),
    Turning.OF_AGE: (N_("Has turned 18"), "alarm"),
}
"""How near it is in words, and how loud that is said while nobody has noted the talk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildShown:
    """
    A child who comes of age, in the reader's language.

    Args:
        team: by name: they see to it.
        said: how near it is; empty while it is far.
        kind: of its badge.
        on: the day itself; None for a reader who is not in the team.
        how: how the talk was held; empty while nobody has noted it.
    """

    case: UUID
    pseudonym: str
    team: Sequence[str]
    said: str
    kind: str
    on: date | None
    how: str
    held_at: datetime | None
    entered_at: datetime | None
    entered_by: str


def nearing() -> list[ChildShown]:
    """The children of the reader who are soon 18, or are, while nobody has noted the talk."""
    return [shown(one) for one in births.coming_of_age(context())]


def of_case(case: Banner) -> ChildShown | None:
    """How near one child is, for a page of its case; None while it is far, or not hers to see."""
    if case.kind != PersonKind.CHILD.value or case.timed is not None:
        return None
    found = births.of_case(context(), case.id)
    return None if found is None else shown(found)


def shown(found: ComingOfAge) -> ChildShown:
    """A child who comes of age in the reader's language."""
    said, loud = STANDING.get(found.turning, ("", ""))
    talk = found.talk
    return ChildShown(
        case=found.banner.id,
        pseudonym=found.banner.pseudonym,
        team=[one.name for one in found.banner.team],
        said=gettext(said) if said else "",
        kind=loud if talk is None else "",
        on=found.on,
        how="" if talk is None else word(HOW, talk.how),
        held_at=None if talk is None else talk.held_at,
        entered_at=None if talk is None else talk.entered_at,
        entered_by=found.entered_by,
    )
