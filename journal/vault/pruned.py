"""
The pruned prefix of a log, as its verifier sees it.

Rules: only what two different people agreed to, one of whom leads, may be gone, and exactly that:
the prefix of the size they named, without the events whose places and hashes they named; and the
event behind the prefix is itself older than the period they named.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crypto.merkle import Frontier
from journal.domain.access import Action, Basis
from journal.domain.clock import from_milliseconds, to_milliseconds
from journal.domain.retention import SHORTEST_MONTHS, Terms, cutoff

PLACE_BYTES = 8


class KeptDigest:
    """The hash over what stays whole of a prefix, place by place."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, place: int, leaf_hash: bytes) -> None:
        """Take in the next event that stays whole."""
        self._hash.update(place.to_bytes(PLACE_BYTES) + leaf_hash)

    def digest(self) -> bytes:
        """The hash so far, 32 bytes."""
        return self._hash.digest()


@dataclass(slots=True, kw_only=True)
class Pruned:
    """
    What is left of a prefix, gathered leaf by leaf.

    Args:
        mark: the size of the prefix, as the head of the log has it.
    """

    mark: int
    erased: int = 0
    first: int | None = None
    """The place of the first event that is gone."""
    _kept: KeptDigest = field(default_factory=KeptDigest)
    _root: bytes | None = None
    _behind_ms: int | None = None
    _confirmed: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _agreed: Mapping[str, Any] | None = None

    def may_miss(self, place: int) -> bool:
        """Whether an event may be gone from a place; it counts as gone then."""
        if place >= self.mark:
            return False
        self.erased += 1
        self.first = place if self.first is None else self.first
        return True

    def see(self, place: int, leaf_hash: bytes, said: Mapping[str, Any]) -> None:
        """Take in an event that is there."""
        if place < self.mark:
            self._kept.add(place, leaf_hash)
        if place == self.mark:
            self._behind_ms = said["t"]
        if said["act"] == Action.RETENTION_CONFIRM:
            self._confirmed[said["id"]] = said
        if said["act"] == Action.RETENTION_PRUNE and said["n"] == self.mark:
            self._agreed = said

    def pass_size(self, frontier: Frontier) -> None:
        """Take in the tree after each leaf."""
        if frontier.size == self.mark:
            self._root = frontier.root()

    def is_as_agreed(self) -> bool:
        """Whether what is gone is what was agreed to; of an unpruned log it is."""
        if self.mark == 0:
            return True
        if self._agreed is None or self._root is None or self._behind_ms is None:
            return False
        months = str(self._agreed["why"])
        if not months.isdigit() or int(months) < SHORTEST_MONTHS:
            return False
        terms = Terms(size=self.mark, months=int(months), root=self._root, kept=self._kept.digest())
        oldest = cutoff(from_milliseconds(self._agreed["t"]), terms.months)
        return (
            terms.are_said_by(self._agreed)
            and is_confirmed(terms, self._agreed, self._confirmed.get(self._agreed["ref"]))
            and self._behind_ms < to_milliseconds(oldest)
        )


def is_confirmed(
    terms: Terms, agreed: Mapping[str, Any], confirmed: Mapping[str, Any] | None
) -> bool:
    """
    Whether a leader agreed to the same terms before, and somebody else than her then.

    Args:
        agreed: what the second person's event says.
        confirmed: what the event says that it names, or None where there is none.
    """
    return (
        confirmed is not None
        and confirmed["act"] == Action.RETENTION_CONFIRM
        and terms.are_said_by(confirmed)
        and confirmed["basis"] == Basis.LEADER
        and None not in (confirmed["actor"], agreed["actor"])
        and confirmed["actor"] != agreed["actor"]
    )
