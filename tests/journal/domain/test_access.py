"""Who may do what: every role, act and combination of facts, against tables people can read."""

from functools import cache
from itertools import product
from pathlib import Path

import pytest

from journal.domain.access import NO_FACTS, Action, Basis, Face, Facts
from journal.domain.cases import CaseState
from journal.domain.policy import POLICY_DIGEST, decide
from journal.domain.policy_rules import FORBIDS, POLICY
from journal.domain.staff import Role

TABLE = Path(__file__).parents[2] / "access-table.md"
GROUPS = {
    "with residents": "leder souschef paedagog socialraadgiver nattevagt vikar",
    "everybody": "leder souschef paedagog socialraadgiver nattevagt vikar admin log_reviewer",
}
"""What the tables call several roles at once."""


def lines(heading):
    """Return the lines under a heading: rule, acts, roles, relation and, maybe, right."""
    _, _, below = TABLE.read_text("utf-8").partition(f"\n## {heading}\n")
    part = below.partition("\n## ")[0]
    rows = [row for row in part.splitlines() if row.startswith("| ")][1:]
    cells = [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows]
    return [
        (rule, frozenset(acts.split()), frozenset(GROUPS.get(who, who).split()), *rest)
        for rule, acts, who, *rest in cells
    ]


FORBIDDEN = lines("What is refused, whatever speaks for it")
ALLOWED = lines("What is allowed, and by which right")
FOLLOWING = TABLE.read_text("utf-8").split("```")[-2]
"""What stands in the log and nobody decides to do: it follows from something else."""

RELATIONS = {
    "any": lambda facts: True,
    "in the team": lambda facts: facts.is_member,
    "the case is closed": lambda facts: facts.state is CaseState.CLOSED,
    "kept away from the case": lambda facts: facts.is_excluded,
    "on shift": lambda facts: facts.is_on_shift,
    "on shift or just after": lambda facts: facts.is_on_shift or facts.was_on_shift,
    "emergency access": lambda facts: facts.timed is Face.BREAK_GLASS,
    "purpose access": lambda facts: facts.timed is Face.PURPOSE,
    "about herself": lambda facts: facts.is_own,
    "the use of a leader": lambda facts: facts.is_of_leader,
    "with a purpose said": lambda facts: facts.has_purpose,
    "a live delegation": lambda facts: facts.is_delegate,
}
"""The words of the tables, as what must be so between her and what she acts on."""

YES_OR_NO = (False, True)
COMBINATIONS = {
    "is_member": YES_OR_NO,
    "state": (None, *CaseState),
    "is_excluded": YES_OR_NO,
    "is_on_shift": YES_OR_NO,
    "was_on_shift": YES_OR_NO,
    "timed": (None, *Face),
    "is_own": YES_OR_NO,
    "is_of_leader": YES_OR_NO,
    "has_purpose": YES_OR_NO,
    "is_delegate": YES_OR_NO,
}
"""Every value of every fact: a new fact must be added here, or a test below fails."""


@cache
def combinations():
    """Return every combination of facts, those that cannot happen too."""
    return [
        Facts(**dict(zip(COMBINATIONS, values, strict=True)))
        for values in product(*COMBINATIONS.values())
    ]


@cache
def lines_of(action):
    """Return the lines of both tables that speak of an act, so that each is looked for once."""
    return (
        [row for row in FORBIDDEN if action in row[1]],
        [row for row in ALLOWED if action in row[1]],
    )


def fits(row, role, action, facts):
    """Return whether a line of a table speaks of this act."""
    _, acts, roles, relation, *_ = row
    return action in acts and role in roles and RELATIONS[relation](facts)


def answer(role, action, facts):
    """Return what the tables say: whether it is allowed, by which rule, by which right."""
    forbidden, allowed = lines_of(action)
    for row in forbidden:
        if fits(row, role, action, facts):
            return False, row[0], None
    for row in allowed:
        if fits(row, role, action, facts):
            return True, row[0], Basis(row[4])
    return False, "F-default", None


def given(role, action, facts):
    """Return what the policy says, in the same words."""
    decision = decide(role, action, facts)
    return decision.allowed, decision.rule, decision.basis


@pytest.mark.parametrize("action", Action)
def test_every_decision_is_the_one_in_the_table(action):
    """All roles and facts: nothing is allowed by accident, and every answer names its rule."""
    for role, facts in product(Role, combinations()):
        assert answer(role, action, facts) == given(role, action, facts), (role, facts)


def test_all_facts_are_combined():
    """A fact that no combination varies could decide unseen."""
    assert set(Facts.__dataclass_fields__) == set(COMBINATIONS)
    assert 2**8 * 3 * 3 == len(set(combinations()))


def test_every_act_is_somebodys_or_follows():
    """A new act is a decision: it gets a line, or a place among those that nobody decides."""
    decided = {act for row in ALLOWED for act in row[1]}
    assert set(Action) == decided | set(FOLLOWING.split())
    assert set() == decided & set(FOLLOWING.split())


def test_table_and_policy_have_the_same_lines_in_the_same_order():
    """Whoever reads the one knows the other, and no line can be struck out unseen."""
    assert [row[0] for row in ALLOWED] == [rule.id for rule in POLICY]
    assert [row[0] for row in FORBIDDEN] == [forbid.id for forbid in FORBIDS]


@pytest.mark.parametrize("row", [*FORBIDDEN, *ALLOWED], ids=lambda row: row[0])
def test_no_line_stands_there_for_nothing(row):
    """Each decides for each of its acts and roles, in some combination of facts."""
    rule, acts, roles, *_ = row
    for action, role in product(acts, roles):
        assert any(
            rule == given(Role(role), Action(action), facts)[1] for facts in combinations()
        ), (action, role)


@pytest.mark.parametrize("role", Role)
def test_leading_opens_no_note(role):
    """Whoever is not in the team and was not let in reads and writes nothing, whoever leads too."""
    outside = [facts for facts in combinations() if not facts.is_member and facts.timed is None]
    for action, facts in product((Action.NOTE_READ, Action.NOTE_WRITE), outside):
        assert not decide(role, action, facts).allowed


@pytest.mark.parametrize("role", Role)
def test_who_is_let_in_for_a_time_writes_nothing(role):
    """Timed access is for reading; a note comes in as one that is sent."""
    for facts in combinations():
        if not facts.is_member:
            assert not decide(role, Action.NOTE_WRITE, facts).allowed


def test_what_forbids_beats_what_allows():
    """A member of a closed case reads it and writes nothing; kept away, she does neither."""
    closed = Facts(is_member=True, state=CaseState.CLOSED)
    assert "F-closed" == decide(Role.PEDAGOGUE, Action.NOTE_WRITE, closed).rule
    assert Basis.TEAM is decide(Role.PEDAGOGUE, Action.NOTE_READ, closed).basis
    away = Facts(is_member=True, state=CaseState.OPEN, is_excluded=True)
    for action in (Action.NOTE_WRITE, Action.NOTE_READ):
        assert "F-excluded" == decide(Role.PEDAGOGUE, action, away).rule


def test_a_leader_in_the_team_acts_as_its_member():
    """The log says by which right she read."""
    member = Facts(is_member=True, state=CaseState.OPEN)
    stranger = Facts(state=CaseState.OPEN)
    bases = [decide(Role.LEADER, Action.CASE_READ, facts).basis for facts in (member, stranger)]
    assert [Basis.TEAM, Basis.LEADER] == bases


def test_nothing_is_true_unless_it_was_read():
    """Facts that nobody gave speak for nobody."""
    assert Facts() == NO_FACTS
    assert not any(getattr(NO_FACTS, name) for name in COMBINATIONS)
    for role, action in product(Role, Action):
        assert decide(role, action, NO_FACTS) == decide(role, action)


def test_the_policy_has_a_short_name():
    """Eight bytes in every event say under which rules it happened."""
    assert 8 == len(POLICY_DIGEST)
