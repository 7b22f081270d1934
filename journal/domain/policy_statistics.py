"""
The policy of the yearly figures: who sees them, who publishes, and who is the second person.

Rules: exact figures are the leader's; what goes out is approved by somebody in another role, and it
is she who lets it go and fetches it.
"""

from journal.domain.access import Action, Basis
from journal.domain.rules import Rule
from journal.domain.staff import Role

OF_THE_LEADER = frozenset(
    {
        Action.FIGURES_READ,
        Action.FIGURES_FREEZE,
        Action.FIGURES_EARLIER,
        Action.RELEASE_GATE,
        Action.RELEASE_DRAFT,
        Action.RELEASE_CHECK,
        Action.RELEASE_PROPOSE,
        Action.RELEASE_WITHDRAW,
    }
)
OF_THE_SECOND = frozenset(
    {
        Action.RELEASE_APPROVE,
        Action.RELEASE_REFUSE,
        Action.RELEASE_RELEASE,
        Action.RELEASE_DOWNLOAD,
    }
)
PROPOSERS = frozenset({Role.LEADER})
APPROVERS = frozenset({Role.DEPUTY, Role.LOG_REVIEWER})
"""The second person: she leads too, or stands outside the daily work as who reviews the log."""

STATISTICS = (
    Rule(
        id="L-figures",
        actions=OF_THE_LEADER | {Action.RELEASE_READ},
        basis=Basis.LEADER,
        roles=PROPOSERS,
    ),
    Rule(
        id="S-second",
        actions=OF_THE_SECOND | {Action.RELEASE_READ},
        basis=Basis.LEADER,
        roles=APPROVERS,
    ),
)
