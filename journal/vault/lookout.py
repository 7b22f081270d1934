"""
The lookout of one process: follows the log leaf by leaf and compares it with what browsers carry.

Every browser of a colleague carries the signed head it saw last. A log that is shorter than such a
head, or grew from another one, was put back or written anew: found at the next request, also after
a new start. What is not found here: old bytes changed under hashes that stay; the verifier reads
those.

Rules: only a head that was followed is signed; what does not fit is reported once and handed over
as evidence; then the present log is taken as it is, for a house must go on.
"""

from dataclasses import dataclass
from threading import Lock

from sqlalchemy.orm import Session, sessionmaker

from crypto.checkpoint import Checkpoint
from crypto.errors import Malformed
from crypto.merkle import Frontier
from journal.domain.errors import Tampered
from journal.store import audit as audit_store
from journal.store.db import reading
from journal.vault.signer import Signer
from journal.vault.verifier import Check

BETWEEN_MARKS = 1_024
"""Leaves between two frontiers that are remembered, so that an old head costs few hashes."""
MOST_RECENT = 2_048
"""Roots of the newest sizes that are remembered: most browsers carry one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    The log is not what somebody has seen.

    Args:
        check: ``CUT``, ``WITNESS`` or ``HEAD``, as of the verifier.
        size: of the log as it stands.
        seen: size of the log that was seen.
        evidence: the signed head that does not fit, or None where there is none.
    """

    check: Check
    size: int
    seen: int
    evidence: str | None


class Lookout:
    """What one process has seen of the log."""

    def __init__(self) -> None:
        self._followed = Frontier.empty()
        self._marks = [Frontier.empty()]
        self._recent: dict[int, bytes] = {}
        self._is_lost = False
        self._lock = Lock()

    def look(
        self, sessions: sessionmaker[Session], signer: Signer, carried: str | None
    ) -> Finding | None:
        """
        Follow the log to its present end.

        Args:
            sessions: makes sessions; one that only reads is opened inside the lock, or a log that
                grew meanwhile would seem cut.
            signer: of this log.
            carried: the note of a browser; one that is none of this log is none.

        Raises:
            Tampered: there is no head.
        """
        known = None if carried is None else signer.read(carried)
        with self._lock, reading(sessions) as session:
            head = audit_store.head(session)
            if head is None:
                raise Tampered
            found = self._follow(session, head, signer)
            if known is not None and found is None:
                found = self._compare(session, head.size, known, carried)
            if found is not None:
                self._begin_anew(session, head)
            return found

    def attest(self, signer: Signer) -> str | None:
        """The head this process has followed, signed for a browser; None where it could not."""
        with self._lock:
            followed = self._followed
            is_followed = followed.size > 0 and not self._is_lost
        return signer.attest(followed) if is_followed else None

    def _follow(self, session: Session, head: audit_store.Head, signer: Signer) -> Finding | None:
        if self._is_lost:
            return None
        before = self._followed
        check = Check.CUT
        if head.size >= before.size:
            after = self._walk(session, before, head.size)
            if after.size == head.size and after.pack() == head.frontier:
                self._followed = after
                return None
            check = Check.HEAD
        evidence = signer.attest(before) if before.size else None
        return Finding(check=check, size=head.size, seen=before.size, evidence=evidence)

    def _walk(self, session: Session, frontier: Frontier, size: int) -> Frontier:
        """Extend a tree by the stored leaves, remembering marks and the newest roots."""
        waiting: list[bytes] = []
        for place, leaf_hash in audit_store.leaf_hashes(session, frontier.size, size):
            if place != frontier.size + len(waiting):
                break
            waiting.append(leaf_hash)
            if place >= size - MOST_RECENT or (place + 1) % BETWEEN_MARKS == 0:
                frontier, waiting = frontier.extend(waiting), []
                self._remember(frontier)
        return frontier.extend(waiting)

    def _remember(self, frontier: Frontier) -> None:
        if frontier.size == len(self._marks) * BETWEEN_MARKS:
            self._marks.append(frontier)
        self._recent[frontier.size] = frontier.root()
        while len(self._recent) > MOST_RECENT:
            del self._recent[next(iter(self._recent))]

    def _compare(
        self, session: Session, size: int, known: Checkpoint, carried: str | None
    ) -> Finding | None:
        if known.size > size:
            return Finding(check=Check.CUT, size=size, seen=known.size, evidence=carried)
        if self._root_at(session, known.size) == known.root:
            return None
        return Finding(check=Check.WITNESS, size=size, seen=known.size, evidence=carried)

    def _root_at(self, session: Session, size: int) -> bytes:
        if size in self._recent:
            return self._recent[size]
        mark = self._marks[min(size // BETWEEN_MARKS, len(self._marks) - 1)]
        between = audit_store.leaf_hashes(session, mark.size, size)
        return mark.extend(leaf_hash for _, leaf_hash in between).root()

    def _begin_anew(self, session: Session, head: audit_store.Head) -> None:
        """Take the log as it stands; one whose own head does not fit is signed no more."""
        self._marks, self._recent = [Frontier.empty()], {}
        self._followed = self._walk(session, Frontier.empty(), head.size)
        try:
            stored = Frontier.unpack(head.size, head.frontier)
        except Malformed:
            stored = None
        self._is_lost = stored != self._followed
