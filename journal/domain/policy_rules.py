"""
The lines of the policy: what each role may do, as data; what nobody may is ``policy_forbids``.

The order counts: of several lines that fit, the first one decides. A test compares them with the
tables in ``tests/access-table.md``; a new line needs its line there.
"""

from journal.domain.access import Action, Basis
from journal.domain.policy_enquiries import ENQUIRIES
from journal.domain.policy_handover import HANDING_OVER
from journal.domain.policy_house import OF_THE_HOUSE
from journal.domain.policy_statistics import STATISTICS
from journal.domain.policy_stays import STAYS
from journal.domain.rules import Need, Rule
from journal.domain.staff import CARE_ROLES, LEADING_ROLES, Role

EVERYBODY = frozenset(Role)
WITH_RESIDENTS = frozenset({*CARE_ROLES, *LEADING_ROLES})
"""Who works with residents or leads those who do; they hold the key of the house."""
AT_NIGHT = frozenset({*CARE_ROLES, Role.DEPUTY})
BY_SHIFT = frozenset({Role.NIGHT_GUARD, Role.TEMP})
"""Who has to do with the house only while on shift."""
LEADING = frozenset(LEADING_ROLES)
OF_LINKS = (Action.LINK_READ, Action.LINK_MAKE, Action.LINK_END)
"""What is done about the earlier files of a woman who is back."""
ENDING = (Action.DEADLINE_MEET, Action.DEADLINE_CANCEL)
"""How somebody ends a deadline."""

POLICY = (
    Rule(
        id="T-note",
        actions=frozenset(
            {
                Action.NOTE_READ,
                Action.NOTE_SEARCH,
                Action.NOTE_WRITE,
                Action.NOTE_AMEND,
                Action.NOTE_STRIKE,
                Action.NOTE_MOVE,
            }
        ),
        basis=Basis.TEAM,
        roles=WITH_RESIDENTS,
        need=Need.TEAM,
    ),
    Rule(
        id="L-note",
        actions=frozenset({Action.NOTE_STRIKE, Action.NOTE_RESTRICT, Action.NOTE_LIFT}),
        basis=Basis.LEADER,
        roles=frozenset({Role.LEADER}),
    ),
    Rule(
        id="T-case",
        actions=frozenset({Action.CASE_READ, Action.LOG_READ, *ENDING}),
        basis=Basis.TEAM,
        roles=WITH_RESIDENTS,
        need=Need.TEAM,
    ),
    Rule(
        id="T-record",
        actions=frozenset(
            {
                Action.IDENTITY_READ,
                Action.IDENTITY_WRITE,
                Action.AGE_READ,
                Action.CONTACT_READ,
                Action.CONTACT_WRITE,
                Action.REGISTER_READ,
                Action.REGISTER_WRITE,
                Action.SAFETY_WRITE,
                Action.CODE_ISSUE,
                Action.VISITATION_WRITE,
                *OF_LINKS,
            }
        ),
        basis=Basis.TEAM,
        roles=WITH_RESIDENTS,
        need=Need.TEAM,
    ),
    Rule(
        id="H-safety",
        actions=frozenset({Action.SAFETY_READ}),
        basis=Basis.DUTY,
        roles=WITH_RESIDENTS - BY_SHIFT,
    ),
    Rule(
        id="S-safety",
        actions=frozenset({Action.SAFETY_READ}),
        basis=Basis.DUTY,
        roles=BY_SHIFT,
        need=Need.SHIFT,
    ),
    Rule(
        id="L-identity",
        actions=frozenset({Action.IDENTITY_READ, *OF_LINKS}),
        basis=Basis.LEADER,
        roles=frozenset({Role.LEADER}),
        need=Need.STATED,
    ),
    Rule(
        id="L-age",
        actions=frozenset({Action.AGE_READ}),
        basis=Basis.LEADER,
        roles=frozenset({Role.LEADER}),
    ),
    Rule(
        id="L-register",
        actions=frozenset({Action.REGISTER_READ, Action.REGISTER_WRITE}),
        basis=Basis.LEADER,
        roles=frozenset({Role.LEADER}),
    ),
    Rule(
        id="L-close",
        actions=frozenset({Action.CASE_CLOSE, Action.AFTERCARE_GRANT}),
        basis=Basis.LEADER,
        roles=frozenset({Role.LEADER}),
    ),
    Rule(
        id="H-read",
        actions=frozenset({Action.HOUSE_READ}),
        basis=Basis.DUTY,
        roles=WITH_RESIDENTS,
    ),
    Rule(
        id="H-code",
        actions=frozenset({Action.CODE_USE}),
        basis=Basis.SUBJECT,
        roles=WITH_RESIDENTS,
    ),
    Rule(
        id="E-read",
        actions=frozenset({Action.NOTE_READ, Action.NOTE_SEARCH, Action.CONTACT_READ}),
        basis=Basis.BREAK_GLASS,
        roles=AT_NIGHT,
        need=Need.BREAK_GLASS,
    ),
    Rule(
        id="P-read",
        actions=frozenset({Action.NOTE_READ, Action.NOTE_SEARCH, Action.CONTACT_READ}),
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
        actions=frozenset({Action.DRAFT_READ, Action.DRAFT_DROP}),
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
                *ENDING,
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
        actions=frozenset({Action.HEALTH_READ, Action.RESERVE_FREE}),
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
    *ENQUIRIES,
    *STAYS,
    *OF_THE_HOUSE,
    *HANDING_OVER,
    *STATISTICS,
)
