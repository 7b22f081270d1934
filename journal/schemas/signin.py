"""A sign-in form: name and password, where to go then, and perhaps the note that was just sent."""

from typing import Any

from marshmallow import Schema, fields, validate

from journal.domain.note_form import CARRIED
from journal.domain.note_types import other_names
from journal.schemas import rules

LONGEST_NAME = 100
LONGEST_PASSWORD = 1024


def kept_names() -> tuple[str, ...]:
    """All fields of a form with words that a sign-in carries, each with the prefix ``kept_``."""
    return (*CARRIED, *other_names())


class UncoverSchema(Schema):
    """A password alone; what a page carries is taken as it is, and checked when it is signed."""

    error_messages = rules.SCHEMA

    password = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_PASSWORD, error=rules.MISSING),
        error_messages=rules.TEXT,
    )
    next = fields.String(load_default="", error_messages=rules.TEXT)

    def __init__(self) -> None:
        super().__init__()
        kept = {f"kept_{name}": fields.String(error_messages=rules.TEXT) for name in kept_names()}
        self.fields |= kept
        self.load_fields |= kept


class SigninSchema(UncoverSchema):
    """A sign-in: who, and her password."""

    name = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_NAME, error=rules.MISSING),
        error_messages=rules.TEXT,
    )


def kept_of(loaded: dict[str, Any]) -> dict[str, str]:
    """The carried note of a loaded form, without the prefix; empty when there is none."""
    return {name: loaded[f"kept_{name}"] for name in kept_names() if f"kept_{name}" in loaded}
