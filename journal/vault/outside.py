"""Checking a log with the pins and the log key alone: nothing here opens a text."""

from pathlib import Path

from sqlalchemy.orm import Session

from crypto.errors import Malformed
from crypto.identity import pin
from crypto.merkle import Frontier
from journal.domain.errors import N_, StartRefused, Tampered
from journal.vault.pins import Pins
from journal.vault.signer import Signer, load_key
from journal.vault.verifier import Report, verify


def pinned_signer(pins: Pins, log_key: Path, last_checkpoint: Path) -> Signer:
    """
    The signer of a log, if its key is the pinned one.

    Raises:
        StartRefused: the key file is missing, open to others, or of another house.
    """
    key = load_key(log_key)
    if pin(key.public().to_bytes()) != pins.log_key:
        raise StartRefused(
            N_(
                "The key file %(file)s does not fit this house's pins.toml. Put the right one back."
            ),
            file=log_key.name,
        )
    return Signer(pins.origin, key, last_checkpoint, pins.former_sizes())


def check(session: Session, signer: Signer, note: str | None) -> Report:
    """
    Verify the whole log.

    Args:
        session: an open reading transaction, begun after ``note`` was read.
        signer: of this log.
        note: a checkpoint kept outside the database, or None.
    """
    return verify(session, signer.origin, signer.public, note, signer.former)


def root_of(size: int, frontier: bytes) -> bytes:
    """The root of a head as it is stored; ``Tampered`` where it is none."""
    try:
        return Frontier.unpack(size, frontier).root()
    except Malformed as error:
        raise Tampered from error
