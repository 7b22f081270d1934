"""
Who may do what, as one pure function over plain facts.

Default is no; a rule that forbids beats every rule that allows; every answer names its rule. The
rules are data, in ``policy_rules``. Keys
are the fence behind this door: a mistake here shows ciphertext, never text.
"""

import hashlib

from journal.domain.access import NO_FACTS, Action, Decision, Face, Facts
from journal.domain.cases import CaseState
from journal.domain.policy_rules import FORBIDS, POLICY
from journal.domain.rules import Bar, Need
from journal.domain.staff import Role

DEFAULT = "F-default"
"""The rule behind every answer that no other rule gives."""


def decide(role: Role, action: Action, facts: Facts = NO_FACTS) -> Decision:
    """
    Decide one act.

    Args:
        role: of the person who acts.
        action: what she wants to do.
        facts: between her and what she acts on.

    Returns:
        The decision with the id of the rule that made it.
    """
    for forbid in FORBIDS:
        if action in forbid.actions and role in forbid.roles and _stands(forbid.bar, facts):
            return Decision(allowed=False, rule=forbid.id)
    for rule in POLICY:
        if action in rule.actions and role in rule.roles and _is_met(rule.need, facts):
            return Decision(allowed=True, rule=rule.id, basis=rule.basis)
    return Decision(allowed=False, rule=DEFAULT)


def _is_met(need: Need, facts: Facts) -> bool:
    return {
        Need.NOTHING: True,
        Need.TEAM: facts.is_member,
        Need.SHIFT: facts.is_on_shift,
        Need.WRITING_UP: facts.is_on_shift or facts.was_on_shift,
        Need.BREAK_GLASS: facts.timed is Face.BREAK_GLASS,
        Need.PURPOSE: facts.timed is Face.PURPOSE,
        Need.OWN: facts.is_own,
        Need.DELEGATION: facts.is_delegate,
        Need.STATED: facts.has_purpose,
    }[need]


def _stands(bar: Bar, facts: Facts) -> bool:
    return {
        Bar.EXCLUDED: facts.is_excluded,
        Bar.CLOSED: facts.state is CaseState.CLOSED,
        Bar.MEMBER: facts.is_member,
        Bar.OWN: facts.is_own,
        Bar.OF_LEADER: facts.is_of_leader,
    }[bar]


def _policy_digest() -> bytes:
    rules = [
        f"{rule.id}|{sorted(rule.actions)}|{rule.basis}|{sorted(rule.roles)}|{rule.need}"
        for rule in POLICY
    ]
    forbids = [
        f"{forbid.id}|{forbid.bar}|{sorted(forbid.actions)}|{sorted(forbid.roles)}"
        for forbid in FORBIDS
    ]
    return hashlib.sha256("\n".join([*rules, *forbids]).encode()).digest()[:8]


POLICY_DIGEST = _policy_digest()
"""First 8 bytes of the SHA-256 of the policy; every event carries it."""
