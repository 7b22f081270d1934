"""
Log events as the exact bytes that are stored and hashed.

An event is ASCII JSON with sorted keys and no spaces, at most 8,192 bytes. It holds ids, aliases,
counts and hashes: never a name, a number, a text or a search word. Encoded once; verified as
stored, never encoded again.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from journal.domain.access import Action, Basis, Outcome
from journal.domain.compartments import Compartment
from journal.domain.ids import (
    CaseAlias,
    EventId,
    GrantId,
    HouseId,
    LogId,
    RequestId,
    StaffAlias,
)
from journal.domain.policy import POLICY_DIGEST

MAX_BYTES = 8_192
_ROOM_FOR_LISTS = 7_200
"""What ``on`` and ``env`` may take of a leaf; the other fields stay well below the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One record of an event: its case, its row and, for a write, the hash of its envelope."""

    case: CaseAlias | None
    row: UUID | None = None
    envelope_hash: bytes | None = None


@dataclass(slots=True, kw_only=True)
class Event:
    """One use, collected while a request goes down and appended as its last act."""

    id: EventId
    action: Action
    outcome: Outcome = Outcome.OK
    basis: Basis | None = None
    comp: Compartment | None = None
    items: list[Item] = field(default_factory=list)
    count: int | None = None
    case: CaseAlias | None = None
    """The case of a use that found no record in it."""
    reason: str | None = None
    ref: EventId | None = None
    grant: GrantId | None = None
    private: bytes | None = field(default=None, repr=False)
    """A sealed text kept beside the entry; the event holds its hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What all events of one request share."""

    house: HouseId
    log: LogId
    actor: StaffAlias | None
    auth: str
    session_tag: bytes | None
    source: str
    request: RequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One encoded part of an event: its entry id, its bytes and the cases it speaks of."""

    id: EventId
    data: bytes
    cases: tuple[CaseAlias, ...]


def text_of(raw: bytes) -> str:
    """Base64url without padding, as ids and hashes stand in an event."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """The bytes behind ``text_of``."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _id(value: UUID | None) -> str | None:
    return None if value is None else text_of(value.bytes)


def _parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Split a list so that each part fits into a leaf, in order."""
    part: list[Item] = []
    size, last_case = 0, object()
    for item in items:
        cost = (
            (0 if item.case == last_case else 32)
            + (25 if item.row else 0)
            + (46 if item.envelope_hash else 0)
        )
        if part and size + cost > _ROOM_FOR_LISTS:
            yield part
            part, size = [], 0
            cost += 32
        part.append(item)
        size += cost
        last_case = item.case
    yield part


def _grouped(part: Iterable[Item]) -> list[list[Any]]:
    """``[[alias or null, [row ids]], ...]`` in the order of the items."""
    groups: list[list[Any]] = []
    for item in part:
        alias = _id(item.case)
        if not groups or groups[-1][0] != alias:
            groups.append([alias, []])
        if item.row is not None:
            groups[-1][1].append(_id(item.row))
    return groups


def _shared(event: Event, origin: Origin, milliseconds: int) -> dict[str, Any]:
    """What all parts of an event say alike."""
    return {
        "v": 1,
        "house": _id(origin.house),
        "log": _id(origin.log),
        "t": milliseconds,
        "rid": _id(origin.request),
        "actor": _id(origin.actor),
        "obo": None,
        "auth": origin.auth,
        "sess": None if origin.session_tag is None else text_of(origin.session_tag),
        "dev": None,
        "src": origin.source,
        "pol": text_of(POLICY_DIGEST),
        "act": event.action.value,
        "out": event.outcome.value,
        "basis": None if event.basis is None else event.basis.value,
        "why": event.reason,
        "bg": _id(event.grant),
        "comp": None if event.comp is None else int(event.comp),
        "n": len(event.items) if event.count is None else event.count,
        "ref": _id(event.ref),
        "priv": None if event.private is None else text_of(hashlib.sha256(event.private).digest()),
    }


def encode(
    event: Event, origin: Origin, milliseconds: int, draw: Callable[[], bytes]
) -> list[Leaf]:
    """
    Turn an event into its leaves, more than one when its list is long.

    Args:
        event: the use.
        origin: what all events of the request share.
        milliseconds: UTC wall clock at append.
        draw: gives 16 fresh random bytes at each call.

    Returns:
        A leaf for each part; part 1 carries ``event.id``, which envelopes are bound to.
    """
    # Each hash of ``env`` belongs to the row at its place in ``on``: what was sealed comes first.
    items = sorted(event.items, key=lambda item: item.envelope_hash is None)
    listed = items or ([] if event.case is None else [Item(case=event.case)])
    parts = list(_parts(listed)) if listed else [[]]
    shared = _shared(event, origin, milliseconds)
    leaves = []
    for number, part in enumerate(parts, start=1):
        entry_id = event.id if number == 1 else EventId(UUID(bytes=draw()))
        fields = shared | {
            "id": _id(entry_id),
            "salt": text_of(draw()),
            "part": [number, len(parts)],
            "on": _grouped(part),
            "env": [text_of(item.envelope_hash) for item in part if item.envelope_hash is not None],
        }
        data = json.dumps(fields, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
        leaves.append(
            Leaf(
                id=entry_id,
                data=data,
                cases=tuple({item.case for item in part if item.case is not None}),
            )
        )
    return leaves


def cases_of(event: Event) -> set[CaseAlias]:
    """The cases an event speaks of, with or without a record of theirs."""
    return {case for case in (event.case, *(item.case for item in event.items)) if case is not None}
