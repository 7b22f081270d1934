"""Who may do what: every role, act and relation, against one table a colleague can read."""

from itertools import product

import pytest

from journal.domain.access import POLICY_DIGEST, Action, Basis, CaseFacts, decide
from journal.domain.cases import CaseState
from journal.domain.staff import Role

MEMBER = "member of the team"
ALLOWED = {
    Action.NOTE_READ: {MEMBER},
    Action.NOTE_WRITE: {MEMBER},
    Action.CASE_READ: {MEMBER, Role.LEADER, Role.DEPUTY},
    Action.TEAM_ADD: {Role.LEADER, Role.DEPUTY},
    Action.TEAM_REMOVE: {Role.LEADER, Role.DEPUTY},
    Action.LOG_READ: {Role.LEADER, Role.DEPUTY},
    Action.LOG_VERIFY: {Role.LEADER, Role.DEPUTY},
    Action.STAFF_ADD: {Role.LEADER},
    Action.CERT_ISSUE: {Role.LEADER},
    Action.CASE_CREATE: {
        Role.LEADER,
        Role.DEPUTY,
        Role.PEDAGOGUE,
        Role.SOCIAL_WORKER,
        Role.NIGHT_GUARD,
    },
    Action.CASE_LIST: {*Role} - {Role.ADMINISTRATOR, Role.LOG_REVIEWER},
    Action.HOUSE_LABELS: {*Role} - {Role.ADMINISTRATOR, Role.LOG_REVIEWER},
}
"""Every act somebody may do; what does not stand here nobody may decide to do."""

NOT_IN_A_CLOSED_CASE = {Action.NOTE_WRITE, Action.TEAM_ADD}

RELATIONS = [
    None,
    *(
        CaseFacts(is_member=is_member, state=state)
        for is_member, state in product((True, False), CaseState)
    ),
]


@pytest.mark.parametrize("action", Action)
def test_every_decision_is_the_one_in_the_table(action):
    """All roles and relations: nothing is allowed by accident."""
    for role, facts in product(Role, RELATIONS):
        names = ALLOWED.get(action, set())
        expected = role in names or (facts is not None and facts.is_member and MEMBER in names)
        if facts is not None and facts.state is CaseState.CLOSED:
            expected = expected and action not in NOT_IN_A_CLOSED_CASE
        decision = decide(role, action, facts)
        assert expected == decision.allowed, (role, facts)
        assert expected == (decision.basis is not None)


@pytest.mark.parametrize("role", Role)
def test_leading_opens_no_note(role):
    """Whoever is not in the team reads and writes nothing, the leader least of all."""
    stranger = CaseFacts(is_member=False, state=CaseState.OPEN)
    for action in (Action.NOTE_READ, Action.NOTE_WRITE):
        for facts in (None, stranger):
            assert not decide(role, action, facts).allowed


def test_what_forbids_beats_what_allows():
    """A member of a closed case writes nothing into it, and reads it."""
    closed = CaseFacts(is_member=True, state=CaseState.CLOSED)
    assert "F-closed" == decide(Role.PEDAGOGUE, Action.NOTE_WRITE, closed).rule
    assert Basis.TEAM is decide(Role.PEDAGOGUE, Action.NOTE_READ, closed).basis


def test_a_leader_in_the_team_acts_as_its_member():
    """The log says by which right she read."""
    member = CaseFacts(is_member=True, state=CaseState.OPEN)
    stranger = CaseFacts(is_member=False, state=CaseState.OPEN)
    bases = [decide(Role.LEADER, Action.CASE_READ, facts).basis for facts in (member, stranger)]
    assert [Basis.TEAM, Basis.LEADER] == bases


def test_the_policy_has_a_short_name():
    """Eight bytes in every event say under which rules it happened."""
    assert 8 == len(POLICY_DIGEST)
