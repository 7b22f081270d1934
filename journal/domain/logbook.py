"""How the log is looked at: kinds of use, and the question a reviewer asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from journal.domain.access import Action
from journal.domain.ids import CaseId, StaffId

KINDS: Mapping[str, frozenset[Action]] = {
    "reading": frozenset({Action.NOTE_READ, Action.CASE_READ}),
    "writing": frozenset({Action.NOTE_WRITE, Action.CASE_CREATE}),
    "listing": frozenset({Action.CASE_LIST, Action.HOUSE_LABELS, Action.LOG_READ}),
    "signing_in": frozenset(
        {Action.LOGIN_OK, Action.LOGIN_FAIL, Action.LOGIN_BLOCK, Action.LOGOUT}
    ),
    "keys": frozenset(
        {
            Action.TEAM_ADD,
            Action.TEAM_REMOVE,
            Action.STAFF_ADD,
            Action.CERT_ISSUE,
            Action.KEY_EPOCH,
            Action.KEY_WRAP,
            Action.KEY_ROTATE,
            Action.KEY_RESEAL,
        }
    ),
    "house": frozenset(
        {
            Action.LOG_VERIFY,
            Action.OPEN_ERROR,
            Action.LOG_START,
            Action.INIT_DONE,
            Action.SERVICE_START,
            Action.SERVICE_STOP,
            Action.CLOCK_JUMP,
            Action.SCHEMA_MIGRATE,
        }
    ),
}
"""The groups of the filter; ``refusal`` is the remaining one and goes by outcome."""
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
