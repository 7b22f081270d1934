"""Calculating backwards finds what gives a small count away, and blocks it."""

import pytest
from disclosed import AGES, PRINTED_YEAR, VIOLENCE, WOMEN, count, put_together, scheme, table
from hypothesis import given
from hypothesis import strategies as st

from journal.exports.audits import audit, audit_recoding, how_many, tables
from journal.exports.protect import Published, Shown, Withheld, protect
from journal.exports.publication import publish


def test_a_count_that_can_be_only_two_things_does_not_pass():
    """Three possible values are the least; which count is at fault is said."""
    for values, is_enough in (({2}, False), ({2, 3}, False), ({2, 3, 4}, True)):
        found = audit((2, 35), lambda counts, values=values: counts[0] in values)

        assert is_enough == found.passed
        assert ([] if is_enough else [0]) == list(found.narrow)


def test_values_far_from_the_true_ones_count_too():
    """What is near is tried first, and then every table there is."""
    assert audit((2, 35), lambda counts: counts[0] in {2, 20, 30}).passed


def test_what_cannot_be_shown_in_time_does_not_pass():
    """Too many tables to try are no excuse."""
    counts = (2, *[10] * 9)

    assert how_many(sum(counts), 10) > 10**9
    assert not audit(counts, lambda each: each == counts).passed


def test_an_audit_of_another_table_does_not_pass():
    """What is proposed must be printed from these counts."""
    assert not audit((2, 35), lambda counts: counts != (2, 35)).passed
    assert audit((5, 32), lambda counts: False).passed


def test_every_table_is_looked_at_once():
    """As many as there are."""
    every = list(tables(6, 3))

    assert how_many(6, 3) == len(every) == len(set(every)) == 28


def test_the_printed_year_passes():
    """Each of its tables, printed or not."""
    for each in PRINTED_YEAR:
        result = protect(each.levels)
        assert audit_recoding(each.levels, each.steps, result).passed, each.id


@given(
    counts=st.lists(st.integers(0, 20), min_size=3, max_size=3).filter(lambda n: sum(n) >= 20),
    kept=st.sampled_from([None, 1, 2]),
    families=st.integers(0, 2),
)
def test_fixed_recoding_passes_whatever_the_counts(counts, kept, families):
    """The audit never blocks the default road, so that it blocked tells nothing either."""
    cells = {code: (n, max(min(n, 1), n - families)) for code, n in zip(AGES, counts, strict=True)}
    fine = table("C02", cells)
    levels = [fine, put_together(fine, AGES)]
    result = protect(levels, kept_level=kept)

    assert audit_recoding(levels, [AGES], result, kept_level=kept).passed


def test_a_table_that_hides_by_hand_is_blocked():
    """Somebody puts together less than the list says: 1 is what remains."""
    fine = table("R02", {"20-30": 1, "31-40": 18, "41+": 18})
    cells = [Shown(code=cell.code, persons=cell.count.persons, percent=0) for cell in fine.cells]
    by_hand = Published(id="R02", level=1, base=37, cells=cells)

    assert not audit_recoding([fine], [], by_hand).passed


def test_rows_that_are_parts_and_who_did_not_answer_are_followed():
    """Neither changes how many persons there are."""
    city = table("R01", {"capital": 31, "copenhagen": 8, "other": 2}, base=WOMEN)
    parts = {"copenhagen": "capital"}
    result = protect([city], parts=parts)

    assert isinstance(result, Withheld)
    assert audit_recoding([city], [], result, parts=parts).passed
    assert 37 == city.base.persons


@pytest.mark.parametrize("yes", [1, 4, 33, 36])
def test_hidden_answers_can_be_many_things(yes):
    """Nobody, a few, nearly all and all look the same."""
    several = table("R08", {**VIOLENCE, "psychological": yes}, base=WOMEN, is_multiple=True)

    assert audit_recoding([several], [], protect([several])).passed


def test_nearly_all_in_words_hides_how_many():
    """From ninety-one to ninety-five of a hundred are said the same way."""
    fine = scheme("R02", {"20-30": 91, "31-40": 5, "41+": 4}, AGES)
    result = protect(fine.levels)

    assert {None} == {cell.persons for cell in result.cells}
    assert audit_recoding(fine.levels, fine.steps, result).passed
    assert isinstance(publish([fine])["R02"], Published)
    assert count(100) == fine.levels[0].base
