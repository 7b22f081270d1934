"""The sheets of a case as they come from forms: every field may stay empty, none may be bent."""

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from journal.domain.broken_sheets import FieldTooLong
from journal.domain.codes import code_list
from journal.domain.sheets import CHOICES, DAYS, FIELDS, Sheet
from journal.schemas import rules


class _Written(fields.String):
    """Words of a field without white space around them; CRLF becomes LF."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        return text.replace("\r\n", "\n").strip()


class PurposeSchema(Schema):
    """For what purpose a leader looks at who somebody is."""

    error_messages = rules.SCHEMA

    reason = fields.String(load_default="", error_messages=rules.TEXT)

    @validates_schema
    def has_purpose(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse what is no purpose of the list."""
        if data["reason"] not in code_list("access_purpose"):
            raise ValidationError({"reason": [rules.NOT_A_CHOICE]})


def sheet_schema(sheet: Sheet) -> Schema:
    """The schema of the form of a sheet: its fields, and the revision it was filled in from."""
    declared = {name: _Written(load_default="") for name in FIELDS[sheet]}
    seen = fields.Integer(required=True, strict=False, error_messages=_SEEN)
    made = type(f"{sheet.name.title()}Schema", (_SheetSchema,), {**declared, "seen": seen})
    schema: Schema = made(sheet)
    return schema


_SEEN: rules.Messages = dict.fromkeys(("required", "null", "invalid"), rules.NOT_AN_ID)


class _SheetSchema(Schema):
    error_messages = rules.SCHEMA

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet

    @validates_schema
    def is_sound(self, data: dict[str, Any], **_: Any) -> None:
        """Say what is wrong with each field in one go."""
        found = {
            name: wrong
            for name, limit in FIELDS[self.sheet].items()
            if (wrong := _wrong_with(name, data[name], limit)) is not None
        }
        if found:
            raise ValidationError({name: [wrong] for name, wrong in found.items()})

    @post_load
    def without_empty(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """What the use case takes: the fields that hold something, and the revision."""
        written = {name: data[name] for name in FIELDS[self.sheet] if data[name]}
        return {"fields": written, "seen": data["seen"]}


def _wrong_with(name: str, text: str, limit: int) -> Any:
    """What is wrong with one field; None when nothing is."""
    if not text:
        return None
    if len(text) > limit:
        return FieldTooLong(length=len(text), limit=limit)
    if name in DAYS:
        return None if _is_day(text) else rules.NOT_A_DAY
    if name in CHOICES and text not in code_list(CHOICES[name]):
        return rules.NOT_A_CHOICE
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
