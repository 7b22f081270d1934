"""How the log is looked at: kinds of use, and the question a reviewer asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from journal.domain.access import WRITES_NOTE, Action
from journal.domain.ids import CaseId, StaffId

KINDS: Mapping[str, frozenset[Action]] = {
    "reading": frozenset(
        {
            Action.NOTE_READ,
            Action.NOTE_SEARCH,
            Action.CASE_READ,
            Action.DRAFT_READ,
            Action.IDENTITY_READ,
            Action.AGE_READ,
            Action.CONTACT_READ,
            Action.REGISTER_READ,
            Action.SAFETY_READ,
            Action.HOUSE_READ,
            Action.COURSE_READ,
            Action.NOTES_EXPORT,
            Action.EXPORT_DONE,
            Action.CODE_USE,
            Action.LINK_READ,
        }
    ),
    "writing": frozenset(
        {
            *WRITES_NOTE,
            Action.DRAFT_START,
            Action.DRAFT_DROP,
            Action.CASE_CREATE,
            Action.CASE_RENAME,
            Action.ANONYMITY_SET,
            Action.CASE_CLOSE,
            Action.AFTERCARE_GRANT,
            Action.STAY_ADMIT,
            Action.STAY_MOVE,
            Action.STAY_DECIDE,
            Action.FACT_FREEZE,
            Action.NIGHT_COUNT,
            Action.BOARD_SET,
            Action.COURSE_WRITE,
            Action.HANDOVER_WRITE,
            Action.NOTE_SEEN,
            Action.NOTE_ASK,
            Action.NOTE_UNASK,
            Action.ROOM_SET,
            Action.ROOM_ASSIGN,
            Action.DEADLINE_BEGIN,
            Action.DEADLINE_MEET,
            Action.DEADLINE_CANCEL,
            Action.IDENTITY_WRITE,
            Action.LINK_MAKE,
            Action.LINK_END,
            Action.CONTACT_WRITE,
            Action.REGISTER_WRITE,
            Action.SAFETY_WRITE,
            Action.RECORD_ERASE,
            Action.ENQUIRY_WRITE,
            Action.VISITATION_WRITE,
            Action.SAFETY_EVENT_WRITE,
        }
    ),
    "listing": frozenset(
        {
            Action.CASE_LIST,
            Action.DEADLINE_LIST,
            Action.SHIFT_READ,
            Action.ENQUIRY_READ,
            Action.VISITATION_READ,
            Action.SAFETY_EVENT_READ,
            Action.HOUSE_LABELS,
            Action.BOARD_READ,
            Action.HANDOVER_READ,
            Action.KEY_READ,
            Action.LOG_READ,
            Action.EXTRACT_READ,
            Action.EXTRACT_NAMES,
            Action.EXTRACT_DONE,
        }
    ),
    "deciding": frozenset(
        {
            Action.DECISION_READ,
            Action.DECISION_PROPOSE,
            Action.DECISION_ENTER,
            Action.DECISION_MAKE,
            Action.DECISION_CONFIRM,
            Action.DELEGATION_ISSUE,
            Action.DELEGATION_END,
        }
    ),
    "figures": frozenset(
        {
            Action.FIGURES_READ,
            Action.FIGURES_FREEZE,
            Action.FIGURES_EARLIER,
            Action.RELEASE_READ,
            Action.RELEASE_GATE,
            Action.RELEASE_DRAFT,
            Action.RELEASE_CHECK,
            Action.RELEASE_PROPOSE,
            Action.RELEASE_APPROVE,
            Action.RELEASE_REFUSE,
            Action.RELEASE_RELEASE,
            Action.RELEASE_DOWNLOAD,
            Action.RELEASE_WITHDRAW,
        }
    ),
    "timed": frozenset(
        {
            Action.BREAK_GLASS_OPEN,
            Action.BREAK_GLASS_WORDS,
            Action.BREAK_GLASS_CLOSE,
            Action.PURPOSE_OPEN,
            Action.REVIEW_FIND,
            Action.REVIEW_READ,
            Action.REVIEW_DONE,
        }
    ),
    "signing_in": frozenset(
        {
            Action.LOGIN_OK,
            Action.LOGIN_FAIL,
            Action.LOGIN_BLOCK,
            Action.LOGOUT,
            Action.SESSION_END,
            Action.PASSWORD_CHANGE,
            Action.PASSWORD_FAIL,
            Action.PASSWORD_RESET,
            Action.PASSWORD_RECOVER,
            Action.RECOVERY_SET,
        }
    ),
    "people": frozenset(
        {
            Action.STAFF_ADD,
            Action.STAFF_INVITE,
            Action.STAFF_ENROL,
            Action.STAFF_SUSPEND,
            Action.STAFF_RESUME,
            Action.STAFF_LEAVE,
            Action.ROSTER_SET,
        }
    ),
    "keys": frozenset(
        {
            Action.TEAM_ADD,
            Action.TEAM_REMOVE,
            Action.EXCLUSION_ADD,
            Action.CERT_ISSUE,
            Action.CERT_REVOKE,
            Action.KEY_EPOCH,
            Action.KEY_WRAP,
            Action.KEY_ROTATE,
            Action.KEY_RESEAL,
            Action.KEY_ROOT,
            Action.KEYS_RENEW,
            Action.CODE_ISSUE,
            Action.CODE_END,
            Action.CODE_SEAL,
        }
    ),
    "house": frozenset(
        {
            Action.LOG_VERIFY,
            Action.LOG_ALARM,
            Action.OPEN_ERROR,
            Action.LOG_START,
            Action.LOG_RESTORE,
            Action.RESTORE_CONFIRM,
            Action.RETENTION_CONFIRM,
            Action.RETENTION_PRUNE,
            Action.BACKUP_MAKE,
            Action.BACKUP_DRILL,
            Action.HEALTH_READ,
            Action.RESERVE_FREE,
            Action.INIT_DONE,
            Action.SERVICE_START,
            Action.SERVICE_STOP,
            Action.CLOCK_JUMP,
            Action.SCHEMA_MIGRATE,
        }
    ),
}
"""The groups of the filter, each act in one; ``refusal`` is the remaining one, by outcome."""
REFUSAL = "refusal"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """What the leader asks for; days are days of the house's zone, both included."""

    case: CaseId | None = None
    person: StaffId | None = None
    kind: str | None = None
    day_from: date | None = None
    day_to: date | None = None
    page: int = 1
