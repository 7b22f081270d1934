"""A year of a house of fifteen: every planted misuse is shown, and Monday takes twenty minutes."""

from functools import cache
from itertools import pairwise

import pytest
from year import ZONE, Year

from journal.domain.oversight import LOOKS_BACK, Thresholds
from journal.domain.oversight_rules import RULES, find
from journal.domain.oversight_sample import ONE_QUARTER, draw, drawable

THRESHOLDS = Thresholds()


@cache
def reviewed():
    """Return the year, what is found in each week, and what is drawn in it."""
    year, drawn_in, found = Year(), {}, []
    for number, week in enumerate(year.weeks):
        uses = year.within(week.begins - LOOKS_BACK, week.ends)
        items = find(week, uses, year.facts(week), THRESHOLDS, ZONE)
        shown = {event_id for item in items for event_id in item.picked}
        since = {actor: number - last for actor, last in drawn_in.items()}
        sample = draw(f"checkpoint {number}\n", week, drawable(uses, week, shown), since, 5)
        drawn_in |= {use.actor: number for use in sample}
        found.append((items, sample))
    return year, found


def shown_by(found):
    """Return which events each rule shows in the year."""
    shown = {}
    for items, _ in found:
        for item in items:
            for rule in item.rules:
                shown.setdefault(rule, set()).update(item.picked)
    return shown


def test_it_is_the_year_of_a_house():
    """Some twenty thousand events of fifteen people."""
    year, _ = reviewed()

    assert 15 == len(year.people)
    assert 19_000 <= len(year.uses) <= 26_000


@pytest.mark.parametrize("rule", [rule.code for rule in RULES])
def test_every_planted_misuse_is_shown_for_its_reason(rule):
    """A cousin, a leaver, an export at night, a leader without cause, and the rest."""
    year, found = reviewed()
    planted = year.planted.get(rule, set())
    if rule == "more_than_usual":
        assert year.curious & shown_by(found)[rule]
    else:
        assert planted <= shown_by(found)[rule]
        assert planted or rule == "emergency"


def test_at_most_fifteen_items_in_nearly_every_week():
    """It comes of good rules: nothing is cut off, not in the busiest week either."""
    _, found = reviewed()
    counts = [len(items) + len(sample) for items, sample in found]

    assert 50 <= sum(count <= 15 for count in counts), counts
    assert all(len(sample) == 5 for _, sample in found)


def test_everybody_is_drawn_once_a_quarter():
    """Whoever opens journals week by week is never left out for more than thirteen weeks."""
    year, found = reviewed()
    drawn = {}
    for number, (_, sample) in enumerate(found):
        for use in sample:
            drawn.setdefault(use.actor, []).append(number)
    readers = set(year.of("paedagog", "socialraadgiver"))

    assert readers == readers & drawn.keys()
    for actor in readers:
        weeks = [-1, *drawn[actor], len(found)]
        assert max(b - a for a, b in pairwise(weeks)) <= ONE_QUARTER
