"""Hiding cells by a key: the alternative that is off by default."""

import pytest
from disclosed import WOMEN, count, printed, table
from hypothesis import given
from hypothesis import strategies as st
from released import order

from journal.exports.protect import Published, Withheld
from journal.exports.suppression import audit_suppression, could_hide, suppress


def hidden(result):
    """Return the codes without a figure."""
    return {code for code, persons in printed(result).items() if persons is None}


def test_a_small_count_is_never_hidden_alone():
    """Alone it would be what is missing to the base."""
    result = suppress(table("R03", {"a": 3, "b": 9, "c": 10, "d": 15}), order)

    assert {"a"} < hidden(result)
    assert 2 == len(hidden(result))


def test_what_is_hidden_with_it_hangs_on_the_key_and_not_on_size():
    """Each of the others is chosen by some key; the same key chooses the same."""
    asked = table("R03", {"a": 3, "b": 9, "c": 10, "d": 15})
    keys = [lambda words, n=n: order(f"{n}{words}") for n in range(40)]
    chosen = [hidden(suppress(asked, key)) - {"a"} for key in keys]

    assert {"b", "c", "d"} == set().union(*chosen)
    assert chosen == [hidden(suppress(asked, key)) - {"a"} for key in keys]


def test_zeros_are_shown_and_tables_without_small_counts_are_whole():
    """Nothing is hidden for nothing."""
    whole = {"a": 5, "b": 0, "c": 32}

    assert whole == printed(suppress(table("R03", whole), order))
    assert 0 == printed(suppress(table("R03", {"a": 3, "b": 0, "c": 9, "d": 25}), order))["b"]


def test_siblings_alone_are_hidden_and_do_not_hide_each_other():
    """Five children of one family are small; what is hidden holds five families."""
    rows = {"a": (5, 1), "b": (2, 1), "c": (10, 9), "d": (10, 9)}
    result = suppress(table("C03", rows), order)

    assert isinstance(result, Withheld) or {"a", "b"} < hidden(result)


def test_what_it_cannot_do_it_refuses():
    """Several answers, missing answers: mistakes of the caller. Few women: none at all."""
    several = table("R08", {"a": 20, "b": 20}, base=WOMEN, is_multiple=True)
    for wrong in (several, table("R03", {"a": 20, "b": 10}, base=WOMEN)):
        with pytest.raises(ValueError, match="one answer of each"):
            suppress(wrong, order)
    assert isinstance(suppress(table("R03", {"a": 9, "b": 10}), order), Withheld)
    assert isinstance(suppress(table("R03", {"a": 36, "b": 1}), order), Withheld)


@given(
    counts=st.lists(st.integers(0, 15), min_size=2, max_size=6).filter(lambda n: sum(n) >= 20),
    key=st.integers(0, 1000),
)
def test_what_goes_out_passes_its_audit(counts, key):
    """Whatever the counts and the key, each hidden count could be at least three things."""
    fine = table("R03", {str(n): each for n, each in enumerate(counts)})
    result = suppress(fine, lambda words: order(f"{key}{words}"))
    if isinstance(result, Published):
        places = {int(code) for code in hidden(result)}
        assert could_hide(tuple(counts), places)
        assert audit_suppression(tuple(counts), places).passed
        assert {n for n, each in enumerate(counts) if 0 < each < 5} <= places


def test_hiding_only_the_small_ones_fails_the_audit():
    """Two women in two hidden cells are one and one."""
    assert not audit_suppression((1, 1, 20), {0, 1}).passed
    assert count(22).persons == 22
