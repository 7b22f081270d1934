"""
Sealed documents that may change: their kinds, where each is sealed, and the bytes of one.

Rules: a document says itself what kind it is, who wrote it and when, so no row can claim anything
else; a version this program does not know is refused, never guessed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from journal.domain.audit import text_of
from journal.domain.broken import TextNotStorable
from journal.domain.compartments import Compartment
from journal.domain.errors import Tampered
from journal.domain.ids import StaffId
from journal.domain.note_documents import EPOCH, MICROSECOND

DOCUMENT_VERSION = 1


class RecordKind(StrEnum):
    """What a sealed document is about. A new kind needs its compartment below."""

    ENQUIRY_TEXT = "enquiry_text"
    SAFETY_EVENT = "safety_event"
    BOARD_ENTRY = "board_entry"
    HANDOVER = "handover"
    COURSE = "course"
    ROOM_NAME = "room_name"
    VISITATION_ANSWERS = "visitation_answers"
    DECISION_REASON = "decision_reason"
    SAFE_CONTACT = "safe_contact"
    CUSTODY = "custody"
    IDENTITY = "identity"
    BIRTH = "birth"
    EXTERNAL_REF = "external_ref"
    REGISTER_ANSWERS = "register_answers"
    SAFETY_CARD = "safety_card"
    FILE_LINKS = "file_links"


_COMPARTMENTS: Mapping[RecordKind, Compartment] = {
    RecordKind.ENQUIRY_TEXT: Compartment.HOUSE,
    RecordKind.SAFETY_EVENT: Compartment.HOUSE,
    RecordKind.BOARD_ENTRY: Compartment.HOUSE,
    RecordKind.HANDOVER: Compartment.HOUSE,
    RecordKind.COURSE: Compartment.JOURNAL,
    RecordKind.ROOM_NAME: Compartment.HOUSE,
    RecordKind.VISITATION_ANSWERS: Compartment.JOURNAL,
    RecordKind.DECISION_REASON: Compartment.JOURNAL,
    RecordKind.SAFE_CONTACT: Compartment.JOURNAL,
    RecordKind.CUSTODY: Compartment.JOURNAL,
    RecordKind.IDENTITY: Compartment.IDENTITY,
    RecordKind.BIRTH: Compartment.IDENTITY,
    RecordKind.EXTERNAL_REF: Compartment.IDENTITY,
    RecordKind.REGISTER_ANSWERS: Compartment.REGISTER,
    RecordKind.SAFETY_CARD: Compartment.SAFETY,
    RecordKind.FILE_LINKS: Compartment.IDENTITY,
}
BEFORE_A_CASE = frozenset({RecordKind.VISITATION_ANSWERS, RecordKind.DECISION_REASON})
"""What is known before there is a case: until then it is sealed for the house, about nobody."""


def compartment_of(kind: RecordKind) -> Compartment:
    """The compartment in which documents of a kind about a case are sealed."""
    return _COMPARTMENTS[kind]


def may_be_in(kind: RecordKind, comp: Compartment, *, is_about_a_case: bool) -> bool:
    """Whether a document of this kind may be sealed in a compartment."""
    if comp is _COMPARTMENTS[kind]:
        return is_about_a_case or comp is Compartment.HOUSE
    return kind in BEFORE_A_CASE and comp is Compartment.HOUSE and not is_about_a_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a row shows in clear of its document: ``written_at`` carries a time zone."""

    kind: str
    author_id: StaffId
    written_at: datetime


def to_document(facts: Facts, content: Mapping[str, Any]) -> bytes:
    """
    Turn fields into the versioned document that is sealed: JSON with sorted keys.

    Args:
        content: strings, whole numbers, truth values, None, and lists and mappings of them.

    Raises:
        TextNotStorable: a text holds half a surrogate pair.
    """
    fields = {
        "author": text_of(facts.author_id.bytes),
        "doc": dict(content),
        "kind": facts.kind,
        "v": DOCUMENT_VERSION,
        "written": (facts.written_at - EPOCH) // MICROSECOND,
    }
    try:
        return json.dumps(fields, ensure_ascii=False, sort_keys=True, allow_nan=False).encode()
    except UnicodeEncodeError as error:
        raise TextNotStorable from error


def from_document(document: bytes, facts: Facts) -> dict[str, Any]:
    """
    Read the fields out of an opened document, if it belongs to the row it was found in.

    Raises:
        Tampered: a version this program does not know, or a row that says something else.
    """
    try:
        content = dict(json.loads(document)["doc"])
        if document != to_document(facts, content):
            raise Tampered
    except (ValueError, TypeError, KeyError) as error:
        raise Tampered from error
    return content
