"""Releases of invented people, each of whom gave answers, and what subtracting them tells."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from itertools import product

from disclosed import count

from journal.exports.counts import Cell, Table
from journal.exports.ledger import Cohort, Kind, Member, Release
from journal.exports.protect import Published
from journal.exports.publication import Scheme, publish

YEAR_LATER = 2100


def order(words):
    """Return bytes that look like chance and repeat: a key that the attacker has not."""
    return sha256(b"a key of the house" + words.encode()).digest()


@dataclass(frozen=True)
class Person:
    """A counted row."""

    row: str
    family: str
    answer: str

    @property
    def member(self):
        return Member(self.row, self.family)


def people(answers, *, name="w", families=None):
    """
    Return a person for each answer.

    Args:
        families: of each; by default everybody has her own.
    """
    return [
        Person(f"{name}{n}", families[n] if families else f"{name}{n}", answer)
        for n, answer in enumerate(answers)
    ]


class World:
    """
    Everybody there is, one question, and its fixed list.

    Args:
        codes: that can be answered.
        steps: code to coarser code, level after level.
    """

    def __init__(self, persons, codes, *steps, name="R03"):
        self.by_member = {person.member: person for person in persons}
        self.codes, self.steps, self.name = list(codes), steps, name

    def code(self, person, level):
        code = person.answer
        for step in self.steps[: level - 1]:
            code = step[code]
        return code

    def table(self, members, level=1):
        """Count some members exactly."""
        persons = [self.by_member[member] for member in members]
        codes = self.codes
        for step in self.steps[: level - 1]:
            codes = list(dict.fromkeys(step[code] for code in codes))
        families = {
            code: {each.family for each in persons if self.code(each, level) == code}
            for code in codes
        }
        heads = Counter(self.code(each, level) for each in persons)
        return Table(
            id=self.name,
            level=level,
            base=count(len(persons), len({each.family for each in persons})),
            cells=[
                Cell(code=code, count=count(heads[code], len(families[code]))) for code in codes
            ],
        )

    def count(self, members, table_id, level):
        """Count for the gate."""
        assert table_id == self.name
        return self.table(members, level)

    def release(self, name, persons, *, years=(2025, 2025), kind=Kind.DISCHARGED, kept=None):
        """Return what would be published of some persons."""
        members = frozenset(person.member for person in persons)
        levels = [self.table(members, level) for level in range(1, len(self.steps) + 2)]
        figures = publish([Scheme(levels=levels, steps=self.steps, kept_level=kept)])
        cohort = Cohort(kind=kind, years=years, members=members)
        return Release(id=name, cohorts={self.name[0]: cohort}, figures=figures)

    def seen(self, release, level):
        """Return the printed figures at a level; None where they are not printed so finely."""
        figure = release.figures[self.name]
        if not isinstance(figure, Published) or figure.level > level:
            return None
        sums = Counter()
        for cell in figure.cells:
            if cell.persons is None:
                return None
            code = cell.code
            for step in self.steps[figure.level - 1 : level - 1]:
                code = step[code]
            sums[code] += cell.persons
        return sums


def subtracted(world, whole, parts):
    """
    Yield what somebody finds out about the people in whom publications differ.

    She knows who is counted in which, and every rule. Of the people who are in ``whole`` alone and
    of those who are in ``parts`` alone she takes every table that fits the printed difference. What
    is yielded is the size of a group of people of whom an answer is then known: from fewer than
    five families, or all of them.
    """
    union = frozenset().union(*(members_of(part) for part in parts))
    only, others = members_of(whole) - union, union - members_of(whole)
    for level in range(1, len(world.steps) + 2):
        figures = [world.seen(each, level) for each in (whole, *parts)]
        if None not in figures:
            break
    else:
        return
    codes = [cell.code for cell in world.table(only | others, level).cells]
    difference = [figures[0][code] - sum(each[code] for each in figures[1:]) for code in codes]
    for group, signed in ((only, 1), (others, -1)):
        if is_known([signed * each for each in difference], len(group)):
            for cell in world.table(group, level).cells:
                if cell.count.persons and (
                    cell.count.families < 5 or cell.count.persons == len(group)
                ):
                    yield cell.count.persons


def members_of(release):
    """Return who is counted."""
    return next(iter(release.cohorts.values())).members


def is_known(difference, size):
    """
    Tell whether a table of so many people is certain.

    It less a table of other people is the difference; nothing else is known of either.
    """
    return sum(max(0, each) for each in difference) == size


def every_sum(releases, most=3):
    """Yield each release with some others that may be subtracted from it together."""
    for whole in releases:
        others = [release for release in releases if release is not whole]
        for chosen in product((False, True), repeat=len(others)):
            parts = [release for release, is_in in zip(others, chosen, strict=True) if is_in]
            sizes = sum(len(members_of(part)) for part in parts)
            union = frozenset().union(*(members_of(part) for part in parts))
            if 0 < len(parts) <= most and sizes == len(union) and union & members_of(whole):
                yield whole, parts
