"""
Three invented years: the one that was printed, the one before it, and who left after it.

Rules: pure, and the same people from the same seed; other seeds make other people, and the printed
year comes to the same tables with all of them. Nobody here exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

from journal.cli.demo.past import calls, children, stays, women
from journal.cli.demo.past.children import drawn_id
from journal.cli.demo.past.people import Person, Stay
from journal.cli.demo.past.printed import PRINTED_YEAR, Printed, printed
from journal.cli.demo.past.stays import Nightly
from journal.domain.cases import PersonKind
from journal.domain.enquiries import ClosedEnquiry
from journal.domain.facts import Fact
from journal.domain.ids import FactId

SEED = 2024
"""Of the people in the invented house."""
ZONE = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """
    What the invented house knows of the years before its journal.

    Args:
        people: women and children who left in 2023, 2024 or 2025.
        enquiries: the calls of 2023 and 2024.
        nights: how full every night of 2023 and 2024 was.
    """

    people: Sequence[Person]
    enquiries: Sequence[ClosedEnquiry]
    nights: Nightly

    @property
    def facts(self) -> list[Fact]:
        """The rows they become, in no order that says anything."""
        return sorted((person.fact() for person in self.people), key=lambda fact: fact.id)

    def left(self, year: int, kind: PersonKind = PersonKind.WOMAN) -> list[Person]:
        """Who left in a year."""
        return [one for one in self.people if one.kind is kind and one.stay.left.year == year]

    def present(self, year: int, kind: PersonKind = PersonKind.WOMAN) -> list[Person]:
        """Who lived in the house for a day of a year, or more."""
        return [
            one
            for one in self.people
            if one.kind is kind and one.stay.came.year <= year <= one.stay.left.year
        ]


def invent(seed: int = SEED, zone: ZoneInfo = ZONE) -> Past:
    """
    Invent the people, the calls and the nights of the earlier years.

    Args:
        zone: of the house; the calls are instants in it.
    """
    rng = Random(seed)  # noqa: S311 -- nobody is hidden by it: these people are invented
    told, before, after = (
        printed(PRINTED_YEAR),
        printed(PRINTED_YEAR - 1),
        printed(PRINTED_YEAR + 1),
    )
    filled = stays.of_printed_year(rng, told)
    ended_before = stays.of_year_before(rng, before, filled.ended)
    people: list[Person] = []
    for year, spans in ((told, filled.ended), (before, ended_before), (after, filled.going_on)):
        people += _people(rng, year, spans)
    mothers = [one for one in people if one.kind is PersonKind.WOMAN]
    everybody = [*ended_before, *filled.ended, *filled.going_on]
    return Past(
        people=people,
        enquiries=[
            *calls.of_year(rng, before, mothers, zone),
            *calls.of_year(rng, told, mothers, zone),
        ],
        nights={
            **stays.nights(before.year, everybody),
            **stays.nights(told.year, everybody, filled.broken),
        },
    )


def _people(rng: Random, told: Printed, spans: Sequence[Stay]) -> list[Person]:
    """The women who left in a year, each with her children behind her."""
    of_women = [
        Person(id=FactId(drawn_id(rng)), kind=PersonKind.WOMAN, family=drawn_id(rng), stay=stay)
        for stay in rng.sample(spans, len(spans))
    ]
    women.give_destinations(rng, told, of_women)
    of_children = children.bear(rng, told, of_women)
    children.answer(rng, told, of_women, of_children)
    women.answer(rng, told, of_women)
    children.follow(of_women)
    return [*of_women, *of_children]
