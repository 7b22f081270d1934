"""Answers that are counted, as they come from a form; which of them fit is the rules' to say."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from journal.domain.register import QUESTIONS
from journal.schemas import rules

IDS = tuple(dict.fromkeys(one.id for questions in QUESTIONS.values() for one in questions))
"""Every question of anybody, in the order of the table; each is a field of the form."""
LONGEST_CODE = 40
MOST_CODES = 20
HIGHEST_REVISION = 2**31 - 1

Codes = dict[str, list[str]]


def codes_field() -> fields.List[Any]:
    """The codes that were chosen for one question; an empty one is none."""
    return fields.List(
        fields.String(validate=validate.Length(max=LONGEST_CODE, error=rules.NOT_A_CHOICE)),
        validate=validate.Length(max=MOST_CODES, error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )


def answers_in(data: dict[str, Any]) -> Codes:
    """The questions that have an answer."""
    given = {name: [code for code in data.get(name, ()) if code] for name in IDS}
    return {name: codes for name, codes in given.items() if codes}


AnswerFields = Schema.from_dict({name: codes_field() for name in IDS}, name="AnswerFields")
"""A field for every question; a form that asks some of them sends those."""


class AnswersSchema(AnswerFields):  # type: ignore[misc,valid-type]  # made from the table above
    """The answers about a person, with the revision of those that the form was filled in from."""

    error_messages = rules.SCHEMA

    revision = fields.Integer(
        required=True,
        validate=validate.Range(0, HIGHEST_REVISION, error=rules.NOT_AN_ID),
        error_messages=dict.fromkeys(("required", "null", "invalid"), rules.NOT_AN_ID),
    )

    @post_load
    def to_answers(self, data: dict[str, Any], **_: Any) -> tuple[Codes, int]:
        """The answers and the revision, as the use case takes them."""
        return answers_in(data), data["revision"]
