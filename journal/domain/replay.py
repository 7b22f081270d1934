"""
What a restore must do again, so that no old copy undoes a removal.

Pure rules over lines that were signed when the acts were committed. Of two acts about the same
place the later one counts; of an act that the copy knows nothing is done again. A stop is done
again, a go-on is not: a leader gives back what she wants to give back.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from journal.domain.access import Action
from journal.domain.ids import CaseAlias, EventId, StaffId

SHRED = "shred"
"""A case whose shares were destroyed; its line is written before the first share goes."""
HEAD = "head"
"""How far the log had been followed; the next line takes its place."""

REPLAYED = frozenset(
    {
        Action.TEAM_ADD,
        Action.TEAM_REMOVE,
        Action.EXCLUSION_ADD,
        Action.STAFF_LEAVE,
        Action.STAFF_SUSPEND,
        Action.STAFF_RESUME,
        Action.CERT_REVOKE,
        Action.PASSWORD_CHANGE,
        Action.PASSWORD_RESET,
        Action.PASSWORD_RECOVER,
        Action.RECOVERY_SET,
        Action.LOG_RESTORE,
    }
)
"""Acts that leave a line outside the database."""
_OF_A_PLACE = (Action.TEAM_ADD, Action.TEAM_REMOVE)
_OF_AN_ACCOUNT = (Action.STAFF_SUSPEND, Action.STAFF_RESUME)
_OF_A_PASSWORD = (
    Action.PASSWORD_CHANGE,
    Action.PASSWORD_RESET,
    Action.PASSWORD_RECOVER,
    Action.RECOVERY_SET,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """
    One line: an act that was committed.

    Args:
        event: id of its event in the log; of a shred, the id of its own that was drawn for it.
        act: the word of the log, or ``SHRED``.
        size: of the log once this act stood in it.
        ms: UTC milliseconds.
        on: alias of the case, or None, with the ids of the rows.
    """

    event: EventId
    act: str
    size: int
    ms: int
    on: Sequence[tuple[CaseAlias | None, Sequence[UUID]]]

    def pairs(self) -> list[tuple[CaseAlias | None, UUID]]:
        """Each row with its case."""
        return [(case, row) for case, rows in self.on for row in rows]


@dataclass(slots=True, kw_only=True)
class Owed:
    """
    What a copy of the database does not know.

    Args:
        shreds: ids of cases whose shares were destroyed.
        exclusions, places: case and colleague.
        leavings, stops: colleagues.
        revoked: colleagues, each with the certificates that ended.
        passwords: colleagues whose password or recovery code is the old one again.
        given: how many places in teams were given since, and are not any more.
    """

    shreds: list[UUID] = field(default_factory=list)
    exclusions: list[tuple[CaseAlias, StaffId]] = field(default_factory=list)
    places: list[tuple[CaseAlias, StaffId]] = field(default_factory=list)
    leavings: list[StaffId] = field(default_factory=list)
    stops: list[StaffId] = field(default_factory=list)
    revoked: dict[StaffId, list[UUID]] = field(default_factory=dict)
    passwords: list[StaffId] = field(default_factory=list)
    given: int = 0

    def count(self) -> int:
        """How many removals are done again."""
        parts = (self.shreds, self.exclusions, self.places, self.leavings, self.stops, self.revoked)
        return sum(len(part) for part in parts)


def owed(lines: Iterable[Act], known: Collection[EventId]) -> Owed:
    """
    Find what must be done again.

    Args:
        lines: of the replay log, oldest first.
        known: ids of the events that the copy holds.
    """
    last: dict[tuple[object, ...], tuple[Act, object]] = {}
    for line in lines:
        for key, what in _keys(line):
            last.pop(key, None)  # the order is that of the last word on each
            last[key] = (line, what)
    found = Owed()
    for line, what in last.values():
        if line.event not in known:
            _owe(found, line.act, what)
    found.passwords = list(dict.fromkeys(found.passwords))
    return found


def _keys(line: Act) -> list[tuple[tuple[object, ...], object]]:
    """Under what the last word of a line is remembered, and about what it is."""
    pairs = line.pairs()
    if line.act in _OF_A_PLACE:
        return [(("place", *pair), pair) for pair in pairs]
    if line.act in _OF_AN_ACCOUNT:
        return [(("account", row), row) for _, row in pairs]
    if line.act in _OF_A_PASSWORD:
        return [(("password", row), row) for _, row in pairs]
    if line.act == Action.CERT_REVOKE:
        rows = [row for _, row in pairs]
        return [((line.act, *rows), rows)] if rows else []
    if line.act in (Action.EXCLUSION_ADD, Action.STAFF_LEAVE, SHRED):
        return [((line.act, *pair), pair) for pair in pairs]
    return []


def _owe(found: Owed, act: str, what: object) -> None:
    match act, what:
        case Action.TEAM_REMOVE, (UUID() as case, UUID() as staff):
            found.places.append((CaseAlias(case), StaffId(staff)))
        case Action.TEAM_ADD, _:
            found.given += 1
        case Action.EXCLUSION_ADD, (UUID() as case, UUID() as staff):
            found.exclusions.append((CaseAlias(case), StaffId(staff)))
        case Action.STAFF_LEAVE, (_, UUID() as staff):
            found.leavings.append(StaffId(staff))
        case Action.STAFF_SUSPEND, UUID() as staff:
            found.stops.append(StaffId(staff))
        case Action.CERT_REVOKE, [UUID() as staff, *certificates]:
            rows = [row for row in certificates if isinstance(row, UUID)]
            found.revoked.setdefault(StaffId(staff), []).extend(rows)
        case "shred", (_, UUID() as case):
            found.shreds.append(case)
        case _, UUID() as staff if act in _OF_A_PASSWORD:
            found.passwords.append(StaffId(staff))
