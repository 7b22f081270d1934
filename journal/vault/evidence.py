"""
What the log says, as evidence for a decision: what began where, and what has ended since.

A row of the database can be put back as it once was; the log cannot without being seen. So whoever
passes a key on asks here. Events of the work in hand count as the newest: they stand at its end.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from journal.domain.access import Action, Outcome
from journal.domain.audit import Event, bytes_of
from journal.domain.errors import Tampered
from journal.domain.ids import EventId, KeyId
from journal.store import history
from journal.vault.desk import Desk

OF_A_PLACE = frozenset({Action.TEAM_REMOVE, Action.EXCLUSION_ADD, Action.STAFF_LEAVE})
"""What ends somebody's place in a team."""
OF_A_POST = frozenset({Action.STAFF_LEAVE, Action.CERT_REVOKE})
"""What ends somebody's post for good; she may come back with a new one."""
OF_A_SHIFT = frozenset({Action.STAFF_LEAVE, Action.ROSTER_SET})
"""What takes a shift off the roster."""
OF_AN_ACCESS = frozenset({Action.BREAK_GLASS_CLOSE})
"""What ends a timed access."""
OF_A_DELEGATION = frozenset({Action.DELEGATION_END})
"""What ends a delegation before its time."""
OF_A_CONFIRMATION = frozenset({Action.DECISION_CONFIRM})
"""What a decision on the phone has waited for."""
OF_AN_ADMISSION = frozenset({Action.STAY_ADMIT})
"""What a decision is used up by: nobody else is admitted by it."""
OF_A_KEY = frozenset({Action.KEY_EPOCH, Action.KEY_ROTATE})
"""What makes a key, and names it."""
OF_A_CODE = frozenset({Action.CODE_END})
"""What ends a resident's code: another one took its place."""
OF_A_SEAL = frozenset({Action.CODE_SEAL})
"""What leaves who somebody is to her own code alone; nothing undoes it."""
PAUSE, GO_ON = frozenset({Action.STAFF_SUSPEND}), frozenset({Action.STAFF_RESUME})
"""What stops somebody's post for a time, and what ends that time."""
WATCHED = (
    OF_A_PLACE
    | OF_A_POST
    | OF_A_SHIFT
    | OF_AN_ACCESS
    | OF_A_DELEGATION
    | OF_A_CONFIRMATION
    | OF_AN_ADMISSION
    | OF_A_KEY
    | OF_A_CODE
    | OF_A_SEAL
    | PAUSE
    | GO_ON
)
REMOVED = "removed"
"""Reason of a ``roster.set`` that takes shifts off the roster."""
NEVER = -1
NOW = 1 << 62
"""Places of events that this work has collected and not yet appended."""

Named = tuple[UUID | None, UUID]
"""
Alias of the case, or None for the house; and the row: colleague, certificate, shift, key. A timed
access stands alone: its id names its case. A key is named with its compartment beside it.
"""


def row_of(key_id: KeyId) -> UUID:
    """A key as it stands in an event: its eight bytes, and eight of nothing."""
    return UUID(bytes=key_id + bytes(8))


def resident_name(box_pub: bytes) -> UUID:
    """A resident's public key as it stands in an event: sixteen bytes of its digest."""
    return UUID(bytes=hashlib.sha256(b"SKJ1 resident" + box_pub).digest()[:16])


def row_of_comp(comp: int) -> UUID:
    """A compartment as something that is named: no row has such an id."""
    return UUID(int=comp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An event at its place in the log: who did it, and what it names."""

    seq: int
    actor: UUID | None
    named: frozenset[Named]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What an entry of the log says was done, and how it ended."""

    act: str
    outcome: str
    begun: Begun


class Evidence:
    """Remembers the last end of everything, and reads only what the log has gained since."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, Named], int] = {}
        self._begun: dict[EventId, Recording] = {}
        self._seen = NEVER
        self._lock = Lock()

    def last(self, desk: Desk, actions: Collection[Action], *rows: Named) -> int:
        """
        The latest place in the log at which one of these acts named one of these, or ``NEVER``.

        Args:
            desk: of the deciding work; the log is read on once for it.

        Raises:
            Tampered: an event that may end something cannot be read.
        """
        with self._lock:
            if not desk.has_read_log:
                self._read_on(desk)
                desk.has_read_log = True
            asked = [(action.value, row) for action in actions for row in rows]
            last = max((self._last.get(each, NEVER) for each in asked), default=NEVER)
        own = [
            NOW + place
            for place, event in enumerate(desk.events)
            if event.action in actions
            and _counts(event.action, event.outcome, event.reason)
            and _named(event).intersection(rows)
        ]
        return max([last, *own])

    def _read_on(self, desk: Desk) -> None:
        last = history.last_place(desk.session)
        if last <= self._seen:
            return
        acts = [action.value for action in WATCHED]
        look = history.of_kinds if self._seen < 0 else history.new_of_kinds
        for entry in look(desk.session, acts, self._seen):
            said = _said(entry.data)
            if _counts(said["act"], said["out"], said["why"]):
                for row in _named_by(said):
                    self._last[said["act"], row] = entry.seq
            self._seen = entry.seq
        self._seen = max(self._seen, last)

    def begun(self, desk: Desk, event_id: EventId, action: Action) -> Begun | None:
        """The event that began something, if it was done and is what the row says it is."""
        for place, event in enumerate(desk.events):
            if event.id == event_id and (event.action, event.outcome) == (action, Outcome.OK):
                actor = desk.principal.alias
                return Begun(seq=NOW + place, actor=actor, named=_named(event))
        found = self._begun.get(event_id) or self._read(desk, event_id)
        if found is None or (found.act, found.outcome) != (action.value, Outcome.OK.value):
            return None
        return found.begun

    def _read(self, desk: Desk, event_id: EventId) -> Recording | None:
        """One entry; what the log says once it says for ever, so it is remembered."""
        entry = history.by_ids(desk.session, [event_id]).get(event_id)
        if entry is None:
            return None
        said = _said(entry.data)
        begun = Begun(seq=entry.seq, actor=_id(said["actor"]), named=_named_by(said))
        found = Recording(act=said["act"], outcome=said["out"], begun=begun)
        self._begun[event_id] = found
        return found


def _counts(action: str, outcome: str, reason: str | None) -> bool:
    """Whether an event ended or resumed anything; a roster also gains shifts."""
    return outcome == Outcome.OK and (action != Action.ROSTER_SET or reason == REMOVED)


def _named(event: Event) -> frozenset[Named]:
    rows = [(item.case, item.row) for item in event.items if item.row is not None]
    return _with_others(rows, event.action, event.grant, event.comp)


def _with_others(
    rows: Collection[Named], action: str, grant: UUID | None, comp: int | None
) -> frozenset[Named]:
    """What an event names beside its rows: the access it belongs to, the compartment of a key."""
    named = set(rows)
    if grant is not None:
        named.add((None, grant))
    if action in OF_A_KEY and comp is not None:
        named |= {(alias, row_of_comp(comp)) for alias, _ in rows}
    return frozenset(named)


def _said(data: bytes | None) -> Mapping[str, Any]:
    try:
        said: Mapping[str, Any] = json.loads(data or b"")
        _named_by(said)
        _id(said["actor"])
        wanted = (said["act"], said["out"], said["why"])
    except (LookupError, TypeError, ValueError) as error:
        raise Tampered from error  # what has ended is unknown: nothing is passed on
    if not all(word is None or isinstance(word, str) for word in wanted):
        raise Tampered
    return said


def _named_by(said: Mapping[str, Any]) -> frozenset[Named]:
    named = [(_id(alias), UUID(bytes=bytes_of(row))) for alias, rows in said["on"] for row in rows]
    return _with_others(named, said["act"], _id(said["bg"]), said["comp"])


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(bytes=bytes_of(text))
