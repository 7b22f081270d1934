"""Which figures of one table go out."""

import pytest
from disclosed import AGES, WOMEN, count, printed, put_together, scheme, table
from hypothesis import given
from hypothesis import strategies as st

from journal.exports.protect import (
    Published,
    Withheld,
    derived,
    mean_stay,
    percent,
    protect,
)
from journal.exports.reasons import NEARLY_ALL, SENTENCES, Why


def whys(result):
    """Return the codes of the reasons."""
    return {reason.why for reason in result.reasons}


def levels(name, *cells, step=AGES):
    """Return a table on two levels."""
    fine = table(name, *cells)
    return [fine, put_together(fine, step)]


@pytest.mark.parametrize(
    ("name", "base", "is_enough"),
    [
        ("R03", (19, 19), False),
        ("R03", (20, 20), True),
        ("R03", (20, 19), False),
        ("C03", (19, 19), False),
        ("C03", (20, 15), True),
        ("C03", (40, 14), False),
        ("H01", (19, 19), False),
        ("H01", (20, 20), True),
    ],
)
def test_a_small_group_has_a_total_and_no_tables(name, base, is_enough):
    """Twenty women; twenty children of fifteen families. A woman who came twice is one woman."""
    half = base[0] // 2, base[1] // 2
    rest = base[0] - half[0], base[1] - half[1]
    result = protect([table(name, {"a": half, "b": rest}, base=count(*base))])

    assert is_enough == isinstance(result, Published)
    assert is_enough or base[0] == result.total
    if not is_enough:
        assert whys(result) <= {Why.BASE_WOMEN, Why.BASE_CHILDREN, Why.BASE_ENQUIRIES}


@pytest.mark.parametrize(
    ("base", "total"), [((0, 0), 0), ((3, 3), None), ((5, 5), 5), ((6, 2), None)]
)
def test_the_total_of_a_year_with_three_residents_is_not_said(base, total):
    """A total is a figure like any other, and of siblings the family counts."""
    assert total == protect([table("C01", {"a": base}, base=count(*base))]).total


def test_the_first_level_that_passes_is_taken():
    """Finest first; what fails is put together by the list, whatever the counts are."""
    fine = protect(levels("R02", {"20-30": 14, "31-40": 14, "41+": 9}))
    coarse = protect(levels("R02", {"20-30": 14, "31-40": 19, "41+": 4}))
    neither = protect(levels("R02", {"20-30": 1, "31-40": 18, "41+": 18}))

    assert (1, {"20-30": 14, "31-40": 14, "41+": 9}) == (fine.level, printed(fine))
    assert (2, {"18-30": 14, "31+": 23}) == (coarse.level, printed(coarse))
    assert {Why.COARSER, Why.FEW_PERSONS, Why.FEW_FAMILIES} == whys(coarse)
    assert Withheld(id="R02", total=37, reasons=neither.reasons) == neither


def test_a_level_is_kept_even_if_a_finer_one_would_pass():
    """Else two years could be subtracted; a coarser one is taken where it must be."""
    year = {"20-30": 14, "31-40": 14, "41+": 9}
    kept = protect(levels("R02", year), kept_level=2)

    assert (2, {"18-30": 14, "31+": 23}) == (kept.level, printed(kept))
    assert Why.KEPT in whys(kept)
    assert 2 == protect(levels("R02", year | {"41+": 4}), kept_level=1).level
    assert isinstance(protect(levels("R02", year | {"20-30": 4}), kept_level=2), Withheld)


def test_zeros_are_shown():
    """Nobody is no one whom a figure points at."""
    result = protect([table("R03", {"a": 20, "b": 17, "c": 0, "d": 0})])

    assert {"a": 20, "b": 17, "c": 0, "d": 0} == printed(result)


def test_one_answer_of_all_is_not_told():
    """It would tell it of each of them."""
    assert {Why.ONE_ANSWER} == whys(protect([table("R03", {"a": 37, "b": 0})]))


def test_nearly_all_is_said_in_words_and_no_other_figure_gives_it_away():
    """Ninety of a hundred may be printed, ninety-one not, nor the nine."""
    result = protect([table("R03", {"a": 91, "b": 9})])

    assert {"a": 90, "b": 10} == printed(protect([table("R03", {"a": 90, "b": 10})]))
    assert {"a": None, "b": None} == printed(result)
    assert [NEARLY_ALL, ""] == [cell.text for cell in result.cells]
    assert {None} == {cell.percent for cell in result.cells}


def test_of_several_answers_each_is_a_table_of_its_own():
    """Its complement counts; what fails is hidden alone, for nothing adds up to it."""
    answers = {"a": 30, "b": 36, "c": 33, "d": 4, "e": 0, "f": 37, "g": 5}
    result = protect([table("R08", answers, base=WOMEN, is_multiple=True)])

    shown = {"a": 30, "b": None, "c": None, "d": None, "e": None, "f": None, "g": 5}
    assert shown == printed(result)
    many = protect([table("R08", {"a": 92, "b": 7}, base=count(100), is_multiple=True)])
    assert {"a": None, "b": None} == printed(many)
    assert [NEARLY_ALL, ""] == [cell.text for cell in many.cells]


def test_who_did_not_answer_is_a_row_too():
    """What is missing to the base can be subtracted by anybody."""
    result = protect([table("R06", {"1": 20, "2": 14}, base=WOMEN)])

    assert {Why.FEW_PERSONS, Why.FEW_FAMILIES} == whys(result)
    with pytest.raises(ValueError, match="more answers"):
        protect([table("R06", {"1": 20, "2": 18}, base=WOMEN)])


def test_levels_of_two_tables_are_no_levels():
    """A mistake of the caller, never of a person."""
    one, other = table("R02", {"a": 20}), table("R03", {"a": 20})
    for wrong in ([], [one, other], [one, one]):
        with pytest.raises(ValueError, match="level"):
            protect(wrong)


@given(
    cells=st.lists(
        st.integers(0, 30).flatmap(
            lambda n: st.tuples(st.just(n), st.integers(min(n, 1), n) if n else st.just(0))
        ),
        min_size=2,
        max_size=5,
    ),
    name=st.sampled_from(["R03", "C03"]),
    is_multiple=st.booleans(),
)
def test_no_printed_table_holds_a_small_figure(cells, name, is_multiple):
    """Whatever the counts: each figure and each complement is nobody or five of five families."""
    persons, families = sum(n for n, _ in cells), sum(n for _, n in cells)
    fine = table(
        name,
        {str(n): each for n, each in enumerate(cells)},
        base=count(persons, families),
        is_multiple=is_multiple,
    )
    result = protect([fine])
    if isinstance(result, Published):
        shown = {cell.code for cell in result.cells if cell.persons is not None}
        kept = [cell for cell in fine.cells if cell.code in shown]
        assert all(cell.count.persons == 0 or cell.count.families >= 5 for cell in kept)
        if is_multiple:
            assert all(5 <= cell.count.persons <= persons - 5 for cell in kept)
        elif shown:
            assert all(each.persons == 0 or each.families >= 5 for each in derived(fine))


def test_percentages_are_whole_and_half_goes_up():
    """In integers: a float would tell 12,5 from 12,4999."""
    assert [0, 13, 50, 84, 100] == [percent(n, 8 if n < 9 else 37) for n in (0, 1, 4, 31, 37)]


@pytest.mark.parametrize(
    ("days", "stays", "told"),
    [(4255, 37, 115), (117 * 20, 20, 115), (1175 * 2, 20, 120), (4255, 19, None)],
)
def test_the_mean_stay_is_told_in_fives_and_of_twenty(days, stays, told):
    """Half goes up; one stay more or less does not show."""
    assert told == mean_stay(days, count(stays))


def test_the_mean_stay_of_a_woman_who_came_twenty_times_is_not_told():
    """Stays are not women."""
    assert mean_stay(2000, count(20, 19)) is None


def test_each_reason_has_words():
    """A leader repeats them."""
    assert set(Why) == set(SENTENCES)


def test_the_smallest_group_is_told_inside():
    """Fewest families first; of yes and no both."""
    result = protect(scheme("C01", {"a": (20, 15), "b": (9, 5)}, base=count(29, 20)).levels)

    assert count(9, 5) == result.smallest
