"""What somebody looks for, and how far her search has come."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, post_load, pre_load, validate

from journal.domain.broken_search import SearchOver
from journal.domain.errors import RuleBroken
from journal.domain.ids import NoteId, StaffId
from journal.domain.note_documents import EPOCH, MICROSECOND
from journal.domain.note_types import note_types
from journal.domain.search import MOST_HITS, Asked, Place, SoFar, Term, terms_of
from journal.schemas import rules

# The end of the day that is asked for must be a day too.
A_DAY = validate.Range(date(2000, 1, 1), date(2999, 12, 31), error=rules.NOT_A_DAY)
MOST_NOTES = 100_000_000
_AFTER = re.compile(r"([0-9]{1,17})\.([0-9a-f]{32})")
_HITS = re.compile(rf"([0-9a-f]{{32}}(\.(?!\Z)|\Z)){{0,{MOST_HITS}}}")


def _up_to(most: int) -> validate.Range:
    return validate.Range(0, most, error=rules.NOT_A_CHOICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for, and how far it has come."""

    asked: Asked
    so_far: SoFar


class SearchWords(fields.String):
    """Words and phrases, understood; the sentence beside a refused one repeats none of them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        typed: str = super()._deserialize(value, attr, data, **kwargs)
        return understood(typed)


def understood(typed: str) -> tuple[Term, ...]:
    """What was typed, as terms; a rule it breaks is a ``ValidationError``."""
    try:
        return terms_of(typed)
    except RuleBroken as error:
        raise rules.broken(error) from error


class SearchSchema(Schema):
    """A search; all fields are optional, an empty one is none, and unknown fields are refused."""

    error_messages = rules.SCHEMA

    words = SearchWords(load_default=(), error_messages=rules.TEXT)
    kind = fields.String(
        load_default=None,
        validate=validate.OneOf(note_types(), error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )
    author = fields.UUID(
        load_default=None, error_messages=dict.fromkeys(rules.ID, rules.NOT_A_CHOICE)
    )
    day_from = fields.Date(load_default=None, validate=A_DAY, error_messages=rules.DAY)
    day_to = fields.Date(load_default=None, validate=A_DAY, error_messages=rules.DAY)
    after = fields.String(load_default="", error_messages=rules.TEXT)
    hits = fields.String(load_default="", error_messages=rules.TEXT)
    done = fields.Integer(load_default=0, validate=_up_to(MOST_NOTES), error_messages=rules.CHOICE)
    unread = fields.Integer(
        load_default=0, validate=_up_to(MOST_NOTES), error_messages=rules.CHOICE
    )
    page = fields.Integer(load_default=0, validate=_up_to(MOST_HITS), error_messages=rules.CHOICE)

    @pre_load
    def without_empty(self, data: dict[str, str], **_: Any) -> dict[str, str]:
        """An empty field of the form is no filter."""
        return {name: value for name, value in data.items() if value}

    @post_load
    def to_search(self, data: dict[str, Any], **_: Any) -> Search:
        """Make the values that the use case takes."""
        author = data["author"]
        asked = Asked(
            terms=data["words"],
            kind=data["kind"],
            author=None if author is None else StaffId(author),
            day_from=data["day_from"],
            day_to=data["day_to"],
        )
        so_far = SoFar(
            hits=_hits(data["hits"]),
            done=data["done"],
            unread=data["unread"],
            after=_place(data["after"]),
            page=data["page"],
        )
        return Search(asked=asked, so_far=so_far)


def carried(so_far: SoFar) -> dict[str, str]:
    """How far a search has come, as the fields of a form: numbers and ids of notes, no word."""
    after = so_far.after
    return {
        "hits": ".".join(note_id.hex for note_id in so_far.hits),
        "done": str(so_far.done),
        "unread": str(so_far.unread),
        "after": "" if after is None else _as_text(after),
    }


def _as_text(place: Place) -> str:
    return f"{(place.occurred_at - EPOCH) // MICROSECOND}.{place.id.hex}"


def _hits(text: str) -> tuple[NoteId, ...]:
    if not _HITS.fullmatch(text):
        raise rules.broken(SearchOver())
    return tuple(NoteId(UUID(one)) for one in text.split(".") if one)


def _place(text: str) -> Place | None:
    if not text:
        return None
    found = _AFTER.fullmatch(text)
    if found is None:
        raise rules.broken(SearchOver())
    return Place(EPOCH + int(found[1]) * MICROSECOND, NoteId(UUID(found[2])))
