"""Rounding to fives that adds up."""

from collections import Counter
from itertools import permutations

import pytest
from disclosed import WOMEN, printed, table
from hypothesis import given
from hypothesis import strategies as st
from released import order

from journal.exports.protect import Published, Withheld
from journal.exports.rounding import audit_rounding, could_round, round_table, rounded_by

COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=6).map(tuple)


@given(counts=COUNTS, start=st.integers(0, 4), chance=st.randoms(use_true_random=False))
def test_each_goes_to_a_neighbour_and_all_add_up(counts, start, chance):
    """Fives stay; the total is a neighbour of the true one too."""
    places = list(range(len(counts)))
    chance.shuffle(places)
    rounded = rounded_by(counts, places, start)

    assert all(n % 5 == 0 and abs(n - each) < 5 for n, each in zip(rounded, counts, strict=True))
    assert abs(sum(rounded) - sum(counts)) < 5
    assert sum(counts) % 5 or sum(rounded) == sum(counts)


def test_on_average_nothing_is_too_large_or_too_small():
    """Over all starts a count is rounded to what it is."""
    counts = (4, 9, 24, 1)
    for places in permutations(range(4)):
        all_starts = [rounded_by(counts, places, start) for start in range(5)]
        assert [5 * each for each in counts] == [sum(n) for n in zip(*all_starts, strict=True)]


def test_the_key_decides_and_decides_the_same_again():
    """Another population is another seed."""
    asked = table("R03", {"a": 4, "b": 9, "c": 24})
    keys = [lambda words, n=n: order(f"{n}{words}") for n in range(30)]
    first = [tuple(printed(round_table(asked, key)).values()) for key in keys]

    assert first == [tuple(printed(round_table(asked, key)).values()) for key in keys]
    assert len(Counter(first)) > 2


def test_the_rounded_base_stands_beside_the_rounded_shares():
    """No percentage is finer than its count."""
    result = round_table(table("R03", {"a": 4, "b": 9, "c": 24}), order)

    assert result.base in {35, 40}
    assert result.base == sum(printed(result).values())
    assert all(cell.percent == round(100 * cell.persons / result.base) for cell in result.cells)


def test_what_it_cannot_do_it_refuses():
    """Several answers, few women, one answer of all, nearly all."""
    with pytest.raises(ValueError, match="one answer of each"):
        round_table(table("R08", {"a": 20}, base=WOMEN, is_multiple=True), order)
    for cells in ({"a": 9, "b": 10}, {"a": 37, "b": 0}, {"a": 36, "b": 1}):
        assert isinstance(round_table(table("R03", cells), order), Withheld)


@given(
    counts=st.lists(st.integers(0, 15), min_size=2, max_size=4).filter(lambda n: sum(n) >= 20),
    key=st.integers(0, 1000),
)
def test_what_goes_out_passes_its_audit(counts, key):
    """Though the exact base is known: each small count could be at least three things."""
    fine = table("R03", {str(n): each for n, each in enumerate(counts)})
    result = round_table(fine, lambda words: order(f"{key}{words}"))
    if isinstance(result, Published):
        rounded = tuple(printed(result).values())
        assert could_round(tuple(counts), rounded)
        assert audit_rounding(tuple(counts), rounded).passed


def test_too_many_cells_to_try_do_not_pass():
    """What cannot be shown is not released."""
    counts = (3, *[6] * 8)

    assert not audit_rounding(counts, rounded_by(counts, range(9), 0)).passed
