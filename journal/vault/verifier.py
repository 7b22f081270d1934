"""
The verifier of the whole log as stored.

It says whether the log is sound, and if not, which index fails which check.

Rules: hash the stored bytes, never encode again; every copied column must equal its leaf; every
checkpoint, inside and outside the database, must be a state this log has passed through; every note
and record is named by its newest event; nothing is gone but what two people agreed to erase.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from crypto import checkpoint
from crypto.checkpoint import Checkpoint
from crypto.errors import CryptoError
from crypto.merkle import Frontier, leaf_hash
from journal.domain.access import Action
from journal.domain.audit import text_of
from journal.domain.errors import Tampered
from journal.domain.ids import EventId
from journal.store import audit as audit_store
from journal.vault import entries
from journal.vault.pruned import Pruned
from journal.vault.signed import Signed
from journal.vault.written import Written

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
    RECORD = "record"
    PRUNED = "pruned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    The outcome of one run.

    Args:
        size: leaves read.
        first_bad: index of the first bad leaf, or None.
        check: which check failed there.
        witnessed: size of the newest outside checkpoint that stood, or None.
        clock_falls: how often the clock fell by more than 30 seconds.
        first_fall: index of the first event after such a fall, or None.
        erased: how many events were erased as two people agreed; their hashes count.
    """

    verdict: Verdict
    size: int
    first_bad: int | None = None
    check: Check | None = None
    witnessed: int | None = None
    clock_falls: int = 0
    first_fall: int | None = None
    erased: int = 0


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
    witnessed: int = 0
    """Up to here by what lies outside: whoever stole the log key signs what lies inside."""
    last_ms: int = 0
    clock_falls: int = 0
    first_fall: int | None = None
    written: Written = field(default_factory=Written)
    times: dict[int, int] = field(default_factory=dict)
    pruned: Pruned = field(default_factory=lambda: Pruned(mark=0))


def verify(session: Session, signed: Signed, outside: str | Sequence[str] | None) -> Report:
    """
    Verify the whole log.

    Args:
        session: an open reading transaction.
        signed: whose checkpoints count, from the pins.
        outside: texts of checkpoints kept outside the database, each one or several; one that
            cannot be read does not make the log sound.

    Returns:
        The report; the first bad index is the first leaf after which the log is not what was
        signed.
    """
    reading = _Reading()
    witness, is_clean = None, True
    try:
        stored = _expect_checkpoints(session, reading, signed)
        texts = [outside] if isinstance(outside, str) else outside or ()
        witness, is_clean = _expect_witnesses(texts, reading, stored, signed)
        reading.pruned = Pruned(mark=_mark(session))
        _read_leaves(session, reading)
        _check_end(session, reading)
        _check_rows(session, reading)
    except _Found as found:
        return Report(
            verdict=Verdict.TAMPERED,
            size=reading.frontier.size,
            first_bad=found.index,
            check=found.check,
            clock_falls=reading.clock_falls,
            first_fall=reading.first_fall,
        )
    is_fresh = (
        is_clean
        and witness is not None
        and reading.last_ms - reading.times.get(witness, 0) <= TOO_OLD_MS
    )
    return Report(
        verdict=Verdict.SOUND if is_fresh else Verdict.UNWITNESSED,
        size=reading.frontier.size,
        witnessed=witness,
        clock_falls=reading.clock_falls,
        first_fall=reading.first_fall,
        erased=reading.pruned.erased,
    )


def _mark(session: Session) -> int:
    """The size of the pruned prefix; a head that cannot be read is found at the end."""
    try:
        head = audit_store.head(session)
    except Tampered:
        head = None
    return 0 if head is None else head.pruned


def _expect_witnesses(
    texts: Sequence[str], reading: _Reading, stored: Mapping[str, Checkpoint], signed: Signed
) -> tuple[int | None, bool]:
    """Expect what lies outside; the size of the newest of them, and whether all can be read."""
    sizes, is_clean = [], True
    for note in [note for text in texts for note in checkpoint.split(text) or [text]]:
        try:
            known = stored.get(note) or signed.read(note)
        except CryptoError:
            is_clean = False
            continue
        sizes.append(known.size)
        reading.expected.setdefault(known.size, []).append((Check.WITNESS, known.root))
    return max(sizes, default=None), is_clean


def _expect_checkpoints(
    session: Session, reading: _Reading, signed: Signed
) -> dict[str, Checkpoint]:
    """Expect what is stored; a note outside that stands here too need not be checked again."""
    try:
        found = {note: signed.read(note) for note in audit_store.checkpoints(session)}
    except (CryptoError, Tampered) as error:
        raise _Found(0, Check.CHECKPOINT) from error
    for known in found.values():
        reading.expected.setdefault(known.size, []).append((Check.CHECKPOINT, known.root))
    return found


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
            cases = [(leaf, _check_leaf(reading, leaf)) for leaf in batch]
            _check_cases(session, cases)


def _check_leaf(reading: _Reading, leaf: audit_store.Leaf) -> set[UUID]:
    """Check one leaf against all but the other tables; the return value is its cases."""
    place = reading.frontier.size
    if leaf.seq != place:
        raise _Found(place, Check.PLACE)
    if leaf.entry is None:
        if not reading.pruned.may_miss(place):
            raise _Found(place, Check.MISSING)
        _grow(reading, leaf.leaf_hash)
        return set()
    if (
        leaf.entry.entry is None
        or leaf_hash(leaf.entry.entry) != leaf.leaf_hash
        or leaf.entry.hash != leaf.leaf_hash
    ):
        raise _Found(place, Check.BYTES)
    try:
        said, copied, aliases = entries.read(leaf.entry.entry)
    except ValueError as error:
        raise _Found(place, Check.BYTES) from error
    if leaf.entry.copies != copied or not _fits(leaf.entry.words, said, place, reading):
        raise _Found(place, Check.COLUMNS)
    if said["act"] == Action.LOG_RESTORE and said["env"] != [text_of(reading.frontier.root())]:
        raise _Found(place, Check.CHECKPOINT)  # a new log begins with the root of the one before
    reading.pruned.see(place, leaf.leaf_hash, said)
    _grow(reading, leaf.leaf_hash)
    _remember(reading, said, place)
    return aliases


def _fits(words: bytes | None, said: Mapping[str, Any], place: int, reading: _Reading) -> bool:
    """Whether the sealed words beside an event are those it names; erased ones with a prefix."""
    if words is None:
        return said["priv"] is None or place < reading.pruned.mark
    return bool(text_of(hashlib.sha256(words).digest()) == said["priv"])


def _grow(reading: _Reading, digest: bytes) -> None:
    """Extend the tree by a leaf, and compare it with every checkpoint of its new size."""
    reading.frontier = reading.frontier.append(digest)
    reading.pruned.pass_size(reading.frontier)
    for check, root in reading.expected.get(reading.frontier.size, []):
        is_outside = check is Check.WITNESS
        if reading.frontier.root() != root:
            raise _Found(reading.witnessed if is_outside else reading.confirmed, check)
        reading.confirmed = reading.frontier.size
        if is_outside:
            reading.witnessed = reading.frontier.size


def _remember(reading: _Reading, said: Mapping[str, Any], place: int) -> None:
    if said["t"] < reading.last_ms - CLOCK_TOLERANCE_MS:
        reading.clock_falls += 1
        reading.first_fall = place if reading.first_fall is None else reading.first_fall
    reading.last_ms = said["t"]
    if reading.frontier.size in reading.expected:
        reading.times[reading.frontier.size] = said["t"]
    if said["act"] == Action.LOG_RESTORE:
        return
    reading.written.see(place, said)


def _check_cases(session: Session, batch: Sequence[tuple[audit_store.Leaf, set[UUID]]]) -> None:
    try:
        pairs = audit_store.cases_of(session, [EventId(leaf.entry_id) for leaf, _ in batch])
    except Tampered as error:
        if len(batch) == 1:
            raise _Found(batch[0][0].seq, Check.CASES) from error
        for one in batch:
            _check_cases(session, [one])
        return
    stored: dict[UUID, set[UUID]] = {}
    for entry_id, alias in pairs:
        stored.setdefault(entry_id, set()).add(alias)
    for leaf, aliases in batch:
        if stored.get(leaf.entry_id, set()) != aliases:
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
    if audit_store.count_entries(session) != size - reading.pruned.erased:
        raise _Found(size, Check.EXTRA)
    if not reading.pruned.is_as_agreed():
        raise _Found(reading.pruned.first or 0, Check.PRUNED)


def _check_rows(session: Session, reading: _Reading) -> None:
    """Every note and record is the one its newest event names, and none of them is gone."""
    size = reading.frontier.size
    for check, bad in (
        (Check.NOTE, reading.written.bad_note),
        (Check.RECORD, reading.written.bad_record),
    ):
        place = bad(session, size)
        if place is not None:
            raise _Found(place, check)
