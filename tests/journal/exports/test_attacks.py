"""
The attacks on published tables, by the numbers of the disclosure review, each with what it learned.

Every test first lets the attack succeed on what the rule replaces, then tries it on what is
published. ``make attack-report`` prints both.
"""

from dataclasses import replace

import pytest
from disclosed import (
    AGES,
    INCOMES,
    PRINTED_YEAR,
    VIOLENCE,
    WOMEN,
    count,
    printed,
    scheme,
    table,
    yes_no,
)
from released import World, order, people, subtracted

from journal.exports.audits import tables
from journal.exports.gate import Accepted, Refused, gate, period
from journal.exports.ledger import Cohort, Kind, Release
from journal.exports.protect import Published, Withheld, mean_stay, percent, protect
from journal.exports.publication import publish
from journal.exports.reasons import Reason, Why
from journal.exports.rounding import round_table
from journal.exports.suppression import could_hide, suppress

LATER = 2100
NOTHING = "nothing"


@pytest.fixture
def learned(record_property):
    """Return a function that keeps what an attack learned, without the rule and with it."""

    def keep(number, attack, without, now):
        record_property("disclosure", (number, attack, str(without), str(now)))

    return keep


def values(counts, place, gives):
    """Return the values that a count can have for somebody who sees what ``gives`` allows."""
    return {each[place] for each in tables(sum(counts), len(counts)) if gives(each)}


def hides(counts, hidden):
    """Return what somebody believes who knows that exactly the small cells are hidden."""
    return lambda each: all(
        (0 < one < 5) if n in hidden else one == counts[n] for n, one in enumerate(each)
    )


def test_1_the_hidden_remainder_is_the_number_of_hidden_cells(learned):
    """Four hidden sources of income and four women left over: one each."""
    exact = (10, 7, 4, 4, 1, 1, 1, 1, 8)
    textbook = exact[4:8]  # a textbook's threshold of three hides these, and 33 are shown
    seen = hides(textbook, {0, 1, 2, 3})
    result = protect(
        scheme("R07", {"salary": 10, "su": 7, "benefit": 12, "none": 8}, INCOMES).levels
    )
    answers = {str(n): each for n, each in enumerate(exact)}
    keyed = suppress(table("R07", answers), order)
    hidden = {n for n, cell in enumerate(keyed.cells) if cell.persons is None}
    remainder = sum(exact[n] for n in hidden)

    assert [{1}] * 4 == [values(textbook, n, seen) for n in range(4)]
    assert min(printed(result).values()) >= 5
    assert remainder - (len(hidden) - 1) >= 5
    learned(1, "hidden remainder equals the number of hidden cells", "4 women exactly", NOTHING)


def test_2_the_smallest_next_cell_is_found_out(learned):
    """4, 4, 5, 24 by smallest-first: only 4 and 4 fit beside a 5 that is shown."""
    exact = (4, 4, 5, 24)

    def smallest_first(each):
        chosen = {n for n in range(4) if each[n] < 5}
        if len(chosen) == 1:
            chosen |= {n for n in range(4) if each[n] == min(one for one in each if one >= 5)}
        return each[2:] == exact[2:] and chosen == {0, 1}

    def keyed(each):
        return each[2:] == exact[2:] and could_hide(each, {0, 1})

    before, now = (values(exact, 0, gives) for gives in (smallest_first, keyed))
    result = suppress(table("R03", dict(zip("abcd", exact, strict=True))), order)

    assert {4} == before
    assert {1, 2, 3, 4, 5, 6, 7} == now
    assert isinstance(result, Published)
    learned(2, "choice of the smallest next cell, run backwards", "4 women, twice", "1 to 7")


def test_3_five_cells_of_one_pass_a_sum_of_five(learned):
    """Five hidden cells that sum to five are all one."""
    exact = (1, 1, 1, 1, 1, 32)
    result = suppress(table("R03", {str(n): each for n, each in enumerate(exact)}), order)
    seen = hides((1, 1, 1, 1, 1), {0, 1, 2, 3, 4})

    assert {1} == values((1, 1, 1, 1, 1), 0, seen)
    assert isinstance(result, Withheld)
    learned(3, "five hidden cells that sum to five", "5 women exactly", NOTHING)


@pytest.mark.parametrize(
    ("capital", "city", "goes_out"), [(31, 8, True), (31, 28, False), (31, 3, False)]
)
def test_4_a_row_less_its_part_is_a_figure(capital, city, goes_out, learned):
    """31 in the region, 8 of these in the city: 23 outside it may be told, three may not."""
    rows = {"capital": capital, "copenhagen": city, "other": 6}
    result = protect([table("R01", rows, base=WOMEN)], parts={"copenhagen": "capital"})

    assert goes_out == isinstance(result, Published)
    left = capital - city
    found = f"{left} women: not few" if goes_out else f"{left} women exactly"
    attack = f"{capital} less {city} that are part of them"
    learned(4, attack, found, "the same: five or more may be told" if goes_out else NOTHING)


def test_5_the_complement_of_nearly_all(learned):
    """36 of 37 met psychological violence: the one who did not is not to be found."""
    several = protect([table("R08", VIOLENCE, base=WOMEN, is_multiple=True)])
    single = protect(yes_no("R13", 36, 1).levels)
    cells = {cell.code: cell for cell in several.cells}

    assert cells["psychological"].persons is None
    assert cells["psychological"].percent is None
    assert cells["psychological"].text == ""
    assert isinstance(single, Withheld)
    learned(5, "complement of 36 of 37", "1 woman exactly", NOTHING)


def attack_two(first, second):
    """Return what the gate says to a second release, and what subtracting it would tell."""
    everybody = {person.member: person for person in (*first, *second)}
    world = World(list(everybody.values()), "ab")
    old, new = world.release("1", first), world.release("2", second)
    told = list(subtracted(world, new, [old]))
    return gate(new, [old], world.count, this_year=LATER), told


def test_6_present_less_discharged_are_the_women_in_the_house(learned):
    """46 lived here and 37 left: nine are still here, and where is known."""
    here = people("abaaabaaa", name="h")
    gone = people("ab" * 18 + "a")
    verdict, told = attack_two(gone, [*gone, *here])

    assert [2] == told
    assert {Why.FEW_DIFFER} == {reason.why for reason in verdict.reasons}
    learned(6, "46 present less 37 discharged", f"{told[0]} women exactly", NOTHING)


def test_7_one_more_discharge_is_one_woman(learned):
    """Tables after 37 and after 38, and the mean beside them."""
    women = people("ab" * 19)
    verdict, told = attack_two(women[:37], women)
    first, second = (
        [day for day in range(3500, 5500) if mean_stay(day, count(n)) == mean]
        for n, mean in ((37, 115), (38, 120))
    )
    least, most = second[0] - first[-1], second[-1] - first[0]

    assert [1] == told
    assert isinstance(verdict, Refused)
    assert most - least > 365
    learned(7, "38 discharges less 37, tables", "her answer", NOTHING)
    learned(
        7,
        "38 discharges less 37, mean stay",
        "her stay to 1 day",
        f"{max(least, 1)} to {most} days",
    )


def test_8_a_block_less_the_release_before_the_ledger(learned):
    """What was printed before there was a ledger counts, though nobody knows of whom it was."""
    women = people("ab" * 40)
    world = World(women, "ab")
    block = world.release("1", women, years=(2024, 2026))
    figures = publish([scheme("R03", {"a": 19, "b": 18})])
    cohort = Cohort(kind=Kind.DISCHARGED, years=(2024, 2024), members=None)
    verdict = gate(
        block, [Release(id="0", cohorts={"R": cohort}, figures=figures)], None, this_year=LATER
    )

    assert {Why.EARLIER_UNKNOWN} == {reason.why for reason in verdict.reasons}
    learned(8, "three years less what was printed of the first", "two years exactly", NOTHING)


def test_10_age_origin_and_period_together_find_nobody(learned):
    """Each is told alone, of a whole year; two together are no table."""
    figures = publish(PRINTED_YEAR)
    known = [printed(figures[name]) for name in ("R02", "R03")]
    crossed = Release(
        id="1",
        cohorts={"R": Cohort(kind=Kind.DISCHARGED, years=(2025, 2025), members=frozenset())},
        figures={"R02xR03": replace(figures["R03"], id="R02xR03")},
    )
    verdict = gate(crossed, [], None, this_year=LATER)

    assert min(min(each.values()) for each in known) >= 9
    assert [Reason(why=Why.CROSSED, about="R02xR03")] == verdict.reasons
    assert Reason(why=Why.PERIOD) == period("2025-Q1")
    learned(10, "age, origin and quarter linked", "27 % are alone", "nobody is among fewer than 9")


def test_11_a_group_of_one_answer_tells_it_of_each(learned):
    """Twelve who differ and answered alike; and a whole year that answered alike."""
    women = people("ab" * 20 + "a" * 12)
    verdict, told = attack_two(women[:40], women)
    alike = protect([table("R03", {"a": 37, "b": 0})])

    assert [12] == told
    assert {Why.DIFFERENCE_SHOWS} == {reason.why for reason in verdict.reasons}
    assert isinstance(alike, Withheld)
    learned(11, "a group that answered alike", "12 women's answer", NOTHING)


def test_12_two_single_figures_are_one_woman(learned):
    """Over 60 = 1 and state pension = 1: neither is printed."""
    ages = {"20-30": 14, "31-40": 14, "41+": 9}
    incomes = {"salary": 10, "su": 7, "benefit": 12, "none": 8}
    results = [
        protect(scheme("R02", ages, AGES).levels),
        protect(scheme("R07", incomes, INCOMES).levels),
    ]

    assert [] == [n for result in results for n in printed(result).values() if n < 5]
    assert {9, 12} <= {n for result in results for n in printed(result).values()}
    learned(12, "over 60 is who has a state pension", "her income", "9 over 40, 12 on benefits")


def test_13_five_siblings_are_one_family(learned):
    """Five children of one mother are a figure of five and one story."""
    siblings = {"danish": (20, 18), "other": (5, 1)}
    result = protect([table("C03", siblings, base=count(25, 19))])

    assert isinstance(result, Withheld)
    assert {Why.FEW_FAMILIES} == {reason.why for reason in result.reasons}
    learned(13, "five siblings as five children", "1 family exactly", NOTHING)


def test_14_no_percentage_tells_what_a_figure_hides(learned):
    """2,7 % of 37 is one woman: where the figure is hidden, so is its share."""
    results = [
        protect([table("R08", VIOLENCE, base=WOMEN, is_multiple=True)]),
        suppress(table("R03", {"a": 4, "b": 9, "c": 24}), order),
    ]
    hidden = [c for result in results for c in result.cells if c.persons is None]
    shown = [c for c in results[1].cells if c.persons is not None]

    assert 1 == round(37 * 0.027)
    assert len(hidden) == 3
    assert {None} == {cell.percent for cell in hidden}
    assert [percent(cell.persons, 37) for cell in shown] == [cell.percent for cell in shown]
    learned(14, "a percentage beside a hidden count", "1 woman exactly", NOTHING)


def test_15_asking_again_for_rounded_figures(learned):
    """A thousand answers are one answer: there is nothing to take the mean of."""
    asked = table("R03", {"a": 4, "b": 9, "c": 24})
    repeated = {tuple(printed(round_table(asked, order)).values()) for _ in range(1000)}
    fresh = [
        printed(round_table(asked, lambda words, n=n: order(f"{n}{words}")))["a"]
        for n in range(1000)
    ]

    assert len(repeated) == 1
    assert round(sum(fresh) / 1000) == 4
    learned(15, "a rounded request asked 1000 times", "4 women exactly", "0 to 9")


def test_17_columns_of_nought_and_one_with_totals(learned):
    """Numbers as codes change nothing, nor does a total beside them."""
    result = protect([table("R11", {"1": 1, "0": 36})])
    several = protect([table("R08", {"0": 36, "1": 20}, base=WOMEN, is_multiple=True)])

    assert isinstance(result, Withheld)
    assert {"0": None, "1": 20} == printed(several)
    assert 37 == several.base
    learned(17, "columns coded 0 and 1, with totals", "1 woman exactly", NOTHING)


def test_18_a_woman_with_stays_in_two_years(learned):
    """She is two rows of one family; neither the years nor their block give her second stay."""
    again = people("b", name="back", families=["w0"])
    years = [people("ab" * 12), [*people("a" * 23, name="x"), *again], people("ab" * 12, name="y")]
    everybody = [person for year in years for person in year]
    world = World(everybody, "ab")
    out, verdicts = [], []
    for number, year in enumerate((*years, everybody)):
        span = (2025 + number,) * 2 if number < 3 else (2025, 2027)
        proposed = world.release(str(number), year, years=span)
        verdicts.append(gate(proposed, out, world.count, this_year=LATER))
        out.append(proposed)
    told = list(subtracted(world, out[3], [out[0], out[2]]))

    assert [Accepted()] * 3 == verdicts[:3]
    assert isinstance(out[1].figures["R03"], Withheld)
    assert {Why.DIFFERENCE_SHOWS} == {reason.why for reason in verdicts[3].reasons}
    assert [1] == told
    learned(18, "a woman who came back, block less two years", "her answer", NOTHING)


def test_two_tables_of_which_one_counts_a_part_of_the_other(learned):
    """Six had gone to the police when they came and ten when they left: four in between."""
    figures = publish(PRINTED_YEAR)

    assert isinstance(figures["R11"], Published)
    assert [Reason(why=Why.NESTED, least=5, about="R11")] == figures["R12"].reasons
    learned(21, "police report on leaving less on coming", "4 women exactly", NOTHING)


def test_children_are_not_counted_back_to_a_mother(learned):
    """Five mothers of two or more have eleven children: one of them has three."""
    with_one_more = [
        scheme("R06", {"0": 18, "1": 14, "2+": 5}, {"0": "without", "1": "with", "2+": "with"}),
        scheme("C01", {"boy": (13, 10), "girl": (12, 9)}, base=count(25, 19)),
    ]
    figures = publish(with_one_more)

    assert 25 - 14 - 2 * 5 == 1
    assert {"without": 18, "with": 19} == printed(figures["R06"])
    assert Why.COUNTED_BACK in {reason.why for reason in figures["R06"].reasons}
    learned(22, "children less those of mothers of one and two", "1 woman exactly", NOTHING)
