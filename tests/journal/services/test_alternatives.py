"""A leader looks at what hiding and rounding would show of her house's year; nothing is kept."""

import pytest
from catalogue_year import YEAR
from figures import moved, put_in

from journal.domain.errors import AccessDenied
from journal.domain.statistics import NotFrozen
from journal.exports.alternatives import Way
from journal.exports.protect import Published
from journal.exports.reasons import Why
from journal.request import statistics as acts
from journal.services.publishing import HeldBack

LATER = 2025


@pytest.fixture
def leader(context, at_work):
    """Return a function that gives a new request of the leader."""
    return lambda: context(at_work("lone"))


@pytest.fixture
def look(leader):
    """Return a function that looks at a year in a way, each time in a request of its own."""
    return lambda way, asked=str(YEAR): acts.look(leader(), asked, way)


def cells(shown):
    """Return the figures of each table that would be printed."""
    return {
        name: [cell.persons for cell in one.cells]
        for name, one in shown.items()
        if isinstance(one, Published)
    }


def test_looking_again_shows_the_same_and_another_population_another_choice(
    leader, look, fresh, ask, events
):
    """The key of the house chooses, bound to who is counted; each look is on record."""
    for year in (YEAR, LATER):
        put_in(leader(), moved(year))
        acts.freeze(leader(), year, fresh())
    read = len(events("figures.read"))
    for way in (Way.SUPPRESSION, Way.ROUNDING):
        first, again, later = look(way), look(way), cells(look(way, str(LATER)))
        figures = cells(first)
        assert first == again
        assert figures.keys() & later.keys()
        if way is Way.ROUNDING:  # hiding has too few choices here to differ for certain
            assert figures != later
        assert not {1, 2, 3, 4} & {count for each in figures.values() for count in each}
        assert [Why.SEVERAL] == [one.why for one in first["R08"].reasons]
    assert read + 6 == len(events("figures.read"))
    assert [] == ask("SELECT id FROM publication")


def test_only_a_leader_looks_and_only_at_whole_frozen_years(look, context, sign_in):
    """As with what may go out."""
    with pytest.raises(HeldBack):
        look(Way.ROUNDING, "2024-03")
    with pytest.raises(NotFrozen):
        look(Way.ROUNDING)
    with pytest.raises(AccessDenied):
        acts.look(context(sign_in("anna")), str(YEAR), Way.SUPPRESSION)
