"""The code of a resident as it comes from forms."""

from marshmallow import Schema, fields, validate

from journal.schemas import rules

LONGEST_CODE = 200
LONGEST_SLIP = 4_000


class KeepSchema(Schema):
    """A code that was typed back, and what the page has carried."""

    error_messages = rules.SCHEMA

    sealed = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_SLIP, error=rules.NOT_AN_ID),
        error_messages=rules.ID | rules.TEXT,
    )
    printed = fields.String(required=True, error_messages=rules.TEXT)
    typed = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_CODE, error=rules.MISSING),
        error_messages=rules.TEXT,
    )
    seals = fields.Boolean(load_default=False, error_messages=rules.CHOICE)


class CodeSchema(Schema):
    """A code that somebody has brought back."""

    error_messages = rules.SCHEMA

    code = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_CODE, error=rules.MISSING),
        error_messages=rules.TEXT,
    )
