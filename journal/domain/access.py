"""
Who may do what, as one pure function over plain facts.

Default is no; a rule that forbids beats every rule that allows. Keys are the fence behind this
door: a mistake here shows ciphertext, never text.
"""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from journal.domain.cases import CaseState
from journal.domain.staff import CARE_ROLES, LEADING_ROLES, Role


class Action(StrEnum):
    """The closed vocabulary of the log: one word for each kind of use."""

    NOTE_READ = "note.read"
    NOTE_WRITE = "note.write"
    CASE_LIST = "case.list"
    CASE_READ = "case.read"
    CASE_CREATE = "case.create"
    HOUSE_LABELS = "house.labels"
    TEAM_ADD = "team.add"
    TEAM_REMOVE = "team.remove"
    STAFF_ADD = "staff.add"
    CERT_ISSUE = "cert.issue"
    KEY_EPOCH = "key.epoch"
    KEY_WRAP = "key.wrap"
    KEY_ROTATE = "key.rotate"
    KEY_RESEAL = "key.reseal"
    LOGIN_OK = "login.ok"
    LOGIN_FAIL = "login.fail"
    LOGIN_BLOCK = "login.block"
    LOGOUT = "logout"
    LOG_READ = "log.read"
    LOG_VERIFY = "log.verify"
    OPEN_ERROR = "open.error"
    LOG_START = "log.start"
    INIT_DONE = "init.done"
    SERVICE_START = "svc.start"
    SERVICE_STOP = "svc.stop"
    CLOCK_JUMP = "clock.jump"
    SCHEMA_MIGRATE = "schema.migrate"


class Basis(StrEnum):
    """Why a use was allowed."""

    TEAM = "team"
    LEADER = "leader"
    DUTY = "duty"
    SELF = "self"
    JOB = "job"


class Outcome(StrEnum):
    """How a use ended."""

    OK = "ok"
    DENIED = "denied"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What is true between a colleague and a case file, read in the deciding transaction."""

    is_member: bool
    state: CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the policy: these roles, or the members of the case's team, may do these acts."""

    id: str
    actions: frozenset[Action]
    basis: Basis
    roles: frozenset[Role] = field(default_factory=frozenset)
    needs_team: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An answer with the rule that gave it."""

    allowed: bool
    rule: str
    basis: Basis | None = None


POLICY = (
    Rule(
        id="T-note",
        actions=frozenset({Action.NOTE_READ, Action.NOTE_WRITE}),
        basis=Basis.TEAM,
        needs_team=True,
    ),
    Rule(id="T-case", actions=frozenset({Action.CASE_READ}), basis=Basis.TEAM, needs_team=True),
    Rule(
        id="L-case",
        actions=frozenset({Action.CASE_READ, Action.TEAM_ADD, Action.TEAM_REMOVE}),
        basis=Basis.LEADER,
        roles=frozenset(LEADING_ROLES),
    ),
    Rule(
        id="L-log",
        actions=frozenset({Action.LOG_READ, Action.LOG_VERIFY}),
        basis=Basis.LEADER,
        roles=frozenset(LEADING_ROLES),
    ),
    Rule(
        id="L-staff",
        actions=frozenset({Action.STAFF_ADD, Action.CERT_ISSUE}),
        basis=Basis.LEADER,
        roles=frozenset({Role.LEADER}),
    ),
    Rule(
        id="C-case",
        actions=frozenset({Action.CASE_CREATE}),
        basis=Basis.DUTY,
        roles=frozenset({*CARE_ROLES, *LEADING_ROLES}) - {Role.TEMP},
    ),
    Rule(
        id="C-list",
        actions=frozenset({Action.CASE_LIST, Action.HOUSE_LABELS}),
        basis=Basis.SELF,
        roles=frozenset({*CARE_ROLES, *LEADING_ROLES}),
    ),
)

CLOSED_FORBIDS = frozenset({Action.NOTE_WRITE, Action.TEAM_ADD})


def decide(role: Role, action: Action, facts: CaseFacts | None = None) -> Decision:
    """
    Decide one act.

    Args:
        role: of the person who acts.
        action: what she wants to do.
        facts: between her and the case, or None when the act is about no case.

    Returns:
        The decision with the id of the rule that made it; ``none`` when no rule speaks for it.
    """
    if facts is not None and facts.state is CaseState.CLOSED and action in CLOSED_FORBIDS:
        return Decision(allowed=False, rule="F-closed")
    for rule in POLICY:
        is_meant = facts is not None and facts.is_member if rule.needs_team else role in rule.roles
        if action in rule.actions and is_meant:
            return Decision(allowed=True, rule=rule.id, basis=rule.basis)
    return Decision(allowed=False, rule="none")


def _policy_digest() -> bytes:
    lines = sorted(
        f"{rule.id}|{sorted(rule.actions)}|{rule.basis}|{sorted(rule.roles)}|{rule.needs_team}"
        for rule in POLICY
    )
    return hashlib.sha256("\n".join([*lines, *sorted(CLOSED_FORBIDS)]).encode()).digest()[:8]


POLICY_DIGEST = _policy_digest()
"""First 8 bytes of the SHA-256 of the policy; every event carries it."""
