"""
The lines of the policy that forbid, as data: they beat every line that allows (R-X1 first).

A test compares them with the tables in ``tests/access-table.md``; a new line needs its line there.
"""

from journal.domain.access import WRITES_NOTE, Action
from journal.domain.policy_enquiries import OF_CALLS, OF_DECISIONS
from journal.domain.policy_handover import OF_COURSES, OF_NOTES, OF_PAPER
from journal.domain.policy_rules import ENDING, OF_LINKS
from journal.domain.policy_stays import OF_OPEN_FILES, OF_STAYS
from journal.domain.rules import Bar, Forbid
from journal.domain.staff import Role

FORBIDS = (
    Forbid(
        id="F-excluded",
        bar=Bar.EXCLUDED,
        actions=frozenset(
            {
                Action.NOTE_READ,
                Action.NOTE_SEARCH,
                *WRITES_NOTE,
                Action.DRAFT_READ,
                Action.DRAFT_DROP,
                Action.CASE_READ,
                *ENDING,
                Action.TEAM_ADD,
                Action.TEAM_REMOVE,
                Action.EXCLUSION_ADD,
                Action.BREAK_GLASS_OPEN,
                Action.PURPOSE_OPEN,
                Action.REVIEW_DONE,
                Action.LOG_READ,
                Action.EXTRACT_READ,
                Action.EXTRACT_NAMES,
                Action.EXTRACT_DONE,
                Action.IDENTITY_READ,
                Action.IDENTITY_WRITE,
                Action.AGE_READ,
                Action.CONTACT_READ,
                Action.CONTACT_WRITE,
                Action.REGISTER_READ,
                Action.REGISTER_WRITE,
                Action.SAFETY_READ,
                Action.SAFETY_WRITE,
                Action.CODE_ISSUE,
                Action.CODE_USE,
                *OF_LINKS,
                Action.CASE_CLOSE,
                Action.AFTERCARE_GRANT,
                *OF_DECISIONS,
                *OF_CALLS,
                *OF_STAYS,
                Action.BOARD_SET,
                Action.ROOM_ASSIGN,
                *OF_NOTES,
                *OF_COURSES,
                *OF_PAPER,
            }
        ),
    ),
    Forbid(
        id="F-closed",
        bar=Bar.CLOSED,
        actions=frozenset(
            {
                # A note of a closed file can still be restricted (GDPR Article 18).
                *(WRITES_NOTE - {Action.NOTE_RESTRICT, Action.NOTE_LIFT}),
                Action.TEAM_ADD,
                Action.BREAK_GLASS_OPEN,
                Action.IDENTITY_WRITE,
                Action.CONTACT_WRITE,
                Action.SAFETY_WRITE,
                Action.CODE_ISSUE,
                Action.LINK_MAKE,
                Action.CASE_CLOSE,
                Action.AFTERCARE_GRANT,
                *OF_OPEN_FILES,
                Action.BOARD_SET,
                Action.NOTE_ASK,
                Action.NOTE_UNASK,
                Action.COURSE_WRITE,
            }
        ),
    ),
    Forbid(
        id="F-member",
        bar=Bar.MEMBER,
        actions=frozenset({Action.BREAK_GLASS_OPEN, Action.PURPOSE_OPEN}),
    ),
    Forbid(
        id="F-own",
        bar=Bar.OWN,
        actions=frozenset(
            {
                Action.REVIEW_DONE,
                Action.CERT_ISSUE,
                Action.PASSWORD_RESET,
                Action.STAFF_SUSPEND,
                Action.STAFF_RESUME,
                Action.STAFF_LEAVE,
            }
        ),
    ),
    Forbid(
        id="F-leader",
        bar=Bar.OF_LEADER,
        actions=frozenset({Action.REVIEW_DONE}),
        roles=frozenset({Role.LEADER}),
    ),
)
