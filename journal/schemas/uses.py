"""What is asked of the pages that show uses: a month, or a page."""

from datetime import date

from marshmallow import Schema, fields, validate

from journal.schemas import rules

A_DAY = validate.Range(date(2000, 1, 1), date(2999, 12, 31), error=rules.NOT_A_DAY)


class MonthSchema(Schema):
    """A day of the month that is shown."""

    error_messages = rules.SCHEMA

    month = fields.Date(load_default=None, validate=A_DAY, error_messages=rules.DAY)


class PageSchema(Schema):
    """Which page of one's own log."""

    error_messages = rules.SCHEMA

    page = fields.Integer(
        load_default=1,
        validate=validate.Range(1, 1_000_000, error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )
