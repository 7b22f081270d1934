"""A new note as it comes from a form."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId, NoteId
from journal.domain.note_types import note_type, note_types
from journal.domain.notes import NoteDraft, storable_text
from journal.schemas import rules
from journal.schemas.drafts import Counted
from journal.schemas.walltime import HouseSchema, WallTime

LONGEST_FIELD = 200
"""Longest value of a field besides the main text, in code points."""


class NoteText(fields.String):
    """1 to 20,000 code points; CRLF becomes LF and nothing else changes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            return storable_text(text)
        except RuleBroken as error:
            raise rules.broken(error) from error


class MoreText(fields.String):
    """Another field of a note: one line, or nothing."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if not text.strip():
            return ""
        try:
            line = storable_text(text).strip()
        except RuleBroken as error:
            raise rules.broken(error) from error
        if len(line) > LONGEST_FIELD or "\n" in line:
            raise ValidationError([rules.FIELD_TOO_LONG])
        return line


class NoteDraftSchema(HouseSchema):
    """
    A new note, from a form, as a NoteDraft; unknown fields are refused.

    Args:
        case_id: out of the address, never out of the form.
        zone: of the house.
        now: the present instant.
    """

    id = fields.UUID(required=True, error_messages=rules.ID)
    revision = Counted()
    text = NoteText(required=True, error_messages=rules.TEXT)
    type = fields.String(
        required=True,
        validate=validate.OneOf(
            [kind.code for kind in note_types().values() if kind.is_offered],
            error=rules.NOT_A_CHOICE,
        ),
        error_messages=rules.TEXT,
    )
    must_read = fields.Boolean(load_default=False, error_messages=rules.CHOICE)
    occurred_at = WallTime("%Y-%m-%dT%H:%M", required=True, error_messages=rules.TIME)
    refers_to = fields.UUID(load_default=None, error_messages=rules.ID)

    def __init__(self, case_id: CaseId, zone: ZoneInfo, now: datetime) -> None:
        super().__init__(zone, now)
        self.case_id = case_id
        known = (field for kind in note_types().values() for field in kind.others)
        more = {field.id: MoreText(load_default="", error_messages=rules.TEXT) for field in known}
        self.fields |= more
        self.load_fields |= more
        self.more = tuple(more)

    @validates_schema(skip_on_field_errors=True)
    def fit_the_kind(self, data: dict[str, Any], **_: Any) -> None:
        """What was filled in belongs to the kind that was chosen, and is of its list."""
        kind = note_type(data["type"])
        wrong = {}
        for name in self.more:
            field, value = kind.field(name), data[name]
            if value and (field is None or field.is_retired):
                wrong[name] = [rules.OF_ANOTHER_KIND]
            elif field is not None and not field.takes(value):
                wrong[name] = [rules.NOT_A_CHOICE]
            elif field is not None and field.is_required and not value:
                wrong[name] = [rules.MISSING]
        if wrong:
            raise ValidationError(wrong)

    @post_load
    def to_draft(self, data: dict[str, Any], **_: Any) -> NoteDraft:
        """Make the value that the use case takes."""
        return NoteDraft(
            id=NoteId(data["id"]),
            case_id=self.case_id,
            type=data["type"],
            occurred_at=data["occurred_at"],
            text=data["text"],
            more={name: data[name] for name in self.more if data[name]},
            revision=data["revision"],
            must_read=data["must_read"],
            refers_to=data["refers_to"] and NoteId(data["refers_to"]),
        )
