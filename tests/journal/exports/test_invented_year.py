"""
The invented year comes to exactly what was printed, whoever is in it.

The counts are taken here once more, with a plain Counter over frozen rows, and held against the
transcription of the page; nothing of the program's own tables is used.
"""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from journal.cli.demo.past.printed import printed
from journal.cli.demo.past.year import SEED, invent
from journal.domain import register
from journal.domain.cases import PersonKind
from journal.domain.discharge import Aftercare

FOLDER = Path(__file__).parent / "golden"
GOLDEN = json.loads((FOLDER / "2024.json").read_text(encoding="utf-8"))
TABLES = {table["id"]: table for table in GOLDEN}
FIGURES = json.loads((FOLDER / "2024-figures.json").read_text(encoding="utf-8"))
YEAR = FIGURES["year"]
OTHER_SEEDS = (1, 77, 4_711)
WOMAN, CHILD = PersonKind.WOMAN, PersonKind.CHILD
QUESTIONS = {
    "R02": "age",
    "R03": "origin",
    "R04": "interpreter",
    "R06": "children_with",
    "R07": "income",
    "R08": "violence",
    "R09": "perpetrator",
    "R10": "perp_misuse",
    "R11": "police_report_in",
    "R12": "police_report_out",
    "R13": "psychologist",
    "R14": "stays_in_life",
    "R15": "destination",
    "C01": "sex",
    "C02": "age",
    "C03": "origin",
    "C04": "psychologist",
    "C05": "later_notice",
    "C06": "psych_self",
    "C07": "phys_self",
    "C08": "psych_witness",
    "C09": "phys_witness",
    "C10": "destination",
    "C11": "stays_in_life",
}
"""The question of each table that has one of its own."""


@pytest.fixture(scope="module")
def past():
    """Return the years as the invented house has them."""
    return invent()


def facts_of(past, kind):
    """Return the frozen rows of the printed year."""
    return [fact for fact in past.facts if fact.kind is kind and fact.year == YEAR]


def counted(past):
    """Return the counts of all tables by code, from rows and calls alone."""
    women = facts_of(past, WOMAN)
    found = {
        table: Counter(
            code
            for fact in (women if table.startswith("R") else facts_of(past, CHILD))
            for code in fact.answers[question]
        )
        for table, question in QUESTIONS.items()
    }
    regions = Counter(fact.answers["home_region"][0] for fact in women)
    capital = regions.pop("hovedstaden")
    city = sum(fact.answers.get("copenhagen") == ["yes"] for fact in women)
    found["R01"] = Counter(capital=capital, copenhagen=city, other=regions.total())
    without = found["R06"].pop("0")
    found["R05"] = Counter({"with": found["R06"].total(), "without": without})
    found["R16"] = Counter(fact.leaving.band for fact in women)
    took = sum(fact.aftercare is Aftercare.ACCEPTED for fact in women)
    found["R17"] = Counter(accepted=took, not_accepted=len(women) - took)
    calls = [call.outcome for call in past.enquiries if call.received_at.year == YEAR]
    found["H01"] = Counter(calls)
    return found


def test_the_transcription_is_whole():
    """All 29 tables in order; each total is the sum of its rows, without the part of R01."""
    wanted = [
        f"{letter}{n:02}" for letter, last in (("R", 17), ("C", 11)) for n in range(1, last + 1)
    ]
    assert [*wanted, "H01"] == [table["id"] for table in GOLDEN]
    for table in GOLDEN:
        rows = [row["count"] for row in table["rows"] if not row["label"].startswith("Heraf")]
        assert table["total"] is None or sum(rows) == table["total"]["count"], table["id"]
    assert ["R08"] == [table["id"] for table in GOLDEN if table["total"] is None]


def test_the_counts_by_code_are_those_of_the_page():
    """What the house calls an earlier publication says the same as the page, row by row."""
    told = printed(YEAR)
    by_code = {name: list(counts.values()) for name, counts in told.tables.items()}

    assert {
        name: [row["count"] for row in table["rows"]] for name, table in TABLES.items()
    } == by_code
    assert FIGURES["mean_stay_days"] == told.mean_stay_days


@pytest.mark.parametrize("seed", [SEED, *OTHER_SEEDS])
def test_the_rows_come_to_the_printed_tables(seed):
    """With every seed; no code is given that the page does not print."""
    found = counted(invent(seed))

    for name, counts in printed(YEAR).tables.items():
        assert {code: n for code, n in counts.items() if n} == dict(found[name]), name
    assert set(TABLES) == set(found)


@pytest.mark.parametrize("seed", [SEED, *OTHER_SEEDS])
def test_the_figures_of_the_text_are_true(seed):
    """Present, discharged, calls, mean stay and occupancy, in whole numbers."""
    past = invent(seed)
    women = facts_of(past, WOMAN)
    days = sum(fact.leaving.length_days for fact in women)
    nights = [counted for night, counted in past.nights.items() if night.year == YEAR]
    available = sum(night.rooms - night.out_of_service for night in nights)
    occupied = sum(night.occupied for night in nights)

    assert FIGURES["women_present"] == len(past.present(YEAR))
    assert FIGURES["women_discharged"] == len(women)
    assert FIGURES["children_present"] == len(past.present(YEAR, CHILD))
    assert FIGURES["children_discharged"] == len(facts_of(past, CHILD))
    assert FIGURES["enquiries"] == counted(past)["H01"].total()
    assert FIGURES["mean_stay_days"] * len(women) == days
    assert 366 == len(nights)
    tenths = (2_000 * occupied + available) // (2 * available)
    assert FIGURES["occupancy_percent"] == f"{tenths // 10},{tenths % 10}"


def test_other_seeds_are_other_people():
    """The same seed makes the same rows; another one makes no row that is the same."""
    once, again, other = (
        {json.dumps([fact.answers, fact.leaving.length_days]) for fact in invent(seed).facts}
        for seed in (SEED, SEED, 5)
    )

    assert once == again
    assert len(once & other) < len(once) // 10
    assert {fact.id for fact in invent().facts}.isdisjoint(fact.id for fact in invent(5).facts)


@pytest.mark.parametrize("seed", [SEED, *OTHER_SEEDS])
def test_two_never_have_one_room_in_one_night(seed):
    """Eleven rooms; a stay begins when the one before is over, and no room is over-full."""
    past = invent(seed)
    spans = [
        (one.stay.room, one.stay.came, one.stay.left) for one in past.people if one.kind is WOMAN
    ]
    for number in range(1, 12):
        of_room = sorted((came, left) for room, came, left in spans if room == number)
        assert all(left <= came for (_, left), (came, _) in pairwise(of_room))
    assert {room for room, _, _ in spans} == set(range(1, 12))
    assert all(
        night.occupied + night.out_of_service <= night.rooms for night in past.nights.values()
    )


@pytest.mark.parametrize("seed", [SEED, *OTHER_SEEDS])
def test_no_answer_speaks_against_another(seed):
    """Police, psychologist, aftercare, pension and students, city: what cannot be is not there."""
    for person in invent(seed).people:
        fact = person.fact()
        assert fact.answers == register.checked(fact.kind, fact.answers)
        assert not register.missing(fact.kind, fact.answers)
        assert (fact.aftercare is Aftercare.NOT_ELIGIBLE) == (not fact.leaving.is_eligible)
        is_short = fact.leaving.length_days < 15
        assert not (is_short and person.said("psychologist", "accepted"))
        assert not (is_short and fact.leaving.is_eligible)
        assert is_short or not person.said("psychologist_reason", "short_stay")
        if fact.kind is WOMAN:
            assert person.said("police_report_out", "yes") or person.said("police_report_in", "no")
            assert person.said("age", "60+") or not person.said("income", "pension")
            assert person.said("age", "18-19", "20-30") or not person.said("income", "su")
            assert person.said("origin", "other") or not person.said("interpreter", "yes")


@pytest.mark.parametrize("seed", [SEED, *OTHER_SEEDS])
def test_families_hold_together(seed):
    """Mother and children share family, days and destination; she counts as many as there are."""
    past = invent(seed)
    for mother in (one for one in past.people if one.kind is WOMAN):
        assert [str(len(mother.children))] == mother.answers["children_with"]
        for child in mother.children:
            assert (mother.family, mother.stay) == (child.family, child.stay)
            assert mother.answers["destination"] == child.answers["destination"]
            assert mother.answers["origin"] == child.answers["origin"]
            assert child.said("psych_self", "yes") or child.said("phys_self", "yes")
            if child.said("phys_witness", "yes"):
                assert mother.said("violence", "physical")
            if child.said("stays_in_life", "3+"):
                assert mother.said("stays_in_life", "3", "4", "5", "6", "7+")
    families = Counter(one.family for one in past.left(YEAR, CHILD))
    assert {1: 14, 2: 5} == Counter(families.values())


@pytest.mark.parametrize("seed", [SEED, *OTHER_SEEDS])
def test_a_call_is_no_admission(seed):
    """34 calls led to a stay and 35 women came: one came without a call."""
    past = invent(seed)
    calls = [call for call in past.enquiries if call.received_at.year == YEAR]
    came = [one for one in past.present(YEAR) if one.stay.came.year == YEAR]
    led = [call for call in calls if call.moved_in_at is not None]

    assert (34, 35) == (len(led), len(came))
    assert {"admitted"} == {call.outcome for call in led}
    days = Counter(one.stay.came for one in came)
    assert not Counter(call.moved_in_at.date() for call in led) - days
    assert all(call.received_at < call.closed_at for call in calls)
    assert {YEAR} == {call.closed_at.year for call in calls}
    assert all(call.region == "hovedstaden" for call in calls if call.is_copenhagen)
