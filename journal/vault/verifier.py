"""
The verifier of the whole log as stored.

It says whether the log is sound, and if not, which index fails which check.

Rules: hash the stored bytes, never encode again; every copied column must equal its leaf; every
checkpoint, inside and outside the database, must be a state this log has passed through; every note
is named by its newest event.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from crypto import checkpoint
from crypto.checkpoint import Checkpoint
from crypto.errors import CryptoError, Malformed
from crypto.identity import SignPublic
from crypto.merkle import Frontier, leaf_hash
from journal.domain.access import Action
from journal.domain.audit import bytes_of, text_of
from journal.domain.errors import Tampered
from journal.domain.ids import EventId
from journal.store import audit as audit_store
from journal.store import notes as note_store

CLOCK_TOLERANCE_MS = 30_000
BATCH = 500
TOO_OLD_MS = 24 * 60 * 60 * 1000
"""An outside checkpoint older than this, measured against the newest event, proves too little."""


class Verdict(StrEnum):
    """What came out."""

    SOUND = "sound"
    TAMPERED = "tampered"
    UNWITNESSED = "unwitnessed"
    UNCHECKED = "unchecked"


class Check(StrEnum):
    """The name of a failed check."""

    PLACE = "place"
    MISSING = "missing"
    BYTES = "bytes"
    COLUMNS = "columns"
    CASES = "cases"
    HEAD = "head"
    EXTRA = "extra"
    CHECKPOINT = "checkpoint"
    CUT = "cut"
    WITNESS = "witness"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    The outcome of one run.

    Args:
        size: leaves read.
        first_bad: index of the first bad leaf, or None.
        check: which check failed there.
        witnessed: size of the outside checkpoint that stood, or None.
        clock_falls: how often the clock fell by more than 30 seconds.
    """

    verdict: Verdict
    size: int
    first_bad: int | None = None
    check: Check | None = None
    witnessed: int | None = None
    clock_falls: int = 0


class _Found(Exception):  # noqa: N818 -- control flow inside this module: the first bad index
    def __init__(self, index: int, check: Check) -> None:
        super().__init__()
        self.index = index
        self.check = check


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What the reader remembers between leaves."""

    frontier: Frontier = field(default_factory=Frontier.empty)
    expected: dict[int, list[tuple[Check, bytes]]] = field(default_factory=dict)
    confirmed: int = 0
    last_ms: int = 0
    clock_falls: int = 0
    newest: dict[str, tuple[int, str]] = field(default_factory=dict)
    times: dict[int, int] = field(default_factory=dict)


def verify(
    session: Session,
    origin: str,
    public: SignPublic,
    outside: str | None,
    former: Mapping[str, int] = MappingProxyType({}),
) -> Report:
    """
    Verify the whole log.

    Args:
        session: an open reading transaction.
        origin: name of the log, from the pins.
        public: the pinned log key.
        outside: a checkpoint kept outside the database, or None.
        former: origins of the logs that this one goes on from, each with the size kept of it.

    Returns:
        The report; the first bad index is the first leaf after which the log is not what was
        signed.
    """
    reading = _Reading()
    signed = _Signed(origin=origin, public=public, former=former)
    witness = signed.witness(outside)
    try:
        _expect_checkpoints(session, reading, signed)
        if witness is not None:
            reading.expected.setdefault(witness.size, []).append((Check.WITNESS, witness.root))
        _read_leaves(session, reading)
        _check_end(session, reading)
        _check_notes(session, reading)
    except _Found as found:
        return Report(
            verdict=Verdict.TAMPERED,
            size=reading.frontier.size,
            first_bad=found.index,
            check=found.check,
            clock_falls=reading.clock_falls,
        )
    is_fresh = (
        witness is not None and reading.last_ms - reading.times.get(witness.size, 0) <= TOO_OLD_MS
    )
    return Report(
        verdict=Verdict.SOUND if is_fresh else Verdict.UNWITNESSED,
        size=reading.frontier.size,
        witnessed=None if witness is None else witness.size,
        clock_falls=reading.clock_falls,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    """Whose checkpoints count: those of this log, and of a former one up to what was kept of it."""

    origin: str
    public: SignPublic
    former: Mapping[str, int]

    def read(self, note: str) -> Checkpoint:
        named = note.partition("\n")[0]
        kept = self.former.get(named)
        found = checkpoint.read(note, self.origin if kept is None else named, self.public)
        if kept is not None and found.size > kept:
            raise Malformed("a checkpoint of what was not kept")
        return found

    def witness(self, outside: str | None) -> Checkpoint | None:
        """The outside checkpoint, or None when there is none or it is not one of this log."""
        try:
            return None if outside is None else self.read(outside)
        except CryptoError:
            return None


def _expect_checkpoints(session: Session, reading: _Reading, signed: _Signed) -> None:
    try:
        found = [signed.read(note) for note in audit_store.checkpoints(session)]
    except (CryptoError, Tampered) as error:
        raise _Found(0, Check.CHECKPOINT) from error
    for known in found:
        reading.expected.setdefault(known.size, []).append((Check.CHECKPOINT, known.root))


def _read_leaves(session: Session, reading: _Reading) -> None:
    """Read in batches, and leaf by leaf where a row is none, to say which."""
    try:
        _read_batches(session, reading, BATCH)
    except Tampered:
        try:
            _read_batches(session, reading, 1)
        except Tampered as error:
            raise _Found(reading.frontier.size, Check.BYTES) from error


def _read_batches(session: Session, reading: _Reading, size: int) -> None:
    with closing(audit_store.leaves(session, reading.frontier.size, size)) as leaves:
        while batch := list(islice(leaves, size)):
            for leaf in batch:
                _check_leaf(reading, leaf)
            _check_cases(session, batch)


def _check_leaf(reading: _Reading, leaf: audit_store.Leaf) -> None:
    place = reading.frontier.size
    if leaf.seq != place:
        raise _Found(place, Check.PLACE)
    if leaf.entry is None:
        raise _Found(place, Check.MISSING)
    if (
        leaf.entry.entry is None
        or leaf_hash(leaf.entry.entry) != leaf.leaf_hash
        or leaf.entry.hash != leaf.leaf_hash
    ):
        raise _Found(place, Check.BYTES)
    said = _said(leaf.entry.entry, place)
    if audit_store.copies(leaf.entry) != _copied(said):
        raise _Found(place, Check.COLUMNS)
    if said["act"] == Action.LOG_RESTORE and said["env"] != [text_of(reading.frontier.root())]:
        raise _Found(place, Check.CHECKPOINT)  # a new log begins with the root of the one before
    reading.frontier = reading.frontier.append(leaf.leaf_hash)
    _remember(reading, said, place)
    for check, root in reading.expected.get(reading.frontier.size, []):
        if reading.frontier.root() != root:
            raise _Found(reading.confirmed, check)
        reading.confirmed = reading.frontier.size


def _said(data: bytes, place: int) -> Mapping[str, Any]:
    """What a leaf says; one that is no event counts as damaged, whatever its hash."""
    try:
        said: Mapping[str, Any] = json.loads(data)
        _copied(said)
        _aliases(said)
        rows = [row for _, ids in said["on"] for row in ids]
        is_event = all(isinstance(word, str) for word in (*rows, *said["env"]))
    except (LookupError, RecursionError, TypeError, ValueError):
        is_event = False
    if not is_event:
        raise _Found(place, Check.BYTES)
    return said


def _aliases(said: Mapping[str, Any]) -> set[UUID]:
    """The cases that a leaf speaks of."""
    return {UUID(bytes=bytes_of(alias)) for alias, _ in said["on"] if alias}


def _remember(reading: _Reading, said: Mapping[str, Any], place: int) -> None:
    if said["t"] < reading.last_ms - CLOCK_TOLERANCE_MS:
        reading.clock_falls += 1
    reading.last_ms = said["t"]
    if reading.frontier.size in reading.expected:
        reading.times[reading.frontier.size] = said["t"]
    if said["act"] == Action.LOG_RESTORE:
        return
    rows = [row for _, ids in said["on"] for row in ids]
    for row, envelope in zip(rows, said["env"], strict=False):
        reading.newest[row] = (place, envelope)


def _copied(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the query columns must say."""
    return {
        "id": UUID(bytes=bytes_of(said["id"])),
        "t": said["t"],
        "act": said["act"],
        "actor": None if said["actor"] is None else UUID(bytes=bytes_of(said["actor"])),
        "out": said["out"],
        "basis": said["basis"],
        "rid": UUID(bytes=bytes_of(said["rid"])),
    }


def _check_cases(session: Session, batch: Sequence[audit_store.Leaf]) -> None:
    try:
        stored = audit_store.cases_of(session, [EventId(leaf.entry_id) for leaf in batch])
    except Tampered as error:
        if len(batch) == 1:
            raise _Found(batch[0].seq, Check.CASES) from error
        for leaf in batch:
            _check_cases(session, [leaf])
        return
    for leaf in batch:
        data = None if leaf.entry is None else leaf.entry.entry
        aliases = set() if data is None else _aliases(_said(data, leaf.seq))
        wanted = {(leaf.entry_id, alias) for alias in aliases}
        if {pair for pair in stored if pair[0] == leaf.entry_id} != wanted:
            raise _Found(leaf.seq, Check.CASES)


def _check_end(session: Session, reading: _Reading) -> None:
    size = reading.frontier.size
    try:
        head = audit_store.head(session)
    except Tampered as error:
        raise _Found(reading.confirmed, Check.HEAD) from error
    longest = max(reading.expected, default=0)
    if longest > size:
        raise _Found(size, Check.CUT)
    if head is None or head.size != size or head.frontier != reading.frontier.pack():
        raise _Found(reading.confirmed, Check.HEAD)
    if audit_store.count_entries(session) != size:
        raise _Found(size, Check.EXTRA)


def _check_notes(session: Session, reading: _Reading) -> None:
    """Every note is the one its newest event names, and every written note is still there."""
    size = reading.frontier.size
    with closing(note_store.envelopes(session)) as notes:
        for note_id, body in notes:
            known = (size, "")
            if note_id is not None:
                known = reading.newest.pop(text_of(note_id.bytes), known)
            place, envelope = known
            if body is None or text_of(hashlib.sha256(body).digest()) != envelope:
                raise _Found(place, Check.NOTE)
    if reading.newest:
        raise _Found(min(place for place, _ in reading.newest.values()), Check.NOTE)
