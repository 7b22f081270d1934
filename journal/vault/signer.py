"""
The signer of checkpoints.

It extends the tree from its own last checkpoint and refuses a head that does not follow.

Its last checkpoint lies in a file outside the database: the first witness. No timer process: the
request that passes 256 events, or finds the last checkpoint older than 15 minutes, signs; so do
start and stop.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from sqlalchemy.orm import Session

from crypto import checkpoint
from crypto.errors import CryptoError
from crypto.identity import SignPrivate, SignPublic
from crypto.merkle import Frontier
from crypto.tree import Tree
from journal.domain.errors import Tampered
from journal.store import audit as audit_store
from journal.vault import keyfiles
from journal.vault.signed import Signed

LOG_KEY_KIND = "vaern-log-1"
EVENTS_BETWEEN = 256
TIME_BETWEEN = timedelta(minutes=15)


def load_key(path: Path) -> SignPrivate:
    """
    The key that signs checkpoints.

    Raises ``StartRefused`` when the file is missing, open to others or no real key.
    """
    return SignPrivate.from_bytes(keyfiles.read_key(path, LOG_KEY_KIND))


class Signer:
    """
    Signs checkpoints of one log.

    Args:
        origin: name of the log; random, never the name of the shelter.
        key: the log key.
        outside: file that holds the last checkpoint, outside the database.
        former: origins of the logs before this one, each with the size up to which it counts.
    """

    def __init__(
        self,
        origin: str,
        key: SignPrivate,
        outside: Path,
        former: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        self.origin = origin
        self.former = former
        self.public: SignPublic = key.public()
        self._key = key
        self._outside = outside
        self.followed = Tree()
        """The tree of the last checkpoint that this process signed."""
        self.signed_at: datetime | None = None
        self._waiting: tuple[Tree, datetime] | None = None
        self._refused_at: datetime | None = None
        self._lock = threading.Lock()

    @property
    def signed(self) -> Signed:
        """Whose checkpoints count for this log."""
        return Signed(origin=self.origin, public=self.public, former=self.former)

    def vouch(self, message: bytes) -> bytes:
        """Sign what stands outside the database beside checkpoints; see ``crypto.attested``."""
        return self._key.sign(message)

    def outside_note(self) -> str | None:
        """The checkpoint kept outside the database, or None when there is none."""
        try:
            # What is no text at all is a checkpoint that cannot be read, not a missing one.
            return self._outside.read_bytes().decode("utf-8", errors="replace")
        except OSError:
            return None

    def attest(self, frontier: Frontier) -> str:
        """
        A signed checkpoint for a browser to carry; it is stored nowhere here.

        Args:
            frontier: of a tree that was followed leaf by leaf.
        """
        return checkpoint.sign(self._head(frontier), self._key)

    def read(self, note: str) -> checkpoint.Checkpoint | None:
        """The checkpoint of a note that this signer made, or None for anything else."""
        try:
            return checkpoint.read(note, self.origin, self.public)
        except CryptoError:
            return None

    def printed(self) -> str:
        """The checkpoint outside the database as a line for paper; empty when there is none."""
        note = self.outside_note()
        known = None if note is None else self.read(note)
        return "" if known is None else checkpoint.printed(known)

    def _head(self, frontier: Frontier) -> checkpoint.Checkpoint:
        return checkpoint.Checkpoint(origin=self.origin, size=frontier.size, root=frontier.root())

    def is_due(self, size: int, now: datetime) -> bool:
        """
        Tell whether the next checkpoint shall be signed.

        Args:
            size: of the log.
            now: the present instant.
        """
        if self._refused_at is not None and now - self._refused_at < TIME_BETWEEN:
            return False  # following a damaged log at every request would stop the house
        grown = size - self.followed.size
        is_old = self.signed_at is None or now - self.signed_at >= TIME_BETWEEN
        return grown >= EVENTS_BETWEEN or (grown > 0 and is_old)

    def sign(self, session: Session, now: datetime) -> str | None:
        """
        Sign the present head, after following it leaf by leaf from the last one signed.

        Args:
            session: an open transaction of its own; the caller commits, then calls ``keep``.
            now: the present instant.

        Returns:
            The new checkpoint, or None when nothing was added since the last.

        Raises:
            Tampered: the head does not follow from what was signed before, or from the checkpoint
                outside.
        """
        with self._lock:
            try:
                return self._signed(session, now)
            except Tampered:
                self._refused_at = now
                raise

    def _signed(self, session: Session, now: datetime) -> str | None:
        head = audit_store.head(session)
        if head is None:
            raise Tampered
        if head.size == self.followed.size:
            return None
        self._check_outside(head.size)
        tree = self._follow(session, head.size)
        frontier = tree.frontier()
        if frontier.pack() != head.frontier:
            raise Tampered
        note = checkpoint.sign(self._head(frontier), self._key)
        if audit_store.last_checkpoint(session) != note:
            audit_store.add_checkpoint(session, head.size, note)
        self._waiting = (tree, now)
        return note

    def keep(self, note: str) -> None:
        """
        Put a committed checkpoint into the file outside the database, over an older one only.

        Not before this does it count as signed: a COMMIT or a disk that failed is tried again.
        """
        with self._lock:
            known, size = self._outside_checkpoint(), self._size_of(note)
            if known is None or known.size < size:
                keyfiles.replace(self._outside, note.encode(), 0o600)
            if self._waiting is not None and self._waiting[0].size == size:
                self.followed, self.signed_at = self._waiting
                self._waiting = self._refused_at = None

    def _size_of(self, note: str) -> int:
        return checkpoint.read(note, self.origin, self.public).size

    def _check_outside(self, size: int) -> None:
        known = self._outside_checkpoint()
        if known is not None and known.size > size:
            raise Tampered

    def _follow(self, session: Session, size: int) -> Tree:
        """
        Extend the last signed tree by the stored leaves up to ``size``.

        Checking the checkpoint outside on the way.
        """
        tree, expected = self.followed, self._outside_checkpoint()
        with closing(audit_store.leaf_hashes(session, tree.size, size)) as rows:
            leaves = _in_order(rows, tree.size)
            if expected is not None and tree.size <= expected.size <= size:
                tree = tree.extended(islice(leaves, expected.size - tree.size))
                if tree.frontier().root() != expected.root:
                    raise Tampered
            return tree.extended(leaves)

    def _outside_checkpoint(self) -> checkpoint.Checkpoint | None:
        note = self.outside_note()
        try:
            return None if note is None else checkpoint.read(note, self.origin, self.public)
        except CryptoError as error:
            raise Tampered from error


def _in_order(rows: Iterator[tuple[int, bytes]], first: int) -> Iterator[bytes]:
    """The leaf hashes of rows that leave no place out."""
    for place, (stored, leaf_hash) in enumerate(rows, start=first):
        if stored != place:
            raise Tampered
        yield leaf_hash
