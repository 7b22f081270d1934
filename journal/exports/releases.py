"""
A publication as it is drafted, kept and read again: protected tables of whole years.

Rules: everything is counted from people on the fixed levels and goes through ``protect``, the audit
and the gate; what the gate holds back is left out whole and said; the same years give the same
release.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from typing import Any

from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.domain.errors import Tampered
from journal.domain.facts import Fact
from journal.domain.register import NOT_STATED
from journal.exports import catalogue, gate
from journal.exports.catalogue import EXACT, About, Spec
from journal.exports.counts import Count, Table
from journal.exports.frozen import Year, occupancy
from journal.exports.gate import Accepted, Refused, Repeat
from journal.exports.ledger import Cohort, Kind, Member, Release
from journal.exports.protect import KEPT_YEARS, Published, Shown, Withheld, mean_stay
from journal.exports.publication import Scheme, publish
from journal.exports.reasons import Reason, Why
from journal.exports.yearly import tabulate, tabulate_outcomes

LETTERS: Mapping[About, str] = {About.WOMEN: "R", About.CHILDREN: "C", About.ENQUIRIES: "H"}
MOST_ROUNDS = 30
"""So often the gate is asked again, each time without the tables that it held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """
    Everybody who can be counted, under the names of the ledger.

    Args:
        facts: frozen rows of any year by the name of the row, replaced ones too.
        outcomes: the outcome of each closed enquiry of any year by its name.
    """

    facts: Mapping[Member, Fact]
    outcomes: Mapping[Member, str]

    def count(self, members: Collection[Member], table_id: str, level: int) -> Table:
        """
        Count some of them in a table at a level.

        Raises:
            Tampered: the row of one of them is gone, so nobody can tell what a difference shows.
        """
        spec = catalogue.spec(table_id)
        try:
            if spec.about is About.ENQUIRIES:
                return tabulate_outcomes(spec, [self.outcomes[one] for one in members], level)
            return tabulate(spec, [self.facts[one] for one in members], level)
        except KeyError as error:
            raise Tampered from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """
    What may go out.

    Args:
        mean_stay: in days, to the nearest five; None where it may not be said.
        held_back: why the gate left out tables that ``protect`` would have let go.
    """

    release: Release
    mean_stay: int | None
    held_back: Sequence[Reason]

    def occupancy(self, years: Sequence[Year]) -> int | None:
        """In whole percent; None where the mean stay is: the nights of a few are their stays."""
        return None if self.mean_stay is None else occupancy(years)


def cohorts_of(
    people: People, counted: Collection[Member], years: tuple[int, int]
) -> dict[str, Cohort]:
    """
    Who left, and which enquiries came, in some years.

    Args:
        counted: those who count: rows that no other one replaces, enquiries of the years.
    """
    first, last = years

    def of(kind: PersonKind) -> frozenset[Member]:
        return frozenset(
            one
            for one in counted
            if one in people.facts
            and people.facts[one].kind is kind
            and first <= people.facts[one].year <= last
        )

    enquiries = frozenset(one for one in counted if one in people.outcomes)
    return {
        "R": Cohort(kind=Kind.DISCHARGED, years=years, members=of(PersonKind.WOMAN)),
        "C": Cohort(kind=Kind.DISCHARGED, years=years, members=of(PersonKind.CHILD)),
        "H": Cohort(kind=Kind.RECEIVED, years=years, members=enquiries),
    }


def draft(
    release_id: str,
    cohorts: Mapping[str, Cohort],
    people: People,
    earlier: Sequence[Release],
    this_year: int,
) -> Drafted | Repeat | Refused:
    """
    Make what may go out of some years beside everything that went out before.

    Returns:
        It, or the same that went out before, or why nothing may.
    """
    figures = publish(list(_schemes(cohorts, people, earlier)))
    release = Release(id=release_id, cohorts=cohorts, figures=figures)
    held_back: list[Reason] = []
    for _ in range(MOST_ROUNDS):
        answer = gate.gate(release, earlier, people.count, this_year=this_year)
        if isinstance(answer, Accepted):
            break
        if isinstance(answer, Repeat):
            return answer
        if not any(one.about in release.telling for one in answer.reasons):
            return answer
        held_back += answer.reasons
        release = _held_back(release, answer.reasons)
    if not release.levels:
        return Refused(reasons=held_back or [Reason(why=Why.BASE_WOMEN)])
    is_of_women = any(name.startswith(LETTERS[About.WOMEN]) for name in release.telling)
    stay = _mean_stay(cohorts["R"], people) if is_of_women else None
    return Drafted(release=release, mean_stay=stay, held_back=held_back)


def _schemes(
    cohorts: Mapping[str, Cohort], people: People, earlier: Sequence[Release]
) -> Iterator[Scheme]:
    for spec in catalogue.specs():
        cohort = cohorts[LETTERS[spec.about]]
        public = [level for level in spec.levels if level != EXACT] or [EXACT]
        yield Scheme(
            levels=[people.count(cohort.members or (), spec.id, level) for level in public],
            steps=[_step(spec, level) for level in public[:-1]],
            kept_level=_kept(spec.id, cohort.years[0], earlier),
        )


def _step(spec: Spec, level: int) -> dict[str, str]:
    """To which category of the next level each one of this level belongs."""
    codes = (*code_list(spec.codes), NOT_STATED)
    return {
        catalogue.category(spec, level, code): catalogue.category(spec, level + 1, code)
        for code in codes
    }


def _kept(table_id: str, year: int, earlier: Sequence[Release]) -> int | None:
    """The coarsest level at which a table went out in the last three years."""
    levels = [
        release.levels[table_id]
        for release in earlier
        if table_id in release.levels
        and year - KEPT_YEARS < release.cohort(table_id).years[1] <= year
    ]
    return max(levels, default=None)


def _held_back(release: Release, reasons: Sequence[Reason]) -> Release:
    """The release without the tables that the gate holds back; they are said to be withheld."""
    figures = dict(release.figures)
    for name in release.telling:
        why = [reason for reason in reasons if reason.about == name]
        if why:
            figures[name] = Withheld(id=name, total=None, reasons=why)
    return replace(release, figures=figures)


def _mean_stay(cohort: Cohort, people: People) -> int | None:
    women = [people.facts[one] for one in cohort.members or ()]
    days = sum(fact.leaving.length_days for fact in women)
    families = len({fact.family for fact in women})
    return mean_stay(days, Count(persons=len(women), families=families))


def to_fields(release: Release) -> dict[str, Any]:
    """What the ledger keeps of a release: who was counted, and what was printed."""
    return {
        "id": release.id,
        "cohorts": {
            letter: {
                "kind": cohort.kind.value,
                "years": list(cohort.years),
                "members": None if cohort.members is None else sorted(map(list, cohort.members)),
            }
            for letter, cohort in release.cohorts.items()
        },
        "figures": figures_to_fields(release.figures),
    }


def from_fields(fields: Mapping[str, Any]) -> Release:
    """
    Read what the ledger keeps.

    Raises:
        Tampered: it is not what ``to_fields`` writes.
    """
    try:
        return Release(
            id=fields["id"],
            cohorts={
                letter: Cohort(
                    kind=Kind(one["kind"]),
                    years=(one["years"][0], one["years"][1]),
                    members=None
                    if one["members"] is None
                    else frozenset(Member(*pair) for pair in one["members"]),
                )
                for letter, one in fields["cohorts"].items()
            },
            figures=figures_from_fields(fields["figures"]),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Tampered from error


def figures_to_fields(figures: Mapping[str, Published | Withheld]) -> dict[str, Any]:
    """Protected tables as a document holds them, with the reasons for inside."""
    return {name: _figure_to_fields(figure) for name, figure in figures.items()}


def _figure_to_fields(figure: Published | Withheld) -> dict[str, Any]:
    reasons = [{**asdict(reason), "why": reason.why.value} for reason in figure.reasons]
    if isinstance(figure, Withheld):
        return {"total": figure.total, "reasons": reasons}
    return {
        "level": figure.level,
        "base": figure.base,
        "is_multiple": figure.is_multiple,
        "smallest": None if figure.smallest is None else list(astuple(figure.smallest)),
        "cells": [[cell.code, cell.persons, cell.percent, cell.text] for cell in figure.cells],
        "reasons": reasons,
    }


def figures_from_fields(fields: Mapping[str, Any]) -> dict[str, Published | Withheld]:
    """
    Read protected tables.

    Raises:
        Tampered: they are not what ``figures_to_fields`` writes.
    """
    try:
        return {name: _figure(name, one) for name, one in fields.items()}
    except (KeyError, TypeError, ValueError) as error:
        raise Tampered from error


def _figure(name: str, fields: Mapping[str, Any]) -> Published | Withheld:
    reasons = [Reason(**{**one, "why": Why(one["why"])}) for one in fields["reasons"]]
    if "cells" not in fields:
        return Withheld(id=name, total=fields["total"], reasons=reasons)
    smallest = fields["smallest"]
    return Published(
        id=name,
        level=fields["level"],
        base=fields["base"],
        cells=[
            Shown(code=code, persons=persons, percent=share, text=text)
            for code, persons, share, text in fields["cells"]
        ],
        reasons=reasons,
        smallest=None if smallest is None else Count(persons=smallest[0], families=smallest[1]),
        is_multiple=fields["is_multiple"],
    )


def of_printed(year: int, tables: Sequence[Mapping[str, Any]]) -> Release:
    """
    What was printed before there was a ledger, as a release of which nobody knows who was counted.

    Args:
        tables: with ``id`` and ``rows`` of ``label`` and ``count``.

    Raises:
        Tampered: they are no such tables.
    """
    unknown = {
        letter: Cohort(
            kind=Kind.RECEIVED if letter == "H" else Kind.DISCHARGED,
            years=(year, year),
            members=None,
        )
        for letter in LETTERS.values()
    }
    try:
        figures = {catalogue.spec(one["id"]).id: _printed(one) for one in tables}
    except (KeyError, TypeError, ValueError) as error:
        raise Tampered from error
    return Release(id=str(year), cohorts=unknown, figures=figures)


def _printed(table: Mapping[str, Any]) -> Published:
    counts = [(str(row["label"]), int(row["count"])) for row in table["rows"]]
    return Published(
        id=table["id"],
        level=EXACT,
        base=sum(count for _, count in counts),
        cells=[Shown(code=label, persons=count, percent=None) for label, count in counts],
    )
