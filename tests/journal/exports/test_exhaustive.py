"""
Every table there can be, looked at by somebody who knows the rules but not the key.

She sees what is printed and takes every exact table that would be printed so. A small count that is
the same in all of them is known to her.
"""

from itertools import combinations

import pytest
from disclosed import count, put_together, table
from turns import IS_LONG

from journal.exports.audits import how_many, tables
from journal.exports.protect import Published, is_printable, protect
from journal.exports.suppression import could_hide

SMALL = range(1, 5)
WOMEN = 37
LISTS = {
    5: [[(0, 0, 1, 2, 2), (0, 0, 1, 1, 1)], [(0, 1, 2, 3, 4), (0, 1, 2, 2, 2), (0, 0, 1, 1, 1)]],
    4: [[(0, 1, 2, 3), (0, 1, 1, 1)], [(0, 1, 2, 3), (0, 0, 1, 1)], [(0, 0, 1, 1)]],
    3: [[(0, 1, 2), (0, 1, 1)], [(0, 1, 1)]],
    2: [[(0, 1)]],
}
"""Fixed lists, by how many codes are asked: for each level in which of its rows each code lies."""


def sums(counts, places):
    """Return counts at a level."""
    found = [0] * (max(places) + 1)
    for place, each in zip(places, counts, strict=True):
        found[place] += each
    return tuple(found)


def recoded(counts, fixed):
    """Return what fixed recoding prints."""
    for level, places in enumerate(fixed):
        coarse = sums(counts, places)
        if is_printable(coarse):
            return level, coarse
    return None


def smallest_first(counts):
    """Return what is printed by the textbook: small cells hidden, and the smallest other."""
    hidden = {n for n, each in enumerate(counts) if 0 < each < 5}
    further = sorted((each, n) for n, each in enumerate(counts) if each >= 5)
    if len(hidden) == 1 and further:
        hidden.add(further[0][1])
    return tuple(None if n in hidden else each for n, each in enumerate(counts))


def keyed(counts):
    """Yield everything that may be printed by keyed suppression, whatever the key."""
    places = [n for n, each in enumerate(counts) if each]
    for size in range(len(places) + 1):
        for hidden in combinations(places, size):
            if could_hide(counts, set(hidden)):
                yield tuple(None if n in hidden else each for n, each in enumerate(counts))


def known(total, cells, prints):
    """Return how many small counts there are, and how many of them are known exactly."""
    values = {}
    small = []
    for counts in tables(total, cells):
        for seen in prints(counts):
            found = values.setdefault(seen, [0] * cells)
            for place, each in enumerate(counts):
                found[place] |= 1 << each
                if each in SMALL:
                    small.append((found, place, each))
    return len(small), sum(found[place] == 1 << each for found, place, each in small)


def sizes(cells):
    """Return for how many women all tables are tried: a long run tries all."""
    return range(1, WOMEN + 1) if IS_LONG or cells < 4 else (WOMEN,)


CASES = [(cells, fixed) for cells, lists in LISTS.items() for fixed in lists]


@pytest.mark.parametrize(("cells", "fixed"), CASES)
def test_fixed_recoding_gives_no_small_count_back(cells, fixed):
    """Of all tables of up to 37 women and five categories: none, for any fixed list."""
    for total in sizes(cells):
        small, exact = known(total, cells, lambda counts: [recoded(counts, fixed)])
        assert exact == 0, total
        assert small > 0


@pytest.mark.parametrize(
    ("cells", "found"),
    [(4, (10_376, 394)), pytest.param(5, (162_425, 8_370), marks=pytest.mark.long)],
)
def test_the_textbook_gives_hundreds_back(cells, found):
    """The same attack succeeds here: it is the rule that holds, not the attack that fails."""
    assert found == known(WOMEN, cells, lambda counts: [smallest_first(counts)])


@pytest.mark.parametrize("total", [20, pytest.param(37, marks=pytest.mark.long)])
def test_keyed_suppression_gives_no_small_count_back(total):
    """What is hidden beside the small counts hangs on a key, so no table is the only one."""
    small, exact = known(total, 4, keyed)

    assert exact == 0
    assert small > 0


@pytest.mark.parametrize(("cells", "fixed"), CASES)
def test_tables_are_protected_as_they_were_tried(cells, fixed):
    """The rule above is the one of the program: a share of all tables goes through both."""
    step = 1 if IS_LONG and cells < 5 else max(1, how_many(WOMEN, cells) // 200)
    for counts in list(tables(WOMEN, cells))[::step]:
        levels = [
            table("R03", {str(n): each for n, each in enumerate(sums(counts, places))}, level=level)
            for level, places in enumerate(fixed, start=1)
        ]
        result, expected = protect(levels), recoded(counts, fixed)
        assert isinstance(result, Published) == (expected is not None)
        if expected is not None:
            figures = tuple(cell.persons for cell in result.cells)
            assert (expected[0] + 1, expected[1]) == (result.level, figures)


def test_putting_together_counts_everybody():
    """The tables of the other tests are what they say."""
    fine = table("R02", {"a": (5, 4), "b": (3, 3)})

    assert count(8, 7) == put_together(fine, {"a": "c", "b": "c"}).cells[0].count
