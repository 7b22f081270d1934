"""The yearly figures as they are asked for: which year, in which words, and which step."""

from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from journal.domain.statistics import Step
from journal.exports.percent import Mode
from journal.exports.yearly import Population
from journal.schemas import rules
from journal.schemas.signin import LONGEST_PASSWORD

A_YEAR = validate.Range(2000, 2999, error=rules.NOT_A_CHOICE)
FORMS = ("pdf", "csv")
LONGEST_PERIOD = 20
LONGEST_WORDS = 2_000
"""More than may be kept: what is too long is said by the rule itself."""


class InsideSchema(Schema):
    """Who is counted, how percentages are rounded, and which year stands beside."""

    error_messages = rules.SCHEMA

    population = fields.String(
        load_default=Population.DISCHARGED.value,
        validate=validate.OneOf([one.value for one in Population], error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )
    mode = fields.String(
        load_default=Mode.PLAIN.value,
        validate=validate.OneOf([one.value for one in Mode], error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )
    beside = fields.Integer(load_default=None, validate=A_YEAR, error_messages=rules.CHOICE)

    @pre_load
    def without_empty(self, data: dict[str, str], **_: Any) -> dict[str, str]:
        """An empty choice is none."""
        return {name: value for name, value in data.items() if value}


class FileSchema(InsideSchema):
    """The same as a file."""

    form = fields.String(
        required=True,
        validate=validate.OneOf(FORMS, error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )


class PeriodSchema(Schema):
    """The years that are to be published, as somebody types them; the rule reads them."""

    error_messages = rules.SCHEMA

    period = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_PERIOD, error=rules.MISSING),
        error_messages=rules.TEXT,
    )


class StepSchema(Schema):
    """One step of a publication, with what it needs."""

    error_messages = rules.SCHEMA

    step = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Step], error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )
    digest = fields.String(
        load_default="",
        validate=validate.Length(0, 64, error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )
    reason = fields.String(
        load_default="",
        validate=validate.Length(0, LONGEST_WORDS, error=rules.MISSING),
        error_messages=rules.TEXT,
    )
    password = fields.String(
        load_default="",
        validate=validate.Length(0, LONGEST_PASSWORD, error=rules.MISSING),
        error_messages=rules.TEXT,
    )
