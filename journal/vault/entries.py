"""What the bytes of an event say, what its columns must say, and the cases it speaks of."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from journal.domain.audit import bytes_of


def read(data: bytes) -> tuple[Mapping[str, Any], dict[str, Any], set[UUID]]:
    """
    Take an event apart.

    Returns:
        What it says; what the query columns beside it must say; its cases.

    Raises:
        ValueError: it is no event, whatever its hash.
    """
    try:
        said: Mapping[str, Any] = json.loads(data)
        copied = _copied(said)
        _ = said["priv"]
        aliases = {UUID(bytes=bytes_of(alias)) for alias, _ in said["on"] if alias}
        rows = [row for _, ids in said["on"] for row in ids]
        words = (*rows, *said["env"], *(said[name] or "" for name in ("bg", "why", "ref")))
        numbers = (said["part"][0], said["t"], said["n"])
        is_event = all(isinstance(word, str) for word in words) and all(
            isinstance(number, int) for number in numbers
        )
    except (LookupError, RecursionError, TypeError) as error:
        message = "no event"
        raise ValueError(message) from error
    if not is_event:
        message = "no event"
        raise ValueError(message)
    return said, copied, aliases


def _copied(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the query columns must say."""
    return {
        "id": UUID(bytes=bytes_of(said["id"])),
        "t": said["t"],
        "act": said["act"],
        "actor": None if said["actor"] is None else UUID(bytes=bytes_of(said["actor"])),
        "out": said["out"],
        "basis": said["basis"],
        "rid": UUID(bytes=bytes_of(said["rid"])),
    }
