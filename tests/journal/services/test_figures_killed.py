"""Killed before any COMMIT of any step: nothing is half frozen, drafted, approved or fetched."""

from itertools import count

import pytest
from catalogue_year import YEAR
from figures import put_in

from journal.domain.statistics import State
from journal.request import statistics as acts
from journal.services import releases_shown, statistics
from journal.services.work import perform

REASON = "Tallene kan stå i årsberetningen."


class Died(BaseException):
    """What a killed process leaves: a transaction that never ended."""


@pytest.fixture
def die_at(hook):
    """Return a function that does something and dies before its commit of that number."""

    def run(number, act):
        left = count(number, -1)

        def strike(*_):
            if next(left) == 0:
                raise Died

        with hook("commit", strike):
            try:
                act()
            except Died:
                return True
        return False

    return run


@pytest.fixture
def survive(die_at):
    """Return a function that kills an act at each commit, looks at what is left, then does it."""

    def kill_everywhere(act, is_undone):
        number = 0
        while die_at(number, act):
            assert is_undone()
            number += 1
        return number

    return kill_everywhere


def test_nothing_is_half_done(survive, context, at_work, deputy, fresh, ask, verify_log):
    """From freezing to the file; each act is done wholly by whoever does it again."""
    leader = at_work("lone")
    put_in(context(leader))

    def states():
        return [one.state for one in perform(context(leader), releases_shown.list_all)]

    def is_not_frozen():
        return perform(context(leader), statistics.read, YEAR).frozen is None

    assert 2 == survive(lambda: acts.freeze(context(leader), YEAR, fresh()), is_not_frozen)
    made = acts.preview(context(leader), str(YEAR))
    assert 1 == survive(
        lambda: perform(context(leader), acts.publishing.draft, *made), lambda: states() == []
    )
    (which,) = (one.id for one in perform(context(leader), releases_shown.list_all))
    shown = perform(context(leader), releases_shown.show, which)
    for act, before in (
        (lambda: acts.check(context(leader), which), State.DRAFT),
        (lambda: acts.propose(context(leader), which, fresh()), State.CHECKED),
        (
            lambda: acts.approve(context(deputy), which, shown.digest, REASON, fresh()),
            State.PROPOSED,
        ),
        (lambda: acts.release(context(deputy), which), State.APPROVED),
    ):
        assert survive(act, lambda before=before: states() == [before])
    assert [State.RELEASED] == states()
    downloads = "SELECT event_id FROM publication_step WHERE step = 'download'"
    assert 1 == survive(lambda: acts.fetched(context(deputy), which), lambda: ask(downloads) == [])
    assert 1 == len(ask(downloads))
    assert verify_log() is None
