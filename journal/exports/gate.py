"""
Whether a publication may go out beside everything that went out before.

Rules (R-S1): whoever subtracts figures of two publications learns about those who stand in one and
not in the other. So they are nobody, or at least ``LEAST_FAMILIES`` families whose own table would
be publishable; and that holds for a publication less the sum of several others too. Whole years
only, three years only as blocks that do not overlap, and no second figure for one group.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeVar

from journal.exports.counts import Cell, Table
from journal.exports.ledger import Cohort, Kind, Member, Release
from journal.exports.protect import Published, failures, is_nearly_all, is_small
from journal.exports.reasons import Reason, Why

LEAST_FAMILIES = 10
BLOCK_YEARS = 3
MOST_PARTS = 3
"""So many earlier publications are summed up: a block is three years."""
SUBJECTS = ({"R05", "R06"}, {"R11", "R12"})
"""Tables that count the same thing in two ways, so that one may be subtracted from the other."""

Counting = Callable[[frozenset[Member], str, int], Table]
"""Counts some members exactly, in a table of this id at this level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Nothing is learned by subtraction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """
    The same was published before: the old file is given again.

    Args:
        release: the old one.
    """

    release: Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """
    It does not go out as it is.

    Args:
        reasons: with the table and the earlier release they are about. Without those tables it
            may be proposed again.
    """

    reasons: Sequence[Reason]


def gate(
    new: Release, earlier: Sequence[Release], count: Counting, *, this_year: int
) -> Accepted | Repeat | Refused:
    """
    Decide whether a publication may go out.

    Args:
        new: what is proposed.
        earlier: every release there was, withdrawn ones too.
        count: for members of ``new`` and of ``earlier``, old versions of corrected rows too.
            Where it does not count each of them, as a row is gone, the answer is a refusal.
        this_year: the local year in which it is decided.
    """
    if reasons := unfit(new, this_year):
        return Refused(reasons=reasons)
    for old in earlier:
        if _is_repeat(new, old):
            return Repeat(release=old)
    told = frozenset(name for name in new.levels if any(_is_retold(new, o, name) for o in earlier))
    reasons = [reason for old in earlier for reason in _beside(new, old, told)]
    reasons += _totals_subtracted(new, earlier)
    if not reasons:
        reasons = list(_subtracted(new, earlier, count))
    return Refused(reasons=list(dict.fromkeys(reasons))) if reasons else Accepted()


def period(words: str) -> tuple[int, int] | Reason:
    """
    Read for which years figures are asked: ``2025``, or ``2025-2027`` for a block.

    The return value is the first and last year, or why nothing else is published: a month, a
    quarter, a total so far.
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", words.strip(), re.ASCII)
    if match is None:
        return Reason(why=Why.PERIOD)
    years = int(match[1]), int(match[2] or match[1])
    return years if _is_period(years) else Reason(why=Why.PERIOD)


def unfit(new: Release, this_year: int) -> Sequence[Reason]:
    """Return why a release is none, whatever was published before; empty if it is one."""
    reasons = []
    for cohort in new.cohorts.values():
        if not _is_period(cohort.years):
            reasons.append(Reason(why=Why.PERIOD))
        elif cohort.years[1] >= this_year:
            reasons.append(Reason(why=Why.UNFINISHED))
    for name, figure in new.figures.items():
        if re.fullmatch(r"[RCH]\d\d", name, re.ASCII) is None:
            reasons.append(Reason(why=Why.CROSSED, about=name))
        elif isinstance(figure, Published) and _shows_small(figure):
            reasons.append(Reason(why=Why.AUDIT, about=name))
    return list(dict.fromkeys(reasons))


def without(release: Release, table_ids: frozenset[str]) -> Release:
    """Return a release that does not even try these tables: proposed anew after a refusal."""
    figures = {name: each for name, each in release.figures.items() if name not in table_ids}
    return Release(id=release.id, cohorts=release.cohorts, figures=figures)


def _is_period(years: tuple[int, int]) -> bool:
    return years[1] - years[0] in {0, BLOCK_YEARS - 1}


def _shows_small(figure: Published) -> bool:
    return any(cell.persons is not None and is_small(cell.persons) for cell in figure.cells)


def _is_repeat(new: Release, old: Release) -> bool:
    if not new.figures or not new.figures.keys() <= old.figures.keys():
        return False
    return all(_is_same_group(new.cohort(name), old.cohort(name)) for name in new.figures) and all(
        old.levels.get(name) == level for name, level in new.levels.items()
    )


def _is_same_group(one: Cohort, other: Cohort) -> bool:
    return one.members is not None and one.members == other.members


def _beside(new: Release, old: Release, told: frozenset[str]) -> Iterator[Reason]:
    """
    Yield what can be said of two releases without counting.

    Args:
        told: tables of which nothing is said that was not said of this cohort before.
    """
    for letter in new.cohorts.keys() & old.cohorts.keys():
        mine, theirs = new.cohorts[letter], old.cohorts[letter]
        if _is_second_block(mine.years, theirs.years):
            yield Reason(why=Why.BLOCK, earlier=old.id)
    for name in new.telling:
        if name[0] not in {other[0] for other in old.figures}:
            continue
        mine, theirs = new.cohort(name), old.cohort(name)
        if mine.members is None or theirs.members is None:  # then any total is subtracted already
            is_known = name in told and _is_said_the_same(mine, theirs)
            if not is_known and not _is_apart(mine, theirs):
                yield Reason(why=Why.EARLIER_UNKNOWN, about=name, earlier=old.id)
        elif _is_told_anew(new, old, name):
            yield Reason(why=Why.OTHER_LEVEL, about=name, earlier=old.id)


def _is_told_anew(new: Release, old: Release, name: str) -> bool:
    """Tell whether a group gets another figure where it had one, or had none that was printed."""
    is_shared = name in new.levels and any(_is_same_subject(name, other) for other in old.figures)
    is_group = new.cohort(name).members == old.cohort(name).members
    return is_shared and is_group and not _is_same_figure(new, old, name)


def _is_few(members: frozenset[Member]) -> bool:
    return bool(members) and len({member.family for member in members}) < LEAST_FAMILIES


def _is_said_the_same(one: Cohort, other: Cohort) -> bool:
    return one.kind == other.kind and one.years == other.years


def _is_retold(new: Release, old: Release, name: str) -> bool:
    """Tell whether each figure of a table was published before of a cohort of the same name."""
    mine, theirs = new.figures[name], old.figures.get(name)
    if not isinstance(mine, Published) or not isinstance(theirs, Published):
        return False
    cohort = old.cohort(name)
    if cohort.members is not None or not _is_said_the_same(new.cohort(name), cohort):
        return False
    known = {cell.code: cell.persons for cell in theirs.cells}
    is_known = all(c.persons is None or c.persons == known.get(c.code) for c in mine.cells)
    return mine.level == theirs.level and mine.base == theirs.base and is_known


def _is_second_block(one: tuple[int, int], other: tuple[int, int]) -> bool:
    are_blocks = one[0] < one[1] and other[0] < other[1]
    return are_blocks and one != other and one[0] <= other[1] and other[0] <= one[1]


def _is_apart(one: Cohort, other: Cohort) -> bool:
    """Nobody is discharged, and no enquiry received, in two years; somebody is present in both."""
    is_once = one.kind == other.kind and one.kind in {Kind.DISCHARGED, Kind.RECEIVED}
    return is_once and (one.years[1] < other.years[0] or other.years[1] < one.years[0])


def _is_same_figure(new: Release, old: Release, name: str) -> bool:
    mine, theirs = new.figures[name], old.figures.get(name)
    return (
        isinstance(mine, Published)
        and isinstance(theirs, Published)
        and mine.level == theirs.level
        and list(mine.cells) == list(theirs.cells)
    )


def _is_same_subject(one: str, other: str) -> bool:
    return one == other or any(one in subject and other in subject for subject in SUBJECTS)


@dataclass(frozen=True, slots=True)
class _Group:
    """Those whom one release counts."""

    release_id: str
    members: frozenset[Member]


@dataclass(frozen=True, slots=True)
class _Told(_Group):
    """One published table of one release."""

    figure: Published


_Whom = TypeVar("_Whom", bound=_Group)


def _totals_subtracted(new: Release, earlier: Sequence[Release]) -> Iterator[Reason]:
    """Yield whose total is left: totals and the mean stay are told without a table in common."""
    for letter in new.cohorts:
        mine, *olds = [
            _Group(release.id, release.cohorts[letter].members or frozenset())
            for release in (new, *earlier)
            if letter in release.cohorts
        ]
        for whole, parts in _sums(mine, olds):
            together = _union(parts)
            if _is_few(whole.members - together) or _is_few(together - whole.members):
                other = next(each for each in (whole, *parts) if each is not mine)
                yield Reason(why=Why.FEW_DIFFER, least=LEAST_FAMILIES, earlier=other.release_id)


def _subtracted(new: Release, earlier: Sequence[Release], count: Counting) -> Iterator[Reason]:
    """Yield what somebody learns who subtracts sums of publications from each other."""
    told = [each for old in earlier for each in _told(old)]
    for mine in _told(new):
        olds = [each for each in told if _is_same_subject(mine.figure.id, each.figure.id)]
        for whole, parts in _sums(mine, olds):
            reason = _difference(whole, parts, count)
            if reason is not None:
                other = next(each for each in (whole, *parts) if each is not mine)
                yield replace(reason, about=mine.figure.id, earlier=other.release_id)


def _told(release: Release) -> Iterator[_Told]:
    for name, figure in release.figures.items():
        members = release.cohort(name).members
        if isinstance(figure, Published) and members is not None:
            yield _Told(release.id, members, figure)


def _sums(mine: _Whom, olds: Sequence[_Whom]) -> Iterator[tuple[_Whom, Sequence[_Whom]]]:
    """Yield a whole and what is subtracted from it, where the new release is one of them."""
    for whole in (mine, *olds):
        near = [told for told in olds if told is not whole and told.members & whole.members]
        if whole is mine:
            choices = [list(c) for n in range(1, MOST_PARTS + 1) for c in combinations(near, n)]
        elif mine.members & whole.members:
            choices = [[mine, *c] for n in range(1, MOST_PARTS) for c in combinations(near, n)]
        else:
            continue
        for parts in choices:
            if sum(len(part.members) for part in parts) == len(_union(parts)):
                yield whole, parts


def _union(parts: Sequence[_Group]) -> frozenset[Member]:
    return frozenset().union(*(part.members for part in parts))


def _difference(whole: _Told, parts: Sequence[_Told], count: Counting) -> Reason | None:
    """Return what the subtraction shows; None if it shows nothing."""
    together = _union(parts)
    for rest in (whole.members - together, together - whole.members):
        if _is_few(rest):
            return Reason(why=Why.FEW_DIFFER, least=LEAST_FAMILIES)
        if not rest:
            continue
        for name in {told.figure.id for told in (whole, *parts)}:
            figures = [told.figure for told in (whole, *parts) if told.figure.id == name]
            table = count(rest, name, max(figure.level for figure in figures))
            if table.base.persons != len(rest):
                return Reason(why=Why.EARLIER_UNKNOWN)
            if _shows(table, figures):
                return Reason(why=Why.DIFFERENCE_SHOWS)
    return None


def _shows(table: Table, figures: Sequence[Published]) -> bool:
    """Tell whether a table of a difference could not itself be published."""
    if table.is_multiple:
        shown = [{cell.code for cell in each.cells if cell.persons is not None} for each in figures]
        cells = [cell for cell in table.cells if all(cell.code in codes for codes in shown)]
        return any(_shows_item(table, cell) for cell in cells)
    base = table.base.persons
    is_near = any(is_nearly_all(cell.count.persons, base) for cell in table.cells)
    return bool(failures(table)) or is_near


def _shows_item(table: Table, cell: Cell) -> bool:
    item = Table(id=table.id, level=table.level, base=table.base, cells=[cell], is_multiple=True)
    persons, base = cell.count.persons, table.base.persons
    is_near = is_nearly_all(persons, base) or is_nearly_all(base - persons, base)
    return bool(failures(item)) or is_near
