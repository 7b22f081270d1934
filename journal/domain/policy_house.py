"""The lines of the policy about rooms and the house board; see ``domain.policy_rules``."""

from journal.domain.access import Action, Basis
from journal.domain.rules import Need, Rule
from journal.domain.staff import CARE_ROLES, LEADING_ROLES, Role

CARING = frozenset(CARE_ROLES)
LEADING = frozenset(LEADING_ROLES)
ABOUT_ONE = frozenset({Action.BOARD_SET, Action.ROOM_ASSIGN})
"""What is done about one resident."""

OF_THE_HOUSE = (
    Rule(
        id="B-shift",
        actions=frozenset({Action.BOARD_READ}),
        basis=Basis.DUTY,
        roles=CARING,
        need=Need.SHIFT,
    ),
    Rule(
        id="B-team",
        actions=ABOUT_ONE,
        basis=Basis.TEAM,
        roles=CARING | LEADING,
        need=Need.TEAM,
    ),
    Rule(
        id="B-duty",
        actions=ABOUT_ONE,
        basis=Basis.DUTY,
        roles=CARING - {Role.TEMP},
        need=Need.SHIFT,
    ),
    Rule(
        id="B-lead",
        actions=ABOUT_ONE | {Action.BOARD_READ, Action.ROOM_SET},
        basis=Basis.LEADER,
        roles=LEADING,
    ),
)
