"""The recipient outside of a reference, as it comes from a form."""

from marshmallow import Schema, fields, validate

from journal.domain.sheets import LONGEST_LINE
from journal.schemas import rules


class RecipientSchema(Schema):
    """To whom a letter goes: a few words."""

    error_messages = rules.SCHEMA

    recipient = fields.String(
        required=True,
        validate=[
            validate.Length(1, LONGEST_LINE, error=rules.MISSING),
            validate.Regexp(r"\s*\S", error=rules.MISSING),
        ],
        error_messages=rules.TEXT,
    )
