"""
The policy of handing over: lines of the house, marks on notes, and the course of a stay.

Rules: whoever works here reads and leaves lines, night guards and temps while on shift or just
after it; marks and courses are of the team.
"""

from journal.domain.access import Action, Basis
from journal.domain.rules import Need, Rule
from journal.domain.staff import CARE_ROLES, LEADING_ROLES, Role

OF_NOTES = frozenset({Action.NOTE_SEEN, Action.NOTE_ASK, Action.NOTE_UNASK})
"""What is done about a note, and refused to whoever is kept away from the case."""
OF_PAPER = frozenset({Action.NOTES_EXPORT, Action.EXPORT_DONE})
"""What is done to print the notes of a file."""
OF_COURSES = frozenset({Action.COURSE_READ, Action.COURSE_WRITE})
"""What is done about weekly talks, phases and topics."""
_OF_SHIFTS = frozenset({Action.HANDOVER_READ, Action.HANDOVER_WRITE})

HANDING_OVER = (
    Rule(
        id="H-day",
        actions=_OF_SHIFTS,
        basis=Basis.DUTY,
        roles=frozenset({*LEADING_ROLES, Role.PEDAGOGUE, Role.SOCIAL_WORKER}),
    ),
    Rule(
        id="H-shift",
        actions=_OF_SHIFTS,
        basis=Basis.DUTY,
        roles=frozenset({Role.NIGHT_GUARD, Role.TEMP}),
        need=Need.WRITING_UP,
    ),
    Rule(
        id="H-team",
        actions=OF_NOTES | OF_COURSES | OF_PAPER,
        basis=Basis.TEAM,
        roles=frozenset({*CARE_ROLES, *LEADING_ROLES}),
        need=Need.TEAM,
    ),
)
