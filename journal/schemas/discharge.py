"""The forms of a discharge: the day and the last answers, then the same with the password."""

from datetime import date
from typing import Any

from marshmallow import fields, post_load, validate

from journal.domain.codes import code_list
from journal.domain.decisions import REASONS, DecisionKind
from journal.domain.discharge import (
    WHY_ALL_THE_SAME,
    Aftercare,
    AftercareEnd,
    Destination,
    NewDischarge,
)
from journal.schemas import rules
from journal.schemas.passwords import ProofSchema, password_field
from journal.schemas.register import AnswerFields, answers_in

OFFERED = (Aftercare.ACCEPTED, Aftercare.DECLINED, Aftercare.NOT_OFFERED)
"""What can be answered where aftercare is hers by the rule."""
PLACES = [place.value for place in Destination]
DAYS = validate.Range(date(2000, 1, 1), date(2200, 1, 1), error=rules.NOT_A_DAY)


class DischargeSchema(AnswerFields):  # type: ignore[misc,valid-type]  # see ``schemas.register``
    """Who leaves when, on whose reason, and the answers of the discharge."""

    error_messages = rules.SCHEMA

    day = fields.Date(
        required=True, validate=DAYS, error_messages=rules.DAY | {"required": rules.MISSING}
    )
    reason = fields.String(
        required=True,
        validate=validate.OneOf(REASONS[DecisionKind.DISCHARGE], error=rules.NOT_A_CHOICE),
        error_messages=dict.fromkeys(("required", "null", "invalid"), rules.NOT_A_CHOICE),
    )
    destination = fields.List(
        fields.String(validate=validate.OneOf(PLACES, error=rules.NOT_A_CHOICE)),
        required=True,
        validate=validate.Length(1, 1, error=rules.NOT_A_CHOICE),
        error_messages=dict.fromkeys(("required", "null", "invalid"), rules.NOT_A_CHOICE),
    )

    @post_load
    def to_discharge(self, data: dict[str, Any], **_: Any) -> Any:
        """Make the value that the use case takes."""
        return _new(data)


class LeaveSchema(DischargeSchema):
    """
    A discharge that was shown and is confirmed.

    ``aftercare`` is asked where it is offered, ``override`` where that is beyond the rule.
    """

    aftercare = fields.Enum(
        Aftercare,
        by_value=True,
        load_default=None,
        validate=validate.OneOf(OFFERED, error=rules.NOT_A_CHOICE),
        error_messages=dict.fromkeys(("null", "invalid", "unknown"), rules.NOT_A_CHOICE),
    )
    override = fields.String(
        load_default="",
        validate=validate.OneOf(["", *code_list(WHY_ALL_THE_SAME)], error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )
    password = password_field()

    @post_load
    def to_discharge(self, data: dict[str, Any], **_: Any) -> Any:
        """Make the values that the act takes: discharge, aftercare, why all the same, password."""
        return _new(data), data["aftercare"], data["override"], data["password"]


class CloseSchema(ProofSchema):
    """Why aftercare ends, with the password."""

    how = fields.Enum(
        AftercareEnd,
        by_value=True,
        required=True,
        error_messages=dict.fromkeys(
            ("required", "null", "invalid", "unknown"), rules.NOT_A_CHOICE
        ),
    )


def _new(data: dict[str, Any]) -> NewDischarge:
    return NewDischarge(day=data["day"], reason=data["reason"], answers=answers_in(data))
