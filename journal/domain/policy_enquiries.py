"""
The policy of enquiries and decisions: who takes a call, holds a talk, proposes, decides (R-A1).

Rules: whoever works here takes calls and holds talks; night guards and temps while on shift, or
just after it. The leader decides and delegates; who holds her delegation decides for her.
"""

from journal.domain.access import Action, Basis
from journal.domain.decisions import DELEGABLE
from journal.domain.rules import Need, Rule
from journal.domain.staff import LEADING_ROLES, Role

_AT_THE_PHONE = frozenset(
    {
        Action.ENQUIRY_READ,
        Action.ENQUIRY_WRITE,
        Action.VISITATION_READ,
        Action.VISITATION_WRITE,
        Action.SAFETY_EVENT_READ,
        Action.SAFETY_EVENT_WRITE,
        Action.DECISION_READ,
        Action.DECISION_PROPOSE,
        Action.DECISION_ENTER,
    }
)
OF_DECISIONS = frozenset(
    {
        Action.DECISION_READ,
        Action.DECISION_PROPOSE,
        Action.DECISION_ENTER,
        Action.DECISION_MAKE,
        Action.DECISION_CONFIRM,
    }
)
"""What may be about a case, and is refused to whoever is kept away from it."""
OF_CALLS = frozenset(
    {
        Action.ENQUIRY_READ,
        Action.ENQUIRY_WRITE,
        Action.VISITATION_READ,
        Action.VISITATION_WRITE,
    }
)
"""What is about a case once the call has led to one, and is refused then in the same way."""

ENQUIRIES = (
    Rule(
        id="Q-day",
        actions=_AT_THE_PHONE,
        basis=Basis.DUTY,
        roles=frozenset({*LEADING_ROLES, Role.PEDAGOGUE, Role.SOCIAL_WORKER}),
    ),
    Rule(
        id="Q-shift",
        actions=_AT_THE_PHONE,
        basis=Basis.DUTY,
        roles=frozenset({Role.NIGHT_GUARD, Role.TEMP}),
        need=Need.WRITING_UP,
    ),
    Rule(
        id="A-leader",
        actions=frozenset(
            {
                Action.DECISION_MAKE,
                Action.DECISION_CONFIRM,
                Action.DELEGATION_ISSUE,
                Action.DELEGATION_END,
            }
        ),
        basis=Basis.LEADER,
        roles=frozenset({Role.LEADER}),
    ),
    Rule(
        id="A-delegate",
        actions=frozenset({Action.DECISION_MAKE}),
        basis=Basis.DUTY,
        roles=DELEGABLE,
        need=Need.DELEGATION,
    ),
    Rule(
        id="A-own",
        actions=frozenset({Action.DECISION_CONFIRM}),
        basis=Basis.SELF,
        roles=DELEGABLE,
        need=Need.OWN,
    ),
)
