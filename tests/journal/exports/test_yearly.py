"""Counting: every person once in a table, corrections and gaps, exact on every level."""

from collections import Counter
from dataclasses import replace
from uuid import UUID

import catalogue_year
import pytest
from catalogue_year import row
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.domain.ids import FactId
from journal.domain.register import QUESTIONS
from journal.exports import catalogue
from journal.exports.catalogue import KINDS, About, category
from journal.exports.counts import Count
from journal.exports.yearly import (
    CorrectionsBroken,
    Population,
    effective,
    levels,
    members,
    tabulate,
    tabulate_outcomes,
)

WOMAN, CHILD = PersonKind.WOMAN, PersonKind.CHILD
OF_PEOPLE = [spec for spec in catalogue.specs() if spec.about is not About.ENQUIRIES]


def counts(table):
    """Persons by code, without cells that nobody gave."""
    return {one.code: one.count.persons for one in table.cells if one.count.persons}


def answers_of(kind):
    """Return a strategy of answers, of which some are missing or long gone."""
    return st.fixed_dictionaries(
        {},
        optional={
            one.id: st.lists(
                st.sampled_from([*code_list(one.codes), "long_gone"]),
                max_size=3 if one.is_multiple else 1,
            )
            for one in QUESTIONS[kind]
        },
    )


ROWS = st.lists(
    st.sampled_from(PersonKind).flatmap(
        lambda kind: st.builds(
            row,
            st.just(kind),
            st.integers(0, 10**9),
            st.integers(0, 5),
            answers_of(kind),
            st.integers(1, 500),
        )
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_nobody_falls_out_and_levels_nest(facts):
    """Cells sum to the base; a coarser cell has exactly the persons of its finer ones."""
    for spec in OF_PEOPLE:
        people = [fact for fact in facts if fact.kind is KINDS[spec.about]]
        families = len({fact.family for fact in people})
        exact, *coarser = levels(spec, facts)
        for table in (exact, *coarser):
            assert Count(persons=len(people), families=families) == table.base
            assert list(spec.words(table.level)) == [cell.code for cell in table.cells]
            total = sum(cell.count.persons for cell in table.cells)
            assert total >= len(people) if spec.is_multiple else total == len(people)
            for cell in table.cells:
                assert min(1, cell.count.persons) <= cell.count.families <= cell.count.persons
                assert cell.count.families <= families
        for table in coarser:
            merged = Counter()
            for printed, cell in zip(spec.rows, exact.cells, strict=True):
                merged[category(spec, table.level, printed.of[0])] += cell.count.persons
            assert merged == Counter(counts(table))


def test_the_catalogue_is_counted_exactly():
    """All 29 printed tables, row by row, from rows with the same marginals."""
    facts = catalogue_year.facts()
    for spec in catalogue.specs():
        expected = {c: n for c, (n, _) in catalogue_year.PRINTED[spec.id].items() if n}
        if spec.about is About.ENQUIRIES:
            assert expected == counts(tabulate_outcomes(spec, catalogue_year.outcomes()))
            continue
        found = counts(tabulate(spec, facts))
        if spec.id == "R01":
            found["capital"] += found["copenhagen"]
        if spec.id == "R06":
            expected = {"1": 14, "2": 5, "0": 18}
        assert expected == found, spec.id
    base = tabulate(catalogue.spec("C01"), facts).base
    assert Count(persons=24, families=19) == base


def test_a_part_is_a_cell_and_what_remains_another():
    """31 of the region, 8 of them of the city: 8, 23 and 6, which nobody has to subtract."""
    found = counts(tabulate(catalogue.spec("R01"), catalogue_year.facts()))
    assert {"copenhagen": 8, "capital": 23, "other": 6} == found


def test_levels_are_counted_from_people_so_families_are_exact():
    """Five siblings in three cells are one family in the coarser cell, not three."""
    ages = ("0-2", "3-5", "3-5", "6-9", "10+")
    five = [row(CHILD, n, 7, {"age": [age]}, 40) for n, age in enumerate(ages)]
    exact, fixed, coarse = levels(catalogue.spec("C02"), five)
    assert [1, 2, 1, 1, 0] == [cell.count.persons for cell in exact.cells]
    assert [1, 1, 1, 1, 0] == [cell.count.families for cell in exact.cells]
    assert Count(persons=2, families=1) == fixed.cells[2].count
    assert [(3, 1), (2, 1)] == [(c.count.persons, c.count.families) for c in coarse.cells]
    assert Count(persons=5, families=1) == exact.base


def test_what_was_not_answered_or_is_no_code_is_not_stated():
    """A gap and a code that no list knows are counted as such, never left out."""
    spec = catalogue.spec("R07")
    facts = [
        row(WOMAN, 1, 1, {}, 40),
        row(WOMAN, 2, 2, {"income": []}, 40),
        row(WOMAN, 3, 3, {"income": ["long_gone"]}, 40),
        row(WOMAN, 4, 4, {"income": ["su"]}, 40),
    ]
    assert {"su": 1, "unknown": 3} == counts(tabulate(spec, facts))
    assert {"su": 1, "none": 3} == counts(tabulate(spec, facts, 1))
    assert {"declined": 4} == counts(tabulate(catalogue.spec("R13"), facts, 1))
    assert {"unknown": 4} == counts(tabulate(catalogue.spec("R08"), facts))
    some = row(WOMAN, 5, 5, {"violence": ["physical", "long_gone"]}, 40)
    assert {"physical": 1} == counts(tabulate(catalogue.spec("R08"), [some]))
    assert {"admitted": 1, "unknown": 1} == counts(
        tabulate_outcomes(catalogue.spec("H01"), ["admitted", "long_gone"])
    )


def test_the_region_of_the_city_counts_only_with_the_capital():
    """An answer about the city beside another region says nothing."""
    facts = [row(WOMAN, 1, 1, {"home_region": ["sjaelland"], "copenhagen": ["yes"]}, 40)]
    assert {"other": 1} == counts(tabulate(catalogue.spec("R01"), facts))


@pytest.mark.parametrize(
    ("days", "band"),
    [(1, "1-29"), (29, "1-29"), (30, "30-89"), (366, "270-366"), (367, "367+")],
)
def test_the_days_decide_how_long_a_stay_was(days, band):
    """Ranges are disjoint and complete; a leap year of days is not more than a year."""
    facts = [row(WOMAN, 1, 1, {}, days)]
    assert {band: 1} == counts(tabulate(catalogue.spec("R16"), facts))


def test_the_same_woman_twice_is_two_stays():
    """Each stay is a row with a family of its own; nothing in a row could join them."""
    facts = [row(WOMAN, n, n, {"origin": ["danish"]}, 20) for n in (1, 2)]
    assert Count(persons=2, families=2) == tabulate(catalogue.spec("R03"), facts).base


def test_a_table_has_only_its_own_levels():
    """Nobody publishes on a level that was never decided."""
    for table, level in (("R08", 1), ("R05", 1), ("R17", 1)):
        with pytest.raises(ValueError, match=table):
            tabulate(catalogue.spec(table), [], level)
    with pytest.raises(ValueError, match="H01"):
        tabulate_outcomes(catalogue.spec("H01"), [], 1)


def corrected(number, replaces):
    """A row that names the one it replaces."""
    fact = row(WOMAN, number, 1, {}, 20)
    return replace(fact, replaces=None if replaces is None else FactId(UUID(int=replaces)))


@pytest.mark.parametrize(
    ("chain", "left"),
    [
        ([(1, None), (2, 1), (3, 2)], {3}),
        ([(3, 2), (1, None), (2, 1), (9, None)], {3, 9}),
        ([(2, 1)], {2}),
        ([], set()),
    ],
)
def test_only_the_newest_of_a_row_and_its_corrections_counts(chain, left):
    """In any order; also where the row that was corrected does not open any more."""
    assert left == {fact.id.int for fact in effective(corrected(*one) for one in chain)}


@pytest.mark.parametrize(
    "chain",
    [
        [(1, None), (2, 1), (3, 1)],
        [(1, 1)],
        [(1, 2), (2, 1)],
        [(1, None), (2, 3), (3, 4), (4, 2)],
        [(1, None), (1, None)],
    ],
    ids=["twice", "itself", "pair", "ring", "same"],
)
def test_corrections_that_cannot_be_stop_the_count(chain):
    """Rather no figure than a wrong one."""
    with pytest.raises(CorrectionsBroken):
        effective(corrected(*one) for one in chain)


def test_populations_by_name():
    """Present, left or came in a year; who does not say when she came is counted as not known."""
    stays = {1: (2023, 2024), 2: (2024, 2024), 3: (2024, 2025), 4: (2023, 2025), 5: (2023, 2023)}
    facts = [row(WOMAN, n, n, {}, 20, year=left, arrived=came) for n, (came, left) in stays.items()]
    facts += [row(WOMAN, 6, 6, {}, 20, year=y, arrived=None) for y in (2023, 2024, 2025)]
    found = {one: members(facts, one, 2024) for one in Population}
    ids = {one: [fact.id.int for fact in each.facts] for one, each in found.items()}
    assert [1, 2, 6] == ids[Population.DISCHARGED]
    assert [1, 2, 3, 4, 6] == ids[Population.PRESENT]
    assert [2, 3] == ids[Population.RECEIVED]
    assert [1, 0, 2] == [each.not_known for each in found.values()]
