"""The life of an account: every combination of facts has one state, and each state its acts."""

from itertools import product

import pytest

from journal.domain.access import Action
from journal.domain.accounts import ACTS_IN, AccountState, state_of

FACTS = ("has_left", "is_suspended", "is_certified", "has_keys")


@pytest.mark.parametrize("values", list(product([False, True], repeat=4)))
def test_what_stops_an_account_beats_what_opens_it(values):
    """Left before suspended, suspended before certified; nothing else is active."""
    facts = dict(zip(FACTS, values, strict=True))
    state = state_of(**facts)

    assert (state is AccountState.LEFT) == facts["has_left"]
    assert (state is AccountState.ACTIVE) == (values[:3] == (False, False, True))
    if state is AccountState.INVITED:
        assert not any(values)


def test_every_state_says_what_can_be_done():
    """Nothing with who has left; every account that has not can be ended."""
    assert set(AccountState) == set(ACTS_IN)
    assert () == ACTS_IN[AccountState.LEFT]
    for state in set(AccountState) - {AccountState.LEFT}:
        assert Action.STAFF_LEAVE in ACTS_IN[state]


@pytest.mark.parametrize(
    ("action", "states"),
    [
        (Action.CERT_ISSUE, {AccountState.UNCONFIRMED}),
        (Action.STAFF_INVITE, {AccountState.INVITED}),
        (Action.STAFF_SUSPEND, {AccountState.ACTIVE}),
        (Action.STAFF_RESUME, {AccountState.SUSPENDED}),
        (Action.PASSWORD_RESET, {AccountState.UNCONFIRMED, AccountState.ACTIVE}),
    ],
)
def test_an_act_belongs_to_its_states(action, states):
    """A reset is no back door out of a pause, and nobody is certified twice."""
    assert states == {state for state, acts in ACTS_IN.items() if action in acts}
