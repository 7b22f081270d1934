"""
What of the log is old enough to be erased, judged by the stored bytes, and the act of erasing it.

Rules: nothing is believed that is not hashed: an event goes or stays by what its bytes say; what is
erased is looked at anew inside the transaction that erases it, and compared with what was agreed
to; in doubt nothing goes.
"""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from crypto.merkle import Frontier, leaf_hash
from journal.domain.access import Action
from journal.domain.audit import bytes_of, text_of
from journal.domain.clock import from_milliseconds
from journal.domain.errors import Tampered
from journal.domain.ids import EventId, StaffAlias
from journal.domain.retention import (
    NOT_AS_AGREED,
    SAME_PERSON,
    PruneRefused,
    Survey,
    Terms,
    is_kept,
)
from journal.store import audit as audit_store
from journal.store import history
from journal.store import retention as retention_store
from journal.vault.pruned import KeptDigest, is_confirmed


@dataclass(slots=True, kw_only=True)
class _Prefix:
    """What a look at a prefix finds."""

    frontier: Frontier = field(default_factory=Frontier.empty)
    kept: KeptDigest = field(default_factory=KeptDigest)
    going: list[EventId] = field(default_factory=list)
    staying: int = 0
    newest_ms: int = 0

    def terms(self, months: int) -> Terms:
        """What somebody would agree to."""
        return Terms(
            size=self.frontier.size,
            months=months,
            root=self.frontier.root(),
            kept=self.kept.digest(),
        )


def survey(session: Session, until_ms: int, months: int) -> Survey:
    """
    Say what could be erased.

    Args:
        session: an open reading transaction.
        until_ms: only events from before this instant, in UTC milliseconds.
        months: how long the house keeps its log.

    Raises:
        Tampered: an event that is old enough is damaged, or missing where nothing was erased.
    """
    head = _head(session)
    old = _length(session, head, until_ms)
    size = min(old, _first_open(session, head.size))
    is_held = size < old
    size = _between_weeks(session, size)
    prefix = _look(session, size, head.pruned)
    if size <= head.pruned or not prefix.going:
        return Survey(terms=None, total=head.size, is_held=is_held)
    return Survey(
        terms=prefix.terms(months),
        total=head.size,
        erased=len(prefix.going),
        kept=prefix.staying,
        words=retention_store.count_words(session, size),
        until=from_milliseconds(prefix.newest_ms),
        is_held=is_held,
    )


def is_due(session: Session, until_ms: int) -> bool:
    """Whether something behind the pruned prefix is from before an instant in UTC milliseconds."""
    at = retention_store.instant_at(session, _head(session).pruned + 1)
    return at is not None and at < until_ms


def waiting(session: Session) -> Terms | None:
    """
    What two people agreed to and nobody has erased yet: a command died in between.

    Raises:
        Tampered: an event says nothing that can be understood.
    """
    found = _agreed(session)
    return None if found is None else found[0]


def _agreed(session: Session) -> tuple[Terms, _Prefix] | None:
    """As ``waiting``, with what the prefix holds by now."""
    entries = history.of_kinds(session, [Action.RETENTION_PRUNE.value], -1)
    if not entries:
        return None
    said, pruned = _said(entries[-1].data), _head(session).pruned
    if said["n"] <= pruned:
        return None
    try:
        prefix = _look(session, said["n"], pruned)
        terms = prefix.terms(int(said["why"]))
    except (TypeError, ValueError) as error:
        raise Tampered from error
    if not (terms.are_said_by(said) and is_confirmed(terms, said, _of(session, said["ref"]))):
        raise PruneRefused(NOT_AS_AGREED)
    return terms, prefix


def _of(session: Session, ref: str | None) -> Mapping[str, Any] | None:
    """What the event says that another one names."""
    if ref is None:
        return None
    event_id = EventId(UUID(bytes=bytes_of(ref)))
    entry = history.by_ids(session, [event_id]).get(event_id)
    return None if entry is None else _said(entry.data)


def require_other(
    session: Session, terms: Terms, confirmed: EventId, actor: StaffAlias | None
) -> None:
    """
    Require that a leader agreed to these terms before, and that she is not the one who acts now.

    Raises:
        PruneRefused: neither is so.
    """
    entry = history.by_ids(session, [confirmed]).get(confirmed)
    said = {} if entry is None else _said(entry.data)
    if said.get("act") != Action.RETENTION_CONFIRM or not terms.are_said_by(said):
        raise PruneRefused(NOT_AS_AGREED)
    if actor is None or said["actor"] == text_of(actor.bytes):
        raise PruneRefused(SAME_PERSON)


def erase(session: Session, terms: Terms) -> int:
    """
    Erase what was agreed to.

    Args:
        session: of a transaction that holds the log.
        terms: as agreed to.

    Returns:
        How many events went; 0 where it was done before.

    Raises:
        PruneRefused: the log does not hold that agreement, or holds another prefix by now.
        Tampered: it is damaged there.
    """
    if _head(session).pruned >= terms.size:
        return 0
    found = _agreed(session)
    if found is None or found[0] != terms:
        raise PruneRefused(NOT_AS_AGREED)
    retention_store.erase(session, terms.size, found[1].going)
    return len(found[1].going)


def _head(session: Session) -> audit_store.Head:
    head = audit_store.head(session)
    if head is None:
        raise Tampered
    return head


def _length(session: Session, head: audit_store.Head, until_ms: int) -> int:
    """How long a prefix may be so that it, and the event behind it, are from before an instant."""
    length = head.pruned
    with closing(audit_store.leaves(session, head.pruned)) as leaves:
        for leaf in leaves:
            if leaf.entry is None or leaf.entry.copies["t"] >= until_ms:
                break
            length = leaf.seq
    return length


def _first_open(session: Session, size: int) -> int:
    """Where the first thing begins that is open or not reviewed; behind the log without one."""
    found = retention_store.places(session, retention_store.open_events(session))
    return min(found.values(), default=size)


def _between_weeks(session: Session, size: int) -> int:
    """
    Shorten a prefix so that it cuts no week's review in two.

    What the look at a week found goes with the event of the look, or stays with it.
    """
    weeks = retention_store.reviewed_weeks(session)
    known = retention_store.places(session, {one for pair in weeks for one in pair})
    pairs = [(known[look], known[item]) for look, item in weeks if {look, item} <= known.keys()]
    for look, item in sorted(pairs, reverse=True):
        if look >= size > item:
            size = item
    return size


def _look(session: Session, size: int, pruned: int) -> _Prefix:
    """
    Judge each event of a prefix by its bytes.

    Raises:
        Tampered: one is damaged, or missing behind what was erased before.
    """
    prefix = _Prefix()
    with closing(audit_store.leaves(session, 0)) as leaves:
        for leaf in leaves:
            if leaf.seq >= size:
                break
            if leaf.seq != prefix.frontier.size or (leaf.entry is None and leaf.seq >= pruned):
                raise Tampered
            if leaf.entry is not None:
                _judge(prefix, leaf, leaf.entry.entry)
            prefix.frontier = prefix.frontier.append(leaf.leaf_hash)
    if prefix.frontier.size != size:
        raise Tampered
    return prefix


def _judge(prefix: _Prefix, leaf: audit_store.Leaf, data: bytes | None) -> None:
    if data is None or leaf_hash(data) != leaf.leaf_hash:
        raise Tampered
    said = _said(data)
    if is_kept(said):
        prefix.kept.add(leaf.seq, leaf.leaf_hash)
        prefix.staying += 1
    else:
        prefix.going.append(leaf.entry_id)
        prefix.newest_ms = max(prefix.newest_ms, said["t"])


def _said(data: bytes | None) -> Mapping[str, Any]:
    try:
        said: Mapping[str, Any] = json.loads(data or b"")
        _ = [
            said[name] for name in ("act", "out", "basis", "actor", "bg", "ref", "n", "why", "env")
        ]
        is_event = isinstance(said["t"], int) and isinstance(said["n"], int)
    except (LookupError, TypeError, ValueError):
        is_event = False
    if not is_event:
        raise Tampered
    return said
