"""
The replay log: removals that no restore may undo, in a file outside the database.

It follows the log of the house: each act that must outlive an old copy has a line, signed with the
log key over all lines above it, written when the act is committed. Room for the line is set aside
before COMMIT, so that a full disk refuses the act; a process that dies in between leaves a gap that
the next one fills from the log. A line that was not signed ends the file: what stands below it is
not believed, and is written anew.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from crypto import attested
from crypto.errors import CryptoError, Malformed
from crypto.identity import SignPublic
from crypto.merkle import Frontier
from journal.domain.access import Outcome
from journal.domain.audit import bytes_of, text_of
from journal.domain.errors import Tampered
from journal.domain.ids import CaseAlias, EventId, HouseId
from journal.domain.replay import HEAD, REPLAYED, SHRED, Act
from journal.store import audit as audit_store
from journal.store import history
from journal.vault.signer import Signer

NAME = "replay.log"
ROOM = 16_384
"""Bytes set aside before COMMIT: more than the lines of one act take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """
    What a replay log says.

    Args:
        acts: its lines, oldest first.
        size: how far the log of the house had been followed, in events.
        is_whole: False when something behind the last good line was not signed.
        last: hash of all lines but the head.
        end: bytes that they take.
        count: how many they are.
    """

    acts: tuple[Act, ...] = ()
    size: int = 0
    is_whole: bool = True
    last: bytes = attested.FIRST
    end: int = 0
    count: int = 0


def beside(last_checkpoint: Path) -> Path:
    """Where the replay log of a house lies: beside the folder of the signer."""
    return last_checkpoint.parents[1] / NAME


def read(path: Path, house: HouseId, public: SignPublic) -> Replayed:
    """
    Read a replay log and check every signature.

    Args:
        path: the file; one that is missing has no lines.
        house: id of the house that it must be of.
        public: the pinned log key.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Replayed()
    return _read(data, house, public, Replayed())


def _read(data: bytes, house: HouseId, public: SignPublic, known: Replayed) -> Replayed:
    """Go on behind what is known, up to the first line that was not signed."""
    found, rest = replace(known, is_whole=True), data[known.end :].rstrip(b"\0")
    while rest:
        line, mark, rest = rest.partition(b"\n")
        signature, _, body = line.partition(b" ")
        try:
            if not mark:
                raise Malformed("a line that was not ended")
            message = attested.line_message(house.bytes, found.last, body)
            public.verify(bytes_of(signature.decode("ascii")), message)
            found = _after(found, json.loads(body), body, len(line) + 1)
        except (CryptoError, LookupError, TypeError, ValueError):
            return replace(found, is_whole=False)
        if json.loads(body)["act"] == HEAD:
            return replace(found, is_whole=not rest)
    return found


def _after(found: Replayed, said: dict[str, Any], body: bytes, length: int) -> Replayed:
    if said["n"] != found.count + 1 or not isinstance(said["size"], int):
        raise Malformed("a line in the wrong place")
    if said["act"] == HEAD:
        return replace(found, size=said["size"])
    return replace(
        found,
        acts=(*found.acts, _act(said)),
        size=said["size"],
        last=attested.line_hash(found.last, body),
        end=found.end + length,
        count=found.count + 1,
    )


def _act(said: dict[str, Any]) -> Act:
    return Act(
        event=EventId(_id(said["id"])),
        act=str(said["act"]),
        size=said["size"],
        ms=said["t"],
        on=[
            (None if case is None else CaseAlias(_id(case)), [_id(row) for row in rows])
            for case, rows in said["on"]
        ],
    )


def _id(text: str) -> UUID:
    return UUID(bytes=bytes_of(text))


class ReplayLog:
    """
    The replay log of a running house.

    Args:
        path: the file; it is made when the first line is written.
        house: id of the house.
        signer: of the log, whose key signs each line.
    """

    def __init__(self, path: Path, house: HouseId, signer: Signer) -> None:
        self.path = path
        self._house = house
        self._signer = signer
        self._known = Replayed()

    def set_aside(self) -> None:
        """
        Make sure that a line can be written after COMMIT.

        Raises:
            OSError: no room, or the file cannot be written.
        """
        with self._held() as file:
            os.posix_fallocate(file, self._present(file).end, ROOM)

    def follow(self, session: Session, milliseconds: int, kept: int | None = None) -> Replayed:
        """
        Write a line for each act of the log that has none yet.

        Args:
            session: an open reading transaction, begun after the last act was committed.
            milliseconds: UTC wall clock.
            kept: after a restore, how many events of the former log were kept: what follows them
                is read anew.

        Raises:
            Tampered: the log of the house is shorter than the replay log has seen it.
            OSError: it cannot be written.
        """
        with self._held() as file:
            found = self._present(file)
            head = audit_store.head(session)
            since = found.size if kept is None else kept
            if head is None or head.size < since:
                raise Tampered
            kinds = [action.value for action in REPLAYED]
            acts = [
                act
                for row in history.of_kinds(session, kinds, since - 1)
                if row.data is not None
                if (act := _of_event(json.loads(row.data), row.seq)) is not None
            ]
            root = Frontier.unpack(head.size, head.frontier).root()
            note = {"act": HEAD, "size": head.size, "root": text_of(root), "t": milliseconds}
            return self._write(file, found, [*map(_said, acts), note])

    def shred(self, case_id: UUID, milliseconds: int) -> None:
        """
        State that the shares of a case are going to be destroyed, before the first one is.

        Raises:
            OSError: it cannot be written; then nothing may be destroyed.
        """
        with self._held() as file:
            found = self._present(file)
            act = Act(
                event=EventId(uuid4()),
                act=SHRED,
                size=found.size,
                ms=milliseconds,
                on=[(None, [case_id])],
            )
            self._write(file, found, [_said(act)])

    def _present(self, file: int) -> Replayed:
        """What the file says, going on behind what this process has read of it."""
        data = os.pread(file, os.fstat(file).st_size, 0)
        known = self._known if self._known.end <= len(data) else Replayed()
        return _read(data, self._house, self._signer.public, known)

    def _write(self, file: int, found: Replayed, said: Sequence[dict[str, Any]]) -> Replayed:
        """Put lines behind the last act; an old head and what was torn lie under them."""
        lines, last, number = bytearray(), found.last, found.count
        for one in said:
            full = one | {"v": 1, "n": number + 1}
            body = json.dumps(full, sort_keys=True, separators=(",", ":")).encode("ascii")
            signature = self._signer.vouch(
                attested.line_message(self._house.bytes, last, body),
            )
            lines += text_of(signature).encode() + b" " + body + b"\n"
            if one["act"] != HEAD:
                last, number = attested.line_hash(last, body), number + 1
        os.pwrite(file, lines, found.end)
        os.ftruncate(file, found.end + len(lines))
        os.fsync(file)
        written = bytes(found.end) + bytes(lines)
        self._known = _read(written, self._house, self._signer.public, found)
        return self._known

    @contextmanager
    def _held(self) -> Iterator[int]:
        """The open file, for one process at a time."""
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)


def _of_event(said: dict[str, Any], seq: int) -> Act | None:
    """The line of an event; a refused one has none."""
    if said["out"] != Outcome.OK:
        return None
    on = [
        (None if case is None else CaseAlias(_id(case)), [_id(row) for row in rows])
        for case, rows in said["on"]
    ]
    return Act(event=EventId(_id(said["id"])), act=said["act"], size=seq + 1, ms=said["t"], on=on)


def _said(act: Act) -> dict[str, Any]:
    return {
        "act": act.act,
        "id": text_of(act.event.bytes),
        "size": act.size,
        "t": act.ms,
        "on": [
            [None if case is None else text_of(case.bytes), [text_of(row.bytes) for row in rows]]
            for case, rows in act.on
        ],
    }
