"""
A model of who may read what, on two pages: people, cases, and nothing of keys but who holds one.

The service must agree with it after every act; what it does to agree is not the model's business.
"""

from dataclasses import dataclass, field
from datetime import datetime

PEDAGOGUES = {"paedagog", "begge"}
SOCIAL_WORKERS = {"socialraadgiver", "begge"}
CARE = {"paedagog", "socialraadgiver", "nattevagt", "vikar"}
ACTIVE, SUSPENDED, WAITING, LEFT = "active", "suspended", "waiting", "left"


@dataclass
class Someone:
    """A colleague: what she is trained as, her role, and where her account stands."""

    profession: str
    role: str
    state: str = ACTIVE
    shift_ends: datetime | None = None


@dataclass
class Case:
    """A case: its team, who holds its key or waits for it, who must stay away, what is written."""

    team: set
    holders: set
    waiting: set = field(default_factory=set)
    excluded: set = field(default_factory=set)
    is_due: bool = False
    timed: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)
    sent: set = field(default_factory=set)
    """Notes that came in while the key waits; the whole team may open them, key or not."""
    lost: dict = field(default_factory=dict)
    """For whoever has lost a key: the notes that it opened then."""


class Rights:
    """Everybody and every case, and what follows."""

    def __init__(self, people):
        self.people = people
        self.cases = {}

    def is_active(self, name):
        return self.people[name].state == ACTIVE

    def is_complete(self, team):
        trained = {name: self.people[name].profession for name in team}
        return any(
            one != other and trained[one] in PEDAGOGUES and trained[other] in SOCIAL_WORKERS
            for one in team
            for other in team
        )

    def living(self, case):
        """Who could open a case and pass its key on."""
        return {name for name in case.holders if self.is_active(name)}

    def is_on_shift(self, name, now):
        ends = self.people[name].shift_ends
        return ends is not None and now < ends

    def visit(self, name, now):
        """A colleague comes by: what waited for a holder of her keys is done."""
        for case in self.cases.values():
            self.run_out(case, now)
            if name in case.holders and self.is_active(name):
                self.settle(case)

    def settle(self, case):
        """A new key goes to the whole team; one that is only passed on, to who waits for it."""
        given = case.team if case.is_due else case.waiting & case.team
        case.holders |= {name for name in given if self.is_active(name)}
        case.is_due = False
        case.waiting.clear()
        case.sent.clear()

    def run_out(self, case, now):
        """End what is over by the clock."""
        for name, ends in list(case.timed.items()):
            if now >= ends and name not in case.holders:
                self.lose(case, name)
            elif now >= ends:
                del case.timed[name]
                case.is_due = True

    def lose(self, case, name):
        """Somebody has no key any longer: what is written from now on she must never open."""
        is_reader = name in case.holders or name in case.timed
        case.lost.setdefault(name, set()).update(case.notes if is_reader else case.sent)
        case.is_due = case.is_due or is_reader
        case.holders.discard(name)
        case.timed.pop(name, None)

    def write(self, case, note_id, text, *, is_sent):
        """A note is there; one that is sent while the key waits is the whole team's."""
        case.notes[note_id] = text
        if is_sent and case.is_due:
            case.sent.add(note_id)

    def may_read(self, name, case, now):
        if not self.is_active(name) or name in case.excluded:
            return False
        self.run_out(case, now)
        return (name in case.team and name in case.holders) or name in case.timed

    def may_open(self, name, case, note_id):
        """Whether a key of hers may open this note in the database as it lies there now."""
        if name in case.holders or name in case.timed:
            return True
        if note_id in case.sent and name in case.team and self.is_active(name):
            return True
        return case.is_due and note_id in case.lost.get(name, ())

    def may_send(self, name, case, now):
        person = self.people[name]
        if not self.is_active(name) or name in case.excluded or person.role not in CARE | {"leder"}:
            return False
        return person.role not in {"nattevagt", "vikar"} or self.is_on_shift(name, now)

    def may_break_glass(self, name, case, now):
        person = self.people[name]
        is_care = person.role in CARE
        apart = name not in case.team and name not in case.excluded
        return self.is_active(name) and is_care and apart and self.is_on_shift(name, now)

    def is_last(self, name):
        """Whether some journal would have nobody left who can open it."""
        return any(
            name in case.holders and not self.living(case) - {name} for case in self.cases.values()
        )

    def strip(self, name):
        """All her keys are taken; her places stay."""
        for case in self.cases.values():
            self.lose(case, name)
            case.waiting.discard(name)

    def ask(self, name):
        """She is back with keys of her own: her teams pass theirs on."""
        for case in self.cases.values():
            if name in case.team and name not in case.holders:
                case.waiting.add(name)
