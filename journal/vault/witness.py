"""
Checkpoints that lie outside the database: the signer's own, those kept elsewhere, and evidence.

Rules: a file elsewhere only grows, a whole note at a time, and what a power cut left half written
is cut off before the next; evidence is a signed checkpoint that the log does not fit, kept until
somebody has looked into it. Nobody can make either without the log key.
"""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.orm import Session, sessionmaker

from journal.vault import keyfiles
from journal.vault.signer import Signer

_LOG = structlog.get_logger()
TAIL = 4_096
"""Bytes at the end of a file in which its last note stands."""
LONGEST_NOTE = 1_024
"""Bytes of a note whose origin is as long as an origin may be."""
NOTE_LINES = 5
SUFFIX = ".checkpoints"
MOST_EVIDENCE = 50
"""Further evidence says nothing new, and a disk must not fill up with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """
    What bears witness for the log of one house, or against it.

    Args:
        signer: of the log.
        elsewhere: a folder on another disk or machine, or None when the house names none.
        evidence: the folder of checkpoints that the log does not fit.
    """

    signer: Signer
    elsewhere: Path | None
    evidence: Path

    @property
    def file(self) -> Path | None:
        """The file elsewhere, under the random name of the log."""
        name = self.signer.origin.rpartition("/")[2] + SUFFIX
        return None if self.elsewhere is None else self.elsewhere / name

    def sign(
        self, sessions: sessionmaker[Session], now: datetime, turn: AbstractContextManager[None]
    ) -> None:
        """
        Sign the present head of the log, in the database, in the signer's own file and elsewhere.

        A folder elsewhere that is away stops nothing: the next checkpoint, or the timer, catches
        up.

        Args:
            sessions: makes sessions that write.
            now: the present instant.
            turn: what writers of this process wait for; no file is written while it is held.

        Raises:
            Tampered: the head does not follow from what was signed before.
            OSError: the signer's own file cannot be written.
        """
        with turn, sessions() as session:
            note = self.signer.sign(session, now)
            session.commit()
        if note is not None:
            self.signer.keep(note)
        self.catch_up()

    def catch_up(self) -> bool:
        """Add the newest checkpoint to the file elsewhere; False when that could not be done."""
        note = self.signer.outside_note()
        if note is None or self.signer.read(note) is None:
            return False
        try:
            self.append(note)
        except OSError as error:
            _LOG.warning("checkpoint not kept elsewhere", code=type(error).__name__)
            return False
        return True

    def append(self, note: str) -> bool:
        """
        Add a checkpoint to the file elsewhere.

        Returns:
            False when there is no such folder in the settings, or the file has it already.

        Raises:
            OSError: the folder is away or full, or the file there is another.
        """
        if self.file is None:
            return False
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - TAIL))
            tail = file.read()
            whole = self._whole(tail)
            if not whole and end > LONGEST_NOTE:
                message = "not a file of checkpoints"
                raise OSError(message)
            if tail[:whole].endswith(note.encode()):
                return False
            file.truncate(end - len(tail) + whole)
            file.seek(0, os.SEEK_END)
            file.write(note.encode())
            file.flush()
            os.fsync(handle)
        return True

    def confirmed_elsewhere(self) -> int | None:
        """How many events the newest checkpoint in the file elsewhere confirms, or None."""
        try:
            if self.file is None:
                return None
            with self.file.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
                tail = file.read()
        except OSError:
            return None
        lines = tail[: self._whole(tail)].decode("utf-8", errors="replace").split("\n")
        known = self.signer.read("\n".join(lines[-NOTE_LINES - 1 :]))
        return None if known is None else known.size

    def _whole(self, tail: bytes) -> int:
        """Where the last whole note ends: behind a line that begins as signatures do."""
        begin = f"\n\u2014 {self.signer.origin} ".encode()
        at = tail.rfind(begin)
        end = -1 if at < 0 else tail.find(b"\n", at + len(begin))
        if at >= 0 and end < 0:
            at = tail.rfind(begin, 0, at)
            end = -1 if at < 0 else tail.find(b"\n", at + len(begin))
        return end + 1

    def accuse(self, note: str) -> None:
        """
        Keep a checkpoint that the log does not fit.

        Raises:
            OSError: it cannot be kept.
        """
        self.evidence.mkdir(mode=0o700, exist_ok=True)
        known = self._evidence()
        if note not in known and len(known) < MOST_EVIDENCE:
            size = note.split("\n")[1]
            keyfiles.write_new(self.evidence / f"{len(known):02}-{size}{SUFFIX}", note.encode())

    def has_evidence(self) -> bool:
        """Whether somebody has something in hand against this log."""
        return bool(self._evidence())

    def near(self) -> list[str]:
        """The texts of this machine that hold checkpoints outside the database."""
        own = self.signer.outside_note()
        return self._evidence() if own is None else [own, *self._evidence()]

    def everywhere(self) -> list[str]:
        """As ``near``, with the file elsewhere; a folder that is away adds nothing."""
        is_there = self.file is not None and self.file.is_file()
        return [*([_text(self.file)] if self.file and is_there else []), *self.near()]

    def _evidence(self) -> list[str]:
        return [_text(path) for path in sorted(self.evidence.glob(f"*{SUFFIX}"))]


def _text(path: Path) -> str:
    """A file as text; what is no text at all is a checkpoint that cannot be read."""
    return path.read_bytes().decode("utf-8", errors="replace")
