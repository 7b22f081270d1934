"""The shape of a line of the policy: what must be so, what must not, and who may then do what."""

from dataclasses import dataclass
from enum import StrEnum

from journal.domain.access import Action, Basis
from journal.domain.staff import Role


class Need(StrEnum):
    """What must be true between her and what she acts on, beside her role."""

    NOTHING = "nothing"
    TEAM = "team"
    SHIFT = "shift"
    WRITING_UP = "writing up"
    BREAK_GLASS = "breakglass"
    PURPOSE = "purpose"
    OWN = "own"
    STATED = "stated"
    DELEGATION = "delegation"


class Bar(StrEnum):
    """What forbids an act, whoever she is."""

    EXCLUDED = "excluded"
    CLOSED = "closed"
    MEMBER = "member"
    OWN = "own"
    OF_LEADER = "of leader"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the policy: who of these roles, in this relation, may do these acts."""

    id: str
    actions: frozenset[Action]
    basis: Basis
    roles: frozenset[Role]
    need: Need = Need.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbid:
    """One line of the policy that beats every other: where this is so, these acts are refused."""

    id: str
    bar: Bar
    actions: frozenset[Action]
    roles: frozenset[Role] = frozenset(Role)
