"""Whose checkpoints count when a log is verified."""

from collections.abc import Mapping
from dataclasses import dataclass

from crypto import checkpoint
from crypto.checkpoint import Checkpoint
from crypto.errors import Malformed
from crypto.identity import SignPublic


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Whose checkpoints count: those of this log, and of a former one up to what was kept of it."""

    origin: str
    public: SignPublic
    former: Mapping[str, int]

    def read(self, note: str) -> Checkpoint:
        """
        A checkpoint of this log, or of a former one.

        Raises:
            CryptoError: it is neither, or of events that were not kept.
        """
        named = note.partition("\n")[0]
        kept = self.former.get(named)
        found = checkpoint.read(note, self.origin if kept is None else named, self.public)
        if kept is not None and found.size > kept:
            raise Malformed("a checkpoint of what was not kept")
        return found
