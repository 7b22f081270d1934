"""A year written through the ledger: the service finds what the rules find, to the event."""

import pytest
from chronicle import Chronicle
from year import ZONE, Year

from journal.domain.oversight import LOOKS_BACK, Thresholds
from journal.domain.oversight_rules import find
from journal.services.oversight_finding import BY_THEMSELVES, look_through
from journal.services.work import perform
from journal.store import oversight as oversight_store
from journal.store.db import reading

THRESHOLDS = Thresholds()
NEEDS_A_DEVICE = "new_device"
"""The log holds no device yet, so no event of this version shows a new one."""


def found_by_rules(year, week):
    """Return what the rules find in the records of a week, by first event."""
    uses = [
        use
        for use in year.within(week.begins - LOOKS_BACK, week.ends)
        if use.act not in BY_THEMSELVES
    ]
    items = find(week, uses, year.facts(week), THRESHOLDS, ZONE)
    said = {
        item.first.id: [rule for rule in item.rules if rule != NEEDS_A_DEVICE] for item in items
    }
    return {event_id: rules for event_id, rules in said.items() if rules}


def found_in(house, week):
    """Let the service look through a week; return what it found, and how many were drawn."""
    perform(house.context("job"), look_through, week, THRESHOLDS)
    with reading(house.sessions) as session:
        rows = oversight_store.items(session, week.name)
    flagged = {row.id: row.rules.split() for row in rows if row.rules != "sample"}
    return flagged, len(rows) - len(flagged)


def test_some_weeks_through_the_ledger(house, clock):
    """On both engines: facts come from tables and log as they come from the records."""
    year, weeks = Year(), 6
    Chronicle(house, year, weeks).write()
    clock.now = year.weeks[weeks].begins
    for week in year.weeks[:weeks]:
        flagged, drawn = found_in(house, week)
        assert found_by_rules(year, week) == flagged
        assert 5 == drawn


@pytest.mark.long
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_whole_year_through_the_ledger(house, clock):
    """Four hundred thousand events: every planted misuse, and at most fifteen things a week."""
    year = Year(events=450_000)
    Chronicle(house, year, len(year.weeks)).write()
    clock.now = year.weeks[-1].ends
    counts, shown = [], {}
    for week in year.weeks:
        flagged, drawn = found_in(house, week)
        assert found_by_rules(year, week) == flagged
        timed = [use for use in year.within(week.begins, week.ends) if use.act in BY_THEMSELVES]
        counts.append(len(flagged) + drawn + len(timed))
        for event_id, rules in flagged.items():
            for rule in rules:
                shown.setdefault(rule, set()).add(event_id)

    assert len(year.uses) >= 390_000
    assert 50 <= sum(count <= 15 for count in counts), counts
    by_themselves = {"words_missing", "emergency", "purpose", "leader", NEEDS_A_DEVICE}
    for rule, planted in year.planted.items():
        assert rule in by_themselves or planted & shown[rule], rule
