"""
What the log says of sealed rows, gathered event by event, and compared with what is stored.

Rules: every note and record has the envelope that its newest event names; it is bound to the event
of its newest writing, which an exchange of keys is not; one that was written and not erased is
still there, and one that was erased is gone; of a note that was moved an empty row may be left.
"""

import hashlib
from collections.abc import Generator, Mapping
from contextlib import closing
from typing import Any

from sqlalchemy.orm import Session

from journal.domain.access import WRITES_NOTE, Action
from journal.domain.audit import bytes_of, text_of
from journal.store import notes as note_store
from journal.store import records as record_store
from journal.store.notes import Envelope

ANY_EVENT = b""


class Written:
    """The rows of the log, by the text of their ids."""

    def __init__(self) -> None:
        self._newest: dict[str, tuple[int, str]] = {}
        self._written: dict[str, bytes] = {}
        self._notes: set[str] = set()
        self._moved: set[str] = set()

    def see(self, place: int, said: Mapping[str, Any]) -> None:
        """Take in an event at its place."""
        rows = [row for _, ids in said["on"] for row in ids]
        if said["act"] == Action.RECORD_ERASE:
            for row in rows:
                self._newest.pop(row, None)
                self._written.pop(row, None)
            return
        if said["act"] == Action.NOTE_MOVE:
            for row in rows[len(said["env"]) :]:  # what was sealed comes first; these were emptied
                self._newest.pop(row, None)
                self._written.pop(row, None)
                self._moved.add(row)
        is_first = said["part"][0] == 1  # envelopes are bound to the first part of a long event
        event = bytes_of(said["id"]) if is_first else ANY_EVENT
        for row, envelope in zip(rows, said["env"], strict=False):
            self._newest[row] = (place, envelope)
            if said["act"] != Action.KEY_RESEAL:
                self._written[row] = event
            if said["act"] in WRITES_NOTE:
                self._notes.add(row)

    def bad_note(self, session: Session, size: int) -> int | None:
        """
        The place of the event that a note contradicts, or that names one that is gone.

        Args:
            size: of the log; the place of what no event names.
        """
        with closing(note_store.envelopes(session)) as rows:
            bad = self._contradicted(rows, size)
        gone = [place for row, (place, _) in self._newest.items() if row in self._notes]
        return min(gone, default=None) if bad is None else bad

    def bad_record(self, session: Session, size: int) -> int | None:
        """The same of records, once every note is sound; what is left then is a record too."""
        with closing(record_store.envelopes(session)) as rows:
            bad = self._contradicted(rows, size)
        gone = [place for place, _ in self._newest.values()]
        return min(gone, default=None) if bad is None else bad

    def _contradicted(self, rows: Generator[Envelope, None, None], size: int) -> int | None:
        for row in rows:
            name = None if row.id is None else text_of(row.id.bytes)
            if row.body is None and name in self._moved:
                continue  # a tombstone
            place, envelope = (size, "") if name is None else self._newest.pop(name, (size, ""))
            written = None if name is None else self._written.get(name)
            if row.body is None or text_of(hashlib.sha256(row.body).digest()) != envelope:
                return place
            if row.event is None or written not in (ANY_EVENT, row.event.bytes):
                return place
        return None
