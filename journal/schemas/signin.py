"""A sign-in form: name and password, where to go then, and perhaps the note that was just sent."""

from typing import Any

from marshmallow import Schema, fields, validate

from journal.schemas import rules

LONGEST_NAME = 100
LONGEST_PASSWORD = 1024
KEPT = ("form", "case", "id", "text", "type", "occurred_at", "written_by")
"""Fields of a note form that a sign-in page carries, each with the prefix ``kept_``."""


class UncoverSchema(Schema):
    """A password alone; what a page carries is taken as it is, and checked when it is signed."""

    error_messages = rules.SCHEMA

    password = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_PASSWORD, error=rules.MISSING),
        error_messages=rules.TEXT,
    )
    next = fields.String(load_default="", error_messages=rules.TEXT)
    kept_form = fields.String(error_messages=rules.TEXT)
    kept_case = fields.String(error_messages=rules.TEXT)
    kept_id = fields.String(error_messages=rules.TEXT)
    kept_text = fields.String(error_messages=rules.TEXT)
    kept_type = fields.String(error_messages=rules.TEXT)
    kept_occurred_at = fields.String(error_messages=rules.TEXT)
    kept_written_by = fields.String(error_messages=rules.TEXT)


class SigninSchema(UncoverSchema):
    """A sign-in: who, and her password."""

    name = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_NAME, error=rules.MISSING),
        error_messages=rules.TEXT,
    )


def kept_of(loaded: dict[str, Any]) -> dict[str, str]:
    """The carried note of a loaded form, without the prefix; empty when there is none."""
    return {name: loaded[f"kept_{name}"] for name in KEPT if f"kept_{name}" in loaded}
