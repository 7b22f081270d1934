"""
What a house is known by, outside its database: a file that the service may read and never write.

A public key that comes out of the database counts only when its pin stands here.
"""

import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from journal.domain.errors import N_, StartRefused
from journal.vault import keyfiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """
    What a house is known by.

    Its id, the pins (hex SHA-256) of its three public keys, and the origin of its log.
    """

    house: str
    org_root: str
    recovery: str
    log_key: str
    origin: str


def write(path: Path, pins: Pins) -> None:
    """Write the pins of a new house, readable by all and writable by nobody."""
    lines = [f'{name} = "{value}"' for name, value in asdict(pins).items()]
    keyfiles.write_new(path, ("\n".join(lines) + "\n").encode(), 0o444)


def read(path: Path) -> Pins:
    """
    Read the pins.

    Raises:
        StartRefused: missing or damaged.
    """
    try:
        return Pins(**tomllib.loads(path.read_text(encoding="ascii")))
    except (OSError, TypeError, ValueError) as error:
        raise StartRefused(
            N_(
                "The file %(file)s, which says which house this is, is missing or damaged. "
                "Put it back from a backup."
            ),
            file=path.name,
        ) from error
