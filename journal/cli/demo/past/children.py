"""
The families of an earlier year, and what was answered about their children.

Rules: a child goes where its mother goes; siblings share their origin and how often they lived in
a shelter; every child has met violence itself, of one kind or the other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from uuid import UUID

from journal.cli.demo.past.dealing import Deal
from journal.cli.demo.past.people import Person
from journal.cli.demo.past.printed import Printed
from journal.cli.demo.past.women import give_psychologist
from journal.domain.cases import PersonKind
from journal.domain.ids import FactId

FORMS: Mapping[str, Sequence[str]] = {
    "0-2": ("infant",),
    "3-5": ("play",),
    "6-9": ("play", "talk"),
    "10+": ("talk",),
}
"""In what form a child meets the psychologist, by its age."""


def drawn_id(rng: Random) -> UUID:
    """An id that the seed decides."""
    return UUID(int=rng.getrandbits(128), version=4)


def bear(rng: Random, told: Printed, women: Sequence[Person]) -> list[Person]:
    """
    Give some women their children.

    Args:
        women: whose destinations are known.
    """
    children: list[Person] = []
    left = Counter(told.tables["C10"])
    waiting = list(women)
    rng.shuffle(waiting)
    for siblings, families in sorted(_families(told).items(), reverse=True):
        for _ in range(families):
            mother = _mother(waiting, left, siblings)
            waiting.remove(mother)
            left[mother.answers["destination"][0]] -= siblings
            for _ in range(siblings):
                mother.children.append(_child(rng, mother))
            children += mother.children
    return children


def _families(told: Printed) -> dict[int, int]:
    """How many families have how many children."""
    return {int(code): count for code, count in told.tables["R06"].items()}


def _mother(waiting: Sequence[Person], left: Mapping[str, int], siblings: int) -> Person:
    """The first who goes where so many children still have to go."""
    return next(one for one in waiting if left.get(one.answers["destination"][0], 0) >= siblings)


def _child(rng: Random, mother: Person) -> Person:
    return Person(
        id=FactId(drawn_id(rng)),
        kind=PersonKind.CHILD,
        family=mother.family,
        stay=mother.stay,
        answers={"destination": list(mother.answers["destination"])},
    )


def answer(rng: Random, told: Printed, women: Sequence[Person], children: Sequence[Person]) -> None:
    """Everything that is asked about a child."""
    families = [woman.children for woman in women if woman.children]
    _share(rng, families, "origin", told.tables["C03"])
    _share(rng, families, "stays_in_life", told.tables["C11"])
    for question, table in (
        ("sex", "C01"),
        ("age", "C02"),
        ("later_notice", "C05"),
        ("psych_self", "C06"),
        ("psych_witness", "C08"),
        ("phys_witness", "C09"),
    ):
        Deal(rng, children, question, told.tables[table]).rest()
    itself = Deal(rng, children, "phys_self", told.tables["C07"])
    itself.give("yes", [child for child in children if child.said("psych_self", "no")])
    itself.rest()
    give_psychologist(rng, children, told.tables["C04"])
    for child in children:
        if child.said("psychologist", "accepted"):
            child.answers["psychologist_form"] = [rng.choice(FORMS[child.answers["age"][0]])]


def _share(
    rng: Random, families: Sequence[Sequence[Person]], question: str, counts: Mapping[str, int]
) -> None:
    """Deal a question so that siblings are given the same; pairs first, they fit least."""
    left = Counter(counts)
    mixed = rng.sample(families, len(families))
    for siblings in sorted(mixed, key=len, reverse=True):
        able = [code for code, count in left.items() if count >= len(siblings)]
        code = rng.choices(able, [left[one] for one in able])[0]
        left[code] -= len(siblings)
        for child in siblings:
            child.answers[question] = [code]


def follow(women: Sequence[Person]) -> None:
    """Aftercare is the family's: a child has it where its mother has taken it."""
    for woman in women:
        for child in woman.children:
            child.aftercare = woman.aftercare if child.leaving.is_eligible else child.aftercare
