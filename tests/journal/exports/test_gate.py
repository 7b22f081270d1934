"""What may go out beside what went out before."""

from dataclasses import replace
from itertools import permutations

import pytest
from disclosed import count, scheme, table
from hypothesis import event, given, settings
from hypothesis import strategies as st
from released import World, every_sum, members_of, people, subtracted
from turns import IS_LONG

from journal.exports.gate import Accepted, Refused, Repeat, gate, period, unfit, without
from journal.exports.ledger import Cohort, Kind, Release
from journal.exports.protect import Published, Shown, Withheld
from journal.exports.publication import Scheme, publish
from journal.exports.reasons import Reason, Why

LATER = 2100
CODES, STEP = ("a", "b", "c"), {"a": "a", "b": "bc", "c": "bc"}


def whys(verdict):
    """Return the codes of a refusal."""
    assert isinstance(verdict, Refused), verdict
    return {reason.why for reason in verdict.reasons}


def decide(world, new, *earlier):
    """Let the gate decide."""
    return gate(new, earlier, world.count, this_year=LATER)


@pytest.fixture
def world():
    """Return eighty women, each with an answer that many others gave too."""
    return World(people("abc" * 27), CODES, STEP)


@pytest.fixture
def women(world):
    """Return them in a row."""
    return list(world.by_member.values())


def test_what_was_published_is_given_again(world, women):
    """The old file, whatever was counted anew."""
    old = world.release("1", women[:40])

    assert Repeat(release=old) == decide(world, world.release("2", women[:40]), old)


def test_the_same_group_gets_no_second_figure(world, women):
    """At another level, or where nothing was printed before, nothing is printed later."""
    old = world.release("1", women[:40])
    coarse = world.release("2", women[:40], kept=2)
    silent = replace(old, figures={"R03": Withheld(id="R03", total=40, reasons=[])})

    assert {Why.OTHER_LEVEL} == whys(decide(world, coarse, old))
    assert {Why.OTHER_LEVEL} == whys(decide(world, old, replace(silent, id="0")))


@pytest.mark.parametrize(("differ", "is_free"), [(1, False), (9, False), (10, True), (30, True)])
def test_those_who_differ_are_ten_families(world, women, differ, is_free):
    """More, or fewer: whoever subtracts sees them."""
    large, small = world.release("1", women[: 30 + differ]), world.release("2", women[:30])
    for new, old in ((large, small), (small, large)):
        verdict = decide(world, new, old)
        if is_free:
            assert verdict in (Accepted(), Refused(reasons=getattr(verdict, "reasons", [])))
            assert differ == 10 or verdict == Accepted()
        else:
            assert {Why.FEW_DIFFER} == whys(verdict)


def test_siblings_are_one_family_to_the_gate():
    """Twelve children of four mothers are four."""
    families = [f"f{n}" for n in range(40)] + [f"s{n // 3}" for n in range(12)]
    persons = people("ab" * 26, families=families)
    world = World(persons, "ab", name="C03")
    large, small = world.release("1", persons), world.release("2", persons[:40])

    assert {Why.FEW_DIFFER} == whys(decide(world, large, small))


@pytest.mark.parametrize("answers", ["a" * 12, "a" * 11 + "b", "a" * 6 + "b" * 6])
def test_those_who_differ_could_be_published_themselves(answers):
    """All of one answer, or one alone with hers: it is read off by subtraction."""
    persons = people("ab" * 20 + answers)
    world = World(persons, "ab")
    large, small = world.release("1", persons), world.release("2", persons[:40])
    verdict = decide(world, large, small)

    if answers.count("a") == 6:
        assert Accepted() == verdict
    else:
        assert {Why.DIFFERENCE_SHOWS} == whys(verdict)
        assert ("R03", "2") == (verdict.reasons[0].about, verdict.reasons[0].earlier)


def test_groups_that_are_nearly_the_same_differ_in_their_totals_too(world, women):
    """Without a table in common there is a number of women, and a mean stay."""
    old = world.release("1", women[:40])
    nothing = without(world.release("2", women[:41]), frozenset({"R03"}))

    assert {Why.FEW_DIFFER} == whys(decide(world, nothing, old))
    assert Accepted() == decide(world, nothing)


def released(name, levels, members):
    """Return a release of some tables of one group."""
    cohort = Cohort(kind=Kind.DISCHARGED, years=(2025, 2025), members=frozenset(members))
    figures = publish([Scheme(levels=[level]) for level in levels])
    return Release(id=name, cohorts={"R": cohort}, figures=figures)


@pytest.mark.parametrize(("yes", "is_free"), [(5, True), (2, False), (0, False), (10, False)])
def test_of_several_answers_each_difference_counts_that_both_tell(women, yes, is_free):
    """Two of the ten who differ gave an answer: refused. What one of them hides is not compared."""
    old, new = (
        table("R08", cells, base=count(persons), is_multiple=True)
        for cells, persons in (({"a": 10, "b": 29}, 30), ({"a": 10 + yes, "b": 30}, 40))
    )
    rest = table("R08", {"a": yes, "b": 1}, base=count(10), is_multiple=True)
    verdict = gate(
        released("2", [new], (each.member for each in women[:40])),
        [released("1", [old], (each.member for each in women[:30]))],
        lambda members, name, level: rest,
        this_year=LATER,
    )

    assert Accepted() == verdict if is_free else {Why.DIFFERENCE_SHOWS} == whys(verdict)


def test_rows_that_are_gone_are_not_taken_for_nobody(world, women):
    """Who was counted then and cannot be counted now is unknown."""
    large, small = world.release("1", women[:60]), world.release("2", women[:30])
    gone = {woman.member for woman in women[:40]}

    def count_others(members, name, level):
        return world.table(members - gone, level)

    verdict = gate(large, [small], count_others, this_year=LATER)

    assert Accepted() == decide(world, large, small)
    assert {Why.EARLIER_UNKNOWN} == whys(verdict)


def test_two_tables_of_one_thing_are_subtracted_from_each_other(women):
    """With and without children beside how many children: ten differ, two of them with a child."""
    old = released("1", [table("R05", {"with": 15, "without": 15})], (w.member for w in women[:30]))
    new = released(
        "2", [table("R06", {"0": 23, "1": 12, "2+": 5})], (each.member for each in women[:40])
    )
    rest = {
        "R05": table("R05", {"with": 2, "without": 8}),
        "R06": table("R06", {"0": 8, "1": 2, "2+": 0}),
    }
    verdict = gate(new, [old], lambda members, name, level: rest[name], this_year=LATER)

    assert {Why.DIFFERENCE_SHOWS} == whys(verdict)
    same = replace(new, cohorts=old.cohorts)
    assert {Why.OTHER_LEVEL} == whys(gate(same, [old], None, this_year=LATER))


def test_a_block_does_not_give_its_last_year_back():
    """The three years together less the first two are the third, of which nothing was printed."""
    years = [people("ab" * 12, name=name) for name in "xy"]
    years.append(people("a" * 23 + "b", name="z"))
    world = World([person for year in years for person in year], "ab")
    one, two, three = (
        world.release(str(n), year, years=(n, n)) for n, year in enumerate(years, start=2025)
    )
    block = world.release("block", [each for year in years for each in year], years=(2025, 2027))

    assert isinstance(three.figures["R03"], Withheld)
    assert Accepted() == decide(world, block, one)
    assert {Why.DIFFERENCE_SHOWS} == whys(decide(world, block, one, two))
    assert {Why.DIFFERENCE_SHOWS} == whys(decide(world, two, one, block))
    assert Accepted() == decide(world, without(block, frozenset({"R03"})), one, two)


def test_blocks_do_not_overlap(world, women):
    """The next begins where the last ended."""
    old = world.release("1", women[:40], years=(2025, 2027))
    overlapping = world.release("2", women[40:], years=(2027, 2029))
    next_one = world.release("3", women[40:], years=(2028, 2030))

    assert {Why.BLOCK} == whys(decide(world, overlapping, old))
    assert Accepted() == decide(world, next_one, old)


def test_a_corrected_row_waits_for_the_next_block(world, women):
    """It is another member: the difference would be one woman's corrected answer."""
    corrected = replace(women[0], row="corrected", answer="b")
    world.by_member[corrected.member] = corrected
    old, new = world.release("1", women[:40]), world.release("2", [corrected, *women[1:40]])

    assert {Why.FEW_DIFFER} == whys(decide(world, new, old))


def unknown(kind, years, figures=None):
    """Return what was published before there was a ledger."""
    figures = figures or publish([scheme("R03", {"a": 20, "b": 17})])
    return Release(
        id="0", cohorts={"R": Cohort(kind=kind, years=years, members=None)}, figures=figures
    )


@pytest.mark.parametrize(
    ("kind", "years", "is_free"),
    [
        (Kind.DISCHARGED, (2024, 2024), True),
        (Kind.DISCHARGED, (2025, 2025), False),
        (Kind.DISCHARGED, (2023, 2025), False),
        (Kind.PRESENT, (2024, 2024), False),
        (Kind.PRESENT, (2025, 2025), False),
    ],
)
def test_beside_people_nobody_knows_only_other_years_go_out(world, women, kind, years, is_free):
    """Nobody is discharged in two years; somebody may be present in both."""
    verdict = decide(world, world.release("1", women[:40]), unknown(kind, years))

    assert Accepted() == verdict if is_free else {Why.EARLIER_UNKNOWN} == whys(verdict)


def test_what_was_told_before_may_be_told_again(world, women):
    """Of the same year and population, figure for figure: nobody learns anything."""
    new = world.release("1", women[:40])
    same, other = (
        unknown(Kind.DISCHARGED, (2025, 2025), figures)
        for figures in (new.figures, publish([scheme("R03", {"a": 13, "b": 14, "c": 13})]))
    )
    assert Accepted() == decide(world, new, same)
    assert Accepted() == decide(world, new, same, other)
    assert {Why.EARLIER_UNKNOWN} == whys(decide(world, new, other))
    present = unknown(Kind.PRESENT, (2025, 2025), new.figures)
    assert {Why.EARLIER_UNKNOWN} == whys(decide(world, new, same, present))


@pytest.mark.parametrize(
    ("words", "years"),
    [("2025", (2025, 2025)), (" 2025-2027 ", (2025, 2027))],
)
def test_whole_years_are_asked_for(words, years):
    """One, or three together."""
    assert years == period(words)


@pytest.mark.parametrize(
    "words",
    ["2025-03", "2025-Q1", "2025-2026", "2027-2025", "2025-01-31", "", "2025-2028", "٢٠٢٥"],
)
def test_nothing_else_is_published(words):
    """No month, no quarter, no total so far."""
    assert Reason(why=Why.PERIOD) == period(words)


def test_what_is_no_publication_is_refused_before_anything_is_compared(world, women):
    """An unfinished year, two years, two answers crossed, a small figure from somewhere."""
    release = world.release("1", women[:40])
    figure = release.figures["R03"]
    small = replace(figure, cells=[Shown(code="a", persons=4, percent=10)])
    two_years = Cohort(kind=Kind.DISCHARGED, years=(2025, 2026), members=frozenset())

    assert [Why.UNFINISHED] == [each.why for each in unfit(release, 2025)]
    assert [] == unfit(release, 2026)
    assert {Why.PERIOD} == whys(decide(world, replace(release, cohorts={"R": two_years})))
    crossed = replace(release, figures={"R03xR07": figure})
    assert {Why.CROSSED} == whys(decide(world, crossed))
    assert {Why.AUDIT} == whys(decide(world, replace(release, figures={"R03": small})))


def test_the_hash_changes_with_every_figure_and_with_nothing_else(world, women):
    """Whoever approved saw these figures; members and reasons are no part of the file."""
    release = world.release("1", women[:40])
    figure = release.figures["R03"]
    other = replace(figure.cells[0], percent=99)
    changed = replace(figure, cells=[other, *figure.cells[1:]])
    inside = replace(figure, reasons=[Reason(why=Why.KEPT)], smallest=None)
    cohort = replace(release.cohorts["R"], members=None)

    assert release.hash != replace(release, figures={"R03": changed}).hash
    assert release.hash == replace(release, figures={"R03": inside}).hash
    assert release.hash == replace(release, id="2", cohorts={"R": cohort}).hash


def answers(least, most):
    """Return so many answers of each code."""
    counts = st.lists(st.integers(least, most), min_size=3, max_size=3)
    return counts.map(lambda each: "".join(c * n for c, n in zip(CODES, each, strict=True)))


def siblings(answers, name, size):
    """Return so many people of a family each."""
    return people(answers, name=name, families=[f"{name}{n // size}" for n in range(len(answers))])


@settings(max_examples=4000 if IS_LONG else 400, deadline=None)
@given(
    both=answers(0, 15),
    one=answers(0, 12),
    other=st.just("") | answers(0, 12),
    size=st.sampled_from([1, 1, 2, 5]),
    kept=st.tuples(st.sampled_from([None, 2]), st.sampled_from([None, 2])),
)
def test_two_accepted_releases_tell_nothing_by_subtraction(both, one, other, size, kept):
    """Whoever is in both, in one or in the other: no few families, and nobody's answer."""
    groups = [people(both, name="x"), siblings(one, "y", size), siblings(other, "z", size)]
    world = World([person for each in groups for person in each], CODES, STEP)
    first = world.release("1", groups[0] + groups[1], kept=kept[0])
    second = world.release("2", groups[0] + groups[2], years=(2026, 2026), kept=kept[1])
    found = list(subtracted(world, first, [second])) if both else []
    verdict = decide(world, second, first)
    are_printed = {"R03"} == set(first.levels) == set(second.levels)
    event(f"{type(verdict).__name__}, {are_printed=}, {'told' if found else 'nothing told'}")

    assert not found or not isinstance(verdict, Accepted)


@settings(max_examples=2000 if IS_LONG else 150, deadline=None)
@given(years=st.tuples(answers(0, 12), answers(0, 12), answers(0, 6)), place=st.integers(0, 23))
def test_years_and_their_block_tell_nothing_in_any_order(years, place):
    """What is accepted one after the other is safe in every sum of up to three of four."""
    groups = [people(each, name=name) for each, name in zip(years, "xyz", strict=True)]
    world = World([person for group in groups for person in group], CODES, STEP)
    wanted = [world.release(name, group) for name, group in zip("xyz", groups, strict=True)]
    everybody = [person for group in groups for person in group]
    wanted.append(world.release("block", everybody, years=(2025, 2027)))
    out = []
    for number in list(permutations(range(4)))[place]:
        if isinstance(decide(world, wanted[number], *out), Accepted):
            out.append(wanted[number])
    sums = every_sum([each for each in wanted if members_of(each)])
    free = any(list(subtracted(world, *each)) for each in sums)
    event("told without the gate" if free else "nothing told anyhow")
    for whole, parts in every_sum([each for each in out if members_of(each)]):
        assert [] == list(subtracted(world, whole, parts))


def test_the_attack_would_succeed_without_the_gate(world, women):
    """Thirty-eight less thirty-seven women is the thirty-eighth."""
    large, small = world.release("1", women[:38]), world.release("2", women[:37])

    assert isinstance(large.figures["R03"], Published)
    assert [1] == list(subtracted(world, large, [small]))
