"""What an old copy does not know is done again: each removal, once, by the last word on it."""

from uuid import uuid4

import pytest

from journal.domain.access import Action
from journal.domain.ids import CaseAlias, EventId, StaffId
from journal.domain.replay import REPLAYED, SHRED, Act, owed

CASE, OTHER = CaseAlias(uuid4()), CaseAlias(uuid4())
ANNA, BODIL = StaffId(uuid4()), StaffId(uuid4())


def line(act, *rows, case=None):
    """Return a line about some rows of a case."""
    return Act(event=EventId(uuid4()), act=act, size=1, ms=0, on=[(case, rows)])


def test_a_removal_that_the_copy_knows_is_not_owed():
    """Its event is in the log of the copy."""
    removal = line(Action.TEAM_REMOVE, ANNA, case=CASE)

    assert [] == owed([removal], {removal.event}).places
    assert [(CASE, ANNA)] == owed([removal], set()).places


def test_of_two_words_about_a_place_the_last_counts():
    """Out and in again: she is in. In and out again: she is out."""
    out = line(Action.TEAM_REMOVE, ANNA, case=CASE)
    into = line(Action.TEAM_ADD, ANNA, case=CASE)

    assert ([], 1) == (owed([out, into], set()).places, owed([out, into], set()).given)
    assert [(CASE, ANNA)] == owed([into, out], set()).places
    assert [] == owed([out, into], {into.event}).places


def test_places_of_others_and_of_other_cases_stand_apart():
    """A word about one place says nothing about another."""
    lines = [
        line(Action.TEAM_REMOVE, ANNA, BODIL, case=CASE),
        line(Action.TEAM_ADD, ANNA, case=OTHER),
        line(Action.TEAM_ADD, BODIL, case=CASE),
    ]

    assert [(CASE, ANNA)] == owed(lines, set()).places


@pytest.mark.parametrize(
    ("act", "part"), [(Action.STAFF_LEAVE, "leavings"), (Action.STAFF_SUSPEND, "stops")]
)
def test_an_account_that_ended_or_was_stopped_is_owed(act, part):
    """Nobody who left comes back with an old copy."""
    assert [ANNA] == getattr(owed([line(act, ANNA)], set()), part)


def test_a_stop_that_was_over_is_not_owed():
    """She was let in again before the copy was needed."""
    lines = [line(Action.STAFF_SUSPEND, ANNA), line(Action.STAFF_RESUME, ANNA)]

    assert [] == owed(lines, set()).stops


def test_an_exclusion_outlives_a_place():
    """Kept away is kept away, whatever was said about the team before."""
    lines = [
        line(Action.EXCLUSION_ADD, ANNA, case=CASE),
        line(Action.TEAM_REMOVE, ANNA, case=CASE),
    ]
    found = owed(lines, set())

    assert ([(CASE, ANNA)], [(CASE, ANNA)]) == (found.exclusions, found.places)
    assert 2 == found.count()


def test_certificates_are_owed_with_their_owner():
    """Two thefts, two lines: every certificate that ended."""
    first, second = uuid4(), uuid4()
    lines = [line(Action.CERT_REVOKE, ANNA, first), line(Action.CERT_REVOKE, ANNA, second)]

    assert {ANNA: [first, second]} == owed(lines, set()).revoked


def test_old_passwords_are_named_once():
    """A changed password cannot be put back; whose it is can be said."""
    lines = [
        line(Action.PASSWORD_CHANGE, ANNA),
        line(Action.PASSWORD_CHANGE, ANNA),
        line(Action.RECOVERY_SET, BODIL),
    ]

    assert [ANNA, BODIL] == owed(lines, set()).passwords
    assert 0 == owed(lines, set()).count()


def test_a_shredded_case_is_owed():
    """No copy brings its shares back."""
    assert [ANNA] == owed([line(SHRED, ANNA)], set()).shreds


@pytest.mark.parametrize("act", sorted(REPLAYED))
def test_every_line_says_something_or_is_a_new_log(act):
    """An act with a line that nothing comes of would be a hole."""
    found = owed([line(act, ANNA, uuid4(), case=CASE)], set())
    says_nothing = not found.count() and not found.passwords and not found.given

    assert says_nothing == (act in {Action.LOG_RESTORE, Action.STAFF_RESUME})
