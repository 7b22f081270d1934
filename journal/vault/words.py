"""
Words for whoever reviews: sealed to the intake key of compartment 8 and kept beside their event.

Whoever writes them cannot read them back; the event holds the hash of the envelope.
"""

import hashlib
import json
from collections.abc import Sequence
from uuid import UUID

from crypto.encoding import Place
from crypto.fields import EVENT_BOUND, PADDED
from journal.domain.audit import Item, text_of
from journal.domain.errors import Tampered
from journal.domain.ids import EventId, KeyId, Sealed
from journal.store.audit import AuditEntryRow
from journal.store.history import Recorded
from journal.store.keys import KeyEpochRow
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Keyring, key_id_of, send

WORDS_FLAGS = PADDED | EVENT_BOUND
_TABLE = AuditEntryRow.__tablename__
_COLUMN = "priv_ct"


def seal_words(house: UUID, epoch: KeyEpochRow, event_id: EventId, text: str) -> Sealed:
    """Seal somebody's own words for the reviewers, bound to the event they belong to."""
    return send(epoch, WORDS_FLAGS, _core(house, event_id), text.encode())


class OpenReview:
    """
    The words of others, for one look of a reviewer.

    Args:
        rings: every key of the compartment that she holds: words are never sealed again, since
            their event holds the hash of the envelope.
    """

    def __init__(self, desk: Desk, rings: Sequence[Keyring]) -> None:
        self._desk = desk
        self._rings = {ring.key_id: ring for ring in rings}
        self._declared: set[EventId] = set()

    def declare(self, entry: Recorded) -> None:
        """Say on the way down whose words will be read."""
        self._desk.require(Stage.DOWN)
        self._declared.add(entry.id)

    def text(self, entry: Recorded) -> str | None:
        """Open declared words after COMMIT; None, and a report, when they do not open."""
        self._desk.require(Stage.COMMITTED)
        try:
            return self._opened(entry)
        except Tampered:
            self._desk.damaged.append(Item(case=None, row=entry.id))
            return None

    def _opened(self, entry: Recorded) -> str:
        ring = self._rings.get(key_id_of(entry.sealed_words) or KeyId(b""))
        if ring is None or entry.id not in self._declared or entry.data is None:
            raise Tampered
        digest = hashlib.sha256(entry.sealed_words or b"").digest()
        if json.loads(entry.data)["priv"] != text_of(digest):
            raise Tampered
        core = _core(ring.house, entry.id)
        return ring.receive(ring.house, core, WORDS_FLAGS, entry.sealed_words).decode()


def _core(house: UUID, event_id: EventId) -> bytes:
    place = Place(
        house=house.bytes,
        table=_TABLE,
        column=_COLUMN,
        row=event_id.bytes,
        about=None,
        revision=1,
        event=event_id.bytes,
    )
    return place.core()
