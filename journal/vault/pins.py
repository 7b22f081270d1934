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

    Its id, the pins (hex SHA-256) of its three public keys, and the origin of its log; after a
    restore also the origins of the logs before it, each with the size that was kept of it.
    """

    house: str
    org_root: str
    recovery: str
    log_key: str
    origin: str
    former: tuple[str, ...] = ()

    def former_sizes(self) -> dict[str, int]:
        """The origins of former logs, with the size that was kept of each."""
        parts = (one.partition(" ") for one in self.former)
        return {origin: int(size) for origin, _, size in parts}


def write(path: Path, pins: Pins) -> None:
    """Write the pins of a new house, readable by all and writable by nobody."""
    keyfiles.write_new(path, encode(pins), 0o444)


def encode(pins: Pins) -> bytes:
    """The file that holds the pins."""
    values = asdict(pins)
    former = values.pop("former")
    lines = [f'{name} = "{value}"' for name, value in values.items()]
    if former:
        lines.append("former = [" + ", ".join(f'"{one}"' for one in former) + "]")
    return ("\n".join(lines) + "\n").encode()


def decode(data: bytes) -> Pins:
    """The pins that a file holds; ``ValueError`` or ``TypeError`` when they are none."""
    values = tomllib.loads(data.decode("ascii"))
    known = Pins(**values | {"former": tuple(values.get("former", ()))})
    known.former_sizes()
    return known


def read(path: Path) -> Pins:
    """
    Read the pins.

    Raises:
        StartRefused: missing or damaged.
    """
    try:
        return decode(path.read_bytes())
    except (OSError, TypeError, ValueError) as error:
        raise StartRefused(
            N_(
                "The file %(file)s, which says which house this is, is missing or damaged. "
                "Put it back from a backup."
            ),
            file=path.name,
        ) from error
