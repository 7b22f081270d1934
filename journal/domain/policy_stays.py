"""
The policy of stays: who admits, who notes what happens to a stay, who decides about it.

Rules: whoever works here admits and receives, a night guard while on shift, a temp never; the team
notes what happens; the leader ends what was begun. How much may be known of somebody is changed by
her team or the leader.
"""

from journal.domain.access import Action, Basis
from journal.domain.rules import Need, Rule
from journal.domain.staff import CARE_ROLES, LEADING_ROLES, Role

OF_STAYS = frozenset(
    {
        Action.ANONYMITY_SET,
        Action.CASE_RENAME,
        Action.STAY_ADMIT,
        Action.STAY_MOVE,
        Action.STAY_DECIDE,
    }
)
"""Refused to whoever is kept away from the case."""
OF_OPEN_FILES = OF_STAYS - {Action.STAY_DECIDE}
"""Refused once the file is closed; ending the stay itself may come after."""

STAYS = (
    Rule(
        id="T-stay",
        actions=frozenset({Action.STAY_MOVE, Action.CASE_RENAME, Action.ANONYMITY_SET}),
        basis=Basis.TEAM,
        roles=frozenset({*CARE_ROLES, *LEADING_ROLES}),
        need=Need.TEAM,
    ),
    Rule(
        id="L-stay",
        actions=frozenset({Action.STAY_MOVE, Action.STAY_DECIDE, Action.CASE_RENAME}),
        basis=Basis.LEADER,
        roles=frozenset(LEADING_ROLES),
    ),
    Rule(
        id="L-level",
        actions=frozenset({Action.ANONYMITY_SET}),
        basis=Basis.LEADER,
        roles=frozenset({Role.LEADER}),
    ),
    Rule(
        id="S-admit",
        actions=frozenset({Action.STAY_ADMIT}),
        basis=Basis.DUTY,
        roles=frozenset({*LEADING_ROLES, Role.PEDAGOGUE, Role.SOCIAL_WORKER}),
    ),
    Rule(
        id="S-shift",
        actions=frozenset({Action.STAY_ADMIT}),
        basis=Basis.DUTY,
        roles=frozenset({Role.NIGHT_GUARD}),
        need=Need.SHIFT,
    ),
)
