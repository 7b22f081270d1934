"""
Who may do what, as one pure function over plain facts.

Default is no; a rule that forbids beats every rule that allows; every answer names its rule. Keys
are the fence behind this door: a mistake here shows ciphertext, never text.
"""

import hashlib

from journal.domain.access import NO_FACTS, Action, Basis, Decision, Face, Facts
from journal.domain.cases import CaseState
from journal.domain.rules import Bar, Forbid, Need, Rule
from journal.domain.staff import CARE_ROLES, LEADING_ROLES, Role

EVERYBODY = frozenset(Role)
WITH_RESIDENTS = frozenset({*CARE_ROLES, *LEADING_ROLES})
"""Who works with residents or leads those who do; they hold the key of the house."""
AT_NIGHT = frozenset({*CARE_ROLES, Role.DEPUTY})
BY_SHIFT = frozenset({Role.NIGHT_GUARD, Role.TEMP})
"""Who has to do with the house only while on shift."""
LEADING = frozenset(LEADING_ROLES)

POLICY = (
    Rule(
        id="T-note",
        actions=frozenset({Action.NOTE_READ, Action.NOTE_WRITE}),
        basis=Basis.TEAM,
        roles=WITH_RESIDENTS,
        need=Need.TEAM,
    ),
    Rule(
        id="T-case",
        actions=frozenset(
            {
                Action.CASE_READ,
                Action.LOG_READ,
                Action.DEADLINE_MEET,
                Action.DEADLINE_CANCEL,
            }
        ),
        basis=Basis.TEAM,
        roles=WITH_RESIDENTS,
        need=Need.TEAM,
    ),
    Rule(
        id="E-read",
        actions=frozenset({Action.NOTE_READ}),
        basis=Basis.BREAK_GLASS,
        roles=AT_NIGHT,
        need=Need.BREAK_GLASS,
    ),
    Rule(
        id="P-read",
        actions=frozenset({Action.NOTE_READ}),
        basis=Basis.PURPOSE,
        roles=LEADING,
        need=Need.PURPOSE,
    ),
    Rule(
        id="E-open",
        actions=frozenset({Action.BREAK_GLASS_OPEN}),
        basis=Basis.DUTY,
        roles=AT_NIGHT,
        need=Need.SHIFT,
    ),
    Rule(
        id="E-own",
        actions=frozenset({Action.BREAK_GLASS_WORDS, Action.BREAK_GLASS_CLOSE}),
        basis=Basis.SELF,
        roles=WITH_RESIDENTS,
        need=Need.OWN,
    ),
    Rule(
        id="P-open",
        actions=frozenset({Action.PURPOSE_OPEN}),
        basis=Basis.LEADER,
        roles=LEADING,
    ),
    Rule(
        id="I-send",
        actions=frozenset({Action.NOTE_SEND}),
        basis=Basis.INTAKE,
        roles=WITH_RESIDENTS - BY_SHIFT,
    ),
    Rule(
        id="I-shift",
        actions=frozenset({Action.NOTE_SEND}),
        basis=Basis.INTAKE,
        roles=BY_SHIFT,
        need=Need.WRITING_UP,
    ),
    Rule(
        id="D-own",
        actions=frozenset({Action.DRAFT_READ}),
        basis=Basis.SELF,
        roles=WITH_RESIDENTS,
        need=Need.OWN,
    ),
    Rule(
        id="D-shift",
        actions=frozenset({Action.SHIFT_READ}),
        basis=Basis.DUTY,
        roles=WITH_RESIDENTS,
        need=Need.WRITING_UP,
    ),
    Rule(
        id="X-self",
        actions=frozenset({Action.EXCLUSION_ADD}),
        basis=Basis.SELF,
        roles=WITH_RESIDENTS,
        need=Need.OWN,
    ),
    Rule(
        id="M-log",
        actions=frozenset({Action.LOG_READ}),
        basis=Basis.SELF,
        roles=EVERYBODY,
        need=Need.OWN,
    ),
    Rule(
        id="L-case",
        actions=frozenset(
            {
                Action.CASE_READ,
                Action.TEAM_ADD,
                Action.TEAM_REMOVE,
                Action.EXCLUSION_ADD,
                Action.DEADLINE_MEET,
                Action.DEADLINE_CANCEL,
            }
        ),
        basis=Basis.LEADER,
        roles=LEADING,
    ),
    Rule(
        id="L-house",
        actions=frozenset(
            {
                Action.CASE_LIST,
                Action.DEADLINE_LIST,
                Action.LOG_READ,
                Action.LOG_VERIFY,
                Action.ROSTER_SET,
                Action.KEY_READ,
                Action.RESTORE_CONFIRM,
                Action.RETENTION_CONFIRM,
                Action.RETENTION_PRUNE,
            }
        ),
        basis=Basis.LEADER,
        roles=LEADING,
    ),
    Rule(
        id="L-extract",
        actions=frozenset({Action.EXTRACT_READ, Action.EXTRACT_NAMES, Action.EXTRACT_DONE}),
        basis=Basis.LEADER,
        roles=LEADING,
    ),
    Rule(
        id="L-staff",
        actions=frozenset(
            {
                Action.STAFF_ADD,
                Action.STAFF_INVITE,
                Action.STAFF_SUSPEND,
                Action.STAFF_RESUME,
                Action.STAFF_LEAVE,
                Action.CERT_ISSUE,
                Action.PASSWORD_RESET,
            }
        ),
        basis=Basis.LEADER,
        roles=frozenset({Role.LEADER}),
    ),
    Rule(
        id="R-review",
        actions=frozenset({Action.REVIEW_READ, Action.REVIEW_DONE}),
        basis=Basis.LEADER,
        roles=frozenset({*LEADING_ROLES, Role.LOG_REVIEWER}),
    ),
    Rule(
        id="S-health",
        actions=frozenset({Action.HEALTH_READ}),
        basis=Basis.LEADER,
        roles=frozenset({*LEADING_ROLES, Role.LOG_REVIEWER, Role.ADMINISTRATOR}),
    ),
    Rule(
        id="C-case",
        actions=frozenset({Action.CASE_CREATE}),
        basis=Basis.DUTY,
        roles=WITH_RESIDENTS - {Role.TEMP},
    ),
    Rule(
        id="C-list",
        actions=frozenset({Action.CASE_LIST, Action.DEADLINE_LIST}),
        basis=Basis.SELF,
        roles=frozenset(CARE_ROLES),
    ),
    Rule(
        id="C-labels",
        actions=frozenset({Action.HOUSE_LABELS}),
        basis=Basis.SELF,
        roles=WITH_RESIDENTS,
    ),
    Rule(
        id="M-own",
        actions=frozenset(
            {
                Action.PASSWORD_CHANGE,
                Action.RECOVERY_SET,
                Action.KEYS_RENEW,
                Action.SESSION_END,
                Action.LOGOUT,
            }
        ),
        basis=Basis.SELF,
        roles=EVERYBODY,
    ),
    Rule(
        id="M-second",
        actions=frozenset({Action.RESTORE_CONFIRM, Action.RETENTION_PRUNE}),
        basis=Basis.SELF,
        roles=frozenset({*CARE_ROLES, Role.LOG_REVIEWER}),
    ),
)

FORBIDS = (
    Forbid(
        id="F-excluded",
        bar=Bar.EXCLUDED,
        actions=frozenset(
            {
                Action.NOTE_READ,
                Action.NOTE_WRITE,
                Action.NOTE_SEND,
                Action.DRAFT_READ,
                Action.CASE_READ,
                Action.DEADLINE_MEET,
                Action.DEADLINE_CANCEL,
                Action.TEAM_ADD,
                Action.TEAM_REMOVE,
                Action.EXCLUSION_ADD,
                Action.BREAK_GLASS_OPEN,
                Action.PURPOSE_OPEN,
                Action.REVIEW_DONE,
                Action.LOG_READ,
                Action.EXTRACT_READ,
                Action.EXTRACT_NAMES,
                Action.EXTRACT_DONE,
            }
        ),
    ),
    Forbid(
        id="F-closed",
        bar=Bar.CLOSED,
        actions=frozenset(
            {Action.NOTE_WRITE, Action.NOTE_SEND, Action.TEAM_ADD, Action.BREAK_GLASS_OPEN}
        ),
    ),
    Forbid(
        id="F-member",
        bar=Bar.MEMBER,
        actions=frozenset({Action.BREAK_GLASS_OPEN, Action.PURPOSE_OPEN}),
    ),
    Forbid(
        id="F-own",
        bar=Bar.OWN,
        actions=frozenset(
            {
                Action.REVIEW_DONE,
                Action.CERT_ISSUE,
                Action.PASSWORD_RESET,
                Action.STAFF_SUSPEND,
                Action.STAFF_RESUME,
                Action.STAFF_LEAVE,
            }
        ),
    ),
    Forbid(
        id="F-leader",
        bar=Bar.OF_LEADER,
        actions=frozenset({Action.REVIEW_DONE}),
        roles=frozenset({Role.LEADER}),
    ),
)
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
