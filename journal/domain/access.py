"""
The words of access: what can be done, why it was allowed, how it ended, and the facts that decide.

What follows from the facts is ``domain.policy``.
"""

from dataclasses import dataclass
from enum import StrEnum

from journal.domain.cases import CaseState


class Action(StrEnum):
    """The closed vocabulary of the log: one word for each kind of use."""

    NOTE_READ = "note.read"
    NOTE_WRITE = "note.write"
    NOTE_SEND = "note.send"
    NOTE_SEARCH = "note.search"
    NOTE_AMEND = "note.amend"
    NOTE_STRIKE = "note.strike"
    NOTE_RESTRICT = "note.restrict"
    NOTE_LIFT = "note.lift"
    NOTE_MOVE = "note.move"
    IDENTITY_READ = "identity.read"
    IDENTITY_WRITE = "identity.write"
    AGE_READ = "age.read"
    CONTACT_READ = "contact.read"
    CONTACT_WRITE = "contact.write"
    REGISTER_READ = "register.read"
    REGISTER_WRITE = "register.write"
    SAFETY_READ = "safety.read"
    SAFETY_WRITE = "safety.write"
    CODE_ISSUE = "code.issue"
    CODE_END = "code.end"
    CODE_SEAL = "code.seal"
    CODE_USE = "code.use"
    LINK_READ = "link.read"
    LINK_MAKE = "link.make"
    LINK_END = "link.end"
    HOUSE_READ = "house.read"
    RECORD_ERASE = "record.erase"
    DRAFT_START = "draft.start"
    DRAFT_READ = "draft.read"
    DRAFT_DROP = "draft.drop"
    CASE_LIST = "case.list"
    CASE_READ = "case.read"
    CASE_CREATE = "case.create"
    CASE_CLOSE = "case.close"
    AFTERCARE_GRANT = "aftercare.grant"
    FACT_FREEZE = "fact.freeze"
    FIGURES_READ = "figures.read"
    FIGURES_FREEZE = "figures.freeze"
    FIGURES_EARLIER = "figures.earlier"
    RELEASE_READ = "release.read"
    RELEASE_GATE = "release.gate"
    RELEASE_DRAFT = "release.draft"
    RELEASE_CHECK = "release.check"
    RELEASE_PROPOSE = "release.propose"
    RELEASE_APPROVE = "release.approve"
    RELEASE_REFUSE = "release.refuse"
    RELEASE_RELEASE = "release.release"
    RELEASE_DOWNLOAD = "release.download"
    RELEASE_WITHDRAW = "release.withdraw"
    CASE_RENAME = "case.rename"
    ANONYMITY_SET = "anonymity.set"
    STAY_ADMIT = "stay.admit"
    STAY_MOVE = "stay.move"
    STAY_DECIDE = "stay.decide"
    SHIFT_READ = "shift.read"
    ENQUIRY_READ = "enquiry.read"
    ENQUIRY_WRITE = "enquiry.write"
    VISITATION_READ = "visitation.read"
    VISITATION_WRITE = "visitation.write"
    SAFETY_EVENT_READ = "safety_event.read"
    SAFETY_EVENT_WRITE = "safety_event.write"
    DECISION_READ = "decision.read"
    DECISION_PROPOSE = "decision.propose"
    DECISION_ENTER = "decision.enter"
    DECISION_MAKE = "decision.make"
    DECISION_CONFIRM = "decision.confirm"
    DELEGATION_ISSUE = "delegation.issue"
    DELEGATION_END = "delegation.end"
    HOUSE_LABELS = "house.labels"
    HANDOVER_READ = "handover.read"
    HANDOVER_WRITE = "handover.write"
    NOTE_SEEN = "note.seen"
    NOTE_ASK = "note.ask"
    NOTE_UNASK = "note.unask"
    COURSE_READ = "course.read"
    COURSE_WRITE = "course.write"
    NOTES_EXPORT = "notes.export"
    EXPORT_DONE = "export.done"
    BOARD_READ = "board.read"
    BOARD_SET = "board.set"
    ROOM_SET = "room.set"
    ROOM_ASSIGN = "room.assign"
    NIGHT_COUNT = "night.count"
    TEAM_ADD = "team.add"
    TEAM_REMOVE = "team.remove"
    DEADLINE_LIST = "deadline.list"
    DEADLINE_BEGIN = "deadline.begun"
    DEADLINE_MEET = "deadline.met"
    DEADLINE_CANCEL = "deadline.cancelled"
    EXCLUSION_ADD = "exclusion.add"
    ROSTER_SET = "roster.set"
    BREAK_GLASS_OPEN = "bg.open"
    BREAK_GLASS_WORDS = "bg.words"
    BREAK_GLASS_CLOSE = "bg.close"
    PURPOSE_OPEN = "purpose.open"
    REVIEW_FIND = "review.find"
    REVIEW_READ = "review.read"
    REVIEW_DONE = "review.done"
    STAFF_ADD = "staff.add"
    STAFF_INVITE = "staff.invite"
    STAFF_ENROL = "staff.enrol"
    STAFF_SUSPEND = "staff.suspend"
    STAFF_RESUME = "staff.resume"
    STAFF_LEAVE = "staff.leave"
    CERT_ISSUE = "cert.issue"
    CERT_REVOKE = "cert.revoke"
    KEY_EPOCH = "key.epoch"
    KEY_WRAP = "key.wrap"
    KEY_ROTATE = "key.rotate"
    KEY_RESEAL = "key.reseal"
    KEY_ROOT = "key.root"
    KEY_READ = "key.read"
    PASSWORD_CHANGE = "pw.change"  # noqa: S105 -- an act, no secret
    PASSWORD_FAIL = "pw.fail"  # noqa: S105 -- an act, no secret
    PASSWORD_RESET = "pw.reset"  # noqa: S105 -- an act, no secret
    PASSWORD_RECOVER = "pw.recover"  # noqa: S105 -- an act, no secret
    RECOVERY_SET = "recovery.set"
    KEYS_RENEW = "keys.renew"
    SESSION_END = "session.end"
    LOGIN_OK = "login.ok"
    LOGIN_FAIL = "login.fail"
    LOGIN_BLOCK = "login.block"
    LOGOUT = "logout"
    LOG_READ = "log.read"
    LOG_VERIFY = "log.verify"
    LOG_ALARM = "log.alarm"
    EXTRACT_READ = "extract.read"
    EXTRACT_NAMES = "extract.names"
    EXTRACT_DONE = "extract.done"
    OPEN_ERROR = "open.error"
    LOG_START = "log.start"
    LOG_RESTORE = "log.restore"
    RESTORE_CONFIRM = "restore.confirm"
    RETENTION_CONFIRM = "retention.confirm"
    RETENTION_PRUNE = "retention.prune"
    BACKUP_MAKE = "backup.make"
    BACKUP_DRILL = "backup.drill"
    INIT_DONE = "init.done"
    HEALTH_READ = "health.read"
    RESERVE_FREE = "reserve.free"
    SERVICE_START = "svc.start"
    SERVICE_STOP = "svc.stop"
    CLOCK_JUMP = "clock.jump"
    SCHEMA_MIGRATE = "schema.migrate"


WRITES_NOTE = frozenset(
    {
        Action.NOTE_WRITE,
        Action.NOTE_SEND,
        Action.NOTE_AMEND,
        Action.NOTE_STRIKE,
        Action.NOTE_RESTRICT,
        Action.NOTE_LIFT,
        Action.NOTE_MOVE,
    }
)
"""Acts that store a row among the notes of a case: a note, or what hangs on one."""


class Basis(StrEnum):
    """Why a use was allowed."""

    TEAM = "team"
    LEADER = "leader"
    DUTY = "duty"
    INTAKE = "intake"
    BREAK_GLASS = "breakglass"
    PURPOSE = "purpose"
    SUBJECT = "subject"
    RECOVERY = "recovery"
    SELF = "self"
    JOB = "job"


class Outcome(StrEnum):
    """How a use ended."""

    OK = "ok"
    DENIED = "denied"
    ERROR = "error"


class Face(StrEnum):
    """The two faces of timed access: somebody on shift in an emergency, somebody who leads."""

    BREAK_GLASS = "breakglass"
    PURPOSE = "purpose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    What is true between a colleague and what she acts on, read in the deciding transaction.

    Args:
        is_member: she is in the contact team of the case.
        state: of the case; None when the act is about no case.
        is_excluded: she is kept away from the case.
        is_on_shift: the roster has her on duty at this instant.
        was_on_shift: it has, or had within the hours in which a shift is written up.
        timed: the timed access to the case that she has at this instant.
        is_own: the act is about herself, or about a use of her own.
        is_of_leader: the use under review is that of a leader.
        has_purpose: she has said for what purpose she opens this, for this one act.
        is_delegate: she holds a live delegation for this decision.
    """

    is_member: bool = False
    state: CaseState | None = None
    is_excluded: bool = False
    is_on_shift: bool = False
    was_on_shift: bool = False
    timed: Face | None = None
    is_own: bool = False
    is_of_leader: bool = False
    has_purpose: bool = False
    is_delegate: bool = False


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An answer with the rule that gave it."""

    allowed: bool
    rule: str
    basis: Basis | None = None
