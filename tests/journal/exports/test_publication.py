"""A whole publication and what is told of its risks."""

from dataclasses import replace

from disclosed import PRINTED_YEAR, count, printed, scheme, yes_no

from journal.exports.counts import Count
from journal.exports.protect import Published, Withheld
from journal.exports.publication import publish
from journal.exports.reasons import Why
from journal.exports.risk import NEIGHBOUR, NEIGHBOUR_NOTHING, Smallest, assess

COUNTED_BACK = {"0": "without", "1": "with", "2+": "with"}


def whys(figure):
    """Return the codes of the reasons."""
    return {reason.why for reason in figure.reasons}


def test_the_printed_year_at_the_levels_of_the_lists():
    """No figure is hidden in the default mode but one violence, and four tables do not go out."""
    figures = publish(PRINTED_YEAR)
    withheld = {name for name, each in figures.items() if isinstance(each, Withheld)}
    shown = [each for each in figures.values() if isinstance(each, Published)]
    none = {cell.code for each in shown for cell in each.cells if cell.persons is None}

    assert [each.id for each in PRINTED_YEAR] == list(figures)
    assert {"R12", "C08", "C10", "C11"} == withheld
    assert {"psychological"} == none
    assert {1} == {each.level for each in shown}


def test_a_part_of_a_group_may_be_told_beside_it_if_the_rest_is_not_small():
    """As many had gone to the police on leaving, or five more: nothing is told of four."""
    for on_leaving, goes_out in ((6, True), (10, False), (11, True)):
        figures = publish([yes_no("R11", 6, 31), yes_no("R12", on_leaving, 37 - on_leaving)])
        assert goes_out == isinstance(figures["R12"], Published)
        assert isinstance(figures["R11"], Published)


def test_children_are_told_beside_their_mothers_if_several_households_fit():
    """None above the least, or three and more: several sizes of households remain possible."""
    for boys, finest in ((11, True), (12, False), (13, False), (14, True)):
        figures = publish(
            [
                scheme("R06", {"0": 18, "1": 14, "2+": 5}, COUNTED_BACK),
                scheme("C01", {"boy": boys, "girl": 13}, base=count(boys + 13, 19)),
            ]
        )
        assert finest == (figures["R06"].level == 1)
        assert finest != (Why.COUNTED_BACK in whys(figures["R06"]))


def test_with_and_without_children_can_tell_it_too():
    """Nineteen mothers with twenty children: one has two. Then no table of mothers goes out."""
    figures = publish(
        [
            scheme("R05", {"with": 19, "without": 18}),
            scheme("R06", {"0": 18, "1": 14, "2+": 5}, COUNTED_BACK),
            scheme("C01", {"boy": 10, "girl": 10}, base=count(20, 19)),
        ]
    )
    assert {Why.COUNTED_BACK} == whys(figures["R05"])
    assert isinstance(figures["R06"], Published) or Why.COUNTED_BACK in whys(figures["R06"])


def test_a_kept_level_is_kept_for_its_table():
    """Each table keeps its own."""
    kept = [replace(each, kept_level=2) for each in PRINTED_YEAR if each.id == "R02"]

    assert {"18-30": 14, "31+": 23} == printed(publish(kept)["R02"])


def test_the_risk_page_says_what_is_told_and_what_is_not():
    """The smallest group, what is kept back and why, and a picture that adds up."""
    figures = publish(PRINTED_YEAR)
    risk = assess(figures)
    given = [
        cell.persons
        for figure in figures.values()
        if isinstance(figure, Published)
        for cell in figure.cells
        if cell.persons
    ]

    assert Smallest(table="R06", count=Count(persons=5, families=5)) == risk.smallest
    assert (NEIGHBOUR, {"persons": 5, "families": 5}) == risk.neighbour
    assert len(given) == sum(bar.figures for bar in risk.bars)
    assert {"R12", "C08", "C10", "C11"} == set(risk.withheld)
    assert all(risk.withheld.values())
    assert {"R08"} == set(risk.together)
    assert 1 == risk.hidden
    assert 84 == risk.guess
    assert set(figures) == {*risk.exact, *risk.together, *risk.withheld}


def test_a_publication_without_tables_has_no_smallest_group():
    """A house with three residents tells how many enquiries there were."""
    risk = assess(publish([scheme("R03", {"a": 2, "b": 1})]))

    assert (NEIGHBOUR_NOTHING, {}) == risk.neighbour
    assert risk.smallest is None
    assert 0 == risk.guess == sum(bar.figures for bar in risk.bars)
